"""Faults under everything that writes: the calls of `os` for paths in one folder, watched, counted and spoiled.

The real folder holds what processes see; `Disk` says what a power cut would leave of it. A killed process does nothing
any more: after `Killed` every watched call raises it again, so that no `finally` tidies up, and `restart` frees what
the process held open, its locks too. Nothing is flushed for real: what a flush means is the model's.
"""

import errno
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from perflead_tui import files
from tests.faults.disk import Disk, File, Folder, Node

KINDS = ("kill", "power", "full", "full for good", "failing", "failing for good", "failing now and then", "short")
"""SIGKILL; a power cut; ENOSPC once and from then on; EIO once, from then on, and at every other call from then on;
writes that take a few bytes."""
_ERRORS = {"full": errno.ENOSPC, "failing": errno.EIO, "read-only": errno.EROFS}
_NEEDS_ROOM = frozenset({"write", "flush", "create", "mkdir", "rename", "link"})
_CHANGES = _NEEDS_ROOM | {"unlink", "rmdir", "ftruncate"}


class Killed(BaseException):
    """The process is gone. Nothing in the product may catch it."""


@dataclass(frozen=True)
class Fault:
    """What happens at the call number `at`; `seed` decides the details."""

    kind: str
    at: int
    seed: int = 0


class Layer:
    """Stands under everything below `root` while it is installed."""

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.realpath(root))
        self.disk = Disk.of(self.root)
        self.count = 0
        self.seen: list[str] = []
        self.fired = False
        self.slow = 0.0
        self._fault: Fault | None = None
        self._chance = random.Random(0)
        self._dead = False
        self._fails_next = False
        self._open: dict[int, tuple[str, Node]] = {}
        self._real: dict[str, Callable[..., Any]] = {}

    # What a test does

    @contextmanager
    def installed(self) -> Iterator["Layer"]:
        """Watch the calls of `os` for as long as this lasts."""
        calls = {
            "open": self._os_open, "write": self._os_write, "fsync": self._os_flush, "fdatasync": self._os_flush,
            "ftruncate": self._os_ftruncate, "replace": self._os_rename, "rename": self._os_rename,
            "link": self._os_link, "unlink": self._os_unlink, "remove": self._os_unlink, "mkdir": self._os_mkdir,
            "rmdir": self._os_rmdir, "close": self._os_close, "fdopen": self._os_fdopen,
        }  # fmt: skip
        with pytest.MonkeyPatch.context() as patch:
            for name, call in calls.items():
                self._real[name] = getattr(os, name)
                patch.setattr(os, name, call)
            try:
                yield self
            finally:
                self.restart()

    @contextmanager
    def spoiled(self, fault: Fault | None) -> Iterator[None]:
        """Let `fault` happen within the block, if its call is reached; `fired` says whether it was."""
        self.count, self.fired, self._fault, self._fails_next = 0, False, fault, False
        self.seen.clear()
        self._chance = random.Random(fault.seed if fault else 0)
        try:
            yield
        finally:
            self._fault, self._fails_next = None, False

    def restart(self) -> None:
        """The process ends: its files are closed and its locks are free. A new one may begin."""
        self._dead = False
        files._sure.clear()
        null = self._real["open"](os.devnull, os.O_RDWR)
        for fd, (path, _node) in self._open.items():
            os.dup2(null, fd)  # frees the lock; whoever still holds the number may close it
            if not path.endswith("/lock"):
                self._real["close"](fd)
        self._real["close"](null)
        self._open.clear()

    def power_cut(self, seed: int) -> str:
        """The machine stops and starts again."""
        self.restart()
        how = self.disk.cut(random.Random(seed))
        with self.unwatched():
            self._empty()
            self.disk.lay(self.root)
        return how

    def start_from(self, template: Path) -> None:
        """Let the disk hold what `template` holds, durably."""
        self.restart()
        with self.unwatched():
            self._empty()
            shutil.copytree(template, self.root, dirs_exist_ok=True)
        self.disk = Disk.of(self.root)

    def check(self) -> None:
        """Raise unless the real folder is what the model says: then no write has gone past this layer."""
        real = {f"./{path.relative_to(self.root)}": path for path in self.root.rglob("*")}
        known = dict(self.disk.walk())
        known.pop(".")
        assert real.keys() == known.keys(), sorted(real.keys() ^ known.keys())
        for name, node in known.items():
            assert isinstance(node, Folder) or real[name].read_bytes() == node.content, name

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        """The test itself changes files."""
        with pytest.MonkeyPatch.context() as patch:
            for name, call in self._real.items():
                patch.setattr(os, name, call)
            yield

    def _empty(self) -> None:
        for path in list(self.root.iterdir()):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    # The moment at which something may happen

    def _point(self, name: str) -> None:
        """Count a call that is about to happen. Raises Killed or OSError if this is the one."""
        if self._dead:
            raise Killed
        if self.slow:
            time.sleep(self.slow)
        self.count += 1
        self.seen.append(name)
        fault = self._fault
        if fault is None or fault.kind == "short":
            return
        if fault.kind == "read-only":
            if name in _CHANGES or name == "open to write":
                raise OSError(errno.EROFS, os.strerror(errno.EROFS))
            return
        lasting = fault.kind.endswith(" for good") or (fault.kind.endswith(" then") and self._chance.random() < 0.5)
        if not (self._fails_next or self.count == fault.at or (lasting and self.count > fault.at)):
            return
        self._strike(fault, name)

    def _strike(self, fault: Fault, name: str) -> None:
        kind = fault.kind.removesuffix(" for good").removesuffix(" now and then")
        if kind == "full" and name not in _NEEDS_ROOM:
            self._fails_next = True  # needs no room: the next one that does fails
            return
        self.fired, self._fails_next = True, False
        if kind in ("kill", "power"):
            self._dead = True
            raise Killed
        raise OSError(_ERRORS[kind], os.strerror(_ERRORS[kind]))

    # The calls

    def _place(self, path: Any, dir_fd: int | None = None) -> tuple[str, Folder, str] | None:
        """Path, folder and name of what is watched; None for everything else."""
        if isinstance(path, int):
            return None
        text = os.fsdecode(path)
        if dir_fd is not None:
            if dir_fd not in self._open:
                return None
            text = f"{self._open[dir_fd][0]}/{text}"
        text = os.path.abspath(text)  # noqa: PTH100 - resolve() would follow links, and ask the disk
        root = str(self.root)
        if not text.startswith(root + "/"):
            return None
        *folders, name = text[len(root) + 1 :].split("/")
        node: Node | None = self.disk.root
        for part in folders:
            node = node.entries.get(part) if isinstance(node, Folder) else None
        return (text, node, name) if isinstance(node, Folder) else None

    def _os_open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        found = self._place(path, dir_fd)
        if found is None:
            if self._dead and not isinstance(path, int) and str(path).startswith(str(self.root)):
                raise Killed
            fd: int = self._real["open"](path, flags, mode, dir_fd=dir_fd)
            if Path(os.fsdecode(path)).absolute() == self.root:
                self._open[fd] = (str(self.root), self.disk.root)
            return fd
        text, folder, name = found
        new = name not in folder.entries
        writing = flags & (os.O_WRONLY | os.O_RDWR)
        self._point("create" if new and flags & os.O_CREAT else "open to write" if writing else "look")
        fd = self._real["open"](path, flags, mode, dir_fd=dir_fd)
        if new:
            self.disk.rename((folder, name, File()))
        self._open[fd] = (text, folder.entries[name])
        return fd

    def _os_close(self, fd: int) -> None:
        self._open.pop(fd, None)
        self._real["close"](fd)

    def _os_fdopen(self, fd: int, mode: str = "r", *args: Any, closefd: bool = True, **named: Any) -> Any:
        if fd in self._open and "w" in mode:
            return Unbuffered(fd)
        if closefd:
            self._open.pop(fd, None)  # it is closed without `os.close`
        return self._real["fdopen"](fd, mode, *args, closefd=closefd, **named)

    def _os_write(self, fd: int, data: Any) -> int:
        if fd not in self._open:
            written: int = self._real["write"](fd, data)
            return written
        whole, fault = bytes(data), self._fault
        try:
            self._point("write")
        except OSError:
            part = whole[: self._chance.choice([0, self._chance.randint(0, len(whole))])]
            if not part:
                raise
            self._fails_next = True  # some of it is taken, and the next call says why not all of it
            return self._put(fd, part)
        except Killed:
            if self.fired and fault is not None and self.count == fault.at:
                self._put(fd, whole[: self._chance.randint(0, len(whole))])
            raise
        if fault is not None and fault.kind == "short":
            self.fired = True
            whole = whole[: self._chance.randint(1, 1 + fault.at * 16)]
        return self._put(fd, whole)

    def _put(self, fd: int, data: bytes) -> int:
        node = self._open[fd][1]
        assert isinstance(node, File)
        at = os.lseek(fd, 0, os.SEEK_CUR)
        written: int = self._real["write"](fd, data)
        assert written == len(data)
        node.write(at, data)
        return written

    def _os_flush(self, fd: int) -> None:
        if fd not in self._open:
            return
        node = self._open[fd][1]
        try:
            self._point("flush")
        except OSError:
            if isinstance(node, File):
                node.fail_flush(self._chance)
            raise
        if isinstance(node, File):
            node.flush()
        else:
            self.disk.flush(node)

    def _os_ftruncate(self, fd: int, size: int) -> None:
        if fd in self._open:
            self._point("ftruncate")
        self._real["ftruncate"](fd, size)
        if fd in self._open:
            node = self._open[fd][1]
            assert isinstance(node, File)
            node.truncate(size)

    def _os_rename(self, source: Any, target: Any, **named: Any) -> None:
        old, new = self._place(source), self._place(target)
        if old is None or new is None:
            assert (old is None) == (new is None), "a rename across the edge of the disk"
            self._real["replace"](source, target, **named)
            return
        self._point("rename")
        self._real["replace"](source, target, **named)
        self.disk.rename((old[1], old[2], None), (new[1], new[2], old[1].entries[old[2]]))

    def _os_link(self, source: Any, target: Any, **named: Any) -> None:
        old, new = self._place(source), self._place(target)
        if old is None or new is None:
            self._real["link"](source, target, **named)
            return
        self._point("link")
        self._real["link"](source, target, **named)
        self.disk.rename((new[1], new[2], old[1].entries[old[2]]))

    def _os_unlink(self, path: Any, *, dir_fd: int | None = None) -> None:
        self._remove("unlink", path, dir_fd)

    def _os_rmdir(self, path: Any, *, dir_fd: int | None = None) -> None:
        self._remove("rmdir", path, dir_fd)

    def _remove(self, call: str, path: Any, dir_fd: int | None) -> None:
        found = self._place(path, dir_fd)
        if found is not None:
            self._point(call)
        self._real[call](path, dir_fd=dir_fd)
        if found is not None:
            self.disk.rename((found[1], found[2], None))

    def _os_mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        found = self._place(path, dir_fd)
        if found is not None:
            self._point("mkdir")
        self._real["mkdir"](path, mode, dir_fd=dir_fd)
        if found is not None:
            self.disk.rename((found[1], found[2], Folder()))


class Unbuffered:
    """A file object whose writes are `os.write`, where they are seen."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def __enter__(self) -> "Unbuffered":
        return self

    def __exit__(self, *_unused: object) -> None:
        os.close(self._fd)

    def write(self, data: bytes) -> int:
        """All of `data`, however few bytes are taken at a time."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._fd, view) :]
        return len(data)

    def flush(self) -> None:
        """Nothing is buffered."""

    def fileno(self) -> int:
        """The descriptor."""
        return self._fd
