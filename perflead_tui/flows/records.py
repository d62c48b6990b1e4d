"""A review's vault file as its flows read and write it: which table holds what.

Tables: `review` (one row: state and terms), `keys` (one row: the private keys), `roster` (one row a person; nothing in
it is ever tied to an invitation or an envelope), `envelopes` (sealed, named by their SHA-256), and after closing
`answers` and `comments` (a row each, in random order, a comment without its group), `report` and `board` (one row
each). Erasing leaves `KEPT` and nothing else.
"""

import datetime
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _, format_date
from perflead_tui.results.reading import kept_report
from perflead_tui.results.report import Report
from perflead_tui.review.form import SELF
from perflead_tui.review.state import CLOSED, DRAFT, OPEN, State
from perflead_tui.review.terms import Terms, digest
from perflead_tui.sealing.keys import ReviewKeys
from perflead_tui.text import clean_line
from perflead_tui.vault.table import EncryptedDB
from perflead_tui.vault.vault import REVIEWS, Vault

KEPT = frozenset({"review", "board", "report", "plan", "hidden"})
"""The tables that erasing leaves. A new table is destroyed with the rest unless it is named here."""

Step = tuple[str, int, int]
"""Progress of long work: what is being done in plain words, how many steps are done, how many there are."""


@dataclass(frozen=True)
class Status:
    """What may be known of a review at any time. `envelopes` and `granted` are totals, never by group.

    `granted` are the credentials that were claimed, None if the review is not blind or nothing is left of it. From
    `erase_on` on, keys, envelopes and single answers should be gone; since `erased_on` they are. `by_drop` says
    whether envelopes come through a drop. Since `handed_on` a review that was not closed goes on in another vault.
    `received` says that it came closed, without keys, envelopes and single answers.
    """

    review: str
    leader: str
    questionnaire: str
    state: State
    created_on: datetime.date
    closes_on: datetime.date | None
    invited: int
    envelopes: int
    granted: int | None = None
    erase_on: datetime.date | None = None
    erased_on: datetime.date | None = None
    closed_on: datetime.date | None = None
    by_drop: bool = False
    handed_on: datetime.date | None = None
    received: bool = False

    @property
    def bare(self) -> bool:
        """Whether no key, envelope or single answer is here any more, or ever was."""
        return self.received or self.erased_on is not None


