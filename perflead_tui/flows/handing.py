"""A whole review that goes from one coach's vault into another's: what is handed over, and how it is taken in.

The part `handed` of a shared document (exchange/share.py). Before closing, the review goes on in the other vault:

    {"state": "draft" or "open", "keys": {...}, "roster": [...], "uninvited": [places on the roster, from 1],
     "codes": [...], "checked_at": number or null, "envelopes": [{"hash": hex, "data": base64}, ...]}

and the vault that it came from takes nothing in any more, so that there is one report of it. After closing what erasing
would leave is handed over, whether it was erased or not: no key that opens anything, no envelope, no single answer.

    {"state": "closed", "report": "{...}", "board": "{...}", "hidden": {comment: reason}, "plan": "{...}" or null,
     "deputy": {"seed": base64, "certificate": base64}, "language": "es" or null,
     "notes": [{"part", "value"}, ...]}

`language` is the one that the roster had for the leader. `notes` are there only if that was wished.
"""

import hashlib
import secrets
from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.share import Share, ShareError, check_deputy
from perflead_tui.flows import debrief
from perflead_tui.flows.adopt import checked
from perflead_tui.flows.beside import questionnaire_of
from perflead_tui.flows.inviting import MAKING, SENDING, UNINVITED
from perflead_tui.flows.publish import board_of, deputy_of
from perflead_tui.flows.records import ReviewFile, remember
from perflead_tui.i18n import _
from perflead_tui.results.hiding import comment_ids
from perflead_tui.results.plan import Plan
from perflead_tui.results.reading import read_report
from perflead_tui.review.state import CLOSED, OPEN, State
from perflead_tui.review.terms import Terms
from perflead_tui.sealing.encoding import b64, unb64
from perflead_tui.sealing.envelope import review_of
from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.keys import ReviewKeys
from perflead_tui.text import clean_line
from perflead_tui.vault.table import EncryptedDB
from perflead_tui.vault.vault import Vault

_Line = Annotated[str, StringConstraints(max_length=2000), AfterValidator(clean_line)]
_Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Short = Annotated[str, StringConstraints(max_length=200)]

Tables = dict[str, list[dict[str, Any]]]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True, defer_build=True)


class _Person(_Part):
    name: _Line
    group: _Short
    email: _Line | None
    language: _Short | None


class _Code(_Part):
    name: _Short
    group: _Short
    claim_key: _Short
    grant_name: _Short
    grant_key: _Short
    claim: _Short | None


class _Envelope(_Part):
    hash: _Hash
    data: str


class _Running(_Part):
    """A review before closing."""

    state: Literal["draft", "open"]
    keys: dict[str, Any]
    roster: list[_Person]
    uninvited: list[Annotated[int, Field(ge=1)]]
    codes: list[_Code]
    envelopes: list[_Envelope]
    checked_at: int | None = Field(ge=0)


class _Note(_Part):
    part: _Short
    value: Any


class _Finished(_Part):
    """A review after closing."""

    state: Literal["closed"]
    report: str
    board: str
    hidden: dict[str, str]
    plan: str | None
    deputy: dict[str, str] | None
    language: _Short | None = None
    notes: list[_Note] | None = None


@dataclass(frozen=True)
class Taken:
    """What was taken in: the review's id, its leader, its state, and whether it came back to where it was before."""

    review: str
    leader: str
    state: State
    envelopes: int
    returned: bool


def handed(file: ReviewFile, *, notes: bool) -> dict[str, Any]:
    """The part `handed` for a review; with `notes` those of the walk-through too.

    Raises PerfleadError if the review went to another vault already and was erased here.
    """
    if file.state == CLOSED:
        return _finished(file, notes=notes)
    if file.erased_on is not None:
        raise PerfleadError(_("This review was handed on, and erased here. There is nothing left to hand on."))
    tables = file.db.table
    if len(tables(MAKING)) or len(tables(SENDING)):
        raise PerfleadError(
            _("Making or sending the invitations of this review was cut off."),
            _("Finish it with perflead invite, as it was begun. Then hand the review on."),
        )
    places = {row.doc_id: at for at, row in enumerate(tables("roster"), 1)}
    return {
        "state": file.state,
        "keys": dict(tables("keys").all()[0]),
        "roster": [dict(row) for row in tables("roster")],
        "uninvited": sorted(places[row["person"]] for row in tables(UNINVITED)),
        "codes": [dict(row) for row in tables("codes")],
        "envelopes": sorted(({"hash": row["hash"], "data": row["data"]} for row in tables("envelopes")), key=_hash),
        "checked_at": file.checked_at,
    }


def _finished(file: ReviewFile, *, notes: bool) -> dict[str, Any]:
    plan = file.db.table("plan").all()
    found: dict[str, Any] = {
        "state": CLOSED,
        "report": file.db.table("report").all()[0]["json"],
        "board": board_of(file).decode(),
        "hidden": file.hidden(),
        "plan": plan[0]["json"] if plan else None,
        "deputy": deputy_of(file),
        "language": file.leader_language,
    }
    if notes:
        found["notes"] = [{"part": row["part"], "value": row["value"]} for row in file.db.table("debrief")]
    return found


def take_in(vault: Vault, share: Share, name: str) -> Taken:
    """Put a handed review into the vault, whole or not at all. `name` is the file as shown.

    Everything is held against the terms that the review's key signed. Raises PerfleadError if it is no whole review, if
    something in it does not fit, or if the vault has the review; one that was handed on from here comes back.
    """
    if share.handed is None:
        raise PerfleadError(
            _("{path} holds a {what}, not a whole review.").format(path=name, what=_part_word(share.what)),
            _("Look at it with perflead open FILE. A whole review is shared with --what review."),
        )
    tables = _tables(share, name)
    row = tables["review"][0]
    review, there = share.terms.review, share.terms.review in vault.review_ids()
    with vault.review(review, create=not there) as db:
        if there:
            _require_handed_on(db, review, share)
        with db.transaction():
            if there:
                db.drop_tables()
            for table, rows in tables.items():
                db.table(table).insert_multiple(rows)
        remember(vault, ReviewFile(db, review).status())
    return Taken(review, share.terms.leader, row["state"], len(tables.get("envelopes", [])), there)


