"""A bounded rate of tries, for codes and PINs. It knows how many were wrong, never what was tried."""

import time
from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds that only grow."""


class Tries:
    """A short pause after each wrong one, and after many a long one that doubles.

    A wrong one is forgotten after ten minutes. Only numbers are kept, in memory.
    """

    BETWEEN = 2.0
    """Seconds after each wrong try."""
    FIRST, LONGEST = 15.0, 240.0
    """Seconds of the first long pause, and of the longest."""
    FORGOTTEN = 600.0

    def __init__(
        self, clock: Clock = time.monotonic, free: int = 5, *, between: float = BETWEEN, longest: float = LONGEST
    ) -> None:
        """`free` wrong ones may come before the first long pause; `between` and `longest` are in seconds."""
        self._clock, self._free, self._between, self._longest = clock, free, between, longest
        self._wrong: list[float] = []
        self._until = 0.0
        self.count = 0
        """How many were wrong in all."""

    def wrong(self) -> None:
        """A try was wrong."""
        now = self._clock()
        self._wrong = [*(at for at in self._wrong if now - at < self.FORGOTTEN), now]
        many = len(self._wrong) - self._free
        pause = self._between if many < 1 else min(self.FIRST * 2.0 ** min(many - 1, 10), self._longest)
        self.count += 1
        self.hold(pause)

    def hold(self, seconds: float) -> None:
        """Allow no try for so many seconds; a pause that lasts longer already stays."""
        self._until = max(self._until, self._clock() + seconds)

    def pause(self) -> float:
        """Seconds until the next try is allowed; 0 if it is now."""
        return max(self._until - self._clock(), 0.0)

    @property
    def slow(self) -> bool:
        """Whether it was slowed because many were wrong."""
        return self.pause() > self.BETWEEN

    @property
    def clean(self) -> bool:
        """Whether nothing is known of it any more."""
        now = self._clock()
        return not self.pause() and not any(now - at < self.FORGOTTEN for at in self._wrong)