class ReviewFile:
    """One review, open in the vault."""

    def __init__(self, db: EncryptedDB, review: str) -> None:
        self.db, self.review = db, review
        row = db.table("review").all()
        if not row:
            raise PerfleadError(
                _("The review {review} was not set up to the end.").format(review=review),
                _("Make it again with perflead new."),
            )
        self._row: dict[str, Any] = dict(row[0])
        self.terms_document: dict[str, Any] = self._row["terms"]
        self.terms = Terms.model_validate(self.terms_document)
        self.terms_digest = digest(self.terms_document)

    @property
    def state(self) -> State:
        """Draft, open or closed."""
        state: State = self._row["state"]
        return state

    def set_state(self, state: State) -> None:
        """Move on in the life cycle."""
        self._row["state"] = state
        self.db.table("review").update({"state": state})

    def settle(self) -> None:
        """Rewrite a closed review's file, so that it does not remember in which order anything arrived.

        Envelopes are put in the order of their hashes.
        """
        if (self.state == CLOSED or self.erased_on is not None) and not self._row.get("settled"):
            self.db.compact({"envelopes": "hash"})
            self._row["settled"] = True
            self.db.table("review").update({"settled": True})

    @property
    def erased_on(self) -> datetime.date | None:
        """When keys, envelopes and single answers were destroyed; if they never were here, when it was closed."""
        return _day(self._row.get("erased"))

    @property
    def received(self) -> bool:
        """Whether the review came closed into this vault, without keys, envelopes and single answers."""
        return bool(self._row.get("received"))

    @property
    def kept_signature(self) -> str | None:
        """The signature of the terms, kept since the key that made it was destroyed."""
        signature: str | None = self._row.get("signature")
        return signature

    @property
    def kept_deputy(self) -> dict[str, str] | None:
        """The key that signs what is shared of the review since its own key was destroyed (exchange/share.py)."""
        deputy: dict[str, str] | None = self._row.get("deputy")
        return deputy

    @property
    def leader_language(self) -> str | None:
        """The language that the roster has for the leader, if the questionnaire has it; kept when the roster goes."""
        own = [row["language"] for row in self.db.table("roster") if row["group"] == SELF]
        found = own[0] if own else self._row.get("language")
        return found if found in self.terms.questionnaire.languages else None

    @property
    def checked_at(self) -> int | None:
        """How many envelopes the last check has counted."""
        count: int | None = self._row.get("checked_at")
        return count

    @property
    def handed_on(self) -> datetime.date | None:
        """When the review, not closed yet, went to another coach: it goes on there, and not here."""
        return _day(self._row.get("handed"))

    def hand_on(self, today: datetime.date) -> None:
        """Let the review go on elsewhere: from now on nothing is taken in here, and it is not closed here."""
        self._row["handed"] = today.isoformat()
        self.db.table("review").update({"handed": self._row["handed"]})

    def erase(self, today: datetime.date, signature: str, deputy: dict[str, str] | None = None) -> None:
        """Destroy everything but `KEPT`, in one change, and rewrite the file so that it does not remember it.

        `signature` is that of the terms. Cut off between the two, the next opening rewrites the file.
        """
        row = {
            "state": self.state,
            "terms": self.terms_document,
            "signature": signature,
            "deputy": deputy,
            "erased": today.isoformat(),
            "handed": self._row.get("handed"),
            "received": self.received,
            "settled": False,
            "language": self.leader_language,
        }
        with self.db.transaction():
            for name in sorted(self.db.tables() - KEPT):
                self.db.drop_table(name)
            self.db.table("review").truncate()
            self.db.table("review").insert(row)
        self._row = row
        self.settle()

    def _granted(self) -> int | None:
        if self.terms.blind is None or self.erased_on is not None:
            return None
        return sum(row["claim"] is not None for row in self.db.table("codes"))

    def note_check(self) -> None:
        """Remember how many envelopes a check has counted. Raises PerfleadError if too few came since the last one.

        A check after every envelope would tell of each which group it came from.
        """
        count, last = len(self.db.table("envelopes")), self._row.get("checked_at")
        if last is not None and 0 < count - last < self.terms.minimum:
            raise PerfleadError(
                _("Too few envelopes came in since the last check: it would tell whose group the new ones are from."),
                _("Check again when {count} more are in, or close the review.").format(
                    count=self.terms.minimum - count + last
                ),
            )
        if count != last:
            self._row["checked_at"] = count
            self.db.table("review").update({"checked_at": count})

    def report(self) -> Report:
        """The report as closing froze it, with every comment."""
        return kept_report(self.db.table("report").all()[0]["json"])

    def hidden(self) -> dict[str, str]:
        """The comments that the coach hid, by their name in the frozen report, and why."""
        return {row["comment"]: row["reason"] for row in self.db.table("hidden")}

    def keys(self) -> ReviewKeys:
        """The private keys. Reading answers with them is for closing alone."""
        return ReviewKeys.from_document(self.db.table("keys").all()[0])

    def status(self) -> Status:
        """The review's summary."""
        terms = self.terms
        return Status(
            review=self.review,
            leader=terms.leader,
            questionnaire=terms.questionnaire.name,
            state=self.state,
            created_on=terms.created_on,
            closes_on=terms.closes_on,
            invited=sum(group.invited for group in terms.groups),
            envelopes=len(self.db.table("envelopes")),
            granted=self._granted(),
            erase_on=erase_day(self._row, self.db.table("report").all()),
            erased_on=None if self.received else self.erased_on,
            closed_on=_closed_day(self.db.table("report").all()),
            by_drop=terms.drop is not None,
            handed_on=None if self.state == CLOSED else self.handed_on,
            received=self.received,
        )

    def require(self, *states: State) -> None:
        """Raise PerfleadError unless the review is in one of `states`."""
        if self.state in states and (self.state == CLOSED or self.handed_on is None):
            return
        if self.handed_on is not None:
            raise PerfleadError(
                _("This review was handed over on {date}.").format(date=format_date(self.handed_on)),
                _("It takes answers and is closed where it went, so that there is one report of it."),
            )
        if self.state == CLOSED:
            raise PerfleadError(
                _("This review is closed."), _("A review closes once; nothing is added to it or changed afterwards.")
            )
        if self.state == DRAFT:
            raise PerfleadError(
                _("This review has no invitations yet."),
                _("Make them with perflead invite {review} --out DIR.").format(review=self.review),
            )
        raise PerfleadError(
            _("This review is still open."),
            _("Close it with perflead close {review} when the answers are in.").format(review=self.review),
        )


def erase_day(review: Mapping[str, Any], report: Sequence[Mapping[str, Any]]) -> datetime.date | None:
    """When a review should be erased, by its row and those of its report; None if it is not closed, or erased."""
    if review["state"] != CLOSED or review.get("erased") or not report:
        return None
    closed_on = _closed_day(report)
    if closed_on is None:
        return None
    return closed_on + datetime.timedelta(days=Terms.model_validate(review["terms"]).erase_after_days)


