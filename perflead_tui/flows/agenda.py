"""What the coach's home says of every review: its state in words, and the one thing to do next. Totals only.

Nothing here knows a group, a name of a rater, or a score; see `records.Status`.
"""

import datetime
from dataclasses import dataclass
from enum import Enum

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.records import Status, all_statuses
from perflead_tui.i18n import _, format_date, ngettext
from perflead_tui.review.state import CLOSED, DRAFT, OPEN
from perflead_tui.text import clean_line
from perflead_tui.vault.vault import Vault

_SOON = 14  # days; a day that is further away is told as a date


class Next(Enum):
    """The next thing to do with a review."""

    GO_ON = "go on"
    INVITE = "invite"
    COLLECT = "collect"
    ATTEND = "attend"
    CLOSE = "close"
    WALK = "walk"
    ERASE = "erase"
    LEAVE = "leave"
    MEND = "mend"


@dataclass(frozen=True)
class Entry:
    """One review on the coach's list. `words` tell its state, `urgent` that its day has come."""

    review: str
    leader: str
    words: str
    next: Next
    urgent: bool = False
    closed: bool = False

    @property
    def action(self) -> str:
        """The next thing to do, in two or three words."""
        return {
            Next.GO_ON: _("Go on"),
            Next.INVITE: _("Make the invitations"),
            Next.COLLECT: _("Take envelopes in"),
            Next.ATTEND: _("Look at the drop"),
            Next.CLOSE: _("Close it"),
            Next.WALK: _("Walk through"),
            Next.ERASE: _("Erase"),
            Next.LEAVE: _("See what is left"),
            Next.MEND: _("See what is wrong"),
        }[self.next]


def agenda(vault: Vault, today: datetime.date | None = None) -> list[Entry]:
    """Every review of the vault, in the order of `all_statuses`; damaged ones come first.

    Raises PerfleadError if the catalog itself cannot be read.
    """
    now = today or datetime.datetime.now().astimezone().date()
    leaders = {row["review"]: row["leader"] for row in vault.catalog.table("reviews")}
    broken: list[Entry] = []

    def note(review: str, error: PerfleadError) -> None:
        leader = leaders.get(review) or _("Review {id}").format(id=review)
        broken.append(Entry(review, leader, clean_line(str(error), 300), Next.MEND, urgent=True))

    statuses = all_statuses(vault, note)
    return [*broken, *(entry_of(status, now) for status in statuses)]


def entry_of(status: Status, today: datetime.date) -> Entry:
    """What is said of one review on the day `today`."""
    if status.handed_on is not None:
        return Entry(status.review, status.leader, ", ".join(handed_facts(status)), Next.LEAVE)
    makers = {DRAFT: _draft, OPEN: _open, CLOSED: _closed}
    return makers[status.state](status, today)


def handed_facts(status: Status) -> list[str]:
    """What is true of a review that goes on in another vault: since when, and what is left of it here."""
    facts = [_("handed over on {date}").format(date=format_date(day)) for day in [status.handed_on] if day]
    if status.erased_on is not None:
        return [*facts, _("erased here on {date}").format(date=format_date(status.erased_on))]
    return [*facts, _("goes on there"), _("to be erased here once it has arrived")]


def _draft(status: Status, today: datetime.date) -> Entry:
    facts = [_("no invitations yet")]
    if status.closes_on:
        facts.append(_closing(status.closes_on, today))
    late = status.closes_on is not None and today > status.closes_on
    return Entry(status.review, status.leader, ", ".join(facts), Next.INVITE, urgent=late)


def _open(status: Status, today: datetime.date) -> Entry:
    count = ngettext("{n} envelope of {invited}", "{n} envelopes of {invited}", status.envelopes)
    facts = [_("open"), count.format(n=status.envelopes, invited=status.invited)]
    if status.granted is not None:
        facts.insert(1, ngettext("{n} accepted", "{n} accepted", status.granted).format(n=status.granted))
    if status.closes_on:
        facts.append(_closing(status.closes_on, today))
    over = status.closes_on is not None and today > status.closes_on
    complete = 0 < status.invited <= status.envelopes
    step = Next.CLOSE if over or complete else Next.ATTEND if status.by_drop else Next.COLLECT
    return Entry(status.review, status.leader, ", ".join(facts), step, urgent=over)


def _closing(day: datetime.date, today: datetime.date) -> str:
    left = (day - today).days
    if left < 0:
        return _("the last day was {date}").format(date=format_date(day))
    if left == 0:
        return _("closes today")
    if left > _SOON:
        return _("closes on {date}").format(date=format_date(day))
    return ngettext("closes in {n} day", "closes in {n} days", left).format(n=left)


def _closed(status: Status, today: datetime.date) -> Entry:
    facts = [_("closed")]
    if status.closed_on:
        facts = [_("closed on {date}").format(date=format_date(status.closed_on))]
    if status.envelopes and not status.erased_on and not status.received:
        count = ngettext("{n} envelope of {invited}", "{n} envelopes of {invited}", status.envelopes)
        facts.append(count.format(n=status.envelopes, invited=status.invited))
    if status.erased_on:
        facts.append(_("erased on {date}").format(date=format_date(status.erased_on)))
    elif status.received:
        facts.append(_("came without its answers"))
    elif status.erase_on:
        facts.append(_("to be erased by {date}").format(date=format_date(status.erase_on)))
    due = status.erase_on is not None and status.erased_on is None and today >= status.erase_on
    step = Next.ERASE if due else Next.WALK
    return Entry(status.review, status.leader, ", ".join(facts), step, urgent=due, closed=True)
