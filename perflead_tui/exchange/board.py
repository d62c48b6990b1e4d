"""The board: what a review closes with, for everyone to check that their own answer was counted. Readable JSON.

    {"schema": "perflead.board/1", "review": id, "terms_digest": hex, "minimum": 4,
     "cells": [{"groups": ["peers", "frontline"], "grants": 9, "answers": 7}, ...],
     "withheld_groups": [...], "accepted": 8, "root": hex,
     "envelopes": {"accepted": [hex, ...], "replaced": [hex, ...], "withheld": [hex, ...],
                   "refused": [{"envelope": hex, "kind": "bad_proof"}, ...]},
     "journal_head": hex, "signature": base64}

An envelope stands for itself by its SHA-256. `root` is the Merkle root (RFC 9162, section 2.1) over the sorted hashes
in `accepted`, as 32 bytes each; `journal_head` is the hash of the vault's journal at closing; `signature` is Ed25519 by
the review's key over the canonical JSON of everything else. All lists are sorted by hash: nothing orders or times.

Nothing below the minimum is told. `accepted` are those that entered the report, so their number is the sum over the
cells. Answers of groups that had too few even together are `withheld`: they are listed, so that who sent one can see
that it arrived, but the list always has minimum - 1 entries. The rest are fillers, which nobody without the review's
key can tell from hashes of envelopes. They depend on that key and the terms alone: made twice, the board is the same.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from perflead_tui.exchange.board_model import SCHEMA, Board, BoardCell, BoardError, Fate, Kind, Refusal
from perflead_tui.files import parse_json
from perflead_tui.i18n import _
from perflead_tui.results.cells import is_anonymous
from perflead_tui.review.canonical import canonical
from perflead_tui.review.terms import Terms
from perflead_tui.sealing import merkle
from perflead_tui.sealing import signature as signing
from perflead_tui.sealing.encoding import b64, unb64
from perflead_tui.sealing.errors import SealingError

__all__ = ["Board", "BoardCell", "BoardError", "Fate", "Refusal", "audit", "check_board", "make_board", "parse_board"]

LIMIT = 16 * 1024 * 1024
"""No board is larger: some 240,000 envelopes."""
_LISTED = ("accepted", "replaced", "withheld")


def make_board(
    terms: Terms,
    terms_digest: bytes,
    cells: Sequence[BoardCell],
    fates: Mapping[bytes, Fate],
    journal_head: bytes,
    signer: Ed25519PrivateKey,
) -> bytes:
    """The bytes of a new board. `cells` are the report's (a group without any answer has none, if it is not
    anonymous), `fates` says by SHA-256 what became of every envelope of the vault.

    Raises BoardError (numbers) if these contradict each other or the terms: more answers than grants, above all.
    """
    shown = {key for cell in cells for key in cell.groups}
    withheld_groups = [group.key for group in terms.groups if is_anonymous(group) and group.key not in shown]
    envelopes = _lists(fates, _fillers(terms.minimum - 1 if withheld_groups else 0, terms_digest, signer))
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "review": terms.review,
        "terms_digest": terms_digest.hex(),
        "minimum": terms.minimum,
        "cells": [cell.model_dump() for cell in cells],
        "withheld_groups": withheld_groups,
        "accepted": len(envelopes["accepted"]),
        "root": _root(envelopes["accepted"]),
        "envelopes": envelopes,
        "journal_head": journal_head.hex(),
    }
    document["signature"] = b64(signing.sign(signer, signing.BOARD, canonical(document)))
    check_board(Board.model_validate(document), terms, terms_digest)
    return (json.dumps(document, indent=1) + "\n").encode()


def parse_board(data: bytes, name: str) -> Board:
    """The board in `data`; `name` is the file as shown. Raises PerfleadError if that has another form."""
    document = parse_json(data, name, _("a board"))
    try:
        return Board.model_validate(document)
    except ValidationError:
        raise BoardError("damaged", name) from None


def check_board(board: Board, terms: Terms, terms_digest: bytes) -> None:
    """Return if this is the board of the review with these terms, signed, whole and without contradictions.

    Raises BoardError: other_review, forged (changed in any way), and, for what a holder of the key must have
    signed against better knowledge, order (unsorted, or an envelope twice), root, numbers.
    """
    check_review(board, terms.review, terms_digest)
    check_signature(board, terms.keys.sign)
    check_lists(board)
    check_numbers(board, terms)


@dataclass(frozen=True)
class AuditResult:
    """What anyone can find out with the envelopes and without any key. `problems` are sentences, `failed` their kinds.

    `counted` and `root` are over the given envelopes that the board accepts. `missing` are on the board and were not
    given (of the withheld nobody can tell), `unlisted` were given and are not on it: late, or left out.
    """

    problems: tuple[str, ...]
    failed: tuple[Kind, ...]
    counted: int
    root: str
    missing: tuple[str, ...]
    unlisted: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether the board is genuine and free of contradictions, and nothing that it names is missing."""
        return not self.problems and not self.missing


