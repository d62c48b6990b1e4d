"""From the bytes of a YAML file to plain values, each with the line that it stands on.

Only what a questionnaire needs of YAML is read: lists, fields and text. Aliases (a small file could stand for a
huge one), tags and second documents are refused. YAML's guesses are not made: `no` is a language and `1.0` a
version. A bare number or yes/no is one only in the few fields that hold numbers or yes/no.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import LIMIT
from perflead_tui.questionnaire.problems import Path, Problem, field_name
from perflead_tui.text import clean_line

_DEPTH = 16  # the format itself needs 8
_NODES = 100_000  # the built-in ones have 700
_NUMBERS = frozenset({"minimum", "points", "at_most"})
_YES_NO = {"true": True, "yes": True, "false": False, "no": False}
_YES_NO_FIELDS = frozenset({"anonymous", "supervisors_only"})
_NOTHING = frozenset({"", "~", "null"})
# Control characters but tab, line feed and carriage return; and characters that stand for nothing.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is there


class _Refused(Exception):
    """The file cannot be read any further."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(line, "", message)


@dataclass
class Tree:
    """A file's values (dict, list, str, int, bool or None) and the line of each; `problems` hold what was refused."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path, message: str) -> Problem:
        """A problem with the value at `path`."""
        return Problem(self.line(path), field_name(path), message)


@dataclass
class _Open:
    """A list or a set of fields that is being read. `key` is the field whose value comes next."""

    path: Path
    value: dict[str, Any] | list[Any]
    key: str | None = None
    skip: bool = False


def read_tree(data: bytes) -> Tree:
    """The values of a YAML file. Never raises for what is in it: see `problems`; a file that cannot be read to
    its end has no value.
    """
    tree = Tree()
    text = ""
    try:
        text = _decoded(data)
        _Builder(tree).read(text)
    except _Refused as refused:
        return Tree(problems=[*tree.problems, refused.problem])
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # ValueError: the slower parser meets an escape such as "\UFFFFFFFF"
        return Tree(problems=[*tree.problems, _unreadable(error, text)])
    return tree


def _decoded(data: bytes) -> str:
    """The text of the file. Raises _Refused for a size, an encoding or characters that no questionnaire has."""
    if len(data) > LIMIT:
        raise _Refused(1, _("the file is too large: a questionnaire has at most {n} KiB.").format(n=LIMIT // 1024))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Refused(1, _("the file is UTF-16 text. Save it as UTF-8."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Refused(line, _("the file is not UTF-8 text. Save it as UTF-8.")) from None
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise _Refused(line, _("there is a control character here. Delete it, or save the file as plain text."))
    if not text.strip():
        raise _Refused(1, _("the file is empty."))
    return text


def _unreadable(error: Exception, text: str) -> Problem:
    """A syntax error of YAML in plain words. The parser's own words can hold parts of the file and are not shown."""
    problem = str(getattr(error, "problem", "") or "")
    unclosed = "unexpected end of stream" in problem
    mark = getattr(error, "context_mark" if unclosed else "problem_mark", None)
    line = mark.line + 1 if mark is not None else 1
    beginning = (text.split("\n")[line - 1 : line] or [""])[0]
    if "\t" in beginning[: len(beginning) - len(beginning.lstrip())]:
        why = _("there is a tab here. Indent with spaces.")
    elif unclosed:
        why = _("a quotation mark opens here and is not closed.")
    elif "mapping values are not allowed" in problem:
        why = _("there is a second colon in this line. Put quotes around a text that holds a colon.")
    elif "cannot start any token" in problem:
        why = _("put quotes around a text that begins with a sign such as @ or %.")
    elif "expected ':'" in problem:
        why = _("there is a field without a colon.")
    elif any(words in problem for words in ("expected <block end>", "did not find expected", "expected ',' or")):
        why = _("the indentation does not fit, or a quotation mark or bracket is missing.")
    else:
        why = _("this cannot be read as YAML. Look for a missing quotation mark, colon or space.")
    return Problem(line, "", why)


class _Builder:
    """Puts the parser's events together, without recursion, into a Tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._open: list[_Open] = []
        self._documents = 0
        self._nodes = 0

    def read(self, text: str) -> None:
        """Read `text`. Raises _Refused or a YAMLError where reading cannot go on."""
        event: Any  # the stubs leave out what all events have
        for event in yaml.parse(text, Loader=_PARSER):
            line = event.start_mark.line + 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _Refused(line, _("aliases (& and *) are not allowed. Write the words out, or put quotes around."))
            if isinstance(event, yaml.DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    raise _Refused(line, _("there is a second document (---). A file holds one questionnaire."))
            elif isinstance(event, yaml.NodeEvent):
                self._node(event, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._open.pop()

    def _node(self, event: Any, line: int) -> None:
        self._nodes += 1
        if self._nodes > _NODES:
            raise _Refused(line, _("the file has more than {n} entries.").format(n=_NODES))
        if event.tag is not None:
            raise _Refused(line, _("tags (!) are not allowed. Put quotes around a text that begins with !."))
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style is None or event.style == ""
            if self._expects_key():
                self._key(str(event.value), line)
            else:
                self._place(str(event.value), line, plain=plain)
            return
        if self._expects_key():
            raise _Refused(line, _("a list or a group of fields cannot be the name of a field."))
        if len(self._open) >= _DEPTH:
            raise _Refused(line, _("the fields are nested too deeply."))
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        skip = self._is_skipped()
        self._open.append(_Open(self._place(value, line), value, skip=skip))

    def _is_skipped(self) -> bool:
        """Whether the next value belongs to a field that is there twice: the first one stays, with its lines."""
        if not self._open:
            return False
        here = self._open[-1]
        return here.skip or (isinstance(here.value, dict) and here.key in here.value)

    def _expects_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and self._open[-1].key is None

    def _key(self, name: str, line: int) -> None:
        here = self._open[-1]
        here.key = name
        path = (*here.path, name)
        if not here.skip and isinstance(here.value, dict) and name in here.value:
            first = self._tree.line(path)
            message = _("{name} is here twice; it is first on line {first}.")
            self._tree.problems.append(
                Problem(line, field_name(path), message.format(name=clean_line(name, 40), first=first))
            )
        elif not here.skip:
            self._tree.lines[path] = line

    def _place(self, value: Any, line: int, *, plain: bool = False) -> Path:
        """Put a value where it belongs and return its path. Of a field that is there twice the first stays."""
        if not self._open:
            self._tree.value = _typed("", value, plain=plain)
            self._tree.lines[()] = line
            return ()
        here = self._open[-1]
        if isinstance(here.value, list):
            path: Path = (*here.path, len(here.value))
            here.value.append(_typed("", value, plain=plain))
            if not here.skip:
                self._tree.lines[path] = line
            return path
        name, here.key = here.key or "", None
        here.value.setdefault(name, _typed(name, value, plain=plain))
        return (*here.path, name)


def _typed(name: str, value: Any, *, plain: bool) -> Any:
    """A bare word as a number, yes/no or nothing where field `name` holds such; else unchanged."""
    if not plain or not isinstance(value, str):
        return value
    if value.lower() in _NOTHING:
        return None
    if name in _NUMBERS and re.fullmatch(r"-?[0-9]{1,9}", value):
        return int(value)
    if name in _YES_NO_FIELDS:
        return _YES_NO.get(value.lower(), value)
    return value
