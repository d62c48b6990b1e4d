"""Reading a journal from front to back, and judging what it finds. Nothing here changes a file.

A tail is what follows the last genuine frame. It may be set aside only if no acknowledged change can be in it:

* the bytes end before the frame does (an interrupted write), or
* the tail is all zeros, or it starts right after the anchored frame and has a whole sector of zeros (a power failure
  lost part of a write that was never acknowledged),

and in each case the anchor, if there is one, does not reach into it. Everything else is damage.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from perflead_tui.files import shown
from perflead_tui.i18n import _
from perflead_tui.vault.faults import DamagedFile, ForeignFile, RolledBack, damaged
from perflead_tui.vault.frame import (
    HEADER_SIZE,
    PREFIX_SIZE,
    BadHeader,
    Header,
    HeaderFault,
    Kind,
    Mark,
    Sealer,
    purpose_tag,
    unpack_mark,
)
from perflead_tui.vault.master import MasterKey

_SECTOR = 512
_CHUNK = 1 << 20

Replay = Callable[[bytes], None]
Anchored = tuple[bytes, Mark] | None


class Tail(Enum):
    """What follows the last genuine frame."""

    NONE = "none"
    SHORT = "short"  # the bytes end before the frame does
    BAD = "bad"  # a frame that is not genuine


@dataclass
class Scan:
    """What a journal holds: everything up to `end` is genuine."""

    header: Header
    mark: Mark
    end: int
    size: int
    tail: Tail = Tail.NONE
    origin: Mark | None = None
    rebuilding: bool = False  # within the pieces of a compaction
    rebuilt: int = 0  # the number of its last piece
    followed: bool = False  # bytes follow the frame that is not genuine
    meets_anchor: bool = False
    anchored_end: int = 0  # where the anchored frame ends, if it was met


def read_header(file: BinaryIO, path: Path, master: MasterKey, purpose: str) -> Header:
    """The header at the start of `file`; raises DamagedFile or ForeignFile."""
    try:
        header = Header.parse(file.read(HEADER_SIZE))
    except BadHeader as bad:
        raise header_error(path, bad.fault) from None
    if not header.is_of(master):
        raise ForeignFile(
            _("{path} belongs to another vault.").format(path=shown(path)),
            _("Put it back where it came from, and the right file here from a copy of this vault."),
        )
    if header.purpose != purpose_tag(purpose):
        raise ForeignFile(
            _("{path} holds another part of the vault: it was renamed or put in another file's place.").format(
                path=shown(path)
            ),
            _("Give each file its own name back, or put the right file here from a copy of this vault."),
        )
    return header


def scan(file: BinaryIO, header: Header, sealer: Sealer, anchored: Anchored, replay: Replay) -> Scan:
    """Read all frames of `file` (which stands after its header), handing the operations of each to `replay`.

    One frame at a time is in memory, and its length is checked against the file before it is read.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(HEADER_SIZE)
    found = Scan(header, header.start, HEADER_SIZE, size, rebuilding=header.first > 1)
    _meet(found, anchored, header.start if header.first == 1 else None)
    while found.end < size and found.tail is Tail.NONE:
        _step(file, found, sealer, anchored, replay)
    return found


def judge(file: BinaryIO, path: Path, found: Scan, anchored: Anchored, anchor_path: Path) -> None:
    """Return if `found` may be used and its tail, if any, set aside; raise DamagedFile or RolledBack if not."""
    if found.rebuilding and found.tail is Tail.BAD:
        raise damaged(path)
    if anchored is not None:
        _compare(path, found, anchored[0], anchored[1], anchor_path)
    if found.rebuilding or (found.tail is Tail.BAD and not _lost_by_power_failure(file, found, anchored)):
        raise damaged(path)


def _compare(path: Path, found: Scan, file_id: bytes, mark: Mark, anchor_path: Path) -> None:
    """Raise unless the file holds everything up to the anchored `mark`."""
    if file_id != found.header.file_id:
        raise _rolled_back(path, anchor_path)
    if mark.sequence > found.mark.sequence:
        raise damaged(path) if found.tail is Tail.BAD else _rolled_back(path, anchor_path)
    forgotten = found.origin is not None and mark.sequence < found.origin.sequence
    if not found.meets_anchor and not forgotten:
        raise _rolled_back(path, anchor_path)


