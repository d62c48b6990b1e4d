"""A dot plot in cells, from plain numbers to rows: dots and intervals on a fixed axis."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from textual.content import Content

from perflead_tui.tui.content import fitted, told
from perflead_tui.tui.pictures.ink import QUIET, Ink

_GRID = "┊"
_LEVELS = 2  # rows of one plot

Cell = tuple[str, str]
"""A character and its style."""


@dataclass(frozen=True)
class Axis:
    """A fixed scale from `low` to `high`, drawn over `width` columns with `ink`, and so is what stands on it."""

    low: int
    high: int
    width: int
    ink: Ink = QUIET

    @classmethod
    def within(cls, low: int, high: int, room: int, ink: Ink = QUIET) -> "Axis":
        """The widest axis that fits into `room` columns and has the same number of columns between all points."""
        step = max((room - 1) // (high - low), 2)
        return cls(low, high, step * (high - low) + 1, ink)

    def column(self, value: float) -> int:
        """The column of `value`, halves upward; values beyond the scale stand at its end."""
        inside = min(max(value, self.low), self.high)
        return int((inside - self.low) / (self.high - self.low) * (self.width - 1) + 0.5)

    @property
    def points(self) -> range:
        """The points of the scale."""
        return range(self.low, self.high + 1)


@dataclass(frozen=True)
class Dot:
    """A value with its glyph and style. `reach` points to where the real value may lie: -1 below, 1 above.

    `words` are told to the mouse.
    """

    value: float
    glyph: str
    style: str
    reach: int = 0
    words: str = ""


@dataclass(frozen=True)
class Interval:
    """A thin line from `low` to `high`; `words` are told to the mouse."""

    low: float
    high: float
    words: str = ""


def axis_numbers(axis: Axis) -> Content:
    """The numbers of the scale above their columns."""
    row = [(" ", "")] * axis.width
    for point in axis.points:
        row[axis.column(point)] = (str(point), axis.ink.quiet)
    return _drawn(row)


def axis_words(axis: Axis, lowest: str, highest: str) -> Content:
    """The words of both ends of the scale above the axis."""
    left = fitted(lowest, axis.width // 2 - 1, axis.ink.quiet)
    right = fitted(highest, axis.width // 2 - 1, axis.ink.quiet)
    return left.pad_right(axis.width - left.cell_length - right.cell_length) + right


def grid(axis: Axis) -> Content:
    """A row without a value."""
    return _drawn(_grid_row(axis))


def dot_plot(axis: Axis, dots: Iterable[Dot], interval: Interval | None = None) -> list[Content]:
    """Dots on the axis, on one row or two; the interval is on the first, and so is the first dot.

    Two dots in one column stand one below the other. A third stands a column aside: less than any difference that
    counts, and plots keep their height.
    """
    rows = [_grid_row(axis)]
    if interval:
        _draw_interval(rows[0], axis, interval)
    taken: dict[tuple[int, int], Dot] = {}
    for dot in dots:
        taken[next(place for place in _places(axis, dot) if place not in taken)] = dot
    rows += [_grid_row(axis) for _level in range(max((level for level, _at in taken), default=0))]
    for (level, at), dot in taken.items():
        beside = (level, at + dot.reach)
        if dot.reach and beside not in taken and 0 <= beside[1] < axis.width:
            rows[level][beside[1]] = ("›" if dot.reach > 0 else "‹", dot.style)
        rows[level][at] = (dot.glyph, dot.style)
    drawn = [_drawn(row) for row in rows]
    if interval and interval.words:
        ends = axis.column(interval.low), axis.column(interval.high) + 1
        drawn[0] = drawn[0].stylize(told(interval.words), *ends)
    for (level, at), dot in taken.items():
        if dot.words:
            drawn[level] = drawn[level].stylize(told(dot.words), at, at + 1)
    return drawn


def _places(axis: Axis, dot: Dot) -> Iterator[tuple[int, int]]:
    """Level and column of a dot, the best first: its own column on any level, then ever further aside."""
    at = axis.column(dot.value)
    yield from ((level, at) for level in range(_LEVELS))
    for aside in count(1):
        for level in reversed(range(_LEVELS)):
            yield from ((level, found) for found in (at + aside, at - aside) if 0 <= found < axis.width)


def _grid_row(axis: Axis) -> list[Cell]:
    row: list[Cell] = [(" ", "")] * axis.width
    for point in axis.points:
        row[axis.column(point)] = (_GRID, axis.ink.rule)
    return row


def _draw_interval(row: list[Cell], axis: Axis, interval: Interval) -> None:
    first, last = axis.column(interval.low), axis.column(interval.high)
    line, left, right = axis.ink.interval
    for at in range(first, last + 1):
        row[at] = (line, axis.ink.quiet)
    if first < last:
        row[first], row[last] = (left, axis.ink.quiet), (right, axis.ink.quiet)


def _drawn(row: Sequence[Cell]) -> Content:
    """Cells as one row; neighbours of one style become one run."""
    runs: list[Cell] = []
    for char, style in row:
        if runs and runs[-1][1] == style:
            runs[-1] = (runs[-1][0] + char, style)
        else:
            runs.append((char, style))
    return Content.assemble(*runs)
