"""Files that travel between people."""
