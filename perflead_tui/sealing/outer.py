"""The courier's layer: an envelope inside an envelope, so that who carries it cannot read and who reads does not know.

    offset  bytes
         0     15   perflead.outer/
        15      1   the format version: the digit 1
        16      1   line feed
        17     16   the review id, a-z and 2-7, the same as inside
        33      1   line feed
        34   1120   HPKE encapsulated key (see hpke.py)
      1154      n   HPKE ciphertext of one envelope (see envelope.py), exactly
    1154+n     16   tag

The whole file is 1170 bytes longer than the envelope in it, so it has one of eight sizes too. HPKE's info is the 34
bytes of the header and then the SHA-256 of the terms. The header differs from an envelope's, so that neither layer
passes for the other, whichever key it is made for. Receipts and the board name the envelope inside.

A courier's keys, private and public, as JSON:

    {"schema": "perflead.courier/1", "private": 32 bytes, "public": 1216 bytes}
    {"schema": "perflead.courier-key/1", "public": 1216 bytes}                          Base64
"""

import hmac
import re
from collections.abc import Mapping
from typing import Any

from perflead_tui.i18n import _
from perflead_tui.sealing import envelope, hpke
from perflead_tui.sealing.encoding import b64, unb64_field
from perflead_tui.sealing.errors import SealingError

MAGIC = b"perflead.outer/"
VERSION = b"1"
HEADER = len(MAGIC) + 1 + 1 + 16 + 1
OVERHEAD = HEADER + hpke.OVERHEAD
SIZES = tuple(size + OVERHEAD for size in envelope.SIZES)
MAX_OUTER = SIZES[-1]
"""Nothing wrapped is larger: a reader need not read further."""
PRIVATE_SCHEMA = "perflead.courier/1"
PUBLIC_SCHEMA = "perflead.courier-key/1"

_REVIEW_LINE = re.compile(rb"[a-z2-7]{16}\n")
_DIGEST = 32


def wrap(inner: bytes, courier_public: bytes, terms_digest: bytes) -> bytes:
    """The envelope `inner` for the courier to forward.

    Raises SealingError: what `review_of` raises for something that is no envelope, bad_key for no courier's key.
    """
    header = MAGIC + VERSION + b"\n" + envelope.review_of(inner).encode("ascii") + b"\n"
    return header + hpke.encrypt(inner, courier_public, _info(header, terms_digest))


def unwrap(outer: bytes, courier_private: hpke.SealKey, terms_digest: bytes) -> bytes:
    """The envelope to hand on; only the review's key opens it.

    Raises SealingError: what `review_of_outer` raises, cannot_open, and what `envelope.review_of` raises for something
    else that was wrapped; other_review if the envelope names another review than its wrapping.
    """
    review = review_of_outer(outer)
    try:
        inner = courier_private.decrypt(outer[HEADER:], _info(outer[:HEADER], terms_digest))
    except SealingError as error:
        raise _for_couriers(error) from None
    if envelope.review_of(inner) != review:
        raise SealingError("other_review")
    return inner


def review_of_outer(outer: bytes) -> str:
    """The review id on the wrapping; no key is needed, and nothing is proven by it.

    Raises SealingError: too_large, not_an_envelope, version, truncated.
    """
    if len(outer) > MAX_OUTER:
        raise SealingError("too_large")
    if not outer.startswith(MAGIC):
        raise SealingError("not_an_envelope", _("This is not a sealed answer for a courier."))
    if outer[len(MAGIC) : len(MAGIC) + 2] != VERSION + b"\n":
        raise SealingError("version")
    if len(outer) not in SIZES:
        raise SealingError("truncated")
    name = outer[HEADER - 17 : HEADER]
    if not _REVIEW_LINE.fullmatch(name):
        raise SealingError("not_an_envelope")
    return name[:-1].decode("ascii")


def to_document(key: hpke.SealKey) -> dict[str, Any]:
    """A courier's private key in the clear, as a JSON object: for the courier's own encrypted vault only."""
    return {"schema": PRIVATE_SCHEMA, "private": b64(key.seed), "public": b64(key.public)}


def from_document(document: Mapping[str, Any]) -> hpke.SealKey:
    """The private key of `to_document`. Raises SealingError (bad_keys) for anything else."""
    try:
        if document.get("schema") != PRIVATE_SCHEMA or set(document) != {"schema", "private", "public"}:
            raise ValueError("not a courier's key")
        key = hpke.SealKey(unb64_field(document, "private", hpke.SEED))
        if not hmac.compare_digest(key.public, unb64_field(document, "public", hpke.PUBLIC)):
            raise ValueError("not a pair")
    except ValueError:
        raise SealingError("bad_keys", _("The courier's keys cannot be read.")) from None
    return key


def public_to_document(public: bytes) -> dict[str, Any]:
    """A courier's public key as the JSON object that they give to whoever sets up a review."""
    return {"schema": PUBLIC_SCHEMA, "public": b64(public)}


def public_from_document(document: Mapping[str, Any]) -> bytes:
    """The public key of `public_to_document`. Raises SealingError (bad_key) for anything else."""
    try:
        if document.get("schema") != PUBLIC_SCHEMA or set(document) != {"schema", "public"}:
            raise ValueError("not a courier's key")
        public = unb64_field(document, "public", hpke.PUBLIC)
        hpke.encrypt(b"", public, b"")  # the only way to learn whether it can be sealed to
    except (ValueError, SealingError) as error:
        if isinstance(error, SealingError) and error.kind == "unsupported":
            raise
        raise SealingError("bad_key", _("This is not a courier's key, or it is damaged.")) from None
    return public


def _info(header: bytes, terms_digest: bytes) -> bytes:
    if len(terms_digest) != _DIGEST:
        raise ValueError("the terms digest has 32 bytes")
    return header + terms_digest


def _for_couriers(error: SealingError) -> SealingError:
    if error.kind != "cannot_open":
        return error
    return SealingError(
        "cannot_open",
        _("This sealed answer cannot be unwrapped with the courier's key."),
        _("It is damaged, or it was wrapped for another courier or under other terms."),
    )
