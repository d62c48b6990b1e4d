"""The form of a board (`perflead.board/1`) and what can be wrong with one. What it means: `board`."""

import hashlib
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import Key, Model
from perflead_tui.review.canonical import canonical
from perflead_tui.review.terms import Base64, ReviewId
from perflead_tui.sealing.fingerprint import short_code

SCHEMA = "perflead.board/1"

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Refusal = Literal["cannot_open", "bad_proof", "bad_content", "not_in_time"]
"""Damaged or sealed under other terms; no valid proof of invitation; answers out of form; outside the dates."""
Fate = Literal["accepted", "replaced", "withheld"] | Refusal
Kind = Literal["damaged", "other_review", "forged", "order", "root", "numbers"]

_MANY = 10_000_000


class BoardError(PerfleadError):
    """A board cannot be relied on. `kind` tells programs why."""

    def __init__(self, kind: Kind, name: str = "") -> None:
        self.kind: Kind = kind
        message, hint = _words()[kind]
        super().__init__(message.format(path=name), hint)


class BoardCell(Model):
    """Groups that the report shows together: credentials given to them and answers that were counted."""

    groups: list[Key] = Field(min_length=1)
    grants: int = Field(ge=1, le=_MANY)
    answers: int = Field(ge=1, le=_MANY)


class RefusedEnvelope(Model):
    """An envelope that was not counted, and why."""

    envelope: Hash
    kind: Refusal


class Envelopes(Model):
    """What became of each envelope, sorted by hash."""

    accepted: list[Hash]
    replaced: list[Hash]
    withheld: list[Hash]
    refused: list[RefusedEnvelope]


class Board(Model):
    """A board of the right form; only `check_board` says that it is genuine."""

    schema_: Literal["perflead.board/1"] = Field(alias="schema")
    review: ReviewId
    terms_digest: Hash
    minimum: int = Field(ge=1, le=100)
    cells: list[BoardCell]
    withheld_groups: list[Key]
    accepted: int = Field(ge=0, le=_MANY)
    root: Hash
    envelopes: Envelopes
    journal_head: Hash
    signature: Base64

    @property
    def fingerprint(self) -> str:
        """Ten characters that raters can compare: the same for everyone who was shown the same board."""
        return short_code(hashlib.sha256(self.signed()).digest())

    def signed(self) -> bytes:
        """The bytes that the signature covers."""
        return canonical(self.model_dump(mode="json", by_alias=True, exclude={"signature"}))

    def fate(self, start: bytes) -> Fate | None:
        """What became of the envelope whose hash starts with `start`; None if the board does not name it."""
        wanted, lists = start.hex(), self.envelopes
        named: list[tuple[Fate, list[str]]] = [
            ("accepted", lists.accepted),
            ("replaced", lists.replaced),
            ("withheld", lists.withheld),
        ]
        for fate, hashes in named:
            if any(name.startswith(wanted) for name in hashes):
                return fate
        return next((entry.kind for entry in lists.refused if entry.envelope.startswith(wanted)), None)


def _words() -> dict[Kind, tuple[str, str]]:
    again = _("Do not rely on it. Ask for the board again, from someone else who has it if you can.")
    signed = _("Do not rely on it: the holder of the review's key signed what cannot be right.")
    return {
        "damaged": (_("{path} is not a board, or it is damaged."), again),
        "other_review": (
            _("This board belongs to another review or to other terms."),
            _("Ask for the board of the review that you were invited to."),
        ),
        "forged": (_("The board was changed after it was signed, or someone else made it."), again),
        "order": (_("The lists on the board are out of order, or an envelope is on it twice."), signed),
        "root": (_("The root of the board does not fit its list of counted envelopes."), signed),
        "numbers": (_("The numbers on the board contradict each other or the terms of the review."), signed),
    }
