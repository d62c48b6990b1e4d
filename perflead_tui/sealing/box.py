"""A file under a key that is already shared: a rater's draft on their own disk.

Key: HKDF-SHA256 (RFC 5869) from a secret seed. Box: ChaCha20-Poly1305 (RFC 8439) with a random nonce.

    offset  bytes
         0     15   perflead.box/1 LF
        15     12   nonce
        27      n   ciphertext of: content length (4, big-endian), content, zeros
      27+n     16   tag

The whole box is a multiple of 4 KiB. The additional data are the 15 bytes of the header and the caller's context.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.padding import PREFIX, pad, unpad

STEP = 4096
MAX_BOX = 1024 * 1024
"""No box is larger: a reader need not read further."""
KEY = 32
_HEADER = b"perflead.box/1\n"
_NONCE = 12
_OVERHEAD = len(_HEADER) + _NONCE + 16


def derive_key(seed: bytes, purpose: bytes) -> bytes:
    """A key of 32 bytes for one purpose, from a secret `seed` of at least 16 random bytes."""
    if len(seed) < 16:
        raise ValueError("the seed is too short")
    return HKDF(SHA256(), KEY, salt=None, info=_HEADER + purpose).derive(seed)


def seal_box(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """`plaintext` that only `key` opens, and only with the same `context`. Raises SealingError (too_large)."""
    size = -(-(len(plaintext) + PREFIX + _OVERHEAD) // STEP) * STEP
    if size > MAX_BOX:
        raise SealingError("too_large")
    nonce = secrets.token_bytes(_NONCE)
    sealed = ChaCha20Poly1305(key).encrypt(nonce, pad(plaintext, size - _OVERHEAD), _HEADER + context)
    return _HEADER + nonce + sealed


def open_box(key: bytes, box: bytes, context: bytes) -> bytes:
    """What was sealed. Raises SealingError (bad_box) for another key or context, or changed or missing bytes."""
    if not box.startswith(_HEADER) or len(box) % STEP or len(box) > MAX_BOX:
        raise SealingError("bad_box")
    nonce, sealed = box[len(_HEADER) : len(_HEADER) + _NONCE], box[len(_HEADER) + _NONCE :]
    try:
        return unpad(ChaCha20Poly1305(key).decrypt(nonce, sealed, _HEADER + context))
    except (InvalidTag, ValueError):
        raise SealingError("bad_box") from None
