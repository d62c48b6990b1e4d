"""The sheets with numbers: competencies with a chart, items, time with a chart."""

from collections.abc import Sequence
from typing import Any

from perflead_tui.export.profile import OTHERS, SELF, Bar, CompetencyLine, Series
from perflead_tui.export.wording import mean_sign
from perflead_tui.export.xlsx_frame import DIFFERENCE, Sheet, in_xml
from perflead_tui.export.xlsx_pages import Pages
from perflead_tui.i18n import _
from perflead_tui.results.report import Agreement, Mean

_KEY, _NAME, _LINE, _MEAN, _SMALL, _SAID, _WORD = 5.0, 28.0, 46.0, 10.0, 9.5, 20.0, 12.0  # widths in characters
_ROW = 20  # pixels of a row below the table
_CHART_TOP, _CHART_ROW = 130, 34  # pixels
_PAGE = 640  # pixels from the top to the bottom of a page in landscape
_FONT = {"name": "Arial", "size": 10}
_NUMBER, _BESIDE = "number head", "beside head"
_TIME_COLUMNS = 9  # so many stand below the chart

# Competencies


def competencies(pages: Pages) -> None:
    """A row for each competency: means, self minus others, what is said of it, intervals; below them a chart."""
    sheet, series, lines = pages.sheet(_("Competencies")), pages.found.series, pages.found.lines
    wide = [each for each in series if _has_interval(each)]
    ends = [_("{name}: low"), _("{name}: high")]
    heads = [_("Key"), _("Competency"), *(each.counted for each in series)]
    heads += [_("Self minus others"), _("Self beside others"), _("Among others")]
    heads += [end.format(name=each.label) for each in wide for end in ends]
    last = len(heads) - 1
    first_end = last - 2 * len(wide) + 1
    looks = dict.fromkeys([*range(2, 3 + len(series)), *range(first_end, last + 1)], _NUMBER)
    looks |= {3 + len(series): _BESIDE, 4 + len(series): _BESIDE}
    sheet.widths(_KEY, _NAME, *[_MEAN] * len(series), _SMALL, _SAID, _WORD, *[_SMALL] * (2 * len(wide)))
    sheet.heads(*heads, looks=looks, fixed=2)
    gaps = {each.key: each.gap for each in pages.report.competencies}
    for row, line in enumerate(lines, start=1):
        _competency(sheet, row, line, series, gaps.get(line.key))
        for at, each in enumerate(wide):
            mean = line.values.get(each.key)
            for side, value in enumerate((mean.low, mean.high) if mean else (None, None)):
                sheet.number(row, first_end + 2 * at + side, value, _missing(each))
    if wide:
        sheet.parted(first_end, 2)
    below = _self_and_others(pages, sheet, len(lines) + 2, first_end) if lines else len(lines)
    sheet.ends(below, last, table=len(lines) + 1)


def _has_interval(series: Series) -> bool:
    return series.anonymous or series.key == OTHERS


def _competency(sheet: Sheet, row: int, line: CompetencyLine, series: Sequence[Series], gap: float | None) -> None:
    sheet.text(row, 0, line.key)
    sheet.text(row, 1, line.label)
    for column, each in enumerate(series, start=2):
        sheet.mean(row, column, line.values.get(each.key), _missing(each))
    column = 2 + len(series)
    sheet.number(row, column, gap, _("not worked out"), DIFFERENCE)
    sheet.text(row, column + 1, line.compared, "beside")
    sheet.text(row, column + 2, _agreement(line.agreement), "beside")


def _agreement(agreement: Agreement | None) -> str:
    """How close the answers of others are to each other, in a word or two."""
    words = {"close": _("largely agree"), "mixed": _("differ"), "split": _("split: high and low")}
    return words[agreement] if agreement else ""


def _missing(series: Series) -> str:
    return _("not enough answered") if series.key == SELF else _("not enough seen")


def _self_and_others(pages: Pages, sheet: Sheet, top: int, columns: int) -> int:
    """Self and others as bars on the whole scale, below so many columns of the table, on the same page if both fit.

    Returns the last row that they cover.
    """
    found, book = pages.found, pages.book
    shown = [(at, each) for at, each in enumerate(found.series) if each in _charted(pages)]
    chart = book.workbook.add_chart({"type": "bar"})
    rows = len(found.lines)
    for at, each in shown:
        chart.add_series(
            {
                "name": [sheet.name, 0, 2 + at],
                "categories": [sheet.name, 1, 1, rows, 1],
                "values": [sheet.name, 1, 2 + at, rows, 2 + at],
                "fill": {"color": book.colours[each.role]},
                "gap": 60,
                "overlap": -5,
                "data_labels": _labels(each, [line.values.get(each.key) for line in found.lines]),
            }
        )
    names = [each.label for _at, each in shown]
    _laid_out(chart, found.low, found.high, _("Self beside others"))
    height = _CHART_TOP + _CHART_ROW * rows
    words = _("Bars for {names} and each competency, on the scale from {low} to {high}.")
    about = words.format(names=", ".join(names), low=found.low, high=found.high)
    if sheet.height(top) + height > _PAGE:
        sheet.inner.set_h_pagebreaks([top])
    return _placed(sheet, chart, top, (sheet.pixels(0, columns), height), about)


