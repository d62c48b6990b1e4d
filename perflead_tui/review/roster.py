"""The roster: who is invited, in which group. Read once from a CSV file; it never meets an answer."""

import csv
import difflib
import io
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, shown
from perflead_tui.i18n import _, language, ngettext
from perflead_tui.questionnaire.model import Group, Questionnaire, in_language
from perflead_tui.text import clean_line

LIMIT = 5 * 1024 * 1024  # bytes of a roster
PEOPLE = 20_000
_NAME = 200  # characters of a name
_SHOWN = 5  # lines in one message
_EMAIL = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}@[^\s@<>()\[\]\\,;:\"]+\.[^\s@<>()\[\]\\,;:\".]{2,}")
_COLUMNS = {
    "name": ("name", "nombre"),
    "group": ("group", "grupo"),
    "email": ("email", "e-mail", "mail", "correo", "correo electronico"),
    "language": ("language", "idioma"),
}


@dataclass(frozen=True)
class Person:
    """One invited person. `group` is the key of a group; `language` one of the questionnaire's, None if not said."""

    name: str
    group: str
    email: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Roster:
    """The invited people in the order of the file; `notes` say what its owner should know."""

    people: tuple[Person, ...]
    notes: tuple[str, ...] = ()

    def in_group(self, group: str) -> tuple[Person, ...]:
        """The people of one group."""
        return tuple(person for person in self.people if person.group == group)


def read_roster(path: Path, questionnaire: Questionnaire) -> Roster:
    """`parse_roster` for a file."""
    return parse_roster(read_limited(path, LIMIT, _("a roster")), shown(path), questionnaire)


def parse_roster(data: bytes, shown_name: str, questionnaire: Questionnaire) -> Roster:
    """The roster in the CSV `data`, with the columns name, group and, optionally, email and language.

    Raises PerfleadError that names the first few lines that do not fit; then nothing of the file is used.
    """
    notes: list[str] = []
    text = _decoded(data, shown_name, notes)
    header, rows = _table(text, shown_name)
    if header.ignored:
        notes.append(_("Columns that are not used: {names}.").format(names=_listed(header.ignored)))
    return _taken(_Reader(questionnaire, header), rows, shown_name, notes)


def parse_typed(text: str, questionnaire: Questionnaire) -> Roster:
    """The roster in lines that somebody typed: name, group and, optionally, email and language; a header may be there.

    Raises PerfleadError as `parse_roster` does; its problems name the lines of `text`.
    """
    if not text.strip():
        raise PerfleadError(_("There are no people in it."))
    written = [row for row in text.splitlines() if row.strip()]
    delimiter = next((one for one in ";\t" if all(one in row for row in written)), ",")
    rows = _rows(text, delimiter, "")
    first = next(rows, (1, []))
    header = _header(first[1])
    if not {"name", "group"} <= set(header.at):
        header, rows = _TYPED, itertools.chain([first] if first[1] else [], rows)
    return _taken(_Reader(questionnaire, header), rows, "", [])


def _taken(reader: "_Reader", rows: Iterable[tuple[int, list[str]]], shown_name: str, notes: list[str]) -> Roster:
    """Everybody in `rows`. Raises PerfleadError if one of them does not fit."""
    problems: list[str] = []
    for line, cells in rows:
        if len(reader.people) >= PEOPLE:
            raise PerfleadError(_("{file} has more than {n} people.").format(file=shown_name or _("It"), n=PEOPLE))
        problems += [f"{_at(shown_name, line)}: {what}" for what in reader.read(line, cells)]
        if len(problems) > _SHOWN:
            break
    else:
        if reader.people or not problems:  # lines that were not taken are not missing
            problems += [_of(shown_name, what) for what in _miscounted(reader, reader.questionnaire)]
    if problems:
        raise _refused(problems)
    return Roster(tuple(reader.people), tuple(notes))


def small_groups(roster: Roster, questionnaire: Questionnaire, minimum: int) -> list[str]:
    """A sentence for each anonymous group that has people, but fewer than `minimum`."""
    said = []
    for group in questionnaire.groups:
        invited = len(roster.in_group(group.key))
        if group.anonymous and 0 < invited < minimum:
            message = ngettext(
                "{group}: {n} person is invited, and {minimum} answers are needed to show a group. "
                "It will be put together with another group, or not shown.",
                "{group}: {n} people are invited, and {minimum} answers are needed to show a group. "
                "It will be put together with another group, or not shown.",
                invited,
            )
            label = in_language(group.label, language())
            said.append(message.format(group=label, n=invited, minimum=minimum))
    return said


