"""A plot with two axes, from plain numbers to rows: points on fixed scales, and a diagonal where both are equal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from perflead_tui.tui.content import fitted, line
from perflead_tui.tui.pictures.canvas import Canvas
from perflead_tui.tui.pictures.ink import QUIET, Ink

_NUMBERS = 3  # columns for the numbers of the upright axis
_AROUND = 3  # rows that are no plot: the name above, the axis, its numbers
_WIDEST = 4  # columns a row: flatter than this, it would no longer look like two axes
_NAME = 20  # columns at most that are kept for the name of the lower axis


@dataclass(frozen=True)
class Axis:
    """A fixed scale. `more` are quiet words in the corner where this axis is higher than the other."""

    name: str
    low: int = 1
    high: int = 5
    more: str = ""


@dataclass(frozen=True)
class Point:
    """Where `glyph`, one column wide, stands, in scale points; `told` has its numbers in words.

    `label` stands beside it where nothing else does.
    """

    x: float
    y: float
    glyph: str
    style: str
    told: str
    label: str = ""


@dataclass(frozen=True)
class _Field:
    """Columns and rows between two points of the scales; whole, so that all have the same distance."""

    x: Axis
    y: Axis
    across: int
    down: int
    ink: Ink = QUIET

    @classmethod
    def within(cls, width: int, height: int, x: Axis, y: Axis, ink: Ink) -> "_Field":
        """The largest field that leaves room for numbers and names."""
        down = max((height - _AROUND - 1) // (y.high - y.low), 1)
        name = min(line(x.name).cell_length, _NAME) + 2
        across = (width - _NUMBERS - 1 - name) // (x.high - x.low)
        return cls(x, y, max(min(across, down * _WIDEST), 2), down, ink)

    @property
    def width(self) -> int:
        """Columns."""
        return self.across * (self.x.high - self.x.low) + 1

    @property
    def height(self) -> int:
        """Rows."""
        return self.down * (self.y.high - self.y.low) + 1

    def column(self, value: float) -> int:
        """The column of `value`; values beyond the scale stand at its end."""
        return int((min(max(value, self.x.low), self.x.high) - self.x.low) * self.across + 0.5)

    def row(self, value: float) -> int:
        """The row of `value`, from the top."""
        return int((self.y.high - min(max(value, self.y.low), self.y.high)) * self.down + 0.5)


def two_axis_plot(
    width: int, height: int, x: Axis, y: Axis, points: Sequence[Point], ink: Ink = QUIET
) -> list[Content]:
    """At most `width` columns and `height` rows, from 24 columns and 8 rows on.

    No point hides another: one that is in the way of an earlier one stands a column aside.
    """
    field = _Field.within(width, height, x, y, ink)
    canvas = Canvas(field.width, field.height)
    _points(canvas, field, points)
    _corners(canvas, field)
    _diagonal(canvas, field)
    rows = [fitted(y.name, width, ink.quiet)]
    tick, side = ("┫", "┃") if ink.strong else ("┤", "│")
    for at, row in enumerate(canvas.rows()):
        number = "" if at % field.down else str(y.high - at // field.down)
        left = line(number, ink.quiet).pad_left(_NUMBERS - 1 - len(number)) + line(tick if number else side, ink.rule)
        rows.append(left + row)
    return [*rows, _floor(field), _numbers(field, width)]


def _points(canvas: Canvas, field: _Field, points: Sequence[Point]) -> None:
    places = []
    for point in points:
        row = field.row(point.y)
        own = field.column(point.x)
        at = next((found for found in _aside(own, canvas.width) if canvas.free(found, row)), own)
        canvas.put(at, row, point.glyph, point.style, point.told)
        places.append((point, at, row))
    for point, at, row in places:
        room = line(point.label).cell_length
        for start in (at + 2, at - 1 - room):
            if canvas.write(start, row, point.label, field.ink.quiet, point.told, room=1):
                break


def _aside(at: int, width: int) -> Iterator[int]:
    """`at`, then ever further aside."""
    yield at
    for by in range(1, width):
        yield from (found for found in (at + by, at - by) if 0 <= found < width)


def _corners(canvas: Canvas, field: _Field) -> None:
    """What it means to be there, in the corners off the diagonal."""
    canvas.write(1, 0, field.y.more, field.ink.quiet, room=1)
    last = canvas.width - 1 - line(field.x.more).cell_length
    canvas.write(last, canvas.height - 1, field.x.more, field.ink.quiet)


def _diagonal(canvas: Canvas, field: _Field) -> None:
    """Where both are equal, as thin dots."""
    for at in range(canvas.width):
        value = field.x.low + at / field.across
        if field.y.low <= value <= field.y.high and at % max(field.across // field.down, 1) == 0:
            row = field.row(value)
            if canvas.free(at, row):
                canvas.put(at, row, "·", field.ink.quiet)


def _floor(field: _Field) -> Content:
    corner, tick, side = ("┗", "┻", "━") if field.ink.strong else ("└", "┴", "─")
    marks = "".join(tick if at and not at % field.across else side for at in range(field.width))
    return line(corner + marks, field.ink.rule).pad_left(_NUMBERS - 1)


def _numbers(field: _Field, width: int) -> Content:
    """The numbers below the axis, and its name after them."""
    canvas = Canvas(field.width, 1)
    for point in range(field.x.low, field.x.high + 1):
        canvas.write(field.column(point), 0, str(point), field.ink.quiet)
    row = canvas.rows()[0].pad_left(_NUMBERS)
    return row + fitted(field.x.name, max(width - row.cell_length - 2, 1), field.ink.quiet).pad_left(2)
