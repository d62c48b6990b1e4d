"""Bech32 (BIP 173): how age spells its keys. Only spelling is needed here; age's library reads.

A word of 32 characters stands for 5 bits each; the last six are a checksum over everything before them.
"""

from collections.abc import Iterable

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK = 6


def encode(prefix: str, data: bytes) -> str:
    """`data` spelled after the lower-case `prefix` and a 1, in lower case."""
    values = _fives(data)
    spread = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    check = _polymod([*spread, *values, *[0] * _CHECK]) ^ 1
    values += [check >> 5 * (_CHECK - 1 - at) & 31 for at in range(_CHECK)]
    return f"{prefix}1" + "".join(_ALPHABET[value] for value in values)


def _fives(data: bytes) -> list[int]:
    """The bits of `data`, five at a time, filled up with zeros."""
    count = -(-len(data) * 8 // 5)
    number = int.from_bytes(data, "big") << (count * 5 - len(data) * 8)
    return [number >> 5 * place & 31 for place in reversed(range(count))]


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for at, generator in enumerate(_GENERATOR):
            if top >> at & 1:
                check ^= generator
    return check
