"""`perflead hide`: which comments there are, withholding one with a reason, showing it again."""

import json
from pathlib import Path

import pytest

from perflead_tui.flows.close import close
from perflead_tui.flows.collect import collect
from perflead_tui.vault.vault import Vault
from tests.cli.conftest import PASSPHRASE, Run
from tests.flows.conftest import Review

WHY = "it names its author"


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a closed review in the vault that the command line opens."""
    made, _recovery = Vault.create(tmp_path / "vault", PASSPHRASE)
    monkeypatch.setenv("PERFLEAD_HOME", str(tmp_path / "vault"))
    with made:
        review = Review(made, tmp_path)
        review.answer_all()
        collect(made, review.id, [review.envelopes])
        close(made, review.id)
    return review.id


def test_without_a_comment_it_lists_their_names_with_their_first_words(perflead: Run, closed: str) -> None:
    said = perflead("hide", closed)
    assert said.code == 0, said.err
    rows = said.out.splitlines()
    assert len(rows) == 13
    assert rows[0].startswith("anonymous.O1.0  ") and rows[0].endswith(" says: go on")
    assert rows[-1] == "own.O1.0  self says: go on"


def test_a_withheld_comment_leaves_its_reason_in_text_and_json(perflead: Run, closed: str) -> None:
    said = perflead("hide", closed, "own.O1.0", "--reason", WHY)
    assert (said.code, said.out) == (0, "")
    assert "own.O1.0 is withheld" in said.err
    assert perflead("hide", closed).out.splitlines()[-1] == f"own.O1.0  self says: go on  (withheld: {WHY})"
    text = perflead("report", closed).out
    assert f"1 comment withheld by the coach: {WHY}" in text and "self says" not in text
    report = json.loads(perflead("report", closed, "--json").out)
    assert report["comments"]["hidden"] == [{"question": "O1", "reason": WHY}]


def test_it_is_shown_again(perflead: Run, closed: str) -> None:
    perflead("hide", closed, "own.O1.0", "--reason", WHY)
    assert perflead("hide", closed, "own.O1.0", "--show").code == 0
    text = perflead("report", closed).out
    assert "self says" in text and "withheld" not in text


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["own.O1.0"], "--reason WORDS"),
        (["own.O1.0", "--reason", "x", "--show"], "--reason WORDS"),
        (["--show"], "Name the comment"),
        (["--reason", "x"], "Name the comment"),
    ],
)
def test_half_a_command_is_refused_before_a_vault_is_opened(perflead: Run, args: list[str], told: str) -> None:
    said = perflead("hide", "abc", *args)
    assert said.code == 2
    assert told in said.err


def test_an_unknown_comment_and_an_empty_reason_are_refused(perflead: Run, closed: str) -> None:
    unknown = perflead("hide", closed, "O9", "--reason", "x")
    assert unknown.code == 1
    assert "no such comment" in unknown.err and "perflead hide" in unknown.err
    assert "A reason is needed" in perflead("hide", closed, "own.O1.0", "--reason", " ").err
    assert "withheld" not in perflead("hide", closed).out
