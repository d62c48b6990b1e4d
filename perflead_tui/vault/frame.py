"""Header and frame of a journal: bytes in, bytes out, no file.

All numbers are big-endian. Header, 106 bytes:

    offset  size
         0     8  magic, "PFLVAULT"
         8     2  version, 1
        10    16  file id, random, the same for the life of the file
        26    16  salt, random, new at each compaction
        42     8  sequence number of the first frame; 1 unless the file was compacted
        50    16  purpose, the first bytes of SHA-256("catalog" or "review:ID")
        66     8  checksum, the first bytes of SHA-256(bytes 0-65): tells damage
        74    32  HMAC-SHA256(header key, bytes 0-73): tells another vault's file

Frame, 28 + length bytes:

         0     4  length of what follows offset 28
         4     8  sequence number
        12    16  the first bytes of HMAC-SHA256(length key, running hash || bytes 0-11)
        28    12  nonce, random
        40     n  AES-256-GCM(body key, nonce, plaintext, AAD = file id || sequence || running hash || length), with
                  its tag of 16 bytes; plaintext = kind (1) || length (4) || payload || zeros

The running hash starts as SHA-256(header) and becomes SHA-256(running hash || frame) with each frame, so a frame fits
in one place of one file only. The length has a tag of its own: a changed length is damage, and only bytes that are
truly missing at the end look like an interrupted write. Plaintext is padded (Padmé, at least 256 bytes), so the size
of a frame tells the size of a comment only roughly.
"""

import hashlib
import hmac
import os
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from perflead_tui.vault.master import MasterKey

MAGIC = b"PFLVAULT"
VERSION = 1
HEADER_SIZE = 106
PREFIX_SIZE = 28
MAX_PAYLOAD = 256 * 1024 * 1024

_HEADER = struct.Struct(">8sH16s16sQ16s8s32s")
_LENGTH = struct.Struct(">IQ")
_INNER = struct.Struct(">BI")
_CHECKED = 66  # what the checksum covers
_MACED = 74  # what the MAC covers
_NONCE = 12
_TAG = 16
_SMALLEST = 256
_MAX_BODY = MAX_PAYLOAD + MAX_PAYLOAD // 8 + _NONCE + _TAG


class Kind(IntEnum):
    """What a frame holds."""

    OPERATIONS = 1
    ORIGIN = 2  # the first frame of a compacted file: the mark of the last frame of the file it came from
    PIECE = 3  # operations that rebuild the compacted state
    LAST_PIECE = 4  # the same, and no more follow: a compacted file without it is not whole


_KINDS = {int(kind): kind for kind in Kind}


class Mark(NamedTuple):
    """A point in the history of a file: the number of the last frame, and the running hash after it."""

    sequence: int
    digest: bytes


class HeaderFault(IntEnum):
    """Why a header is refused."""

    DAMAGED = 1
    NOT_OURS = 2
    NEWER = 3


class BadHeader(Exception):
    """A header that is refused, and why. Never shown: the journal turns it into words."""

    def __init__(self, fault: HeaderFault) -> None:
        super().__init__(fault.name)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Header:
    """The first 106 bytes of a journal."""

    file_id: bytes
    first: int
    purpose: bytes
    raw: bytes

    @classmethod
    def new(cls, master: MasterKey, purpose: str, *, file_id: bytes | None = None, first: int = 1) -> "Header":
        """A header for a new file, or for the compaction of the file `file_id`."""
        file_id = file_id or os.urandom(16)
        tag, salt = purpose_tag(purpose), os.urandom(16)  # the salt makes the first running hash one of its own
        start = _HEADER.pack(MAGIC, VERSION, file_id, salt, first, tag, b"", b"")[:_CHECKED]
        start += hashlib.sha256(start).digest()[: _MACED - _CHECKED]
        return cls(file_id, first, tag, start + hmac.digest(_header_key(master), start, "sha256"))

    @classmethod
    def parse(cls, raw: bytes) -> "Header":
        """The header in `raw`, checked as far as that goes without a key; raises BadHeader."""
        if len(raw) != HEADER_SIZE:
            raise BadHeader(HeaderFault.DAMAGED)
        magic, version, file_id, _salt, first, purpose, checksum, _mac = _HEADER.unpack(raw)
        whole = hashlib.sha256(raw[:_CHECKED]).digest()[: _MACED - _CHECKED] == checksum
        if not whole:
            raise BadHeader(HeaderFault.DAMAGED if magic == MAGIC else HeaderFault.NOT_OURS)
        if magic != MAGIC or version != VERSION or first < 1:
            raise BadHeader(HeaderFault.NEWER)
        return cls(file_id, first, purpose, raw)

    def is_of(self, master: MasterKey) -> bool:
        """Whether the vault of `master` wrote this header."""
        mac = hmac.digest(_header_key(master), self.raw[:_MACED], "sha256")
        return hmac.compare_digest(mac, self.raw[_MACED:])

    @property
    def start(self) -> Mark:
        """The mark before the first frame."""
        return Mark(self.first - 1, hashlib.sha256(self.raw).digest())