@dataclass(frozen=True)
class _Header:
    """Where each column stands, and the names of those that are not used."""

    at: dict[str, int]
    ignored: tuple[str, ...]
    width: int


_TYPED = _Header({"name": 0, "group": 1, "email": 2, "language": 3}, (), 4)


def _decoded(data: bytes, shown_name: str, notes: list[str]) -> str:
    """The text of the file; older Windows encodings are taken, with a note."""
    if len(data) > LIMIT:
        message = _("{file} is too large to be a roster: the limit is {n} MiB.")
        raise PerfleadError(message.format(file=shown_name, n=LIMIT // 1024**2))
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
        notes.append(_("The file is not UTF-8 and was read as Latin-1. Check that names with accents are right."))
    if "\x00" in text:
        raise PerfleadError(
            _("{file} is not a table of text.").format(file=shown_name), _("Save it from your spreadsheet as CSV.")
        )
    if not text.strip():
        raise PerfleadError(_("{file} is empty.").format(file=shown_name), _columns_hint())
    return text


def _table(text: str, shown_name: str) -> tuple[_Header, Iterator[tuple[int, list[str]]]]:
    """The header and an iterator over the other lines that are not blank: number of the line and its cells."""
    headers: list[list[str]] = []
    failure: PerfleadError | None = None
    for delimiter in ",;\t":
        rows = _rows(text, delimiter, shown_name)
        try:
            first = next((cells for _line, cells in rows), [])
        except PerfleadError as error:  # quotation marks stand elsewhere with another delimiter
            failure = error
            continue
        header = _header(first)
        if {"name", "group"} <= set(header.at):
            return header, rows
        headers.append(first)
    if failure and not headers:
        raise failure
    found = _header(max(headers, key=len)).at
    missing = ", ".join(column for column in ("name", "group") if column not in found)
    message = _("{file} has no column {missing} in its first line.")
    raise PerfleadError(message.format(file=shown_name, missing=missing), _columns_hint())


def _rows(text: str, delimiter: str, shown_name: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold something. Raises PerfleadError for quotation marks that do not match."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise PerfleadError(
            _("{where}: a quotation mark is missing, or stands in the middle of a cell.").format(
                where=_at(shown_name, line)
            ),
            _("Write a cell that holds a comma between two quotation marks."),
        ) from None


def _header(cells: list[str]) -> _Header:
    at: dict[str, int] = {}
    ignored = []
    for index, cell in enumerate(cells):
        name = _folded(cell)
        column = next((column for column, names in _COLUMNS.items() if name in names), None)
        if column is not None and column not in at:
            at[column] = index
        elif name:  # spreadsheets leave empty cells at the end of a line
            ignored.append(clean_line(cell, 40))
    return _Header(at, tuple(ignored), len(cells))


@dataclass
class _Reader:
    """Reads line by line and remembers what may be there only once."""

    questionnaire: Questionnaire
    header: _Header
    people: list[Person] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)
    _by_name: dict[str, int] = field(default_factory=dict)
    _by_email: dict[str, int] = field(default_factory=dict)
    _groups: dict[str, str] = field(default_factory=dict)
    _languages: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for group in self.questionnaire.groups:
            for name in group.label.values():
                self._groups.setdefault(_folded(name), group.key)
        self._groups.update({_folded(group.key): group.key for group in self.questionnaire.groups})
        self._languages = {code.casefold(): code for code in self.questionnaire.languages}

    def read(self, line: int, cells: list[str]) -> list[str]:
        """Take one line; returns what is wrong with it, and takes it only if nothing is."""
        if any(cell.strip() for cell in cells[self.header.width :]):
            message = _("there are more cells than columns. Write a name that holds a comma between quotation marks.")
            return [message]
        name, group = self._cell(cells, "name"), self._cell(cells, "group")
        email, language = self._cell(cells, "email"), self._cell(cells, "language")
        problems = [*self._wrong_name(name), *self._wrong_group(group)]
        problems += [*self._wrong_email(email), *self._wrong_language(language)]
        if problems:
            return problems
        person = Person(name, self._groups[_folded(group)], email or None, self._languages.get(language.casefold()))
        if problems := self._repeated(person):
            return problems
        self._by_name[_same(name)] = len(self.people)
        if email:
            self._by_email[email.casefold()] = len(self.people)
        self._lines.append(line)
        self.people.append(person)
        return []

    def lines_of(self, group: str) -> list[int]:
        """The lines on which the people of `group` stand."""
        return [line for line, person in zip(self._lines, self.people, strict=True) if person.group == group]

    def _cell(self, cells: list[str], column: str) -> str:
        at = self.header.at.get(column, -1)
        return clean_line(cells[at]) if 0 <= at < len(cells) else ""

    def _wrong_name(self, name: str) -> Iterator[str]:
        if not name:
            yield _("the name is missing.")
        elif len(name) > _NAME:
            yield _("the name is longer than {n} characters.").format(n=_NAME)

    def _wrong_group(self, group: str) -> Iterator[str]:
        if not group:
            yield _("the group is missing.")
        elif _folded(group) not in self._groups:
            close = difflib.get_close_matches(_folded(group)[:40], self._groups, n=1)
            given = clean_line(group, 40)
            if close:
                yield _("there is no group '{group}'; did you mean {name}?").format(
                    group=given, name=self._groups[close[0]]
                )
            else:
                names = ", ".join(one.key for one in self.questionnaire.groups)
                yield _("there is no group '{group}'. The groups are {names}.").format(group=given, names=names)

    def _wrong_email(self, email: str) -> Iterator[str]:
        if email and (len(email) > 254 or not _EMAIL.fullmatch(email)):
            yield _("'{email}' is not an e-mail address.").format(email=clean_line(email, 60))

    def _wrong_language(self, language: str) -> Iterator[str]:
        if language and language.casefold() not in self._languages:
            names = ", ".join(self.questionnaire.languages)
            given = clean_line(language, 20)
            yield _("the questionnaire has no language '{language}'. It has {names}.").format(
                language=given, names=names
            )

    def _repeated(self, person: Person) -> list[str]:
        """Whether the name or the address stands on an earlier line."""
        before = self._by_name.get(_same(person.name))
        if before is not None:
            line = self._lines[before]
            if self.people[before].group == person.group:
                return [_("{name} is on line {line} already.").format(name=person.name, line=line)]
            message = _(
                "{name} is on line {line} already, in another group. A name may be in one group only; "
                "add a word if these are two people."
            )
            return [message.format(name=person.name, line=line)]
        before = self._by_email.get((person.email or "").casefold())
        if before is not None:
            line = self._lines[before]
            return [_("the address {email} is on line {line} already.").format(email=person.email, line=line)]
        return []


def _miscounted(reader: _Reader, questionnaire: Questionnaire) -> Iterator[str]:
    """Groups with more people than they may have, and a leader who is missing."""
    if not reader.people:
        yield _("there are no people in it.")
        return
    for group in questionnaire.groups:
        lines = reader.lines_of(group.key)
        most = 1 if _is_leader(group, questionnaire) else group.at_most
        if most is not None and len(lines) > most:
            named = ", ".join(str(line) for line in lines[: most + 3])
            message = _("the group {group} can have {most} at most, but has {n} (lines {lines}).")
            yield message.format(group=group.key, most=most, n=len(lines), lines=named)
        if not lines and _is_leader(group, questionnaire):
            yield _("the leader is missing: one line must have the group {group}.").format(group=group.key)


def _is_leader(group: Group, questionnaire: Questionnaire) -> bool:
    return group.key == "self" and questionnaire.about == "leader"


def _folded(text: str) -> str:
    """Text for comparing: no case, no accents, single spaces."""
    decomposed = unicodedata.normalize("NFKD", clean_line(text).casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _same(name: str) -> str:
    """A name for comparing: no case, one spelling of each accent."""
    return unicodedata.normalize("NFKC", name.casefold())


def _listed(names: Sequence[str]) -> str:
    """The first few names, and an ellipsis if there are more."""
    return ", ".join(names[:_SHOWN]) + (" ..." if len(names) > _SHOWN else "")


def _at(shown_name: str, line: int) -> str:
    if not shown_name:
        return _("Line {line}").format(line=line)
    return _("{file}, line {line}").format(file=shown_name, line=line)


def _of(shown_name: str, what: str) -> str:
    return f"{shown_name}: {what}" if shown_name else what[:1].upper() + what[1:]


def _columns_hint() -> str:
    return _("The first line names the columns: name,group and, if you like, email,language.")


def _refused(problems: list[str]) -> PerfleadError:
    said = problems[:_SHOWN]
    if len(problems) > _SHOWN:
        said.append(_("There is more like this further down."))
    return PerfleadError("\n".join(said), _("Correct the roster and try again."))
