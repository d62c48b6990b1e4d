"""Pictures in characters: means on the axis of the scale, and bars of time."""

from perflead_tui.export.axis import Axis
from perflead_tui.export.chartdata import ChartSeries, DotPlot, StackedBar, StackedBars
from perflead_tui.export.columns import display_width, padded, wrapped
from perflead_tui.export.page import Page
from perflead_tui.export.wording import interval_words, mean_words
from perflead_tui.i18n import _, format_number
from perflead_tui.results.report import Mean

_INDENT = "  "
_FILLS = "█▓▒░▚▞"  # one for each box of the time question
_BLOCKS = 10  # of a bar of time
_AXIS = 61  # columns: a wider picture is not clearer
_INTERVAL = 7  # columns of the ends of an interval


def draw_dots(page: Page, chart: DotPlot) -> None:
    """Every row of the picture: a mean a line on the axis, its interval beside it."""
    means = [mean for row in chart.rows for mean in row.values if mean]
    name = min(max(map(_name_width, chart.series), default=0), page.width // 4)
    number = max((display_width(mean_words(mean)) for mean in means), default=4)
    taken = 2 + 2 + name + 2 + number + 2
    axis = Axis.fitting(chart.low, chart.high, min(_AXIS, page.width - (taken + 2 + _INTERVAL)))
    for row in chart.rows:
        page.gap()
        page.paragraph(row.label, _INDENT)
        page.line(" " * taken + axis.heading())
        for series, mean in zip(chart.series, row.values, strict=True):
            _dot(page, axis, series, mean, (name, number))


def _name_width(series: ChartSeries) -> int:
    return display_width(series.label)


def _dot(page: Page, axis: Axis, series: ChartSeries, mean: Mean | None, widths: tuple[int, int]) -> None:
    name, number = widths
    lines = wrapped(series.label, name) or [""]
    start = f"{_INDENT}{series.glyph} {padded(lines[0], name)}  "
    if mean:
        words = padded(mean_words(mean), number)
        page.line(f"{start}{words}  {axis.row(mean, series.glyph)}  {interval_words(mean)}")
    else:
        page.line(start + (_("not enough answered") if series.role == "self" else _("not enough seen")))
    for line in lines[1:]:
        page.line(f"{_INDENT}  {line}")


def draw_bars(page: Page, chart: StackedBars) -> None:
    """The points of each side by box, and a bar of ten blocks."""
    page.parts([f"{fill} {box}" for fill, box in zip(_FILLS, chart.boxes, strict=False)], _INDENT)
    page.gap()
    number = max((len(_points(n)) for bar in chart.bars for n in bar.parts or ()), default=1) + 2
    beside = [number * len(chart.boxes) + 3 + _BLOCKS]
    beside += [2 + display_width(_missing()) for bar in chart.bars if bar.parts is None]
    room = page.width - 2 - max(beside)
    name = min(max((display_width(bar.label) for bar in chart.bars), default=0), room)
    heads = "".join(padded(fill, number, right=True) for fill in _FILLS[: len(chart.boxes)])
    page.line(_INDENT + " " * name + heads)
    for bar in chart.bars:
        _bar(page, bar, name, number)


def _missing() -> str:
    return _("not shown: too few could tell")


def _points(n: float) -> str:
    return format_number(n, 1)


def _bar(page: Page, bar: StackedBar, name: int, number: int) -> None:
    lines = wrapped(bar.label, name) or [""]
    start = _INDENT + padded(lines[0], name)
    if bar.parts is None:
        page.line(f"{start}  {_missing()}")
    else:
        numbers = "".join(padded(_points(n), number, right=True) for n in bar.parts)
        page.line(f"{start}{numbers}   {_blocks(bar.parts)}")
    for line in lines[1:]:
        page.line(f"{_INDENT}  {line}")


def _blocks(parts: tuple[float, ...]) -> str:
    """Ten blocks, shared out by the largest remainders."""
    total = sum(parts) or 1
    exact = [_BLOCKS * share / total for share in parts]
    blocks = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda at: blocks[at] - exact[at])
    for at in by_rest[: _BLOCKS - sum(blocks)]:
        blocks[at] += 1
    return "".join(fill * count for fill, count in zip(_FILLS, blocks, strict=False))
