"""A radar: the same means in a circle. Only on request, for many readers take the area for the message."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from perflead_tui.export.chartdata import ChartSeries, Radar
from perflead_tui.export.charts.canvas import Canvas, Place, Side, circle
from perflead_tui.export.charts.marks import legend, mark
from perflead_tui.export.charts.type import fits, folded
from perflead_tui.i18n import format_number
from perflead_tui.results.report import Mean

LABEL, SMALL = 8.0, 7.0  # points
_AROUND = 12.0  # points between the circle and the names around it
_UPRIGHT = 0.2  # of the radius: names this close to the middle are centred
_WIDEST = 0.29  # of the width, the room for names at each side
_NARROW, _MOST = 330.0, 8  # points, and spokes: beyond these, numbers stand around the circle and their names below
_NUMBERED = 24.0  # points that a number takes at each side


@dataclass(frozen=True)
class _Wheel:
    """The circle; the lowest point of the scale stands a little outside its middle, so that its ends stay apart."""

    low: int
    high: int
    spokes: int
    x: float
    y: float
    radius: float

    def at(self, spoke: int, value: float) -> Place:
        """Where a value stands on a spoke; the first spoke points up."""
        share = (min(max(value, self.low), self.high) - self.low + 0.5) / (self.high - self.low + 0.5)
        angle = 2 * math.pi * spoke / max(self.spokes, 1) - math.pi / 2
        return self.x + self.radius * share * math.cos(angle), self.y + self.radius * share * math.sin(angle)


def radar(chart: Radar, width: float) -> Canvas:
    """The picture, `width` points wide."""
    canvas, labels = Canvas(width), [row.label for row in chart.rows]
    room = width * _WIDEST - _AROUND
    numbered = width < _NARROW or len(labels) > _MOST or not all(fits(each, room, LABEL, most=3) for each in labels)
    around = [format_number(at) for at in range(1, len(labels) + 1)] if numbered else labels
    lines = 1 if numbered else 3
    top = legend(canvas, chart.series, 0.0, SMALL) + (lines + 1) * LABEL
    radius = min(width / 2 - _NUMBERED if numbered else width * (0.5 - _WIDEST), 120.0)
    wheel = _Wheel(chart.low, chart.high, len(labels), width / 2, top + _AROUND + radius, radius)
    _rings(canvas, wheel)
    for spoke, label in enumerate(around):
        _name(canvas, wheel, spoke, label)
    for at, series in enumerate(chart.series):
        _line(canvas, wheel, series, [row.values[at] for row in chart.rows])
    foot = max((wheel.at(spoke, wheel.high)[1] for spoke in range(wheel.spokes)), default=wheel.y)
    canvas.height = max(foot + _AROUND + lines * LABEL * 1.25, wheel.y + radius) + 3
    if numbered:
        canvas.height = _names(canvas, labels, canvas.height)
    return canvas


def _names(canvas: Canvas, labels: Sequence[str], y: float) -> float:
    """What the numbers stand for, from `y` on. Returns where it ends."""
    for number, label in enumerate(labels, 1):
        canvas.text(_NUMBERED - 8, y + LABEL, format_number(number), "muted", size=LABEL, side="right")
        for line in folded(label, canvas.width - _NUMBERED, LABEL):
            y += LABEL * 1.35
            canvas.text(_NUMBERED, y - LABEL * 0.35, line, size=LABEL)
    return y + 2


def _rings(canvas: Canvas, wheel: _Wheel) -> None:
    for point in range(wheel.low, wheel.high + 1):
        at = wheel.at(0, point)
        canvas.shape(circle(wheel.x, wheel.y, wheel.y - at[1]), stroke="rule", width=0.6)
        canvas.text(at[0] + 2.5, at[1] - 2, format_number(point), "muted", size=SMALL)
    for spoke in range(wheel.spokes):
        canvas.line(wheel.at(spoke, wheel.low), wheel.at(spoke, wheel.high), "rule", 0.6)


def _name(canvas: Canvas, wheel: _Wheel, spoke: int, label: str) -> None:
    x, y = wheel.at(spoke, wheel.high)
    away = (x - wheel.x) / wheel.radius, (y - wheel.y) / wheel.radius
    side: Side = "center" if abs(away[0]) < _UPRIGHT else "left" if away[0] > 0 else "right"
    x, y = x + away[0] * _AROUND, y + away[1] * _AROUND
    room = canvas.width * 0.5 if side == "center" else canvas.width - x if side == "left" else x
    lines = folded(label, room, LABEL, most=3)
    shift = len(lines) * (away[1] - 1) / 2  # above the circle the last line stands next to it, below it the first one
    for at, line in enumerate(lines):
        canvas.text(x, y + LABEL * (0.95 + 1.2 * (at + shift)), line, size=LABEL, side=side)


def _line(canvas: Canvas, wheel: _Wheel, series: ChartSeries, means: Sequence[Mean | None]) -> None:
    """Marks, and a line between neighbours that both have a value: none leads over a gap."""
    places = [wheel.at(spoke, mean.mean) if mean else None for spoke, mean in enumerate(means)]
    for here, there in zip(places, [*places[1:], *places[:1]], strict=True):
        if here and there:
            canvas.line(here, there, series.role, 1.1)
    for place in places:
        if place:
            mark(canvas, series.glyph, *place, series.role, 2.5)
