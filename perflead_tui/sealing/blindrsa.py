"""RSA blind signatures: RSABSSA-SHA384 (RFC 9474, section 4): the signer never sees what it signs.

    rater                                   desk
    prepared = random(32) || message
    blinded, inverse = blind(prepared)
                       -- blinded -->       blind_signature = blind_sign(blinded)
    signature = finalize(blind_signature)   <--

Values are big-endian integers as long as the modulus. The signature is a plain RSASSA-PSS signature of `prepared`.
These functions take any RSA key, as the RFC does; `credential.py` adds what perflead demands of one.
"""

import math
import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPrivateNumbers, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA384

from perflead_tui.sealing import pss
from perflead_tui.sealing.errors import SealingError

PREFIX = 32
"""The random bytes that PrepareRandomize puts before a message."""


def prepare(message: bytes) -> bytes:
    """The message with a random prefix of 32 bytes (PrepareRandomize, section 4.1)."""
    return secrets.token_bytes(PREFIX) + message


def blind(public: RSAPublicKey, prepared: bytes, salt_length: int = pss.SALT) -> tuple[bytes, bytes]:
    """The blinded message for the signer, and the inverse that `finalize` needs and nobody else may have.

    Section 4.2. Raises SealingError (bad_key) for a modulus too small or with which the message shares a factor.
    """
    factor = _unit(public.public_numbers().n)
    return blind_with(public, prepared, secrets.token_bytes(salt_length), factor)


def blind_with(public: RSAPublicKey, prepared: bytes, salt: bytes, factor: int) -> tuple[bytes, bytes]:
    """`blind` with a given salt and blinding factor, which must be random and used once."""
    n, e, length = _numbers(public)
    try:
        m = int.from_bytes(pss.encode(prepared, n.bit_length() - 1, salt), "big")
    except ValueError:
        raise SealingError("bad_key") from None
    if math.gcd(m, n) != 1:
        raise SealingError("bad_key")
    blinded = m * pow(factor, e, n) % n
    return blinded.to_bytes(length, "big"), pow(factor, -1, n).to_bytes(length, "big")


def blind_sign(private: RSAPrivateKey, blinded: bytes) -> bytes:
    """The blind signature of a blinded message (section 4.3).

    The exponentiation works on a value that is blinded afresh, so that its time says nothing about the key in
    terms of the input, and the result is checked before it leaves: one faulty CRT signature would reveal the key.
    Raises SealingError: bad_claim for a value of another length or not a unit mod n, fault if the check fails.
    """
    n, e, length = _numbers(private.public_key())
    m = int.from_bytes(blinded, "big")
    if len(blinded) != length or m >= n or math.gcd(m, n) != 1:
        raise SealingError("bad_claim")
    factor = _unit(n)
    s = _crt_power(private.private_numbers(), m * pow(factor, e, n) % n) * pow(factor, -1, n) % n
    if pow(s, e, n) != m:
        raise SealingError("fault")
    return s.to_bytes(length, "big")


def finalize(
    public: RSAPublicKey, prepared: bytes, blind_signature: bytes, inverse: bytes, salt_length: int = pss.SALT
) -> bytes:
    """The signature of `prepared` (section 4.4). Raises SealingError (bad_credential) if it does not verify."""
    n, _, length = _numbers(public)
    if len(blind_signature) != length:
        raise SealingError("bad_credential")
    s = int.from_bytes(blind_signature, "big") * int.from_bytes(inverse, "big") % n
    signature = s.to_bytes(length, "big")
    verify(public, prepared, signature, salt_length)
    return signature


def verify(public: RSAPublicKey, prepared: bytes, signature: bytes, salt_length: int = pss.SALT) -> None:
    """Return if `signature` is one of `prepared` (section 4.5); raise SealingError (bad_credential) if not."""
    try:
        public.verify(signature, prepared, PSS(MGF1(SHA384()), salt_length), SHA384())
    except InvalidSignature:
        raise SealingError("bad_credential") from None


def _crt_power(key: RSAPrivateNumbers, base: int) -> int:
    """base ** d mod n by the Chinese remainder theorem (RFC 8017, section 5.1.2, 2.b)."""
    s1 = pow(base, key.dmp1, key.p)
    s2 = pow(base, key.dmq1, key.q)
    return s2 + key.q * ((s1 - s2) * key.iqmp % key.p)


def _unit(n: int) -> int:
    """A random integer from 1 to n - 1 that has an inverse modulo n."""
    while True:
        factor = 1 + secrets.randbelow(n - 1)
        if math.gcd(factor, n) == 1:
            return factor


def _numbers(public: RSAPublicKey) -> tuple[int, int, int]:
    """Modulus, exponent, and the modulus's length in bytes."""
    numbers = public.public_numbers()
    return numbers.n, numbers.e, (numbers.n.bit_length() + 7) // 8
