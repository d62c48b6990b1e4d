"""One corpus of hostile text, and every way that it could come out."""
