"""The calls that change files, all through `os`, so that a test can stop or fail each of them.

Data is on the disk when `sync` returns: `fdatasync` where it exists, `F_FULLFSYNC` on macOS (whose `fsync` stops at
the drive's cache), else `fsync`.
"""

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

from perflead_tui.files import fsync_dir

_BINARY: int = getattr(os, "O_BINARY", 0)  # Windows would translate line ends without it
_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)  # a link in the vault's place of a file is never ours
_NO_BLOCK: int = getattr(os, "O_NONBLOCK", 0)  # a pipe in a file's place must not hang the program


def create(path: Path) -> int:
    """A descriptor of the new, private file `path`; FileExistsError if the name is taken."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY | _NO_FOLLOW, 0o600)


def open_existing(path: Path, *, write: bool) -> int:
    """A descriptor of the regular file `path`; OSError for a link, a folder, a pipe or a device."""
    flags = os.O_RDWR if write else os.O_RDONLY
    fd = os.open(path, flags | _BINARY | _NO_FOLLOW | _NO_BLOCK)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise OSError(errno.EINVAL, "not a regular file")
    return fd


def write_all(fd: int, data: bytes) -> None:
    """Write all of `data` at the descriptor's position, however few bytes the system takes at a time."""
    view = memoryview(data)
    while view:
        taken = os.write(fd, view)
        if taken == 0:
            raise OSError(errno.EIO, "nothing was written")
        view = view[taken:]


def write_at(fd: int, offset: int, data: bytes) -> None:
    """Write all of `data` at `offset` (`pwrite` does not exist on Windows)."""
    os.lseek(fd, offset, os.SEEK_SET)
    write_all(fd, data)


def sync(fd: int) -> None:
    """Return when everything written to `fd` is on the disk."""
    if sys.platform == "darwin":
        import fcntl

        with contextlib.suppress(OSError):  # network file systems refuse it; fsync is then all there is
            fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
            return
    flush: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)
    flush(fd)


def truncate(fd: int, size: int) -> None:
    """Cut the file to `size` bytes, durably, and leave the position at its end."""
    os.ftruncate(fd, size)
    os.lseek(fd, size, os.SEEK_SET)
    sync(fd)


def replace(source: Path, target: Path) -> None:
    """Give `source` the name `target`, durably; what had that name before is gone in the same moment."""
    source.replace(target)
    fsync_dir(target.parent)


def remove(path: Path) -> None:
    """Remove `path` if it is there."""
    path.unlink(missing_ok=True)
