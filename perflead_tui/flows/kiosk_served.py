"""The pack that a server of the kiosk has open: whether it was replaced is seen, and what waits is let go."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.drop import KIOSK, PACK, check_address
from perflead_tui.flows.kiosk import open_kiosk
from perflead_tui.i18n import _


class ServedPack:
    """A pack in a file or in a drop."""

    def __init__(self, place: str, envelopes: Path | None, tell: Callable[[str], None]) -> None:
        """`tell` says what is wrong with a pack that was put there meanwhile. Raises as `open_kiosk` does."""
        self._place, self._envelopes, self._tell = place, envelopes, tell
        self._file = _file_of(place)
        self._seen = self._state()
        self._told = ""
        self._kiosk = open_kiosk(place, envelopes)

    @property
    def mark(self) -> bytes:
        """What all kiosks of the newest pack have in common."""
        return self._kiosk.mark

    def deliver(self) -> int:
        """Let what waits go, as far as it can now; how many envelopes still wait."""
        return self._kiosk.send_waiting()

    def look(self, *, far: bool) -> bytes | None:
        """The mark of a pack that has replaced the one before; None if there is none, or it is not sound.

        A file is read again when it is another one than before; a pack on a server only with `far`.
        """
        if self._file is None and not far:
            return None
        state = self._state()
        if self._file is not None and state in (None, self._seen):
            return None
        self._seen = state
        try:
            found = open_kiosk(self._place, self._envelopes)
        except (PerfleadError, OSError) as error:
            self._say(error)
            return None
        self._told = ""
        if found.mark == self.mark:
            return None
        self._kiosk = found
        return found.mark

    def _say(self, error: Exception) -> None:
        """Say once that what is there now is not served. A server that is away comes back."""
        words = _("The pack was replaced, and the new one cannot be used. The one before goes on.") + f" {error}"
        if self._file is not None and words != self._told:
            self._told = words
            self._tell(words)

    def _state(self) -> tuple[int, int, int] | None:
        """What tells a file from the one that was there before; None if there is none."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                found = self._file.stat()
                return found.st_ino, found.st_size, found.st_mtime_ns
        return None


def _file_of(place: str) -> Path | None:
    """The pack's file, if it is not on a server."""
    address = check_address(place)
    if not isinstance(address, Path):
        return None
    found = address.absolute()
    return found / KIOSK / PACK if found.is_dir() else found
