"""Tails and compactions: what counts as lost by a power failure, and what stays when a part of it fails."""

import errno
import io
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.vault import EncryptedDB, disk, scan
from perflead_tui.vault.faults import DamagedFile, MissingFile, MustReopen, NotStorable, RolledBack, WriteFailed
from perflead_tui.vault.journal import Journal
from tests.vault.helpers import Sample, content


def refuse(*_given: object) -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def pieces(data: bytes, start: int, sector: int) -> list[bytes]:
    """What of `data` from `start` on lies in each sector."""
    ends = [*range(start - start % sector + sector, len(data), sector), len(data)]
    return [data[a:b] for a, b in zip([start, *ends], ends, strict=False) if a < b]


def test_zeros_are_found_by_sectors_in_however_many_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_CHUNK", 2048)
    chance = random.Random(5)
    found = set()
    for _round in range(600):
        sectors = [chance.choice([bytes(512), b"\0" * 511 + b"x", b"x" * 512, b"x\0" * 256]) for _n in range(9)]
        if chance.random() < 0.2:
            sectors = [bytes(512)] * 9
        data = b"".join(sectors)[: chance.randint(1, 4608)]
        start = chance.randint(0, len(data))
        shares = pieces(data, start, 512)
        expected = not any(data[start:]), any(not any(share) for share in shares)
        assert tuple(map(bool, scan._zeros(io.BytesIO(data), start, len(data)))) == expected
        found.add(expected)
    assert found == {(True, True), (True, False), (False, True), (False, False)}


def test_a_file_that_gets_shorter_while_it_is_read_ends_where_it_ends() -> None:
    assert scan._zeros(io.BytesIO(bytes(700)), 0, 4096) == (True, True)


def test_a_damaged_header_is_told_with_the_name_of_the_file(sample: Sample) -> None:
    raw = sample.path.read_bytes()
    sample.path.write_bytes(raw[:20] + bytes([raw[20] ^ 1]) + raw[21:])
    with pytest.raises(scan.DamagedFile, match=sample.path.name):
        sample.read()


def test_a_file_that_was_there_and_is_gone_is_told_from_one_that_never_was(sample: Sample) -> None:
    sample.path.unlink()
    with pytest.raises(MissingFile) as gone:
        sample.read()
    assert gone.value.expected is True


def test_a_file_with_a_single_change_is_compacted_and_one_without_any_left_alone(tmp_path: Path) -> None:
    fresh = Sample(tmp_path)
    other = tmp_path / "other"
    with fresh.open(create=True, path=other, purpose="catalog") as db:
        raw = other.read_bytes()
        db.compact()
        assert other.read_bytes() == raw
        db.table("answers").insert({"rating": 1})
        raw = other.read_bytes()
        db.compact()
        assert other.read_bytes()[: len(raw)] != raw
    with fresh.open(path=other, purpose="catalog") as db:
        assert content(db) == {"answers": {"1": {"rating": 1}}}


def test_a_file_of_which_nothing_is_left_is_compacted_to_nothing(sample: Sample) -> None:
    with sample.open() as db:
        db.drop_tables()
        db.compact()
    assert sample.read() == {}


