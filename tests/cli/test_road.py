"""One review from a roster to a report, by commands alone, and its numbers checked by an independent calculation."""

import json
import random
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.questionnaire.loading import load
from tests.cli.conftest import Run

GROUPS = {"self": 1, "manager": 1, "peers": 4, "frontline": 5, "partners": 2}
ITEMS = {c.key: [item.key for item in c.items] for c in load("performance-leadership").competencies}


def random_answers(group: str, chance: random.Random) -> dict[str, Any]:
    lean = {"self": 4, "manager": 4, "peers": 4, "frontline": 3, "partners": 2}[group]
    ratings = {
        item: None if chance.random() < 0.15 else max(1, min(5, lean + chance.choice([-1, 0, 0, 1])))
        for items in ITEMS.values()
        for item in items
    }
    first = chance.randint(3, 5)
    time = {"T1": first, "T2": 7 - first, "T3": 3}
    if group == "self":
        time |= {"D1": 6, "D2": 3, "D3": 1}
    return {"ratings": ratings, "time": time, "comments": {"O1": f"words {chance.random()}"}}


@pytest.fixture
def road(perflead: Run, roster: Path, tmp_path: Path) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Walk the whole road; the report, and the answers by group that went in."""
    chance = random.Random(7)
    assert perflead("init").code == 0
    review = perflead("new", "--leader", "Jo Lead", "--roster", roster, "--closes", "2099-12-15").out.strip()
    assert perflead("invite", review, "--out", tmp_path / "invitations").code == 0
    given: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for invitation in sorted((tmp_path / "invitations").iterdir()):
        group = invitation.name.split("-")[0]
        answers = random_answers(group, chance)
        given[group].append(answers)
        sheet = tmp_path / "answers.json"
        sheet.write_text(json.dumps(answers))
        out = tmp_path / f"{invitation.stem}.envelope"
        assert perflead("answer", invitation, "--answers", sheet, "--out", out).code == 0
    collected = perflead("collect", review, *tmp_path.glob("*.envelope"))
    assert collected.code == 0 and collected.out.count("taken: ") == 13
    status = json.loads(perflead("status", review, "--json").out)
    assert (status["state"], status["envelopes"]) == ("open", 13)
    assert "peers + partners" in perflead("close", review, "--check").out
    assert perflead("close", review).code == 0
    return json.loads(perflead("report", review, "--format", "json").out), dict(given)


def half_up(value: Fraction) -> Fraction:
    return Fraction((value * 20 + 1) // 2, 10)


def published(values: list[Fraction]) -> Fraction:
    """A one-decimal mean between the bounds of a 1-5 scale with minimum 4."""
    mean = half_up(sum(values, Fraction()) / len(values))
    return min(max(mean, Fraction(23, 10)), Fraction(45, 10))


def test_the_numbers_equal_an_independent_calculation(
    road: tuple[dict[str, Any], dict[str, list[dict[str, Any]]]],
) -> None:
    report, given = road
    cells = {"peers+partners": given["peers"] + given["partners"], "frontline": given["frontline"]}
    assert {cell["key"]: cell["answers"] for cell in report["cells"]} == {
        "self": 1,
        "manager": 1,
        "peers+partners": 6,
        "frontline": 5,
    }
    table: dict[tuple[str, str], Fraction] = {}
    for name, raters in cells.items():
        for item in (item for items in ITEMS.values() for item in items):
            answers = [Fraction(r["ratings"][item]) for r in raters if r["ratings"][item] is not None]
            if len(answers) >= 4 and len(answers) * 2 >= len(raters):
                table[name, item] = published(answers)
    for row in report["items"]:
        for name in cells:
            assert mean_of(row["cells"][name]) == table.get((name, row["key"])), (row["key"], name)
    for row in report["competencies"]:
        found = []
        for name in cells:
            values = [table[name, item] for item in ITEMS[row["key"]] if (name, item) in table]
            expected = published(values) if len(values) >= 3 and len(values) * 5 >= len(ITEMS[row["key"]]) * 3 else None
            assert mean_of(row["cells"][name]) == expected
            found += [expected] if expected is not None else []
        assert mean_of(row["others"]) == (published(found) if found else None)
        own = [Fraction(v) for item in ITEMS[row["key"]] if (v := given["self"][0]["ratings"][item]) is not None]
        enough = len(own) >= 3 and len(own) * 5 >= len(ITEMS[row["key"]]) * 3
        assert mean_of(row["self"]) == (half_up(sum(own, Fraction()) / len(own)) if enough else None)


def mean_of(found: dict[str, Any] | None) -> Fraction | None:
    return None if found is None else Fraction(str(found["mean"]))


def test_time_is_the_mean_of_the_points(road: tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]) -> None:
    report, given = road
    points = [rater["time"] for rater in given["frontline"]]
    for key in ("T1", "T2", "T3"):
        mean = half_up(Fraction(sum(point[key] for point in points), len(points)))
        assert Fraction(str(report["time"]["cells"]["frontline"][key])) == mean
    assert report["time"]["desired"] == {"T1": 6.0, "T2": 3.0, "T3": 1.0}


def test_every_comment_is_there_word_for_word(road: tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]) -> None:
    report, given = road
    expected = {r["comments"]["O1"] for group in ("peers", "partners", "frontline") for r in given[group]}
    assert set(report["comments"]["anonymous"][0]["texts"]) == expected
    assert report["comments"]["self"][0]["texts"] == [given["self"][0]["comments"]["O1"]]
