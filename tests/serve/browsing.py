"""A browser's window on the kiosk: Chromium draws, and what the server sends is read beside it, cell by cell."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, WebSocket

from .conftest import free_port
from .screen import Screen

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
_START = "from perflead_tui.cli.main import run; run()"


class Served:
    """`perflead serve` in a process of its own."""

    def __init__(self, place: Path | str, *options: str, port: int | None = None) -> None:
        self.port = port or free_port()
        command = [sys.executable, "-c", _START, "serve", str(place), "--port", str(self.port), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.address = f"http://127.0.0.1:{self.port}/"
        self._wait()

    def _wait(self) -> None:
        for _try in range(300):
            try:
                with urllib.request.urlopen(f"{self.address}health"):
                    return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        self.process.kill()
        raise AssertionError(self.process.communicate())

    def end(self) -> None:
        """End it as a terminal's Ctrl+C twice would."""
        for _signal in range(2):
            if self.process.poll() is None:
                self.process.terminate()
                time.sleep(0.1)
        self.process.wait(15)


@contextmanager
def serving(place: Path | str, *options: str, port: int | None = None) -> Iterator[Served]:
    """A server for as long as this lasts."""
    served = Served(place, *options, port=port)
    try:
        yield served
    finally:
        served.end()


class Window:
    """One window; `told` is what went wrong in it or left it."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.screen = Screen(80, 24)
        self.told: list[str] = []
        self.sockets = 0
        self.size = (80, 24)
        self.painted = 0
        self._context = browser.new_context(**options)
        self.page: Page = self._context.new_page()
        self.page.on("websocket", self._opened)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.told.append(f"error {error}"))
        origin = address.rstrip("/")
        self._context.on(
            "request", lambda asked: None if _ours(asked.url, origin) else self.told.append(f"request {asked.url}")
        )
        self._touch = bool(options.get("has_touch"))
        self.page.goto(address)

    def _said(self, said: ConsoleMessage) -> None:
        """Note what the browser complains of, and not what textual-serve's script tells."""
        if said.type in ("error", "warning") and "task queue exceeded" not in said.text:  # a slow machine
            self.told.append(f"console {said.text}")

    def _opened(self, socket: WebSocket) -> None:
        self.sockets += 1
        socket.on("framereceived", self._received)
        socket.on("framesent", self._sent)

    def _received(self, data: str | bytes) -> None:
        if isinstance(data, bytes):
            self.painted += 1
            self.screen.feed(data.decode())

    def _sent(self, data: str | bytes) -> None:
        message = json.loads(data)
        if message[0] == "resize" and (message[1]["width"], message[1]["height"]) != self.size:
            self.size = (message[1]["width"], message[1]["height"])
            self.screen.resize(*self.size)

    # Looking

    def wait(self, holds: Callable[[], object], seconds: float = 15.0) -> None:
        """Let the browser go on until something holds."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, "\n" + self.screen.text()
            self.page.wait_for_timeout(15)

    def until(self, words: str, seconds: float = 15.0) -> None:
        """Wait until `words` are on the screen."""
        self.wait(lambda: words in self.screen.text(), seconds)

    def where(self, words: str) -> tuple[float, float]:
        """The middle of `words` in the window, in pixels."""
        found = self.screen.find(words)
        assert found is not None, f"{words!r} in\n{self.screen.text()}"
        box = self.page.locator(".xterm-screen").bounding_box()
        assert box is not None
        columns, rows = self.size
        wide, high = box["width"] / columns, box["height"] / rows
        return box["x"] + (found[0] + len(words) / 2) * wide, box["y"] + (found[1] + 0.5) * high

    # Doing

    def type(self, words: str) -> None:
        """Type on the keyboard."""
        self.page.keyboard.type(words)

    def press(self, *keys: str) -> None:
        """Press keys by their names."""
        for key in keys:
            self.page.keyboard.press(key)

    def tap(self, words: str) -> None:
        """Touch `words`, or click on them."""
        x, y = self.where(words)
        if self._touch:
            self.page.touchscreen.tap(x, y)
        else:
            self.page.mouse.click(x, y)

    def keyboard(self) -> str:
        """Whether a touch into the terminal would bring the on-screen keyboard: `text`, or `none`."""
        mode: str = self.page.evaluate("document.querySelector('.xterm-helper-textarea').inputMode")
        return mode

    def cover(self, pixels: int) -> None:
        """Let an on-screen keyboard cover the lower part of the window: the visual viewport gets smaller."""
        painted = self.painted
        self.page.evaluate(
            """pixels => {
                Object.defineProperty(visualViewport, "height", { value: innerHeight - pixels, configurable: true });
                visualViewport.dispatchEvent(new Event("resize"));
            }""",
            pixels,
        )
        self.wait(lambda: self.painted > painted)
        self.page.wait_for_timeout(200)

    def until_ended(self, words: str) -> None:
        """Wait until the page says why the session ended."""
        self.page.get_by_text(words).wait_for(timeout=10_000)

    def close(self) -> None:
        """Close the window."""
        self._context.close()


def _ours(url: str, origin: str) -> bool:
    return url.startswith((origin, origin.replace("http", "ws", 1), "data:"))
