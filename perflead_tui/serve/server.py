"""The server: it hands out the page, joins each socket to a process of its own, and ends in good order.

It writes down nothing about who came: no addresses, no times, no requests.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Protocol

import textual_serve
from aiohttp import web

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _, speaking
from perflead_tui.serve import headers
from perflead_tui.serve.child import Child
from perflead_tui.serve.codes import Codes
from perflead_tui.serve.launching import launcher
from perflead_tui.serve.limits import Arrivals, last_hop
from perflead_tui.serve.options import Options
from perflead_tui.serve.pages import language_of, terminal_page, words_page
from perflead_tui.serve.session import FAULT, MESSAGE, RESTART, Session, size_of
from perflead_tui.serve.tokens import LENGTH, Tokens

CONNECTIONS = 1000
"""Sockets that are open at once, whatever they are for; more are closed at once."""
_BACKLOG = 1024
_SILENT = 20.0  # seconds in which a connection has to say what it wants, all of it
_HEARTBEAT = 30.0  # seconds between pings; a browser that is gone is found out within one and a half of them
_AT_ONCE = 2  # processes that are started at the same time: more would make everyone's keys slow
_PATIENCE = 20.0  # seconds that the first picture may take before the next process is started
_CLOSE = 2.0  # seconds for a browser to say that it closes too
_REFRESH = 20  # seconds after which a page that says "full" tries again
_DELIVERY = 120.0  # seconds between looks into the outbox
_HURRY = 60.0  # seconds without a key after which a session ends while the server goes down
_FOREVER = "public, max-age=86400, immutable"

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class _Refused(asyncio.Protocol):
    """A connection too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


class House(Protocol):
    """What the server is told of the kiosk that it serves. Every method is called in a thread."""

    def deliver(self) -> object:
        """Let finished answers leave that wait on this machine. Raises PerfleadError and OSError."""

    def look(self, *, far: bool) -> bytes | None:
        """The key of a pack that has replaced the one before; None if nothing changed, or what is there is unsound.

        `far` looks on a server too, which may take a while.
        """


