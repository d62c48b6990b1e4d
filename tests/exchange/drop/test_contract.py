"""What every drop promises, on every kind of place."""

import os
import secrets
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from perflead_tui.exchange.drop import Drop, DropMissing, Entry, Exists, TooLarge, folder, random_name, s3, sftp, webdav
from tests.exchange.drop.conftest import FULL_BUCKET, Place
from tests.exchange.drop.servers import REVIEW
from tests.exchange.drop.wire import Wire

LIMIT = 512 * 1024


def claim() -> str:
    return f"claims/{random_name()}"


def test_what_is_put_is_got_and_listed(place: Place) -> None:
    drop = place.laid()
    name, data = claim(), secrets.token_bytes(5000)
    drop.put(name, data)
    other = place.open()
    assert other.get(name, LIMIT) == data
    assert other.get("terms", LIMIT) == b"the terms"
    assert [(entry.name, entry.size) for entry in other.entries("claims")] == [(name[7:], 5000)]
    assert list(other.entries("envelopes")) == []


def test_an_empty_file_is_a_file(place: Place) -> None:
    drop = place.laid()
    name = claim()
    drop.put(name, b"")
    assert drop.get(name, 1) == b""


def test_a_missing_file_is_none(place: Place) -> None:
    drop = place.laid()
    assert drop.get("board", LIMIT) is None
    assert drop.get(claim(), LIMIT) is None


def test_a_name_that_exists_is_never_overwritten(place: Place) -> None:
    drop = place.laid()
    name = claim()
    drop.put(name, b"first")
    for data in (b"second", b"first"):
        with pytest.raises(Exists):
            drop.put(name, data)
    drop.put(name, b"first", same_ok=True)
    for data in (b"other", b"fir", b"first and more"):
        with pytest.raises(Exists):
            drop.put(name, data, same_ok=True)
    assert drop.get(name, LIMIT) == b"first"
    assert len(list(drop.entries("claims"))) == 1


def test_of_many_writers_of_one_name_one_wins(place: Place) -> None:
    place.laid()
    name = claim()
    drops = [place.open() for _writer in range(4)]
    together = threading.Barrier(len(drops))

    def write(number: int) -> bool:
        together.wait()
        try:
            drops[number].put(name, bytes([number]) * 20_000)
        except Exists:
            return False
        return True

    with ThreadPoolExecutor(len(drops)) as pool:
        won = list(pool.map(write, range(len(drops))))
    assert won.count(True) == 1
    assert place.open().get(name, LIMIT) == bytes([won.index(True)]) * 20_000


def test_no_reader_sees_half_a_file(place: Place) -> None:
    place.laid()
    reader, writer = place.open(), place.open()
    for byte in range(4):
        name, data = claim(), bytes([byte]) * (LIMIT - byte)
        writing = threading.Thread(target=writer.put, args=(name, data))
        writing.start()
        seen = set()
        while writing.is_alive():
            seen.add(reader.get(name, LIMIT))
            seen |= {entry.size for entry in reader.entries("claims") if entry.name == name[7:]}
        writing.join()
        assert seen <= {None, data, len(data)}
        assert reader.get(name, LIMIT) == data


def test_junk_is_counted_and_unfinished_files_are_passed_over(place: Place) -> None:
    drop = place.laid()
    name = claim()
    drop.put(name, b"good")
    for junk in ("readme.txt", random_name().upper(), random_name()[:-1], "é\u202e", "tmp-", "a b&<c>%41"):
        place.plant(f"claims/{junk}", b"junk")
    for _writer in range(3):
        place.plant(f"claims/tmp-{random_name()}", b"half a fi")
    if place.kind == "s3":
        place.plant("claims/0123456789abcdef/nested", b"")
    else:
        (place.backing / REVIEW / "claims" / random_name()).mkdir()
    entries = drop.entries("claims")
    assert [entry.name for entry in entries] == [name[7:]]
    assert entries.ignored == 7


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names themselves")
@pytest.mark.parametrize("kind", ["folder", "sftp"])
def test_a_name_that_is_not_text_does_not_break_a_listing(a_place: Callable[[str], Place], kind: str) -> None:
    place = a_place(kind)
    drop = place.laid()
    name = claim()
    drop.put(name, b"x")
    (Path(os.fsdecode(bytes(place.backing) + f"/{REVIEW}/claims/".encode() + b"\xff\xfe\n"))).touch()
    entries = drop.entries("claims")
    assert [entry.name for entry in entries] == [name[7:]]
    assert entries.ignored == 1


def test_the_length_of_names_is_agreed(place: Place) -> None:
    drop = place.laid()
    drop.put(f"grants/{'ab' * 32}", b"grant")
    assert [entry.name for entry in drop.entries("grants", digits=64)] == ["ab" * 32]
    assert list(drop.entries("grants")) == []


def test_a_file_above_the_limit_is_never_read(far: Place, wire: Wire) -> None:
    far.laid()
    size = 10 * 2**30 if far.kind != "s3" else 8 * 2**20
    name = claim()
    far.plant(name, b"", size)
    drop = far.open(wire.port)
    assert [entry.size for entry in drop.entries("claims")] == [size]
    with pytest.raises(TooLarge, match="too large and was not read"):
        drop.get(name, LIMIT)
    # What was on its way in the buffers of the system, never more than was asked for.
    assert wire.received < 2 * LIMIT


