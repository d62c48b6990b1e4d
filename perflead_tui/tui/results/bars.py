"""Stacked bars of ten blocks in cells, from plain numbers to a row."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from perflead_tui.tui.content import EMPTY, line

# The text on each is chosen for contrast. One hue, so that no part is taken for a person.
_TINTS = (("$background", "on $accent"), ("$foreground", "on $accent 40%"), ("$foreground", "on $accent 15%"))
_BLOCKS = 10


@dataclass(frozen=True)
class Part:
    """One part of a bar: its name, its size in words, its size."""

    name: str
    words: str
    size: float


def swatch(at: int) -> Content:
    """A sample of the part `at`."""
    return Content.styled("  ", _TINTS[at % len(_TINTS)][1])


def bar_width(room: int) -> int:
    """The widest bar of whole blocks that fits."""
    return max(room // _BLOCKS, 1) * _BLOCKS


def stacked_bar(parts: Sequence[Part], width: int) -> Content:
    """Parts side by side over `width` columns, each with as much of its name and size as it has room for.

    The edges of ten blocks show, so that parts can be counted.
    """
    total = sum(part.size for part in parts)
    row, start, so_far = EMPTY, 0, 0.0
    for at, part in enumerate(parts):
        so_far += part.size
        end = int(so_far / total * width + 0.5) if total else 0
        text, ground = _TINTS[at % len(_TINTS)]
        label = _label(part, end - start).stylize(text)
        edges = _edges(range(start + label.cell_length, end), width // _BLOCKS)
        row += (label + edges).stylize_before(ground)
        start = end
    return row


def _label(part: Part, room: int) -> Content:
    """The fullest label that fits."""
    for words in (f"{part.name} {part.words}", part.words):
        label = line(words).pad_left(1)
        if label.cell_length <= room:
            return label
    return EMPTY


def _edges(columns: range, block: int) -> Content:
    """Blank columns with a thin line where a block ends."""
    shown = "".join("▕" if (at + 1) % block == 0 and block > 1 else " " for at in columns)
    return Content.styled(shown, "$background")
