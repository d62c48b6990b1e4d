"""The journal and its anchor, byte by byte, read by a program that knows the documented format and nothing of ours."""

import hashlib
import hmac
import os
import struct
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from perflead_tui import paths
from perflead_tui.vault import frame
from perflead_tui.vault.frame import Header, Kind, Mark, Sealer
from perflead_tui.vault.master import MasterKey
from tests.vault.helpers import Sample

MATERIAL = bytes(range(32))


def derived(purpose: str, size: int, salt: bytes | None = None) -> bytes:
    return HKDF(SHA256(), size, salt, b"perflead vault 1 " + purpose.encode()).derive(MATERIAL)


def mac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """The sample under a key that is known here."""
    monkeypatch.setattr(MasterKey, "new", classmethod(lambda cls: cls(MATERIAL)))
    return Sample(tmp_path)


def read(sample: Sample) -> tuple[bytes, int, bytes, list[tuple[int, bytes]]]:
    """File id, the last frame's number, the running hash, and kind and payload of each frame."""
    raw, purpose = sample.path.read_bytes(), sample.purpose
    magic, version, file_id, _salt, first, tag = struct.unpack(">8sH16s16sQ16s", raw[:66])
    assert (magic, version, tag) == (b"PFLVAULT", 1, hashlib.sha256(purpose.encode()).digest()[:16])
    assert raw[66:74] == hashlib.sha256(raw[:66]).digest()[:8]
    assert raw[74:106] == mac(derived("journal header", 32), raw[:74])
    keys = derived(f"journal frames of {purpose}", 64, file_id)
    running, at, number, found = hashlib.sha256(raw[:106]).digest(), 106, first - 1, []
    while at < len(raw):
        number += 1
        length, sequence = struct.unpack(">IQ", raw[at : at + 12])
        assert sequence == number
        assert raw[at + 12 : at + 28] == mac(keys[32:], running + raw[at : at + 12])[:16]
        whole = raw[at : at + 28 + length]
        numbers = sequence.to_bytes(8, "big") + running + length.to_bytes(4, "big")
        plain = AESGCM(keys[:32]).decrypt(whole[28:40], whole[40:], file_id + numbers)
        kind, size = struct.unpack(">BI", plain[:5])
        assert not any(plain[5 + size :]) and len(plain) == frame.padded(5 + size)
        found.append((kind, plain[5 : 5 + size]))
        running, at = hashlib.sha256(running + whole).digest(), at + 28 + length
    return file_id, number, running, found


def test_a_journal_is_what_the_format_says(known: Sample) -> None:
    _file_id, number, running, frames = read(known)
    assert (number, [kind for kind, _payload in frames]) == (4, [1, 1, 1, 1])
    assert frames[0][1] == b'[["t","answers"],["p","answers","1",{"rating":4,"text":"fair"}]]'
    with known.open() as db:
        assert db.head == running
        db.compact()
    _file_id, last, _running, pieces = read(known)
    assert (last, [kind for kind, _payload in pieces]) == (6, [2, 4])
    assert pieces[0][1] == (4).to_bytes(8, "big") + running


def test_an_anchor_is_what_the_format_says(known: Sample) -> None:
    file_id, number, running, _frames = read(known)
    key = derived(f"anchor of {known.purpose}", 32)
    assert known.anchor == paths.state_dir() / "anchors" / mac(key, os.fsencode(known.home.resolve())).hex()[:32]
    raw = known.anchor.read_bytes()
    content = struct.pack(">8s16sQ32s", b"PFLANCH1", file_id, number, running)
    assert raw[:96] == content + mac(key, content)
    assert len(raw) in (608, 1024) and not any(raw[96:512])
    assert raw[512:520] == b"PFLANCH1" and int.from_bytes(raw[536:544], "big") == number - 1
    with Sample.open(known, create=True, path=known.home / "other", purpose="catalog"):
        pass
    fresh = next(path for path in known.anchor.parent.iterdir() if path != known.anchor).read_bytes()
    assert len(fresh) == 1024 and not any(fresh[96:])


def sealer() -> tuple[Sealer, Mark, bytes]:
    """A sealer, the mark before the first frame, and its 64 bytes of keys."""
    header = Header.new(MasterKey(MATERIAL), "catalog", file_id=bytes(16))
    return (
        Sealer(MasterKey(MATERIAL), "catalog", bytes(16)),
        header.start,
        derived("journal frames of catalog", 64, bytes(16)),
    )


@pytest.mark.parametrize(
    ("length", "sequence", "fine"),
    [
        (256, 1, True),
        (frame._MAX_BODY, 1, True),
        (255, 1, False),
        (frame._MAX_BODY + 1, 1, False),
        (256, 2, False),
        (256, 0, False),
    ],
)
def test_a_length_of_our_own_key_is_held_to_what_we_write(length: int, sequence: int, fine: bool) -> None:
    ours, mark, keys = sealer()
    start = struct.pack(">IQ", length, sequence)
    prefix = start + mac(keys[32:], mark.digest + start)[:16]
    assert ours.length(mark, prefix) == (length if fine else None)


@pytest.mark.parametrize(
    ("kind", "size", "fine"), [(1, 300, True), (1, 507, True), (1, 508, False), (1, 512, False), (9, 300, False)]
)
def test_a_frame_of_our_own_key_is_held_to_what_we_write(kind: int, size: int, fine: bool) -> None:
    ours, mark, keys = sealer()
    inner = struct.pack(">BI", kind, size) + bytes(507)
    start = struct.pack(">IQ", len(inner) + 28, 1)
    prefix, nonce = start + mac(keys[32:], mark.digest + start)[:16], bytes(12)
    sealed = AESGCM(keys[:32]).encrypt(nonce, inner, bytes(16) + start[4:] + mark.digest + start[:4])
    opened: Any = ours.open(mark, prefix, nonce + sealed)
    assert opened is None if not fine else opened[:2] == (Kind.OPERATIONS, bytes(size))


def test_a_header_cut_short_is_damaged() -> None:
    for size in (0, 8, 105, 107):
        with pytest.raises(frame.BadHeader) as bad:
            Header.parse(b"PFLVAULT".ljust(size, b"\0")[:size])
        assert bad.value.fault is frame.HeaderFault.DAMAGED
