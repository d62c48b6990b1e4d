"""Pictures in cells, from plain numbers to rows: dots on a fixed axis, and bars of blocks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.content import Content

from perflead_tui.tui.content import EMPTY, fitted, line, padded

_GRID = ("┊", "$rule")
_TINTS = ("$background on $accent", "$foreground on $accent 40%", "$foreground on $accent 15%")
_BLOCKS = 10


@dataclass(frozen=True)
class Axis:
    """A fixed scale from `low` to `high`, drawn over `width` columns."""

    low: int
    high: int
    width: int

    @classmethod
    def within(cls, low: int, high: int, room: int) -> "Axis":
        """The widest axis that fits into `room` columns and has the same number of columns between all points."""
        step = max((room - 1) // (high - low), 2)
        return cls(low, high, step * (high - low) + 1)

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
    """A value with its glyph and style. `reach` points to where the real value may lie: -1 below, 1 above."""

    value: float
    glyph: str
    style: str
    reach: int = 0


@dataclass(frozen=True)
class Interval:
    """A thin line from `low` to `high`, and the mark of the mean on it if that has no dot of its own."""

    low: float
    high: float
    mean: float | None = None


def axis_numbers(axis: Axis) -> Content:
    """The numbers of the scale above their columns."""
    row = [(" ", "")] * axis.width
    for point in axis.points:
        row[axis.column(point)] = (str(point), "$muted")
    return _drawn(row)


def axis_words(axis: Axis, lowest: str, highest: str) -> Content:
    """The words of both ends of the scale above the axis."""
    left = fitted(lowest, axis.width // 2 - 1, "$muted")
    right = fitted(highest, axis.width // 2 - 1, "$muted")
    return left.pad_right(axis.width - left.cell_length - right.cell_length) + right


def grid(axis: Axis) -> Content:
    """A row without a value."""
    return _drawn(_grid_row(axis))


def dot_plot(axis: Axis, dots: Iterable[Dot], interval: Interval | None = None) -> list[Content]:
    """Dots on the axis. Dots that would cover one another stand one below the other."""
    rows = [_grid_row(axis)]
    if interval:
        _draw_interval(rows[0], axis, interval)
    taken: list[set[int]] = [set()]
    for dot in dots:
        at = axis.column(dot.value)
        level = next((y for y, columns in enumerate(taken) if at not in columns), len(taken))
        if level == len(taken):
            taken.append(set())
            rows.append(_grid_row(axis))
        taken[level].add(at)
        rows[level][at] = (dot.glyph, dot.style)
        _draw_reach(rows[level], at, dot)
    return [_drawn(row) for row in rows]


def _grid_row(axis: Axis) -> list[tuple[str, str]]:
    row = [(" ", "")] * axis.width
    for point in axis.points:
        row[axis.column(point)] = _GRID
    return row


def _draw_interval(row: list[tuple[str, str]], axis: Axis, interval: Interval) -> None:
    first, last = axis.column(interval.low), axis.column(interval.high)
    for at in range(first, last + 1):
        row[at] = ("─", "$muted")
    if first < last:
        row[first], row[last] = ("├", "$muted"), ("┤", "$muted")
    if interval.mean is not None:
        row[axis.column(interval.mean)] = ("┃", "$chart-others")


def _draw_reach(row: list[tuple[str, str]], at: int, dot: Dot) -> None:
    beside = at + dot.reach
    if dot.reach and 0 <= beside < len(row) and row[beside][0] in " ┊─├┤":
        row[beside] = ("›" if dot.reach > 0 else "‹", dot.style)


def _drawn(row: Sequence[tuple[str, str]]) -> Content:
    """Characters with a style each as one row; neighbours of one style become one run."""
    runs: list[tuple[str, str]] = []
    for char, style in row:
        if runs and runs[-1][1] == style:
            runs[-1] = (runs[-1][0] + char, style)
        else:
            runs.append((char, style))
    return Content.assemble(*((text, style) for text, style in runs))


# Stacked bars


def tint(at: int) -> str:
    """The style of the part `at` of a stacked bar: tints of one hue, so that no part is taken for a person."""
    return _TINTS[at % len(_TINTS)]


def bar_width(room: int) -> int:
    """The widest bar of whole blocks that fits."""
    return max(room // _BLOCKS, 1) * _BLOCKS


def stacked_bar(parts: Sequence[tuple[str, str, float]], width: int) -> Content:
    """Parts (name, number, size) side by side over `width` columns; what fits of its name and number stands in each.

    The bar is cut into ten blocks, so that a part can be counted.
    """
    total = sum(size for _name, _number, size in parts)
    if not total:
        return EMPTY
    row, start, sum_so_far = EMPTY, 0, 0.0
    for at, (name, number, size) in enumerate(parts):
        sum_so_far += size
        end = int(sum_so_far / total * width + 0.5)
        row += _part(name, number, start, end, width // _BLOCKS, tint(at))
        start = end
    return row


def _part(name: str, number: str, start: int, end: int, block: int, style: str) -> Content:
    """One part from column `start` to `end`: its label, then the edges of the blocks."""
    room = end - start
    label = line(f" {name} {number}".strip())
    if label.cell_length > room - 2:
        label = line(number)
    if label.cell_length > room:
        label = EMPTY
    label = padded(label.pad_left(1) if label and label.cell_length < room else label, room)
    edges = "".join("▕" if (at + 1) % block == 0 and block > 1 else " " for at in range(start, end))
    text = "".join(a if a != " " else b for a, b in zip(label.plain, edges, strict=False))
    if len(label.plain) != room:  # wide characters: no edges among them
        return label.stylize(style)
    return Content.styled(text, style)
