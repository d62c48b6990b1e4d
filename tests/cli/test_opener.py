"""A review whose key is split, by commands alone."""

import json
from itertools import combinations
from pathlib import Path

import pytest

from perflead_tui.vault import keys
from perflead_tui.vault.keys import Argon2Cost
from tests.cli.conftest import Run

OPENERS = ("--openers", "2of3", "--opener", "Dana W", "--opener", "Personal Büro", "--opener", "Ana Paredes")


@pytest.fixture(autouse=True)
def cheap_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))


def set_up(perflead: Run, roster: Path) -> str:
    """A review with three openers and collected answers; the shares are in `shares`."""
    assert perflead("init").code == 0
    made = perflead("new", "--leader", "Jo Lead", "--roster", roster, *OPENERS, "--shares", "shares")
    assert made.code == 0, made.err
    review = made.out.strip()
    assert perflead("invite", review, "--out", "invitations").code == 0
    Path("sheet.json").write_text(json.dumps({"ratings": {"U1": 4}}))
    Path("sent").mkdir()
    for invitation in Path("invitations").glob("peers-*"):
        assert perflead("answer", invitation, "--answers", "sheet.json", "--out", "sent").code == 0
    assert perflead("collect", review, "sent").code == 0
    return review


@pytest.fixture
def approvals(perflead: Run, roster: Path) -> tuple[str, list[str]]:
    """The review, and an approval of each opener, one of them as text in a mail."""
    review = set_up(perflead, roster)
    found = []
    for n, path in enumerate(sorted(Path("shares").iterdir())):
        assert path.stat().st_mode & 0o777 == 0o600
        secret = Path(f"secret{n}")
        secret.write_text(f"the passphrase of opener {n}")
        assert perflead("opener", "accept", path, "--passphrase-file", secret).code == 0
        words = ("--armour",) if n == 2 else ()
        said = perflead("opener", "approve", path, "--out", f"{n}.approval", *words, "--passphrase-file", secret)
        assert said.code == 0, said.err
        assert "Jo Lead" in said.err and "2 of 3" in said.err
        found.append(f"{n}.approval")
    Path("2.approval").write_text("Go ahead.\n\n> " + Path("2.approval").read_text().replace("\n", "\n> "))
    return review, found


def test_one_approval_is_refused_and_any_two_open(perflead: Run, approvals: tuple[str, list[str]]) -> None:
    review, files = approvals
    for command in (("close", review), ("close", review, "--check")):
        none = perflead(*command)
        assert none.code == 1 and "2 of its 3 openers" in none.err
        one = perflead(*command, "--approval", files[0])
        assert one.code == 1 and "1 has approved" in one.err
        twice = perflead(*command, "--approval", files[0], "--approval", files[0])
        assert twice.code == 1 and "1 has approved" in twice.err
    assert json.loads(perflead("status", review, "--json").out)["state"] == "open"
    for pair in combinations(files, 2):
        said = perflead("close", review, "--check", "--approval", pair[0], "--approval", pair[1])
        assert said.code == 0, said.err
        assert "peers" in said.out
    closed = perflead("close", review, "--approval", files[1], "--approval", files[2])
    assert closed.code == 0 and "Closed with 4 answers." in closed.out
    assert perflead("report", review).code == 0


def test_shares_without_a_passphrase_open_too(perflead: Run, roster: Path) -> None:
    review = set_up(perflead, roster)
    first, second, _third = sorted(Path("shares").iterdir())
    said = perflead("close", review, "--share", first, "--share", second)
    assert said.code == 0, said.err


def test_a_locked_share_asks_for_its_openers_passphrase(perflead: Run, approvals: tuple[str, list[str]]) -> None:
    review, files = approvals
    said = perflead("close", review, "--share", sorted(Path("shares").iterdir())[0], "--approval", files[1])
    assert said.code == 1 and "Passphrase of the share of" in said.err and "it is needed" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--openers", "two"), "does not say how many"),
        (("--openers", "1of2", "--opener", "a", "--opener", "b"), "1 of 2 is not possible"),
        (("--openers", "3of2", "--opener", "a", "--opener", "b"), "3 of 2 is not possible"),
        (("--openers", "2of3", "--opener", "a", "--opener", "b"), "3 openers were announced, and 2 were named"),
        (("--openers", "2of2", "--opener", "a", "--opener", "a "), "two have the same"),
        (("--openers", "2of2", "--opener", "a", "--opener", "b"), "--shares DIR"),
        (("--shares", "shares"), "--openers"),
        (("--opener", "a"), "--openers"),
    ],
)
def test_wishes_that_do_not_fit_are_refused(perflead: Run, roster: Path, words: tuple[str, ...], told: str) -> None:
    perflead("init")
    said = perflead("new", "--leader", "Jo", "--roster", roster, *words)
    assert said.code in (1, 2) and told in said.err
    assert not Path("shares").exists()
    assert perflead("status", "--json").out.strip() == "[]"


def test_shares_go_into_a_new_folder_only(perflead: Run, roster: Path) -> None:
    perflead("init")
    Path("shares").mkdir()
    Path("shares/old").write_text("old")
    said = perflead("new", "--leader", "Jo", "--roster", roster, *OPENERS, "--shares", "shares")
    assert said.code == 1 and "is not an empty folder" in said.err
    assert perflead("status", "--json").out.strip() == "[]"
