"""A spreadsheet as a questionnaire: one row for each line, answer and open question, a column for each language."""

from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.questionnaire.importing import columns, scales
from perflead_tui.questionnaire.importing.cells import Sheet, sheets_of
from perflead_tui.questionnaire.importing.columns import Header, folded, header_in, kind_in
from perflead_tui.questionnaire.importing.draft import Chapter, Draft, Line, Note, Texts
from perflead_tui.questionnaire.importing.plain import LONGEST
from perflead_tui.text import clean_line

_ABOVE = 20  # filled rows that may stand above the header


def spreadsheet_draft(data: bytes, path: Path, shown_name: str, language: str) -> Draft:
    """The questionnaire in the spreadsheet `data`; `language` is that of columns which do not name theirs.

    Raises PerfleadError if it cannot be read, has no column of texts, or a scale that perflead cannot have.
    """
    sheets = sheets_of(data, path, shown_name)
    for sheet in sheets:
        for at, (number, cells) in enumerate(sheet.rows[:_ABOVE]):
            header = header_in(number, cells, language)
            if header is not None:
                draft = _Mapper(sheet, header).draft(sheet.rows[at + 1 :])
                draft.lost += _other_sheets(sheets, sheet)
                return draft
    raise PerfleadError(
        _("{path} has no column of texts, such as “text en” or “texto es”.").format(path=shown_name),
        _("To see how it should look, type: perflead questionnaire import --template example.csv"),
    )


def _other_sheets(sheets: list[Sheet], used: Sheet) -> list[Note]:
    """A note for each other sheet; a CSV file has one, which is read in several ways."""
    return [
        Note(clean_line(sheet.name, 60), _("this sheet was not read."))
        for sheet in sheets
        if sheet.name != used.name and sheet.rows
    ]


class _Mapper:
    """Takes row after row."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self._header = header
        self._main = header.languages[0]
        self._draft = Draft(source=_("a spreadsheet"), languages=header.languages, changed=list(sheet.notes))
        self._chapters: dict[str, Chapter] = {}
        self._current: Chapter | None = None
        self._points: list[Texts] = []
        for cell in header.unused:
            what = _("there is no such column in perflead.")
            self._draft.lost.append(Note(_("column {name}").format(name=clean_line(cell, 40)), what))

    def draft(self, rows: list[tuple[int, list[str]]]) -> Draft:
        """The questionnaire in the rows below the header."""
        for number, cells in rows:
            self._row(number, cells)
        self._scale()
        return self._draft

    def _row(self, number: int, cells: list[str]) -> None:
        said = self._plain(cells, columns.KIND)
        kind = kind_in(said)
        where = _("row {n}").format(n=number)
        line = Line(
            key=self._plain(cells, columns.KEY),
            other=self._texts(cells, columns.TEXT, where),
            own=self._texts(cells, columns.OWN, where),
        )
        if kind is None:
            what = _("there is no kind of row called {name}.").format(name=clean_line(said, 40))
            self._draft.lost.append(Note(where, what))
        elif not line.other and kind == columns.COMPETENCY:
            line.other = self._texts(cells, columns.COMPETENCY, where)
            self._place(kind, line, cells, where)
        elif not line.other:
            self._draft.lost.append(Note(where, _("it has no text.")))
        else:
            self._place(kind, line, cells, where)

    def _place(self, kind: str, line: Line, cells: list[str], where: str) -> None:
        """Put a row where it belongs."""
        draft = self._draft
        if kind == columns.LINE:
            self._chapter_of(cells, where).lines.append(line)
        elif kind == columns.COMPETENCY:
            self._open_chapter(line.key, line.other)
        elif kind == columns.POINT:
            self._points.append(line.other)
        elif kind == columns.OPEN:
            draft.open_questions.append(line)
        elif kind == columns.INSTRUCTIONS:
            draft.instructions = line
        elif kind == columns.STEM:
            draft.stem = line
        elif kind == columns.TITLE:
            draft.title = line.other
        elif kind == columns.NOT_OBSERVED:
            draft.not_observed = line.other
        else:
            draft.hint = line.other

    def _chapter_of(self, cells: list[str], where: str) -> Chapter:
        """The competency that a line names, else the one above it."""
        named = self._texts(cells, columns.COMPETENCY, where)
        for words in named.values():
            if known := self._chapters.get(folded(words)):
                for code, name in named.items():
                    if words != known.key:
                        known.name.setdefault(code, name)
                return known
        if named or self._current is None:
            return self._open_chapter("", named)
        return self._current

    def _open_chapter(self, key: str, name: Texts) -> Chapter:
        known = next((self._chapters[folded(w)] for w in (key, *name.values()) if folded(w) in self._chapters), None)
        if known is None:
            known = Chapter(key, {})
            self._draft.chapters.append(known)
        known.key = known.key or key
        known.name |= name
        for words in (key, *name.values()):
            if folded(words):
                self._chapters[folded(words)] = known
        self._current = known
        return known

    def _scale(self) -> None:
        """The answers, lowest first. Raises PerfleadError if there are too few or too many of them."""
        if not self._points:
            return
        scale = scales.scale_of(self._points)
        if not scale.fits:
            raise PerfleadError(
                _("The scale has {n} answers; a scale of perflead has 3 to 7.").format(n=len(scale.points)),
                _("Give each answer a row of the kind point, the lowest first."),
            )
        draft = self._draft
        draft.points = list(scale.points)
        draft.not_observed = draft.not_observed or scale.not_observed
        if scale.turned:
            draft.changed.append(Note(_("scale"), _("the highest answer came first; it was turned around.")))

    def _plain(self, cells: list[str], name: str) -> str:
        at = self._header.plain.get(name, len(cells))
        return clean_line(cells[at], 200) if at < len(cells) else ""

    def _texts(self, cells: list[str], name: str, where: str) -> Texts:
        found: Texts = {}
        for (column, code), at in self._header.texts.items():
            words = clean_line(cells[at]) if column == name and at < len(cells) else ""
            if len(words) > LONGEST:
                what = _("the end of its words: a text has at most 2000 characters.")
                self._draft.lost.append(Note(where, what))
            if words and code in self._draft.languages:
                found[code] = words[:LONGEST].strip()
        return found
