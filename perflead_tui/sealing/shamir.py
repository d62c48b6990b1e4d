"""A secret in several hands: any `needed` of `total` shares give it back, fewer say nothing about it (Shamir, 1979).

For each byte a polynomial of degree needed - 1 over GF(2^8) modulo x^8 + x^4 + x^3 + x + 1 (the field of AES): its
value at 0 is the byte, its value at a share's number is the share's. So does draft-mcgrew-tss-03, section 3, whose test
case is in the tests, as are Botan's for the same draft. No tables, and no branches on secrets. What is shared is the
secret and then SHA-256(header || set || needed || secret), so that a wrong result is noticed.

    offset  bytes
         0     17   perflead.share/1 LF
        17     16   set: random, the same in all shares of one secret
        33      1   needed
        34      1   number of the share, 1 to 255
        35   n+32   values
     67+n      8   the start of SHA-256 of all before: against damage, not against an author of shares

None of the dependencies at hand has it: pycryptodome (not among them) shares 16 bytes and no more, and the packages of
SLIP-0039 bring words, passphrases and two levels of groups that nothing here would use.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _, ngettext

MAX_SECRET = 4096
MAX_SHARES = 255
_MAGIC = b"perflead.share/"
_HEADER = _MAGIC + b"1\n"
_SET = 16
_DIGEST = 32
_CHECK = 8
_AT = len(_HEADER) + _SET  # where `needed` stands
MAX_SHARE = _AT + 2 + MAX_SECRET + _DIGEST + _CHECK

Kind = Literal["not_a_share", "version", "damaged", "too_few", "mixed", "duplicate", "does_not_fit"]


class ShareError(PerfleadError):
    """A share, or several together, cannot be used. `kind` tells programs which case it is."""

    def __init__(self, kind: Kind, message: str = "") -> None:
        """`message`, translated, replaces the usual words of this kind."""
        self.kind: Kind = kind
        usual, hint = _words()[kind]
        super().__init__(message or usual, hint)


@dataclass(frozen=True)
class Share:
    """One part of a secret. Who has `needed` of the same `set_id` has the secret."""

    set_id: bytes
    needed: int
    number: int
    values: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """The share as it is kept."""
        body = _HEADER + self.set_id + bytes([self.needed, self.number]) + self.values
        return body + hashlib.sha256(body).digest()[:_CHECK]

    @classmethod
    def from_bytes(cls, data: bytes) -> "Share":
        """The share. Raises ShareError: not_a_share, version, damaged."""
        if not data.startswith(_MAGIC) or len(data) > MAX_SHARE:
            raise ShareError("not_a_share")
        body, check = data[:-_CHECK], data[-_CHECK:]
        if not hmac.compare_digest(hashlib.sha256(body).digest()[:_CHECK], check):
            raise ShareError("damaged")
        if not body.startswith(_HEADER):
            raise ShareError("version")
        needed, number, values = body[_AT], body[_AT + 1], body[_AT + 2 :]
        if needed < 2 or not number or len(values) <= _DIGEST:
            raise ShareError("damaged")
        return cls(body[len(_HEADER) : _AT], needed, number, values)


def split(secret: bytes, needed: int, total: int) -> list[Share]:
    """`total` shares of `secret` (1 to 4096 bytes), of which any `needed` give it back.

    Raises ValueError unless 2 <= needed <= total <= 255: one share that is enough would be a copy.
    """
    if not 2 <= needed <= total <= MAX_SHARES or not 1 <= len(secret) <= MAX_SECRET:
        raise ValueError("impossible numbers of shares, or a secret of impossible length")
    set_id = secrets.token_bytes(_SET)
    content = secret + _digest(set_id, needed, secret)
    polynomial = [content, *(secrets.token_bytes(len(content)) for _degree in range(needed - 1))]
    return [Share(set_id, needed, x, _evaluate(polynomial, x)) for x in range(1, total + 1)]


def combine(shares: Sequence[Share]) -> bytes:
    """The secret. More shares than needed are checked against the rest.

    Raises ShareError: too_few, mixed (of another secret), duplicate, does_not_fit (at least one is not genuine).
    """
    if not shares:
        raise ShareError("too_few")
    if any(_kin(one) != _kin(other) for one, other in pairwise(shares)):
        raise ShareError("mixed")
    points = {share.number: share.values for share in shares}
    if len(points) < len(shares):
        raise ShareError("duplicate")
    needed, set_id = shares[0].needed, shares[0].set_id
    if len(shares) < needed:
        raise _too_few(needed, len(shares))
    enough = dict(list(points.items())[:needed])
    content = interpolate(enough, 0)
    secret, digest = content[:-_DIGEST], content[-_DIGEST:]
    fits = all(interpolate(enough, x) == values for x, values in points.items() if x not in enough)
    if not fits or not hmac.compare_digest(digest, _digest(set_id, needed, secret)):
        raise ShareError("does_not_fit")
    return secret


def interpolate(points: Mapping[int, bytes], at: int) -> bytes:
    """The values at `at` of the polynomials of least degree through `points`, which have equal lengths."""
    total = 0
    length = len(next(iter(points.values())))
    for x, values in points.items():
        above = below = 1
        for other in points:
            if other != x:
                above, below = multiply(above, at ^ other), multiply(below, x ^ other)
        total ^= int.from_bytes(_scaled(values, multiply(above, _inverse(below))), "big")
    return total.to_bytes(length, "big")


def multiply(a: int, b: int) -> int:
    """The product of two elements of the field (FIPS 197, section 4.2)."""
    product = 0
    for bit in range(8):
        product ^= -(b >> bit & 1) & a
        a = (a << 1) ^ (-(a >> 7) & 0x11B)
    return product


def _inverse(a: int) -> int:
    """a ** 254, which is 1 / a."""
    power = a
    for _bit in range(6):
        power = multiply(multiply(power, power), a)
    return multiply(power, power)


def _scaled(values: bytes, by: int) -> bytes:
    return bytes(multiply(value, by) for value in values)


def _evaluate(polynomial: Sequence[bytes], x: int) -> bytes:
    """The value at `x` by Horner's rule; `polynomial` has a byte string for each power of x, from 0 up."""
    value = bytes(len(polynomial[0]))
    for coefficients in reversed(polynomial):
        value = bytes(a ^ b for a, b in zip(_scaled(value, x), coefficients, strict=True))
    return value


