"""A key from something that people type, made slow to try: Argon2id (RFC 9106).

What goes in is a code of 75 random bits (code.py), which nobody can guess; the memory that each try costs is there for
whoever saw a part of one.
"""

from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _

SALT = 16
_KEY = 32
_MEMORY = (64 * 1024, 256 * 1024)
_PASSES = (1, 16)
_LANES = (1, 8)


@dataclass(frozen=True)
class Cost:
    """What one try costs: memory in KiB, passes over it, and lanes that may run in parallel.

    Raises ValueError for less than 64 MiB, and for more than a reader should be made to spend.
    """

    memory_kib: int = 64 * 1024
    passes: int = 1
    lanes: int = 1

    def __post_init__(self) -> None:
        for value, (low, high) in ((self.memory_kib, _MEMORY), (self.passes, _PASSES), (self.lanes, _LANES)):
            if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
                raise ValueError("a cost out of range")


def stretch(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    """The key of 32 bytes. Raises PerfleadError if there is not enough memory."""
    try:
        return Argon2id(
            salt=salt, length=_KEY, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
        ).derive(secret)
    except MemoryError:
        raise PerfleadError(
            _("There is not enough free memory to check the code: {n} MiB are needed.").format(
                n=-(-cost.memory_kib // 1024)
            ),
            _("Close other programs, then try again."),
        ) from None
