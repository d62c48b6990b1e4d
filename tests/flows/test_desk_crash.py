"""Killed at every step, the desk of a blind review grants no code two credentials and loses no envelope."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from perflead_tui.flows.deliver import deliver
from perflead_tui.flows.grants import attend
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.records import open_review
from perflead_tui.paths import state_dir
from perflead_tui.sealing.encoding import unb64
from perflead_tui.vault.vault import Vault
from tests.flows.test_blind import LATER, BlindReview, Clock, clock, finished  # noqa: F401 - `clock` is a fixture
from tests.flows.test_crash import cheap_argon2, killed_everywhere, reopened  # noqa: F401 - an autouse fixture

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


def rounds(review: BlindReview) -> Callable[[Callable[[], None]], None]:
    """One round of the desk, in a process that may be killed."""

    def work(acknowledge: Callable[[], None]) -> None:
        with reopened(review.vault.home) as again:
            attend(again, review.id)
            acknowledge()

    return work


def test_killed_while_granting_no_code_gets_two_credentials(
    vault: Vault,
    tmp_path: Path,
    clock: Clock,  # noqa: F811 - the fixture that was imported
) -> None:
    review = BlindReview(vault, tmp_path)
    for path in review.peers[:2]:
        AnswerSession.open(path).claim()
    claimed = {hashlib.sha256(unb64(blinded(path))).hexdigest() for path in review.peers[:2]}
    vault.close()
    runs = 0
    for _acknowledged in killed_everywhere([vault.home, state_dir(), review.drop], rounds(review)):
        runs += 1
        with reopened(vault.home) as again:
            attend(again, review.id)
            with open_review(again, review.id) as file:
                recorded = {row["claim"] for row in file.db.table("codes") if row["claim"]}
        assert recorded == claimed
        # What a killed writer left half-written has a name that no reader takes.
        assert len([path for path in review.files("grants") if not path.name.startswith("tmp-")]) == 2
        assert review.files("claims") == []
        for path in review.peers[:2]:
            session = AnswerSession.open(path)
            session.claim()
            assert session.granted
    assert runs > 10


def test_killed_while_taking_envelopes_none_is_lost_or_doubled(
    vault: Vault,
    tmp_path: Path,
    clock: Clock,  # noqa: F811 - the fixture that was imported
) -> None:
    review = BlindReview(vault, tmp_path)
    for path in review.peers[:3]:
        finished(path).send()
    attend(vault, review.id)
    deliver()
    clock.now = LATER
    assert deliver().sent == 3
    vault.close()
    runs = 0
    for _acknowledged in killed_everywhere([vault.home, state_dir(), review.drop], rounds(review)):
        runs += 1
        with reopened(vault.home) as again:
            attend(again, review.id)
            with open_review(again, review.id) as file:
                hashes = [row["hash"] for row in file.db.table("envelopes")]
        assert len(hashes) == len(set(hashes)) == 3
        assert review.files("envelopes") == []
    assert runs > 5


def blinded(path: Path) -> str:
    state = AnswerSession.open(path)._file.load().claim
    assert state is not None
    return state["blinded"]
