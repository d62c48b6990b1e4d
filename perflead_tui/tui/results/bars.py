"""Stacked bars of ten blocks in cells, from plain numbers to a row."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from perflead_tui.tui.content import EMPTY, line
from perflead_tui.tui.pictures.ink import QUIET, Ink, pattern

# The text on each is chosen for contrast. One hue, so that no part is taken for a person.
_TINTS = (("$background", "on $accent"), ("$foreground", "on $accent 40%"), ("$foreground", "on $accent 15%"))
_BLOCKS = 10


@dataclass(frozen=True)
class Part:
    """One part of a bar: its name, its size in words, its size."""

    name: str
    words: str
    size: float


def swatch(at: int, ink: Ink = QUIET) -> Content:
    """A sample of the part `at`."""
    if ink.strong:
        found = pattern(_strong(at))
        return Content.styled("▏▕" if found.fill == " " else found.fill * 2, found.style)
    return Content.styled("  ", _TINTS[at % len(_TINTS)][1])


def _strong(at: int) -> int:
    """Which pattern the part `at` has: the first one stands out most, as among the tints."""
    return len(_TINTS) - 1 - at % len(_TINTS)


def bar_width(room: int) -> int:
    """The widest bar of whole blocks that fits."""
    return max(room // _BLOCKS, 1) * _BLOCKS


def stacked_bar(parts: Sequence[Part], width: int, ink: Ink = QUIET) -> Content:
    """Parts side by side over `width` columns, each with as much of its name and size as it has room for.

    The edges of ten blocks show, so that parts can be counted.
    """
    total = sum(part.size for part in parts)
    row, start, so_far = EMPTY, 0, 0.0
    for at, part in enumerate(parts):
        so_far += part.size
        end = int(so_far / total * width + 0.5) if total else 0
        label = _label(part, end - start)
        columns = range(start + label.cell_length, end)
        row += (_filled if ink.strong else _tinted)(label, columns, width // _BLOCKS, at)
        start = end
    return row


def _label(part: Part, room: int) -> Content:
    """The fullest label that fits."""
    for words in (f"{part.name} {part.words}", part.words):
        label = line(words).pad_left(1)
        if label.cell_length <= room:
            return label
    return EMPTY


def _tinted(label: Content, columns: range, block: int, at: int) -> Content:
    """A part of a bar: its label and blank columns on its tint."""
    text, ground = _TINTS[at % len(_TINTS)]
    return (label.stylize(text) + _edges(columns, block, " ", "", "$background")).stylize_before(ground)


def _filled(label: Content, columns: range, block: int, at: int) -> Content:
    """The same in the strong form: its label, then its pattern."""
    found = pattern(_strong(at))
    words = label.pad_right(1) if label and len(columns) > 1 else label
    columns = columns[words.cell_length - label.cell_length :]
    return words.stylize(found.words) + _edges(columns, block, found.fill, found.style, found.words)


def _edges(columns: range, block: int, fill: str, style: str, edge: str) -> Content:
    """`fill` for each of the columns, with a thin line where a block ends."""
    ends = [(at + 1) % block == 0 and block > 1 for at in columns]
    return EMPTY.join([Content.styled("▕", edge) if end else Content.styled(fill, style) for end in ends])
