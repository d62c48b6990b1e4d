"""What stands beside a report: found in the vault or read from files, and refused if it does not fit."""

import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.flows import beside
from perflead_tui.flows.beside import material_beside, material_of_file, questionnaire_of, read_report
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.collect import collect
from perflead_tui.flows.debrief import Debrief
from perflead_tui.flows.demo import RESULTS, SAMPLE, Demo, demo
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.setup import new_review
from perflead_tui.paths import sample_dir
from perflead_tui.questionnaire.loading import load, parse
from perflead_tui.questionnaire.writing import to_yaml
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import Review, wanted

ROOT = sample_dir() / SAMPLE / RESULTS
NOW, EARLIER, AGENCY = (ROOT / part / "report.json" for part in ("review", "earlier", "agency"))
Change = Callable[[dict[str, Any]], object]


def closed_on(vault: Vault, folder: Path, day: str, leader: str = "Jo Lead", **more: Any) -> str:
    """A review of `leader` that one rater answered and that closed on `day`."""
    folder.mkdir()
    review = new_review(vault, replace(wanted(), leader=leader, **more)).review
    invitation = next(path for path in invite(vault, review, folder) if path.name.startswith("manager"))
    session = AnswerSession.open(invitation, out=folder)
    session.fill({"ratings": dict.fromkeys(session.form.item_keys, 4)})
    collect(vault, review, [session.send().path or folder])
    close(vault, review, today=datetime.date.fromisoformat(day))
    return review


@pytest.fixture
def shown() -> Iterator[Demo]:
    """The demo's vault: two reviews of one leader."""
    with demo() as found:
        yield found


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """Writes a changed copy of a report's file."""

    def change(change: Change, source: Path = NOW) -> Path:
        document = json.loads(source.read_text(encoding="utf-8"))
        change(document)
        path = tmp_path / "changed.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return change


# From the vault


def test_the_latest_earlier_review_of_the_same_leader_is_found(vault: Vault, tmp_path: Path) -> None:
    closed_on(vault, tmp_path / "a", "2024-03-01")
    latest = closed_on(vault, tmp_path / "b", "2025-03-01", leader="  jo  LEAD ")
    closed_on(vault, tmp_path / "c", "2025-06-01", leader="Jo Leader")
    now = closed_on(vault, tmp_path / "d", "2026-03-01")
    closed_on(vault, tmp_path / "e", "2026-03-01")
    closed_on(vault, tmp_path / "f", "2026-09-01")
    found = material_beside(vault, now)
    assert found["before"].review.id == latest
    assert found["agency"] is found["agency_questionnaire"] is None
    with Debrief.of_review(vault, now, **found) as debrief:
        assert debrief.material.before is not None


def test_without_an_earlier_review_there_is_none(vault: Vault, review: Review, tmp_path: Path) -> None:
    now = closed_on(vault, tmp_path / "a", "2026-03-01")
    assert material_beside(vault, now)["before"] is None


def test_a_review_with_another_questionnaire_is_not_an_earlier_one(vault: Vault, tmp_path: Path) -> None:
    asked = load("performance-leadership")
    closed_on(vault, tmp_path / "a", "2025-03-01", questionnaire=asked.model_copy(update={"name": "our-own"}))
    points = asked.scale.model_copy(update={"points": asked.scale.points[:4]})
    other = asked.model_copy(update={"scale": points})
    scale = closed_on(vault, tmp_path / "b", "2025-04-01", questionnaire=other)
    now = closed_on(vault, tmp_path / "c", "2026-03-01")
    assert material_beside(vault, now)["before"] is None
    with pytest.raises(PerfleadError, match="another scale"):
        material_beside(vault, now, scale)


def test_a_review_of_the_vault_can_be_named(shown: Demo) -> None:
    earlier = shown.beside["before"].review.id
    assert material_beside(shown.vault, shown.review, earlier[:8])["before"] == shown.beside["before"]
    for wrong in (shown.review, "zzzz"):
        with pytest.raises(PerfleadError):
            material_beside(shown.vault, shown.review, wrong)
    with pytest.raises(PerfleadError, match="did not close before"):
        material_beside(shown.vault, earlier, shown.review)


def test_a_hidden_comment_of_the_earlier_review_stays_hidden(shown: Demo) -> None:
    earlier = shown.beside["before"].review.id
    with Debrief.of_review(shown.vault, earlier) as debrief:
        debrief.hide_comment("anonymous.O1.0", "it names its author")
    before = material_beside(shown.vault, shown.review)["before"]
    assert [each.reason for each in before.comments.hidden] == ["it names its author"]


def test_a_review_that_is_open_has_nothing_beside_it(vault: Vault, review: Review) -> None:
    with pytest.raises(PerfleadError, match="still open"):
        material_beside(vault, review.id)


# From files


def test_a_file_can_be_the_earlier_report_and_the_agencys(shown: Demo) -> None:
    found = material_beside(shown.vault, shown.review, EARLIER, AGENCY)
    assert found == shown.beside


