"""A heat map: lines down, columns across, the number in every square, three tints of one hue."""

from collections.abc import Callable, Sequence
from functools import partial

from perflead_tui.export.chartdata import HeatMap, HeatRow, Square
from perflead_tui.export.charts.canvas import Canvas
from perflead_tui.export.charts.marks import MARK, flow, legend, mark
from perflead_tui.export.charts.type import fits, folded, width_of
from perflead_tui.export.colours import Ink
from perflead_tui.i18n import _

LABEL, SMALL = 8.6, 7.6  # points
_NARROW = 330.0  # points: below this, labels stand above
_LEAST = 20.0  # points, the height of a square
_WIDEST, _GAP = 96.0, 1.5
_QUIET: Ink = "muted"
_HATCH = 4.5  # points between two lines of a hatching
_GROUNDS: tuple[tuple[Ink, Ink], ...] = (("tint0", "on0"), ("tint1", "on1"), ("tint2", "on2"))


def heat_map(heat: HeatMap, width: float) -> Canvas:
    """The picture, `width` points wide."""
    canvas = Canvas(width)
    count = max(len(heat.columns), 1)
    label = 0.0 if width < _NARROW else round(width * (0.34 if count <= 6 else 0.28))
    square = min((width - label) / count, _WIDEST)
    y = _heads(canvas, heat, label, square) + 4
    for row in heat.rows:
        y = _row(canvas, row, (y, label), square)
    y = _tints(canvas, heat, y + 8)
    canvas.height = y + 2
    return canvas


def _heads(canvas: Canvas, heat: HeatMap, label: float, square: float) -> float:
    """Mark and name above each column; where a name has no room, marks alone and a legend above all."""
    room = square - 4
    roomy = all(fits(each.label, room, SMALL, most=3) for each in heat.columns)
    y = 0.0 if roomy else legend(canvas, heat.columns, 0.0, SMALL) + 8
    names = [folded(each.label, room, SMALL, most=3) if roomy else [] for each in heat.columns]
    for at, (each, lines) in enumerate(zip(heat.columns, names, strict=True)):
        middle = label + (at + 0.5) * square
        mark(canvas, each.glyph, middle, y + MARK + 1, each.role)
        for number, line in enumerate(lines):
            base = y + 2 * MARK + 4 + SMALL * (0.95 + 1.2 * number)
            canvas.text(middle, base, line, "muted", size=SMALL, side="center")
    return y + 2 * MARK + 4 + max(map(len, names), default=0) * SMALL * 1.2


def _row(canvas: Canvas, row: HeatRow, place: tuple[float, float], square: float) -> float:
    """One line from the place (top, left) of its first square on. Returns where it ends."""
    y, left = place
    lines = folded(row.label, left - 12 if left else canvas.width, LABEL, bold=not left)
    text = len(lines) * LABEL * 1.25
    high = max(_LEAST, text + 6) if left else _LEAST
    above = (high - text) / 2 if left else 4.0
    for at, line in enumerate(lines):
        canvas.text(0, y + above + LABEL * (0.95 + 1.25 * at), line, size=LABEL, bold=not left)
    y = y if left else y + text + 7
    for at, each in enumerate(row.squares):
        _square(canvas, each, (left + at * square, y), (square - _GAP, high - _GAP))
    return y + high


def _square(canvas: Canvas, each: Square, place: tuple[float, float], size: tuple[float, float]) -> None:
    (x, y), (width, height) = place, size
    words, ink = each.words, _QUIET
    if each.level is None:
        hatched(canvas, place, size)
        words = "·"
    else:
        ground, ink = _GROUNDS[each.level]
        canvas.box(x, y, width, height, ground)
    size_of_words = min(LABEL, LABEL * (width - 1) / max(width_of(words, LABEL), 1.0))
    middle = y + height / 2 + size_of_words * 0.36
    canvas.text(x + width / 2, middle, words, ink, size=round(size_of_words, 1), side="center")


def hatched(canvas: Canvas, place: tuple[float, float], size: tuple[float, float]) -> None:
    """A rectangle with slanting lines: nothing is shown there."""
    (x, y), (width, height) = place, size
    at = _HATCH / 2
    while at < width + height:
        start = (x + min(at, width), y + max(at - width, 0.0))
        end = (x + max(at - height, 0.0), y + min(at, height))
        canvas.line(start, end, "rule", 0.6)
        at += _HATCH
    canvas.shape([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], stroke="rule", width=0.6)


def _tints(canvas: Canvas, heat: HeatMap, y: float) -> float:
    """What each tint stands for."""
    entries: list[tuple[str, Callable[[float, float], None]]] = [
        (words, partial(_sample, canvas, ink)) for words, (ink, _on) in zip(heat.tints, _GROUNDS, strict=True)
    ]
    if any(each.level is None for row in heat.rows for each in row.squares):
        entries.append((_("not enough seen"), partial(_no_sample, canvas)))
    return flow(canvas, entries, y, SMALL)


def _sample(canvas: Canvas, ink: Ink, x: float, y: float) -> None:
    canvas.box(x - 4, y - 4, 8, 8, ink)


def _no_sample(canvas: Canvas, x: float, y: float) -> None:
    hatched(canvas, (x - 4, y - 4), (8, 8))


def swatches(canvas: Canvas, names: Sequence[str], inks: Sequence[Ink], y: float) -> float:
    """Names with a sample of their tint, from `y` on. Returns where they end."""
    entries = [(name, partial(_sample, canvas, ink)) for name, ink in zip(names, inks, strict=True)]
    return flow(canvas, entries, y, SMALL)
