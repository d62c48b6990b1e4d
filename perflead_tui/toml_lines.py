"""Where a key stands in a TOML text, so that a person can be told the line."""

import re
from collections.abc import Iterator

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_KEYS = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_TABLE = re.compile(rf"\s*\[({_KEYS})\]\s*(?:#.*)?$")
_SET = re.compile(rf"\s*({_KEYS})\s*=")


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
