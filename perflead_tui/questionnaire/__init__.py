"""What is asked: competencies, items, a rating scale, the time question and open questions."""
