"""Questionnaires as YAML files that people can edit."""

from typing import Any

import yaml

from perflead_tui.questionnaire.loading import BUILTIN, builtin_names, load
from perflead_tui.questionnaire.model import Questionnaire


def export_text(name_or_path: str) -> str:
    """`to_yaml` for a built-in name or a file."""
    return to_yaml(load(name_or_path))


def to_yaml(questionnaire: Questionnaire) -> str:
    """The questionnaire as a file that people can edit; a built-in one as its own file, with its comments."""
    if questionnaire.name in builtin_names() and questionnaire == load(questionnaire.name):
        return (BUILTIN / f"{questionnaire.name}.yaml").read_text(encoding="utf-8")
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
