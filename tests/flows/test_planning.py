"""The plan as a file, and days that are typed."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from perflead_tui import i18n
from perflead_tui.errors import PerfleadError
from perflead_tui.flows.planning import future_day, read_plan
from perflead_tui.results.plan import Focus, Plan

TODAY = datetime.date(2026, 12, 15)


@pytest.fixture
def document() -> dict[str, Any]:
    """A plan as JSON."""
    plan = Plan(leader="Jo", focus=[Focus(competency="PPL", label="People", by=TODAY)])
    found: dict[str, Any] = json.loads(plan.to_json())
    return found


# Days


@pytest.mark.parametrize("text", ["2027-03-04", "3/4/2027", "3/4/27", " 3/4/27 "])
def test_a_day_is_typed_as_iso_or_as_the_language_has_it(text: str) -> None:
    assert future_day(text, TODAY) == datetime.date(2027, 3, 4)


def test_another_language_has_another_order(monkeypatch: pytest.MonkeyPatch) -> None:
    with i18n.speaking("es"):
        assert future_day("3/4/27", TODAY) == datetime.date(2027, 4, 3)
    with i18n.speaking("de"):
        assert future_day("3.4.2027", TODAY) == datetime.date(2027, 4, 3)


@pytest.mark.parametrize(
    "text", ["soon", "", "31/31/2027", "2027", "3/4", "2027-02-30", "3/4/27 x", "-3/4/27", "0/0/0"]
)
def test_what_is_no_date_is_told_with_an_example(text: str) -> None:
    with pytest.raises(PerfleadError, match=r"2027-03-31 or 3/31/27"):
        future_day(text, TODAY)


def test_a_day_in_the_past_or_far_away_is_refused_and_today_is_not() -> None:
    assert future_day("2026-12-15", TODAY) == TODAY
    with pytest.raises(PerfleadError, match="is over"):
        future_day("2026-12-14", TODAY)
    with pytest.raises(PerfleadError, match="ten years"):
        future_day("2206-12-15", TODAY)


# Names of files


# A plan from a file


def test_a_plan_that_was_written_is_read_again(document: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document))
    assert read_plan(path).focus[0].by == TODAY


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "perflead.plan/2"},
        {"more": 1},
        {"focus": [1]},
        {"pulse_on": 0},
        {"pulse_on": "tomorrow"},
        {"message": "x" * 2001},
        {"message": 7},
    ],
)
def test_a_file_that_is_no_plan_is_refused(document: dict[str, Any], tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({**document, **change}))
    with pytest.raises(PerfleadError, match=r"not a plan of the form|cannot be used|newer perflead"):
        read_plan(path)


def test_more_than_two_focus_areas_or_one_twice_are_refused(document: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    for count in (2, 3):
        path.write_text(json.dumps({**document, "focus": document["focus"] * count}))
        with pytest.raises(PerfleadError, match="cannot be used"):
            read_plan(path)


def test_a_file_that_is_too_large_or_nested_is_not_parsed(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("[" * 100_000)
    with pytest.raises(PerfleadError, match="not a plan"):
        read_plan(path)
    path.write_text(" " * (512 * 1024 + 1))
    with pytest.raises(PerfleadError, match="too large"):
        read_plan(path)