def audit(board: Board, terms: Terms, terms_digest: bytes, envelope_hashes: Iterable[bytes]) -> AuditResult:
    """Check everything that `check_board` does, without stopping at the first, and the SHA-256 of the envelopes."""
    found: list[BoardError] = []
    checks: tuple[Callable[[], None], ...] = (
        lambda: check_review(board, terms.review, terms_digest),
        lambda: check_signature(board, terms.keys.sign),
        lambda: check_lists(board),
        lambda: check_numbers(board, terms),
    )
    for check in checks:
        try:
            check()
        except BoardError as error:
            found.append(error)
    given = {name.hex() for name in envelope_hashes}
    lists = board.envelopes
    accepted = sorted(given.intersection(lists.accepted))
    known = {*lists.accepted, *lists.replaced, *(entry.envelope for entry in lists.refused)}
    return AuditResult(
        problems=tuple(error.message for error in found),
        failed=tuple(error.kind for error in found),
        counted=len(accepted),
        root=_root(accepted),
        missing=tuple(sorted(known - given)),
        unlisted=tuple(sorted(given - known - set(lists.withheld))),
    )


def check_review(board: Board, review: str, terms_digest: bytes) -> None:
    """Return if the board names this review and these terms; raise BoardError (other_review) if not."""
    if (board.review, board.terms_digest) != (review, terms_digest.hex()):
        raise BoardError("other_review")


def check_signature(board: Board, public_sign: str) -> None:
    """Return if the review's key (`terms.keys.sign`) signed the board; raise BoardError (forged) if not."""
    try:
        signing.verify(unb64(public_sign), signing.BOARD, board.signed(), unb64(board.signature))
    except (SealingError, ValueError):
        raise BoardError("forged") from None


def check_lists(board: Board) -> None:
    """Return if no envelope is named twice or out of order and the root fits; raise BoardError (order, root) if not."""
    lists = board.envelopes
    named = [lists.accepted, lists.replaced, lists.withheld, [entry.envelope for entry in lists.refused]]
    everything = list(chain.from_iterable(named))
    unsorted = any(one >= other for hashes in named for one, other in pairwise(hashes))
    if unsorted or len(set(everything)) < len(everything):
        raise BoardError("order")
    if board.root != _root(lists.accepted):
        raise BoardError("root")


def check_numbers(board: Board, terms: Terms) -> None:
    """Return if the numbers fit each other and the terms; raise BoardError (numbers) if not."""
    shown = [key for cell in board.cells for key in cell.groups]
    anonymous = {group.key for group in terms.groups if is_anonymous(group)}
    withheld = set(board.withheld_groups)
    sound = (
        board.minimum == terms.minimum
        and board.accepted == len(board.envelopes.accepted) == sum(cell.answers for cell in board.cells)
        and len(set(shown)) == len(shown)
        and len(withheld) == len(board.withheld_groups)
        and withheld == anonymous - set(shown)
        and (not withheld or anonymous.isdisjoint(shown))
        and len(board.envelopes.withheld) == (terms.minimum - 1 if withheld else 0)
        and all(_possible(cell, terms, anonymous) for cell in board.cells)
    )
    if not sound:
        raise BoardError("numbers")


def _possible(cell: BoardCell, terms: Terms, anonymous: set[str]) -> bool:
    groups = [terms.group(key) for key in cell.groups]
    invited = sum(group.invited for group in groups if group is not None)
    together = anonymous.issuperset(cell.groups) and cell.answers >= terms.minimum
    alone = len(groups) == 1 and cell.groups[0] not in anonymous
    return None not in groups and (together or alone) and cell.answers <= cell.grants <= invited


def _lists(fates: Mapping[bytes, Fate], fillers: Sequence[str]) -> dict[str, list[Any]]:
    """The envelopes by fate, each list sorted by hash; `fillers` make up what the withheld ones lack."""
    by_hash = sorted((name.hex(), fate) for name, fate in fates.items())
    found = {wanted: [name for name, fate in by_hash if fate == wanted] for wanted in _LISTED}
    found["withheld"] = sorted([*found["withheld"], *fillers[len(found["withheld"]) :]])
    refused = [{"envelope": name, "kind": fate} for name, fate in by_hash if fate not in _LISTED]
    return {**found, "refused": refused}


def _fillers(number: int, terms_digest: bytes, signer: Ed25519PrivateKey) -> list[str]:
    """Hashes of no envelope. Ed25519 is deterministic, and its signatures cannot be guessed without the key."""
    signed = (signing.sign(signer, signing.FILLER, terms_digest + bytes([at])) for at in range(number))
    return [hashlib.sha256(signature).hexdigest() for signature in signed]


def _root(hashes: Sequence[str]) -> str:
    return merkle.root([bytes.fromhex(name) for name in hashes]).hex()
