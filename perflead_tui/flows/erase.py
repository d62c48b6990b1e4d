"""Erasing a closed review: what could still tie answers to one another is destroyed, what was published stays."""

import datetime
from dataclasses import dataclass

from perflead_tui.flows.publish import deputy_of, terms_signature
from perflead_tui.flows.records import ReviewFile, open_review
from perflead_tui.i18n import _, ngettext
from perflead_tui.review.state import CLOSED
from perflead_tui.vault.vault import Vault


@dataclass(frozen=True)
class Erasing:
    """What erasing destroys or destroyed, in words. It was done before on the day `done_before`, if there is one."""

    review: str
    destroyed: list[str]
    done_before: datetime.date | None
    openers: bool
    handed: bool = False
    """Whether the review went on elsewhere before it was closed: then there is no report of it here."""
    received: bool = False
    """Whether it came closed: then there never was anything of this to destroy but the notes of a walk-through."""


def would_erase(vault: Vault, wanted: str) -> Erasing:
    """What erasing the closed review would destroy. Changes nothing."""
    with open_review(vault, wanted) as file:
        return _found(file)


def erase(vault: Vault, wanted: str, today: datetime.date | None = None) -> Erasing:
    """Destroy a closed review's private keys, envelopes, single answers and comments, its roster and its notes.

    The roster goes because after closing it serves nothing, and it says who was asked; so do the guesses, notes, marks
    and weights of the walk-through, which may name people. The terms, the board, the report with what the coach hid
    of it, and the plan stay. One change, then the file is rewritten: cut off anywhere, the review is as before or
    erased, and the next opening finishes the rewriting. A second run destroys what a walk-through has noted since, and
    nothing else. A review that was handed on before it closed can be erased here as well. A deputy of the signing key
    stays, so that the report and the plan can still be shared. Raises PerfleadError if the review is not closed.
    """
    with open_review(vault, wanted) as file:
        found = _found(file)
        if found.destroyed:
            signature, deputy = terms_signature(file), deputy_of(file)  # while there is a key that makes them
            day = found.done_before or today or datetime.datetime.now().astimezone().date()
            file.erase(day, signature, deputy)
        vault.discard_remains(file.review)
        return found


def kept(*, handed: bool = False) -> list[str]:
    """What erasing leaves in the vault, in words; of a review `handed` on before it closed, hardly anything."""
    signer = _("a key that signs what is shared of the review, and nothing else")
    if handed:
        return [_("the terms, with their signature"), signer]
    return [
        _("the terms, with their signature"),
        signer,
        _("the board"),
        _("the report as it was frozen, with all its comments"),
        _("which comments the coach hid, and why"),
        _("the plan, if there is one"),
    ]


def first_arrived() -> list[str]:
    """What to be sure of before a review that was handed on is erased."""
    return [_("It goes on where it was handed to. Erase it here only when it has arrived there.")]


def beyond(*, openers: bool) -> list[str]:
    """What erasing cannot reach, in words; with `openers` their shares too."""
    shares = _("The openers' shares still open copies of envelopes. Ask for them to be deleted.")
    return [
        _(
            "Copies of the vault and backups still hold everything, and open with the passphrase of their time. "
            "Delete them too."
        ),
        _(
            "So do snapshots of the file system. Blocks of the old file may stay on the disk, on an SSD for long; "
            "whoever finds them needs the passphrase or the recovery key as well."
        ),
        _("Envelopes and invitations elsewhere, on the drop, in mail or in folders, are as they were."),
        *([shares] if openers else []),
    ]


def _found(file: ReviewFile) -> Erasing:
    handed = file.handed_on is not None and file.state != CLOSED
    if not handed:
        file.require(CLOSED)
    going = _going(file) if file.erased_on is None else []
    return Erasing(
        file.review, going + _noted(file), file.erased_on, file.terms.openers is not None, handed, file.received
    )


def _going(file: ReviewFile) -> list[str]:
    envelopes, people = len(file.db.table("envelopes")), len(file.db.table("roster"))
    return [
        _("the private keys of the review"),
        ngettext("{n} envelope", "{n} envelopes", envelopes).format(n=envelopes),
        _("the single answers and comments"),
        ngettext("the roster of {n} person", "the roster of {n} people", people).format(n=people),
    ]


def _noted(file: ReviewFile) -> list[str]:
    walked = len(file.db.table("debrief")) > 0
    return [_("the guesses, notes, marks and weights of the walk-through")] if walked else []
