"""How often and how much: sessions a minute from one address, bytes a second from one session."""

import ipaddress
import time
from collections import deque
from collections.abc import Callable

_MINUTE = 60.0
_ADDRESSES = 10_000
_NETWORK_6 = 64  # an IPv6 subscriber has a network of this length and all addresses in it


class Arrivals:
    """Counts the new sessions of each address within the last minute. No address is kept longer, or written."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = per_minute, clock
        self._seen: dict[str, deque[float]] = {}

    def full(self, address: str) -> bool:
        """Whether `address` has begun as many sessions as it may within a minute."""
        self._forget()
        return len(self._seen.get(place_of(address), ())) >= self._most

    def add(self, address: str) -> bool:
        """Count a new session of `address`. False, and not counted, if that is too many."""
        if self.full(address) or len(self._seen) >= _ADDRESSES:
            return False
        self._seen.setdefault(place_of(address), deque()).append(self._clock())
        return True

    def _forget(self) -> None:
        since = self._clock() - _MINUTE
        for place, times in list(self._seen.items()):
            while times and times[0] <= since:
                times.popleft()
            if not times:
                del self._seen[place]


class Flow:
    """A leaky bucket: so many bytes at once, and so many a second."""

    def __init__(self, burst: int, rate: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._rate, self._clock = burst, rate, clock
        self._level, self._at = 0.0, clock()

    def add(self, size: int) -> float:
        """Take `size` bytes in; the seconds to wait before the next are read."""
        now = self._clock()
        self._level = max(0.0, self._level - (now - self._at) * self._rate) + size
        self._at = now
        return max(0.0, (self._level - self._burst) / self._rate)


def last_hop(peer: str, forwarded: list[str], behind_proxy: bool) -> str:
    """The address that a request came from: what our own proxy says, which is the last entry, or the peer.

    Earlier entries of X-Forwarded-For are whatever the client wrote there.
    """
    if not behind_proxy or not forwarded:
        return peer
    said = forwarded[-1].rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        return peer


def place_of(address: str) -> str:
    """An IPv4 address, or the network of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _NETWORK_6), strict=False))
