"""A receipt: with it a rater can see on the board whether their answer was counted. It proves inclusion, never content.

    {"schema": "perflead.receipt/1", "review": id, "terms_digest": hex, "envelope": SHA-256 in hex,
     "sign": the review's Ed25519 public key in Base64, "check": 8 bytes in hex}

`check` is the start of SHA-256 of the canonical JSON of everything else, against damage. The rater's own machine
writes the receipt; nobody signs it. Whoever has it knows which file on the drop was this rater's, so one may prefer
to destroy it.

The short code, to note by hand, is the first 80 bits of the envelope's hash and a check character:

    7ZQ4-0M2D-K9RT-VC3X-H     Crockford's Base32: 0-9 and A-Z without I, L, O, U; O is read as 0, I and L as 1

The check character is the sum of a^(16-i) * character i (from 0) in GF(32) = GF(2)[a] / (a^5 + a^2 + 1): one wrong
character and any two that changed places are noticed.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.board_model import Board, BoardError, Fate, Hash
from perflead_tui.files import parse_json
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import Model
from perflead_tui.review.canonical import is_whole, with_check
from perflead_tui.review.terms import Base64, ReviewId, Terms
from perflead_tui.sealing.encoding import unb64

SCHEMA = "perflead.receipt/1"
LIMIT = 4096

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011", "-\u2010\u2011\u2012\u2013\u2014\u2212")
_BYTES = 10  # of the hash in a code
_SYMBOLS = 16

Outcome = Literal["counted", "replaced", "not_counted"]


class Receipt(Model):
    """A receipt whose parts have the right form."""

    schema_: Literal["perflead.receipt/1"] = Field(alias="schema")
    review: ReviewId
    terms_digest: Hash
    envelope: Hash
    sign: Base64
    check: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]

    @property
    def code(self) -> str:
        """The short code of the same envelope."""
        return code_of(bytes.fromhex(self.envelope))


@dataclass(frozen=True)
class Verdict:
    """What the board says of one answer. `signed` is false if nothing was at hand to check its signature with."""

    outcome: Outcome
    reason: str
    signed: bool


def make_receipt(envelope: bytes, terms: Terms, terms_digest: bytes) -> bytes:
    """The bytes of the receipt for an envelope; for one that goes to a courier, of the envelope inside."""
    document = {
        "schema": SCHEMA,
        "review": terms.review,
        "terms_digest": terms_digest.hex(),
        "envelope": hashlib.sha256(envelope).hexdigest(),
        "sign": terms.keys.sign,
    }
    return (json.dumps(with_check(document), indent=1) + "\n").encode()


def parse_receipt(data: bytes, name: str) -> Receipt:
    """The receipt in `data`; `name` is the file as shown. Raises PerfleadError for anything else, or damage."""
    document = parse_json(data, name, _("a receipt"))
    try:
        receipt = Receipt.model_validate(document)
        if len(unb64(receipt.sign)) != 32 or not is_whole(document):
            raise ValueError("damaged")
    except ValueError:  # pydantic's ValidationError is one
        raise PerfleadError(
            _("{path} is not a receipt, or it is damaged.").format(path=name),
            _("If you noted the short code, use that instead."),
        ) from None
    return receipt


def code_of(envelope_hash: bytes) -> str:
    """The short code of an envelope's SHA-256: 17 characters in groups of four."""
    number = int.from_bytes(envelope_hash[:_BYTES], "big")
    symbols = [number >> 5 * place & 31 for place in range(_SYMBOLS - 1, -1, -1)]
    text = "".join(_ALPHABET[symbol] for symbol in [*symbols, _check_symbol(symbols)])
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def parse_code(text: str) -> bytes:
    """The first 10 bytes of the hash that a code stands for; case, blanks and dashes do not matter.

    Raises PerfleadError for another length, other characters, or a check character that does not fit.
    """
    plain = "".join(text[:200].split()).upper().translate(_READ_AS)
    if len(plain) != _SYMBOLS + 1 or not set(plain) <= set(_ALPHABET):
        raise PerfleadError(
            _("This is not the code of a receipt."),
            _("A code has 17 letters and digits, such as 7ZQ4-0M2D-K9RT-VC3X-H."),
        )
    *symbols, check = (_ALPHABET.index(symbol) for symbol in plain)
    if check != _check_symbol(symbols):
        raise PerfleadError(
            _("This code was mistyped: its last character does not fit the others."), _("Compare it again.")
        )
    number = sum(symbol << 5 * place for place, symbol in enumerate(reversed(symbols)))
    return number.to_bytes(_BYTES, "big")


def verify(proof: Receipt | str, board: Board, public_sign: str | None = None) -> Verdict:
    """What became of the envelope of a receipt or of a short code.

    A receipt brings the key that the board is checked with; for a code give the invitation's `terms.keys.sign`, or
    have `check_board` do it. Raises BoardError (other_review, forged, order, root), PerfleadError for no code.
    """
    # Here: whoever answers makes a receipt and reads no board.
    from perflead_tui.exchange.board import check_lists, check_review, check_signature

    if isinstance(proof, str):
        start = parse_code(proof)
    else:
        start = bytes.fromhex(proof.envelope)
        check_review(board, proof.review, bytes.fromhex(proof.terms_digest))
        if public_sign not in (None, proof.sign):
            raise BoardError("other_review")
        public_sign = proof.sign
    if public_sign is not None:
        check_signature(board, public_sign)
    check_lists(board)
    outcome, reason = _verdict(board.fate(start))
    return Verdict(outcome, reason, public_sign is not None)


def _verdict(fate: Fate | None) -> tuple[Outcome, str]:
    verdicts: dict[Fate | None, tuple[Outcome, str]] = {
        "accepted": ("counted", _("Your answer was counted.")),
        "replaced": (
            "replaced",
            _("This answer was replaced by your later answer. If you sent no other, someone else has your invitation."),
        ),
        "withheld": (
            "not_counted",
            _("Your answer arrived and was valid, but too few people answered, so nothing of it is shown or used."),
        ),
        "cannot_open": ("not_counted", _("It arrived damaged, or it was sealed under other terms.")),
        "bad_proof": ("not_counted", _("It arrived without a valid proof of invitation.")),
        "bad_content": ("not_counted", _("It arrived, but the answers in it do not have the form that was asked for.")),
        "not_in_time": ("not_counted", _("It arrived outside the dates of the review.")),
        None: (
            "not_counted",
            _("It is not on the board: it did not arrive before the review closed, or it was left out."),
        ),
    }
    return verdicts[fate]


def _check_symbol(symbols: Sequence[int]) -> int:
    total = 0
    for symbol in symbols:
        total = (total ^ symbol) << 1
        total ^= (total >> 5) * 0b100101
    return total
