"""CSV and XLSX files as rows of text. Formulas are never computed: their last value counts, and is told."""

import csv
import io
import warnings
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.extras import require
from perflead_tui.i18n import _
from perflead_tui.questionnaire.importing.draft import Note

_ROWS = 5000
_COLUMNS = 60
_CELL = 20_000  # characters of a cell that are looked at
_PARTS = 2000  # files in an .xlsx
_UNPACKED = 8 * 1024 * 1024  # bytes of all of them; a table of 500 lines has 200 KiB
_TAGS = 150_000  # of all parts; a table of 500 lines has 20,000, and each costs the library some microseconds
_FORMULAS_SHOWN = 5


@dataclass
class Sheet:
    """The filled rows of one table, each with its number in the file, from 1."""

    name: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def sheets_of(data: bytes, path: Path, shown_name: str) -> list[Sheet]:
    """The tables in a file: one of a CSV file for each separator that it may have, one for each sheet of an .xlsx.

    Raises PerfleadError if it is neither, is damaged, or unpacks to more than any questionnaire.
    """
    if data.startswith(b"PK"):
        return _workbook(data, shown_name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise PerfleadError(
            _("{path} is a spreadsheet of an old kind (.xls) or has a password.").format(path=shown_name),
            _("Save it as .xlsx without a password, or as CSV."),
        )
    return _separated(data, path.name, shown_name)


def _separated(data: bytes, name: str, shown_name: str) -> list[Sheet]:
    notes: list[Note] = []
    text = _decoded(data, shown_name, notes)
    found = []
    for separator in ",;\t":
        sheet = Sheet(name, notes=list(notes))
        try:
            for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
                _take(sheet, len(sheet.rows) + 1, cells, shown_name)
        except csv.Error:
            continue
        sheet.rows = [(n, cells) for n, cells in sheet.rows if any(cell.strip() for cell in cells)]
        found.append(sheet)
    if not found:
        raise PerfleadError(
            _("{path} is not a table of text.").format(path=shown_name), _("Save it from your spreadsheet as CSV.")
        )
    return found


def _take(sheet: Sheet, number: int, cells: list[str], shown_name: str) -> None:
    if number > _ROWS:
        raise PerfleadError(
            _("{path} has more than {n} rows.").format(path=shown_name, n=_ROWS), _("No questionnaire is that long.")
        )
    sheet.rows.append((number, [_unguarded(cell[:_CELL]) for cell in cells[:_COLUMNS]]))


def _unguarded(cell: str) -> str:
    """A cell without the apostrophe that perflead's own tables put before a sign that would begin a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _decoded(data: bytes, shown_name: str, notes: list[Note]) -> str:
    """The text of the file; older Windows encodings are taken, with a note."""
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        what = _("the file is not UTF-8 and was read as Latin-1. Check that letters with accents are right.")
        notes.append(Note("", what))
    if "\x00" in text:
        raise PerfleadError(
            _("{path} is not a table of text.").format(path=shown_name), _("Save it from your spreadsheet as CSV.")
        )
    return text


def _workbook(data: bytes, shown_name: str) -> list[Sheet]:
    """The visible sheets of an .xlsx file, read twice: once for the values, once to see which are formulas."""
    require("defusedxml", "coach")  # openpyxl refuses entities when it is there
    openpyxl = require("openpyxl", "coach")
    _check_size(data, shown_name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of every feature that it does not know
            computed, written = (_open(openpyxl, data, values=values) for values in (True, False))
            return [_sheet(values, raw, shown_name) for values, raw in zip(computed, written, strict=True)]
    except PerfleadError:
        raise
    except Exception:  # noqa: BLE001 - openpyxl raises whatever a damaged part makes it stumble over
        raise _damaged(shown_name) from None


def _open(openpyxl: Any, data: bytes, *, values: bool) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _sheet(values: Any, formulas: Any, shown_name: str) -> Sheet:
    sheet = Sheet(str(values.title))
    bounds = {"max_row": _ROWS + 1, "max_col": _COLUMNS}
    told: list[str] = []
    written = formulas.iter_rows(**bounds)
    for number, (row, raw) in enumerate(zip(values.iter_rows(**bounds), written, strict=False), 1):
        cells = ["" if cell.value is None else str(cell.value) for cell in row]
        told += [cell.coordinate for cell in raw if cell.data_type == "f"]
        if any(cell.strip() for cell in cells):
            _take(sheet, number, cells, shown_name)
    if told:
        names = ", ".join(told[:_FORMULAS_SHOWN]) + (", …" if len(told) > _FORMULAS_SHOWN else "")
        what = _("formulas are not computed; the values that were saved with them are used ({cells}).")
        sheet.notes.append(Note(sheet.name, what.format(cells=names)))
    return sheet


def _check_size(data: bytes, shown_name: str) -> None:
    """Refuse an archive by what it says it unpacks to; Python's zipfile never unpacks more than that."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            large = len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED
            large = large or sum(archive.read(part).count(b"<") for part in parts) > _TAGS
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        raise _damaged(shown_name) from None
    if large:
        raise PerfleadError(
            _("{path} unpacks to more than any questionnaire has.").format(path=shown_name),
            _("Copy the lines into a new spreadsheet, or save them as CSV."),
        )
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise PerfleadError(
            _("{path} is not an .xlsx spreadsheet.").format(path=shown_name), _("Save it as .xlsx or as CSV.")
        )


def _damaged(shown_name: str) -> PerfleadError:
    return PerfleadError(
        _("{path} is not a spreadsheet that can be read, or it is damaged.").format(path=shown_name),
        _("Save it again as .xlsx, or as CSV."),
    )
