"""What must hold in a questionnaire file: all problems at once, each with its line and field.

`model` says what a questionnaire is and pydantic what does not fit; this module says it in plain words and adds what
spans several fields: translations, keys, groups that other fields name.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from perflead_tui.i18n import _
from perflead_tui.questionnaire import model
from perflead_tui.questionnaire.model import SCHEMA, Questionnaire
from perflead_tui.questionnaire.problems import Path, Problem
from perflead_tui.questionnaire.reading import Tree
from perflead_tui.text import clean_line

_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")


def checked(tree: Tree) -> tuple[Questionnaire | None, list[Problem]]:
    """The questionnaire of `tree`, or None if it cannot be used, and what is wrong with it in the order of the file."""
    if tree.problems and tree.value is None:
        return None, sorted(tree.problems)
    if not isinstance(tree.value, dict):
        return None, [Problem(1, "", _("a questionnaire begins with fields such as name: and title:."))]
    questionnaire: Questionnaire | None = None
    problems = set(tree.problems)
    try:
        questionnaire = Questionnaire.model_validate(tree.value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        # what concerns the whole (no field) is found again below, with its lines
        problems.update(_in_plain_words(tree, one) for one in found if one["loc"])
    for check in (_missing_translations, _repeated_keys, _unknown_groups, _open_groups):
        problems.update(check(tree))
    if questionnaire is None or any(not problem.usable for problem in problems):
        return None, sorted(problems) or [Problem(1, "", _("this is not a questionnaire that perflead can use."))]
    return questionnaire, sorted(problems)


def _in_plain_words(tree: Tree, error: ErrorDetails) -> Problem:
    """One of pydantic's errors as a person would say it."""
    path: Path = tuple(part for part in error["loc"] if part != "[key]")
    in_key = "[key]" in error["loc"]
    last = str(path[-1])
    kind = error["type"]
    if last == "schema":
        message = _("this perflead reads {schema} only.").format(schema=SCHEMA)
    elif kind == "extra_forbidden":
        message = _unknown_field(last)
    elif kind == "string_pattern_mismatch":
        message = _bad_name(last, in_key=in_key or "languages" in path)
    else:
        message = _of_kind(kind, error.get("ctx", {}))
    return tree.problem(path, message)


def _unknown_field(name: str) -> str:
    if _LANGUAGE.fullmatch(name):
        return _("a language stands here; this text needs the field other: (and self: for the leader) around it.")
    close = difflib.get_close_matches(name, _field_names(), n=1)
    if close:
        return _("there is no such field; did you mean {name}?").format(name=close[0])
    return _("there is no such field.")


def _field_names() -> list[str]:
    """The names of all fields of the format."""
    classes = [c for c in vars(model).values() if isinstance(c, type) and issubclass(c, BaseModel)]
    return sorted({field.alias or name for c in classes for name, field in c.model_fields.items()})


def _bad_name(last: str, *, in_key: bool) -> str:
    if in_key:
        return _("this must be the code of a language, such as en, es or pt-BR.")
    if last == "name":
        return _("this must be a short name of small letters, digits and hyphens, such as my-questionnaire.")
    return _("this must be a short name of letters, digits, - and _ that begins with a letter.")


def _of_kind(kind: str, limits: dict[str, Any]) -> str:
    """The message for an error of pydantic's kind `kind`; `limits` are the bounds that the model sets."""
    n = limits.get("max_length") or limits.get("min_length") or limits.get("ge") or limits.get("le")
    messages = {
        "missing": _("this field is missing."),
        "string_type": _("words are missing here, or there is a list or a field where words belong."),
        "string_too_long": _("this is longer than {n} characters."),
        "value_error": _("this is empty."),
        "int_type": _("this must be a whole number, without quotes."),
        "bool_type": _("this must be true or false, without quotes."),
        "list_type": _("this must be a list: each entry on a line of its own that begins with a hyphen."),
        "dict_type": _("this must have one line for each language, such as en: and the words."),
        "model_type": _("this must have fields of its own, indented below it."),
        "too_short": _("there must be at least {n} here."),
        "too_long": _("there must be at most {n} here."),
        "greater_than_equal": _("this must be {n} or more."),
        "less_than_equal": _("this must be {n} or less."),
        "literal_error": _("this must be one of {words}."),
    }
    words = str(limits.get("expected", "")).replace("'", "").replace(" or ", ", ")
    return messages.get(kind, _("this does not fit here.")).format(n=n, words=words)


