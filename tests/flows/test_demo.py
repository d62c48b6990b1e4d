"""The demo: frozen sample reviews that belong together, in a vault that leaves nothing behind."""

import json
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.export.wording import scale_of
from perflead_tui.flows import demo as module
from perflead_tui.flows.adopt import adopt
from perflead_tui.flows.close import frozen_report
from perflead_tui.flows.debrief import Debrief
from perflead_tui.flows.demo import MADE, PARTS, RESULTS, SAMPLE, demo, kept, require_unchanged
from perflead_tui.flows.publish import publish
from perflead_tui.flows.records import KEPT, all_statuses
from perflead_tui.paths import sample_dir, state_dir, temporary_state
from perflead_tui.questionnaire.loading import load
from perflead_tui.results.change import changes
from perflead_tui.results.mirror import mirrored
from perflead_tui.results.report import Report
from perflead_tui.settings import change_settings, settings_path
from perflead_tui.vault.vault import Vault
from tests import make_sample

ROOT = sample_dir() / SAMPLE
Kept = tuple[dict[str, Any], str, bytes, str]


def comparable(report: Report) -> dict[str, Any]:
    """A report without what is new in each run: ids, digest and the order of comments."""
    document = report.model_dump(mode="json")
    del document["review"]["id"], document["review"]["terms_digest"]
    for side in ("anonymous", "manager", "own"):
        for each in document["comments"][side]:
            each["texts"].sort()
    return document


# The frozen results


@pytest.mark.parametrize("part", sorted(PARTS))
def test_the_road_on_the_sample_answers_gives_the_frozen_report(part: str) -> None:
    frozen = Report.model_validate_json(kept(ROOT, part)[3])
    assert comparable(make_sample.run(part)) == comparable(frozen)


@pytest.mark.parametrize("part", sorted(PARTS))
def test_the_frozen_terms_ask_what_the_built_in_questionnaire_asks_now(part: str) -> None:
    terms = kept(ROOT, part)[0]
    asked = load(terms["questionnaire"]["name"])
    assert terms["questionnaire"] == asked.model_dump(mode="json", by_alias=True, exclude_none=True)


