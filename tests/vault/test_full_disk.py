"""A disk that is full or failing costs the change that met it, never what was saved before."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.vault import Vault, keys
from perflead_tui.vault.faults import MustReopen, WriteFailed
from perflead_tui.vault.journal import Journal
from tests.vault.helpers import OTHER_REVIEW, PASSPHRASE, REVIEW, Points, Sample, content, fail
from tests.vault.test_crash import CHANGES


@pytest.fixture
def sample(sample: Sample) -> Sample:
    """The sample, with the documents that `CHANGES` speak of."""
    with sample.open() as db:
        db.table("answers").insert_multiple({"n": n} for n in range(4))
        sample.states.append(content(db))
    return sample


def everywhere(work: Callable[[], object], code: int, *, sticky: bool, check: Callable[[PerfleadError], None]) -> int:
    """Run `work` with a failure at each point in turn, until it meets none; returns how many there were."""
    at = 0
    while True:
        at += 1
        points = Points(at, fail(code), sticky=sticky)
        error: PerfleadError | None = None
        with pytest.MonkeyPatch.context() as patch:
            points.install(patch)
            try:
                work()
            except PerfleadError as caught:
                error = caught
        if points.count < at:
            assert error is None
            return at - 1
        if error is not None:
            check(error)


@pytest.mark.parametrize("sticky", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO], ids=["full", "failing"])
@pytest.mark.parametrize("name", CHANGES)
def test_a_refused_write_keeps_the_old_state_and_says_so(sample: Sample, name: str, code: int, sticky: bool) -> None:
    raw, anchor = sample.path.read_bytes(), sample.anchor.read_bytes()
    old = sample.states[-1]

    def work() -> None:
        sample.path.write_bytes(raw)
        sample.anchor.write_bytes(anchor)
        with sample.open() as db:
            CHANGES[name](db)

    with sample.open() as db:
        CHANGES[name](db)
        new = content(db)

    def check(error: PerfleadError) -> None:
        assert isinstance(error, WriteFailed) and error.hint
        assert ("disk is full" in error.message) == (code == errno.ENOSPC)
        found = sample.read()
        assert found == old or (found == new and (sticky or name == "compact"))

    assert everywhere(work, code, sticky=sticky, check=check) >= 6


@pytest.mark.parametrize("name", [name for name in CHANGES if name != "compact"])
def test_a_handle_whose_write_failed_keeps_the_old_state_and_takes_no_more(sample: Sample, name: str) -> None:
    for at in (1, 2, 3, 4, 5, 6):
        with sample.open() as db:
            with pytest.MonkeyPatch.context() as patch:
                Points(at, fail()).install(patch)
                with pytest.raises(WriteFailed):
                    CHANGES[name](db)
            assert content(db) == sample.states[-1]
            assert not db.usable
            for more in (lambda: db.table("answers").insert({}), db.compact):
                with pytest.raises(MustReopen, match="no more changes"):
                    more()
            with pytest.raises(MustReopen), db.transaction():
                db.table("answers").insert({})
            assert content(db) == sample.states[-1]
        assert sample.read() == sample.states[-1]


def test_a_full_disk_during_compaction_leaves_the_handle_good_and_no_litter(sample: Sample) -> None:
    with sample.open() as db:
        with pytest.MonkeyPatch.context() as patch:
            Points(3, fail(), sticky=True).install(patch)
            with pytest.raises(WriteFailed, match="disk is full"):
                db.compact()
        db.table("answers").insert({"rating": 1})
        newest = content(db)
    assert sample.read() == newest
    assert list(sample.home.glob(".*")) == []


def test_ctrl_c_during_a_write_leaves_memory_and_file_in_step(sample: Sample) -> None:
    def interrupt(_name: str) -> None:
        raise KeyboardInterrupt

    for at in range(1, 7):
        with sample.open() as db:
            before = content(db)
            with pytest.MonkeyPatch.context() as patch:
                Points(at, interrupt).install(patch)
                with pytest.raises(KeyboardInterrupt):
                    db.table("answers").insert({"rating": at})
            assert content(db) == before
            with pytest.raises(MustReopen):
                db.table("answers").insert({})
            table, ids = db.table("answers"), [document.doc_id for document in db.table("answers")]
        found = sample.read()
        assert found in (before, {**before, "answers": before["answers"] | {str(max(ids) + 1): {"rating": at}}})
        assert len(table.name) > 0


def test_ctrl_c_right_after_a_change_is_safe_keeps_it_in_memory_too(sample: Sample) -> None:
    real = Journal.append

    def interrupted(self: Journal, payload: bytes, then: Callable[[], object]) -> None:
        real(self, payload, then)
        raise KeyboardInterrupt

    with sample.open() as db, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Journal, "append", interrupted)
        with pytest.raises(KeyboardInterrupt):
            db.table("answers").insert({"n": 8})
        with pytest.raises(KeyboardInterrupt), db.transaction():
            db.table("answers").insert({"n": 9})
        kept = content(db)
    assert [row.get("n") for row in kept["answers"].values()][-2:] == [8, 9]
    assert sample.read() == kept


def test_a_full_disk_does_not_keep_anyone_from_reading(vault: Vault, home: Path) -> None:
    with vault.review(REVIEW, create=True) as review:
        review.insert({"n": 1})
    vault.close()
    with pytest.MonkeyPatch.context() as patch:
        full = Points(1, fail(), sticky=True)
        full._point = lambda name, first=None: fail()(name) if name in ("write", "mkdir") else None  # type: ignore[method-assign]
        full.install(patch)
        with Vault.open(home, PASSPHRASE) as again, again.review(REVIEW) as review:
            assert review.all() == [{"n": 1}]


def test_after_a_failed_write_asking_again_gives_a_fresh_database(vault: Vault) -> None:
    review = vault.review(REVIEW, create=True)
    review.insert({"n": 1})
    with pytest.MonkeyPatch.context() as patch:
        Points(1, fail()).install(patch)
        with pytest.raises(WriteFailed):
            review.insert({"n": 2})
    with vault.review(REVIEW) as fresh:
        assert fresh is not review
        fresh.insert({"n": 3})
        assert fresh.all() == [{"n": 1}, {"n": 3}]


def test_a_refused_write_while_a_review_is_made_can_be_tried_again(vault: Vault) -> None:
    _catalog = vault.catalog
    made = []

    def work() -> None:
        review_id = OTHER_REVIEW[:-1] + "abcdefghijklmnopqrstuvwxyz"[len(made)]
        made.append(review_id)
        vault.review(review_id, create=True).close()

    def check(error: PerfleadError) -> None:
        assert error.hint
        with vault.review(made[-1], create=True) as review:
            assert len(review) == 0

    assert everywhere(work, errno.ENOSPC, sticky=False, check=check) >= 8


def test_a_full_disk_while_the_passphrase_changes_keeps_the_old_one(vault: Vault, home: Path) -> None:
    path = home / "keys.json"
    before = path.read_bytes()

    def work() -> None:
        path.write_bytes(before)
        vault.change_passphrase("another quiet river")

    def check(_error: PerfleadError) -> None:
        found = keys.KeyFile.read(path)
        try:
            found.unlock(path, PASSPHRASE)
        except PerfleadError:  # only the folder's own flush was refused: the new one is in place
            found.unlock(path, "another quiet river")

    assert everywhere(work, errno.ENOSPC, sticky=True, check=check) >= 4


def test_a_full_disk_while_a_vault_is_made_leaves_none(tmp_path: Path) -> None:
    tried: list[Path] = []

    def work() -> None:
        tried.append(tmp_path / f"vault{len(tried)}")
        vault, _key = Vault.create(tried[-1], PASSPHRASE)
        with vault:
            vault.catalog.insert({"n": 1})

    def check(error: PerfleadError) -> None:
        assert error.message
        try:
            vault, _key = Vault.create(tried[-1], PASSPHRASE)
        except PerfleadError:
            vault = Vault.open(tried[-1], PASSPHRASE)
        with vault:
            assert len(vault.catalog) <= 1

    assert everywhere(work, errno.ENOSPC, sticky=False, check=check) >= 15


def test_writes_may_be_short(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, bytes(data)[:7]))
    with sample.open() as db:
        for name, change in CHANGES.items():
            if name != "insert something long":
                change(db)
        newest = content(db)
    assert sample.read() == newest


def test_a_system_that_writes_nothing_is_an_error_and_no_endless_loop(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sample.open() as db:
        monkeypatch.setattr(os, "write", lambda fd, data: 0)
        with pytest.raises(WriteFailed):
            db.table("answers").insert({})


def test_a_read_error_is_told_in_plain_words(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    from perflead_tui.vault import scan

    def unreadable(*_unused: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(scan, "scan", unreadable)
    with pytest.raises(PerfleadError, match="could not be opened: Input/output error"):
        sample.read()
