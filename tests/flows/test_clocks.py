"""Clocks that are a day off cost time, never an answer, a claim or a second credential."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.close import close
from perflead_tui.flows.deliver import deliver
from perflead_tui.flows.grants import attend
from perflead_tui.flows.rate import AnswerSession
from tests.flows.test_blind import LATER, NOW, START, BlindReview, Clock, blind, clock, finished  # noqa: F401 - fixtures

DAY = datetime.timedelta(days=1)


@contextmanager
def off(time: Clock, by: datetime.timedelta) -> Iterator[None]:
    """A machine whose clock is wrong."""
    time.now += by
    yield
    time.now -= by


@pytest.fixture
def review(request: pytest.FixtureRequest) -> BlindReview:
    found: BlindReview = request.getfixturevalue("blind")
    return found


@pytest.fixture
def time(request: pytest.FixtureRequest) -> Clock:
    found: Clock = request.getfixturevalue("clock")
    return found


@pytest.mark.parametrize("desk", [-DAY, DAY], ids=["a desk a day behind", "a desk a day ahead"])
@pytest.mark.parametrize("rater", [-DAY, datetime.timedelta(0)], ids=["raters a day behind", "raters on time"])
def test_all_answers_are_counted_in_the_end(
    review: BlindReview, time: Clock, desk: datetime.timedelta, rater: datetime.timedelta
) -> None:
    for path in review.invitations:
        with off(time, rater):
            finished(path).send()
    for _day in range(5):  # everybody looks once a day
        with off(time, desk):
            attend(review.vault, review.id)
        with off(time, rater):
            deliver()
        time.now += datetime.timedelta(hours=20)
    with off(time, desk):
        attend(review.vault, review.id)
    assert close(review.vault, review.id).counted == 5


def test_a_desk_far_ahead_refuses_claims_and_the_rater_claims_again(review: BlindReview, time: Clock) -> None:
    session = finished(review.peers[0])
    with off(time, 2 * DAY):
        assert (lambda done: (done.granted, done.refused))(attend(review.vault, review.id)) == (0, 1)
    assert AnswerSession.open(review.peers[0]).claim() is None
    assert attend(review.vault, review.id).granted == 1
    session.claim()
    assert session.granted


def test_a_rater_a_day_ahead_is_told_when_claims_closed_and_that_a_clock_may_be_wrong(
    review: BlindReview, time: Clock
) -> None:
    with off(time, DAY + datetime.timedelta(minutes=1)), pytest.raises(PerfleadError, match="took claims") as refused:
        finished(review.peers[0])
    assert "clock" in (refused.value.hint or "")
    assert finished(review.peers[0]).send().way == "held", "with the clock set right nothing was lost"


def test_envelopes_that_a_fast_clock_sent_early_wait_and_are_counted(review: BlindReview, time: Clock) -> None:
    for path in review.invitations:
        finished(path).send()
    attend(review.vault, review.id)
    deliver()
    with off(time, START + DAY - NOW):
        assert deliver().sent == 5
    assert (lambda done: (done.taken, done.early))(attend(review.vault, review.id)) == (0, 5)
    time.now = LATER
    assert attend(review.vault, review.id).taken == 5
    assert close(review.vault, review.id).counted == 5
