"""The process of one session: the kiosk, on pipes, in textual-serve's packets.

textual-serve starts its program through a shell, hands it the whole environment, prints what it writes to stderr, and
waits for its end without a limit. Here it is started as launching.py says, with an environment of its own, its stderr
is not read (it could hold what was typed), and it ends when its session does.
"""

import asyncio
import contextlib
import json
import math
import re
import signal
from collections.abc import Awaitable, Callable
from typing import Any

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from perflead_tui.serve.codes import Turn
from perflead_tui.serve.launching import Launcher, Running

_READY = b"__GANGLION__\n"
_LINES_BEFORE = 10  # lines that may come before it is ready
_PACKET = 4 * 1024 * 1024  # bytes: a full screen of 400 by 200 is far below
_QUIT_SECONDS, _TERM_SECONDS = 4.0, 2.0
_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")

Text = Callable[[str], Awaitable[None]]
Data = Callable[[bytes], Awaitable[None]]


async def _nothing() -> None:
    """What closes the socket is the session's own business."""


class Child(AppService):  # type: ignore[misc,unused-ignore]  # untyped where the extra is not installed
    """One process. `finished` is set when it has said that it leaves, and did not just end."""

    def __init__(self, launcher: Launcher, data: Data, text: Text, turn: Turn, language: str) -> None:
        """`turn` counts the codes that are tried, `language` is that of the browser."""
        super().__init__(
            "", write_bytes=data, write_str=text, close=_nothing, download_manager=DownloadManager(), debug=False
        )
        self._launcher, self._turn, self._language = launcher, turn, language
        self._asking: asyncio.Task[None] | None = None
        self._runs: Running | None = None
        self.finished = False
        self.painted = asyncio.Event()
        """Set when the first picture has come, or none will."""
        self._deaf = False  # the socket is gone: what still comes is read, so that the process can end, and dropped

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Any:
        """Start the process. Raises OSError if that cannot be."""
        self._runs = await self._launcher.start(width, height, self._language)
        self._stdin = self._runs.stdin
        return self._runs

    @property
    def running(self) -> asyncio.Task[None] | None:
        """What reads the process; done when it has ended."""
        return self._task

    async def run(self) -> None:
        """Read the packets of the process until it ends."""
        assert self._runs is not None  # noqa: S101 - `start` opened it
        stdout = self._runs.stdout
        try:
            if await self._is_ready(stdout):
                await self._read(stdout)
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            pass  # it ended, or what it wrote are no packets
        finally:
            self.painted.set()

    async def _is_ready(self, stdout: asyncio.StreamReader) -> bool:
        for _line in range(_LINES_BEFORE):
            line = await stdout.readline()
            if not line:
                return False
            if line == _READY:
                return True
        return False

    async def _read(self, stdout: asyncio.StreamReader) -> None:
        while True:
            head = await stdout.readexactly(5)
            size = int.from_bytes(head[1:], "big")
            if size > _PACKET:
                raise ValueError("not a packet")
            payload = await stdout.readexactly(size)
            if head[:1] == b"D":
                await self.on_data(payload)
            elif head[:1] == b"M":
                await self.on_meta(payload)

    async def on_data(self, payload: bytes) -> None:
        """Hand on what is to be painted."""
        await self._hand_on(self.remote_write_bytes(payload))
        self.painted.set()

    async def on_meta(self, data: bytes) -> None:
        """Of what textual-serve knows, only the end is meant for us: a kiosk opens no address and hands out no file.

        A code is about to be tried, or was: that is counted for the address, and the answer is the pause.
        """
        try:
            meta: Any = json.loads(data)
        except RecursionError:
            raise ValueError("nested too deeply") from None
        if not isinstance(meta, dict):
            return
        if meta.get("type") == "exit":
            self.finished = True
        elif meta.get("type") == "try" and (self._asking is None or self._asking.done()):
            self._asking = asyncio.create_task(self._let_try())
        elif meta.get("type") == "tried":
            await self._pause(self._turn.end(wrong=meta.get("wrong") is not False))
        elif meta.get("type") == "page":
            told = {"keyboard": meta.get("keyboard") is True}
            colour = meta.get("background")
            if isinstance(colour, str) and _COLOUR.match(colour):
                told["background"] = colour  # type: ignore[assignment]
            await self._hand_on(self.remote_write_str(json.dumps(["page", told])))

    async def _let_try(self) -> None:
        await self._pause(await self._turn.begin())

    async def _pause(self, seconds: float) -> None:
        """Tell the process when the next code may be tried."""
        with contextlib.suppress(ConnectionError):
            await self.send_meta({"type": "pause", "milliseconds": math.ceil(1000 * seconds)})

    async def on_packed(self, payload: bytes) -> None:
        """Nothing: these packets hold files."""

    async def _hand_on(self, sending: Awaitable[None]) -> None:
        if self._deaf:
            if asyncio.iscoroutine(sending):
                sending.close()
            return
        try:
            await sending
        except (ConnectionError, RuntimeError):  # the socket closed in between
            self._deaf = True

    async def send(self, data: bytes) -> bool:
        """Hand on what was typed; False if nobody reads it any more. Waits while the process is behind."""
        with contextlib.suppress(ConnectionError):
            return bool(await self.send_bytes(data))
        return False

    async def stop(self) -> None:
        """End the process: it is asked to, then told to, then made to. It has ended when this returns."""
        self._deaf = True
        runs, self._runs = self._runs, None
        if runs is None:
            return
        with contextlib.suppress(asyncio.TimeoutError, ConnectionError):
            async with asyncio.timeout(_TERM_SECONDS):
                await self.send_meta({"type": "quit"})
        if not await _ended(runs, _QUIT_SECONDS):
            runs.send(signal.SIGTERM)
            if not await _ended(runs, _TERM_SECONDS):
                runs.send(getattr(signal, "SIGKILL", signal.SIGTERM))
                await runs.wait()
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        runs.close()


async def _ended(runs: Running, seconds: float) -> bool:
    """Whether the process ends within so many seconds."""
    with contextlib.suppress(asyncio.TimeoutError):
        async with asyncio.timeout(seconds):
            await runs.wait()
            return True
    return False
