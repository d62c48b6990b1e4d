"""The recovery key as people write it: `7Q2M-0ZKD-...`, nine groups of four characters.

20 random bytes (32 characters) and a checksum of 20 bits (4 characters) in Crockford's base32: no I, L, O or U, and
what is read as one of the first three is taken for 1, 1 and 0. Case, spaces and dashes do not matter.
"""

import hashlib
import os

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {char: value for value, char in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_BYTES = 20
_DATA = 32
_CHECK = 4
_GROUP = 4
# Dashes as keyboards, word processors and printers make them.
_SEPARATORS = str.maketrans("", "", " \t\r\n\u00a0-_\u2010\u2011\u2012\u2013\u2014\u2212")


class Misspelt(ValueError):
    """It looks like a recovery key, and its checksum does not fit."""


def new() -> bytes:
    """A random recovery key."""
    return os.urandom(_BYTES)


def spell(key: bytes) -> str:
    """`key` for printing."""
    number = int.from_bytes(key + _checksum(key), "big") >> 4
    chars = [_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_DATA + _CHECK))]
    text = "".join(chars)
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def read(text: str) -> bytes | None:
    """The key that `text` spells; None if it is something else, such as a passphrase.

    Raises Misspelt if it has the shape of a recovery key and holds a typing error.
    """
    bare = text.translate(_SEPARATORS).upper()
    if len(bare) != _DATA + _CHECK or any(char not in _VALUES for char in bare):
        if _resembles(text, bare):
            raise Misspelt
        return None
    number = 0
    for char in bare:
        number = number << 5 | _VALUES[char]
    raw = (number << 4).to_bytes(_BYTES + 3, "big")
    key, check = raw[:_BYTES], raw[_BYTES:]
    if check != _checksum(key):
        raise Misspelt
    return key


def _checksum(key: bytes) -> bytes:
    """20 bits in three bytes; the last four bits are zero."""
    first = hashlib.sha256(b"perflead recovery key 1" + key).digest()[:3]
    return first[:2] + bytes([first[2] & 0xF0])


def _resembles(text: str, bare: str) -> bool:
    """Whether someone meant a recovery key: about the length, most groups of four, hardly another character."""
    strange = sum(char not in _VALUES for char in bare)
    groups = text.upper().replace(" ", "-").split("-")
    fours = sum(len(group) == _GROUP for group in groups)
    return abs(len(bare) - _DATA - _CHECK) <= 2 and strange <= 2 and fours >= 6
