"""What the system refuses is told with the name of the file, and a handle says what it still is good for."""

import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.vault import disk, frame, scan
from perflead_tui.vault.faults import DamagedFile, RolledBack, WriteFailed
from perflead_tui.vault.frame import Header, Kind, Sealer
from perflead_tui.vault.journal import Journal
from tests.vault.helpers import Sample
from tests.vault.test_scan import refuse


def told(sample: Sample, kind: type[PerfleadError], raw: bytes, *names: Path) -> None:
    """The file with these bytes is refused in this way, by its name."""
    sample.path.write_bytes(raw)
    with pytest.raises(kind) as caught:
        sample.read()
    assert type(caught.value) is kind and str(sample.path) in caught.value.message
    assert all(str(name) in caught.value.hint for name in names)


def journal_of(sample: Sample) -> Journal:
    return Journal(sample.path, sample.home, sample.master, sample.purpose)


def test_a_file_that_cannot_be_read_is_named(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(scan, "scan", refuse)
        with pytest.raises(PerfleadError, match=sample.path.name):
            sample.read()
    sample.path.unlink()
    sample.path.mkdir()
    with pytest.raises(PerfleadError, match=f"{sample.path.name} could not be opened"):
        sample.read()


def test_a_file_that_cannot_be_made_or_settled_is_named_and_nothing_is_left(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(disk, "sync", refuse)
        with pytest.raises(WriteFailed, match=sample.path.name):
            sample.read()
        with pytest.raises(WriteFailed, match="another"):
            sample.open(create=True, path=tmp_path / "another", purpose="review:another")
        assert not list(tmp_path.glob(".another*"))
        patch.setattr(disk, "replace", refuse)
        patch.setattr(disk, "sync", lambda _fd: None)
        real = disk.remove
        patch.setattr(disk, "remove", lambda path: refuse() if path.exists() else real(path))
        with pytest.raises(WriteFailed, match="another"):
            sample.open(create=True, path=tmp_path / "another", purpose="review:another")
    assert sample.read() == sample.states[-1]


def test_damage_and_other_histories_are_told_by_the_name_of_the_file(sample: Sample) -> None:
    whole, before = sample.path.read_bytes(), sample.anchor.read_bytes()
    told(sample, RolledBack, Header.new(sample.master, sample.purpose).raw, sample.anchor)  # made anew
    sample.path.write_bytes(whole)
    with sample.open() as db:
        db.compact()
    raw = sample.path.read_bytes()
    sample.anchor.write_bytes(before)
    told(sample, DamagedFile, raw[:-40] + bytes([raw[-40] ^ 1]) + raw[-39:])  # in a piece of the compaction
    sample.anchor.unlink()
    told(sample, DamagedFile, raw[: frame.HEADER_SIZE])  # without its pieces
    sample.path.write_bytes(raw)
    sample.read()
    sample.part(lambda db: [db.table("answers").insert({"rating": 5}) for _change in range(2)])
    told(sample, RolledBack, sample.path.read_bytes(), sample.anchor)


def test_only_an_origin_may_begin_a_compacted_file(sample: Sample) -> None:
    old = Header.parse(sample.frames()[0])
    sealer = Sealer(sample.master, sample.purpose, old.file_id)
    payload = b"[]".ljust(40)  # a list of no changes, and a mark as well
    origin = frame.unpack_mark(payload)
    assert origin is not None
    later = Header.new(sample.master, sample.purpose, file_id=old.file_id, first=origin.sequence + 1)
    for kind in (Kind.ORIGIN, Kind.PIECE):
        first, mark = sealer.seal(later.start, kind, payload)
        sample.anchor.unlink(missing_ok=True)
        sample.path.write_bytes(later.raw + first + sealer.seal(mark, Kind.LAST_PIECE, b"[]")[0])
        if kind is Kind.ORIGIN:
            assert sample.read() == {}
        else:
            with pytest.raises(DamagedFile):
                sample.read()


def test_an_anchor_that_cannot_be_written_is_named_with_the_reason(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = disk.open_existing, list[tuple[str, bool]]()

    def opened(path: Path, *, write: bool) -> int:
        asked.append((path.name, write))
        if path == sample.anchor and write:
            refuse()
        return real(path, write=write)

    monkeypatch.setattr(disk, "open_existing", opened)
    with pytest.raises(PerfleadError) as caught:
        sample.read()
    assert str(sample.anchor) in caught.value.message and os.strerror(errno.EIO) in str(caught.value)
    assert asked == [(sample.path.name, True), (sample.anchor.name, False), (sample.anchor.name, True)]


def test_a_write_that_failed_before_its_anchor_leaves_the_anchor_alone(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sample.anchor.read_bytes()
    with sample.open() as db, monkeypatch.context() as patch:
        patch.setattr(disk, "sync", refuse)
        with pytest.raises(WriteFailed):
            db.table("answers").insert({"rating": 1})
    assert sample.anchor.read_bytes() == before


def test_a_handle_is_of_use_only_while_it_is_open(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = journal_of(sample)
    assert not journal.usable and journal.set_aside is None
    journal.open(lambda _payload: None)
    assert journal.usable and journal.set_aside is None
    real: Callable[[int], Any] = os.close

    def failing(fd: int) -> None:
        real(fd)
        refuse()

    monkeypatch.setattr(os, "close", failing)
    journal.close()
    journal.close()
    assert not journal.usable
    with pytest.raises(RuntimeError, match="closed"):
        journal.append(b"[]", lambda: None)
    with pytest.raises(RuntimeError, match="closed"):
        journal._anchor.advance(bytes(16), frame.Mark(9, bytes(32)))


def test_a_part_of_a_sector_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_CHUNK", 2048)
    data = b"x" * 2048 + bytes(200) + b"x" * 2000
    assert scan._zeros(io.BytesIO(data), 100, len(data)) == (False, False)