class Server:
    """Serves one kiosk. `options` are checked already."""

    def __init__(self, options: Options, house: House | None = None) -> None:
        self._options, self._house = options, house
        self._looking = asyncio.Lock()
        self._codes = Codes(options.wrong_codes)
        self._launcher = launcher(options.argv, options.nursery)
        self._tokens = Tokens(options.key)
        self._arrivals = Arrivals(options.per_minute)
        self._taken = 0  # places that are taken, by sessions and by those that begin
        self._sessions: set[Session] = set()
        self._sockets: set[web.WebSocketResponse] = set()
        self._starting = asyncio.Semaphore(_AT_ONCE)
        self._closing = False
        self._empty = asyncio.Event()

    # Listening

    async def listen(self) -> tuple[asyncio.Server, web.AppRunner]:
        """Open the port. Raises OSError if it cannot be opened."""
        app = web.Application(middlewares=[self._guard])
        app.on_response_prepare.append(_finish)
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/s/{token}", self._session),
                web.get("/health", self._health),
                web.get("/static/{name}", _static),
            ]
        )
        runner = web.AppRunner(
            app, access_log=None, keepalive_timeout=_SILENT, lingering_time=1.0, handle_signals=False
        )
        await runner.setup()
        handlers = runner.server
        assert handlers is not None  # noqa: S101 - `setup` made it

        def protocol() -> asyncio.BaseProtocol:
            return handlers() if len(handlers.connections) < CONNECTIONS else _Refused()

        loop = asyncio.get_running_loop()
        try:
            server = await loop.create_server(protocol, self._options.host, self._options.port, backlog=_BACKLOG)
        except OSError:
            await runner.cleanup()
            raise
        return server, runner

    async def run(self, stop: asyncio.Event, now: asyncio.Event) -> None:
        """Serve until `stop` is set, then let open sessions finish, at most for the grace, or until `now` is set."""
        server, runner = await self.listen()
        delivery = asyncio.create_task(self._keep_house())
        try:
            with contextlib.suppress(OSError):  # the first session tries again
                await self._launcher.prepare()
            await stop.wait()
            await self._drain(now)
        finally:
            delivery.cancel()
            server.close()
            for socket in list(self._sockets):
                await _close(socket, RESTART)
            await self._wait(8.0)
            await runner.cleanup()
            self._launcher.close()

    async def _drain(self, now: asyncio.Event) -> None:
        """Take no new session, and wait for those that are open."""
        self._closing = True
        for session in self._sessions:
            session.hurry(min(_HURRY, self._options.grace), self._options.grace)
        waits = [asyncio.create_task(self._wait(self._options.grace)), asyncio.create_task(now.wait())]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for each in waits:
            each.cancel()

    async def _wait(self, seconds: float) -> None:
        """Wait until no session is open, at most so long."""
        if self._taken:
            self._empty.clear()
            with contextlib.suppress(asyncio.TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._empty.wait()

    async def _keep_house(self) -> None:
        """Now and then, let finished answers leave that could not when they were sealed, and look for a new pack."""
        while self._house is not None:
            with contextlib.suppress(PerfleadError, OSError):  # the next look tries again
                await asyncio.to_thread(self._house.deliver)
            await asyncio.sleep(_DELIVERY)
            await self._look(far=True)

    async def _look(self, *, far: bool) -> None:
        """Whether the pack was replaced: new sessions are of the new one, those that are open go on."""
        if self._house is None:
            return
        # Sessions that come together wait for one look; a server that does not answer keeps none of them waiting.
        async with contextlib.nullcontext() if far else self._looking:
            key = await asyncio.to_thread(self._house.look, far=far)
            if key is not None:
                self._tokens.renew(key)
                with contextlib.suppress(OSError):  # the session that begins tries again
                    await self._launcher.renew()

    # Who may ask

    @web.middleware
    async def _guard(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Answer only what is asked of our own name, and say every refusal on a page of words."""
        if request.path == "/health":  # a balancer asks by address
            return await handler(request)
        if headers.host_of(request, self._options.hosts()) is None:
            with self._speaking(request):
                return self._words(
                    request, 421, _("Not here"), _("This server does not answer for the name in the address.")
                )
        try:
            return await handler(request)
        except web.HTTPException as refusal:
            with self._speaking(request):
                return self._refusal(request, refusal.status)

    def _refusal(self, request: web.Request, status: int) -> web.Response:
        """What is said where there is no page: perhaps somebody put their code into the address."""
        if status == web.HTTPMethodNotAllowed.status_code:
            return self._words(request, status, _("Not here"), _("This server hands out a page and takes no forms."))
        words = _(
            "There is nothing at this address. If a code stands in it: it was not read. A code is typed into the form "
            "and nowhere else, since addresses are kept in histories and logs. Ask for a new code if others may see it."
        )
        return self._words(request, status, _("Not here"), words, again=True)

    # What is asked

    async def _page(self, request: web.Request) -> web.StreamResponse:
        """The page of a new session, or why there is none now."""
        with self._speaking(request):
            if request.query_string:
                return self._refusal(request, 400)
            refused = self._full(request)
        if refused is not None:
            return refused
        nonce, host = headers.new_nonce(), headers.host_of(request, self._options.hosts())
        text = terminal_page(nonce, self._tokens.new(), self._language(request))
        policy = headers.policy(nonce, host or "", self._options.scheme)
        return web.Response(text=text, content_type="text/html", headers={"Content-Security-Policy": policy})

    def _full(self, request: web.Request) -> web.Response | None:
        """Why no new session begins now, as a page; None if one may."""
        if self._closing:
            words = _("The server is about to stop. Come back in some minutes; this page tries again by itself.")
            return self._words(request, 503, _("Closed for a moment"), words, again=True, refresh=_REFRESH)
        if self._taken >= self._options.sessions:
            words = _(
                "As many people as this server can take are answering now. Nothing is lost: come back in some minutes. "
                "This page tries again by itself."
            )
            return self._words(request, 503, _("All places are taken"), words, again=True, refresh=_REFRESH)
        if self._arrivals.full(self._address(request)):
            words = _(
                "Many forms were opened from here within a minute. Wait a minute; this page tries again by itself."
            )
            return self._words(request, 429, _("One moment"), words, again=True, refresh=_REFRESH)
        return None

    async def _health(self, _request: web.Request) -> web.Response:
        """Whether new sessions are taken: 200, or 503. It does not say how many people are answering."""
        if self._closing or self._taken >= self._options.sessions:
            return web.json_response({"status": "closing" if self._closing else "full"}, status=503)
        return web.json_response({"status": "ok"})

    async def _session(self, request: web.Request) -> web.StreamResponse:
        """Join the socket of a page to a process of its own."""
        host = headers.host_of(request, self._options.hosts()) or ""
        if not headers.from_our_page(request, host, self._options.scheme):
            raise web.HTTPForbidden
        token = request.match_info["token"]
        size = _size(request)
        with self._speaking(request):
            refused = self._full(request)
        if refused is not None:
            return refused
        if len(token) != LENGTH or not self._tokens.take(token) or not self._arrivals.add(self._address(request)):
            raise web.HTTPForbidden
        self._taken += 1
        try:
            return await self._attend(request, size)
        finally:
            self._taken -= 1
            if not self._taken:
                self._empty.set()

    async def _attend(self, request: web.Request, size: tuple[int, int]) -> web.StreamResponse:
        """One session from its first byte to its last; its process has ended when this returns."""
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT, max_msg_size=MESSAGE, timeout=_CLOSE, compress=False)
        await socket.prepare(request)
        turn = self._codes.of(self._address(request))
        child = Child(self._launcher, socket.send_bytes, socket.send_str, turn, self._language(request))
        self._sockets.add(socket)
        try:
            try:
                await self._look(far=False)
                await self._start(child, size)
            except OSError:
                await _close(socket, FAULT)
                return socket
            session = Session(socket, child, self._options.idle, self._options.total)
            if self._closing:
                session.hurry(min(_HURRY, self._options.grace), self._options.grace)
            self._sessions.add(session)
            try:
                code = await session.run()
            finally:
                self._sessions.discard(session)
            await _close(socket, code)
        finally:
            self._sockets.discard(socket)
            turn.close()
            await asyncio.shield(child.stop())
        return socket

    async def _start(self, child: Child, size: tuple[int, int]) -> None:
        """Start a process, and let the next one wait until this one has painted, or is slow."""
        async with self._starting:
            await child.start(*size)
            with contextlib.suppress(asyncio.TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await child.painted.wait()

    # Words

    def _address(self, request: web.Request) -> str:
        forwarded = request.headers.getall("X-Forwarded-For", [])
        return last_hop(request.remote or "", forwarded, self._options.behind_proxy)

    def _language(self, request: web.Request) -> str:
        return language_of(request.headers.get("Accept-Language", ""))

    def _speaking(self, request: web.Request) -> contextlib.AbstractContextManager[None]:
        return speaking(self._language(request))

    def _words(
        self, request: web.Request, status: int, title: str, words: str, *, again: bool = False, refresh: int = 0
    ) -> web.Response:
        text = words_page(title, words, self._language(request), again=again, refresh=refresh)
        told = {"Content-Security-Policy": headers.policy_of_words()}
        if refresh:
            told["Retry-After"] = str(refresh)
        return web.Response(text=text, status=status, content_type="text/html", headers=told)


async def _finish(_request: web.Request, response: web.StreamResponse) -> None:
    headers.add_to(response)


async def _static(request: web.Request) -> web.Response:
    """One of the files that the page consists of, and no other file. Raises HTTPNotFound."""
    found = _files().get(request.match_info["name"])
    if found is None or request.query_string:
        raise web.HTTPNotFound
    body, kind = found
    own = request.match_info["name"].startswith("page.")
    control = "no-cache" if own else _FOREVER
    return web.Response(body=body, content_type=kind, headers={"Cache-Control": control})


@cache
def _files() -> dict[str, tuple[bytes, str]]:
    """What the page loads, by name: our own script and styles, and textual-serve's terminal and font."""
    own, theirs = Path(__file__).parent / "page", Path(textual_serve.__file__).parent / "static"
    fonts = theirs / "fonts"
    places = {
        "page.js": (own / "page.js", "text/javascript"),
        "page.css": (own / "page.css", "text/css"),
        "textual.js": (theirs / "js" / "textual.js", "text/javascript"),
        "xterm.css": (theirs / "css" / "xterm.css", "text/css"),
        "font.ttf": (fonts / "RobotoMono-VariableFont_wght.ttf", "font/ttf"),
        "font-italic.ttf": (fonts / "RobotoMono-Italic-VariableFont_wght.ttf", "font/ttf"),
    }
    return {name: (path.read_bytes(), kind) for name, (path, kind) in places.items()}


def _size(request: web.Request) -> tuple[int, int]:
    """The size of the terminal in cells, which is all that the address of a socket may say. Raises HTTPBadRequest."""
    try:
        if set(request.query) != {"width", "height"}:
            raise ValueError
        return size_of(float(request.query["width"]), float(request.query["height"]))
    except ValueError:
        raise web.HTTPBadRequest from None


async def _close(socket: web.WebSocketResponse, code: int) -> None:
    """Close a socket. A browser that does not answer is not waited for."""
    with contextlib.suppress(asyncio.TimeoutError, ConnectionError, RuntimeError):
        async with asyncio.timeout(2 * _CLOSE):
            await socket.close(code=code)
