"""The coach sets a review up: the terms that raters are promised, and the keys."""

import base64
import datetime
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.drop import TERMS, open_drop
from perflead_tui.exchange.signed_terms import make_signed_terms
from perflead_tui.flows.openers import hand_out
from perflead_tui.flows.records import ReviewFile, Step, remember
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.review.form import applicable
from perflead_tui.review.roster import Person, Roster, small_groups
from perflead_tui.review.state import DRAFT
from perflead_tui.review.terms import Blind, Keys, Openers, Terms, TermsGroup, digest
from perflead_tui.sealing.encoding import b64
from perflead_tui.sealing.keys import ReviewKeys
from perflead_tui.text import clean_line
from perflead_tui.vault.vault import Vault

NAME_LIMIT = 200


def _ignore(_step: Step) -> None:
    """No one watches."""


@dataclass(frozen=True)
class NewReview:
    """What a coach decides. `minimum` None means the questionnaire's own."""

    leader: str
    questionnaire: Questionnaire
    roster: Roster
    role: str | None = None
    asked_by: str | None = None
    closes_on: datetime.date | None = None
    minimum: int | None = None
    supervises: bool = True
    short_for: Sequence[str] = ()
    erase_after_days: int = 30
    drop: str | None = None
    blind: Blind | None = None
    courier: bytes | None = None
    openers: Openers | None = None
    shares: Path | None = None
    """The new folder for the openers' shares."""
    today: datetime.date = field(default_factory=lambda: datetime.datetime.now().astimezone().date())


class PublicKeys(Protocol):
    """The public keys that stand in terms."""

    @property
    def public_seal(self) -> bytes:
        """Raters seal to it."""

    @property
    def public_desk(self) -> bytes:
        """Claims are sealed to it."""

    @property
    def public_sign(self) -> bytes:
        """Terms are checked with it."""

    def public_group(self, key: str) -> bytes:
        """Credentials of the group called `key` are checked with it."""


class _NoKeys:
    """Stands where keys will be: nothing can be sealed to it or checked with it."""

    public_seal = public_desk = public_sign = b"\0"

    def public_group(self, key: str) -> bytes:
        return b"\0"


@dataclass(frozen=True)
class Made:
    """A review that was set up, and what the coach should know about it."""

    review: str
    terms: Terms
    notes: list[str]


def proposed_terms(wanted: NewReview) -> Terms:
    """The terms as `new_review` would sign them, to be read before there are keys: those in them are empty.

    Raises PerfleadError for wishes that do not fit, as `new_review` does.
    """
    _check(wanted)
    return _terms(wanted, _invited(wanted), _NoKeys(), "a" * 16)


def new_review(vault: Vault, wanted: NewReview, on_step: Callable[[Step], None] = _ignore) -> Made:
    """Make the keys and the terms of a review and store them. Raises PerfleadError for wishes that do not fit."""
    _check(wanted)
    groups = _invited(wanted)
    keys = ReviewKeys.generate(
        list(groups), on_step=lambda done, total: on_step((_("Making the keys of the groups"), done, total))
    )
    review = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    terms = _terms(wanted, groups, keys, review)
    if terms.drop is not None:
        on_step((_("Trying the drop"), 0, 1))
        with open_drop(terms.drop, review) as drop:
            drop.check()
            signed = make_signed_terms(terms.document(), keys.sign)
            drop.put(TERMS, signed, same_ok=True)
    # Shares are on the disk before the review exists: no review ever has a key that nobody holds.
    kept = hand_out(terms, digest(terms.document()), keys, wanted.shares) if wanted.shares else keys
    with vault.review(review, create=True) as db:
        with db.transaction():
            db.table("keys").insert(kept.to_document())
            db.table("roster").insert_multiple(_rows(wanted.roster.people))
            db.table("review").insert({"state": DRAFT, "terms": terms.document()})
        remember(vault, ReviewFile(db, review).status())
    notes = [*wanted.roster.notes, *small_groups(wanted.roster, wanted.questionnaire, terms.minimum)]
    return Made(review, terms, notes)


