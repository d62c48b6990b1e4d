"""A workbook as the report's sheets need it: harmless text, real numbers, one look for all sheets, no clock.

XlsxWriter is loaded when a workbook is made and not before.
"""

import datetime
import io
import re
from collections.abc import Mapping
from typing import Any

from perflead_tui.export.colours import printed
from perflead_tui.export.columns import wrapped
from perflead_tui.export.harmless import harmless
from perflead_tui.export.wording import mean_words
from perflead_tui.extras import require
from perflead_tui.results.report import Mean
from perflead_tui.text import clean, clean_line

LONGEST = 16_000
"""Characters of a text in one cell. Excel holds 32,767 units of UTF-16; a character may take two, or a mark."""
MOST_LINES = 250
"""Line breaks in one cell; Excel shows 253."""

_SHEET_NAME = 31  # characters
_PROPERTY = 250  # characters
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_NOT_XML = dict.fromkeys((0xFFFE, 0xFFFF))  # in no XML 1.0 document (section 2.2)
_NO_DAY = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's times have no zone
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_PLAIN = "0.0"
DIFFERENCE = '+0.0;"\u2212"0.0;0.0'
"""How a difference is shown: with its sign."""

_FONT = "Arial"  # everywhere, or under another name with the same widths
_PAGE_FONT = f'&"{_FONT},Regular"&9 '  # the blank ends the number: a digit may follow
_USUAL_ROW = 15.0  # points of a row that says nothing else
_TALLEST = 409.0  # points of a row, in Excel
_LEADING = 1.3  # height of a line, in sizes of its letters
_SIZE = 10  # points
_CHARACTER, _PADDING = 7, 5  # pixels of a column: for each character, and once
_PAPER = 940  # pixels across Letter in landscape between the margins, less a little for other programs' fonts
_LETTERS = 1.25  # of 10 points stand in the width of one character, on the average and to be safe

