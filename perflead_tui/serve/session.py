"""One session: a socket of a browser on one side, a process on the other, and the limits on both.

The messages are textual-serve's: text frames with a JSON list, `["stdin", words]`, `["resize", {"width", "height"}]`,
`["focus"]`, `["blur"]` and `["ping", number]`; to the browser go binary frames with what is painted.
"""

import asyncio
import contextlib
import json
import time
from typing import Any

from aiohttp import WSMsgType, web

from perflead_tui.serve.child import Child
from perflead_tui.serve.limits import Flow

MESSAGE = 64 * 1024
"""Bytes of the longest message. A pasted comment is far below."""
_BURST, _RATE = 128 * 1024, 16 * 1024  # bytes at once and a second: nobody types or pastes more
_LEAST, _WIDEST, _TALLEST = 10, 400, 200  # cells; a terminal is never smaller, and a screen never larger
_PING = 40  # characters
_LOOK = 1.0  # seconds between looks at the clock

# Close codes (RFC 6455, section 7.4); those from 4000 on are ours, and the page has words for each.
DONE, RESTART, BAD, FAULT = 1000, 1001, 1008, 4000
IDLE, OVER = 4001, 4002


class Session:
    """Joins `socket` and `child`. `idle` and `total` are in seconds; `closing` says when the server goes down."""

    def __init__(self, socket: web.WebSocketResponse, child: Child, idle: float, total: float) -> None:
        self._socket, self._child = socket, child
        self._idle, self._total = idle, total
        self._began = self._typed = time.monotonic()
        self._flow = Flow(_BURST, _RATE)

    def hurry(self, idle: float, total: float) -> None:
        """From now on the session ends after `idle` seconds without a key, and in any case in `total` seconds."""
        self._idle = min(self._idle, idle)
        self._total = min(self._total, time.monotonic() - self._began + total)

    async def run(self) -> int:
        """Hand messages on until one side ends or a limit is reached. Returns the code to close the socket with."""
        assert self._child.running is not None  # noqa: S101 - the child was started before
        parts: list[asyncio.Task[Any]] = [
            asyncio.create_task(self._listen()),
            asyncio.create_task(self._watch()),
        ]
        try:
            done, _rest = await asyncio.wait([*parts, self._child.running], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
        if self._child.running in done:
            return DONE if self._child.finished else FAULT
        return next((part.result() for part in parts if part in done), DONE)

    async def _watch(self) -> int:
        while True:
            now = time.monotonic()
            if now - self._began >= self._total:
                return OVER
            if now - self._typed >= self._idle:
                return IDLE
            await asyncio.sleep(min(_LOOK, self._idle / 4, self._total / 4))

    async def _listen(self) -> int:
        async for message in self._socket:
            if message.type is not WSMsgType.TEXT:
                return BAD
            try:
                await self._take(json.loads(message.data))
            except (ValueError, TypeError, KeyError, IndexError, RecursionError):
                return BAD
            await asyncio.sleep(self._flow.add(len(message.data)))
        return DONE

    async def _take(self, message: Any) -> None:
        """Hand on one message. Raises ValueError, TypeError, KeyError or IndexError if it is none."""
        if not isinstance(message, list):
            raise TypeError
        kind = message[0]
        if kind == "stdin":
            self._typed = time.monotonic()
            await self._child.send(_words(message[1]).encode("utf-8", "replace"))
        elif kind == "resize":
            await self._child.set_terminal_size(*size_of(message[1]["width"], message[1]["height"]))
        elif kind == "ping":
            with contextlib.suppress(ConnectionError):
                await self._socket.send_json(["pong", _words(message[1])[:_PING]])
        elif kind == "focus":
            await self._child.focus()
        elif kind != "blur":  # a window behind others keeps its place: nothing is told of it
            raise ValueError("an unknown message")


def size_of(width: Any, height: Any) -> tuple[int, int]:
    """A size in cells within bounds. Raises ValueError or TypeError if these are no whole numbers."""
    if isinstance(width, bool) or isinstance(height, bool):
        raise TypeError
    try:
        return _within(int(width), _WIDEST), _within(int(height), _TALLEST)
    except OverflowError:  # JSON and Python know an infinite number
        raise ValueError("not a size") from None


def _within(cells: int, most: int) -> int:
    return min(max(cells, _LEAST), most)


def _words(given: Any) -> str:
    if not isinstance(given, str):
        raise TypeError
    return given
