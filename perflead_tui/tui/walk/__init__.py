"""The walk-through of a report, in nine steps."""
