"""The path of a session: a random token that a page is given and that opens one session, soon or not at all.

    base64url( random: 18 bytes | time: 4 bytes, seconds, big endian | HMAC-SHA-256 (RFC 2104) of both: 20 bytes )

The key comes from what the servers of one pack have in common, so that a page of one may open a session at another.
A page of another site cannot read the token; that its socket is refused, the check of its Origin says as well.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
import time
from collections.abc import Callable

_RANDOM, _TIME, _MAC = 18, 4, 20
LENGTH = 56
"""Characters of a token."""
LIFE = 120
"""Seconds after which a token opens nothing."""
_AHEAD = 60  # seconds that another server's clock may be ahead
_CONTEXT = b"perflead serve token/1"


class Tokens:
    """Makes tokens and takes each once. `clock` gives seconds."""

    def __init__(self, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self._keys = [_derived(key)]  # the newest one first
        self._clock = clock
        self._taken: dict[str, float] = {}

    def new(self) -> str:
        """A token."""
        body = secrets.token_bytes(_RANDOM) + struct.pack(">I", int(self._clock()))
        return base64.urlsafe_b64encode(body + _mac(self._keys[0], body)).decode("ascii")

    def renew(self, key: bytes) -> None:
        """From now on `key` makes the tokens. Those that are out are still taken, within their life."""
        self._keys = [_derived(key), self._keys[0]]

    def take(self, token: str) -> bool:
        """Whether `token` opens a session now. It does so once at each server."""
        now = self._clock()
        self._taken = {each: until for each, until in self._taken.items() if until > now}
        made = self._made(token)
        if made is None or token in self._taken or not -_AHEAD <= now - made <= LIFE:
            return False
        self._taken[token] = now + LIFE + _AHEAD
        return True

    def _made(self, token: str) -> int | None:
        """When a token was made, in seconds; None if it is none of ours."""
        try:
            data = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        body, mac = data[:-_MAC], data[-_MAC:]
        good = [hmac.compare_digest(mac, _mac(key, body)) for key in self._keys]
        if len(data) != _RANDOM + _TIME + _MAC or not any(good):
            return None
        (made,) = struct.unpack(">I", body[_RANDOM:])
        return int(made)


def _derived(key: bytes) -> bytes:
    return hashlib.sha256(_CONTEXT + key).digest() if key else secrets.token_bytes(32)


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, "sha256")[:_MAC]
