"""Stacked bars of ten blocks, directly under one another, with their labels inside."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from perflead_tui.export.chartdata import StackedBar, StackedBars
from perflead_tui.export.charts.canvas import Canvas
from perflead_tui.export.charts.heat import LABEL, SMALL, swatches
from perflead_tui.export.charts.type import fits, folded, width_of
from perflead_tui.export.colours import Ink
from perflead_tui.i18n import _, format_number

_NARROW = 330.0  # points: below this, labels stand above
_HIGH, _APART = 27.0, 5.0  # points, of a bar and between two
_BLOCKS = 10
_TINTS: tuple[tuple[Ink, Ink], ...] = (("tint2", "on2"), ("tint1", "on1"), ("tint0", "on0"))


def stacked_bars(bars: StackedBars, width: float) -> Canvas:
    """The picture, `width` points wide."""
    canvas = Canvas(width)
    label = 0.0 if width < _NARROW else round(width * 0.27)
    grounds = [_TINTS[at % len(_TINTS)][0] for at in range(len(bars.boxes))]
    y = swatches(canvas, bars.boxes, grounds, 0.0) + 8
    for bar in bars.bars:
        y = _bar(canvas, bars, bar, (label, y))
    canvas.height = y
    return canvas


def _bar(canvas: Canvas, bars: StackedBars, bar: StackedBar, place: tuple[float, float]) -> float:
    """One bar whose label stands left of `place` (left, top) or above. Returns where it ends."""
    left, y = place
    lines = folded(bar.label, left - 12 if left else canvas.width, LABEL, bold=not left)
    text = len(lines) * LABEL * 1.25
    above = max((_HIGH - text) / 2, 0.0) if left else 0.0
    for at, line in enumerate(lines):
        canvas.text(0, y + above + LABEL * (0.95 + 1.25 * at), line, size=LABEL, bold=not left)
    y = y if left else y + text + 2
    if bar.parts is None:
        canvas.text(left, y + _HIGH / 2 + SMALL * 0.36, _("not shown"), "muted", size=SMALL)
    else:
        _parts(canvas, bars.boxes, bar.parts, (left, y))
    return y + max(_HIGH, text if left else 0.0) + (_APART if left else _APART + 4)


def _parts(canvas: Canvas, boxes: Sequence[str], parts: Sequence[float], place: tuple[float, float]) -> None:
    """The parts side by side, over the whole bar, and the edges of ten blocks so that they can be counted."""
    left, y = place
    wide, whole = canvas.width - left, sum(parts) or 1.0
    edges = [left + wide * so_far / whole for so_far in accumulate(parts, initial=0.0)]
    for at, (start, end) in enumerate(pairwise(edges)):
        canvas.box(start, y, end - start, _HIGH, _TINTS[at % len(_TINTS)][0])
    for block in range(1, _BLOCKS):
        x = left + wide * block / _BLOCKS
        canvas.line((x, y), (x, y + 3), "paper", 0.7)
        canvas.line((x, y + _HIGH - 3), (x, y + _HIGH), "paper", 0.7)
    for at, (start, end) in enumerate(pairwise(edges)):
        ink = _TINTS[at % len(_TINTS)][1]
        if at:
            canvas.line((start, y), (start, y + _HIGH), "paper", 1.2)
        _inside(canvas, boxes[at], format_number(parts[at], 1), (start + 5, y, end - start - 8), ink)


def _inside(canvas: Canvas, name: str, number: str, place: tuple[float, float, float], ink: Ink) -> None:
    """The number and the name of a part, as much of it as there is room for; `place` is left, top and width."""
    x, y, room = place
    if width_of(number, LABEL, bold=True) > room:
        return
    if fits(name, room, SMALL, most=1):
        canvas.text(x, y + 11.5, number, ink, size=LABEL, bold=True)
        canvas.text(x, y + 21.5, name, ink, size=SMALL)
    else:
        canvas.text(x, y + _HIGH / 2 + LABEL * 0.36, number, ink, size=LABEL, bold=True)
