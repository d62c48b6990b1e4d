"""What a kiosk keeps between two sittings: one sealed draft a review and a code, and sealed envelopes on their way.

The key of a draft is in the entry of the pack that the code locks: without the code nothing of it can be read, nor told
whose it is. After an answer was sent it holds only which number that answer had, and in a blind review the credential.
Files carry one fixed time. Where the drop is a folder, drafts lie in it, so that every kiosk of that drop goes on with
them; while it is away they are kept on this machine. Where it is on a server they are kept on this machine, with a copy
in the drop (`kiosk_copies.py`).
"""

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.drop import KIOSK, Patience, check_address
from perflead_tui.exchange.drop.store import MTIME
from perflead_tui.exchange.invitation import Invitation
from perflead_tui.files import private_dir, read_limited, write_atomic
from perflead_tui.flows import outbox
from perflead_tui.flows.drafts import Draft, DraftFile
from perflead_tui.i18n import _
from perflead_tui.paths import state_dir

QUICK = Patience(attempts=1, connect=3.0, read=5.0, whole=10.0)
"""A rater stands at the kiosk: one quick try. What could not leave waits."""
_ENVELOPE_LIMIT = 2 * 1024 * 1024


def own_folder() -> Path:
    """What a kiosk keeps on this machine."""
    return state_dir() / "kiosk"


def waiting_folder() -> Path:
    """Sealed envelopes that their folder did not take."""
    return own_folder() / "waiting"


def timeless(path: Path) -> None:
    """Give the file one fixed time, where the system lets us: when somebody sat here is nobody's concern."""
    with contextlib.suppress(OSError):
        os.utime(path, (MTIME, MTIME))


def drafts_folder(drop: str | None, envelopes: Path | None) -> Path:
    """Where drafts lie: in the drop if it is a folder, else hidden beside the envelopes, else on this machine."""
    place = check_address(drop) if drop is not None else None
    if isinstance(place, Path):
        return place / KIOSK
    return envelopes / f".{KIOSK}" if envelopes is not None else own_folder()


class KioskDraft(DraftFile):
    """A draft in `folder`; on this machine while that is not there. Of two copies the newer one is read."""

    def __init__(self, invitation: Invitation, folder: Path) -> None:
        super().__init__(invitation, folder)
        self._spare = own_folder() / self.path.name

    def ensure(self) -> None:
        """What was saved is, if that can be done now, where every kiosk of the drop finds it. Raises nothing."""

    def load(self) -> Draft:
        """The newest draft that can be read, or an empty one: what is damaged is not read, and keeps nobody out."""
        return newest(self._drafts())

    def _drafts(self) -> list[Draft]:
        found = []
        for path in {self.path, self._spare}:
            with contextlib.suppress(PerfleadError, OSError):
                found.append(self._read(path))
        return found

    def save(self, draft: Draft) -> None:
        """Keep it in the folder, or on this machine. Raises PerfleadError if neither takes it."""
        draft.written += 1
        data = self.sealed(draft)
        try:
            _write_shared(self.path, data)
        except (PerfleadError, OSError):
            private_dir(self._spare.parent)
            write_atomic(self._spare, data)
            timeless(self._spare)
        else:
            if self._spare != self.path:
                with contextlib.suppress(OSError):
                    self._spare.unlink(missing_ok=True)


def newest(drafts: Iterable[Draft]) -> Draft:
    """The newest of some drafts; an empty one if there is none."""
    return max(drafts, key=lambda draft: (draft.revision, draft.written), default=Draft())


def _write_shared(path: Path, data: bytes) -> None:
    """Write into a folder that may be shared: whoever may read it may read the file, as with the drop's own files."""
    folder = path.parent
    if folder == own_folder():
        private_dir(folder)
    elif not folder.is_dir():
        mode = stat.S_IMODE(folder.parent.stat().st_mode)  # a share that is not connected must not be filled
        folder.mkdir(mode=mode, exist_ok=True)
    write_atomic(path, data)
    with contextlib.suppress(OSError):
        path.chmod(stat.S_IMODE(folder.stat().st_mode) & 0o444 | 0o600)
    timeless(path)


def keep_waiting(name: str, data: bytes) -> None:
    """Keep a sealed envelope on this machine until its folder takes it. Raises PerfleadError."""
    path = private_dir(waiting_folder()) / name
    write_atomic(path, data)
    timeless(path)


def send_waiting(envelopes: Path | None) -> int:
    """One quiet try to let every sealed envelope go that waits on this machine; how many still wait."""
    left = sum(
        held.invitation is None and outbox.send_envelope(held, QUICK).outcome == "away" for held in outbox.entries()
    )
    if envelopes is None or not waiting_folder().is_dir():
        return left
    for path in sorted(waiting_folder().iterdir()):
        try:
            data = read_limited(path, _ENVELOPE_LIMIT, _("an envelope"))
            write_envelope(envelopes / path.name, data)
            path.unlink(missing_ok=True)
        except (PerfleadError, OSError):
            left += 1
    return left


def write_envelope(path: Path, data: bytes) -> None:
    """Write an envelope into its folder, which must be there. Raises PerfleadError."""
    if not path.exists() or path.read_bytes() != data:  # after a power cut it may lie there already
        write_atomic(path, data, overwrite=False)
    timeless(path)
