"""The terminal interface. The only room that imports Textual."""
