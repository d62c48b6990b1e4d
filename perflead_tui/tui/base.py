"""What every perflead app shares: themes, a silent crash, leaving by signal, and no way to write a screen to disk."""

import asyncio
import contextlib
import os
import select
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, ClassVar
from weakref import WeakKeyDictionary

from rich.console import RenderableType
from rich.segment import Segments
from rich.text import Text
from textual.app import App, ReturnType, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input, TextArea

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _, catalogues, language, set_language
from perflead_tui.themes import counterpart, load_themes, preferred
from perflead_tui.tui.again import enter, entered, opener, say_again
from perflead_tui.tui.theme import to_textual

INTERRUPTED = 130
_SECONDS_TO_LEAVE = 2.0
_SECONDS_TO_END = 10.0  # for what is done after the app: its last words, and what waits in the outbox
_SECONDS_BETWEEN_LOOKS = 2.0
_PACKAGE = Path(__file__).parent.parent


def _place(error: BaseException) -> str:
    """Where `error` was raised, without a value in it: the last line of perflead's own code on its way."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _PACKAGE in Path(frame.filename).parents]
    if not frames:
        return "?"
    frame = (own or frames)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def crash_lines(error: BaseException | None) -> list[str]:
    """What is told of a crash: the kind and the place. Never a message or a value: they may hold answers."""
    if isinstance(error, PerfleadError):
        return [str(error)]
    kind, place = (type(error).__name__, _place(error)) if error else ("?", "?")
    return [
        _("perflead stopped because of a mistake of its own ({kind} at {place}).").format(kind=kind, place=place),
        _("Tell this line to whoever gave you perflead, so that it can be mended. It holds nothing of what you wrote."),
    ]


class BaseApp(App[ReturnType]):
    """A Textual app that keeps what it is told to itself."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-middle"), (120, "-wide")]  # noqa: RUF012 - Textual's own type
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall"), (45, "-taller")]  # noqa: RUF012 - Textual's own type
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", show=False, priority=True, system=True),
        Binding("ctrl+q", "interrupt", show=False, priority=True, system=True),
    ]

    def __init__(self, theme: str | None = None) -> None:
        super().__init__()
        self.theme_files, self.theme_problems = load_themes()
        for found in self.theme_files.values():
            self.register_theme(to_textual(found))
        wanted = theme or preferred()
        self.theme = wanted if wanted in self.theme_files else preferred()
        self.crashed: list[str] = []
        """What to tell after a crash; empty if there was none."""
        self._watchdog: threading.Timer | None = None
        self._openers: WeakKeyDictionary[Screen[Any], Callable[[], object] | None] = WeakKeyDictionary()
        self._spoken: WeakKeyDictionary[Screen[Any], str] = WeakKeyDictionary()
        """The language that each screen was last said in."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for a moment when a theme of Textual's is on."""
        names = ("muted", "rule", "good", "warn", "stop")
        return dict(zip(names, ("#98a1b0", "#353d4a", "#8fc79a", "#e2b868", "#ee948c"), strict=True))

    def size_classes(self) -> list[str]:
        """The classes of the breakpoints, for a new screen: Textual sets them only after its first paint."""
        steps = ((self.HORIZONTAL_BREAKPOINTS, self.size.width), (self.VERTICAL_BREAKPOINTS, self.size.height))
        return [[name for least, name in marks or [] if size >= least][-1] for marks, size in steps]

    # Keeping what matters

    def keep(self) -> None:
        """Put what must not be lost on disk; called before every way out. Raises PerfleadError."""

    def _keep_quietly(self) -> None:
        with contextlib.suppress(Exception):  # the app is going down already: there is nobody left to tell
            self.keep()

    # Languages

    def push_screen(self, screen: Any, *args: Any, **kwargs: Any) -> Any:
        """Textual's own; a dialog remembers what opened it, so that it can be opened again in another language."""
        if isinstance(screen, Screen):
            self._openers[screen] = opener()
        return super().push_screen(screen, *args, **kwargs)

    def languages(self) -> list[str]:
        """The languages that the screen in front can be shown in, in the order in which a key changes them."""
        return catalogues()

    async def action_language(self) -> None:
        """The next language, on this screen and then on all others, with nothing lost."""
        offered, here = self.languages(), self.focused
        if isinstance(here, Input | TextArea):  # what was typed before has to arrive first
            arrived = asyncio.Event()
            here.call_later(arrived.set)
            await arrived.wait()
        if len(offered) > 1:
            now = offered.index(language()) if language() in offered else -1
            await self.speak(offered[(now + 1) % len(offered)])

    async def speak(self, code: str) -> None:
        """Say everything in a language from now on: the screen in front at once, those below when they come back."""
        for screen in self.screen_stack:
            self._spoken.setdefault(screen, language())
        set_language(code)
        await self._renew(self.screen)

    def _came(self, screen: Screen[Any]) -> None:
        """A screen comes to the front: for the first time as it is, else perhaps out of another language."""
        if self._spoken.setdefault(screen, language()) != language():
            self.call_later(self._renew, screen)

    async def _renew(self, screen: Screen[Any]) -> None:
        if screen is not self.screen or not screen.is_attached or self._spoken.get(screen) == language():
            return
        self._spoken[screen] = language()
        again = self._openers.get(screen)
        if again is None:
            await self.renew(screen)
            return
        kept = entered(screen)
        await self.pop_screen()
        await self._renew(self.screen)
        again()
        if type(self.screen) is type(screen):
            self.screen.call_after_refresh(enter, self.screen, kept)

    async def renew(self, screen: Screen[Any]) -> None:
        """Say a page, or a dialog that is not opened anew, in the active language; in its own turn, as it must."""
        screen.call_later(say_again, screen)

    # Ways out

    def on_mount(self) -> None:
        """Listen for the signals of a closing terminal, where the system has them, and for screens that come back."""
        self.screen_change_signal.subscribe(self, self._came, immediate=True)
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # Windows; not the main thread
                if number is not None:
                    loop.add_signal_handler(number, self.leave_by_signal, number)

        if not self.is_headless and sys.__stdin__ is not None and sys.__stdin__.isatty():
            self.set_interval(_SECONDS_BETWEEN_LOOKS, self._look_for_terminal)

    def _look_for_terminal(self) -> None:
        """Leave if the terminal hung up without a signal: Textual would go on reading from nothing."""
        poll = getattr(select, "poll", None)  # Windows has none
        if poll is None or sys.__stdin__ is None:
            return
        looked = poll()
        looked.register(sys.__stdin__.fileno(), 0)
        if any(state & (select.POLLHUP | select.POLLERR) for _fd, state in looked.poll(0)):
            self.leave_by_signal(signal.SIGHUP)

    def leave_by_signal(self, number: int) -> None:
        """Keep what matters and go."""
        self._keep_quietly()
        self._leave_in_any_case(128 + number)
        self.exit(return_code=128 + number)

    def _leave_in_any_case(self, code: int, seconds: float = _SECONDS_TO_LEAVE) -> None:
        """End the process soon if the app cannot: a terminal that is gone blocks whoever writes to it."""
        if not self.is_headless and self._watchdog is None:
            self._watchdog = threading.Timer(seconds, os._exit, args=(code,))
            self._watchdog.daemon = True
            self._watchdog.start()

    def run(self, **options: Any) -> ReturnType | None:
        """Run the app; see Textual's `App.run`."""
        try:
            return super().run(**options)
        finally:
            if self._watchdog is not None:
                # Python waits for Textual's threads when it ends, and one that reads from a terminal that is gone
                # has been seen to go on for good.
                self._watchdog.cancel()
                self._watchdog = None
                self._leave_in_any_case(self.return_code or 1, _SECONDS_TO_END)

    def action_interrupt(self) -> None:
        """Leave at once, without a traceback and without losing anything."""
        self._keep_quietly()
        self.exit(return_code=INTERRUPTED)

    # A crash shows no values: Textual's own report prints local variables

    def _fatal_error(self) -> None:
        self._keep_quietly()
        self._leave_in_any_case(1)
        if not self.crashed:
            self.crashed = crash_lines(self._exception)
            report = Text("\n".join(self.crashed))
            self._exit_renderables.append(Segments(self.console.render(report, self.console.options)))
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """End the app; what it was given to show (a traceback with values, perhaps) is not shown."""
        self._return_code = 1
        self._fatal_error()

    # Nothing writes a screen or a text to disk behind the user's back

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette's own commands, without the screenshot."""
        return (command for command in super().get_system_commands(screen) if command.title != "Screenshot")

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Nothing: a picture of the screen is a copy of the answers."""

    def deliver_screenshot(
        self, filename: str | None = None, path: str | None = None, time_format: str | None = None
    ) -> str | None:
        """Nothing, for the same reason."""
        return None

    def deliver_text(self, path_or_file: str | Path | IO[str], **options: Any) -> str | None:
        """Nothing: Textual's delivery overwrites files and follows `../`."""
        return None

    def deliver_binary(self, path_or_file: str | Path | IO[bytes], **options: Any) -> str | None:
        """Nothing, for the same reason."""
        return None

    def action_light_or_dark(self) -> None:
        """The light theme if a dark one is on, and the reverse."""
        self.theme = counterpart(self.theme, self.current_theme.dark, self.theme_files)