def _digest(set_id: bytes, needed: int, secret: bytes) -> bytes:
    return hashlib.sha256(_HEADER + set_id + bytes([needed]) + secret).digest()


def _kin(share: Share) -> tuple[bytes, int, int]:
    return share.set_id, share.needed, len(share.values)


def _too_few(needed: int, given: int) -> ShareError:
    text = ngettext(
        "{needed} shares are needed, and {given} was given.",
        "{needed} shares are needed, and {given} were given.",
        given,
    )
    return ShareError("too_few", text.format(needed=needed, given=given))


def _words() -> dict[Kind, tuple[str, str]]:
    again = _("Ask the person who keeps it for the share as it was given to them.")
    return {
        "not_a_share": (_("This is not a share of a key."), again),
        "version": (
            _("This share was made by another version of perflead."),
            _("Install the newest version and try again."),
        ),
        "damaged": (_("This share is damaged or was not copied whole."), again),
        "too_few": (_("There are not enough shares."), _("Ask the others who keep one.")),
        "mixed": (_("These shares do not belong together."), _("Use the shares that were made for this review.")),
        "duplicate": (_("The same share was given twice."), _("Each person has a share of their own: ask the others.")),
        "does_not_fit": (
            _("At least one of these shares is not genuine, so nothing was opened."),
            _("Try again with the share of another person in place of one of them."),
        ),
    }
