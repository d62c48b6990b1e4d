"""Erasing: what is destroyed is gone from every byte of the vault, what was published stays."""

import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.collect import collect
from perflead_tui.flows.erase import erase, would_erase
from perflead_tui.flows.health import reminders
from perflead_tui.flows.publish import publish
from perflead_tui.flows.records import KEPT, ReviewFile, all_statuses, open_review
from perflead_tui.flows.reporting import Look, render, subject_of_review
from perflead_tui.paths import state_dir
from perflead_tui.vault import scan
from perflead_tui.vault.doctor import check_vault, read_tables
from perflead_tui.vault.faults import RolledBack
from perflead_tui.vault.frame import Sealer
from perflead_tui.vault.vault import Vault, purpose_of_review
from tests.flows.conftest import ROSTER, Review

CLOSED_ON = datetime.date(2026, 3, 1)


@pytest.fixture
def finished(review: Review) -> Review:
    """A closed review with envelopes that were replaced."""
    review.answer_all()
    review.answer(review.of("peers")[0], 1)
    review.answer(review.of("peers")[0], 2)
    collect(review.vault, review.id, [review.envelopes])
    close(review.vault, review.id, today=CLOSED_ON)
    return review


def held(review: Review) -> dict[str, list[dict[str, Any]]]:
    """Every table of the review's file, as read from its bytes alone."""
    return read_tables(review.vault, review.id)


def ever_written(vault: Vault, review: str) -> str:
    """The payloads of all frames of the review's file, whatever later ones took back."""
    found: list[bytes] = []
    purpose, path = purpose_of_review(review), vault.home / "reviews" / review
    with path.open("rb") as file:
        header = scan.read_header(file, path, vault.master, purpose)
        scan.scan(file, header, Sealer(vault.master, purpose, header.file_id), None, found.append)
    return b"".join(found).decode()


def journal(review: Review) -> Path:
    return review.vault.home / "reviews" / review.id


def compact(value: Any) -> str:
    """As the journal spells it."""
    return json.dumps(value, separators=(",", ":"))


def destroyed_texts(tables: dict[str, list[dict[str, Any]]]) -> set[str]:
    """Everything in the tables that must go which could be recognised."""
    keys = tables["keys"][0]
    return {
        *(row["data"] for row in tables["envelopes"]),
        *(compact(row["ratings"]) for row in tables["answers"]),
        *(row["name"] for row in tables["roster"] if row["group"] in ("peers", "frontline", "partners")),
        *(row["id"] for row in tables["comments"]),
        *keys["groups"].values(),
        keys["seal"], keys["sign"], keys["desk"],
    }  # fmt: skip


def test_nothing_of_what_is_destroyed_is_left_in_the_file(finished: Review) -> None:
    gone = destroyed_texts(held(finished))
    erase(finished.vault, finished.id)
    tables = held(finished)
    assert set(tables) <= KEPT
    left = ever_written(finished.vault, finished.id)
    assert not [text for text in gone if text in left]
    assert finished.id in left


def test_before_that_all_of_it_is_there(finished: Review) -> None:
    there = ever_written(finished.vault, finished.id)
    assert not [text for text in destroyed_texts(held(finished)) if text not in there]


def test_report_board_terms_and_status_are_as_before(finished: Review, tmp_path: Path) -> None:
    report = frozen_report(finished.vault, finished.id)[0].to_json()
    before = {path.name: path.read_bytes() for path in publish(finished.vault, finished.id, tmp_path / "before")}
    erase(finished.vault, finished.id, today=datetime.date(2026, 3, 9))
    assert frozen_report(finished.vault, finished.id)[0].to_json() == report
    after = {path.name: path.read_bytes() for path in publish(finished.vault, finished.id, tmp_path / "after")}
    assert after == before
    (status,) = all_statuses(finished.vault)
    assert (status.state, status.erased_on, status.erase_on) == ("closed", datetime.date(2026, 3, 9), None)
    assert (status.invited, status.envelopes) == (13, 0)


def test_the_envelopes_cannot_be_published_any_more(finished: Review, tmp_path: Path) -> None:
    erase(finished.vault, finished.id)
    with pytest.raises(PerfleadError, match="were destroyed"):
        publish(finished.vault, finished.id, tmp_path / "out", envelopes=True)


def test_a_plan_is_kept_and_any_table_that_nobody_named_is_not(finished: Review) -> None:
    with finished.vault.review(finished.id) as db:
        db.table("plan").insert({"focus": "listen"})
        db.table("grants").insert({"code": "one-time"})
    erase(finished.vault, finished.id)
    assert held(finished)["plan"] == [{"focus": "listen"}]
    assert "one-time" not in json.dumps(held(finished))


def test_a_second_run_changes_nothing_and_says_so(finished: Review) -> None:
    first = erase(finished.vault, finished.id, today=datetime.date(2026, 3, 9))
    assert first.done_before is None and len(first.destroyed) == 4
    raw = journal(finished).read_bytes()
    second = erase(finished.vault, finished.id, today=datetime.date(2026, 5, 5))
    assert (second.done_before, second.destroyed) == (datetime.date(2026, 3, 9), [])
    assert journal(finished).read_bytes() == raw


