"""`perflead debrief`: what was said in a walk-through, on a page, as a file, and back in."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.flows.close import close
from perflead_tui.flows.collect import collect
from perflead_tui.flows.debrief import Debrief, Weight
from perflead_tui.vault.vault import Vault
from tests.cli.conftest import PASSPHRASE, Run
from tests.flows.conftest import Review
from tests.tui_coach.doors import QUICK


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a closed review in whose walk-through something was said."""
    made, _recovery = Vault.create(tmp_path / "vault", PASSPHRASE, cost=QUICK)
    monkeypatch.setenv("PERFLEAD_HOME", str(tmp_path / "vault"))
    with made:
        review = Review(made, tmp_path)
        review.answer_all()
        collect(made, review.id, [review.envelopes])
        close(made, review.id)
        with Debrief.of_review(made, review.id) as debrief:
            debrief.go_to(6, 61)
            debrief.guess("manager", highest="PPL", lowest="LVL")
            debrief.note(4, "Proud of \x1b[2Jthis.\n\nComes back to it.")
            debrief.mark("anonymous.O1.0", theme="Listening", highlight=True)
            debrief.mark("anonymous.O1.1", highlight=True)
            debrief.mark("anonymous.O1.1", highlight=True)  # taken back
            debrief.weigh("PPL", Weight(results=5, me=4))
            debrief.save()
    return review.id


def filled(perflead: Run, closed: str, path: Path, /, **changed: object) -> Path:
    """What `--json` gives, changed."""
    path.write_text(json.dumps({**json.loads(perflead("debrief", closed, "--json").out), **changed}))
    return path


def said(perflead: Run, review: str) -> dict[str, Any]:
    """What the review has."""
    found: dict[str, Any] = json.loads(perflead("debrief", review, "--json").out)
    return found


def test_it_is_read_on_a_page(perflead: Run, closed: str) -> None:
    found = perflead("debrief", closed)
    assert found.code == 0, found.err
    for part in (
        "The walk-through with Jo Lead", "At step 6, Comments, time, agency; 1 min", "4 Strengths",
        "Proud of [2Jthis.", "highest: Treats people as people", "anonymous.O1.0: highlighted, Listening",
        "results 5, to the leader 4, in their control ·",
    ):  # fmt: skip
        assert part in found.out, part
    assert "anonymous.O1.1" not in found.out and "\x1b" not in found.out
    assert max(map(len, found.out.splitlines())) <= 78


def test_it_is_json_by_a_documented_contract(perflead: Run, closed: str) -> None:
    assert said(perflead, closed) == {
        "schema": "perflead.debrief/1",
        "review": closed,
        "step": 6,
        "guesses": {"manager": {"highest": "PPL", "lowest": "LVL"}},
        "notes": {"4": "Proud of [2Jthis.\n\nComes back to it."},
        "marks": {"anonymous.O1.0": {"themes": ["Listening"], "highlight": True}},
        "weights": {"PPL": {"results": 5, "me": 4, "control": 0}},
    }


def test_a_file_says_that_erasing_does_not_reach_it_and_is_never_written_over(
    perflead: Run, closed: str, tmp_path: Path
) -> None:
    written = perflead("debrief", closed, "--out", tmp_path / "notes.txt")
    assert written.code == 0 and "erasing the review does not reach it" in written.err
    assert "Proud of" in (tmp_path / "notes.txt").read_text()
    assert (tmp_path / "notes.txt").stat().st_mode & 0o077 == 0
    assert perflead("debrief", closed, "--out", tmp_path / "notes.txt").code == 1


def test_what_a_file_has_takes_the_place_of_what_was_there_and_the_rest_stays(
    perflead: Run, closed: str, tmp_path: Path
) -> None:
    before = said(perflead, closed)
    path = tmp_path / "in.json"
    path.write_text(
        json.dumps({"schema": "perflead.debrief/1", "review": closed, "notes": {"9": "Done."}, "marks": {}})
    )
    taken = perflead("debrief", closed, "--set", path)
    assert taken.code == 0 and "erased with it" in taken.err
    assert said(perflead, closed) == {**before, "notes": {"9": "Done."}, "marks": {}}


