"""Reading with a limit and writing so that a crash leaves the old file or the new one, never half of one."""

import contextlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.text import clean_line

_O_BINARY: int = getattr(os, "O_BINARY", 0)  # Windows would translate line ends without it


def shown(path: Path | str) -> str:
    """A path as it may be shown to a person: names of files are untrusted text too."""
    return clean_line(str(path), 300)


def read_limited(path: Path, limit: int, what: str) -> bytes:
    """The bytes of the regular file `path`, at most `limit` of them.

    `what` names the thing for the person ("an invitation"). Raises PerfleadError if it is missing, unreadable,
    not a regular file (a pipe could block for ever), empty or larger than `limit`; a large file is never read.
    """
    try:
        if path.is_dir():
            raise PerfleadError(_("{path} is a folder, not {what}.").format(path=shown(path), what=what))
        if not path.is_file() and path.exists():
            raise PerfleadError(_("{path} is not a regular file.").format(path=shown(path)))
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise PerfleadError(
            _("There is no file {path}.").format(path=shown(path)), _("Check the name and the folder.")
        ) from None
    except OSError as error:
        raise PerfleadError(
            _("{path} could not be read: {reason}.").format(path=shown(path), reason=reason(error))
        ) from None
    if not data:
        raise PerfleadError(
            _("{path} is empty.").format(path=shown(path)), _("It may not have been copied whole. Ask for it again.")
        )
    if len(data) > limit:
        raise PerfleadError(
            _("{path} is too large to be {what}.").format(path=shown(path), what=what),
            _("The limit is {size} KiB.").format(size=limit // 1024),
        )
    return data


def write_atomic(path: Path, data: bytes, *, overwrite: bool = True) -> None:
    """Write `data` to `path` with mode 0600, durably: all of it or nothing.

    Raises PerfleadError if the disk is full, the folder cannot be written, or the file exists and `overwrite`
    is false. What was there before stays until the new content is safely on disk.
    """
    temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(6)}.tmp")
    placed = False
    try:
        try:
            _write_new(temporary, data)
            if overwrite:
                temporary.replace(path)
            else:
                _place_new(temporary, path)
            placed = True
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
        fsync_dir(path.parent)
    except FileExistsError:
        raise PerfleadError(
            _("{path} exists already and was left as it is.").format(path=shown(path)), _("Choose another name.")
        ) from None
    except OSError as error:
        raise _unwritten(path, error, placed=placed) from None


def _unwritten(path: Path, error: OSError, *, placed: bool) -> PerfleadError:
    """The error for a file that the system did not take; `placed` if only its name may not outlive a power failure."""
    if placed:
        return PerfleadError(
            _("{path} was written, but the disk did not confirm it: {reason}.").format(
                path=shown(path), reason=reason(error)
            ),
            _("It may be gone after a power failure. Check the disk, then do it again."),
        )
    return PerfleadError(
        _("{path} could not be written: {reason}.").format(path=shown(path), reason=reason(error)),
        _("Nothing was changed."),
    )


_sure: set[Path] = set()
"""Folders whose names are known to be on the disk, in this process."""


def private_dir(path: Path) -> Path:
    """Create the directory `path` (and its parents) readable by this user alone, where the system can say so.

    When it returns, the folder outlives a power failure: a file in it is no safer than its name. Each folder's name is
    on the disk before anything is made in it, so of those that were there only the last can have been cut off.
    """
    try:
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        _make_sure(missing[-1].parent if missing else path)
        for folder in reversed(missing):  # mkdir(parents=True) would leave the parents open to all
            folder.mkdir(mode=0o700, exist_ok=True)
            _sure.discard(folder.absolute())
            _make_sure(folder)
        path.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise PerfleadError(
            _("The folder {path} could not be made: {reason}.").format(path=shown(path), reason=reason(error))
        ) from None
    return path


def _make_sure(folder: Path) -> None:
    """Bring the folder's name to the disk, once in a process; one above it that we may not read was not made by us."""
    folder = folder.absolute()
    if folder not in _sure:
        with contextlib.suppress(PermissionError):
            fsync_dir(folder.parent)
        _sure.add(folder)


def fsync_dir(path: Path) -> None:
    """Make a rename in `path` durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def reason(error: OSError) -> str:
    """The system's own words for an error, without the path."""
    return clean_line(error.strerror or type(error).__name__).rstrip(".")


def _write_new(path: Path, data: bytes) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _O_BINARY, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _place_new(temporary: Path, path: Path) -> None:
    """Rename `temporary` to `path` unless something is there; raises FileExistsError if so."""
    if os.name == "nt":
        temporary.rename(path)  # refuses an existing name on Windows
        return
    try:
        os.link(temporary, path)  # refuses an existing name, atomically
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError(str(path)) from None
        temporary.rename(path)


def parse_json(data: bytes, name: str, what: str) -> dict[str, Any]:
    """The JSON object in `data`. Raises PerfleadError for anything else: not UTF-8, nested too
    deeply, a key that is given twice. `name` is the file as shown, `what` the thing it should be ("an invitation").
    """
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique_keys)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise PerfleadError(
            _("{path} is not {what}, or it is damaged.").format(path=name, what=what),
            _("It may not have been copied whole. Ask for it again."),
        )
    return value


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is given twice")
    return found
