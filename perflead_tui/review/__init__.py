"""What was agreed and given: terms, forms, answers, the roster and the life cycle of a review."""
