"""One process at a time: an advisory lock on `lock` in the vault's directory.

The system frees the lock when its holder ends, however it ends. Who holds it is written beside it, in `holder.json`
({"pid", "host", "since"}), because Windows does not let others read a locked file; that note is for people only.
"""

import contextlib
import datetime
import json
import os
import platform
from pathlib import Path

from filelock import FileLock, Timeout

from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, write_atomic
from perflead_tui.i18n import _
from perflead_tui.text import clean_line
from perflead_tui.vault import disk
from perflead_tui.vault.faults import VaultInUse, write_failed

NAME = "lock"
HOLDER = "holder.json"
_LIMIT = 4096


class VaultLock:
    """The lock of the vault at `home`, held from `acquire` to `release`."""

    def __init__(self, home: Path) -> None:
        self._holder = home / HOLDER
        self._path = home / NAME
        # Not thread-local: a worker thread may close what the main thread opened.
        self._lock = FileLock(self._path, timeout=0, mode=0o600, thread_local=False)

    def acquire(self) -> None:
        """Take the lock; raises VaultInUse, which says who holds it, or WriteFailed."""
        try:
            self._lock.acquire()
        except Timeout:
            raise _in_use(self._holder) from None
        except OSError as error:
            raise write_failed(self._path, error) from None
        note = {
            "pid": os.getpid(),
            "host": platform.node(),
            "since": datetime.datetime.now().astimezone().isoformat(sep=" ", timespec="minutes"),
        }
        with contextlib.suppress(PerfleadError):  # a full disk must not keep anyone from reading their vault
            write_atomic(self._holder, json.dumps(note).encode())

    def release(self) -> None:
        """Free the lock."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):  # the note is for people only
                disk.remove(self._holder)
            self._lock.release()


def _in_use(holder: Path) -> VaultInUse:
    hint = _("Close perflead there, then try again.")
    try:
        note = json.loads(read_limited(holder, _LIMIT, _("a note")))
        pid, host, since = (clean_line(str(note[name]), 60) for name in ("pid", "host", "since"))
    except (PerfleadError, ValueError, RecursionError, KeyError, TypeError):
        return VaultInUse(_("The vault is in use by another perflead."), hint)
    return VaultInUse(
        _("The vault is in use by another perflead: process {pid} on {host}, since {since}.").format(
            pid=pid, host=host, since=since
        ),
        hint,
    )
