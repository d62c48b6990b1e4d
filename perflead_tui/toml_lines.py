"""Reading TOML that a person wrote, and where a key stands in it, so that they can be told the line."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from perflead_tui.i18n import _

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_KEYS = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_TABLE = re.compile(rf"\s*\[({_KEYS})\]\s*(?:#.*)?$")
_SET = re.compile(rf"\s*({_KEYS})\s*=")

# tomllib's time grows with the square of a key's parts, to 20 s for the largest file that we read.
_MANY_PARTS = re.compile(rf"(?:\.[ \t]*{_KEY}[ \t]*){{20}}")


def parsed(text: str) -> dict[str, Any]:
    """The TOML document in `text`. Raises tomllib.TOMLDecodeError, also for what is nested deeper than any of ours."""
    if _MANY_PARTS.search(text):
        raise tomllib.TOMLDecodeError(_("a key has too many parts"))
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError(_("it is nested too deeply")) from None


def line_of(text: str, *path: str) -> int | None:
    """The line, from 1, that sets the key at `path` (tables first) or opens that table; None if none does."""
    for number, found in _lines(text):
        if found == path:
            return number
    return None


def _lines(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    table: tuple[str, ...] = ()
    for number, row in enumerate(text.splitlines(), 1):
        if opened := _TABLE.match(row):
            table = _parts(opened[1])
            yield number, table
        elif given := _SET.match(row):
            yield number, (*table, *_parts(given[1]))


def _parts(keys: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, keys))
