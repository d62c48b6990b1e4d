"""Signatures: Ed25519 (RFC 8032, section 5.1), with a domain so that one kind of signature never passes for another.

signed bytes   perflead.signature/1 LF, domain length (1), domain, message
signature      64 bytes
private key    32 bytes, public key 32 bytes
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from perflead_tui.sealing.errors import SealingError

TERMS = b"terms"
"""The review's key signs its terms."""
INVITATION = b"invitation"
"""The review's key signs each invitation."""
RESPONSE = b"response"
"""A credential's key signs the answers that it is used for."""
BOARD = b"board"
"""The review's key signs the board that it closes with."""
PACK = b"pack"
"""The key of each review in a pack of invitations signs the whole pack."""
SHARED = b"shared"
"""The review's key, or its deputy, signs what is shared of the review."""
DEPUTY = b"deputy"
"""The review's key signs a key that signs what is shared after its own end, and nothing else."""
FILLER = b"filler"
"""Hashes of these signatures fill up a list on the board; the signatures themselves are never shown."""

PUBLIC = 32
SIGNATURE = 64
_LABEL = b"perflead.signature/1\n"


def private_key(seed: bytes) -> Ed25519PrivateKey:
    """The private key of 32 bytes. Raises ValueError for another length."""
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_of(key: Ed25519PrivateKey) -> bytes:
    """The public key, 32 bytes."""
    return key.public_key().public_bytes_raw()


def sign(key: Ed25519PrivateKey, domain: bytes, message: bytes) -> bytes:
    """The signature (64 bytes) of `message` as a thing of this `domain` (at most 255 bytes)."""
    return key.sign(_framed(domain, message))


def verify(public: bytes, domain: bytes, message: bytes, signature: bytes) -> None:
    """Return if the signature is right; raise SealingError (bad_signature) if it, the key or the domain is not."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _framed(domain, message))
    except (InvalidSignature, ValueError):  # ValueError: a key of another length
        raise SealingError("bad_signature") from None


def _framed(domain: bytes, message: bytes) -> bytes:
    return _LABEL + len(domain).to_bytes(1, "big") + domain + message