def test_a_report_alone_is_read_with_what_stands_beside_it(shown: Demo) -> None:
    material = material_of_file(NOW, EARLIER, AGENCY)
    report, terms = frozen_report(shown.vault, shown.review)
    assert (material.report, material.questionnaire) == (report, terms.questionnaire)
    assert (material.before, material.agency) == (shown.beside["before"], shown.beside["agency"])
    assert Debrief(material).read_only
    assert material_of_file(NOW).before is None


def test_a_report_on_a_leader_is_no_agency_report(tmp_path: Path) -> None:
    with pytest.raises(PerfleadError, match="not a report on an agency"):
        material_of_file(NOW, agency=EARLIER)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["review"].update(leader="Somebody Else"), "about Somebody Else"),
        (lambda d: d["review"].update(questionnaire="our-own"), "another questionnaire, our-own"),
        (lambda d: d["review"].update(closed_on="2027-01-01"), "did not close before"),
        (lambda d: d["competencies"][0]["others"].update(mean=6.0), "does not fit the questionnaire"),
    ],
)
def test_an_earlier_report_that_does_not_fit_is_refused(
    changed: Callable[..., Path], change: Change, said: str
) -> None:
    with pytest.raises(PerfleadError, match=said):
        material_of_file(NOW, changed(change, EARLIER))


def test_a_questionnaire_of_ones_own_is_given_as_a_file(changed: Callable[..., Path], tmp_path: Path) -> None:
    path = changed(lambda d: d["review"].update(questionnaire="our-own"))
    with pytest.raises(PerfleadError, match="our-own, which does not come with perflead") as refused:
        material_of_file(path)
    assert "--questionnaire" in (refused.value.hint or "")
    ours = parse(
        to_yaml(load("performance-leadership")).replace("name: performance-leadership", "name: our-own", 1).encode(),
        "ours",
    )
    assert material_of_file(path, questionnaires=[load("agency"), ours]).questionnaire == ours
    with pytest.raises(PerfleadError, match="does not come"):
        material_of_file(path, questionnaires=[load("agency")])


def test_a_questionnaire_that_is_given_wins_over_the_built_in_one_of_its_name() -> None:
    ours = load("performance-leadership").model_copy(update={"version": "2"})
    assert questionnaire_of(read_report(NOW), [ours]).version == "2"


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(more=1),
        lambda d: d.pop("items"),
        lambda d: d["review"].update(closed_on="soon"),
        lambda d: d["review"].update(leader=["Jordan"]),
        lambda d: d["cells"][0].update(answers=0),
        lambda d: d["competencies"][0]["others"].update(mean=float("nan")),
        lambda d: d["competencies"][0]["others"].update(mean=[[[]]]),
    ],
)
def test_what_breaks_the_contract_is_not_a_report(changed: Callable[..., Path], change: Change) -> None:
    with pytest.raises(PerfleadError, match="is not a report, or it is damaged"):
        read_report(changed(change))


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["items"][0]["others"].update(mean=0.9),
        lambda d: d["competencies"][0]["others"].update(high=1e300),
        lambda d: d["time"]["others"].update(T1=11.0),
        lambda d: d["time"]["others"].update(T9=1.0),
        lambda d: d["time"]["self"].pop("T1"),
    ],
)
def test_numbers_that_the_questionnaire_cannot_give_are_refused(changed: Callable[..., Path], change: Change) -> None:
    with pytest.raises(PerfleadError, match="does not fit the questionnaire"):
        material_of_file(changed(change))


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"[]", b"{}", b"[" * 100_000, b'{"a": 1, "a": 2}', b"name: x"])
def test_anything_else_is_not_a_report(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(PerfleadError):
        read_report(path)


def test_a_large_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "LIMIT", 1000)
    with pytest.raises(PerfleadError, match="too large to be a report"):
        read_report(NOW)
    with pytest.raises(PerfleadError, match="is a folder"):
        read_report(tmp_path)
    with pytest.raises(PerfleadError, match="no file"):
        read_report(tmp_path / "none.json")


def test_every_text_of_a_file_is_cleaned(changed: Callable[..., Path]) -> None:
    evil = "a\x1b]52;c;aGk=\x07\u202eb"

    def soil(document: dict[str, Any]) -> None:
        document["review"]["leader"] = evil
        document["cells"][-1]["key"] = document["cells"][-1]["label"] = evil
        for each in document["competencies"] + document["items"]:
            each["cells"][evil] = each["cells"].pop("frontline")
        document["comments"]["anonymous"][0]["texts"][0] = evil + "\nsecond line"
        document["comments"]["hidden"] = [{"question": "O1", "reason": evil}]

    report = read_report(changed(soil))
    text = report.to_json()
    assert "\\u001b" not in text and "\x1b" not in text and "\u202e" not in text
    assert report.review.leader == "a]52;c;aGk=b"
    assert report.comments.anonymous[0].texts[0].endswith("\nsecond line")
    key = report.cells[-1].key
    assert all(key in each.cells for each in report.competencies), "a cell is found by its cleaned key"
