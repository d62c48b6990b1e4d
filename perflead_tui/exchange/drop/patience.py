"""How long to wait for a place that does not answer, and how often to try again."""

import errno
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")


def _numbers(listed: str) -> frozenset[int]:
    return frozenset(getattr(errno, name) for name in listed.split() if hasattr(errno, name))


# What a network share, a mounted drive or a busy disk may get over.
_PASSING = _numbers(
    "EAGAIN EBUSY ECONNABORTED ECONNREFUSED ECONNRESET EHOSTDOWN EHOSTUNREACH EINTR EIO ENETDOWN ENETRESET "
    "ENETUNREACH ENOTCONN EPIPE EREMOTEIO ESHUTDOWN ESTALE ETIMEDOUT"
)
# Sharing and lock violations, and the faults of Windows network shares.
_PASSING_WINDOWS = frozenset({32, 33, 53, 54, 55, 59, 64, 67, 71, 121, 1231, 1232, 1236})


def passing(error: OSError) -> bool:
    """Whether a fault may be gone at the next attempt."""
    if isinstance(error, TimeoutError | ConnectionError | InterruptedError | BlockingIOError | socket.gaierror):
        return True
    return error.errno in _PASSING or getattr(error, "winerror", None) in _PASSING_WINDOWS


@dataclass(frozen=True)
class Patience:
    """Seconds and counts. With the usual ones a server that never answers is given up after about 70 seconds."""

    attempts: int = 4
    first: float = 0.5
    """The longest pause before the second attempt; it doubles from one attempt to the next."""
    longest: float = 8.0
    connect: float = 10.0
    read: float = 15.0
    """The longest silence of a server."""
    whole: float = 60.0
    """The longest that one step may take, however steadily a server drips."""
    sleep: Callable[[float], None] = time.sleep

    def pauses(self) -> Iterator[float]:
        """One pause less than attempts, each between half its length and the whole, so that callers spread."""
        for attempt in range(self.attempts - 1):
            longest = min(self.longest, self.first * 2**attempt)
            yield longest * (0.5 + secrets.randbelow(501) / 1000)

    def run(self, step: Callable[[], _T], reset: Callable[[], None]) -> _T:
        """The result of `step`, tried again after faults that may pass. Raises the last fault, or any other at once."""
        for pause in self.pauses():
            try:
                return step()
            except OSError as error:
                if not passing(error):
                    raise
            reset()
            self.sleep(pause)
        return step()
