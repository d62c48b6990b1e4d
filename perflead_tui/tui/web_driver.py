"""The driver of an app in a browser: Textual's own, and what it lacks.

The app ends when whoever started it does, even if that was killed; the page learns whether a field is being written
in, so that a phone's keyboard comes when it is needed; and that field stays in sight when the keyboard takes its half.
The server is asked before a code is tried: it counts wrong ones over all sessions.
"""

import asyncio
import contextlib
import os
import select
import signal
import sys
from functools import partial
from typing import Any

from textual import events, messages
from textual.app import App, ScreenStackError
from textual.drivers.web_driver import WebDriver
from textual.widget import Widget
from textual.widgets import Input, TextArea

from perflead_tui.tui.base import BaseApp

_LOOK = 1.0  # seconds between looks at the pipe
_ANSWER = 40.0  # seconds that the server has to say whether a code may be tried
_NO_ANSWER = 2.0  # seconds to pause if it said nothing


class ServedDriver(WebDriver):
    """Runs an app on pipes. See perflead_tui.serve for the other end of them."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._told: dict[str, object] = {}
        self._broken = False
        self._wanted: asyncio.Future[float] | None = None
        self._write = partial(self._write_all)

    def _write_all(self, data: bytes) -> int:
        """Write into the pipe. If nobody reads it any more, leave: the drafts are on disk."""
        left = memoryview(data)
        while left and not self._broken:
            try:
                left = left[os.write(self.fileno, left) :]
            except BrokenPipeError:
                self._broken = True
                self._leave()
        return len(data)

    def start_application_mode(self) -> None:
        """Begin, and end when the pipe does."""
        super().start_application_mode()
        # Textual takes the window for one in the background, until a browser says that it is not.
        self._app.call_later(self._app.post_message, events.AppFocus())
        self._app.set_interval(_LOOK, self._look)

    def _look(self) -> None:
        """Leave if nobody is at the other end any more: Textual would wait for keys forever."""
        poll = getattr(select, "poll", None)  # Windows has none
        if poll is None or sys.__stdin__ is None:
            return
        looked = poll()
        looked.register(sys.__stdin__.fileno(), 0)
        if any(state & (select.POLLHUP | select.POLLERR) for _fd, state in looked.poll(0)):
            self._leave()

    def _leave(self) -> None:
        """End the app, with everything kept that it keeps."""
        app = self._app
        if isinstance(app, BaseApp):
            app.call_later(app.leave_by_signal, signal.SIGTERM)
        else:
            app.post_message(messages.ExitApp())

    def write(self, data: str) -> None:
        """Paint, and tell the page what changed for it."""
        super().write(data)
        with contextlib.suppress(ScreenStackError):  # at the very beginning and end
            self._tell_page()

    def _tell_page(self) -> None:
        app = self._app
        if not app.app_focus or not app.is_running:
            return
        told: dict[str, object] = {
            "type": "page",
            "keyboard": _writes(app.focused),
            "background": app.theme_variables.get("background", "").lower(),
        }
        if told != self._told:
            self._told = told
            self.write_meta(told)

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """Take what the browser says."""
        if packet_type == "quit":
            self._leave()
            return
        if packet_type == "pause":
            milliseconds = payload.get("milliseconds")
            if isinstance(milliseconds, int):
                self._loop.call_soon_threadsafe(self._answered, milliseconds / 1000)
            return
        super().on_meta(packet_type, payload)
        if packet_type == "resize":
            self._app.call_later(self._app.call_after_refresh, self._show_focused)

    # Codes

    async def before_try(self) -> float:
        """Ask whether a code may be tried now: 0, or the seconds until one may."""
        return await self._ask({"type": "try"})

    async def after_try(self, *, wrong: bool) -> float:
        """Tell whether the code was wrong; the seconds until the next one may be tried."""
        return await self._ask({"type": "tried", "wrong": wrong})

    async def _ask(self, question: dict[str, object]) -> float:
        self._wanted = asyncio.get_running_loop().create_future()
        self.write_meta(question)
        with contextlib.suppress(asyncio.TimeoutError):
            async with asyncio.timeout(_ANSWER):
                return await self._wanted
        return _NO_ANSWER

    def _answered(self, seconds: float) -> None:
        if self._wanted is not None and not self._wanted.done():
            self._wanted.set_result(seconds)

    def _show_focused(self) -> None:
        found = self._app.focused
        if found is not None:
            found.scroll_visible(animate=False)


def _writes(found: Widget | None) -> bool:
    """Whether letters go into `found`. A widget of our own that takes them says so: `writes = True`."""
    return isinstance(found, Input | TextArea) or getattr(found, "writes", False) is True
