"""What was held and leaves later leaves a receipt as well, and the board counts it."""

from pathlib import Path

import pytest

from perflead_tui.exchange.receipt import parse_receipt
from perflead_tui.flows import outbox
from perflead_tui.flows.checking import verify_answer
from perflead_tui.flows.close import close
from perflead_tui.flows.deliver import deliver, deliver_quietly, save_receipts
from perflead_tui.flows.grants import attend
from perflead_tui.flows.publish import publish_to_drop
from tests.flows.test_blind import LATER, BlindReview, Clock, accepted, blind, clock, finished  # noqa: F401 - fixtures


@pytest.fixture
def held(request: pytest.FixtureRequest) -> BlindReview:
    """A blind review whose five answers are finished and wait for the second phase, which has come."""
    review: BlindReview = request.getfixturevalue("blind")
    time: Clock = request.getfixturevalue("clock")
    for path in review.invitations:
        finished(path).send()
    attend(review.vault, review.id)
    deliver()
    time.now = LATER
    return review


def test_every_answer_that_left_later_is_on_the_board_by_its_code(held: BlindReview, tmp_path: Path) -> None:
    done = deliver()
    assert len(set(done.codes)) == 5
    attend(held.vault, held.id)
    close(held.vault, held.id)
    publish_to_drop(held.vault, held.id)
    board = held.drop / held.id / "board"
    for code in done.codes:
        assert verify_answer(code, board, held.peers[0]).verdict.outcome == "counted"
    (one, *_rest) = save_receipts(done, tmp_path / "receipts")
    assert verify_answer(str(one), board, None).verdict.outcome == "counted"


def test_receipts_are_written_only_where_they_are_asked_for(held: BlindReview, tmp_path: Path) -> None:
    done = deliver()
    assert not list(tmp_path.rglob("*.receipt"))
    written = save_receipts(done, tmp_path / "receipts")
    codes = sorted(parse_receipt(path.read_bytes(), path.name).code for path in written)
    assert codes == done.codes
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}


def test_an_answer_that_met_a_drop_that_was_away_keeps_its_place_and_its_receipt(
    held: BlindReview, tmp_path: Path
) -> None:
    places = {entry.path for entry in outbox.entries()}
    held.drop.rename(tmp_path / "away")
    done = deliver_quietly()
    assert (done.sent, len(done.problems), done.codes) == (0, 5, [])
    assert all("envelope" in entry.document for entry in outbox.entries()), "they are sealed now"
    (tmp_path / "away").rename(held.drop)
    assert set(deliver().receipts) == places


def test_sealed_while_the_drop_was_away_it_leaves_with_the_receipt_that_was_shown(
    blind: BlindReview,  # noqa: F811 - the fixture
    clock: Clock,  # noqa: F811
    tmp_path: Path,
) -> None:
    session = accepted(blind.peers[0])
    attend(blind.vault, blind.id)
    session.claim()
    session.fill({"ratings": {"U1": 4}})
    clock.now = LATER
    blind.drop.rename(tmp_path / "away")
    sent = session.send()
    (tmp_path / "away").rename(blind.drop)
    assert sent.way == "outbox" and deliver().codes == [sent.code]