def _step(file: BinaryIO, found: Scan, sealer: Sealer, anchored: Anchored, replay: Replay) -> None:
    """Take one frame into `found`, or say what kind of tail starts here."""
    prefix = file.read(PREFIX_SIZE)
    if len(prefix) < PREFIX_SIZE:
        found.tail = Tail.SHORT
        return
    length = sealer.length(found.mark, prefix)
    if length is None:
        found.tail = Tail.BAD
        return
    after = found.end + PREFIX_SIZE + length
    if after > found.size:
        found.tail = Tail.SHORT
        return
    opened = sealer.open(found.mark, prefix, file.read(length))
    if opened is None or not _fits(found, opened[0], opened[1]):
        found.tail = Tail.BAD
        found.followed = after < found.size
        return
    kind, payload, found.mark = opened
    found.end = after
    if kind is Kind.ORIGIN:
        _meet(found, anchored, found.origin)
    else:
        replay(payload)
        if kind is Kind.LAST_PIECE:
            found.rebuilding, found.rebuilt = False, found.mark.sequence
    _meet(found, anchored, found.mark)


def _fits(found: Scan, kind: Kind, payload: bytes) -> bool:
    """Whether a frame of this kind may stand here: an origin and its pieces at the start of a compacted file only."""
    if found.header.first > 1 and found.origin is None:
        found.origin = unpack_mark(payload) if kind is Kind.ORIGIN else None
        return found.origin is not None and found.origin.sequence == found.header.first - 1
    return kind in ((Kind.PIECE, Kind.LAST_PIECE) if found.rebuilding else (Kind.OPERATIONS,))


def _meet(found: Scan, anchored: Anchored, mark: Mark | None) -> None:
    if anchored is not None and mark == anchored[1]:
        found.meets_anchor = True
        found.anchored_end = found.end


def _lost_by_power_failure(file: BinaryIO, found: Scan, anchored: Anchored) -> bool:
    """Whether the tail can only be a write of which the system lost a part before it was acknowledged."""
    whole, sector = _zeros(file, found.end, found.size)
    if whole:
        return True
    return sector and not found.followed and anchored is not None and anchored[1] == found.mark


def _zeros(file: BinaryIO, start: int, end: int) -> tuple[bool, bool]:
    """Whether bytes `start` to `end` are all zero, and whether one sector's share of them is."""
    whole, sector = True, False
    file.seek(start)
    while start < end:
        chunk = file.read(min(_CHUNK - start % _SECTOR, end - start))
        if not chunk:
            break
        if chunk.count(0) == len(chunk):
            sector = True
        else:
            whole = False
            cuts = [0, *range(_SECTOR - start % _SECTOR, len(chunk), _SECTOR), len(chunk)]
            sector = sector or any(not any(chunk[a:b]) for a, b in pairwise(cuts))
        start += len(chunk)
    return whole, sector


def header_error(path: Path, fault: HeaderFault) -> DamagedFile | ForeignFile:
    """The error for a header that is refused."""
    if fault is HeaderFault.DAMAGED:
        return damaged(path)
    if fault is HeaderFault.NEWER:
        return ForeignFile(
            _("{path} was written by a newer version of perflead.").format(path=shown(path)),
            _("Install that version, then open the vault again."),
        )
    return ForeignFile(
        _("{path} is not a file of a perflead vault.").format(path=shown(path)),
        _("Put back the right file from a copy of the vault."),
    )


def _rolled_back(path: Path, anchor_path: Path) -> RolledBack:
    return RolledBack(
        _("{path} is older than what was last saved here: it was cut short or replaced by an old copy.").format(
            path=shown(path)
        ),
        _("Put the newest copy back. If the old copy is meant, delete {anchor} and open the vault again.").format(
            anchor=shown(anchor_path)
        ),
    )
