"""Text in columns: how wide characters are on a terminal, and wrapping and padding by that width.

Widths follow Unicode's East Asian Width (UAX #11): wide and fullwidth take two columns, marks and joiners none. Joined
emoji count as on a terminal that draws their parts, so that no line is ever longer than it may be.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache

_EMOJI_STYLE = "\ufe0f"  # asks for the picture form of the character before it, which is wide
_ELLIPSIS = "…"


@cache
def _char_width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf", "Cc"} or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def display_width(text: str) -> int:
    """The columns that a line of text takes on a terminal."""
    return sum(width for _, width in clusters(text))


def clusters(text: str) -> Iterator[tuple[str, int]]:
    """The parts of a line that must stay together (a letter with its marks, a joined emoji), with their widths."""
    cluster, width, joined = "", 0, False
    for char in text:
        wide = _char_width(char)
        if cluster and wide and not joined:
            yield cluster, width
            cluster, width = "", 0
        cluster += char
        width = 2 if char == _EMOJI_STYLE and width == 1 else width + wide
        joined = char == "\u200d"
    if cluster:
        yield cluster, width


def wrapped(text: str, width: int) -> list[str]:
    """One paragraph as lines of at most `width` columns, broken at spaces; longer words are broken where they must."""
    lines: list[str] = []
    line, used = "", 0
    for word in text.split():
        for part, wide in _pieces(word, width):
            if line and used + 1 + wide > width:
                lines.append(line)
                line, used = "", 0
            line, used = (f"{line} {part}", used + 1 + wide) if line else (part, wide)
    if line:
        lines.append(line)
    return lines


def _pieces(word: str, width: int) -> list[tuple[str, int]]:
    pieces, piece, used = [], "", 0
    for cluster, wide in clusters(word):
        if piece and used + wide > width:
            pieces.append((piece, used))
            piece, used = "", 0
        piece, used = piece + cluster, used + wide
    pieces.append((piece, used))
    return pieces


def padded(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` columns, cut with an ellipsis if it is wider; `right` puts the space before it."""
    wide = display_width(text)
    if wide > width:
        text, wide = _cut(text, width)
    space = " " * (width - wide)
    return space + text if right else text + space


def _cut(text: str, width: int) -> tuple[str, int]:
    kept, used = "", 0
    for cluster, wide in clusters(text):
        if used + wide > width - 1:
            break
        kept, used = kept + cluster, used + wide
    return kept + _ELLIPSIS, used + 1
