"""A journal gives back what was acknowledged, or says that it cannot; it never gives back anything else."""

import shutil
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.vault import frame
from perflead_tui.vault.faults import DamagedFile, ForeignFile, MissingFile, NotStorable, RolledBack
from perflead_tui.vault.frame import Header, Kind, Sealer
from perflead_tui.vault.master import MasterKey
from tests.vault.helpers import REVIEW, Sample, content


def refused(sample: Sample, raw: bytes) -> PerfleadError:
    """Open `raw` in the sample's place; it must be refused with the file as it is. Returns the error."""
    sample.path.write_bytes(raw)
    with pytest.raises((DamagedFile, ForeignFile, RolledBack)) as caught:
        sample.read()
    assert sample.path.read_bytes() == raw
    assert sample.quarantine == []
    assert caught.value.message and caught.value.hint
    return caught.value


def test_a_reopened_journal_has_everything_that_was_acknowledged(sample: Sample) -> None:
    assert sample.read() == sample.states[-1]
    assert sample.states[-1]["answers"] == {"2": {"rating": 3}, "3": {"rating": 2}}


def test_the_file_tells_nothing_about_its_content(sample: Sample) -> None:
    raw = sample.path.read_bytes()
    assert b"answers" not in raw and b"rating" not in raw and b"fair" not in raw
    sizes = {len(part) for part in sample.frames()[1:]}
    assert len(sizes) == 1  # one insert, two inserts, an update and a removal look alike


@pytest.mark.parametrize("anchored", [True, False])
def test_a_flipped_bit_anywhere_is_refused(sample: Sample, anchored: bool) -> None:
    raw = sample.path.read_bytes()
    anchor = sample.anchor
    for at in range(len(raw)):
        if not anchored:
            anchor.unlink(missing_ok=True)
        refused(sample, raw[:at] + bytes([raw[at] ^ 1 << at % 8]) + raw[at + 1 :])


def test_every_flipped_bit_of_a_frames_length_is_damage_and_never_a_torn_tail(sample: Sample) -> None:
    raw = sample.path.read_bytes()
    sample.anchor.write_bytes(sample.anchors[-2])  # the last frame might be an interrupted one
    for bit in range(8 * frame.PREFIX_SIZE):
        at = sample.ends[-2] + bit // 8
        error = refused(sample, raw[:at] + bytes([raw[at] ^ 1 << bit % 8]) + raw[at + 1 :])
        assert isinstance(error, DamagedFile)


def test_a_file_cut_at_any_length_is_refused_because_all_of_it_was_acknowledged(sample: Sample) -> None:
    raw = sample.path.read_bytes()
    for size in range(len(raw)):
        refused(sample, raw[:size])


def test_a_cut_within_a_frame_that_was_never_acknowledged_gives_the_old_state(sample: Sample) -> None:
    raw = sample.path.read_bytes()
    for size in range(sample.ends[-2], sample.ends[-1]):
        sample.path.write_bytes(raw[:size])
        sample.anchor.write_bytes(sample.anchors[-2])
        assert sample.read() == sample.states[-2]
        assert sample.path.read_bytes() == raw[: sample.ends[-2]]
        tails = sample.quarantine
        assert [tail.read_bytes() for tail in tails] == ([raw[sample.ends[-2] : size]] if tails else [])
        assert len(tails) == (size > sample.ends[-2])
        shutil.rmtree(sample.home / "quarantine", ignore_errors=True)


def test_a_whole_frame_beyond_the_anchor_is_kept(sample: Sample) -> None:
    sample.anchor.write_bytes(sample.anchors[-2])
    assert sample.read() == sample.states[-1]
    refused(sample, b"".join(sample.frames()[:-1]))  # and from now on it is acknowledged


def test_a_journal_from_another_machine_has_no_anchor_and_gives_a_state_it_once_had(sample: Sample) -> None:
    raw = sample.path.read_bytes()
    for size in range(frame.HEADER_SIZE, len(raw), 7):
        sample.anchor.unlink(missing_ok=True)
        sample.path.write_bytes(raw[:size])
        assert sample.read() == sample.states[max(n for n, end in enumerate(sample.ends) if end <= size)]
        assert sample.anchor.exists()


