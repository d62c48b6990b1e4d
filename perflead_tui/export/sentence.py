"""Text as sentences: what is read out needs its pauses."""


def ended(text: str) -> str:
    """`text` with a full stop, unless it ends like a sentence: a screen reader pauses there."""
    return text if text.endswith((".", "?", "!", "…", ":")) else f"{text}."
