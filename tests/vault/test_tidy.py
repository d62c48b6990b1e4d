"""A file that is mostly history is rewritten, so that opening it costs what it holds and not what it went through."""

import errno
from pathlib import Path

import pytest

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