def _missing_translations(tree: Tree) -> Iterator[Problem]:
    """Texts that lack a language of `languages`, or have one that it does not list."""
    languages = _texts(tree.value.get("languages"))
    for at, language in enumerate(languages):
        if language in languages[:at]:
            yield tree.problem(("languages", at), _("this language is here twice."))
    listed = set(languages)
    for path, text in _localized(tree.value, ()):
        missing = [language for language in dict.fromkeys(languages) if language not in text]
        if missing:
            # Words in the first language stand in for those that are missing; without them there are none to show.
            names = ", ".join(clean_line(language, 10) for language in missing)
            words = _("the words in {languages} are missing.").format(languages=names)
            yield replace(tree.problem(path, words), usable=languages[0] in text)
        for language in text:
            if languages and language not in listed:
                yield tree.problem((*path, language), _("this language is not one of those that languages: lists."))


def _localized(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every text in `value`: fields whose names are all languages. No field of the format looks like a language."""
    if isinstance(value, list):
        for at, entry in enumerate(value):
            yield from _localized(entry, (*path, at))
    elif isinstance(value, dict):
        if value and all(_LANGUAGE.fullmatch(name) for name in value):
            yield path, value
            return
        for name, entry in value.items():
            yield from _localized(entry, (*path, name))


def _repeated_keys(tree: Tree) -> Iterator[Problem]:
    """Keys of competencies, items, boxes and questions must differ, so that an answer can name its line."""
    for paths in (list(_answer_keys(tree.value)), list(_keys_in(tree.value, ("groups",), "key"))):
        first: dict[str, int] = {}
        for path, key in paths:
            if key in first:
                message = _("the key {key} is used twice; it is first on line {line}.")
                yield tree.problem(path, message.format(key=clean_line(key, 40), line=first[key]))
            else:
                first[key] = tree.line(path)


def _answer_keys(value: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    for at, competency in enumerate(_entries(value.get("competencies"))):
        path: Path = ("competencies", at)
        if isinstance(competency.get("key"), str):
            yield (*path, "key"), competency["key"]
        yield from _keys_in(competency, ("items",), "key", path)
    if isinstance(time := value.get("time"), dict):
        yield from _keys_in(time, ("shares",), "key", ("time",))
        yield from _keys_in(time, ("shares",), "desired", ("time",))
    yield from _keys_in(value, ("open_questions",), "key")


def _keys_in(value: dict[str, Any], where: Path, field: str, before: Path = ()) -> Iterator[tuple[Path, str]]:
    """The paths and values of `field` in the list `value[where]`."""
    for at, entry in enumerate(_entries(value.get(str(where[0])))):
        if isinstance(entry.get(field), str):
            yield (*before, *where, at, field), entry[field]


def _unknown_groups(tree: Tree) -> Iterator[Problem]:
    """`seen_by` and `sees_as` must name groups."""
    known = [key for _path, key in _keys_in(tree.value, ("groups",), "key")]
    named = list(_keys_in(tree.value, ("groups",), "sees_as"))
    for at, competency in enumerate(_entries(tree.value.get("competencies"))):
        for i, item in enumerate(_entries(competency.get("items"))):
            path: Path = ("competencies", at, "items", i, "seen_by")
            named += [((*path, n), key) for n, key in enumerate(_texts(item.get("seen_by")))]
    for path, key in named:
        if known and key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            message = _("there is no group {key}; did you mean {name}?") if close else _("there is no group {key}.")
            name = clean_line(close[0], 40) if close else ""
            yield tree.problem(path, message.format(key=clean_line(key, 40), name=name))


def _open_groups(tree: Tree) -> Iterator[Problem]:
    """The leader cannot be anonymous; somebody must be."""
    groups = _entries(tree.value.get("groups"))
    for at, group in enumerate(groups):
        if group.get("key") == "self" and group.get("anonymous", True) is True:
            path: Path = ("groups", at, "anonymous")
            yield tree.problem(path, _("the leader's own answers cannot be anonymous. Write anonymous: false."))
    if groups and all(group.get("anonymous", True) is False for group in groups):
        yield tree.problem(("groups",), _("at least one group must be anonymous."))


def _entries(value: Any) -> list[dict[str, Any]]:
    """The entries of a list that have fields; an entry of another kind counts as one without fields."""
    if not isinstance(value, list):
        return []
    return [entry if isinstance(entry, dict) else {} for entry in value]


def _texts(value: Any) -> list[str]:
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []
