"""Several processes, left-over locks, file systems that are read-only or slow."""

import errno
import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.flows import outbox
from perflead_tui.vault import Vault, check_vault, keys
from perflead_tui.vault.faults import VaultInUse
from perflead_tui.vault.keys import Argon2Cost
from tests.faults.layer import Fault, Layer
from tests.vault.helpers import PASSPHRASE, REVIEW, content

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))
    made, _recovery = Vault.create(tmp_path / "vault", PASSPHRASE)
    with made, made.review(REVIEW, create=True) as review:
        review.insert({"by": -1, "n": 0})
    return tmp_path / "vault"


def together(count: int, work: Callable[[int], int]) -> list[int]:
    """The exit codes of `work`, run in so many processes at once."""
    children = []
    for number in range(count):
        child = os.fork()
        if child == 0:
            code = 99
            try:
                code = work(number)
            finally:
                os._exit(code)
        children.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


@pytest.mark.parametrize("count", [2, 3])
def test_processes_that_take_turns_lose_nothing_and_change_nothing_of_each_other(home: Path, count: int) -> None:
    wanted = 6

    def work(number: int) -> int:
        done = 0
        until = time.monotonic() + 60
        while done < wanted and time.monotonic() < until:
            try:
                with Vault.open(home, PASSPHRASE) as vault, vault.review(REVIEW) as review:
                    review.insert({"by": number, "n": done})
                    if done % 3 == 2:
                        review.compact()
                    done += 1
            except VaultInUse as refused:
                assert refused.hint
                time.sleep(0.002)
        return done

    assert together(count, work) == [wanted] * count
    with Vault.open(home, PASSPHRASE) as vault, vault.review(REVIEW) as review:
        rows = [(row["by"], row["n"]) for row in review]
        assert sorted(rows) == sorted([(-1, 0), *((by, n) for by in range(count) for n in range(wanted))])
        assert all(finding.ok for finding in check_vault(home, vault))


def test_processes_that_deliver_at_once_send_each_answer_once(tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    (drop / REVIEW / "envelopes").mkdir(parents=True)
    held = [outbox.hold_envelope(str(drop), REVIEW, bytes([n]) * 100, b"receipt") for n in range(12)]

    def work(_number: int) -> int:
        from perflead_tui.flows.deliver import deliver

        return len(deliver().problems)

    assert together(3, work) == [0, 0, 0]
    found = sorted((drop / REVIEW / "envelopes").iterdir())
    assert sorted(path.name for path in found) == sorted(each.document["name"] for each in held)
    assert sorted(path.read_bytes() for path in found) == [bytes([n]) * 100 for n in range(12)]
    assert list(outbox.entries()) == []


def test_what_left_with_another_process_meanwhile_is_not_told_as_damaged(tmp_path: Path) -> None:
    for n in range(3):
        outbox.hold_envelope(str(tmp_path), REVIEW, bytes([n]) * 100, b"receipt")
    found = outbox.entries()
    first = next(found)
    for each in outbox.entries():
        if each.path != first.path:
            outbox.forget(each)
    assert list(found) == []


@pytest.mark.parametrize(
    "note",
    [
        {"pid": 1, "host": "another-machine", "since": "2001-01-01 00:00+00:00"},
        {"pid": 999999, "host": "", "since": "2099-01-01 00:00+00:00"},
        None,
    ],
    ids=["of another machine", "of the future", "without a note"],
)
def test_a_lock_that_somebody_left_keeps_nobody_out(home: Path, note: dict[str, object] | None) -> None:
    (home / "lock").write_bytes(b"left")
    if note is not None:
        (home / "holder.json").write_text(json.dumps(note))
    with Vault.open(home, PASSPHRASE) as vault:
        assert all(finding.ok for finding in check_vault(home, vault))
    assert not (home / "holder.json").exists()


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL, errno.EIO])
def test_a_file_system_that_cannot_lock_is_told_in_words(
    home: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuses(_fd: int, _operation: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", refuses)
    with pytest.raises(PerfleadError) as caught:
        Vault.open(home, PASSPHRASE)
    assert os.strerror(code) in caught.value.message and caught.value.hint


# Read-only and slow file systems


@pytest.fixture
def layer(home: Path, monkeypatch: pytest.MonkeyPatch, isolated: Path) -> Layer:
    return Layer(home)


def test_on_a_read_only_file_system_a_vault_is_refused_in_words_and_left_alone(home: Path, layer: Layer) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    with layer.installed(), layer.spoiled(Fault("read-only", 0)), pytest.raises(PerfleadError) as caught:
        Vault.open(home, PASSPHRASE)
    assert os.strerror(errno.EROFS) in caught.value.message
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_a_file_system_that_becomes_read_only_keeps_what_was_saved(home: Path, layer: Layer) -> None:
    with layer.installed(), Vault.open(home, PASSPHRASE) as vault, vault.review(REVIEW) as review:
        review.insert({"n": 1})
        saved = content(review)
        with layer.spoiled(Fault("read-only", 0)):
            for change in (lambda: review.insert({"n": 2}), review.compact, lambda: vault.change_passphrase("x" * 20)):
                with pytest.raises(PerfleadError):
                    change()
        assert content(review) == saved
    with Vault.open(home, PASSPHRASE) as vault, vault.review(REVIEW) as review:
        assert content(review) == saved


MOUNTED = """
set -e
mount --bind "$1" "$1"
mount -o remount,bind,ro "$1"
cd "$2"
run="from perflead_tui.cli.main import run; run()"
for command in "status" "doctor" "doctor --passphrase-file $3" "status --passphrase-file $3"; do
  "$4" -c "$run" --home "$1" $command </dev/null 2>&1 && echo "exit 0" || echo "exit $?"
done
"""


def _may_mount() -> bool:
    try:
        return subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not _may_mount(), reason="needs the right to mount")
def test_a_vault_that_is_mounted_read_only_gives_words_and_no_traceback(home: Path, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text(PASSPHRASE + "\n")
    words.chmod(0o600)
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    command = ["unshare", "-m", "bash", "-c", MOUNTED, "x", str(home), str(Path.cwd()), str(words), sys.executable]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert said.returncode == 0, said.stderr
    assert "Traceback" not in said.stdout and "exit 1" in said.stdout
    assert "Read-only file system" in said.stdout
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_over_a_slow_network_a_change_costs_four_trips_whatever_the_file_holds(home: Path, layer: Layer) -> None:
    with layer.installed(), Vault.open(home, PASSPHRASE) as vault, vault.review(REVIEW) as review:
        layer.slow = 0.005
        trips = []
        for _round in range(2):
            with layer.spoiled(None):
                review.insert({"n": 1})
                trips.append(layer.count)
            layer.slow = 0
            review.insert_multiple({"n": n, "text": "words " * 50} for n in range(500))
            layer.slow = 0.005
        with pytest.raises(VaultInUse):
            Vault.open(home, PASSPHRASE)
        layer.slow = 0
    assert trips[0] == trips[1] <= 4
    with Vault.open(home, PASSPHRASE) as vault, vault.review(REVIEW) as review:
        assert len(review) == 1003
