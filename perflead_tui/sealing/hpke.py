"""Encryption to the review's key: HPKE in base mode (RFC 9180), safe against quantum computers to come.

Suite: KEM MLKEM768-X25519 (0x647a, X-Wing; draft-ietf-hpke-pq), KDF HKDF-SHA256 (0x0001),
AEAD ChaCha20-Poly1305 (0x0003). It holds as long as either ML-KEM-768 or X25519 does.

    private key   32 bytes   a seed; SHAKE256(seed, 96) = ML-KEM-768 seed d || z (64), X25519 private key (32)
    public key  1216 bytes   ML-KEM-768 encapsulation key (1184), X25519 public key (32)
    output                   ML-KEM-768 ciphertext (1088), X25519 public key (32), AEAD ciphertext, tag (16)
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from perflead_tui.sealing.errors import SealingError

SEED = 32
PUBLIC = 1184 + 32
OVERHEAD = 1088 + 32 + 16
"""How many bytes longer the output is than the plaintext."""


@dataclass(frozen=True, eq=False)
class SealKey:
    """A private key that opens what was encrypted to `public`."""

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED:
            raise ValueError(f"a seed has {SEED} bytes")

    @classmethod
    def generate(cls) -> "SealKey":
        """A new key from the system's random source."""
        return cls(secrets.token_bytes(SEED))

    @cached_property
    def public(self) -> bytes:
        """The public key, 1216 bytes. Raises SealingError (unsupported) if the library has no ML-KEM."""
        mlkem, x25519 = self._halves
        return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    def decrypt(self, ciphertext: bytes, info: bytes) -> bytes:
        """The plaintext. Raises SealingError (cannot_open) for another key, another `info` or changed bytes."""
        try:
            return _suite().decrypt(ciphertext, MLKEM768X25519PrivateKey(*self._halves), info=info)
        except InvalidTag:
            raise SealingError("cannot_open") from None

    @cached_property
    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        expanded = hashlib.shake_256(self.seed).digest(96)
        try:
            mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        except UnsupportedAlgorithm:
            raise SealingError("unsupported") from None
        return mlkem, X25519PrivateKey.from_private_bytes(expanded[64:])


def encrypt(plaintext: bytes, public: bytes, info: bytes) -> bytes:
    """`plaintext` for the holder of the key to `public`; different bytes each time.

    Raises SealingError: bad_key if `public` is not a key, unsupported if the library has no ML-KEM.
    """
    if len(public) != PUBLIC:
        raise SealingError("bad_key")
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(public[:1184])
        x25519 = X25519PublicKey.from_public_bytes(public[1184:])
        return _suite().encrypt(plaintext, MLKEM768X25519PublicKey(mlkem, x25519), info=info)
    except UnsupportedAlgorithm:
        raise SealingError("unsupported") from None
    except ValueError:  # coefficients out of range, or a point of small order
        raise SealingError("bad_key") from None


def _suite() -> Suite:
    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
