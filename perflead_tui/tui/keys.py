"""Which keys a command has: as it comes, or as the settings change it. No Textual is loaded, as in the registry."""

import contextlib
import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.text import clean_line
from perflead_tui.tui.commands import COMMANDS, TITLES, Where, command, commands_of

Changed = Mapping[str, str]
"""The `[keys]` of the settings: the name of a command, its keys with commas between them."""

_NAMES = {
    "right": "→", "left": "←", "up": "↑", "down": "↓", "enter": "⏎", "escape": "Esc", "tab": "Tab",
}  # fmt: skip
_PRINTED = (
    "pagedown",
    "pageup",
    "space",
    "home",
    "end",
    "delete",
    "insert",
    "backspace",
    "ctrl",
    "shift",
    "alt",
    "super",
)
"""Keys whose names differ from country to country."""
# Textual's names of characters are those of Unicode, but for these.
_CHARACTERS = {"slash": "/", "backslash": "\\", "at": "@", "minus": "-", "plus": "+", "underscore": "_"}
_BESIDE = {Where.HOME: (Where.TOOLS,), Where.FIRST: (Where.TOOLS,)}
_HELD = ("ctrl", "shift", "alt", "super")
_WIDTH, _INDENT = 80, 18  # cells of a line of the guide, and of what stands before its words
_FUNCTION = re.compile(r"f([1-9]|1[0-9]|2[0-4])")


def split_keys(keys: str) -> tuple[str, ...]:
    """`keys` one by one, as Textual calls them: `?` is `question_mark`."""
    return tuple(_textual_name(key.strip()) for key in keys.split(",") if key.strip())


def keys_at(place: Where, changed: Changed) -> dict[str, tuple[str, ...]]:
    """The keys that each command has at `place`, by its name; none if others have taken them."""
    return _given(place, changed)[0]


def key_name(keys: str) -> str:
    """The first of these keys as people call it: `Ctrl+P`, `F1`, `→`, `N`."""
    return next((_key_name(key) for key in split_keys(keys)), "")


def key_names(keys: Iterable[str]) -> str:
    """All of these keys as people call them."""
    return ", ".join(_key_name(key) for key in keys)


def refused(name: str, keys: str) -> str:
    """Why `keys` cannot be those of the command `name`, in words; nothing if they can."""
    if name not in {each.name for each in COMMANDS}:
        return _("There is no command {name} to give keys to.").format(name=clean_line(name, 40))
    for key in split_keys(keys):
        if not _is_key(key):
            return _("There is no key {key} for {name}.").format(name=name, key=clean_line(key, 40))
    return ""


def key_problems(changed: Changed) -> list[str]:
    """What is wrong with the `[keys]` of the settings, in words; what is right is used all the same."""
    told = [refused(name, keys) for name, keys in sorted(changed.items())]
    clashes = (clash for place in Where for clash in _given(place, changed)[1])
    return [words for words in told if words] + [
        _("{key} is set for {one} and for {other}: it does {one}.").format(
            key=_key_name(key), one=command(one).title(), other=command(other).title()
        )
        for key, one, other in dict.fromkeys(clashes)
    ]


def key_rows(changed: Changed) -> Iterator[str]:
    """Every command with its keys as they are set, what it does, and the command line that does the same."""
    for place, title in TITLES.items():
        yield from ("", f"### {title()}")
        keys = keys_at(place, changed)
        for each in commands_of(place):
            yield ""
            yield f"    {key_names(keys[each.name]) or '–':14}{each.title():34}{each.name}"
            does = textwrap.wrap(each.about(), _WIDTH - _INDENT) + ([each.cli] if each.cli else [])
            yield from (" " * _INDENT + row for row in does)


def with_keys(now: Changed, name: str, wanted: str) -> dict[str, str]:
    """The `[keys]` of the settings with other keys for the command `name`; without keys it has its own again.

    Raises PerfleadError for a command or a key that is not there.
    """
    if wrong := refused(name, wanted):
        raise PerfleadError(wrong, _("perflead guide keys lists the commands and their keys."))
    kept = {each: keys for each, keys in now.items() if each != name}
    return kept | ({name: wanted} if wanted else {})


def keymap(changed: Changed) -> dict[str, str]:
    """The usable part of `changed`, for Textual: the names of commands and their keys."""
    return {name: ",".join(keys) for name, keys in _used(changed).items() if keys}


def _used(changed: Changed) -> dict[str, tuple[str, ...]]:
    """What of `changed` names a command, and those of its keys that are keys."""
    known = {each.name for each in COMMANDS}
    return {name: tuple(filter(_is_key, split_keys(keys))) for name, keys in changed.items() if name in known}


def _given(place: Where, changed: Changed) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, str, str]]]:
    """The keys at `place`, and clashes: a key, the command that has it, the command that lost it.

    As Textual decides: a page's own command goes before one of everywhere, a changed key before one as it comes.
    """
    used = {name: keys for name, keys in _used(changed).items() if keys}
    found = commands_of(Where.ANYWHERE, place, *_BESIDE.get(place, ()))
    owners: dict[str, str] = {}
    clashes = []
    for each in sorted(found, key=lambda each: (each.where is Where.ANYWHERE, each.name not in used)):
        for key in used.get(each.name, split_keys(each.keys)):
            owner = owners.setdefault(key, each.name)
            if owner != each.name:
                clashes.append((key, owner, each.name))
    keys = {name: used.get(name, split_keys(command(name).keys)) for name in (each.name for each in found)}
    return {name: tuple(key for key in own if owners[key] == name) for name, own in keys.items()}, clashes


def _textual_name(key: str) -> str:
    *held, last = key.split("+") if len(key) > 1 else [key]
    last = last.lower() if held or len(last) > 1 else last
    character = "" if last in (*_NAMES, *_PRINTED) else _character(last)
    if character and not character.isalnum():
        named = {character: name for name, character in _CHARACTERS.items()}
        last = named.get(character) or unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")
    return "+".join([*map(str.lower, held), last])


def _character(name: str) -> str:
    """The character that Textual calls `name`; empty if it is none that is seen."""
    found = name if len(name) == 1 else _CHARACTERS.get(name, "")
    for spelled in () if found else (name.replace("_", " "), name.replace("_", "-")):
        with contextlib.suppress(KeyError):
            found = found or unicodedata.lookup(spelled.upper())
    return found if found.isprintable() else ""


def _is_key(key: str) -> bool:
    *held, last = key.split("+")
    named = last in (*_NAMES, *_PRINTED) or _FUNCTION.fullmatch(last) is not None or _character(last) != ""
    return named and all(part in _HELD for part in held)


def _key_name(key: str) -> str:
    *held, last = key.split("+")
    if len(last) == 1 and last.isupper():
        held, last = [*held, "shift"], last.lower()
    printed = _printed()
    name = _NAMES.get(last) or printed.get(last) or _character(last) or last
    name = name.upper() if len(name) == 1 or _FUNCTION.fullmatch(name) else name
    return "+".join([*(printed[part] for part in held), name])


def _printed() -> dict[str, str]:
    """What stands on these keys on keyboards of the active language."""
    # Eight keys and the four that are held, as they are printed on keyboards: twelve names with a space between them.
    names = _("PgDn PgUp Space Home End Del Ins Backspace Ctrl Shift Alt Super").split()
    return dict(zip(_PRINTED, names, strict=True))
