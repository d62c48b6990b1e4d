"""One JSON text for one value, so that a digest or a signature means the same on every machine.

Keys are sorted by code point, there is no white space, text is UTF-8 without escapes it does not need.
Numbers are integers only: a float has more than one spelling.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import Any

_MAX_INT = 2**53
_PLAIN = (str, bool, type(None))
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: Any) -> bytes:
    """The canonical JSON of `value`.

    Raises ValueError for floats, huge integers, lone surrogates, other types, and for what is nested too deeply.
    """
    try:
        _check(value)
        text = _ENCODER.encode(value)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return text.encode("utf-8")


def with_check(document: dict[str, Any]) -> dict[str, Any]:
    """`document` with the field `check`, against accidents: 8 bytes of the SHA-256 of its canonical JSON, in hex."""
    return {**document, "check": _checksum(document)}


def is_whole(document: dict[str, Any]) -> bool:
    """Whether a document with the field `check` is what it was when it was written."""
    try:
        found = _checksum({key: value for key, value in document.items() if key != "check"})
        return hmac.compare_digest(found.encode(), str(document.get("check")).encode())
    except ValueError:
        return False


def _checksum(document: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(document)).hexdigest()[:16]


def _check(value: Any) -> None:
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise ValueError("keys must be text")
        _check_each(value.values())
    elif isinstance(value, list):
        _check_each(value)
    elif isinstance(value, int):
        if abs(value) > _MAX_INT:
            raise ValueError("integer out of range")
    elif not isinstance(value, _PLAIN):
        raise ValueError(f"no canonical form for {type(value).__name__}")


def _check_each(values: Iterable[Any]) -> None:
    for value in values:  # most are plain: a call for each would take most of the time
        kind = type(value)
        if kind is int:
            if not -_MAX_INT <= value <= _MAX_INT:
                raise ValueError("integer out of range")
        elif kind not in _PLAIN:
            _check(value)
