"""Targets that read what comes over the network or through a pipe."""

import asyncio
import contextlib
from typing import Any

from . import world


class _Child:
    """A session's process that takes everything."""

    async def send(self, _data: bytes) -> bool:
        return True

    async def set_terminal_size(self, _width: int, _height: int) -> None:
        return None

    async def focus(self) -> None:
        return None


class _Socket:
    """A browser's socket that says one thing."""

    def __init__(self, data: bytes) -> None:
        from aiohttp import WSMessage, WSMsgType

        self._messages = [WSMessage(WSMsgType.TEXT, data.decode("utf-8", "replace"), "")]

    def __aiter__(self) -> "_Socket":
        return self

    async def __anext__(self) -> Any:
        if not self._messages:
            raise StopAsyncIteration
        return self._messages.pop()

    async def send_json(self, _message: Any) -> None:
        return None


def socket(data: bytes) -> None:
    """A message of a browser: it is taken, or the socket is closed; never anything else."""
    from perflead_tui.serve.session import BAD, DONE, MESSAGE, Session

    listening = Session(_Socket(data[:MESSAGE]), _Child(), 900, 900)  # type: ignore[arg-type]
    assert asyncio.run(listening._listen()) in (BAD, DONE)


def request(data: bytes) -> None:
    """A request: its path with a token and a size, its languages, the addresses it was forwarded for."""
    import urllib.parse

    from perflead_tui.serve.limits import Arrivals, last_hop
    from perflead_tui.serve.pages import language_of, terminal_page
    from perflead_tui.serve.session import size_of
    from perflead_tui.serve.tokens import Tokens

    path, _line, rest = data.decode("latin-1").partition("\n")
    accepted, _line, forwarded = rest.partition("\n")
    try:
        parts = urllib.parse.urlsplit(path)
        asked = dict(urllib.parse.parse_qsl(parts.query))
    except ValueError:  # aiohttp answers such a one itself
        return
    Tokens(b"k").take(parts.path.removeprefix("/s/"))
    with contextlib.suppress(ValueError):  # what the server answers with 400
        size_of(float(asked.get("width", "")), float(asked.get("height", "")))
    terminal_page("n", "t", language_of(accepted))
    Arrivals(1).add(last_hop("10.0.0.1", [forwarded], True))


def packet(data: bytes) -> None:
    """What a session's process says of itself."""
    from perflead_tui.serve.child import Child

    child = Child.__new__(Child)
    told: list[object] = []

    async def hand_on(sending: Any) -> None:
        told.append(sending)
        if asyncio.iscoroutine(sending):
            sending.close()

    async def write(text: str) -> None:
        told.append(text)

    child._hand_on, child.remote_write_str = hand_on, write  # type: ignore[method-assign, assignment]
    try:
        asyncio.run(child.on_meta(data))
    except ValueError:  # `run` ends the session for that
        return


class _Lines:
    """A console that reads these lines, and no more."""

    def __init__(self, data: bytes) -> None:
        import io

        from perflead_tui.flows.plain_console import StreamConsole

        self.out = io.StringIO()
        source = io.StringIO(data.decode("utf-8", "replace"))
        self.console = StreamConsole(source, self.out)


def plain_form(data: bytes) -> None:
    """The form of a rater, line by line. What was said has no control character in it."""
    from perflead_tui.flows.plain_rate import answer_plain

    from .sealed import session

    lines = _Lines(data)
    made = session()
    with contextlib.suppress(EOFError):  # the lines ended
        answer_plain(made, lines.console)
    assert _harmless(lines.out.getvalue())
    for path in world.folder().glob("*.envelope"):
        path.unlink()
    for path in world.folder().glob("*.receipt"):
        path.unlink()


def plain_plan(data: bytes) -> None:
    """The plan, line by line."""
    import datetime

    from perflead_tui.flows.beside import material_of_file
    from perflead_tui.flows.debrief import Debrief
    from perflead_tui.flows.plain_plan import PlainPlan

    from .readers import _asked

    lines = _Lines(data)
    seen = Debrief(material_of_file(world.HERE / "seeds" / "report" / "1", questionnaires=[_asked()]))
    seen._file = _Nothing()  # type: ignore[assignment]
    with contextlib.suppress(EOFError):  # the lines ended
        PlainPlan(seen, lines.console, {"A": "Plans", "B": "Learns"}, datetime.date(2026, 1, 1)).run()
    assert _harmless(lines.out.getvalue())


class _Nothing:
    """A review file that keeps nothing."""

    def __getattr__(self, _name: str) -> Any:
        return self

    def __call__(self, *_given: Any, **_more: Any) -> Any:
        return self

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_given: Any) -> None:
        return None

    def __iter__(self) -> Any:
        return iter(())


def _harmless(said: str) -> bool:
    from perflead_tui.text import clean

    return clean(said) == said


def webdav(data: bytes) -> None:
    """A listing of a WebDAV server, in two pieces."""
    from perflead_tui.exchange.drop.davxml import DavListing

    listing = DavListing("/r/claims/")
    try:
        for piece, last in ((data[: len(data) // 2], False), (data[len(data) // 2 :], True)):
            for entry in listing.feed(piece, last=last):
                str(entry)
    except ValueError:  # the drop says that the server's answer is not understood
        return
