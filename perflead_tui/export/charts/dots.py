"""A dot plot: means on the fixed axis of the scale, one line of the report under the other.

In a narrow picture the label of a line stands above it. Within a line the marks share lanes: a mean with an interval
has a lane of its own where there is room, and no mark covers another.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from perflead_tui.export.chartdata import ChartSeries, DotPlot, DotRow
from perflead_tui.export.charts.canvas import Canvas
from perflead_tui.export.charts.marks import MARK, legend, mark
from perflead_tui.export.charts.type import folded
from perflead_tui.i18n import _, format_number
from perflead_tui.results.report import Mean

LABEL, SMALL = 8.6, 7.6  # points
_NARROW = 330.0  # points: below this, labels stand above
_LANE, _PAD = 8.6, 6.0  # points: between two lanes, and around a line of the report
_MIDDLE = _LANE / 2 + LABEL * 0.36  # points: words on this line stand in the middle of the first lane
_MOST_LANES = 4  # with an interval; with more, others' alone is drawn
_NUMBER = 30.0  # points for the number at the right
_TICK = 1.8
_CLEAR = 2.5 * MARK  # between the middles of two marks


@dataclass(frozen=True)
class _Frame:
    """Where things stand: the column of labels, and the axis from `left` to `right`."""

    plot: DotPlot
    label: float
    left: float
    right: float

    @classmethod
    def of(cls, plot: DotPlot, width: float) -> "_Frame":
        beside = 0.0 if width < _NARROW else round(width * 0.34)
        return cls(plot, beside, beside + MARK + 6, width - _NUMBER - MARK - 4)

    def x(self, value: float) -> float:
        """Where a value stands; values beyond the scale stand at its end."""
        share = (value - self.plot.low) / (self.plot.high - self.plot.low)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)


@dataclass(frozen=True)
class _Placed:
    series: ChartSeries
    mean: Mean
    lane: int
    interval: bool


def dot_plot(plot: DotPlot, width: float) -> Canvas:
    """The picture, `width` points wide."""
    canvas, frame = Canvas(width), _Frame.of(plot, width)
    y = legend(canvas, plot.series, 0.0, SMALL) + 10
    leading = _leading(plot.series)
    for point in range(plot.low, plot.high + 1):
        canvas.text(frame.x(point), y + SMALL, format_number(point), "muted", size=SMALL, side="center")
    if leading is not None:
        each = plot.series[leading]
        mark(canvas, each.glyph, width - MARK - 6, y + SMALL * 0.65, each.role)
    top = y = y + SMALL + 5
    for row in plot.rows:
        y = _row(canvas, frame, row, y, leading)
    _grid(canvas, frame, top, y)
    canvas.height = y + 2
    return canvas


def _grid(canvas: Canvas, frame: _Frame, top: float, bottom: float) -> None:
    """Quiet upright lines, one for each point of the scale, behind everything."""
    grid = Canvas(canvas.width)
    for point in range(frame.plot.low, frame.plot.high + 1):
        grid.line((frame.x(point), top), (frame.x(point), bottom), "rule", 0.5, (1.2, 2.4))
    canvas.behind(grid)


def _leading(series: Sequence[ChartSeries]) -> int | None:
    """Whose mean stands as a number at the right: others together, else the only group."""
    cells = [at for at, each in enumerate(series) if each.role.startswith("cell")]
    found = [at for at, each in enumerate(series) if each.role == "others"] or (cells if len(cells) == 1 else [])
    return found[0] if found else None


def _row(canvas: Canvas, frame: _Frame, row: DotRow, y: float, leading: int | None) -> float:
    """One line of the report, from `y` on. Returns where it ends."""
    y += _PAD
    lines = folded(row.label, (frame.label - 12) if frame.label else canvas.width, LABEL, bold=not frame.label)
    placed = _placed(frame, row, leading)
    lanes = 1 + max((each.lane for each in placed), default=-1)
    missing = [line for words in _missing(frame.plot, row) for line in folded(words, frame.right - frame.left, SMALL)]
    text, marks = len(lines) * LABEL * 1.25, lanes * _LANE + len(missing) * SMALL * 1.3
    first = y if frame.label else y + text + 2
    base = y + (_MIDDLE if frame.label else LABEL * 0.95)  # beside the first lane, or above it
    for at, line in enumerate(lines):
        canvas.text(0, base + LABEL * 1.25 * at, line, size=LABEL, bold=not frame.label)
    _marks(canvas, frame, placed, first)
    for at, line in enumerate(missing):
        canvas.text(frame.left, first + lanes * _LANE + SMALL * (1 + 1.3 * at), line, "muted", size=SMALL)
    _number(canvas, row, first, leading)
    return max(first + marks, y + text) + _PAD


def _placed(frame: _Frame, row: DotRow, leading: int | None) -> list[_Placed]:
    """Each mean in a lane: others first, then those with an interval, then the single marks where they cover none."""
    known = [
        (at, each, mean) for at, (each, mean) in enumerate(zip(frame.plot.series, row.values, strict=True)) if mean
    ]
    spread = [at for at, _series, mean in known if mean.low is not None and mean.high is not None]
    drawn = spread if len(spread) <= _MOST_LANES else [at for at in spread if at == leading]
    order = sorted(known, key=lambda each: (each[0] != leading, each[0] not in drawn, each[0]))
    placed: list[_Placed] = []
    for at, series, mean in order:
        taken = {each.lane for each in placed if each.interval and at in drawn}
        taken |= {each.lane for each in placed if abs(frame.x(each.mean.mean) - frame.x(mean.mean)) < _CLEAR}
        lane = next(lane for lane in range(len(known) + 1) if lane not in taken)
        placed.append(_Placed(series, mean, lane, at in drawn))
    return placed


def _marks(canvas: Canvas, frame: _Frame, placed: Sequence[_Placed], first: float) -> None:
    for each in placed:
        if each.interval and each.mean.low is not None and each.mean.high is not None:
            y, ink = first + (each.lane + 0.5) * _LANE, each.series.role
            low, high = frame.x(each.mean.low), frame.x(each.mean.high)
            canvas.line((low, y), (high, y), ink, 0.9)
            for end in (low, high):
                canvas.line((end, y - _TICK), (end, y + _TICK), ink, 0.7)
    for each in placed:
        x, y, ink = frame.x(each.mean.mean), first + (each.lane + 0.5) * _LANE, each.series.role
        if each.mean.bound:  # towards where the value may lie
            way = 1 if each.mean.bound == "at_least" else -1
            tip, back = x + way * (MARK + 3.6), x + way * (MARK + 1.6)
            canvas.path([(back, y - 2), (tip, y), (back, y + 2)], ink, 0.9)
        mark(canvas, each.series.glyph, x, y, ink)


def _missing(plot: DotPlot, row: DotRow) -> list[str]:
    """Who is not in a line, and why."""
    away = [each for each, mean in zip(plot.series, row.values, strict=True) if mean is None]
    others = [each.label for each in away if each.role != "self"]
    words = [_("not answered: {names}").format(names=each.label) for each in away if each.role == "self"]
    return [*words, _("not enough seen: {names}").format(names=", ".join(others))] if others else words


def _number(canvas: Canvas, row: DotRow, first: float, leading: int | None) -> None:
    mean = row.values[leading] if leading is not None else None
    if mean is not None:
        sign = {"at_least": "≥", "at_most": "≤", None: ""}[mean.bound]
        words = sign + format_number(mean.mean, 1)
        canvas.text(canvas.width, first + _MIDDLE, words, size=LABEL, side="right", bold=True)
