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
    try:
        try:
            _write_new(temporary, data)
            if overwrite:
                temporary.replace(path)
            else:
                _place_new(temporary, path)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
        fsync_dir(path.parent)
    except FileExistsError:
        raise PerfleadError(
            _("{path} exists already and was left as it is.").format(path=shown(path)), _("Choose another name.")
        ) from None
    except OSError as error:
        raise PerfleadError(
            _("{path} could not be written: {reason}.").format(path=shown(path), reason=reason(error)),
            _("Nothing was changed."),
        ) from None


def private_dir(path: Path) -> Path:
    """Create the directory `path` (and its parents) readable by this user alone, where the system can say so."""
    try:
        for folder in reversed([path, *path.parents]):  # mkdir(parents=True) would leave the parents open to all
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise PerfleadError(
            _("The folder {path} could not be made: {reason}.").format(path=shown(path), reason=reason(error))
        ) from None
    return path


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