def purpose_tag(purpose: str) -> bytes:
    """What the header says of its file's purpose."""
    return hashlib.sha256(purpose.encode()).digest()[:16]


class Sealer:
    """Seals and opens the frames of one file."""

    __slots__ = ("_body", "_file_id", "_length_mac")

    def __init__(self, master: MasterKey, purpose: str, file_id: bytes) -> None:
        material = master.derive(f"journal frames of {purpose}", salt=file_id, size=64)
        self._body = AESGCM(material[:32])
        self._length_mac = HMAC(material[32:], SHA256())  # copied for each frame, never used itself
        self._file_id = file_id

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def seal(self, after: Mark, kind: Kind, payload: bytes) -> tuple[bytes, Mark]:
        """The frame that follows the mark `after`, and the mark after it."""
        inner = _INNER.pack(kind, len(payload)) + payload
        inner += bytes(padded(len(inner)) - len(inner))
        start = _LENGTH.pack(len(inner) + _NONCE + _TAG, after.sequence + 1)
        nonce = os.urandom(_NONCE)
        sealed = self._body.encrypt(nonce, inner, self._aad(after, start))
        prefix, body = start + self._length_tag(after, start), nonce + sealed
        return prefix + body, _next(after, prefix, body)

    def length(self, after: Mark, prefix: bytes) -> int | None:
        """How many bytes follow `prefix` in the frame after the mark `after`; None if the prefix is not genuine."""
        start = prefix[: _LENGTH.size]
        if not hmac.compare_digest(self._length_tag(after, start), prefix[_LENGTH.size :]):
            return None
        length, sequence = _LENGTH.unpack(start)
        genuine = sequence == after.sequence + 1 and _SMALLEST <= length <= _MAX_BODY
        return int(length) if genuine else None

    def open(self, after: Mark, prefix: bytes, body: bytes) -> tuple[Kind, bytes, Mark] | None:
        """Kind, payload and the mark after the frame `prefix + body`; None if it is not genuine."""
        try:
            sealed = memoryview(body)[_NONCE:]
            inner = self._body.decrypt(body[:_NONCE], sealed, self._aad(after, prefix[: _LENGTH.size]))
        except InvalidTag:
            return None
        number, size = _INNER.unpack_from(inner)
        kind = _KINDS.get(number)
        if kind is None or size > len(inner) - _INNER.size:
            return None
        payload = inner[_INNER.size : _INNER.size + size]
        return kind, payload, _next(after, prefix, body)

    def _aad(self, after: Mark, start: bytes) -> bytes:
        return b"".join((self._file_id, start[4:], after.digest, start[:4]))

    def _length_tag(self, after: Mark, start: bytes) -> bytes:
        mac = self._length_mac.copy()
        mac.update(after.digest + start)
        return mac.finalize()[: PREFIX_SIZE - _LENGTH.size]


def padded(size: int) -> int:
    """`size` rounded up so that only its highest bits show (Padmé: Nikitin et al., PETS 2019), at least 256."""
    if size <= _SMALLEST:
        return _SMALLEST
    exponent = size.bit_length() - 1
    hidden = exponent - exponent.bit_length()
    mask = (1 << hidden) - 1
    return (size + mask) & ~mask


def pack_mark(mark: Mark) -> bytes:
    """The payload of an ORIGIN frame."""
    return mark.sequence.to_bytes(8, "big") + mark.digest


def unpack_mark(payload: bytes) -> Mark | None:
    """The mark in an ORIGIN frame; None if it has another size."""
    return Mark(int.from_bytes(payload[:8], "big"), payload[8:]) if len(payload) == 40 else None


def _next(after: Mark, start: bytes, rest: bytes) -> Mark:
    """The mark after the frame `start + rest`."""
    running = hashlib.sha256(after.digest + start)
    running.update(rest)
    return Mark(after.sequence + 1, running.digest())


def _header_key(master: MasterKey) -> bytes:
    return master.derive("journal header", size=32)