def test_asking_what_would_go_changes_nothing(finished: Review) -> None:
    raw = journal(finished).read_bytes()
    assert "15 envelopes" in would_erase(finished.vault, finished.id).destroyed
    assert journal(finished).read_bytes() == raw


def test_an_open_review_is_not_erased(review: Review) -> None:
    with pytest.raises(PerfleadError, match="still open"):
        erase(review.vault, review.id)
    assert held(review)["keys"]


def test_remains_of_interrupted_writes_go_as_well_and_those_of_other_reviews_stay(finished: Review) -> None:
    folder = finished.vault.home / "quarantine"
    folder.mkdir(mode=0o700)
    for name in (finished.id, "aaaabbbbccccdddd"):
        (folder / f"{name}.0123.tail").write_bytes(b"half a frame")
    erase(finished.vault, finished.id)
    assert [path.name for path in folder.iterdir()] == ["aaaabbbbccccdddd.0123.tail"]


def test_an_old_file_put_back_is_refused(finished: Review) -> None:
    old = journal(finished).read_bytes()
    erase(finished.vault, finished.id)
    finished.vault.close()
    journal(finished).write_bytes(old)
    with Vault.open(finished.vault.home, "a long passphrase") as again, pytest.raises(RolledBack):
        frozen_report(again, finished.id)


def test_cut_off_before_the_file_is_rewritten_the_next_look_rewrites_it(
    finished: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = destroyed_texts(held(finished))
    size = journal(finished).stat().st_size
    with monkeypatch.context() as patch:
        patch.setattr(ReviewFile, "settle", lambda self: None if self.erased_on is None else stop())
        with pytest.raises(KeyboardInterrupt):
            erase(finished.vault, finished.id)
    assert journal(finished).stat().st_size > size
    assert [text for text in gone if text in ever_written(finished.vault, finished.id)]
    frozen_report(finished.vault, finished.id)
    left = ever_written(finished.vault, finished.id)
    assert not [text for text in gone if text in left]


def stop() -> None:
    raise KeyboardInterrupt


# What was promised


def test_the_terms_say_when_and_status_knows_the_day(finished: Review) -> None:
    assert all_statuses(finished.vault)[0].erase_on == CLOSED_ON + datetime.timedelta(days=30)


def test_the_days_can_be_agreed_on(vault: Vault, tmp_path: Path) -> None:
    review = Review(vault, tmp_path, erase_after_days=7)
    assert review.made.terms.erase_after_days == 7
    review.answer_all()
    collect(vault, review.id, [review.envelopes])
    close(vault, review.id, today=CLOSED_ON)
    with open_review(vault, review.id) as file:
        assert file.status().erase_on == datetime.date(2026, 3, 8)


@pytest.mark.parametrize(("day", "due"), [(30, False), (31, True), (90, True)])
def test_doctor_reminds_from_the_day_that_was_promised(finished: Review, day: int, due: bool) -> None:
    today = CLOSED_ON + datetime.timedelta(days=day - 1)
    found = reminders(finished.vault, today)
    assert bool(found) is due
    assert all(not finding.ok and f"perflead erase {finished.id}" in finding.hint for finding in found)


def test_nobody_is_reminded_of_what_is_done_or_still_open(review: Review) -> None:
    review.answer_all()
    collect(review.vault, review.id, [review.envelopes])
    far = datetime.date(2999, 1, 1)
    assert reminders(review.vault, far) == []
    close(review.vault, review.id)
    assert len(reminders(review.vault, far)) == 1
    erase(review.vault, review.id)
    assert reminders(review.vault, far) == []


def test_reminding_changes_no_file_not_even_an_anchor(finished: Review, tmp_path: Path) -> None:
    finished.vault.close()
    shutil.rmtree(state_dir() / "anchors")
    with Vault.open(finished.vault.home, "a long passphrase") as again:
        before = {path: path.read_bytes() for path in again.home.rglob("*") if path.is_file()}
        assert reminders(again, datetime.date(2999, 1, 1))
        assert before == {path: path.read_bytes() for path in again.home.rglob("*") if path.is_file()}
        assert not (state_dir() / "anchors").exists()


def test_a_damaged_file_has_its_finding_and_stops_no_reminder(finished: Review) -> None:
    finished.vault.close()
    raw = bytearray(journal(finished).read_bytes())
    raw[len(raw) // 2] ^= 1
    journal(finished).write_bytes(raw)
    with Vault.open(finished.vault.home, "a long passphrase") as again:
        assert reminders(again, datetime.date(2999, 1, 1)) == []
        assert any(not finding.ok for finding in check_vault(again.home, again))


def test_a_report_is_in_the_leaders_language_also_after_erasing(vault: Vault, tmp_path: Path) -> None:
    spanish = ROSTER.replace("name,group\n", "name,group,language\n").replace(",self\n", ",self,es\n")
    review = Review(vault, tmp_path, roster=spanish)
    review.answer_all()
    collect(vault, review.id, [review.envelopes])
    close(vault, review.id)
    for _time in range(2):
        subject = subject_of_review(vault, review.id)
        assert "Cómo leer esto" in render(subject, "text", Look()).decode()
        assert "How to read this" in render(subject, "text", Look("en")).decode()
        erase(vault, review.id)
