"""Wrong codes are counted in the server, over all its sessions: a page that is loaded again has the same count.

A session asks before it tries a code, and tells afterwards whether it was wrong. No code comes here, nor anything that
was made from one. An address is forgotten with its wrong tries, after ten minutes.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from perflead_tui.serve.limits import place_of
from perflead_tui.tries import Tries

_AT_ONCE = 2  # codes that one address tries at the same time: a try takes a core and 64 MB
_TURN = 20.0  # seconds until a session that waits for its turn is told to come again
_LONGEST = 60.0  # seconds: behind a gateway of an agency all people have one address
# Whatever addresses they come from: somebody who has many must not be able to stop everybody for long.
_ALL_FREE, _ALL_LONGEST = 200, 5.0


@dataclass
class _Place:
    """What is known of one address."""

    tries: Tries
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    sessions: int = 0


class Codes:
    """Counts for all addresses. `free` is how many wrong ones an address has before the first long pause."""

    def __init__(self, free: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._free, self._clock = free, clock
        self._all = Tries(clock, _ALL_FREE, between=0.0, longest=_ALL_LONGEST)
        self._places: dict[str, _Place] = {}

    def of(self, address: str) -> "Turn":
        """What one new session of `address` asks and tells."""
        for name, known in list(self._places.items()):
            if not known.sessions and known.tries.clean:
                del self._places[name]
        place = self._places.setdefault(place_of(address), _Place(Tries(self._clock, self._free, longest=_LONGEST)))
        place.sessions += 1
        return Turn(place, self._all)


class Turn:
    """The tries of one session."""

    def __init__(self, place: _Place, every: Tries) -> None:
        self._place, self._all = place, every
        self._trying = False

    def pause(self) -> float:
        """Seconds until the next try is allowed."""
        return max(self._place.tries.pause(), self._all.pause())

    async def begin(self) -> float:
        """Wait for a turn to try a code. 0 if it is there; else the seconds after which to ask again."""
        if self._trying:
            return Tries.BETWEEN
        with contextlib.suppress(asyncio.TimeoutError):
            async with asyncio.timeout(_TURN):
                await self._place.turns.acquire()
                self._trying = True
        if not self._trying:
            return Tries.BETWEEN
        pause = self.pause()
        if pause:
            self._release()
        return pause

    def end(self, *, wrong: bool) -> float:
        """The try is over. Seconds until the next one is allowed."""
        if self._trying and wrong:
            self._place.tries.wrong()
            self._all.wrong()
        self._release()
        return self.pause()

    def close(self) -> None:
        """The session is over. A try that it did not tell the end of counts as a wrong one."""
        self.end(wrong=True)
        self._place.sessions -= 1

    def _release(self) -> None:
        if self._trying:
            self._trying = False
            self._place.turns.release()
