"""Boards to test with: four raters' groups, real signatures, envelopes that are only hashes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from perflead_tui.exchange.board import BoardCell, Fate, make_board
from perflead_tui.review.canonical import canonical
from perflead_tui.review.terms import Terms, digest
from perflead_tui.sealing import signature as signing
from perflead_tui.sealing.encoding import b64

from ..review.make import KEY, terms_for

SIGNER = signing.private_key(b"s" * 32)
TERMS = terms_for(keys={"seal": KEY, "sign": b64(signing.public_of(SIGNER)), "desk": KEY})
DIGEST = digest(TERMS.document())
HEAD = hashlib.sha256(b"journal").digest()
CELLS = [
    BoardCell(groups=["self"], grants=1, answers=1),
    BoardCell(groups=["manager"], grants=1, answers=1),
    BoardCell(groups=["peers"], grants=5, answers=4),
    BoardCell(groups=["frontline", "partners"], grants=8, answers=5),
]
NAMED = CELLS[:2]


def envelope(number: int) -> bytes:
    """The hash of an envelope."""
    return hashlib.sha256(b"envelope %d" % number).digest()


FATES: dict[bytes, Fate] = {
    **{envelope(n): "accepted" for n in range(11)},
    envelope(20): "replaced",
    envelope(21): "replaced",
    envelope(30): "bad_proof",
    envelope(31): "cannot_open",
}


def board_bytes(cells: Sequence[BoardCell] = CELLS, fates: Mapping[bytes, Fate] = FATES, terms: Terms = TERMS) -> bytes:
    """A whole board."""
    return make_board(terms, digest(terms.document()), cells, fates, HEAD, SIGNER)


def withheld(number: int) -> bytes:
    """The board of a review of which only the leader and the manager are shown."""
    few: dict[bytes, Fate] = {envelope(n): "withheld" for n in range(10, 10 + number)}
    return board_bytes(NAMED, {envelope(1): "accepted", envelope(2): "accepted"} | few)


def resigned(document: dict[str, Any]) -> bytes:
    """A changed board with a right signature, as only the holder of the review's key can make it."""
    unsigned = {key: value for key, value in document.items() if key != "signature"}
    signature = b64(signing.sign(SIGNER, signing.BOARD, canonical(unsigned)))
    return json.dumps({**unsigned, "signature": signature}).encode()
