"""Questionnaires by name or from a file: loading, checking and writing them."""

import difflib
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, shown
from perflead_tui.i18n import _
from perflead_tui.questionnaire.checks import checked
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.questionnaire.problems import Problem, as_error, in_file
from perflead_tui.questionnaire.reading import LIMIT, read_tree
from perflead_tui.text import clean_line

__all__ = [
    "LIMIT",
    "Problem",
    "builtin_names",
    "check",
    "check_file",
    "document_yaml",
    "export_text",
    "load",
    "parse",
    "to_yaml",
]

_BUILTIN = Path(__file__).parent / "builtin"


def builtin_names() -> list[str]:
    """The names of the questionnaires that come with perflead, the leader's first."""
    return sorted((path.stem for path in _BUILTIN.glob("*.yaml")), reverse=True)


def load(name_or_path: str) -> Questionnaire:
    """The built-in questionnaire of that name, else the one in that file. Raises PerfleadError."""
    if name_or_path in builtin_names():
        return _builtin(name_or_path)
    path = Path(name_or_path)
    if len(path.parts) == 1 and path.suffix not in (".yaml", ".yml") and not path.exists():
        raise _unknown(name_or_path)
    return parse(read_limited(path, LIMIT, _("a questionnaire")), shown(path))


def parse(data: bytes, shown_name: str) -> Questionnaire:
    """The questionnaire in the YAML `data`. Raises PerfleadError with the first few problems and their lines."""
    questionnaire, problems = checked(read_tree(data))
    if questionnaire is None:
        raise as_error([problem for problem in problems if not problem.usable], shown_name)
    return questionnaire


def check(data: bytes) -> list[Problem]:
    """Everything that is wrong with the YAML `data`, in the order of its lines; it can be used if all that says so."""
    return checked(read_tree(data))[1]


def check_file(path: Path) -> list[Problem]:
    """`check` for a file; each problem names it. Raises PerfleadError if it cannot be read at all."""
    return in_file(check(read_limited(path, LIMIT, _("a questionnaire"))), shown(path))


def export_text(name_or_path: str) -> str:
    """`to_yaml` for a built-in name or a file."""
    return to_yaml(load(name_or_path))


def to_yaml(questionnaire: Questionnaire) -> str:
    """The questionnaire as a file that people can edit; a built-in one as its own file, with its comments."""
    if questionnaire.name in builtin_names() and questionnaire == _builtin(questionnaire.name):
        return (_BUILTIN / f"{questionnaire.name}.yaml").read_text(encoding="utf-8")
    document = questionnaire.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    document = {
        "schema": questionnaire.schema_,
        "name": questionnaire.name,
        "version": questionnaire.version,
    } | document
    return document_yaml(document)


def document_yaml(document: dict[str, Any]) -> str:
    """The fields of a questionnaire as YAML, in their order. They need not be complete: `check` tells."""
    document = {name: _Inline(value) if name == "languages" else value for name, value in document.items()}
    text: str = yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=116)
    return text


@cache
def _builtin(name: str) -> Questionnaire:
    path = _BUILTIN / f"{name}.yaml"
    return parse(path.read_bytes(), path.name)


def _unknown(name: str) -> PerfleadError:
    close = difflib.get_close_matches(name, builtin_names(), n=1)
    message = _("There is no questionnaire {name}.").format(name=clean_line(name, 80))
    if close:
        return PerfleadError(message, _("Did you mean {name}?").format(name=close[0]))
    names = ", ".join(builtin_names())
    return PerfleadError(message, _("Give the name of a file, or one of: {names}.").format(names=names))


class _Dumper(yaml.SafeDumper):
    """Lists indented below their field, and no aliases: the reader refuses them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Inline(list[str]):
    """A list on one line."""


def _inline(dumper: _Dumper, value: _Inline) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Dumper.add_representer(_Inline, _inline)
