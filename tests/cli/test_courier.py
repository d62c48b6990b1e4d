"""A review through a courier, and with text in place of files, by commands alone."""

import json
from pathlib import Path

import pytest

from perflead_tui.vault import keys
from perflead_tui.vault.keys import Argon2Cost
from tests.cli.conftest import Run, Said


@pytest.fixture(autouse=True)
def cheap_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))


def set_up(perflead: Run, roster: Path, *invite: str) -> str:
    """A review with a courier; its invitations are in `invitations`, its terms in `terms.json`."""
    assert perflead("courier", "new", "--out", "courier.key").code == 0
    assert perflead("init").code == 0
    made = perflead("new", "--leader", "Jo Lead", "--roster", roster, "--courier", "courier.key.pub")
    assert made.code == 0, made.err
    review = made.out.strip()
    assert perflead("invite", review, "--out", "invitations", *invite).code == 0
    assert perflead("terms", review, "--out", "terms.json").code == 0
    return review


def answer_all(perflead: Run, *more: str) -> None:
    Path("sheet.json").write_text(json.dumps({"ratings": {"U1": 4}}))
    Path("sent").mkdir()
    for invitation in sorted(Path("invitations").iterdir()):
        said = perflead("answer", invitation, "--answers", "sheet.json", "--out", "sent", *more)
        assert said.code == 0, said.err


def forward(perflead: Run, *words: str) -> Said:
    return perflead("courier", "forward", *words, "--key", "courier.key", "--terms", "terms.json")


def test_the_whole_road_with_a_courier(perflead: Run, roster: Path) -> None:
    review = set_up(perflead, roster)
    answer_all(perflead)
    assert len(list(Path("sent").iterdir())) == 13
    straight = perflead("collect", review, "sent")
    assert straight.code == 1
    assert "courier" in straight.out
    assert json.loads(perflead("status", review, "--json").out)["envelopes"] == 0
    handed = forward(perflead, "sent", "batch")
    assert handed.code == 0, handed.err
    assert "13 envelopes are in batch." in handed.out
    assert "destroy" in handed.err and "Jo Lead" in handed.err
    assert len(list(Path("sent").iterdir())) == 13
    collected = perflead("collect", review, "batch")
    assert collected.code == 0 and collected.out.count("taken: ") == 13
    closed = perflead("close", review)
    assert closed.code == 0 and "Closed with 13 answers." in closed.out


def test_the_whole_road_as_text_in_mails(perflead: Run, roster: Path) -> None:
    review = set_up(perflead, roster, "--armour")
    for path in Path("invitations").iterdir():
        assert path.name.endswith(".invitation.txt")
        path.write_text(f"Dear colleague,\n\n{path.read_text()}\nThank you\n")
    answer_all(perflead, "--armour")
    for path in Path("sent").iterdir():
        assert path.name.endswith(".envelope.txt")
        path.write_text(
            "Hello\r\n\r\n" + "".join(f"> {line}\r\n" for line in path.read_text().splitlines()) + "\r\nBye"
        )
    assert forward(perflead, "sent", "batch").code == 0
    assert perflead("collect", review, "batch").out.count("taken: ") == 13


def test_a_courier_can_be_named_by_pasted_text(perflead: Run, roster: Path, tmp_path: Path) -> None:
    said = perflead("courier", "new", "--out", "courier.key")
    (tmp_path / "mail.txt").write_text("Here is my key:\n\n" + said.out)
    perflead("init")
    assert perflead("new", "--leader", "Jo", "--roster", roster, "--courier", "mail.txt").code == 0


def test_the_private_key_is_not_taken_for_the_public_one(perflead: Run, roster: Path) -> None:
    perflead("courier", "new", "--out", "courier.key")
    perflead("init")
    said = perflead("new", "--leader", "Jo", "--roster", roster, "--courier", "courier.key")
    assert said.code == 1 and "private key" in said.err and ".pub" in said.err


def test_too_few_are_waited_for_and_junk_is_named(perflead: Run, roster: Path) -> None:
    set_up(perflead, roster)
    answer_all(perflead)
    few = sorted(Path("sent").iterdir())[:3]
    Path("junk.txt").write_text("\x1b[31mnothing")
    said = forward(perflead, *map(str, few), "junk.txt", "batch")
    assert said.code == 1
    assert "1 more new envelope is needed" in said.err
    assert "not handed on: junk.txt" in said.out
    assert not Path("batch").exists()
    assert forward(perflead, "sent", "junk.txt", "batch").code == 3
    assert forward(perflead, "sent", "second").code == 1
    assert forward(perflead, "sent", "second", "--again").code == 0
    assert len(list(Path("second").iterdir())) == 13


def test_a_wrong_passphrase_of_the_courier_is_told(perflead: Run, roster: Path, tmp_path: Path) -> None:
    set_up(perflead, roster)
    answer_all(perflead)
    (tmp_path / "wrong").write_text("another passphrase")
    said = forward(perflead, "sent", "batch", "--passphrase-file", "wrong")
    assert said.code == 1 and "passphrase is wrong" in said.err
    assert not Path("batch").exists()
