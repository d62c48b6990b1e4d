"""LimeSurvey's .lss, .lsg and .lsq files as tables: their XML is a dump of database tables, row by row.

    document / LimeSurveyDocType, DBVersion, languages / language
    document / TABLE / rows / row / FIELD    text in CDATA; an empty field is an empty element

The parser is the standard library's expat with every document type declaration refused: without one there are no
entities, neither those that grow nor those that read files. Only tables that matter are kept.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from xml.parsers import expat

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _

LIMIT = 4 * 1024 * 1024
"""Bytes of a file; a survey with 500 questions in 4 languages has 2 MiB, and its e-mails with it."""

_DEPTH = 12  # the format has 5
_ROWS = 60_000  # of all tables that are kept
_FIELD = 200_000  # characters of one field that are kept
_KEPT = frozenset(
    {
        "groups", "group_l10ns", "questions", "subquestions", "question_l10ns", "answers", "answer_l10ns",
        "question_attributes", "surveys", "surveys_languagesettings", "conditions", "quota", "assessments",
    }
)  # fmt: skip

Row = dict[str, str]


@dataclass
class Tables:
    """`rows` by the name of their table. `kind` is Survey, Group or Question; `version` that of the database."""

    kind: str = ""
    version: str = ""
    languages: list[str] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))


def read_tables(data: bytes, shown_name: str) -> Tables:
    """The tables in the XML `data`. Raises PerfleadError for anything that is not LimeSurvey's, is damaged, declares
    entities or is larger than any questionnaire.
    """
    if data.startswith(b"PK\x03\x04"):
        raise PerfleadError(
            _("{path} is an archive, not a survey.").format(path=shown_name),
            _("Unpack it and give the .lss file in it, or export the survey structure (.lss) from LimeSurvey."),
        )
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse_declaration
    parser.EntityDeclHandler = _refuse_declaration
    try:
        parser.Parse(data, True)
    except _Refused as refused:
        raise PerfleadError(
            _("{path} was not read: {reason}").format(path=shown_name, reason=refused), _export_again()
        ) from None
    except expat.ExpatError as error:
        message = _("{path}, line {line}: this is not sound XML.").format(path=shown_name, line=error.lineno)
        raise PerfleadError(message, _export_again()) from None
    if reader.tables.kind not in ("Survey", "Group", "Question"):
        raise PerfleadError(_("{path} is not a file of LimeSurvey.").format(path=shown_name), _export_again())
    return reader.tables


class _Refused(Exception):
    """What a file of LimeSurvey never has; the words are for a person."""


def _refuse_declaration(*_declared: object) -> None:
    raise _Refused(_("it declares a document type or entities, which such files never do."))


def _export_again() -> str:
    return _("In LimeSurvey, choose Display/Export, then Survey structure (.lss), and import that file.")


class _Reader:
    """Follows the parser. `path` holds the names of the open elements."""

    def __init__(self) -> None:
        self.tables = Tables()
        self._path: list[str] = []
        self._row: Row = {}
        self._words: list[str] = []
        self._length = 0
        self._count = 0

    def start(self, name: str, _attributes: object) -> None:
        """An element opens."""
        if len(self._path) >= _DEPTH:
            raise _Refused(_("it is nested too deeply."))
        self._path.append(name)
        self._words, self._length = [], 0
        if self._is_row():
            self._row = {}
            self._count += 1
            if self._count > _ROWS:
                raise _Refused(_("it has more than {n} rows.").format(n=_ROWS))

    def text(self, words: str) -> None:
        """A piece of an element's text."""
        if len(self._path) not in (2, 3, 5) or (len(self._path) == 5 and self._path[1] not in _KEPT):
            return
        if self._length < _FIELD:  # what follows is a picture or an attack; no text of a questionnaire is that long
            self._words.append(words[: _FIELD - self._length])
        self._length += len(words)

    def end(self, name: str) -> None:
        """An element closes."""
        depth = len(self._path)
        words = "".join(self._words).strip()
        if depth == 2 and name == "LimeSurveyDocType":
            self.tables.kind = words
        elif depth == 2 and name == "DBVersion":
            self.tables.version = words[:12]
        elif depth == 3 and self._path[1] == "languages" and words:
            self.tables.languages.append(words[:40])
        elif self._is_row():
            self.tables.rows[self._path[1]].append(self._row)
        elif depth == 5 and self._path[3] == "row" and self._path[1] in _KEPT and words:
            self._row[name] = words
        self._path.pop()
        self._words, self._length = [], 0

    def _is_row(self) -> bool:
        path = self._path
        return len(path) == 4 and path[2:] == ["rows", "row"] and path[1] in _KEPT
