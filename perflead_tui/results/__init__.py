"""From answers to a report: disclosure control and statistics, as pure functions."""