def test_the_limit_itself_is_allowed(place: Place) -> None:
    drop = place.laid()
    name = claim()
    drop.put(name, b"x" * 100)
    assert drop.get(name, 100) == b"x" * 100
    with pytest.raises(TooLarge):
        drop.get(name, 99)


def test_what_the_desk_removed_is_gone_and_removing_again_is_fine(place: Place) -> None:
    drop = place.laid()
    name = claim()
    drop.put(name, b"taken")
    drop.remove(name)
    drop.remove(name)
    assert drop.get(name, LIMIT) is None
    assert list(drop.entries("claims")) == []


def test_a_listing_survives_changes_while_it_is_read(place: Place) -> None:
    for module, size in ((folder, "PAGE"), (sftp, "PAGE"), (s3, "_PAGE"), (webdav, "PAGE")):
        place.monkeypatch.setattr(module, size, 5)
    drop = place.laid()
    before = [random_name() for _file in range(23)]
    for name in before:
        place.plant(f"claims/{name}", b"x")
    entries = drop.entries("claims")
    seen = [next(entries).name]
    gone = [name for name in before if name not in seen][:10]
    for name in gone:
        place.uproot(f"claims/{name}")
    for _file in range(5):
        place.plant(f"claims/{random_name()}", b"y")
    seen += [entry.name for entry in entries]
    assert len(set(seen)) == len(seen)
    assert set(before) - set(gone) <= set(seen)
    assert all(drop.get(f"claims/{name}", LIMIT) is None for name in gone[:3])


def test_taking_while_listing_takes_all_in_the_end(place: Place) -> None:
    drop = place.laid()
    for _file in range(20):
        place.plant(claim(), b"x")
    taken = 0
    for _round in range(3):
        for entry in drop.entries("claims"):
            assert drop.get(f"claims/{entry.name}", LIMIT) == b"x"
            drop.remove(f"claims/{entry.name}")
            taken += 1
    assert taken == 20


@pytest.fixture(scope="session")
def heap(ground: Path) -> Path:
    """A place with a review, one good grant, and ten thousand junk files among the claims."""
    heap = ground / "heap"
    for name in ("claims", "grants"):
        (heap / REVIEW / name).mkdir(parents=True)
    (heap / REVIEW / f"grants/{0:032x}").write_bytes(b"x")
    for number in range(10_000):
        os.close(os.open(heap / REVIEW / f"claims/junk-{number}", os.O_CREAT | os.O_WRONLY))
    return heap


def full_of_junk(place: Place, heap: Path) -> Drop:
    """The drop that is on the heap, by each kind of way."""
    if place.kind == "s3":
        place.bucket = FULL_BUCKET
        return place.open(path="/", read=60.0)
    return place.open(path="heap" if place.kind == "webdav" else str(heap), read=60.0)


def test_ten_thousand_junk_files_are_passed_over_in_bounded_time_and_memory(place: Place, heap: Path) -> None:
    drop = full_of_junk(place, heap)
    assert len(list(drop.entries("grants"))) == 1
    longest = 0

    def pages(folder: str, after: str) -> Iterator[list[Entry]]:
        nonlocal longest
        for page in told(folder, after):
            longest = max(longest, len(page))
            yield page

    told = drop._store.pages
    place.monkeypatch.setattr(drop._store, "pages", pages)
    entries = drop.entries("claims")
    start = time.perf_counter()
    assert (list(entries), entries.ignored) == ([], 10_000)
    assert time.perf_counter() - start < 30
    assert 0 < longest <= 1500


def test_a_listing_does_not_hold_the_folder(a_place: Callable[[str], Place], heap: Path) -> None:
    drop = full_of_junk(a_place("folder"), heap)
    tracemalloc.start()
    assert not list(drop.entries("claims"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20


def test_a_place_is_checked_before_it_is_promised(place: Place) -> None:
    drop = place.open()
    drop.check()
    assert list(drop.entries("claims")) == []


def test_a_place_that_is_not_there_is_told(place: Place) -> None:
    missing = {"s3": "", "webdav": "nowhere"}.get(place.kind, str(place.backing / "nowhere"))
    if place.kind == "s3":
        place.bucket = "nobucket"
    drop = place.open(path=missing)
    for use in (
        lambda: drop.get("terms", LIMIT),
        lambda: drop.put("terms", b"x"),
        lambda: drop.put(claim(), b"x"),
        lambda: next(drop.entries("claims")),
        drop.check,
    ):
        with pytest.raises(DropMissing, match="is not there"):
            use()
    assert not (place.backing / "nowhere").exists()


@pytest.mark.parametrize("kind", ["folder", "sftp", "webdav"])
def test_nothing_is_written_where_the_review_is_not(a_place: Callable[[str], Place], kind: str) -> None:
    place = a_place(kind)
    drop = place.open()
    with pytest.raises(DropMissing):
        drop.put(claim(), b"the share is not connected")
    with pytest.raises(DropMissing):
        next(drop.entries("claims"))
    assert list(place.backing.iterdir()) == []