def test_no_private_key_travels_with_the_sample() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / RESULTS).rglob("*.json"))
    assert "PRIVATE" not in text
    for part in PARTS:
        assert {path.name for path in (ROOT / RESULTS / part).iterdir()} == {"terms.json", "board.json", "report.json"}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the sample that may be changed."""
    return Path(shutil.copytree(ROOT, tmp_path / SAMPLE))


def test_a_changed_answer_is_noticed(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_unchanged(copied)
    sheet = copied / "earlier" / "answers" / "peers-1.json"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace('"U1": ', '"U1":  '), encoding="utf-8")
    with pytest.raises(PerfleadError, match="sample data was changed"):
        require_unchanged(copied)
    monkeypatch.setattr(module, "sample_dir", lambda: copied.parent)
    with pytest.raises(PerfleadError, match="sample data was changed"), demo():
        pass


def test_an_answer_more_or_less_is_noticed(copied: Path) -> None:
    sheet = copied / "answers" / "peers-5.json"
    shutil.copy(sheet, copied / "answers" / "peers-6.json")
    with pytest.raises(PerfleadError):
        require_unchanged(copied)
    (copied / "answers" / "peers-6.json").unlink()
    require_unchanged(copied)
    sheet.unlink()
    with pytest.raises(PerfleadError):
        require_unchanged(copied)


def test_line_ends_of_another_system_and_files_of_others_do_no_harm(copied: Path) -> None:
    for path in copied.rglob("*.*"):
        if path.name != MADE:
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (copied / "Thumbs.db").write_bytes(b"x")
    require_unchanged(copied)


# Adopting


@pytest.fixture
def whole() -> Kept:
    """What is kept of the sample review."""
    return kept(ROOT, "review")


def test_an_adopted_review_is_like_one_that_was_erased(vault: Vault, whole: Kept, tmp_path: Path) -> None:
    review = adopt(vault, *whole)
    (status,) = all_statuses(vault)
    assert (status.review, status.state, status.leader) == (review, "closed", "Jordan Rivera")
    assert status.received and status.bare and status.erased_on is None
    report, terms = frozen_report(vault, review)
    assert report == Report.model_validate_json(whole[3])
    assert terms.document() == whole[0]
    with vault.review(review) as db:
        assert db.tables() <= KEPT
    for path in publish(vault, review, tmp_path / "board"):
        assert path.read_bytes() == (ROOT / RESULTS / "review" / path.name).read_bytes()
    with Debrief.of_review(vault, review) as debrief:
        debrief.note(1, "kept")
        debrief.save()


def test_a_review_is_adopted_once(vault: Vault, whole: Kept) -> None:
    adopt(vault, *whole)
    with pytest.raises(PerfleadError, match="already"):
        adopt(vault, *whole)


def changed_report(whole: Kept, change: Callable[[dict[str, Any]], None]) -> Kept:
    document = json.loads(whole[3])
    change(document)
    return (*whole[:3], json.dumps(document))


def other(part: int) -> Callable[[Kept], Kept]:
    """One part of another review."""
    return lambda whole: (*whole[:part], kept(ROOT, "earlier")[part], *whole[part + 1 :])  # type: ignore[return-value]


WRONG: dict[str, Callable[[Kept], Kept]] = {
    "other terms": other(0),
    "another signature": other(1),
    "another board": other(2),
    "another report": other(3),
    "changed terms": lambda w: ({**w[0], "minimum": 3}, *w[1:]),
    "no terms": lambda w: ({}, *w[1:]),
    "no signature": lambda w: (w[0], "None", *w[2:]),
    "a changed board": lambda w: (*w[:2], w[2].replace(b'"answers": 7', b'"answers": 6', 1), w[3]),
    "no board": lambda w: (*w[:2], b"[]", w[3]),
    "no report": lambda w: (*w[:3], "{}"),
    "a report of another leader": lambda w: changed_report(w, lambda d: d["review"].update(leader="Someone Else")),
    "a report of other terms": lambda w: changed_report(w, lambda d: d["review"].update(terms_digest="0" * 64)),
    "a report with another minimum": lambda w: changed_report(w, lambda d: d["review"].update(minimum=3)),
    "a report with more answers": lambda w: changed_report(w, lambda d: d["cells"][-1].update(answers=8)),
}


@pytest.mark.parametrize("wrong", sorted(WRONG))
def test_what_does_not_belong_together_is_refused_and_leaves_nothing(vault: Vault, whole: Kept, wrong: str) -> None:
    with pytest.raises(PerfleadError):
        adopt(vault, *WRONG[wrong](whole))
    assert vault.review_ids() == []


# The demo


def test_two_reviews_are_there_and_an_agency_report() -> None:
    with demo() as shown:
        assert len(all_statuses(shown.vault)) == 2
        report, terms = frozen_report(shown.vault, shown.review)
        before, agency = shown.beside["before"], shown.beside["agency"]
        assert before.review.closed_on < report.review.closed_on
        assert before.review.leader == report.review.leader
        found = changes(report, before, scale_of(report, terms.questionnaire))
        kinds = {key: change.others.kind for key, change in found.items()}
        assert set(kinds.values()) == {"up", "down", "unclear", "unsaid"}
        assert (kinds["PPL"], kinds["SKL"], kinds["LDR"]) == ("up", "down", "unsaid")
        lines = mirrored(agency, shown.beside["agency_questionnaire"])
        assert set(lines) == {result.key for result in report.competencies}
        assert all(line.others for each in lines.values() for line in each)
        with Debrief.of_review(shown.vault, shown.review, **shown.beside) as debrief:
            assert debrief.material.before == before


def test_everything_can_be_tried_and_nothing_is_left(isolated: Path) -> None:
    with demo() as shown:
        home = shown.vault.home
        with Debrief.of_review(shown.vault, shown.review, **shown.beside) as debrief:
            debrief.note(1, "a note")
            debrief.save()
        change_settings(theme="perflead-light")
        assert settings_path().is_file()
        assert Path(tempfile.gettempdir()) in home.parents
    assert not home.parent.exists()
    assert not settings_path().exists()
    assert [path for path in isolated.rglob("*") if path.is_file()] == []


def test_the_temporary_folder_holds_in_threads_too(tmp_path: Path) -> None:
    usual = state_dir()
    with temporary_state(tmp_path), ThreadPoolExecutor(1) as other:
        assert other.submit(state_dir).result() == tmp_path
        assert other.submit(settings_path).result().parent == tmp_path
    assert state_dir() == usual


def test_the_whole_road_can_be_seen() -> None:
    steps = []
    with demo(steps.append, live=True) as shown:
        report, _terms = frozen_report(shown.vault, shown.review)
        assert shown.beside["before"] is not None and shown.beside["agency"] is not None
    assert len({words for words, _done, _total in steps}) >= 5
    live, frozen = comparable(report), comparable(Report.model_validate_json(kept(ROOT, "review")[3]))
    assert live["review"].pop("closed_on") and frozen["review"].pop("closed_on")
    assert live == frozen
