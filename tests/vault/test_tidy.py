"""A file that is mostly history is rewritten, so that opening it costs what it holds and not what it went through."""

import errno
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.vault import disk, storage
from perflead_tui.vault.vault import Vault
from tests.vault.helpers import PASSPHRASE, REVIEW, Sample, content


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight changes are many here."""
    monkeypatch.setattr(storage, "_FEW_CHANGES", 8)


def changed(sample: Sample, times: int) -> None:
    """The same document changed again and again."""
    with sample.open() as db:
        for number in range(times):
            db.table("answers").update({"rating": number}, doc_ids=[2])
        db.tidy()


def test_a_file_with_many_changes_is_rewritten_and_says_the_same(sample: Sample) -> None:
    with sample.open() as db:
        before = content(db)
    changed(sample, 40)
    small = sample.path.stat().st_size
    changed(sample, 1)
    assert sample.read()["answers"].keys() == before["answers"].keys()
    assert sample.read()["answers"]["2"]["rating"] == 0
    assert small < 2048 < 41 * 312


def test_a_file_with_few_changes_is_left_alone(sample: Sample) -> None:
    before = sample.path.read_bytes()
    with sample.open() as db:
        db.tidy()
    assert sample.path.read_bytes() == before


def test_what_was_rewritten_is_not_rewritten_again(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.operations, "_PIECE", 1)  # every document a frame of its own
    with sample.open() as db:
        db.table("answers").insert_multiple({"n": number} for number in range(30))
        db.compact()
    written = sample.path.read_bytes()
    with sample.open() as db:
        db.tidy()
    assert sample.path.read_bytes() == written


def test_a_full_disk_does_not_spoil_what_was_saved_before(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with sample.open() as db:
        for number in range(20):
            db.table("answers").update({"rating": number}, doc_ids=[2])
        monkeypatch.setattr(disk, "create", full)
        db.tidy()
        monkeypatch.undo()
        db.table("answers").update({"rating": 99}, doc_ids=[2])
    assert sample.read()["answers"]["2"]["rating"] == 99


def test_a_transaction_under_way_is_not_disturbed(sample: Sample) -> None:
    with sample.open() as db:
        for number in range(20):
            db.table("answers").update({"rating": number}, doc_ids=[2])
        with db.transaction():
            db.table("answers").insert({"rating": 5})
            db.tidy()
        assert len(db.table("answers")) == 3


def test_the_catalog_is_tidy_when_the_vault_was_closed(tmp_path: Path) -> None:
    vault, _recovery = Vault.create(tmp_path / "vault", PASSPHRASE)
    with vault:
        table = vault.catalog.table("reviews")
        table.insert({"review": REVIEW})
        for number in range(50):
            table.update({"size": number})
        grown = vault.catalog.path.stat().st_size
    assert (tmp_path / "vault" / "catalog").stat().st_size < grown / 10
    with Vault.open(tmp_path / "vault", PASSPHRASE) as again:
        assert again.catalog.table("reviews").all() == [{"review": REVIEW, "size": 49}]


def test_documents_that_are_put_in_order_are_numbered_anew_and_the_rest_stays(sample: Sample) -> None:
    with sample.open() as db:
        rows = db.table("answers")
        before = content(db)["answers"]
        db.table("others").insert_multiple({"rating": number} for number in (3, 1, 2))
        db.compact({"others": "rating", "missing": "rating"})
        others = {str(number): {"rating": number} for number in (1, 2, 3)}
        assert content(db) == {"answers": before, "others": others}
        assert list(content(db)["others"]) == ["1", "2", "3"]
        assert [row.doc_id for row in db.table("others").search(lambda row: row["rating"] == 3)] == [3]
        assert db.table("others").insert({"rating": 0}) == 4
        assert rows.insert({"rating": 9}) == 4
        after = content(db)
    assert sample.read() == after


def test_a_full_disk_leaves_the_order_as_it_was(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with sample.open() as db:
        before = content(db)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "create", full)
            with pytest.raises(PerfleadError):
                db.compact({"answers": "rating"})
        assert content(db) == before
        db.table("answers").insert({"rating": 1})
    assert before["answers"].items() <= sample.read()["answers"].items()
