"""One sealed answer, as it travels. Every file has one of eight sizes, whatever it holds.

    offset  bytes
         0     18   perflead.envelope/
        18      1   the format version: the digit 1
        19      1   line feed
        20     16   the review id, a-z and 2-7
        36      1   line feed
        37   1120   HPKE encapsulated key (see hpke.py)
      1157      n   HPKE ciphertext of: content length (4, big-endian), content, zeros
    1157+n     16   tag

The whole file is 4, 8, 16, 32, 64, 128, 256 or 512 KiB, the smallest that fits. 512 KiB holds 20 comments of 4000
characters of 4 bytes each (320,000 bytes) and everything around them. HPKE's info is the 37 bytes of the header and
then the SHA-256 of the terms: an answer opens only as what it was given as, under the terms that were promised.
"""

import re

from perflead_tui.sealing import hpke
from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.padding import PREFIX, pad, unpad

MAGIC = b"perflead.envelope/"
VERSION = b"1"
HEADER = len(MAGIC) + 1 + 1 + 16 + 1
SIZES = tuple(4096 << step for step in range(8))
MAX_ENVELOPE = SIZES[-1]
"""No envelope is larger: a reader need not read further."""
OVERHEAD = HEADER + hpke.OVERHEAD + PREFIX
MAX_CONTENT = MAX_ENVELOPE - OVERHEAD
"""The longest content in bytes (523,111)."""

_REVIEW = re.compile(rb"[a-z2-7]{16}")
_DIGEST = 32


def seal(plaintext: bytes, public_seal: bytes, terms_digest: bytes, review: str) -> bytes:
    """An envelope that only the review's key opens, and only under the same terms.

    Raises SealingError: too_large beyond MAX_CONTENT, bad_key if `public_seal` is not a key; ValueError if the
    digest is not 32 bytes or the review id is malformed.
    """
    name = review.encode("ascii")
    if not _REVIEW.fullmatch(name):
        raise ValueError("a review id is 16 characters a-z, 2-7")
    header = MAGIC + VERSION + b"\n" + name + b"\n"
    padded = pad(plaintext, _size_for(len(plaintext)) - HEADER - hpke.OVERHEAD)
    return header + hpke.encrypt(padded, public_seal, _info(header, terms_digest))


def open_envelope(envelope: bytes, private_seal: hpke.SealKey, terms_digest: bytes) -> bytes:
    """The content of an envelope. Raises SealingError: what `review_of` raises, cannot_open, bad_padding."""
    review_of(envelope)
    info = _info(envelope[:HEADER], terms_digest)
    padded = private_seal.decrypt(envelope[HEADER:], info)
    try:
        content = unpad(padded)
    except ValueError:
        raise SealingError("bad_padding") from None
    if _size_for(len(content)) != len(envelope):
        raise SealingError("bad_padding")
    return content


def review_of(envelope: bytes) -> str:
    """The review id that an envelope names; no key is needed, and nothing is proven by it.

    Raises SealingError: too_large, not_an_envelope, version, truncated.
    """
    if len(envelope) > MAX_ENVELOPE:
        raise SealingError("too_large")
    if not envelope.startswith(MAGIC):
        begun = bool(envelope) and MAGIC.startswith(envelope)
        raise SealingError("truncated" if begun else "not_an_envelope")
    if len(envelope) < HEADER:
        raise SealingError("truncated")
    version, name = envelope[len(MAGIC) : len(MAGIC) + 2], envelope[HEADER - 17 : HEADER - 1]
    if version != VERSION + b"\n":
        raise SealingError("version" if version[:1].isdigit() else "not_an_envelope")
    if not _REVIEW.fullmatch(name) or envelope[HEADER - 1 : HEADER] != b"\n":
        raise SealingError("not_an_envelope")
    if len(envelope) not in SIZES:
        raise SealingError("truncated")
    return name.decode("ascii")


def _size_for(content: int) -> int:
    """The size in bytes of the envelope for a content of that many bytes."""
    for size in SIZES:
        if content + OVERHEAD <= size:
            return size
    raise SealingError("too_large")


def _info(header: bytes, terms_digest: bytes) -> bytes:
    if len(terms_digest) != _DIGEST:
        raise ValueError("the terms digest has 32 bytes")
    return header + terms_digest