_LOOKS: Mapping[str, Mapping[str, object]] = {
    "text": {},
    "beside": {"align": "left", "indent": 1},
    "small": {"font_size": 9},
    "title": {"bold": True, "font_size": 16},
    "heading": {"bold": True, "bottom": 1},
    "head": {"bold": True, "bottom": 1, "valign": "bottom"},
    "beside head": {"bold": True, "bottom": 1, "valign": "bottom", "align": "left", "indent": 1},
    "number head": {"bold": True, "bottom": 1, "valign": "bottom", "align": "right"},
    "missing": {"align": "right"},
    "number": {"align": "right"},
    "count": {"num_format": "0", "align": "left"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left"},
}


def _options() -> dict[str, Any]:
    """XlsxWriter's settings, new for each workbook: it writes into what it is given.

    Columns are measured in digits of the usual font, which must be one that is there: Calibri is not on every system.
    """
    usual = {"font_name": _FONT, "font_size": _SIZE, "font_scheme": "none"}
    return {**_OPTIONS, "default_format_properties": usual}


def in_xml(text: str) -> str:
    """Clean text that an XML document can hold."""
    return clean(text).translate(_NOT_XML)


class Book:
    """A workbook in memory."""

    def __init__(self, title: str, subject: str, about: str, day: str) -> None:
        """`day` is the date that the document bears, such as 2026-12-15; anything else is no date."""
        self._file = io.BytesIO()
        self.workbook: Any = require("xlsxwriter", "coach").Workbook(self._file, _options())
        self._formats: dict[tuple[str, str], Any] = {}
        self._names: set[str] = set()
        self.colours = printed()
        self.workbook.set_properties(
            {
                "title": _short(title),
                "subject": _short(subject),
                "comments": _short(about),
                "author": "perflead",
                "created": _moment(day),
            }
        )

    def sheet(self, name: str, header: str, footer: str) -> "Sheet":
        """A new sheet. `header` and `footer` stand on every printed page, with its number."""
        return Sheet(self, self.workbook.add_worksheet(self._sheet_name(name)), header, footer)

    def look(self, name: str, num_format: str = "") -> Any:
        """The format of this name."""
        if (name, num_format) not in self._formats:
            look = {"font_name": _FONT, "font_size": _SIZE, "font_color": self.colours["text"]}
            look |= {"text_wrap": True, "valign": "top", **_LOOKS[name]}
            if name.endswith("head"):
                look["bg_color"] = self.colours["panel"]
            if name == "missing":
                look["font_color"] = self.colours["muted"]
            if num_format:
                look |= {"num_format": num_format, "text_wrap": False}
            self._formats[name, num_format] = self.workbook.add_format(look)
        return self._formats[name, num_format]

    def finished(self) -> bytes:
        """The workbook's bytes. Nothing can be added afterwards."""
        self.workbook.close()
        return self._file.getvalue()

    def _sheet_name(self, words: str) -> str:
        """`words` as Excel allows them, and as no sheet is called yet."""
        name = _NOT_IN_NAMES.sub(" ", in_xml(clean_line(words))).strip("' ")[:_SHEET_NAME].strip("' ") or "-"
        free, at = name, 1
        while free.casefold() in self._names | {"history"}:
            at += 1
            free = f"{name[: _SHEET_NAME - 4]} {at}"
        self._names.add(free.casefold())
        return free


class Sheet:
    """One sheet: cells are written by row and column from 0."""

    def __init__(self, book: Book, inner: Any, header: str, footer: str) -> None:
        self.book, self.inner = book, inner
        self.name: str = inner.get_name()
        inner.set_landscape()
        inner.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.7)
        as_it_is = {"scale_with_doc": False}  # however small a wide sheet is printed
        inner.set_header(f"&L{_PAGE_FONT}{_coded(header, 60)}&R{_PAGE_FONT}{_coded(self.name, _SHEET_NAME)}", as_it_is)
        inner.set_footer(f"&L{_PAGE_FONT}{_coded(footer, 95)}&R{_PAGE_FONT}&P / &N", as_it_is)
        inner.fit_to_pages(1, 0)  # as wide as a page, as many pages as it takes
        inner.hide_gridlines(2)
        self._widths: tuple[float, ...] = ()
        self._heights: dict[int, float] = {}

    def widths(self, *columns: float) -> None:
        """How wide the columns are from the first on, in characters."""
        self._widths = columns
        for column, width in enumerate(columns):
            self.inner.set_column(column, column, width)

    def pixels(self, first: int = 0, end: int | None = None) -> int:
        """How wide the columns from `first` up to `end` are together."""
        return sum(int(width * _CHARACTER) + _PADDING for width in self._widths[first:end])

    def parted(self, at: int, kept: int) -> None:
        """Print the columns from `at` on on pages of their own, beside the first `kept` ones, all as large as fits."""
        widest = max(self.pixels(0, at), self.pixels(0, kept) + self.pixels(at))
        self.inner.set_print_scale(min(max(100 * _PAPER // widest, 10), 100))
        self.inner.set_v_pagebreaks([at])
        self.inner.repeat_columns(0, kept - 1)

    def height(self, rows: int) -> float:
        """How high the first `rows` rows are together, in pixels."""
        return sum(self._heights.get(row, _USUAL_ROW) for row in range(rows)) * 96 / 72

    def heads(self, *names: str, looks: Mapping[int, str] | None = None, fixed: int = 0) -> None:
        """The first row, repeated on every page; it and the first `fixed` columns stay in sight."""
        for column, name in enumerate(names):
            self.text(0, column, name, (looks or {}).get(column, "head"))
        self.inner.freeze_panes(1, fixed)
        self.inner.repeat_rows(0)

    def text(self, row: int, column: int, words: str, look: str = "text", over: int = 1) -> None:
        """Text that no spreadsheet takes for anything else, in one cell or `over` several columns."""
        told, style = harmless(in_xml(words)[:LONGEST]), self.book.look(look)
        if over > 1:
            self.inner.merge_range(row, column, row, column + over - 1, "", style)
        if told:
            self.inner.write_string(row, column, told, style)
            self._make_room(row, told, sum(self._widths[column : column + over]), look)
        else:
            self.inner.write_blank(row, column, None, style)

    def number(self, row: int, column: int, value: float | None, missing: str, shown: str = _PLAIN) -> None:
        """A number. Where there is none stands the word `missing`: an empty cell would count as 0."""
        if value is None:
            self.text(row, column, missing, "missing")
        else:
            self.inner.write_number(row, column, value, self.book.look("number", shown))

    def mean(self, row: int, column: int, mean: Mean | None, missing: str) -> None:
        """A mean as a number that is shown as it may be read: `4.1`, or for a bound `4.5 or more`."""
        self.number(row, column, mean.mean if mean else None, missing, _shown(mean) if mean else _PLAIN)

    def day(self, row: int, column: int, day: datetime.date | None) -> None:
        """A date, or nothing."""
        if day is None:
            self.text(row, column, "")
        else:
            self.inner.write_datetime(row, column, day, self.book.look("day"))

    def count(self, row: int, column: int, n: int) -> None:
        """A whole number."""
        self.inner.write_number(row, column, n, self.book.look("count"))

    def ends(self, row: int, column: int, *, table: int = 0) -> None:
        """Print down to this cell, the last one; the first `table` rows can be sorted and filtered."""
        self.inner.print_area(0, 0, row, column)
        for at, height in self._heights.items():
            self.inner.set_row(at, height)
        if table > 1:
            self.inner.autofilter(0, 0, table - 1, column)

    def _make_room(self, row: int, words: str, width: float, look: str) -> None:
        """A row as high as its longest text: not every program finds that out by itself."""
        style = _LOOKS[look]
        size = float(str(style.get("font_size", _SIZE)))
        room = max(int(width * _LETTERS * _SIZE / size * (0.85 if style.get("bold") else 1)), 4)
        lines = sum(max(len(wrapped(line, room)), 1) for line in words.split("\n"))
        self._heights[row] = min(max(self._heights.get(row, 0.0), lines * size * _LEADING + 2), _TALLEST)


def _shown(mean: Mean) -> str:
    """The number format that shows a mean with its bound in words, whatever the language puts around the number."""
    if mean.bound is None:
        return _PLAIN
    # The words of a mean that is written with another number are of the same form, so the number is what differs.
    before, after = _around(mean_words(mean))
    return _quoted(before) + _PLAIN + _quoted(after)


def _around(words: str) -> tuple[str, str]:
    """What stands before and after the number in `words`."""
    found = re.fullmatch(r"(\D*)\d[\d.,]*(.*)", words)
    return (found[1], found[2]) if found else ("", "")


def _quoted(words: str) -> str:
    told = words.replace('"', "")
    return f'"{told}"' if told else ""


def _moment(day: str) -> datetime.datetime:
    try:
        return datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time())  # no zone, as above
    except ValueError:
        return _NO_DAY


def _short(words: str) -> str:
    return in_xml(clean_line(words, _PROPERTY))


def _coded(words: str, limit: int) -> str:
    """Text in a page's header, where & begins a code; all of a header has 255 characters at most."""
    return in_xml(clean_line(words, limit)).replace("&", "&&")
