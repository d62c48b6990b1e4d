"""A credential: "one of the invited of this group, once", without saying who.

A one-time Ed25519 public key, signed with the RSA key of one group of one review by
RSABSSA-SHA384-PSS-Randomized (RFC 9474, section 5). Which review and group it belongs to is said by the RSA key alone.

    public_key    32 bytes   Ed25519, made on the rater's side or by the desk
    prefix        32 bytes   random, the RFC's message randomizer
    signature    384 bytes   RSASSA-PSS, SHA-384, MGF1-SHA-384, salt of 48 bytes, of
                             prefix || perflead.credential/1 LF || public_key
    group key    384 bytes   RSA modulus of exactly 3072 bits, big-endian; the exponent is always 65537

In JSON: {"public_key": ..., "prefix": ..., "signature": ...}, each Base64.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA384

from perflead_tui.sealing import blindrsa, pss, signature
from perflead_tui.sealing.encoding import b64, unb64_field
from perflead_tui.sealing.errors import SealingError

BITS = 3072
MODULUS = BITS // 8
EXPONENT = 65537
PUBLIC = 32
_LABEL = b"perflead.credential/1\n"


@dataclass(frozen=True)
class Credential:
    """A credential of the right lengths; only `check_credential` says that it is genuine."""

    public_key: bytes
    prefix: bytes
    signature: bytes

    def __post_init__(self) -> None:
        if (len(self.public_key), len(self.prefix), len(self.signature)) != (PUBLIC, blindrsa.PREFIX, MODULUS):
            raise SealingError("bad_credential")

    def to_document(self) -> dict[str, str]:
        """The credential as a JSON object."""
        return {"public_key": b64(self.public_key), "prefix": b64(self.prefix), "signature": b64(self.signature)}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Credential":
        """The credential of exactly such an object. Raises SealingError (bad_credential) for anything else."""
        try:
            if not isinstance(document, Mapping) or set(document) != {"public_key", "prefix", "signature"}:
                raise ValueError("unexpected fields")
            return cls(*(unb64_field(document, name) for name in ("public_key", "prefix", "signature")))
        except ValueError:
            raise SealingError("bad_credential") from None


@dataclass(frozen=True)
class Blinding:
    """What the rater keeps between asking and receiving. Whoever else has `inverse` can link the two: destroy it."""

    public_key: bytes
    prefix: bytes
    inverse: bytes = field(repr=False)


def new_key() -> bytes:
    """A new Ed25519 private key for one credential, 32 bytes."""
    return secrets.token_bytes(32)


def public_key_of(seed: bytes) -> bytes:
    """The Ed25519 public key (32 bytes) of a private one (32 bytes)."""
    return signature.public_of(signature.private_key(seed))


def issue(private: RSAPrivateKey, public_key: bytes) -> Credential:
    """A credential for a key that the desk itself puts into an invitation.

    The desk knows the key here, so blinding would hide nothing; RSASSA-PSS over the same bytes gives the same
    distribution of signatures, in constant time and ten times faster. Raises SealingError (bad_key, bad_credential).
    """
    _check_group_key(private)
    prepared = blindrsa.prepare(_message(public_key))
    signed = private.sign(prepared, PSS(MGF1(SHA384()), pss.SALT), SHA384())
    return Credential(public_key, prepared[: blindrsa.PREFIX], signed)


def blind(modulus: bytes, public_key: bytes) -> tuple[bytes, Blinding]:
    """A blinded value (384 bytes) for the desk, and what `finalize` needs. Raises SealingError (bad_key)."""
    prepared = blindrsa.prepare(_message(public_key))
    blinded, inverse = blindrsa.blind(group_key(modulus), prepared)
    return blinded, Blinding(public_key, prepared[: blindrsa.PREFIX], inverse)


def blind_sign(private: RSAPrivateKey, blinded: bytes) -> bytes:
    """The desk's signature (384 bytes) of a blinded value. Raises SealingError (bad_claim, bad_key, fault)."""
    _check_group_key(private)
    return blindrsa.blind_sign(private, blinded)


def finalize(modulus: bytes, blinding: Blinding, blind_signature: bytes) -> Credential:
    """The credential from the desk's blind signature. Raises SealingError (bad_credential) if that is not right."""
    prepared = blinding.prefix + _message(blinding.public_key)
    signed = blindrsa.finalize(group_key(modulus), prepared, blind_signature, blinding.inverse)
    return Credential(blinding.public_key, blinding.prefix, signed)


def check_credential(credential: Credential, modulus: bytes) -> None:
    """Return if the group's key signed the credential; raise SealingError (bad_credential, bad_key) if not."""
    prepared = credential.prefix + _message(credential.public_key)
    blindrsa.verify(group_key(modulus), prepared, credential.signature)


@lru_cache(maxsize=64)
def group_key(modulus: bytes) -> RSAPublicKey:
    """The public key of a group. Raises SealingError (bad_key) unless the modulus is odd and of exactly 3072 bits."""
    n = int.from_bytes(modulus, "big")
    if len(modulus) != MODULUS or n.bit_length() != BITS or n % 2 == 0:
        raise SealingError("bad_key")
    return RSAPublicNumbers(EXPONENT, n).public_key()


def _check_group_key(private: RSAPrivateKey) -> None:
    if private.key_size != BITS or private.public_key().public_numbers().e != EXPONENT:
        raise SealingError("bad_key")


def _message(public_key: bytes) -> bytes:
    if len(public_key) != PUBLIC:
        raise SealingError("bad_credential")
    return _LABEL + public_key
