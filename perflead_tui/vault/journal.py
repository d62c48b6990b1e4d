"""An append-only, encrypted, crash-safe file: the header and frames of `frame`, one after the other.

A change is acknowledged when `append` returns: its frame is on the disk, and then the anchor that remembers it. If
the system refuses any of it, the bytes are taken back as far as possible and the handle takes no more changes.

Compaction writes `.NAME.new`, brings it to the disk, gives it the journal's name, then moves the anchor. Its first
frame names the mark of the old file, and that is how a crash between the last two steps is recognised. Numbers of
frames go on across compactions, so an older file can never look newer.
"""

import contextlib
import errno
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from perflead_tui.files import fsync_dir, private_dir, shown
from perflead_tui.i18n import _
from perflead_tui.vault import disk, scan
from perflead_tui.vault.anchor import Anchor
from perflead_tui.vault.faults import MissingFile, MustReopen, NotStorable, unreadable, write_failed
from perflead_tui.vault.frame import MAX_PAYLOAD, Header, Kind, Mark, Sealer, pack_mark
from perflead_tui.vault.master import MasterKey

_CHUNK = 1 << 20


class Journal:
    """One open journal; whoever opens it holds the vault's lock."""

    def __init__(self, path: Path, home: Path, master: MasterKey, purpose: str) -> None:
        self.path = path
        self.set_aside: Path | None = None  # where a torn tail went when this journal was opened
        self._home = home
        self._master = master
        self._purpose = purpose
        self._anchor = Anchor(master, home, purpose)
        self._fd: int | None = None
        self._poisoned = False
        self._header: Header
        self._sealer: Sealer
        self._mark: Mark
        self._end: int
        self._rebuilt: int  # the number of the last frame that is no change

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.path.name}>"

    @property
    def usable(self) -> bool:
        """Whether it still takes changes."""
        return self._fd is not None and not self._poisoned

    @property
    def head(self) -> bytes:
        """The running hash of all frames, 32 bytes: it stands for the whole history of the file."""
        return self._mark.digest

    @property
    def changes(self) -> int:
        """How many frames there are since the file was made or compacted: each costs something when it is opened."""
        return self._mark.sequence - self._rebuilt

    def create(self) -> None:
        """Make the file, empty. Raises PerfleadError if it exists, or if its anchor says that it did."""
        if self._anchor.read() is not None:
            raise self._missing()
        header = Header.new(self._master, self._purpose)
        temporary = self._temporary()
        try:
            disk.remove(temporary)
            _write_new(temporary, [(header.raw, header.start)])
            if self.path.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            disk.replace(temporary, self.path)
        except OSError as error:
            with contextlib.suppress(OSError):
                disk.remove(temporary)
            raise write_failed(self.path, error) from None
        self.open(lambda _payload: None)

    def open(self, replay: scan.Replay) -> None:
        """Read the file and hand the operations of each frame to `replay`, in order.

        Raises DamagedFile, ForeignFile, RolledBack, MissingFile or another PerfleadError, with the file unchanged;
        an unacknowledged tail is moved into the vault's quarantine first.
        """
        try:
            self._fd = disk.open_existing(self.path, write=True)
        except OSError as error:
            if isinstance(error, FileNotFoundError) and self._anchor.read() is not None:
                raise self._missing() from None
            raise unreadable(self.path, error) from None
        try:
            self._load(replay)
        except BaseException:
            self.close()
            raise

    def append(self, payload: bytes, then: Callable[[], object]) -> None:
        """Add one frame of operations. When this returns, it survives a crash; if it raises, it was not acknowledged.

        `then` brings memory in step once the frame is safe; an interruption (Ctrl+C) between the two leaves the handle
        unusable rather than memory and file apart. Raises NotStorable, MustReopen or WriteFailed.
        """
        fd = self._writable()
        if len(payload) > MAX_PAYLOAD:
            raise NotStorable(
                _("This is too much to save at once: the limit is {n} MiB.").format(n=MAX_PAYLOAD >> 20),
                _("Save it in smaller parts."),
            )
        frame, mark = self._sealer.seal(self._mark, Kind.OPERATIONS, payload)
        self._poisoned = True  # until it is known to be on the disk; an interruption leaves it so
        try:
            disk.write_all(fd, frame)
            disk.sync(fd)
            self._anchor.advance(self._header.file_id, mark)
        except OSError as error:
            self._take_back(fd)
            raise write_failed(self.path, error) from None
        self._mark = mark
        self._end += len(frame)
        then()
        self._poisoned = False

    def rewrite(self, pieces: Iterable[bytes], then: Callable[[], object]) -> None:
        """Replace the history by `pieces`, operations that rebuild the state from nothing.

        `then` brings memory in step, as in `append`. Raises WriteFailed or MustReopen. The journal is then the old one
        or the new one, never half of one.
        """
        fd = self._writable()
        if self._mark.sequence == 0:
            return  # nothing was ever written: there is no history to leave behind
        temporary = self._temporary()
        header = Header.new(self._master, self._purpose, file_id=self._header.file_id, first=self._mark.sequence + 1)
        try:
            disk.remove(temporary)
            end, mark = _write_new(temporary, self._compacted(header, pieces))
        except OSError as error:
            with contextlib.suppress(OSError):
                disk.remove(temporary)
            raise write_failed(self.path, error) from None
        self._poisoned = True
        try:
            self._fd = None
            os.close(fd)  # Windows does not replace a file that is open
            disk.replace(temporary, self.path)
            self._fd = disk.open_existing(self.path, write=True)
            os.lseek(self._fd, end, os.SEEK_SET)
            self._anchor.advance(header.file_id, mark)
        except OSError as error:
            raise write_failed(self.path, error) from None
        self._header, self._mark, self._end, self._rebuilt = header, mark, end, mark.sequence
        then()
        self._poisoned = False

    def close(self) -> None:
        """Free the descriptors. Everything acknowledged is on the disk already."""
        self._anchor.close()
        if self._fd is not None:
            with contextlib.suppress(OSError):
                os.close(self._fd)
            self._fd = None

    def _load(self, replay: scan.Replay) -> None:
        anchored = self._anchor.read()
        fd = self._descriptor()
        try:
            with os.fdopen(fd, "rb", closefd=False, buffering=_CHUNK) as file:
                self._header = scan.read_header(file, self.path, self._master, self._purpose)
                self._sealer = Sealer(self._master, self._purpose, self._header.file_id)
                found = scan.scan(file, self._header, self._sealer, anchored, replay)
                scan.judge(file, self.path, found, anchored, self._anchor.path)
        except OSError as error:
            raise unreadable(self.path, error) from None
        self._mark, self._end, self._rebuilt = found.mark, found.end, found.rebuilt
        try:
            self._settle(fd, found, anchored)
        except OSError as error:
            raise write_failed(self.path, error) from None

    def _settle(self, fd: int, found: scan.Scan, anchored: scan.Anchored) -> None:
        """Set a torn tail aside, bring what was read to the disk, and only then let the anchor say so."""
        if found.end < found.size:
            self.set_aside = self._quarantine(fd, found.end, found.size)
            disk.truncate(fd, found.end)
        behind = anchored is None or anchored[1] != found.mark
        if found.meets_anchor and behind:
            self._write_again(fd, found.anchored_end, found.end)
        disk.sync(fd)  # always: a cut that a refused write had to make may not be on the disk yet
        os.lseek(fd, found.end, os.SEEK_SET)
        if behind:
            fsync_dir(self.path.parent)  # its name too: who made or compacted it may have been cut off before that
        self._anchor.start(self._header.file_id, found.mark)
        if anchored is not None and behind:
            self._anchor.advance(self._header.file_id, found.mark)

    def _write_again(self, fd: int, start: int, end: int) -> None:
        """Write what is from `start` to `end` in its own place once more.

        A flush of it may have failed before: then the system shows these bytes, and no later flush takes them along.
        """
        while start < end:
            os.lseek(fd, start, os.SEEK_SET)
            chunk = os.read(fd, min(_CHUNK, end - start))
            if not chunk:
                raise OSError(errno.EIO, "it became shorter")
            disk.write_at(fd, start, chunk)
            start += len(chunk)

    def _quarantine(self, fd: int, start: int, end: int) -> Path:
        """Copy the bytes from `start` to `end` into a file of the vault's quarantine, durably."""
        folder = private_dir(self._home / "quarantine")
        target = folder / f"{self.path.name}.{secrets.token_hex(6)}.tail"
        copy = disk.create(target)
        try:
            os.lseek(fd, start, os.SEEK_SET)
            while start < end and (chunk := os.read(fd, min(_CHUNK, end - start))):
                disk.write_all(copy, chunk)
                start += len(chunk)
            disk.sync(copy)
        except OSError:
            with contextlib.suppress(OSError):
                disk.remove(target)  # the original is still in its place
            raise
        finally:
            os.close(copy)
        fsync_dir(folder)
        return target

    def _compacted(self, header: Header, pieces: Iterable[bytes]) -> Iterator[tuple[bytes, Mark]]:
        """Header and frames of a compacted file, each with the mark after it."""
        yield header.raw, header.start
        part, mark = self._sealer.seal(header.start, Kind.ORIGIN, pack_mark(self._mark))
        yield part, mark
        held: bytes | None = None
        for piece in pieces:
            if held is not None:
                part, mark = self._sealer.seal(mark, Kind.PIECE, held)
                yield part, mark
            held = piece
        yield self._sealer.seal(mark, Kind.LAST_PIECE, held or b"[]")

    def _take_back(self, fd: int) -> None:
        """After a refused write: remove what there is of the frame, so that the old state is what will be found.

        The anchor goes first. If that fails, the frame stays, since an anchor may already speak of it.
        """
        with contextlib.suppress(OSError):
            self._anchor.withdraw()
            disk.truncate(fd, self._end)

    def _writable(self) -> int:
        if self._poisoned:
            raise MustReopen(
                _("{path} takes no more changes, because an earlier one could not be saved.").format(
                    path=shown(self.path)
                ),
                _("Close the vault and open it again."),
            )
        return self._descriptor()

    def _descriptor(self) -> int:
        if self._fd is None:
            raise RuntimeError("the journal is closed")
        return self._fd

    def _temporary(self) -> Path:
        return self.path.with_name(f".{self.path.name}.new")

    def _missing(self) -> MissingFile:
        missing = MissingFile(
            _("{path} was here and is gone.").format(path=shown(self.path)),
            _("Put it back from a copy of the vault. If it was meant to go, delete {anchor}.").format(
                anchor=shown(self._anchor.path)
            ),
        )
        missing.expected = True
        return missing


def _write_new(path: Path, parts: Iterable[tuple[bytes, Mark]]) -> tuple[int, Mark]:
    """Write `parts` to the new file `path`, durably; returns its size and last mark."""
    size, mark = 0, Mark(0, b"")
    fd = disk.create(path)
    try:
        for part, mark in parts:  # noqa: B007 - the last mark is the result
            disk.write_all(fd, part)
            size += len(part)
        disk.sync(fd)
    finally:
        os.close(fd)
    return size, mark