def test_dropped_swapped_repeated_and_foreign_frames_are_refused(sample: Sample, tmp_path: Path) -> None:
    header, *frames = sample.frames()
    other = tmp_path / "other"
    other.mkdir()
    foreign = Sample(other)
    for order in ([0, 2, 3], [0, 1, 3], [1, 0, 2, 3], [0, 2, 1, 3], [0, 0, 1, 2, 3], [0, 1, 1, 2, 3], [0, 1, 2, 3, 3]):
        for anchor in (True, False):
            if not anchor:
                sample.anchor.unlink(missing_ok=True)
            refused(sample, header + b"".join(frames[n] for n in order))
    for one, other_one in ((0, 1), (2, 1), (3, 0)):
        spliced = frames[one][: frame.PREFIX_SIZE] + frames[other_one][frame.PREFIX_SIZE :]
        refused(sample, header + b"".join([*frames[:one], spliced, *frames[one + 1 :]]))
    for at in range(4):
        refused(sample, header + b"".join([*frames[:at], foreign.frames()[at + 1], *frames[at + 1 :]]))
        refused(sample, foreign.frames()[0] + b"".join(frames))


def test_a_frame_of_an_earlier_generation_of_the_file_is_refused(sample: Sample) -> None:
    old = sample.frames()
    with sample.open() as db:
        db.compact()
    compacted = sample.path.read_bytes()
    for part in old[1:]:
        refused(sample, compacted + part)
    refused(sample, old[0] + compacted[frame.HEADER_SIZE :])
    refused(sample, compacted[: frame.HEADER_SIZE] + b"".join(old[1:]))


def test_an_old_file_with_the_new_anchor_is_refused_and_says_what_to_do(sample: Sample) -> None:
    old = sample.path.read_bytes()
    with sample.open() as db:
        db.table("answers").insert({"rating": 1})
    error = refused(sample, old)
    assert isinstance(error, RolledBack)
    assert str(sample.anchor) in error.hint
    sample.anchor.unlink()  # as the hint says for a copy that was put back on purpose
    assert sample.read() == sample.states[-1]


def test_an_old_file_from_before_a_compaction_is_refused(sample: Sample) -> None:
    old = sample.path.read_bytes()
    with sample.open() as db:
        db.compact()
    assert isinstance(refused(sample, old), RolledBack)


def test_a_new_file_with_an_older_anchor_is_accepted(sample: Sample) -> None:
    with sample.open() as db:
        db.compact()
        db.table("answers").insert({"rating": 1})
        newest = content(db)
    for anchor in sample.anchors:
        sample.anchor.write_bytes(anchor)
        assert sample.read() == newest


def test_a_file_that_went_another_way_since_the_anchor_is_refused(sample: Sample) -> None:
    sample.part(lambda db: [db.table("answers").insert({"rating": 5}) for _change in range(2)])
    assert isinstance(refused(sample, sample.path.read_bytes()), RolledBack)


def test_a_file_that_went_another_way_since_its_compaction_is_refused(sample: Sample) -> None:
    with sample.open() as db:
        db.compact()
    test_a_file_that_went_another_way_since_the_anchor_is_refused(sample)


def test_a_file_made_anew_is_not_the_one_that_the_anchor_knows(sample: Sample) -> None:
    sample.path.unlink()
    sample.anchor.unlink()
    with sample.open(create=True) as db:
        db.table("answers").insert({"rating": 1})
        db.table("answers").insert({"rating": 2})
        db.compact()
    sample.anchor.write_bytes(sample.anchors[1])
    assert isinstance(refused(sample, sample.path.read_bytes()), RolledBack)


def test_a_damaged_anchor_is_told_and_one_spoiled_slot_is_no_damage(sample: Sample) -> None:
    raw = sample.anchor.read_bytes()
    for slot in (0, 512):
        sample.anchor.write_bytes(raw[:slot] + bytes(96) + raw[slot + 96 :])
        assert sample.read() == sample.states[-1]
    sample.anchor.write_bytes(bytes(1024))
    with pytest.raises(DamagedFile, match="remembers the last saved change"):
        sample.read()


