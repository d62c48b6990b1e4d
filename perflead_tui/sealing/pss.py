"""EMSA-PSS-ENCODE with SHA-384 and MGF1 (RFC 8017, sections 9.1.1 and B.2.1).

`cryptography` signs and verifies RSASSA-PSS but does not give out the encoded message, which blinding needs.

    encoded   maskedDB || H || bc,   H = SHA-384(8 zeros || SHA-384(message) || salt),   DB = zeros || 01 || salt
"""

import hashlib

HASH = 48
SALT = 48
"""The salt of the variants called PSS; the PSSZERO variants have none."""


def encode(message: bytes, bits: int, salt: bytes) -> bytes:
    """`message` encoded as an integer of at most `bits` bits, big-endian. Raises ValueError if that is too few."""
    length = (bits + 7) // 8
    zeros = length - HASH - len(salt) - 2
    if zeros < 0:
        raise ValueError("encoding error")
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(zeros) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, mgf1(digest, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + b"\xbc"


def mgf1(seed: bytes, length: int) -> bytes:
    """The mask of `length` bytes that SHA-384 generates from `seed`."""
    blocks = range((length + HASH - 1) // HASH)
    return b"".join(hashlib.sha384(seed + i.to_bytes(4, "big")).digest() for i in blocks)[:length]
