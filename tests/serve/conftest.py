"""A real server on a port of its own, with a small app in the kiosk's place."""

import asyncio
import contextlib
import json
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from perflead_tui.serve.options import Options
from perflead_tui.serve.server import House, Server

from .screen import Screen

APP = Path(__file__).with_name("standin.py")
SHAM = Path(__file__).with_name("sham.py")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@dataclass
class Running:
    """A server, and a browser's side of it."""

    options: Options
    client: aiohttp.ClientSession
    folder: Path
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    now: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.options.port}"

    async def get(self, path: str = "/", **headers: str) -> tuple[int, str, Any]:
        """Status, text and headers of an answer."""
        async with self.client.get(self.origin + path, headers=headers, allow_redirects=False) as response:
            return response.status, await response.text(), response.headers

    async def token(self) -> str:
        """The token in a new page."""
        status, text, _headers = await self.get()
        assert status == 200, text
        return text.split('data-token="')[1].split('"')[0]

    async def socket(self, token: str | None = None, **headers: str) -> aiohttp.ClientWebSocketResponse:
        """A socket as a page opens it."""
        return await self.client.ws_connect(
            f"{self.origin}/s/{token or await self.token()}?width=80&height=24",
            headers={"Origin": self.origin, **headers},
            max_msg_size=0,
        )

    async def begin(self) -> "Sitting":
        """A session whose first picture is there."""
        sitting = Sitting(await self.socket())
        await sitting.until("size 80x24")
        while not any(said[1].get("keyboard") for said in sitting.said):  # the field has the focus
            await sitting.take()
        return sitting

    def children(self) -> list[int]:
        """The processes that were started."""
        return [int(path.stem) for path in self.folder.glob("*.json")]

    def told(self) -> list[dict[str, Any]]:
        """What each process noted at its beginning."""
        return [json.loads(path.read_text()) for path in self.folder.glob("*.json")]


class Sitting:
    """A session at its terminal."""

    def __init__(self, connection: aiohttp.ClientWebSocketResponse) -> None:
        self.connection = connection
        self.screen = Screen(80, 24)
        self.said: list[Any] = []
        self.painted = 0

    async def type(self, words: str) -> None:
        await self.connection.send_json(["stdin", words])

    async def until(self, words: str, seconds: float = 10.0) -> None:
        """Wait until `words` are on the screen."""
        async with asyncio.timeout(seconds):
            while words not in self.screen.text():
                await self.take()

    async def take(self) -> None:
        """Take one message in. Raises ConnectionError when the socket is closed."""
        message = await self.connection.receive()
        if message.type is aiohttp.WSMsgType.BINARY:
            self.painted += 1
            self.screen.feed(message.data.decode())
        elif message.type is aiohttp.WSMsgType.TEXT:
            self.said.append(json.loads(message.data))
        else:
            raise ConnectionError(self.connection.close_code)

    async def end(self, seconds: float = 15.0) -> int | None:
        """Wait until the server closes; the code it gives."""
        async with asyncio.timeout(seconds):
            with contextlib.suppress(ConnectionError):
                while True:
                    await self.take()
        return self.connection.close_code


Serve = Callable[..., Awaitable[Running]]


@pytest.fixture
async def serve(tmp_path: Path) -> AsyncIterator[Serve]:
    """Starts a server; what is given changes its options. With `app` its sessions are a Textual app's."""
    running: list[Running] = []

    async def start(*, app: bool = False, house: House | None = None, **changed: Any) -> Running:
        folder = tmp_path / f"processes-{len(running)}"
        folder.mkdir()
        argv = (sys.executable, *([str(APP)] if app else ["-I", "-S", str(SHAM)]), str(folder))
        options = Options(argv=argv, port=free_port(), per_minute=1000, grace=3.0, key=b"pack")
        client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20), connector=aiohttp.TCPConnector(limit=0))
        found = Running(replace(options, **changed).checked(), client, folder)
        found.task = asyncio.create_task(Server(found.options, house).run(found.stop, found.now))
        running.append(found)
        for _try in range(100):
            with contextlib.suppress(OSError):
                _reader, writer = await asyncio.open_connection("127.0.0.1", found.options.port)
                writer.close()
                return found
            await asyncio.sleep(0.02)
        raise AssertionError("the server does not listen")

    yield start
    for each in running:
        each.stop.set()
        each.now.set()
        await each.client.close()
        assert each.task is not None
        await each.task
