"""The coach's app: first start, unlock, home, new review, desk, closing."""