def _require_handed_on(db: EncryptedDB, review: str, share: Share) -> None:
    file = ReviewFile(db, review) if db.table("review").all() else None
    if file is None or file.handed_on is None or file.terms_digest != share.terms_digest:
        raise PerfleadError(
            _("The review {review} is in this vault already.").format(review=review),
            _("Nothing was changed."),
        )


def _tables(share: Share, name: str) -> Tables:
    """The rows of all tables, checked. Raises ShareError (damaged) for what does not fit."""
    assert share.handed is not None  # noqa: S101 - for the type checker; the caller has looked
    try:
        if share.handed.get("state") == CLOSED:
            return _finished_tables(share, _Finished.model_validate(share.handed))
        return _running_tables(share, _Running.model_validate(share.handed))
    except (ValidationError, SealingError, ValueError, LookupError, TypeError, RecursionError):
        raise ShareError("damaged", name) from None


def _running_tables(share: Share, found: _Running) -> Tables:
    terms = share.terms
    keys = ReviewKeys.from_document(found.keys)
    _require(_same_keys(keys, terms))
    people = Counter(person.group for person in found.roster)
    _require(people == {group.key: group.invited for group in terms.groups})
    _require(len(set(found.uninvited)) == len(found.uninvited) and (found.state == OPEN or not found.uninvited))
    left = Counter(found.roster[at - 1].group for at in found.uninvited)
    codes = Counter(code.group for code in found.codes)
    _require(codes == (people - left if terms.blind is not None and found.state == OPEN else Counter()))
    hashes = {one.hash for one in found.envelopes}
    _require(len(hashes) == len(found.envelopes) and all(_is_envelope(one, terms.review) for one in found.envelopes))
    envelopes = [one.model_dump() for one in found.envelopes]
    secrets.SystemRandom().shuffle(envelopes)
    row: dict[str, Any] = {"state": found.state, "terms": share.terms_document}
    if found.checked_at is not None:
        row["checked_at"] = found.checked_at
    tables: Tables = {
        "keys": [keys.to_document()],
        "roster": [person.model_dump() for person in found.roster],
        UNINVITED: [{"person": place} for place in sorted(found.uninvited)],  # rows of a new table count from 1
        "codes": [code.model_dump() for code in found.codes],
        "envelopes": envelopes,
        "review": [row],
    }
    return {table: rows for table, rows in tables.items() if rows}


def _same_keys(keys: ReviewKeys, terms: Terms) -> bool:
    """Whether the private keys are those of the public ones in the terms; openers have one of them in shares."""
    public = terms.keys
    seal = terms.openers is not None if keys.seal is None else b64(keys.seal.public) == public.seal
    return (
        seal
        and (b64(keys.public_desk), b64(keys.public_sign)) == (public.desk, public.sign)
        and set(keys.groups) == {group.key for group in terms.groups}
        and all(b64(keys.public_group(group.key)) == group.credential_key for group in terms.groups)
    )


def _is_envelope(one: _Envelope, review: str) -> bool:
    data = unb64(one.data)
    return hashlib.sha256(data).hexdigest() == one.hash and _names(data, review)


def _names(envelope: bytes, review: str) -> bool:
    try:
        return review_of(envelope) == review
    except PerfleadError:
        return False


def _finished_tables(share: Share, found: _Finished) -> Tables:
    checked(share.terms_document, share.terms_signature, found.board.encode(), found.report)
    report = read_report(found.report.encode(), _("The report"))  # cleaned: it comes from outside
    questionnaire_of(report, [share.terms.questionnaire])
    _require(set(found.hidden) <= set(comment_ids(report)))
    row: dict[str, Any] = {
        "state": CLOSED,
        "terms": share.terms_document,
        "signature": share.terms_signature,
        "erased": report.review.closed_on,  # this vault never had more
        "received": True,
        "settled": True,
    }
    if found.language in share.terms.questionnaire.languages:
        row["language"] = found.language
    if found.deputy is not None:
        row["deputy"] = check_deputy(found.deputy, share.terms, share.terms_digest)
    hidden = {comment: clean_line(reason, debrief.REASON_LIMIT) for comment, reason in found.hidden.items()}
    tables: Tables = {
        "report": [{"json": report.to_json(indent=None)}],
        "board": [{"json": found.board}],
        "hidden": [{"comment": comment, "reason": reason} for comment, reason in sorted(hidden.items())],
        "plan": [{"json": Plan.model_validate_json(found.plan).to_json(indent=None)}] if found.plan else [],
        "debrief": _notes(found.notes or []),
        "review": [row],
    }
    return {table: rows for table, rows in tables.items() if rows}


def _notes(notes: list[_Note]) -> list[dict[str, Any]]:
    """The parts of a walk-through, as it would keep them."""
    state = debrief.State.model_validate({note.part: note.value for note in notes}).model_dump(mode="json")
    return [{"part": note.part, "value": state[note.part]} for note in notes]


def _require(sound: bool) -> None:
    if not sound:
        raise ValueError("a part does not fit the terms")


def _part_word(what: str) -> str:
    return {"report": _("report"), "plan": _("plan")}.get(what, what)


def _hash(row: dict[str, str]) -> str:
    return row["hash"]
