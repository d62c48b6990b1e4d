"""Killed at any moment, collecting, closing, inviting and sending leave the old state or the new one."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from perflead_tui.exchange.invitation import load_invitation
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.collect import collect
from perflead_tui.flows.erase import erase
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.records import all_statuses
from perflead_tui.flows.setup import new_review
from perflead_tui.paths import state_dir
from perflead_tui.vault import keys
from perflead_tui.vault.keys import Argon2Cost
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import Review, wanted
from tests.flows.test_erase import ever_written
from tests.vault.helpers import in_child

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

Work = Callable[[Callable[[], None]], None]


@pytest.fixture(autouse=True)
def cheap_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))


def killed_everywhere(places: list[Path], work: Work) -> Iterator[int]:
    """Yield how often the work was acknowledged, for a kill at every point until it ends unharmed."""
    copies = [(place, place.with_name(place.name + ".copy")) for place in places]
    for place, copy in copies:
        shutil.copytree(place, copy)
    at = 0
    while True:
        at += 1
        killed, acknowledged = in_child(work, at)
        if not killed:
            return
        yield acknowledged
        for place, copy in copies:
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(copy, place)


def reopened(home: Path) -> Vault:
    return Vault.open(home, "a long passphrase")


def test_killed_while_collecting_no_acknowledged_envelope_is_lost_and_none_is_taken_twice(
    vault: Vault, tmp_path: Path
) -> None:
    review = Review(vault, tmp_path)
    for invitation in review.of("peers")[:3]:
        review.answer(invitation)
    vault.close()

    def work(acknowledge: Callable[[], None]) -> None:
        with reopened(vault.home) as again:
            collect(again, review.id, [review.envelopes])
            acknowledge()

    runs = 0
    for acknowledged in killed_everywhere([vault.home, state_dir()], work):
        runs += 1
        with reopened(vault.home) as again:
            results = collect(again, review.id, [review.envelopes])
            assert {result.outcome for result in results} <= ({"known"} if acknowledged else {"known", "taken"})
            assert all_statuses(again)[0].envelopes == 3
    assert runs > 5


def test_killed_while_closing_the_review_is_open_as_before_or_closed_for_good(vault: Vault, tmp_path: Path) -> None:
    review = Review(vault, tmp_path)
    for invitation in review.of("peers"):
        review.answer(invitation, comments={"O1": "go on"})
    collect(vault, review.id, [review.envelopes])
    vault.close()

    def work(acknowledge: Callable[[], None]) -> None:
        with reopened(vault.home) as again:
            close(again, review.id)
            acknowledge()

    states = set()
    for acknowledged in killed_everywhere([vault.home, state_dir()], work):
        with reopened(vault.home) as again:
            state = all_statuses(again)[0].state
            states.add(state)
            assert state == "closed" or not acknowledged
            if state == "open":
                close(again, review.id)
            report, _terms = frozen_report(again, review.id)
            assert [cell.answers for cell in report.cells] == [4]
            with again.review(review.id) as db:
                assert len(db.table("answers")) == len(db.table("comments")) == len(db.table("envelopes")) == 4
                assert db.table("review").all()[0]["settled"] is True
    assert states == {"open", "closed"}


def test_killed_while_inviting_a_second_run_leaves_one_invitation_a_person(vault: Vault, tmp_path: Path) -> None:
    roster = "name,group\nJo,self\n" + "".join(f"p{n},peers\n" for n in range(4))
    made = new_review(vault, wanted(roster))
    vault.close()
    out = tmp_path / "out"
    out.mkdir()

    def work(acknowledge: Callable[[], None]) -> None:
        with reopened(vault.home) as again:
            invite(again, made.review, out)
            acknowledge()

    for acknowledged in killed_everywhere([vault.home, state_dir(), out], work):
        if not acknowledged:
            with reopened(vault.home) as again:
                left = list(out.glob(".perflead-*"))
                if all_statuses(again)[0].state == "draft" or left:
                    invite(again, made.review, out)
        found = [load_invitation(path) for path in out.glob("*.invitation")]
        assert len({one.credential.public_key for one in found}) == len(found) == 5


def test_killed_while_sending_the_draft_or_the_envelope_is_there(vault: Vault, tmp_path: Path) -> None:
    review = Review(vault, tmp_path)
    path = review.of("peers")[0]
    session = AnswerSession.open(path, out=review.envelopes)
    session.rate("U1", 2)
    session.save()

    def work(acknowledge: Callable[[], None]) -> None:
        AnswerSession.open(path, out=review.envelopes).send()
        acknowledge()

    runs = 0
    for acknowledged in killed_everywhere([state_dir(), review.envelopes, path.parent], work):
        runs += 1
        again = AnswerSession.open(path, out=review.envelopes)
        sent = list(review.envelopes.glob("*.envelope"))
        assert sent or again.rating("U1") == 2
        assert sent or not acknowledged
        assert again.send().revision > len(sent)
    assert runs > 5


def test_killed_while_erasing_everything_is_there_or_gone_for_good(vault: Vault, tmp_path: Path) -> None:
    review = Review(vault, tmp_path)
    for invitation in review.of("peers"):
        review.answer(invitation, comments={"O1": "go on"})
    collect(vault, review.id, [review.envelopes])
    close(vault, review.id)
    with vault.review(review.id) as db:
        secret_texts = [db.table("keys").all()[0]["seal"], *(row["data"] for row in db.table("envelopes"))]
    vault.close()

    def work(acknowledge: Callable[[], None]) -> None:
        with reopened(vault.home) as again:
            erase(again, review.id)
            acknowledge()

    seen = set()
    for acknowledged in killed_everywhere([vault.home, state_dir()], work):
        with reopened(vault.home) as again:
            report, _terms = frozen_report(again, review.id)  # any look finishes the rewriting
            assert [cell.answers for cell in report.cells] == [4]
            left = ever_written(again, review.id)
            found = {secret in left for secret in secret_texts}
            assert len(found) == 1  # all or none
            seen |= found
            assert not (acknowledged and found == {True})
            erase(again, review.id)
            left = ever_written(again, review.id)
            assert not any(secret in left for secret in secret_texts)
    assert seen == {True, False}
