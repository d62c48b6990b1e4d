"""The anchor: what a machine remembers of a file, so that an older copy of it cannot pass for the newest.

One small file for each file of a vault, in the user's state directory (not in the vault, so that who replaces the
vault's files does not replace it too). Two slots, at offsets 0 and 512, are written in turn: an interrupted write
spoils one slot, and the other still says the frame before. A slot, 96 bytes, big-endian:

    offset  size
         0     8  magic, "PFLANCH1"
         8    16  file id
        24     8  sequence number of the last acknowledged frame
        32    32  running hash after that frame
        64    32  HMAC-SHA256(anchor key of the file, bytes 0-63)

The valid slot with the higher sequence counts. A change is acknowledged only when its frame *and* then its anchor are
on the disk. Between the two there is a moment in which the file is one frame ahead of its anchor; a crash there is
harmless: the frame is whole and is kept, or it is torn and was never acknowledged.

What it cannot do: with no anchor (a vault that came from another machine, or was opened under another path) the file
is believed and an anchor is made. And an anchor from before a compaction that another machine made is older than
anything the file still knows; such a file is believed as well, since only a holder of the key could have made it.
"""

import contextlib
import hmac
import os
import struct
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from perflead_tui import paths
from perflead_tui.files import private_dir, shown, write_atomic
from perflead_tui.i18n import _
from perflead_tui.vault import disk
from perflead_tui.vault.faults import DamagedFile, unreadable
from perflead_tui.vault.frame import Mark
from perflead_tui.vault.master import MasterKey

_SLOT = struct.Struct(">8s16sQ32s")
_MAGIC = b"PFLANCH1"
_SPACING = 512
_SIZE = 2 * _SPACING
_MAC = 32


class Anchor:
    """The anchor of one file of one vault on this machine."""

    def __init__(self, master: MasterKey, home: Path, purpose: str) -> None:
        key = master.derive(f"anchor of {purpose}", size=32)
        self._mac = HMAC(key, SHA256())  # copied for each slot, never used itself
        name = self._mac_of(os.fsencode(home.resolve())).hex()[:32]
        self.path = paths.state_dir() / "anchors" / name
        self._fd: int | None = None
        self._slot = 0  # the one that counts
        self._begun = False  # the other slot may hold something

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.path.name}>"

    def read(self) -> tuple[bytes, Mark] | None:
        """File id and mark of the last acknowledged frame; None if there is no anchor here.

        Raises DamagedFile if there is one and neither slot is genuine.
        """
        try:
            fd = disk.open_existing(self.path, write=False)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise unreadable(self.path, error) from None
        with os.fdopen(fd, "rb") as file:
            raw = file.read(_SIZE)
        found = [(slot, self._parse(raw[slot * _SPACING :])) for slot in (0, 1)]
        genuine = [(slot, content) for slot, content in found if content is not None]
        if not genuine:
            raise self._damaged()
        self._slot, newest = max(genuine, key=lambda pair: pair[1][1].sequence)
        return newest

    def start(self, file_id: bytes, mark: Mark) -> None:
        """Make the anchor if there is none, and be ready to advance it."""
        if not self.path.exists():
            private_dir(self.path.parent)
            write_atomic(self.path, self._pack(file_id, mark).ljust(_SIZE, b"\0"))
            self._slot = 0
        try:
            self._fd = disk.open_existing(self.path, write=True)
        except OSError as error:
            raise unreadable(self.path, error) from None

    def advance(self, file_id: bytes, mark: Mark) -> None:
        """Remember `mark`, durably. Raises OSError; the slot that counted before is untouched then."""
        fd = self._opened()
        other = 1 - self._slot
        self._begun = True
        disk.write_at(fd, other * _SPACING, self._pack(file_id, mark))
        disk.sync(fd)
        self._slot = other
        self._begun = False

    def withdraw(self) -> None:
        """Undo an `advance` that failed half-way, so that the frame it was for may be taken back. Raises OSError."""
        if self._begun:
            fd = self._opened()
            disk.write_at(fd, (1 - self._slot) * _SPACING, bytes(_SLOT.size + _MAC))
            disk.sync(fd)
            self._begun = False

    def close(self) -> None:
        """Free the descriptor."""
        if self._fd is not None:
            with contextlib.suppress(OSError):  # everything was synced before
                os.close(self._fd)
            self._fd = None

    def _opened(self) -> int:
        if self._fd is None:
            raise RuntimeError("the anchor is closed")
        return self._fd

    def _pack(self, file_id: bytes, mark: Mark) -> bytes:
        content = _SLOT.pack(_MAGIC, file_id, mark.sequence, mark.digest)
        return content + self._mac_of(content)

    def _parse(self, raw: bytes) -> tuple[bytes, Mark] | None:
        content, mac = raw[: _SLOT.size], raw[_SLOT.size : _SLOT.size + _MAC]
        if not hmac.compare_digest(self._mac_of(content), mac):
            return None
        _magic, file_id, sequence, digest = _SLOT.unpack(content)
        return file_id, Mark(sequence, digest)

    def _mac_of(self, content: bytes) -> bytes:
        mac = self._mac.copy()
        mac.update(content)
        return mac.finalize()

    def _damaged(self) -> DamagedFile:
        return DamagedFile(
            _("{path} is damaged: it remembers the last saved change of a vault file.").format(path=shown(self.path)),
            _("If nobody else has changed the vault, delete that file and open the vault again."),
        )
