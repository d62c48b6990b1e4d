"""From the HTML of a survey tool to one plain line of text.

The tags are cut out by patterns that look at each character once; `html.parser` of Python 3.11 takes more than 20
seconds for 20 KB of unclosed tags, and a file may hold many such texts. What comes out is text and never used as HTML.
"""

import html
import re
from dataclasses import dataclass

from perflead_tui.text import clean_line

LONGEST = 2000
"""Characters of one text: the limit of the model."""

# No tag has another < in it here: so a pattern that fails stops at the next <, and the whole stays linear.
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
_SPLITS = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|th|table|h[1-6]|hr)\b[^<>]*>", re.IGNORECASE)
_SILENT = re.compile(r"<(script|style)\b", re.IGNORECASE)
_MEDIA = re.compile(r"<(?:img|video|audio|iframe|object|embed|svg)\b", re.IGNORECASE)
# The expression of a survey tool: an opening brace, no space after it, up to the next closing one.
_PLACEHOLDER = re.compile(r"\{(?![\s}])([^{}]{1,500})\}")
_NESTED = 3  # expressions in expressions
_READ = 8_000  # characters of a text, without its tags, that are looked at
_GAP = "…"


@dataclass(frozen=True)
class Plain:
    """`words` on one line; `gaps` are the placeholders that stood in them, `media` whether pictures did."""

    words: str
    gaps: tuple[str, ...] = ()
    media: bool = False
    cut: bool = False


def plain(raw: str, *, placeholders: bool = True) -> Plain:
    """The words of the HTML `raw`. A placeholder such as {TOKEN:FIRSTNAME} becomes a visible gap."""
    text = _without(raw, "<!--", "-->") if "<" in raw else raw
    while found := _SILENT.search(text):  # once for each spelling in small and capital letters
        text = _without(text, found[0], f"</{found[1]}", keep_end=True)
    media = bool(_MEDIA.search(text))
    text = _TAG.sub("", _SPLITS.sub(" ", text))
    words = clean_line(html.unescape(text[:_READ]))
    gaps: list[str] = []
    for _depth in range(_NESTED if placeholders else 0):
        gaps += _PLACEHOLDER.findall(words)
        words = _PLACEHOLDER.sub(_GAP, words)
    if gaps and not words.strip(f"{_GAP} .,:;"):
        words = ""
    return Plain(words[:LONGEST].strip(), tuple(gap[:60] for gap in gaps), media, len(words) > LONGEST)


def _without(text: str, start: str, end: str, *, keep_end: bool = False) -> str:
    """`text` without everything from each `start` to the next `end`, or to its own end.

    A space stays in its place: without one, the parts around it could make a new `start`.
    """
    kept = []
    at = 0
    while (opened := text.find(start, at)) >= 0:
        kept.append(text[at:opened])
        closed = text.find(end, opened + len(start))
        if closed < 0:
            return " ".join(kept)
        at = closed if keep_end else closed + len(end)
    return " ".join([*kept, text[at:]])
