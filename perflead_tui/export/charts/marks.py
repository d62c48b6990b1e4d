"""The marks of series, shaped like their glyphs, and the legend that names them."""

import math
from collections.abc import Callable, Sequence

from perflead_tui.export.chartdata import ChartSeries
from perflead_tui.export.charts.canvas import Canvas, Place, circle
from perflead_tui.export.charts.type import folded, width_of
from perflead_tui.export.colours import Ink

MARK = 3.1  # points, half of a mark's height
_STROKE = 1.1
_GAP, _APART = 4.0, 14.0  # points between a mark and its name, and between two names
_LEADING = 1.45

Outline = Callable[[float, float, float], list[Place]]


def _regular(corners: int, first: float, scale: float) -> Outline:
    """A regular polygon whose first corner stands at `first` degrees, clockwise from the right."""

    def outline(x: float, y: float, radius: float) -> list[Place]:
        angles = (math.radians(first + 360 * at / corners) for at in range(corners))
        return [(x + scale * radius * math.cos(angle), y + scale * radius * math.sin(angle)) for angle in angles]

    return outline


def _half(first: float) -> Outline:
    """The half of a circle that is filled, from `first` degrees on."""

    def outline(x: float, y: float, radius: float) -> list[Place]:
        angles = (math.radians(first + 180 * at / 24) for at in range(25))
        return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]

    return outline


_DIAMOND, _UP, _DOWN = _regular(4, -90, 1.3), _regular(3, -90, 1.25), _regular(3, 90, 1.25)
_SQUARE, _SMALL = _regular(4, 45, 1.25), _regular(4, 45, 0.85)
_FILLED: dict[str, Outline] = {"◆": _DIAMOND, "●": circle, "▲": _UP, "▼": _DOWN, "■": _SQUARE, "▪": _SMALL}
_HOLLOW: dict[str, Outline] = {"○": circle, "△": _UP, "▽": _DOWN, "□": _SQUARE, "▫": _SMALL}
_HALVES = {"◗": -90.0, "◖": 90.0, "◐": 90.0, "◑": -90.0}
_ROUND_HALVES = "◐◑"


def mark(canvas: Canvas, glyph: str, x: float, y: float, ink: Ink, size: float = MARK) -> None:
    """The mark that looks like `glyph`, its middle at `x`, `y`. A thin ring of paper parts it from others."""
    if glyph in _HALVES:
        if glyph in _ROUND_HALVES:
            canvas.shape(circle(x, y, size - _STROKE / 2), fill="paper", stroke=ink, width=_STROKE)
        canvas.shape(_half(_HALVES[glyph])(x, y, size), fill=ink)
    elif glyph in _HOLLOW:
        canvas.shape(_HOLLOW[glyph](x, y, size - _STROKE / 2), fill="paper", stroke=ink, width=_STROKE)
    elif glyph in _FILLED:
        canvas.shape(_FILLED[glyph](x, y, size), fill=ink, stroke="paper", width=0.5)
    else:  # ◉, others together
        canvas.shape(circle(x, y, size + 0.3), fill="paper", stroke=ink, width=_STROKE)
        canvas.shape(circle(x, y, size / 2), fill=ink)


def legend(canvas: Canvas, series: Sequence[ChartSeries], y: float, size: float) -> float:
    """Marks with their names from the left, in as many lines as they need from `y` on. Returns where they end."""
    swatches = [(each.label, lambda x, at, each=each: mark(canvas, each.glyph, x, at, each.role)) for each in series]
    return flow(canvas, swatches, y, size)


def flow(canvas: Canvas, entries: Sequence[tuple[str, Callable[[float, float], None]]], y: float, size: float) -> float:
    """Names with what is drawn before them, which is told the middle of its place."""
    x, high, lead = 0.0, 0.0, 2 * MARK + _GAP
    for label, sample in entries:
        lines = folded(label, min(canvas.width * 0.6, canvas.width - lead), size, most=3)
        wide = lead + max(width_of(line, size) for line in lines)
        if x and x + wide > canvas.width:
            x, y, high = 0.0, y + high, 0.0
        sample(x + MARK, y + size * 0.65)
        for at, line in enumerate(lines):
            canvas.text(x + lead, y + size + at * size * 1.2, line, "muted", size=size)
        x, high = x + wide + _APART, max(high, size * (_LEADING + 1.2 * (len(lines) - 1)))
    return y + high
