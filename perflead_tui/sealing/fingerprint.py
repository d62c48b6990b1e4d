"""Digests that people can compare: six words, or ten characters.

words       the first 66 bits, 11 a word, from the English list of BIP-39 (words.txt, see words.LICENSE)
short code  the first 50 bits, 5 a character, Base32 (RFC 4648, section 6): A-Z and 2-7
"""

import base64
from functools import cache
from pathlib import Path

_WORDS = 6
_BITS = 11
_BYTES = 9  # the least that holds 66 bits


def words(digest: bytes) -> str:
    """Six words joined with hyphens. Raises ValueError for fewer than 9 bytes."""
    if len(digest) < _BYTES:
        raise ValueError("the digest is too short")
    number = int.from_bytes(digest[:_BYTES], "big") >> (8 * _BYTES - _WORDS * _BITS)
    places = range((_WORDS - 1) * _BITS, -1, -_BITS)
    return "-".join(_list()[number >> place & (1 << _BITS) - 1] for place in places)


def short_code(digest: bytes) -> str:
    """Ten characters. Raises ValueError for fewer than 9 bytes."""
    if len(digest) < _BYTES:
        raise ValueError("the digest is too short")
    return base64.b32encode(digest).decode("ascii")[:10]


def is_word(text: str) -> bool:
    """Whether `text` is a word of the list."""
    return text in _list()


@cache
def _list() -> tuple[str, ...]:
    return tuple(Path(__file__).with_name("words.txt").read_text(encoding="ascii").split())
