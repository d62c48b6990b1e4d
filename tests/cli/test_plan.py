"""`perflead plan`: print, write, take in."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def closed(perflead: Run, roster: Path, tmp_path: Path) -> str:
    """A closed review of one answer."""
    assert perflead("init").code == 0
    review = perflead("new", "--leader", "Jo Lead", "--roster", roster).out.strip()
    perflead("invite", review, "--out", tmp_path / "inv")
    (tmp_path / "answers.json").write_text('{"ratings": {"U1": 4}}')
    (tmp_path / "env").mkdir()
    for invitation in (tmp_path / "inv").glob("peers*"):
        said = perflead("answer", invitation, "--answers", tmp_path / "answers.json", "--out", tmp_path / "env")
        assert said.code == 0
    assert perflead("collect", review, tmp_path / "env").code == 0
    assert perflead("close", review).code == 0
    return review


def filled(perflead: Run, review: str, path: Path, **changed: object) -> Path:
    """A plan made from the empty one that `--json` gives."""
    document = json.loads(perflead("plan", review, "--json").out)
    document["focus"] = [{"competency": "PPL", "label": "People", "behaviour": "I ask first.", "by": "2027-01-31"}]
    path.write_text(json.dumps({**document, **changed}))
    return path


def test_a_review_without_a_plan_says_how_to_make_one(perflead: Run, closed: str) -> None:
    said = perflead("plan", closed)
    assert said.code == 1 and "--set" in said.err and not said.out


def test_a_plan_goes_in_by_a_file_and_comes_out_on_a_page(perflead: Run, closed: str, tmp_path: Path) -> None:
    path = filled(perflead, closed, tmp_path / "plan.json")
    assert perflead("plan", closed, "--set", path).code == 0
    said = perflead("plan", closed)
    assert said.code == 0
    for part in ("Jo Lead", "I ask first.", "January 31, 2027", "Treats people as people"):
        assert part in said.out
    assert json.loads(perflead("plan", closed, "--json").out)["focus"][0]["behaviour"] == "I ask first."


def test_it_goes_to_a_new_file_and_never_over_another(perflead: Run, closed: str, tmp_path: Path) -> None:
    perflead("plan", closed, "--set", filled(perflead, closed, tmp_path / "plan.json"))
    assert perflead("plan", closed, "--out", tmp_path / "plan.txt").code == 0
    assert "I ask first." in (tmp_path / "plan.txt").read_text()
    assert perflead("plan", closed, "--out", tmp_path / "plan.txt").code == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"leader": "Ana Else"}, "is for Ana Else"),
        ({"focus": [{"competency": "NOPE", "label": "x"}]}, "no competency NOPE"),
        ({"focus": "x"}, "cannot be used: focus"),
        ({"schema": "perflead.report/1"}, "not a plan of the form"),
    ],
)
def test_a_plan_that_does_not_fit_changes_nothing(
    perflead: Run, closed: str, tmp_path: Path, changed: dict[str, object], told: str
) -> None:
    perflead("plan", closed, "--set", filled(perflead, closed, tmp_path / "good.json"))
    before = perflead("plan", closed, "--json").out
    said = perflead("plan", closed, "--set", filled(perflead, closed, tmp_path / "bad.json", **changed))
    assert said.code == 1 and told in said.err
    assert perflead("plan", closed, "--json").out == before


def test_hostile_words_of_a_file_do_not_reach_the_terminal(perflead: Run, closed: str, tmp_path: Path) -> None:
    path = filled(perflead, closed, tmp_path / "plan.json", message="\x1b[2J\u202eback")
    assert perflead("plan", closed, "--set", path).code == 0
    for said in (perflead("plan", closed), perflead("plan", closed, "--json")):
        assert "[2Jback" in said.out and not re.search("[\x1b\u202e]|u202e|u001b", said.out)


def test_taking_in_and_writing_at_once_is_a_mistake_of_usage(perflead: Run, closed: str, tmp_path: Path) -> None:
    assert perflead("plan", closed, "--set", tmp_path / "a", "--json").code == 2


def test_an_open_review_has_no_plan(perflead: Run, roster: Path, tmp_path: Path) -> None:
    perflead("init")
    review = perflead("new", "--leader", "Jo Lead", "--roster", roster).out.strip()
    perflead("invite", review, "--out", tmp_path / "inv")
    assert perflead("plan", review).code == 1