def test_what_comes_out_goes_in_again_and_is_the_same(perflead: Run, closed: str, tmp_path: Path) -> None:
    before = said(perflead, closed)
    assert perflead("debrief", closed, "--set", filled(perflead, closed, tmp_path / "same.json")).code == 0
    assert said(perflead, closed) == before


BAD: list[tuple[dict[str, object], str]] = [
    ({"schema": "perflead.plan/1"}, "does not have the form perflead.debrief/1"),
    ({"review": "aaaaaaaaaaaaaaaa"}, "is from review aaaaaaaaaaaaaaaa"),
    ({"guesses": {"self": {"highest": "PPL"}}}, "no cell self"),
    ({"guesses": {"manager": {"highest": "NOPE"}}}, "no competency NOPE"),
    ({"guesses": {"manager": {"highest": "PPL", "lowest": "PPL"}}}, "as highest and as lowest"),
    ({"notes": {"10": "x"}}, "no step 10"),
    ({"notes": {"4": "x" * 20_001}}, "longer than 20000 characters"),
    ({"marks": {"anonymous.O1.99": {}}}, "no comment anonymous.O1.99"),
    ({"marks": {"anonymous.O1.0": {"themes": ["x" * 41]}}}, "longer than 40 characters"),
    ({"marks": {"anonymous.O1.0": {"themes": [" "]}}}, "is empty or longer"),
    ({"marks": {"anonymous.O1.0": {"themes": ["a", "a"]}}}, "a theme twice"),
    ({"weights": {"NOPE": {}}}, "no competency NOPE"),
    ({"weights": {"PPL": {"results": 6}}}, "cannot be used: weights.PPL.results"),
    ({"weights": {"PPL": {"results": "5"}}}, "cannot be used: weights.PPL.results"),
    ({"step": 0}, "cannot be used: step"),
    ({"seconds": {}}, "cannot be used: seconds"),
    ({"marks": {"\x1b[2J": {}}}, "no comment [2J"),
]


def test_what_does_not_fit_is_refused_and_changes_nothing(perflead: Run, closed: str, tmp_path: Path) -> None:
    before = said(perflead, closed)
    for at, (changed, told) in enumerate(BAD):
        path = tmp_path / f"{at}.json"
        path.write_text(json.dumps({**before, **changed}))
        refused = perflead("debrief", closed, "--set", path)
        assert refused.code == 1 and told in refused.err and "\x1b" not in refused.err, changed
    assert said(perflead, closed) == before


def test_erasing_takes_it_along_and_then_there_is_nothing_to_read(perflead: Run, closed: str) -> None:
    assert "notes, marks and weights" in perflead("erase", closed, "--yes").out
    found = perflead("debrief", closed)
    assert found.code == 1 and "Nothing was said" in found.err and not found.out


def test_taking_in_and_writing_at_once_is_a_mistake_of_usage(perflead: Run, closed: str, tmp_path: Path) -> None:
    assert perflead("debrief", closed, "--set", tmp_path / "a", "--json").code == 2


def test_the_example_of_the_guide_is_sound() -> None:
    from perflead_tui.flows.debriefing import Said
    from perflead_tui.guide import read_topic

    (text,) = re.findall(r"```json debrief\n(.*?)```", read_topic("formats"), re.DOTALL)
    assert json.loads(Said.model_validate(json.loads(text), strict=True).to_json()) == json.loads(text)


def test_steps_are_called_as_on_the_screen() -> None:
    from perflead_tui.flows.debriefing import step_title
    from perflead_tui.tui.walk.steps import STEPS_IN_ORDER

    assert [step_title(each.number) for each in STEPS_IN_ORDER] == [each.title() for each in STEPS_IN_ORDER]
