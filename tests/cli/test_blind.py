"""A blind review over a shared folder, by commands alone, with the clock of the commands set forward."""

import datetime
import json
from pathlib import Path

import pytest

from perflead_tui.flows import outbox
from tests.cli.conftest import Run

ROSTER = "name,group,email\nJo,self,jo@example.org\n" + "".join(f"p{n},peers,p{n}@example.org\n" for n in range(4))


def review(perflead: Run, tmp_path: Path, *more: object, armoured: tuple[str, ...] = ()) -> str:
    (tmp_path / "roster.csv").write_text(ROSTER)
    assert perflead("init").code == 0
    made = perflead(
        "new", "--leader", "Jo", "--roster", tmp_path / "roster.csv", "--blind",
        "--claims-until", "2098-01-01", "--answers-from", "2098-01-03T08:00", *more,
    )  # fmt: skip
    assert made.code == 0, made.err
    assert perflead("invite", made.out.strip(), "--out", tmp_path / "inv", *armoured).code == 0
    return made.out.strip()


def test_the_road_of_a_blind_review_by_commands(perflead: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "drop").mkdir()
    wanted = review(perflead, tmp_path, "--drop", tmp_path / "drop")
    (tmp_path / "a.json").write_text('{"ratings": {"U1": 4, "U2": 3}}')
    for invitation in (tmp_path / "inv").iterdir():
        said = perflead("answer", invitation, "--answers", tmp_path / "a.json")
        assert said.code == 0 and "wait, sealed" in said.out
    assert "5 claims were granted" in perflead("desk", wanted).out
    assert "5 answers wait" in perflead("deliver").out
    later = datetime.datetime(2098, 2, 1, tzinfo=datetime.UTC)
    monkeypatch.setattr(outbox, "now", lambda: later)
    assert "5 finished answers were sent" in perflead("locate").err, "any start of perflead lets them leave"
    assert "5 envelopes were taken in" in perflead("desk", wanted).out
    assert "Nothing waits" in perflead("deliver").out
    assert json.loads(perflead("status", wanted, "--json").out)["envelopes"] == 5
    assert perflead("close", wanted).code == 0
    board = tmp_path / "drop" / wanted / "board"
    assert json.loads(board.read_text())["accepted"] == 5, "closing puts the board into the drop"
    assert perflead("board", wanted, "--to-drop").code == 0
    assert perflead("board", wanted).code == 2
    report = json.loads(perflead("report", wanted, "--format", "json").out)
    assert [cell["answers"] for cell in report["cells"]] == [1, 4]


@pytest.mark.parametrize("armoured", [[], ["--armour"]], ids=["files", "pasted text"])
def test_without_a_drop_claim_and_grant_are_files(perflead: Run, tmp_path: Path, armoured: list[str]) -> None:
    wanted = review(perflead, tmp_path)
    invitation = next((tmp_path / "inv").glob("peers*"))
    (tmp_path / "a.json").write_text('{"ratings": {"U1": 4}}')
    out = tmp_path / "my.envelope"
    said = perflead("answer", invitation, "--answers", tmp_path / "a.json", "--out", out, *armoured)
    assert said.code == 0 and ".claim" in said.err and not out.exists()
    claim = next((tmp_path / "inv").glob("*.claim"))
    assert perflead("desk", wanted, "--claims", claim, "--out", tmp_path / "grants", *armoured).code == 0
    grant = next((tmp_path / "grants").iterdir())
    for message in (claim, grant):
        assert (b"BEGIN PERFLEAD" in message.read_bytes()) == bool(armoured)
        if armoured:
            quoted = ["Hello,", "", *message.read_text().splitlines()]
            message.write_text("".join(f"> {row}\n" for row in quoted))
    said = perflead("answer", invitation, "--answers", tmp_path / "a.json", "--grant", grant, "--out", out)
    assert said.code == 0 and out.exists() and "or later" in said.out


def test_a_reminder_goes_to_everyone(perflead: Run, tmp_path: Path) -> None:
    wanted = review(perflead, tmp_path)
    said = perflead("remind", wanted)
    assert "everyone who was invited" in said.out
    assert all(f"p{n}@example.org" in said.err for n in range(4))


@pytest.mark.parametrize(
    "more",
    [
        ["--blind"],
        ["--claims-until", "2098-01-01"],
        ["--blind", "--claims-until", "2098-01-02", "--answers-from", "2098-01-01"],
        ["--blind", "--claims-until", "soon", "--answers-from", "2098-01-01"],
    ],
)
def test_phases_that_do_not_fit_are_a_usage_error(perflead: Run, tmp_path: Path, more: list[str]) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER)
    perflead("init")
    assert perflead("new", "--leader", "Jo", "--roster", tmp_path / "roster.csv", *more).code == 2


def test_one_moment_for_both_phases_is_told_plainly(perflead: Run, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER)
    perflead("init")
    said = perflead(
        "new", "--leader", "Jo", "--roster", tmp_path / "roster.csv", "--blind",
        "--claims-until", "2098-01-01", "--answers-from", "2098-01-01",
    )  # fmt: skip
    assert said.code == 0 and "one phase" in said.err


def test_a_drop_with_a_password_in_its_url_is_refused(perflead: Run, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER)
    perflead("init")
    said = perflead(
        "new", "--leader", "Jo", "--roster", tmp_path / "roster.csv", "--drop", "sftp://me:secret@localhost/x"
    )
    assert said.code == 1 and "secret" not in said.err
    assert perflead("status").out.startswith("There are no reviews")
