"""A personal one-time code, `7ZQ4-0M2D-K9RT-VC3X`, and what a rater and the desk derive from it.

15 random symbols of Crockford's base32 (75 bits) and one that checks them. From the code, by HKDF-SHA256 (RFC 5869)
with the review id in the info: a name (16 bytes) by which the desk finds the entry, a key for the claim's HMAC-SHA256
(RFC 2104), the name of the grant in the drop (16 bytes), the key of the grant's box, and the seed of the draft's key.
The vault keeps these and not the code; nothing in it says to whom a code was given.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

from perflead_tui.i18n import _
from perflead_tui.sealing.box import derive_key
from perflead_tui.sealing.errors import SealingError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011", " -\t\r\n\u2010\u2011\u2012\u2013\u2014")
_SYMBOLS = 15
LENGTH = _SYMBOLS + 1
"""Characters of a code, the one that checks included."""
GROUP = 4
"""Characters that are written together."""
_NAME = 16


@dataclass(frozen=True)
class CodeKeys:
    """What belongs to one code in one review. Everything but the two names is secret."""

    name: str
    grant_name: str
    claim_key: bytes = field(repr=False)
    grant_key: bytes = field(repr=False)
    draft_seed: bytes = field(repr=False)


def new_code() -> str:
    """A random code."""
    symbols = "".join(secrets.choice(_ALPHABET) for _n in range(_SYMBOLS))
    return _spelled(symbols + _check(symbols))


def read_code(text: str) -> str:
    """The code that a person typed; case, blanks and dashes do not matter. Raises SealingError (bad_claim)."""
    bare = text[:100].upper().translate(_READ_AS)
    if 0 < len(bare) <= _SYMBOLS and set(bare) <= set(_ALPHABET):
        raise SealingError(
            "bad_claim",
            _("A code has {wanted} characters; this has {n}.").format(wanted=_SYMBOLS + 1, n=len(bare)),
            _("Compare it again."),
        )
    if len(bare) != _SYMBOLS + 1 or not set(bare) <= set(_ALPHABET) or _check(bare[:-1]) != bare[-1]:
        raise SealingError(
            "bad_claim", _("This is not a code of an invitation, or it was mistyped."), _("Compare it again.")
        )
    return _spelled(bare)


def typed_code(text: str) -> str:
    """What of `text`, typed so far, is part of a code: at most 16 characters, in capitals, look-alikes read as usual.

    Blanks, dashes and what no code has are left out.
    """
    return "".join(each for each in text[:100].upper().translate(_READ_AS) if each in _ALPHABET)[:LENGTH]


def well_typed(typed: str) -> bool:
    """Whether 16 characters, as `typed_code` gives them, fit together: the last one checks the others."""
    return len(typed) == LENGTH and _check(typed[:-1]) == typed[-1]


def keys_of(code: str, review: str) -> CodeKeys:
    """The keys of a code in a review."""
    seed = read_code(code).encode()

    def key(purpose: bytes) -> bytes:
        return derive_key(seed, b"perflead code/1 " + purpose + b" " + review.encode("ascii"))

    return CodeKeys(
        name=key(b"name")[:_NAME].hex(),
        grant_name=key(b"grant name")[:_NAME].hex(),
        claim_key=key(b"claim"),
        grant_key=key(b"grant"),
        draft_seed=key(b"draft"),
    )


def _spelled(bare: str) -> str:
    return "-".join(bare[at : at + 4] for at in range(0, len(bare), 4))


def _check(symbols: str) -> str:
    digest = hashlib.sha256(b"perflead code/1 check " + symbols.encode()).digest()
    return _ALPHABET[digest[0] & 31]
