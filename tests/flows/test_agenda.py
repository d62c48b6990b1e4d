"""What home says of each review."""

import datetime

import pytest

from perflead_tui.flows.agenda import Next, agenda, entry_of
from perflead_tui.flows.close import close
from perflead_tui.flows.collect import collect
from perflead_tui.flows.erase import erase
from perflead_tui.flows.records import Status
from perflead_tui.flows.setup import new_review
from perflead_tui.review.state import CLOSED, DRAFT, OPEN
from perflead_tui.vault.vault import REVIEWS, Vault
from tests.flows.conftest import Review, wanted

TODAY = datetime.date(2026, 11, 22)


def status(state: str = OPEN, closes: int | None = 6, **more: object) -> Status:
    """A review that closes so many days from today."""
    facts: dict[str, object] = {
        "review": "a" * 16,
        "leader": "Jordan Rivera",
        "questionnaire": "performance-leadership",
        "created_on": TODAY,
        "closes_on": None if closes is None else TODAY + datetime.timedelta(days=closes),
        "invited": 16,
        "envelopes": 11,
        **more,
    }
    return Status(state=state, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "words", "step"),
    [
        (status(DRAFT, None, envelopes=0), "no invitations yet", Next.INVITE),
        (status(), "open, 11 envelopes of 16, closes in 6 days", Next.COLLECT),
        (status(closes=1, envelopes=1), "open, 1 envelope of 16, closes in 1 day", Next.COLLECT),
        (status(closes=0), "open, 11 envelopes of 16, closes today", Next.COLLECT),
        (status(closes=30), "open, 11 envelopes of 16, closes on December 22, 2026", Next.COLLECT),
        (status(by_drop=True), "open, 11 envelopes of 16, closes in 6 days", Next.ATTEND),
        (status(by_drop=True, granted=12), "open, 12 accepted, 11 envelopes of 16, closes in 6 days", Next.ATTEND),
        (status(closes=None, envelopes=16), "open, 16 envelopes of 16", Next.CLOSE),
        (status(closes=-1), "open, 11 envelopes of 16, the last day was November 21, 2026", Next.CLOSE),
    ],
)
def test_an_unfinished_review_is_told_in_totals_with_its_next_step(found: Status, words: str, step: Next) -> None:
    entry = entry_of(found, TODAY)
    assert (entry.words, entry.next) == (words, step)
    assert entry.action and not entry.closed
    assert entry.urgent == (words.endswith("November 21, 2026"))


def test_a_closed_review_is_walked_through_until_it_is_due_to_be_erased() -> None:
    day = datetime.date(2026, 11, 1)
    found = status(CLOSED, closed_on=day, erase_on=datetime.date(2026, 12, 1))
    entry = entry_of(found, TODAY)
    assert entry.words == "closed on November 1, 2026, 11 envelopes of 16, to be erased by December 1, 2026"
    assert (entry.next, entry.urgent, entry.closed) == (Next.WALK, False, True)
    due = entry_of(found, datetime.date(2026, 12, 1))
    assert (due.next, due.urgent) == (Next.ERASE, True)
    gone = entry_of(status(CLOSED, closed_on=day, erased_on=TODAY), TODAY)
    assert gone.words == "closed on November 1, 2026, erased on November 22, 2026" and gone.next is Next.WALK


def test_a_review_that_was_handed_on_says_so_and_what_is_left_to_do() -> None:
    day = datetime.date(2026, 11, 20)
    for state in (DRAFT, OPEN):
        entry = entry_of(status(state, closes=-3, handed_on=day), TODAY)
        assert entry.words == "handed over on November 20, 2026, goes on there, to be erased here once it has arrived"
        assert (entry.next, entry.action, entry.urgent) == (Next.LEAVE, "See what is left", False)
    gone = entry_of(status(handed_on=day, erased_on=TODAY), TODAY)
    assert gone.words == "handed over on November 20, 2026, erased here on November 22, 2026"


def test_what_came_closed_is_not_said_to_be_erased() -> None:
    day = datetime.date(2026, 11, 1)
    entry = entry_of(status(CLOSED, closed_on=day, received=True), TODAY)
    assert entry.words == "closed on November 1, 2026, came without its answers" and entry.next is Next.WALK


def test_a_review_on_its_whole_way(review: Review) -> None:
    draft = new_review(review.vault, wanted()).review
    found = {entry.review: entry for entry in agenda(review.vault)}
    assert found[draft].next is Next.INVITE and found[review.id].next is Next.COLLECT
    review.answer_all()
    collect(review.vault, review.id, [review.envelopes])
    assert {entry.review: entry for entry in agenda(review.vault)}[review.id].next is Next.CLOSE
    close(review.vault, review.id, today=TODAY)
    closed = agenda(review.vault, TODAY)[-1]
    assert closed.next is Next.WALK and closed.words.startswith(
        "closed on November 22, 2026, 13 envelopes of 13, to be erased by"
    )
    assert agenda(review.vault, TODAY + datetime.timedelta(days=31))[-1].next is Next.ERASE
    erase(review.vault, review.id, today=TODAY)
    assert agenda(review.vault, TODAY)[-1].words == "closed on November 22, 2026, erased on November 22, 2026"


def test_a_drop_is_looked_at(vault: Vault, tmp_path: object) -> None:
    made = Review(vault, tmp_path, drop=str(tmp_path))  # type: ignore[arg-type]
    assert [entry.next for entry in agenda(made.vault)] == [Next.ATTEND]


def test_a_damaged_review_is_told_by_its_leader_and_the_others_stay(review: Review) -> None:
    draft = new_review(review.vault, wanted()).review
    agenda(review.vault)
    path = review.vault.home / REVIEWS / review.id
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data) + b"!")
    broken, other = agenda(review.vault)
    assert (broken.leader, broken.next, broken.urgent) == ("Jo Lead", Next.MEND, True)
    assert "damaged" in broken.words
    assert other.review == draft
