"""The vault's master key: 32 random bytes from which every other key comes.

Derivation: HKDF-SHA256(master key, salt, info = "perflead vault 1 " || purpose). A purpose is named once in the code,
so no two uses share a key.
"""

import os

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SIZE = 32


class MasterKey:
    """Holds the master key and never shows it."""

    __slots__ = ("_material",)

    def __init__(self, material: bytes) -> None:
        if len(material) != SIZE:
            raise ValueError("a master key has 32 bytes")
        self._material = material

    @classmethod
    def new(cls) -> "MasterKey":
        """A fresh random key."""
        return cls(os.urandom(SIZE))

    def __repr__(self) -> str:
        return "<MasterKey>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a master key is not pickled")

    def derive(self, purpose: str, *, size: int, salt: bytes = b"") -> bytes:
        """`size` bytes for `purpose` alone."""
        return HKDF(SHA256(), size, salt or None, b"perflead vault 1 " + purpose.encode()).derive(self._material)

    def material(self) -> bytes:
        """The key itself, for wrapping in a slot."""
        return self._material