def test_a_write_of_which_a_power_failure_lost_a_sector_gives_the_old_state(sample: Sample) -> None:
    with sample.open() as db:
        old, anchor = content(db), sample.anchor.read_bytes()
        start = sample.path.stat().st_size
        db.table("answers").insert({"text": "x" * 5000})
    raw = sample.path.read_bytes()
    for sector in range(start // 512, len(raw) // 512 + 1):
        begin, end = max(start, sector * 512), min(len(raw), sector * 512 + 512)
        sample.path.write_bytes(raw[:begin] + bytes(end - begin) + raw[end:])
        sample.anchor.write_bytes(anchor)
        assert sample.read() == old
        shutil.rmtree(sample.home / "quarantine")
    sample.path.write_bytes(raw[:start] + bytes(len(raw) - start))
    sample.anchor.unlink()
    assert sample.read() == old


def test_a_hole_that_no_interrupted_write_explains_is_damage(sample: Sample) -> None:
    with sample.open() as db:
        before = sample.anchor.read_bytes()
        db.table("answers").insert({"rating": 1})
        db.table("answers").insert({"text": "x" * 5000})
    raw = sample.path.read_bytes()
    holed = raw[:3072] + bytes(512) + raw[3584:]
    sample.anchor.write_bytes(before)  # two frames behind: the first of them cannot have been the last write
    assert isinstance(refused(sample, holed), DamagedFile)
    sample.anchor.unlink()  # from another machine: nothing says that the frame was not acknowledged
    assert isinstance(refused(sample, holed), DamagedFile)


def test_damage_to_a_compaction_that_a_crash_kept_from_its_anchor_is_damage(sample: Sample) -> None:
    before = sample.anchor.read_bytes()
    with sample.open() as db:
        db.compact()
    raw = sample.path.read_bytes()
    sample.anchor.write_bytes(before)
    for at in range(frame.HEADER_SIZE, len(raw), 5):
        assert isinstance(refused(sample, raw[:at] + bytes([raw[at] ^ 8]) + raw[at + 1 :]), DamagedFile)


def test_lost_sectors_in_an_acknowledged_frame_are_damage(sample: Sample) -> None:
    raw = sample.path.read_bytes()
    refused(sample, raw[: sample.ends[-2]] + bytes(len(raw) - sample.ends[-2]))
    sample.path.write_bytes(raw)
    with sample.open() as db:
        table = db.table("answers")
        anchor = sample.anchor.read_bytes()
        table.insert({"text": "x" * 5000})
        table.insert({"rating": 1})
    raw = sample.path.read_bytes()
    sample.anchor.write_bytes(anchor)  # too old to know of the two, but the second shows that the first was safe
    assert isinstance(refused(sample, raw[:3072] + bytes(512) + raw[3584:]), DamagedFile)


def test_a_compacted_file_without_its_last_piece_is_refused(sample: Sample) -> None:
    with sample.open() as db:
        db.compact()
    raw = sample.path.read_bytes()
    for size in range(frame.HEADER_SIZE, len(raw)):
        sample.anchor.unlink(missing_ok=True)
        assert isinstance(refused(sample, raw[:size]), DamagedFile)


def test_a_frame_of_the_wrong_kind_is_refused_even_when_it_is_genuine(sample: Sample) -> None:
    raw = sample.path.read_bytes()
    header = Header.parse(raw[: frame.HEADER_SIZE])
    sealer = Sealer(sample.master, sample.purpose, header.file_id)
    for kind in (Kind.ORIGIN, Kind.PIECE, Kind.LAST_PIECE):
        sample.anchor.unlink(missing_ok=True)
        refused(sample, header.raw + sealer.seal(header.start, kind, b"[]")[0])
    for payload in (b"", b"[", b"[1]", b'[["p","t","1",2]]', b'[["z","t"]]', b'[["p",1,"1",{}]]', b"[" * 100_000):
        sample.anchor.unlink(missing_ok=True)
        refused(sample, header.raw + sealer.seal(header.start, Kind.OPERATIONS, payload)[0])
    later = Header.new(sample.master, sample.purpose, file_id=header.file_id, first=5)
    for origin in (b"", frame.pack_mark(frame.Mark(9, bytes(32))), frame.pack_mark(frame.Mark(4, bytes(31)))):
        first, mark = sealer.seal(later.start, Kind.ORIGIN, origin)
        sample.anchor.unlink(missing_ok=True)
        refused(sample, later.raw + first + sealer.seal(mark, Kind.LAST_PIECE, b"[]")[0])


def test_another_vaults_file_is_told_from_damage(sample: Sample) -> None:
    raw = sample.path.read_bytes()
    sample.master = MasterKey.new()
    assert "belongs to another vault" in refused(sample, raw).message
    assert isinstance(refused(sample, raw[:70] + b"\0" + raw[71:]), DamagedFile)
    assert "not a file of a perflead vault" in refused(sample, b"SQLite format 3\0" * 100).message


def test_a_newer_format_is_told_from_damage(sample: Sample) -> None:
    header = bytearray(sample.frames()[0])
    header[9] = 2
    header[66:74] = __import__("hashlib").sha256(header[:66]).digest()[:8]
    assert "newer version" in refused(sample, bytes(header)).message


def test_a_file_that_vanished_is_missed_and_is_not_made_anew(sample: Sample) -> None:
    sample.path.unlink()
    with pytest.raises(MissingFile, match="was here and is gone"):
        sample.read()
    with pytest.raises(MissingFile, match="was here and is gone"):
        sample.open(create=True)
    assert not sample.path.exists()


@pytest.mark.skipif(not hasattr(__import__("os"), "mkfifo"), reason="needs links and pipes")
def test_a_link_a_folder_or_a_pipe_in_a_files_place_is_refused(sample: Sample, tmp_path: Path) -> None:
    import os

    sample.path.rename(tmp_path / "elsewhere")
    for make in (lambda: sample.path.symlink_to(tmp_path / "elsewhere"), lambda: os.mkfifo(sample.path)):
        make()
        with pytest.raises(PerfleadError, match="could not be opened"):
            sample.read()
        sample.path.unlink()
    sample.path.mkdir()
    with pytest.raises(PerfleadError, match="could not be opened"):
        sample.read()


def test_compaction_keeps_the_state_and_drops_the_history(sample: Sample) -> None:
    with sample.open() as db:
        for number in range(200):
            db.table("answers").update({"rating": number}, doc_ids=[3])
        before = sample.path.stat().st_size
        db.compact()
        assert sample.path.stat().st_size < before / 50
        assert list(sample.home.glob(".*")) == []
        db.table("answers").insert({"rating": 4})
        newest = content(db)
        db.compact()
        db.compact()
    assert sample.read() == newest
    assert newest["answers"]["3"] == {"rating": 199}


def test_a_large_state_is_compacted_in_pieces(sample: Sample) -> None:
    with sample.open() as db:
        db.table("answers").insert_multiple({"text": "x" * 100_000} for _ in range(40))
        db.compact()
        newest = content(db)
    assert sample.read() == newest


def test_a_change_that_is_too_large_is_refused_and_the_handle_stays_good(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perflead_tui.vault.journal.MAX_PAYLOAD", 1000)
    with sample.open() as db:
        with pytest.raises(NotStorable, match="too much"):
            db.table("answers").insert({"text": "x" * 1000})
        assert content(db) == sample.states[-1]
        db.table("answers").insert({"text": "short"})


def test_padding_hides_length_and_costs_little() -> None:
    for size in (0, 1, 256, 257, 1000, 5000, 10**6, 10**8):
        assert size <= frame.padded(size) <= max(256, size * 1.12)
    assert len({frame.padded(size) for size in range(4096, 8192)}) <= 17


def test_a_master_key_and_what_holds_it_never_show_it(sample: Sample) -> None:
    import pickle

    secret = sample.master.material()
    with sample.open() as db:
        journal = db.storage._journal
        for thing in (sample.master, db, db.storage, journal, journal._anchor, journal._sealer, db.table("answers")):
            assert secret.hex() not in repr(thing) and repr(secret) not in repr(thing)
    with pytest.raises(TypeError):
        pickle.dumps(sample.master)


def test_the_anchor_of_a_file_is_named_so_that_it_tells_nothing(sample: Sample) -> None:
    assert REVIEW not in sample.anchor.name and len(sample.anchor.name) == 32
