"""The disk of these tests does what disks do: it keeps what was flushed, and may lose or mix the rest."""

import os
import random
import shutil
from pathlib import Path

import pytest

from perflead_tui.files import write_atomic
from perflead_tui.vault import keys
from perflead_tui.vault.keys import Argon2Cost
from perflead_tui.vault.vault import Vault
from tests.faults.disk import PAGE, File
from tests.faults.layer import Fault, Killed, Layer
from tests.vault.helpers import PASSPHRASE, REVIEW, in_child


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))
    monkeypatch.setenv("PERFLEAD_STATE", str(tmp_path / "disk" / "state"))
    made = tmp_path / "disk"
    made.mkdir()
    return made


def put(path: Path, data: bytes, *, flush: bool) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(fd, data)
    if flush:
        os.fsync(fd)
    os.close(fd)


def flush(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)


def after_cuts(root: Path, work: object, runs: int = 200) -> set[bytes | None]:
    """What is found of the file `a` after a power cut, over many of them; None if it has no name."""
    found = set()
    for seed in range(runs):
        layer = Layer(root)
        with layer.installed():
            work()  # type: ignore[operator]
            layer.check()
            layer.power_cut(seed)
            layer.check()
        found.add((root / "a").read_bytes() if (root / "a").exists() else None)
        for path in root.iterdir():
            path.unlink()
    return found


def test_what_was_flushed_with_its_folder_stays(root: Path) -> None:
    assert after_cuts(root, lambda: (put(root / "a", b"new", flush=True), flush(root))) == {b"new"}


def test_a_name_that_was_not_flushed_may_be_gone_and_what_is_in_the_file_is_whole(root: Path) -> None:
    assert after_cuts(root, lambda: put(root / "a", b"new", flush=True)) == {b"new", None}


def test_what_was_not_flushed_may_be_there_or_missing_or_zeros(root: Path) -> None:
    assert after_cuts(root, lambda: (put(root / "a", b"new", flush=False), flush(root))) == {b"new", b"", bytes(3)}


def test_pages_are_lost_and_kept_in_any_order(root: Path) -> None:
    def work() -> None:
        put(root / "a", b"-" * 3 * PAGE, flush=True)
        flush(root)
        put(root / "a", b"+" * 3 * PAGE, flush=False)

    pages = {data[::PAGE] for data in after_cuts(root, work) if data is not None and len(set(data[:PAGE])) == 1}
    assert {b"---", b"+++", b"-+-", b"--+", b"+-+"} <= pages


def test_an_atomic_write_leaves_the_old_or_the_new_file_wherever_the_power_fails(root: Path) -> None:
    for at in range(1, 9):
        for seed in range(40):
            (root / "a").write_bytes(b"old")
            layer = Layer(root)
            with layer.installed():
                try:
                    with layer.spoiled(Fault("power", at, seed)):
                        write_atomic(root / "a", b"new")
                except Killed:
                    assert layer.fired
                layer.power_cut(seed)
                assert (root / "a").read_bytes() in ({b"old", b"new"} if layer.fired else {b"new"})
            for path in root.iterdir():
                path.unlink()


def test_a_flush_that_failed_is_not_made_up_for_by_the_next_one() -> None:
    lost = 0
    for seed in range(50):
        file = File(b"old")
        file.write(0, b"new")
        file.fail_flush(random.Random(seed))
        file.flush()
        lost += file.durable == b"old"
        file.write(0, b"new")
        file.flush()
        assert file.durable == b"new"
    assert 10 < lost < 40


def test_a_kill_in_the_model_leaves_what_a_real_one_leaves(root: Path) -> None:
    """At every call that changes something: the same names and the same sizes as after SIGKILL."""

    def work() -> None:
        vault, _key = Vault.create(root / "vault", PASSPHRASE)
        with vault, vault.review(REVIEW, create=True) as review:
            review.insert({"n": 1})
            review.compact()
            review.insert({"n": 2})

    def shape(*, halves: bool) -> set[tuple[tuple[str, int], ...]]:
        found = set()
        for at in range(1, 400):
            layer = Layer(root)
            if halves:
                ended = not in_child(lambda _acknowledge: work(), at)[0]
            else:
                with layer.installed():
                    try:
                        with layer.spoiled(Fault("kill", at, 1)):
                            work()
                    except Killed:
                        pass
                    ended = not layer.fired
            sizes = sorted(
                (_plain(path.relative_to(root)), path.stat().st_size if path.is_file() else -1)
                for path in root.rglob("*")
            )
            found.add(tuple(entry for entry in sizes if ".tmp" not in entry[0] and "holder" not in entry[0]))
            shutil.rmtree(root)
            root.mkdir()
            if ended:
                return found
        raise AssertionError("it never ended")

    def names(states: set[tuple[tuple[str, int], ...]]) -> set[tuple[str, ...]]:
        return {tuple(name for name, _size in state) for state in states}

    model, real = shape(halves=False), shape(halves=True)
    assert names(model) == names(real)
    assert len(real) > 20


def _plain(path: Path) -> str:
    """A path without its random parts."""
    return "/".join("anchor" if len(part) == 32 else part for part in path.parts)
