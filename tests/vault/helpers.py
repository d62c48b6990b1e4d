"""A journal with a known history, and operating-system calls that fail or kill on demand."""

import errno
import os
import signal
import traceback
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.vault import EncryptedDB, operations
from perflead_tui.vault.journal import Journal
from perflead_tui.vault.master import MasterKey
from perflead_tui.vault.storage import EncryptedStorage

PASSPHRASE = "a quiet river bends"
REVIEW = "abcdefghij234567"
OTHER_REVIEW = "zzzzzzzzzz234567"

State = dict[str, dict[str, dict[str, Any]]]


class Sample:
    """A journal of four changes; `ends[n]` is the file's size and `states[n]` its content after change n."""

    purpose = f"review:{REVIEW}"

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / REVIEW
        self.master = MasterKey.new()
        self.states: list[State] = []
        self.ends: list[int] = []
        self.anchors: list[bytes] = []
        with self.open(create=True) as db:
            self._note(db)
            table = db.table("answers")
            for change in (
                lambda: table.insert({"rating": 4, "text": "fair"}),
                lambda: table.insert_multiple([{"rating": 5}, {"rating": 2}]),
                lambda: table.update({"rating": 3}, doc_ids=[2]),
                lambda: table.remove(doc_ids=[1]),
            ):
                change()
                self._note(db)

    def open(self, *, create: bool = False, purpose: str | None = None, path: Path | None = None) -> EncryptedDB:
        journal = Journal(path or self.path, self.home, self.master, purpose or self.purpose)
        return EncryptedDB(EncryptedStorage(journal, create=create))

    @property
    def anchor(self) -> Path:
        return Journal(self.path, self.home, self.master, self.purpose)._anchor.path

    def part(self, theirs: Callable[[EncryptedDB], object]) -> None:
        """From here on two histories: the anchor knows one change of ours, the file holds what `theirs` does."""
        common, anchor = self.path.read_bytes(), self.anchor.read_bytes()
        with self.open() as db:
            db.table("answers").insert({"rating": 1})
        ours = self.anchor.read_bytes()
        self.path.write_bytes(common)
        self.anchor.write_bytes(anchor)
        with self.open() as db:
            theirs(db)
        self.anchor.write_bytes(ours)

    @property
    def quarantine(self) -> list[Path]:
        return sorted((self.home / "quarantine").glob("*"))

    def frames(self) -> list[bytes]:
        """The header, then each frame."""
        raw = self.path.read_bytes()
        cuts = [0, *self.ends]
        return [raw[a:b] for a, b in pairwise(cuts)]

    def read(self) -> State:
        with self.open() as db:
            return content(db)

    def _note(self, db: EncryptedDB) -> None:
        self.states.append(content(db))
        self.ends.append(self.path.stat().st_size)
        self.anchors.append(self.anchor.read_bytes())


def content(db: EncryptedDB) -> State:
    """Everything in a database, copied."""
    return operations.copied(db.storage.read() or {})


class Points:
    """Counts every call that changes the disk, and does something at one of them.

    A write is two points: before it, and after half of its bytes.
    """

    NAMES = ("write", "fsync", "fdatasync", "replace", "rename", "link", "unlink", "ftruncate", "mkdir", "open")

    def __init__(self, at: int, action: Callable[[str], None], *, sticky: bool = False) -> None:
        self.at = at
        self.count = 0
        self.seen: list[str] = []
        self._action = action
        self._sticky = sticky

    def install(self, patch: pytest.MonkeyPatch) -> None:
        for name in self.NAMES:
            if hasattr(os, name):
                patch.setattr(os, name, self._wrapped(name, getattr(os, name)))
        patch.setattr(os, "fdopen", self._fdopen(os.fdopen))

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            if name == "open" and not args[1] & os.O_CREAT:
                return real(*args, **named)
            self._point(name)
            if name == "write":
                self._point("half a write", lambda: real(args[0], bytes(args[1])[: len(args[1]) // 2]))
            return real(*args, **named)

        return call

    def _point(self, name: str, first: Callable[[], object] | None = None) -> None:
        self.count += 1
        self.seen.append(name)
        if self.count == self.at or (self._sticky and self.count > self.at and name in ("write", "open", "mkdir")):
            if first is not None and self.count == self.at:
                first()
            self._action(name)

    def _fdopen(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(fd: int, mode: str = "r", *args: Any, **named: Any) -> Any:
            return Unbuffered(fd) if "w" in mode else real(fd, mode, *args, **named)

        return call


class Unbuffered:
    """A file object whose writes are `os.write`, where the points are."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def __enter__(self) -> "Unbuffered":
        return self

    def __exit__(self, *_unused: object) -> None:
        os.close(self._fd)

    def write(self, data: bytes) -> int:
        view = memoryview(data)
        while view:
            view = view[os.write(self._fd, view) :]
        return len(data)

    def flush(self) -> None:
        """Nothing is buffered."""

    def fileno(self) -> int:
        return self._fd


def kill(_name: str) -> None:
    """End this process as a power switch would, as far as the process is concerned."""
    os.kill(os.getpid(), signal.SIGKILL)


def fail(code: int = errno.ENOSPC) -> Callable[[str], None]:
    """An action that refuses the call."""

    def action(_name: str) -> None:
        raise OSError(code, os.strerror(code))

    return action


def in_child(work: Callable[[Callable[[], None]], None], at: int) -> tuple[bool, int]:
    """Run `work` in a process that is killed at point `at`; whether it was, and how often it acknowledged.

    `work` is given a function to call after each change that was acknowledged.
    """
    reader, writer = os.pipe()
    real_write = os.write
    child = os.fork()
    if child == 0:
        code = 3
        try:
            os.close(reader)
            Points(at, kill).install(pytest.MonkeyPatch())
            work(lambda: _acknowledge(real_write, writer))
            code = 0
        except BaseException:  # noqa: BLE001 - the parent is told by the exit code, and the reader by the traceback
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        acknowledged = len(file.read())
    _pid, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status)
    assert killed or os.waitstatus_to_exitcode(status) == 0
    return killed, acknowledged


def _acknowledge(write: Callable[[int, bytes], int], fd: int) -> None:
    write(fd, b".")