def _check_openers(wanted: NewReview) -> None:
    if (wanted.openers is None) != (wanted.shares is None):
        raise PerfleadError(
            _("Openers and a folder for their shares go together."),
            _("Name both: --openers with each --opener, and --shares DIR."),
        )


def _check(wanted: NewReview) -> None:
    _check_openers(wanted)
    if not clean_line(wanted.leader):
        raise PerfleadError(_("The review needs the leader's name."), _("Give it with --leader."))
    floor = wanted.questionnaire.minimum
    if wanted.minimum is not None and wanted.minimum < floor:
        raise PerfleadError(
            _("The minimum is {minimum}; with this questionnaire it is at least {floor}.").format(
                minimum=wanted.minimum, floor=floor
            ),
            _("A smaller group would give people away."),
        )
    if wanted.closes_on is not None and wanted.closes_on < wanted.today:
        raise PerfleadError(
            _("The closing date {date} has passed.").format(date=wanted.closes_on.isoformat()),
            _("Choose today or a later day."),
        )
    invited = _invited(wanted)
    if wanted.blind is not None and wanted.blind.claims_closed(datetime.datetime.now(datetime.UTC)):
        raise PerfleadError(_("The time for claims has passed."), _("Choose a later --claims-until."))
    if leaves_too_late(wanted.blind, wanted.closes_on):
        raise PerfleadError(_("Answers would leave only after the last day."), _("Choose an earlier --answers-from."))
    for key in wanted.short_for:
        if key not in invited:
            known = ", ".join(invited)
            raise PerfleadError(
                _("Nobody of the roster is in a group {group}, so it cannot get the short form.").format(
                    group=clean_line(key, 40)
                ),
                _("The groups are: {groups}.").format(groups=known),
            )


def leaves_too_late(blind: Blind | None, closes_on: datetime.date | None) -> bool:
    """Whether answers of a blind review leave only when the review has ended."""
    return blind is not None and closes_on is not None and blind.answers_from.astimezone().date() > closes_on


def _invited(wanted: NewReview) -> dict[str, int]:
    """The groups of the roster, in the questionnaire's order, with the number of their people."""
    counts = {group.key: 0 for group in wanted.questionnaire.groups}
    for person in wanted.roster.people:
        counts[person.group] += 1
    return {key: count for key, count in counts.items() if count}


def _terms(wanted: NewReview, groups: dict[str, int], keys: PublicKeys, review: str) -> Terms:
    questionnaire = wanted.questionnaire
    promised = [
        TermsGroup(
            key=group.key,
            label=group.label,
            anonymous=group.anonymous,
            invited=groups[group.key],
            short_form=group.key in wanted.short_for,
            sees_as=group.sees_as or group.key,
            credential_key=b64(keys.public_group(group.key)),
        )
        for group in questionnaire.groups
        if group.key in groups
    ]
    try:
        terms = Terms(
            review=review,
            leader=clean_line(wanted.leader, NAME_LIMIT),
            role=clean_line(wanted.role or "", NAME_LIMIT) or None,
            asked_by=clean_line(wanted.asked_by or "", NAME_LIMIT) or None,
            created_on=wanted.today,
            closes_on=wanted.closes_on,
            minimum=wanted.minimum or questionnaire.minimum,
            supervises=wanted.supervises,
            erase_after_days=wanted.erase_after_days,
            groups=promised,
            questionnaire=questionnaire,
            drop=wanted.drop,
            blind=wanted.blind,
            courier=b64(wanted.courier) if wanted.courier else None,
            openers=wanted.openers,
            keys=Keys(seal=b64(keys.public_seal), sign=b64(keys.public_sign), desk=b64(keys.public_desk)),
        )
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise PerfleadError(_("The terms do not fit together at {where}.").format(where=where)) from None
    if not any(applicable(terms, item) for item in questionnaire.items):
        raise PerfleadError(_("No line of the questionnaire applies to this leader."))
    return terms


def _rows(people: Sequence[Person]) -> list[dict[str, str | None]]:
    return [vars(person) for person in people]