def test_a_compaction_that_cannot_begin_names_the_file_and_the_handle_stays_good(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sample.open() as db:
        with monkeypatch.context() as patch:
            patch.setattr(disk, "remove", refuse)
            with pytest.raises(WriteFailed, match=sample.path.name):
                db.compact()
        db.table("answers").insert({"rating": 1})
    assert sample.read()["answers"].items() > sample.states[-1]["answers"].items()


@pytest.mark.parametrize("error", [OSError(errno.EIO, "x"), KeyboardInterrupt()])
def test_a_compaction_that_breaks_off_at_its_end_takes_no_more_changes(
    sample: Sample, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def broken(*_given: object) -> None:
        raise error

    with sample.open() as db:
        with monkeypatch.context() as patch:
            patch.setattr(disk, "replace", broken)
            with pytest.raises((WriteFailed, KeyboardInterrupt)) as caught:
                db.compact()
        assert isinstance(caught.value, KeyboardInterrupt) or sample.path.name in caught.value.message
        assert not db.usable
        with pytest.raises(MustReopen):
            db.table("answers").insert({"rating": 1})
    assert sample.read() == sample.states[-1]


def test_a_tail_that_cannot_be_set_aside_stays_where_it_is(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = sample.path.read_bytes()[: sample.ends[-1] - 9]
    sample.path.write_bytes(raw)
    sample.anchor.write_bytes(sample.anchors[-2])
    synced: list[int] = []

    def full(fd: int) -> None:
        synced.append(fd)
        refuse()

    with monkeypatch.context() as patch:
        patch.setattr(disk, "sync", full)
        with pytest.raises(WriteFailed):
            sample.read()
        assert len(synced) == 1 and sample.quarantine == []
        patch.setattr(disk, "remove", refuse)
        with pytest.raises(WriteFailed):
            sample.read()
    assert sample.path.read_bytes() == raw
    assert sample.read() == sample.states[-2]


def test_nothing_shows_more_of_a_file_than_its_name(sample: Sample) -> None:
    journal = Journal(sample.path, sample.home, sample.master, sample.purpose)
    assert repr(journal) == f"<Journal {sample.path.name}>"
    assert repr(journal._anchor) == f"<Anchor {journal._anchor.path.name}>"
    journal.open(lambda _payload: None)
    assert repr(journal._sealer) == "<Sealer>"
    journal.close()


def test_an_error_names_the_file_and_what_to_delete_if_an_old_copy_is_meant(sample: Sample) -> None:
    whole, newest = sample.path.read_bytes(), sample.anchor.read_bytes()

    def told(raw: bytes, anchor: bytes, kind: type[PerfleadError]) -> None:
        sample.path.write_bytes(raw)
        sample.anchor.write_bytes(anchor)
        with pytest.raises(kind) as caught:
            sample.read()
        assert type(caught.value) is kind and sample.path.name in caught.value.message
        assert kind is not RolledBack or str(sample.anchor) in caught.value.hint

    told(whole[: sample.ends[-2]], newest, RolledBack)  # cut short
    told(whole[:-1] + bytes([whole[-1] ^ 1]), newest, DamagedFile)  # changed before the anchor
    sample.path.unlink()
    sample.anchor.unlink()
    with sample.open(create=True) as db:  # another file under the same name, as long
        for n in range(5):
            db.table("answers").insert({"n": n})
    told(sample.path.read_bytes(), newest, RolledBack)


def test_a_history_that_parted_right_before_a_compaction_is_another_one(sample: Sample) -> None:
    def theirs(db: EncryptedDB) -> None:
        db.table("answers").insert({"rating": 5})
        db.compact()

    sample.part(theirs)
    with pytest.raises(RolledBack):
        sample.read()


def test_a_failed_change_after_a_good_one_takes_only_itself_back(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sample.open() as db:
        db.table("answers").insert({"rating": 1})
        good, size = content(db), sample.path.stat().st_size
        with monkeypatch.context() as patch:
            patch.setattr(os, "fdatasync" if hasattr(os, "fdatasync") else "fsync", _once())
            with pytest.raises(WriteFailed, match=sample.path.name):
                db.table("answers").insert({"rating": 2})
        assert sample.path.stat().st_size == size
    assert sample.read() == good


def _once() -> Callable[[int], None]:
    """A flush that fails the first time."""
    real, failed = os.fsync, []

    def flush(fd: int) -> None:
        if not failed:
            failed.append(fd)
            refuse()
        real(fd)

    return flush


def test_a_change_may_be_as_large_as_the_limit(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    payloads: list[bytes] = []
    real = Journal.append

    def append(journal: Journal, payload: bytes, then: Callable[[], object]) -> None:
        payloads.append(payload)
        real(journal, payload, then)

    monkeypatch.setattr(Journal, "append", append)
    with sample.open() as db:
        db.table("answers").insert({"text": "x" * 500})
        monkeypatch.setattr("perflead_tui.vault.journal.MAX_PAYLOAD", len(payloads[0]))
        db.table("answers").insert({"text": "y" * 500})
        with pytest.raises(NotStorable):
            db.table("answers").insert({"text": "z" * 501})


def test_an_anchor_that_cannot_be_read_is_named_with_the_reason(sample: Sample) -> None:
    sample.anchor.unlink()
    sample.anchor.mkdir()
    with pytest.raises(PerfleadError) as caught:
        sample.read()
    assert sample.anchor.name in str(caught.value) and "None" not in str(caught.value)
    assert "regular" in str(caught.value) or "directory" in str(caught.value)
