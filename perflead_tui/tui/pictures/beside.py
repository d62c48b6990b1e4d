"""Self beside others on a fixed axis, from plain numbers to a row: two dots, linked where they are apart."""

from dataclasses import dataclass

from textual.content import Content

from perflead_tui.tui.pictures.canvas import Canvas
from perflead_tui.tui.pictures.ink import QUIET
from perflead_tui.tui.results.dots import Axis, Dot, Interval

_GRID = "┊"
LINK = QUIET.link


@dataclass(frozen=True)
class Pair:
    """Self and others, where there is a value; `apart` says that the difference is clear."""

    own: Dot | None
    others: Dot | None
    interval: Interval | None = None
    apart: bool = False


def pair_plot(axis: Axis, pair: Pair) -> Content:
    """One row. Others stand at their value; self stands a column aside where both have the same."""
    canvas = Canvas(axis.width, 1)
    for point in axis.points:
        canvas.put(axis.column(point), 0, _GRID, axis.ink.rule)
    own, others = pair.own, pair.others
    if pair.interval:
        _interval(canvas, axis, pair.interval)
    at = axis.column(others.value) if others else -1
    if own:
        place = _beside(axis, own, others)
        if pair.apart and others:
            _link(canvas, axis, pair, (place, at), own.style)
        _dot(canvas, own, place, at)
    if others:
        _dot(canvas, others, at, axis.column(own.value) if own else -1)
    return canvas.rows()[0]


def _beside(axis: Axis, own: Dot, others: Dot | None) -> int:
    """The column of self: its own, or the next one towards the side on which it is."""
    at = axis.column(own.value)
    if others is None or at != axis.column(others.value):
        return at
    below = own.value < others.value
    return at - 1 if (below and at > 0) or at == axis.width - 1 else at + 1


def _interval(canvas: Canvas, axis: Axis, interval: Interval) -> None:
    first, last = axis.column(interval.low), axis.column(interval.high)
    line, left, right = axis.ink.interval
    for at in range(first, last + 1):
        canvas.put(at, 0, line, axis.ink.quiet, interval.words)
    if first < last:
        canvas.put(first, 0, left, axis.ink.quiet, interval.words)
        canvas.put(last, 0, right, axis.ink.quiet, interval.words)


def _link(canvas: Canvas, axis: Axis, pair: Pair, ends: tuple[int, int], style: str) -> None:
    """From self to the interval of others: what no chance covers."""
    low = axis.column(pair.interval.low) if pair.interval else ends[1]
    high = axis.column(pair.interval.high) if pair.interval else ends[1]
    for at in [*range(ends[0] + 1, low), *range(high + 1, ends[0])]:
        canvas.put(at, 0, axis.ink.link, style)


def _dot(canvas: Canvas, dot: Dot, at: int, other: int) -> None:
    """A dot, and towards where its real value may lie an arrow that covers no dot."""
    if dot.reach and at + dot.reach != other:
        canvas.put(at + dot.reach, 0, "›" if dot.reach > 0 else "‹", dot.style, dot.words)
    canvas.put(at, 0, dot.glyph, dot.style, dot.words)
