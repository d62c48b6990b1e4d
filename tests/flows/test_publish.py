"""What a closed review publishes, and what anyone can find out with it."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.board import BoardError, parse_board
from perflead_tui.exchange.signed_terms import load_terms, make_signed_terms
from perflead_tui.flows import checking
from perflead_tui.flows.checking import Audit, audit_board, verify_answer
from perflead_tui.flows.close import close
from perflead_tui.flows.collect import collect
from perflead_tui.flows.publish import publish
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.sealing import signature as signing
from perflead_tui.sealing.envelope import MAX_ENVELOPE
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import Review


def answered(review: Review, invitation: Path, rating: int = 4) -> AnswerSession:
    """A rater who has sent, with the receipt still at hand."""
    session = AnswerSession.open(invitation, out=review.envelopes)
    session.fill({"ratings": dict.fromkeys(session.form.item_keys, rating)})
    session.send()
    return session


def closed(review: Review) -> Review:
    collect(review.vault, review.id, [review.envelopes])
    close(review.vault, review.id)
    return review


@pytest.fixture
def published(review: Review, tmp_path: Path) -> Path:
    """The folder of a closed review in which everybody answered."""
    review.answer_all()
    publish(closed(review).vault, review.id, tmp_path / "out", envelopes=True)
    return tmp_path / "out"


def receipt_of(session: AnswerSession, folder: Path) -> str:
    return str(session.save_receipt(folder / f"{hashlib.sha256(session.receipt()).hexdigest()[:8]}.receipt"))


def audited(folder: Path, **more: Any) -> Audit:
    return audit_board(folder / "board.json", folder / "envelopes", **more)


def said(audit: Audit) -> str:
    return "\n".join(line.words for line in audit.lines)


def test_the_board_and_its_terms_are_written_without_times(review: Review, tmp_path: Path) -> None:
    review.answer_all()
    closed(review)
    files = publish(review.vault, review.id, tmp_path / "out")
    assert [path.name for path in files] == ["board.json", "terms.json"]
    assert {path.stat().st_mtime for path in files} == {0}
    assert not (tmp_path / "out" / "envelopes").exists()
    board = parse_board(files[0].read_bytes(), "board")
    promised = load_terms(files[1])
    assert (board.review, board.terms_digest) == (review.id, promised.terms_digest.hex())
    assert promised.terms == review.made.terms


def test_every_envelope_is_named_by_its_hash(review: Review, published: Path) -> None:
    files = sorted((published / "envelopes").iterdir())
    assert len(files) == 13
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in files)
    assert {path.stat().st_mtime for path in files} == {0}


def test_publishing_twice_does_no_harm_and_nothing_else_is_overwritten(review: Review, published: Path) -> None:
    publish(review.vault, review.id, published, envelopes=True)
    (published / "board.json").write_text("mine")
    with pytest.raises(PerfleadError, match="exists already"):
        publish(review.vault, review.id, published)
    assert (published / "board.json").read_text() == "mine"


def test_an_open_review_has_no_board(review: Review, tmp_path: Path) -> None:
    with pytest.raises(PerfleadError, match="still open"):
        publish(review.vault, review.id, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_told(review: Review, tmp_path: Path) -> None:
    review.answer_all()
    closed(review)
    (tmp_path / "out").write_text("a file")
    with pytest.raises(PerfleadError, match="could not be written"):
        publish(review.vault, review.id, tmp_path / "out")


# Signed terms


def test_changed_terms_are_refused(published: Path) -> None:
    path = published / "terms.json"
    document = json.loads(path.read_text())
    for change in (
        {"terms": {**document["terms"], "leader": "Al"}},
        {"signature": document["signature"][::-1]},
        {"x": 1},
    ):
        path.write_text(json.dumps(document | change))
        with pytest.raises(PerfleadError, match="altered"):
            load_terms(path)
    del document["signature"]
    path.write_text(json.dumps(document))
    with pytest.raises(PerfleadError, match="altered"):
        load_terms(path)


def test_terms_can_be_taken_from_an_invitation(review: Review, published: Path) -> None:
    assert load_terms(review.of("peers")[0]) == load_terms(published / "terms.json")


# One's own answer


def test_a_receipt_and_its_code_say_that_the_answer_was_counted(review: Review, tmp_path: Path) -> None:
    review.answer_all()
    session = AnswerSession.open(review.of("peers")[0], out=review.envelopes)
    session.fill({"ratings": {"U1": 2}})
    sent = session.send()
    assert sent.code is not None
    receipt = receipt_of(session, tmp_path)
    publish(closed(review).vault, review.id, tmp_path / "out")
    board = tmp_path / "out" / "board.json"
    found = verify_answer(receipt, board)
    assert (found.verdict.outcome, found.verdict.signed, found.checked) == ("counted", True, "receipt")
    assert verify_answer(sent.code.lower(), board).checked == "beside"
    given = verify_answer(sent.code, board, review.of("frontline")[0])
    assert (given.verdict.outcome, given.checked, given.fingerprint) == ("counted", "given", session.fingerprint)
    (tmp_path / "out" / "terms.json").unlink()
    alone = verify_answer(sent.code, board)
    assert (alone.verdict.outcome, alone.checked, alone.verdict.signed) == ("counted", "nothing", False)


def test_an_earlier_answer_is_told_to_be_replaced(review: Review, tmp_path: Path) -> None:
    review.answer_all()
    review.vault.catalog  # noqa: B018 - opened before closing, as a running desk has it
    path = review.of("frontline")[0]
    first = receipt_of(answered(review, path), tmp_path)
    second = receipt_of(answered(review, path), tmp_path)
    publish(closed(review).vault, review.id, tmp_path / "out")
    outcomes = [verify_answer(one, tmp_path / "out" / "board.json").verdict.outcome for one in (first, second)]
    assert outcomes == ["replaced", "counted"]


def test_a_rater_of_a_withheld_group_learns_that_the_answer_arrived(review: Review, tmp_path: Path) -> None:
    review.answer(review.of("manager")[0])
    session = answered(review, review.of("peers")[0])
    receipt = receipt_of(session, tmp_path)
    files = publish(closed(review).vault, review.id, tmp_path / "out", envelopes=True)
    verdict = verify_answer(receipt, tmp_path / "out" / "board.json").verdict
    assert verdict.outcome == "not_counted" and "too few" in verdict.reason
    # how many there were is not told: their envelopes are not published, and nobody misses them
    assert len(files) == 2 + 1
    assert audited(tmp_path / "out").sound


def test_an_answer_that_came_too_late_is_not_on_the_board(review: Review, tmp_path: Path) -> None:
    review.answer_all()
    closed(review)
    late = receipt_of(answered(review, review.of("peers")[0]), tmp_path)
    publish(review.vault, review.id, tmp_path / "out")
    verdict = verify_answer(late, tmp_path / "out" / "board.json").verdict
    assert verdict.outcome == "not_counted" and "not on the board" in verdict.reason


def test_a_receipt_of_another_review_is_not_looked_up(review: Review, vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    other = Review(vault, tmp_path / "second")
    receipt = receipt_of(answered(other, other.of("peers")[0]), tmp_path)
    review.answer_all()
    publish(closed(review).vault, review.id, tmp_path / "out")
    board = tmp_path / "out" / "board.json"
    with pytest.raises(BoardError, match="another review"):
        verify_answer(receipt, board)
    with pytest.raises(BoardError, match="another review"):
        verify_answer("7ZQ4-0M2D-K9RT-VC3X-H", board, other.of("peers")[0])


def forge_by_someone_else(document: dict[str, Any]) -> None:
    document["accepted"] -= 1


def forge_a_root(document: dict[str, Any]) -> None:
    document["root"] = "0" * 64


@pytest.mark.parametrize("forge", [forge_by_someone_else, forge_a_root])
def test_a_forged_board_answers_nobody(review: Review, tmp_path: Path, forge: Callable[[dict[str, Any]], None]) -> None:
    review.answer_all()
    receipt = receipt_of(answered(review, review.of("peers")[0]), tmp_path)
    publish(closed(review).vault, review.id, tmp_path / "out")
    board = tmp_path / "out" / "board.json"
    document = json.loads(board.read_text())
    forge(document)
    board.write_text(json.dumps(document))
    with pytest.raises(BoardError):
        verify_answer(receipt, board)


@pytest.mark.parametrize("length", [0, 1, 200, -2])
def test_a_cut_board_is_refused(published: Path, length: int) -> None:
    board = published / "board.json"
    board.write_bytes(board.read_bytes()[:length])
    with pytest.raises(PerfleadError):
        verify_answer("7ZQ4-0M2D-K9RT-VC3X-H", board)


def test_a_board_with_terms_of_someone_else_beside_it_is_refused(review: Review, published: Path) -> None:
    document = {**review.made.terms.document(), "leader": "Somebody Else"}
    key = signing.private_key(os.urandom(32))
    (published / "terms.json").write_bytes(make_signed_terms(document, key))
    with pytest.raises(PerfleadError, match="altered"):
        audited(published)


@pytest.mark.parametrize("proof", ["7ZQ4", "there is none", "no/such/file", "gone.receipt"])
def test_what_is_neither_a_receipt_nor_a_code_is_refused(published: Path, proof: str) -> None:
    with pytest.raises(PerfleadError):
        verify_answer(proof, published / "board.json")


# The whole board


def test_an_audit_of_everything_is_sound(published: Path) -> None:
    audit = audited(published)
    assert audit.sound
    assert all(line.passed for line in audit.lines)
    assert "13 of 13 counted envelopes" in said(audit)


def test_an_audit_finds_a_missing_envelope(published: Path) -> None:
    gone = sorted((published / "envelopes").iterdir())[3]
    gone.unlink()
    audit = audited(published)
    assert not audit.sound
    assert "12 of 13" in said(audit) and gone.name in said(audit)


def test_an_audit_tells_of_an_envelope_that_the_board_does_not_name(review: Review, published: Path) -> None:
    late = review.answer(review.of("peers")[0])
    (published / "envelopes" / "late").write_bytes(late.read_bytes())
    audit = audited(published)
    assert audit.sound  # nothing that the board says is wrong
    assert hashlib.sha256(late.read_bytes()).hexdigest() in said(audit)


def test_an_audit_notices_an_envelope_that_was_changed(published: Path) -> None:
    path = next((published / "envelopes").iterdir())
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    audit = audited(published)
    assert not audit.sound and "not on the board" in said(audit)


def test_junk_is_counted_and_large_files_and_pipes_are_never_read(published: Path) -> None:
    folder = published / "envelopes"
    (folder / "note.txt").write_text("hello")
    (folder / "empty").touch()
    (folder / "folder").mkdir()
    (folder / "link").symlink_to(next(folder.iterdir()))
    os.mkfifo(folder / "pipe")
    with (folder / "huge").open("wb") as file:
        file.truncate(10 * 1024 * MAX_ENVELOPE)
    audit = audited(published)
    assert audit.sound
    assert "6 other things" in said(audit)


def test_a_folder_with_too_many_files_is_refused(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MOST_FILES", 5)
    with pytest.raises(PerfleadError, match="more than 5"):
        audited(published)


def test_an_audit_needs_terms_and_takes_an_invitation_for_them(review: Review, published: Path) -> None:
    (published / "terms.json").unlink()
    with pytest.raises(PerfleadError, match=r"terms\.json"):
        audited(published)
    assert audited(published, terms=review.of("peers")[0]).sound


def test_an_audit_of_a_changed_board_says_what_is_wrong_and_goes_on(published: Path) -> None:
    board = published / "board.json"
    document = json.loads(board.read_text())
    document["cells"][0]["grants"] += 1
    board.write_text(json.dumps(document))
    audit = audited(published)
    assert not audit.sound
    assert "changed after it was signed" in said(audit) and "13 of 13" in said(audit)
    assert [line.passed for line in audit.lines].count(False) >= 1


def test_without_a_folder_of_envelopes_there_is_no_audit(published: Path) -> None:
    with pytest.raises(PerfleadError, match="could not be read"):
        audit_board(published / "board.json", published / "nowhere")
