"""The private keys of one review. They live in its encrypted vault file and nowhere else.

As a document:

    {"schema": "perflead.review-keys/1",
     "seal": 32 bytes (hpke.py), "desk": 32 bytes (hpke.py), "sign": 32 bytes (Ed25519),
     "groups": {"peers": RSA private key of 3072 bits, PKCS #8 (RFC 5958) in DER, ...}}      all bytes in Base64

"seal" is null where openers hold it in shares (shamir.py): then it is in no file at all.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPrivateNumbers, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from perflead_tui.sealing import signature
from perflead_tui.sealing.credential import BITS, EXPONENT, MODULUS
from perflead_tui.sealing.encoding import b64, unb64_field
from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.hpke import SEED, SealKey

SCHEMA = "perflead.review-keys/1"


@dataclass(frozen=True, repr=False, eq=False)
class ReviewKeys:
    """What opens envelopes (`seal`), opens claims (`desk`), signs terms (`sign`) and each group's credentials.

    `seal` is None where it was given to openers in shares.
    """

    seal: SealKey | None
    desk: SealKey
    sign: Ed25519PrivateKey
    groups: Mapping[str, RSAPrivateKey]

    def __repr__(self) -> str:
        return f"ReviewKeys(groups={list(self.groups)})"

    @classmethod
    def generate(cls, groups: Sequence[str], on_step: Callable[[int, int], None] | None = None) -> "ReviewKeys":
        """New keys. `on_step(done, total)` is called in this thread after each group's key, which takes about 0.3 s.

        Raises SealingError (unsupported) at once if the library could not seal to these keys.
        """
        seal = SealKey.generate()
        _ = seal.public
        return cls(seal, SealKey.generate(), Ed25519PrivateKey.generate(), _generate_rsa(groups, on_step))

    def without_seal(self) -> "ReviewKeys":
        """The same without the key that opens envelopes."""
        return replace(self, seal=None)

    @property
    def public_seal(self) -> bytes:
        """The key that raters seal to, 1216 bytes. Raises ValueError if openers have it."""
        if self.seal is None:
            raise ValueError("the key is in shares")
        return self.seal.public

    @property
    def public_desk(self) -> bytes:
        """The key that claims are sealed to, 1216 bytes."""
        return self.desk.public

    @property
    def public_sign(self) -> bytes:
        """The key that the terms are checked with, 32 bytes."""
        return signature.public_of(self.sign)

    def public_group(self, key: str) -> bytes:
        """The RSA modulus of the group called `key`, 384 bytes big-endian. Raises KeyError for an unknown group."""
        return self.groups[key].public_key().public_numbers().n.to_bytes(MODULUS, "big")

    def to_document(self) -> dict[str, Any]:
        """All private keys in the clear, as a JSON object: for the encrypted vault only."""
        return {
            "schema": SCHEMA,
            "seal": b64(self.seal.seed) if self.seal else None,
            "desk": b64(self.desk.seed),
            "sign": b64(self.sign.private_bytes_raw()),
            "groups": {name: b64(_rsa_to_der(key)) for name, key in self.groups.items()},
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "ReviewKeys":
        """The keys of `to_document`. Raises SealingError (bad_keys) for anything else."""
        try:
            groups, shared = document.get("groups"), document.get("seal", "") is None
            if document.get("schema") != SCHEMA or not isinstance(groups, Mapping):
                raise ValueError("not a document of keys")
            return cls(
                None if shared else SealKey(unb64_field(document, "seal", SEED)),
                SealKey(unb64_field(document, "desk", SEED)),
                signature.private_key(unb64_field(document, "sign", 32)),
                {name: _rsa_from_der(unb64_field(groups, name)) for name in groups},
            )
        except ValueError:
            raise SealingError("bad_keys") from None


def _generate_rsa(groups: Sequence[str], on_step: Callable[[int, int], None] | None) -> dict[str, RSAPrivateKey]:
    """One key a group, made side by side: the search for primes runs outside Python's lock."""
    found: dict[str, RSAPrivateKey] = {}
    with ThreadPoolExecutor(max_workers=min(len(groups), os.cpu_count() or 1) or 1) as pool:
        waiting = {pool.submit(generate_private_key, EXPONENT, BITS): name for name in groups}
        for done, future in enumerate(as_completed(waiting), 1):
            found[waiting[future]] = future.result()
            if on_step:
                on_step(done, len(groups))
    return {name: found[name] for name in groups}


def _rsa_to_der(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _rsa_from_der(der: bytes) -> RSAPrivateKey:
    """The key, without the test that its factors are prime: that takes 0.25 s a key, and the vault is authenticated."""
    try:
        key = load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)
    except (TypeError, UnsupportedAlgorithm) as error:  # an encrypted key, a curve unknown here
        raise ValueError("not an RSA key") from error
    if not isinstance(key, RSAPrivateKey) or key.key_size != BITS or not _coherent(key.private_numbers()):
        raise ValueError("not an RSA key of 3072 bits and exponent 65537")
    return key


def _coherent(key: RSAPrivateNumbers) -> bool:
    """Whether the parts belong together (RFC 8017, section 3.2); it takes microseconds."""
    n, e = key.public_numbers.n, key.public_numbers.e
    return (
        e == EXPONENT
        and key.p * key.q == n
        and e * key.dmp1 % (key.p - 1) == 1
        and e * key.dmq1 % (key.q - 1) == 1
        and e * key.d % (key.p - 1) == 1
        and e * key.d % (key.q - 1) == 1
        and key.iqmp * key.q % key.p == 1
    )
