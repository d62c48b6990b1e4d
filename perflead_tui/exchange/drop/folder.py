"""A drop in a folder: on this computer, a network share, or a folder that a program keeps in step."""

import contextlib
import errno
import itertools
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from perflead_tui.exchange.drop import names
from perflead_tui.exchange.drop.store import MTIME, PAGE, Entry, NoBase, Oversized
from perflead_tui.files import fsync_dir

_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)

# What a share says that does not know how to flush a folder, or a folder that may be written to and not be read.
_NO_FLUSH = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EACCES, errno.EPERM, errno.EISDIR})


class FolderStore:
    """One review below the folder `base`, which must be there: a share that is not connected must not be filled."""

    resumes = False

    def __init__(self, base: Path, review: str) -> None:
        self._base = base
        self._root = base / names.check_review(review)

    def lay(self) -> None:
        """Make the review's folders with the rights of the folder they are in."""
        self.require_base()
        mode = stat.S_IMODE(self._base.stat().st_mode)
        for folder in (self._root, *(self._root / name for name in names.folders_of(self._root.name))):
            try:
                folder.mkdir()
            except FileExistsError:
                continue
            with contextlib.suppress(PermissionError, NotImplementedError):
                folder.chmod(mode)
        for folder in (self._base, self._root):
            _flush(folder)

    def create(self, name: str, data: bytes) -> None:
        """Write beside, then link: a link refuses a name that is taken."""
        final = self._root / name
        temporary = final.with_name(names.temporary_name())
        try:
            self._write(temporary, data)
            _place(temporary, final)
        except FileExistsError:
            _flush(final.parent)  # it may be our own, of a run that was cut off before its name was on the disk
            raise
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
        _flush(final.parent)

    def read(self, name: str, limit: int) -> bytes:
        """Read the regular file `name`, never through a link and never a pipe."""
        try:
            fd = os.open(self._root / name, _READ)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENXIO):
                raise FileNotFoundError(errno.ENOENT, "not a regular file") from None
            raise
        try:
            found = os.fstat(fd)
            if not stat.S_ISREG(found.st_mode):
                raise FileNotFoundError(errno.ENOENT, "not a regular file")
            if found.st_size > limit:
                raise Oversized(name)
            with os.fdopen(fd, "rb", closefd=False) as file:
                data = file.read(limit)
        finally:
            os.close(fd)
        if len(data) != found.st_size:
            raise BlockingIOError(errno.EAGAIN, "it changed while it was read")
        return data

    def pages(self, folder: str, after: str) -> Iterator[list[Entry]]:
        """The folder as the system tells it, `PAGE` names at a time."""
        with os.scandir(self._root / folder) as found:
            while page := list(itertools.islice(found, PAGE)):
                yield [entry for entry in map(_entry, page) if entry is not None]

    def remove(self, name: str) -> None:
        """Remove the file `name`."""
        (self._root / name).unlink()

    def require_base(self) -> None:
        """Raise NoBase if the folder is not there."""
        if not stat.S_ISDIR(self._stat_base()):
            raise NoBase("not a folder")

    def reset(self) -> None:
        """A folder has no connection."""

    def _stat_base(self) -> int:
        try:
            return self._base.stat().st_mode
        except FileNotFoundError:
            raise NoBase("no such folder") from None

    def _write(self, path: Path, data: bytes) -> None:
        fd = os.open(path, _WRITE, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(data)
            file.flush()
            # Whoever may read the folder may read the file; nobody else may change it.
            with contextlib.suppress(PermissionError, NotImplementedError):
                path.chmod(stat.S_IMODE(self._stat_base()) & 0o444 | 0o600)
            os.fsync(fd)
        with contextlib.suppress(PermissionError):
            os.utime(path, (MTIME, MTIME))


def _flush(folder: Path) -> None:
    """Bring the names in `folder` to the disk, as far as the place has a call for that and lets us. Raises OSError."""
    try:
        fsync_dir(folder)
    except OSError as error:
        if error.errno not in _NO_FLUSH:
            raise


def _entry(found: "os.DirEntry[str]") -> Entry | None:
    """The file `found`, or None if it has vanished."""
    try:
        status = found.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    return Entry(found.name, status.st_size if stat.S_ISREG(status.st_mode) else -1)


def _place(temporary: Path, final: Path) -> None:
    """Give `temporary` its name unless the name is taken. Raises FileExistsError if it is."""
    if os.name == "nt":
        temporary.rename(final)  # refuses a taken name on Windows
        return
    try:
        os.link(temporary, final)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK):
            raise
        # A file system without hard links (exFAT, some network drives) offers nothing better than to look first;
        # names are drawn at random, so that no two writers want the same one.
        if os.path.lexists(final):
            raise FileExistsError(errno.EEXIST, "the name is taken") from None
        temporary.rename(final)