def _closed_day(report: Sequence[Mapping[str, Any]]) -> datetime.date | None:
    """When a review was closed, by the rows of its report."""
    return _day(json.loads(report[0]["json"])["review"]["closed_on"]) if report else None


def resolve(vault: Vault, wanted: str) -> str:
    """The id of the review that `wanted` names: a whole id or a beginning that fits one alone."""
    fits = [review for review in vault.review_ids() if review.startswith(wanted.strip().lower())]
    if wanted.strip() and len(fits) == 1:
        return fits[0]
    if len(fits) > 1:
        raise PerfleadError(_("More than one review begins with {wanted}.").format(wanted=clean_line(wanted, 40)))
    raise PerfleadError(
        _("There is no review {wanted}.").format(wanted=clean_line(wanted, 40)), _("perflead status lists them.")
    )


@contextmanager
def open_review(vault: Vault, wanted: str) -> Iterator[ReviewFile]:
    """Open the review that `wanted` names; on leaving, its summary in the catalog is brought up to date."""
    review = resolve(vault, wanted)
    with vault.review(review) as db:
        file = ReviewFile(db, review)
        file.settle()
        yield file
        db.tidy()
        remember(vault, file.status())


def remember(vault: Vault, status: Status) -> None:
    """Keep the review's summary in the catalog, if it changed, with the size of the file that it tells of."""
    row = {
        "review": status.review,
        "leader": status.leader,
        "questionnaire": status.questionnaire,
        "state": status.state,
        "created_on": status.created_on.isoformat(),
        "closes_on": status.closes_on.isoformat() if status.closes_on else None,
        "invited": status.invited,
        "envelopes": status.envelopes,
        "granted": status.granted,
        "erase_on": status.erase_on.isoformat() if status.erase_on else None,
        "erased_on": status.erased_on.isoformat() if status.erased_on else None,
        "closed_on": status.closed_on.isoformat() if status.closed_on else None,
        "by_drop": status.by_drop,
        "handed_on": status.handed_on.isoformat() if status.handed_on else None,
        "received": status.received,
        "size": _size(vault, status.review),
    }
    table = vault.catalog.table("reviews")
    known = table.get(lambda doc: doc["review"] == status.review)  # copies this one alone, of thousands
    if known is None:
        table.insert(row)
    elif dict(known) != row:
        table.update(row, doc_ids=[known.doc_id])


def all_statuses(vault: Vault, on_problem: Callable[[str, PerfleadError], None] | None = None) -> list[Status]:
    """The summaries of all reviews: open ones first, then by date.

    A review whose file cannot be read is left out, and `on_problem` is told its id and why; without one it raises
    that PerfleadError.
    """
    known = {row["review"]: row for row in vault.catalog.table("reviews") if "received" in row}
    rows = {review: _status(row) for review, row in known.items() if row["size"] == _size(vault, review)}
    for review in vault.review_ids():  # one that changed and was cut off before the catalog knew it
        if review not in rows:
            try:
                _add(rows, vault, review)
            except PerfleadError as error:
                if on_problem is None:
                    raise
                on_problem(review, error)
    return sorted(rows.values(), key=_place)


def _place(status: Status) -> tuple[int, int, str, str]:
    """Open ones first, the most urgent on top; then drafts; then closed ones, the latest on top."""
    day = (status.closes_on or datetime.date.max).toordinal()
    if status.state == CLOSED:
        day = -(status.closes_on or status.created_on).toordinal()
    return {OPEN: 0, DRAFT: 1, CLOSED: 2}[status.state], day, status.leader, status.review


def _add(rows: dict[str, Status], vault: Vault, review: str) -> None:
    with vault.review(review) as db:
        if db.table("review").all():
            rows[review] = ReviewFile(db, review).status()
            remember(vault, rows[review])


def _size(vault: Vault, review: str) -> int:
    """The size of a review's file in bytes: every change of the review changes it. -1 if the file is gone."""
    try:
        return (vault.home / REVIEWS / review).stat().st_size
    except OSError:
        return -1


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _status(row: Any) -> Status:
    return Status(
        review=row["review"],
        leader=row["leader"],
        questionnaire=row["questionnaire"],
        state=row["state"],
        created_on=datetime.date.fromisoformat(row["created_on"]),
        closes_on=_day(row["closes_on"]),
        invited=row["invited"],
        envelopes=row["envelopes"],
        granted=row["granted"],
        erase_on=_day(row.get("erase_on")),
        erased_on=_day(row.get("erased_on")),
        closed_on=_day(row.get("closed_on")),
        by_drop=row["by_drop"],
        handed_on=_day(row["handed_on"]),
        received=row["received"],
    )