def _charted(pages: Pages) -> list[Series]:
    """Self, and the column that says most of the others."""
    found = pages.found
    own = [each for each in found.series if each.key == SELF]
    leading = [found.leading] if found.leading and found.leading.key != SELF else []
    return [*own, *leading]


def _labels(series: Series, means: Sequence[Mean | None]) -> dict[str, object]:
    """A number at the end of each bar; where there is no bar, why."""
    words = [{"value": mean_sign(mean) if mean else _missing(series)} for mean in means]
    return {"value": True, "custom": words, "font": _FONT}


# Items


def items(pages: Pages) -> None:
    """A row for each item with the mean of each column, in the order of the competencies."""
    sheet, series = pages.sheet(_("Items")), pages.found.series
    last = 2 + len(series)
    sheet.widths(_KEY, _LINE, _NAME, *[_MEAN] * len(series))
    heads = (_("Key"), _("Line"), _("Competency"), *(each.counted for each in series))
    sheet.heads(*heads, looks=dict.fromkeys(range(3, last + 1), _NUMBER), fixed=2)
    row = 0
    for line in pages.found.lines:
        for item in line.items:
            row += 1
            for column, words in enumerate((item.key, item.text, line.label)):
                sheet.text(row, column, words)
            for column, each in enumerate(series, start=3):
                missing = _("not answered") if each.key == SELF else _("not enough seen")
                sheet.mean(row, column, item.values.get(each.key), missing)
    sheet.ends(row, last, table=row + 1)


# Time


def time(pages: Pages) -> None:
    """A row for each side with the points of each box, a chart, and what the boxes mean."""
    sheet, picture = pages.sheet(_("Time")), pages.found.time
    if picture is None:
        sheet.widths(_LINE)
        sheet.text(0, 0, _("This questionnaire does not ask where the time goes."))
        sheet.ends(0, 0)
        return
    boxes, rows = picture.boxes, len(picture.bars)
    sheet.widths(_NAME, *[_MEAN] * (_TIME_COLUMNS - 1))
    looks = dict.fromkeys(range(1, len(boxes) + 1), _NUMBER)
    sheet.heads(_("Side"), *(box.name for box in boxes), looks=looks, fixed=1)
    for row, bar in enumerate(picture.bars, start=1):
        sheet.text(row, 0, bar.label)
        for column, box in enumerate(boxes, start=1):
            sheet.number(row, column, bar.shares.get(box.key) if bar.shares else None, _unsaid(bar))
    below = rows
    if any(bar.shares for bar in picture.bars):
        below = _divided(pages, sheet, rows + 2)
    told = [_("Points out of {points}, as averages. There is no right share.").format(points=picture.points)]
    told += [f"{box.name}: {box.about}" if box.about else box.name for box in boxes]
    for at, words in enumerate(told, start=below + 2):
        sheet.text(at, 0, words, over=_TIME_COLUMNS)
    sheet.ends(below + 1 + len(told), _TIME_COLUMNS - 1)


def _unsaid(bar: Bar) -> str:
    return _("not answered") if bar.series.key == SELF else _("not enough seen")


def _divided(pages: Pages, sheet: Sheet, top: int) -> int:
    """A bar for each side, divided into the boxes; returns the last row that it covers."""
    picture = pages.found.time
    assert picture is not None  # noqa: S101 - for the type checker: `time` looked
    chart = pages.book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    rows = len(picture.bars)
    paper = pages.book.colours["paper"]
    colours = [pages.book.colours[ink] for ink in ("cell1", "cell2", "cell3", "manager", "self", "others")]
    for at, _box in enumerate(picture.boxes, start=1):
        chart.add_series(
            {
                "name": [sheet.name, 0, at],
                "categories": [sheet.name, 1, 0, rows, 0],
                "values": [sheet.name, 1, at, rows, at],
                "fill": {"color": colours[(at - 1) % len(colours)]},
                "gap": 60,
                "data_labels": {
                    "value": True,
                    "num_format": "0.0;;",
                    "font": {**_FONT, "color": paper},
                },
            }
        )
    _laid_out(chart, 0, picture.points, _("Where the time goes"))
    words = _("A bar of {points} points for each side, divided as that side sees it.")
    size = (sheet.pixels(), _CHART_TOP + _CHART_ROW * rows)
    return _placed(sheet, chart, top, size, words.format(points=picture.points))


# Charts


def _laid_out(chart: Any, low: int, high: int, title: str) -> None:
    """The whole axis from `low` to `high`, the first row on top.

    XlsxWriter takes a title such as `=A1` or `Sheet!A1` for a reference: it must not come from outside.
    """
    chart.set_title({"name": title, "name_font": {**_FONT, "size": 12, "bold": True}, "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": _FONT, "major_tick_mark": "none"})
    step = 1 if high - low <= 20 else 10
    chart.set_x_axis(
        {
            "min": low,
            "max": high,
            "major_unit": step,
            "crossing": "min",
            "num_format": "0",
            "num_font": _FONT,
            "label_position": "high",
            "major_gridlines": {"visible": True, "line": {"color": "#d9d9d9"}},
        }
    )
    chart.set_legend({"position": "bottom", "font": _FONT})


def _placed(sheet: Sheet, chart: Any, top: int, size: tuple[int, int], about: str) -> int:
    width, height = size
    chart.set_size({"width": width, "height": height})
    sheet.inner.insert_chart(top, 0, chart, {"object_position": 3, "description": in_xml(about)})
    return top + -(-height // _ROW)
