"""How wide words are in a picture, and where they break.

Widths are those of DejaVu Sans, which is wider than most: words that fit in it fit in the reader's font.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from perflead_tui.export.charts.library import part
from perflead_tui.export.columns import clusters

_EM = 100  # pixels to the em while measuring: advances are exact enough
_WIDE, _OTHER = 1.0, 0.7  # em, of characters that the font does not have
_BOLD = 1.1
_ELLIPSIS = "…"


def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """How wide one line of words is, in the unit of `size`, without kerning."""
    wide = sum(map(_advance, words)) * size
    return wide * _BOLD if bold else wide


def folded(words: str, width: float, size: float, *, most: int = 4, bold: bool = False) -> list[str]:
    """Words in lines of at most `width`, broken at spaces, within a word where they must; at least one line.

    The last of `most` lines ends in an ellipsis if there is more.
    """
    lines: list[str] = []
    line = ""
    for space, piece in _parts(words, width, size, bold=bold):
        longer = f"{line}{space}{piece}" if line else piece
        if line and width_of(longer, size, bold=bold) > width:
            lines.append(line)
            line = piece
        else:
            line = longer
    lines.append(line)
    if len(lines) > most:
        lines[most - 1 :] = [_cut(lines[most - 1], width, size, bold=bold)]
    return lines


def fits(words: str, width: float, size: float, *, most: int, bold: bool = False) -> bool:
    """Whether words stand in `most` lines of `width` without a break inside a word."""
    whole = all(width_of(word, size, bold=bold) <= width for word in words.split())
    return whole and len(folded(words, width, size, most=most + 1, bold=bold)) <= most


def _parts(words: str, width: float, size: float, *, bold: bool) -> Iterator[tuple[str, str]]:
    """What stands before it, and a piece that is not broken."""
    for word in words.split():
        space, piece = " ", ""
        for cluster, _wide in clusters(word):
            if piece and width_of(piece + cluster, size, bold=bold) > width:
                yield space, piece
                space, piece = "", ""
            piece += cluster
        yield space, piece


def _cut(line: str, width: float, size: float, *, bold: bool) -> str:
    kept = ""
    for cluster, _wide in clusters(line):
        if width_of(kept + cluster + _ELLIPSIS, size, bold=bold) > width:
            break
        kept += cluster
    return kept.rstrip() + _ELLIPSIS


@cache
def _font() -> Any:
    data = Path(part("cbook").__file__).with_name("mpl-data")
    font = part("ft2font").FT2Font(str(data / "fonts" / "ttf" / "DejaVuSans.ttf"))
    font.set_size(_EM, 72)
    return font


@cache
def _advance(char: str) -> float:
    """The width of a character, in em."""
    font = _font()
    if font.get_char_index(ord(char)):
        return float(font.load_char(ord(char)).linearHoriAdvance) / 65536 / _EM
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0.0
    return _WIDE if unicodedata.east_asian_width(char) in "WF" else _OTHER
