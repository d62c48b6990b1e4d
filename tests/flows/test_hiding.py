"""Comments that a coach withheld stay withheld: in the report, after the vault was opened again, after erasing."""

from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.collect import collect
from perflead_tui.flows.debrief import Debrief
from perflead_tui.flows.erase import erase
from perflead_tui.results.hiding import comment_ids
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import Review

WHY = "it names its author"


@pytest.fixture
def finished(review: Review) -> Review:
    """A closed review with comments on O1."""
    review.answer_all()
    collect(review.vault, review.id, [review.envelopes])
    close(review.vault, review.id)
    return review


def hidden_one(review: Review) -> str:
    """Withhold the first comment."""
    with Debrief.of_review(review.vault, review.id) as debrief:
        name = comment_ids(debrief.material.report)[0]
        debrief.hide_comment(name, WHY)
    return name


def assert_hidden(vault: Vault, review: str) -> None:
    report, _terms = frozen_report(vault, review)
    assert [each.reason for each in report.comments.hidden] == [WHY]
    with Debrief.of_review(vault, review) as debrief:
        whole, shown = comment_ids(debrief.material.report), comment_ids(debrief.report)
        assert len(whole) == len(shown) + 1
        assert list(debrief.hidden.values()) == [WHY]


def test_a_withheld_comment_stays_withheld_in_a_vault_that_is_opened_again(finished: Review, tmp_path: Path) -> None:
    hidden_one(finished)
    finished.vault.close()
    with Vault.open(tmp_path / "vault", "a long passphrase") as vault:
        assert_hidden(vault, finished.id)


def test_erasing_keeps_it_withheld(finished: Review) -> None:
    hidden_one(finished)
    erase(finished.vault, finished.id)
    assert_hidden(finished.vault, finished.id)


def test_it_can_be_shown_again_after_erasing(finished: Review) -> None:
    name = hidden_one(finished)
    erase(finished.vault, finished.id)
    with Debrief.of_review(finished.vault, finished.id) as debrief:
        debrief.show_comment(name)
    report, _terms = frozen_report(finished.vault, finished.id)
    assert report.comments.hidden == []


def test_the_name_of_no_comment_is_refused(finished: Review) -> None:
    with Debrief.of_review(finished.vault, finished.id) as debrief:
        for change in (lambda: debrief.hide_comment("anonymous.O1.99", WHY), lambda: debrief.show_comment("nothing")):
            with pytest.raises(PerfleadError, match="no such comment"):
                change()


def test_a_reason_of_spaces_is_refused(finished: Review) -> None:
    with Debrief.of_review(finished.vault, finished.id) as debrief:
        with pytest.raises(PerfleadError, match="A reason is needed"):
            debrief.hide_comment("anonymous.O1.0", " \n\x1b ")
        assert not debrief.hidden
