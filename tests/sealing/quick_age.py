"""An age file under a passphrase that costs nothing to try, for tests: the format written anew, with a tiny scrypt.

The library draws a cost of about a second and cannot be told another; what it reads it takes as it is.
"""

import base64
import hashlib
import hmac
import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from perflead_tui.sealing import agefile

_CHUNK = 64 * 1024
_LOG_N = 4


def sealed(data: bytes, passphrase: str, *, armoured: bool = False) -> bytes:
    """What `agefile.encrypt_with_passphrase` gives, at once. See age-encryption.org/v1."""
    assert not armoured
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    salted = b"age-encryption.org/v1/scrypt" + salt
    wrapping = hashlib.scrypt(passphrase.encode(), salt=salted, n=1 << _LOG_N, r=8, p=1, dklen=32)
    body = _text(ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None))
    header = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (_text(salt), _LOG_N, body)
    mac = hmac.digest(_derived(file_key, None, b"header"), header, "sha256")
    stream = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    chunks = [data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)] or [b""]
    parts = [
        stream.encrypt(at.to_bytes(11, "big") + bytes([at == len(chunks) - 1]), chunk, None)
        for at, chunk in enumerate(chunks)
    ]
    return b"".join([header, b" ", _text(mac), b"\n", nonce, *parts])


@pytest.fixture
def quick_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files under a passphrase cost nothing in this test."""
    monkeypatch.setattr(agefile, "encrypt_with_passphrase", sealed)


def _derived(key: bytes, salt: bytes | None, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)


def _text(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")
