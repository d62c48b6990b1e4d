"""The board on the command line: published, looked up, audited; and the end of a review."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "answers.json"
    path.write_text('{"ratings": {"U1": 4}}')
    return path


@pytest.fixture
def closed(perflead: Run, roster: Path, sheet: Path, tmp_path: Path) -> str:
    """A closed review of ten people; the receipts of the first two are kept, their codes are in `codes`."""
    assert perflead("init").code == 0
    review = perflead("new", "--leader", "Jo Lead", "--roster", roster, "--erase-after", "0").out.strip()
    perflead("invite", review, "--out", tmp_path / "inv")
    (tmp_path / "env").mkdir()
    codes = []
    for n, invitation in enumerate(sorted((tmp_path / "inv").glob("[pf]*"))):
        said = perflead(
            "answer", invitation, "--answers", sheet, "--out", tmp_path / "env", "--receipt", f"{n}.receipt"
        )
        assert said.code == 0
        codes.append(said.out.rpartition("Receipt: ")[2].strip())
    (tmp_path / "codes").write_text("\n".join(codes))
    assert perflead("collect", review, tmp_path / "env").code == 0
    assert perflead("close", review).code == 0
    return review


@pytest.fixture
def out(perflead: Run, closed: str, tmp_path: Path) -> Path:
    """The published folder."""
    said = perflead("board", closed, "--out", tmp_path / "out", "--envelopes")
    assert said.code == 0 and "board.json" in said.out and "terms.json" in said.out
    return tmp_path / "out"


def test_a_receipt_says_counted_and_who_signed(perflead: Run, out: Path) -> None:
    said = perflead("verify", "0.receipt", "--board", out / "board.json")
    assert said.code == 0
    assert "was counted" in said.out and "key that your receipt names" in said.out


def test_a_code_says_counted_and_what_the_signature_was_checked_with(perflead: Run, out: Path, tmp_path: Path) -> None:
    code = (tmp_path / "codes").read_text().splitlines()[1]
    beside = perflead("verify", code, "--board", out / "board.json")
    assert beside.code == 0 and "beside it" in beside.out
    invitation = next((tmp_path / "inv").glob("peers*"))
    given = perflead("verify", code, "--board", out / "board.json", "--terms", invitation)
    assert given.code == 0 and "these terms name" in given.out
    (out / "terms.json").unlink()
    alone = perflead("verify", code, "--board", out / "board.json")
    assert alone.code == 0 and "was not checked" in alone.out


def test_a_code_that_is_not_on_the_board_ends_with_1(perflead: Run, out: Path) -> None:
    said = perflead("verify", "7ZQ4-0M2D-K9RT-VC3X-H", "--board", out / "board.json")
    assert said.code == 1 and said.out.startswith("Not counted.")


def test_a_mistyped_code_and_a_forged_board_end_with_1_and_say_so(perflead: Run, out: Path) -> None:
    assert "mistyped" in perflead("verify", "7ZQ4-0M2D-K9RT-VC3X-J", "--board", out / "board.json").err
    board = out / "board.json"
    board.write_text(board.read_text().replace('"accepted": 11', '"accepted": 10'))
    said = perflead("verify", "0.receipt", "--board", board)
    assert said.code == 1 and "changed after it was signed" in said.err


def test_a_receipt_that_exists_is_not_overwritten_and_nothing_is_sealed(
    perflead: Run, closed: str, sheet: Path, tmp_path: Path
) -> None:
    before = (tmp_path / "0.receipt").read_bytes()
    invitation = next((tmp_path / "inv").glob("peers*"))
    said = perflead("answer", invitation, "--answers", sheet, "--receipt", "0.receipt", "--out", "new.envelope")
    assert said.code == 1 and "exists already" in said.err
    assert (tmp_path / "0.receipt").read_bytes() == before and not (tmp_path / "new.envelope").exists()


def test_an_audit_needs_no_vault_and_ends_with_0_only_if_sound(perflead: Run, out: Path, tmp_path: Path) -> None:
    (tmp_path / "vault-gone").mkdir()
    args = ("--home", tmp_path / "vault-gone", "audit", "--board", out / "board.json", "--envelopes", out / "envelopes")
    said = perflead(*args)
    assert said.code == 0 and "The board is sound" in said.out and "! " not in said.out
    next((out / "envelopes").iterdir()).unlink()
    said = perflead(*args)
    assert said.code == 1 and "! " in said.out and "not sound" in said.out


def test_receipts_among_the_envelopes_are_passed_over(perflead: Run, roster: Path, sheet: Path, tmp_path: Path) -> None:
    perflead("init")
    review = perflead("new", "--leader", "Jo Lead", "--roster", roster).out.strip()
    perflead("invite", review, "--out", tmp_path / "inv")
    (tmp_path / "env").mkdir()
    perflead(
        "answer", next((tmp_path / "inv").glob("peers*")), "--answers", sheet,
        "--out", tmp_path / "env", "--receipt", tmp_path / "env" / "a.receipt",
    )  # fmt: skip
    said = perflead("collect", review, tmp_path / "env")
    assert said.code == 0 and said.out.count("\n") == 1


def test_doctor_and_status_remind_and_erasing_is_said_and_done_once(perflead: Run, closed: str) -> None:
    reminded = perflead("doctor")
    assert reminded.code == 1 and f"perflead erase {closed}" in reminded.out
    assert "to be erased by" in perflead("status").out
    first = perflead("erase", closed)
    assert first.code == 0
    for part in ("Destroyed:", "private keys", "11 envelopes", "roster of 13", "Kept:", "board", "backups", "SSD"):
        assert part in first.out
    second = perflead("erase", closed)
    assert second.code == 0 and "Nothing was changed" in second.out
    assert perflead("doctor").code == 0
    assert "erased on" in perflead("status").out
    row = json.loads(perflead("status", closed, "--json").out)
    assert row["erase_on"] is None and row["erased_on"]


def test_after_erasing_report_board_and_receipts_still_work(
    perflead: Run, closed: str, out: Path, tmp_path: Path
) -> None:
    report = perflead("report", closed, "--json").out
    assert perflead("erase", closed, "--yes").code == 0
    assert perflead("report", closed, "--json").out == report
    assert perflead("board", closed, "--out", tmp_path / "again").code == 0
    assert (tmp_path / "again" / "board.json").read_bytes() == (out / "board.json").read_bytes()
    assert perflead("verify", "0.receipt", "--board", tmp_path / "again" / "board.json").code == 0
    assert "were destroyed" in perflead("board", closed, "--out", tmp_path / "third", "--envelopes").err


def test_an_open_review_is_neither_published_nor_erased(perflead: Run, roster: Path, tmp_path: Path) -> None:
    perflead("init")
    review = perflead("new", "--leader", "Jo Lead", "--roster", roster).out.strip()
    perflead("invite", review, "--out", tmp_path / "inv")
    for said in (perflead("board", review, "--out", tmp_path / "out"), perflead("erase", review)):
        assert said.code == 1 and "still open" in said.err
