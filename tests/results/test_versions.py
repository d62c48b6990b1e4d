"""Reports that somebody was given: old versions open, newer ones and anything else are refused in words."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.results import reading
from perflead_tui.results.reading import REPORTS, kept_report, read_report
from perflead_tui.results.report import SCHEMA, Report
from perflead_tui.results.versions import Document, Family

FIRST = Path(__file__).parent / "report-1.json"
"""A report of version 1, as it was written when there was no other. It stays as it is, whatever comes after it."""

Change = Callable[[dict[str, Any]], object]


def changed(change: Change) -> bytes:
    document = json.loads(FIRST.read_bytes())
    change(document)
    return json.dumps(document).encode()


def test_version_1_opens() -> None:
    found = read_report(FIRST.read_bytes(), "report-1.json")
    assert found.review.leader == "Jordan Rivera"
    assert [cell.answers for cell in found.cells] == [1, 1, 7, 7]
    assert len(found.items) == 37
    assert found.competencies[0].others is not None and found.competencies[0].others.mean == 3.8
    assert found.comments.anonymous


def test_the_newest_version_is_the_one_that_is_written() -> None:
    assert REPORTS.schema == SCHEMA
    assert set(REPORTS.steps) == set(range(1, REPORTS.newest))


def test_a_report_comes_back_as_it_was_written() -> None:
    found = read_report(FIRST.read_bytes(), "x")
    assert read_report(found.to_json().encode(), "x") == found == kept_report(found.to_json(indent=None))


@pytest.mark.parametrize("version", ["2", "999999999"])
def test_a_newer_report_is_refused_in_plain_words(version: str) -> None:
    data = changed(lambda d: d.update(schema=f"perflead.report/{version}", more="than this one knows"))
    with pytest.raises(PerfleadError, match="made by a newer perflead") as refused:
        read_report(data, "theirs.json")
    assert "theirs.json" in refused.value.message and "newest perflead" in refused.value.hint


@pytest.mark.parametrize(
    "schema", ["perflead.report/0", "perflead.report/01", "perflead.report/1\n", "perflead.plan/1"]
)
def test_what_is_no_version_is_no_report(schema: str) -> None:
    with pytest.raises(PerfleadError, match="is not a report"):
        read_report(changed(lambda d: d.update(schema=schema)), "x")


CHANGES: dict[str, Change] = {
    "no schema": lambda d: d.pop("schema"),
    "schema of another type": lambda d: d.update(schema=[SCHEMA]),
    "a field more": lambda d: d.update(more=1),
    "a field less": lambda d: d.pop("items"),
    "text for a number": lambda d: d["review"].update(minimum="4"),
    "a fraction of an answer": lambda d: d["cells"][0].update(answers=1.5),
    "true for a number": lambda d: d["cells"][0].update(answers=True),
    "no answer": lambda d: d["cells"][0].update(answers=0),
    "no number": lambda d: d["competencies"][0]["others"].update(mean=float("nan")),
    "a number without end": lambda d: d["competencies"][0]["others"].update(mean=float("inf")),
    "no number in time": lambda d: d["time"]["others"].update(T1=float("nan")),
    "no date": lambda d: d["review"].update(closed_on="soon"),
    "a list for a table": lambda d: d.update(review=[]),
    "another bound": lambda d: d["competencies"][0]["others"].update(bound="about"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_breaks_the_contract_is_refused(change: Change) -> None:
    with pytest.raises(PerfleadError, match="is not a report, or it is damaged"):
        read_report(changed(change), "x")


TEXT = FIRST.read_bytes()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\x00\xff",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        TEXT[:-40],
        TEXT + TEXT,
        TEXT.replace(b'"withheld"', b'"items": [], "withheld"', 1),
        TEXT.replace(b"4.0", b"9" * 5000, 1),
        TEXT.replace(b"4.0", b"1e999", 1),
        TEXT.decode().encode("utf-16"),
    ],
    ids=range(13),
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(PerfleadError, match="is not a report, or it is damaged"):
        read_report(data, "x")


def test_what_is_too_large_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LIMIT", 1000)
    with pytest.raises(PerfleadError, match="too large to be a report"):
        read_report(b"[" * 1001, "x")


def test_every_text_is_cleaned() -> None:
    found = read_report(changed(lambda d: d["review"].update(leader="a\x1b]52;c;aGk=\x07\u202e\ud800b")), "x")
    assert found.review.leader == "a]52;c;aGk=b"


def test_a_report_in_the_vault_that_a_newer_perflead_wrote_is_refused_too() -> None:
    with pytest.raises(PerfleadError, match="newer perflead"):
        kept_report(changed(lambda d: d.update(schema="perflead.report/2")).decode())


@pytest.mark.parametrize("words", ["", "[]", "{}", "[" * 100_000])
def test_a_damaged_report_in_the_vault_is_a_value_error(words: str) -> None:
    with pytest.raises(ValueError):
        kept_report(words)


# The chain, on a family of three versions


def _named(document: Document) -> Document:
    return {**document, "name": document["title"]}


def _untitled(document: Document) -> Document:
    return {key: value for key, value in document.items() if key != "title"}


THREE = Family("perflead.thing", 3, {1: _named, 2: _untitled})


@pytest.mark.parametrize(
    "old",
    [
        {"schema": "perflead.thing/1", "title": "x"},
        {"schema": "perflead.thing/2", "title": "x", "name": "x"},
        {"schema": "perflead.thing/3", "name": "x"},
    ],
)
def test_older_versions_go_step_by_step_to_the_newest(old: Document) -> None:
    before = dict(old)
    assert THREE.newest_form(old, "x") == {"schema": "perflead.thing/3", "name": "x"}
    assert old == before


def test_another_family_is_not_touched() -> None:
    assert THREE.newest_form({"schema": "perflead.thing-file/1"}, "x") is None
    assert THREE.newest_form({"schema": "perflead.report/1"}, "x") is None
    assert Report.model_fields["schema_"].default == SCHEMA
