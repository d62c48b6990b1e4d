"""The kiosk's app: one person after another, and nothing of one is left for the next."""

import asyncio
import contextlib
import gc
import signal
import threading
import time
from collections.abc import Sequence
from typing import Any, ClassVar, Protocol, runtime_checkable

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.invitation import Invitation
from perflead_tui.flows.kiosk import Clock, HostPin, Kiosk, slowed
from perflead_tui.flows.kiosk_session import Asked, Stand
from perflead_tui.flows.kiosk_words import kept_words, lost_words
from perflead_tui.flows.sent import Sent
from perflead_tui.i18n import _, catalogues, language, set_language
from perflead_tui.tui.again import reopened
from perflead_tui.tui.base import BaseApp
from perflead_tui.tui.dialogs import AskScreen
from perflead_tui.tui.kiosk.code import CodeEntry
from perflead_tui.tui.kiosk.dialogs import AboutScreen, AwayScreen, PinScreen
from perflead_tui.tui.kiosk.screens import DoneScreen, EntryScreen, OverviewScreen
from perflead_tui.tui.kiosk.terminal import WIPE
from perflead_tui.tui.rater.app import FormApp
from perflead_tui.tui.rater.frame import FrameScreen

IDLE = 120.0
"""Seconds without a touch after which the welcome is back."""
COUNTED = 30.0
"""The last seconds of these, which are counted down."""
_LOOK = 0.5  # seconds between two looks at the clock
_TRY_AGAIN = 60.0  # seconds between two quiet tries to let what waits go
_FROM_KEYBOARD = ("SIGINT", "SIGQUIT", "SIGTSTP", "SIGTTIN", "SIGTTOU")


@runtime_checkable
class Counting(Protocol):
    """The driver in a browser: behind it a server counts wrong codes. See `web_driver.py`."""

    async def before_try(self) -> float:
        """Seconds until a code may be tried."""

    async def after_try(self, *, wrong: bool) -> float:
        """Seconds until the next one may be."""


class KioskApp(FormApp):
    """From the welcome to the receipt and back to the welcome, until the host or a signal ends it."""

    CSS_PATH: ClassVar[Any] = ["../rater/frame.tcss", "../dialogs.tcss", "kiosk.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z,ctrl+backslash,ctrl+d,ctrl+p", "nothing", show=False, priority=True, system=True)
    ]

    _found: Sequence[Asked]
    _done: list[bool]
    _form: int
    """Which of those that were found is being answered."""

    def __init__(
        self, kiosk: Kiosk, pin: HostPin | None = None, theme: str | None = None, clock: Clock = time.monotonic
    ) -> None:
        """`pin` lets the host out; without one only a signal ends it."""
        super().__init__(theme)
        self._kiosk, self._pin, self._clock = kiosk, pin, clock
        self._home = (language(), self.theme)
        self._touched = clock()
        self._busy = False
        self.touch = True
        self.add_class("-touch")
        self._forget()

    def get_default_screen(self) -> Screen[None]:
        """The welcome."""
        return EntryScreen(self._kiosk.languages, host=self._pin is not None)

    def on_mount(self) -> None:
        """Listen for signals; those that a keyboard sends do nothing."""
        super().on_mount()
        if not self.is_headless and threading.current_thread() is threading.main_thread():
            for name in _FROM_KEYBOARD:
                if hasattr(signal, name):  # Windows has few of them
                    with contextlib.suppress(ValueError, OSError):
                        signal.signal(getattr(signal, name), signal.SIG_IGN)
        self.set_interval(_LOOK, self._look)
        self.set_interval(_TRY_AGAIN, self._send_waiting)

    # The code

    @property
    def _entry(self) -> EntryScreen:
        entry = self.screen_stack[0]
        assert isinstance(entry, EntryScreen)  # noqa: S101 - it is what `get_default_screen` gives
        return entry

    @property
    def _at_home(self) -> bool:
        return len(self.screen_stack) == 1

    @property
    def _code(self) -> CodeEntry | None:
        """Where the code is typed; None for the moment in which the welcome is made anew."""
        return next(iter(self._entry.query(CodeEntry)), None)

    async def action_try_code(self) -> None:
        """Open what the code opens, or say why not."""
        entry = self._code
        if self._busy or not self._at_home or entry is None:
            return
        if self._kiosk.codes.pause():  # the code stays: it may well be right
            self._told = slowed(self._kiosk.codes)
            self._entry.notice = self._told
            return
        self._busy, self._entry.notice = True, _("Opening …")
        self.run_worker(self._open(entry.take()), exclusive=True)

    async def _unlock(self, code: str) -> list[Invitation]:
        """What the code opens. In a browser the server counts, over all its sessions. Raises PerfleadError."""
        codes = self._kiosk.codes
        server: object = self._driver
        if not isinstance(server, Counting):
            return await asyncio.to_thread(self._kiosk.unlock, code)
        codes.hold(await server.before_try())
        if codes.pause():
            self._entry.give_back(code)  # it was not tried, and may well be right
            raise PerfleadError(slowed(codes))
        before = codes.count
        try:
            return await asyncio.to_thread(self._kiosk.unlock, code)
        finally:
            codes.hold(await server.after_try(wrong=codes.count > before))

    async def _open(self, code: str) -> None:
        try:
            found = await asyncio.to_thread(self._kiosk.stand, await self._unlock(code))
        except PerfleadError as error:
            pause = slowed(self._kiosk.codes) if self._kiosk.codes.slow else ""
            self._told = str(error) if str(error) == pause else f"{error} {pause}".strip()
            self._entry.notice = self._told
            return
        finally:
            self._busy = False
        self._entry.notice = ""
        self._found, self._done = found, [False] * len(found)
        if len(found) == 1 and found[0].stand is Stand.READY:
            await self.action_next_form()
        else:
            await self._overview()

    # Several forms behind one code

    def _waiting(self) -> list[int]:
        pairs = enumerate(zip(self._found, self._done, strict=True))
        return [at for at, (each, done) in pairs if each.stand is Stand.READY and not done]

    async def _overview(self) -> None:
        spoken = next((each.session.language if each.session else each.language for each in self._found), None)
        if spoken:
            set_language(spoken)
        await self._put(OverviewScreen(self._found, self._done))

    async def action_next_form(self) -> None:
        """The first form that is not answered yet."""
        waiting = self._waiting()
        session = self._found[waiting[0]].session if waiting else None
        if session is None:
            await self.action_finish()
            return
        self._form = waiting[0]
        self.begin(session)
        await self._show(0)

    async def action_done(self) -> None:
        """After the receipt: the other forms, or the welcome."""
        if isinstance(self.screen, DoneScreen) and self._waiting():
            await self._overview()
        else:
            await self.action_finish()

    # Sealing

    async def send(self) -> Sent:
        """Seal and send, without holding up the screen. Raises PerfleadError."""
        if self._timer is not None:
            self._timer.stop()
        self._unsaved = False
        sent = await asyncio.to_thread(self.session.send)
        self._done[self._form] = True
        return sent

    def ending(self, sent: Sent) -> FrameScreen:
        """The receipt to note."""
        waiting = self._waiting()
        return DoneScreen(self.session, sent, self._found[waiting[0]].leader if waiting else "")

    async def action_seal(self) -> None:
        """Seal, once."""
        if not self._busy and self.sent is None:
            await super().action_seal()

    async def _seal(self) -> None:
        if self._busy:
            return
        self._busy = True
        self._tell(_("Sealing …"))
        try:
            await super()._seal()
        finally:
            self._busy = False

    def _send_waiting(self) -> None:
        self.run_worker(self._kiosk.send_waiting, thread=True, group="waiting", exit_on_error=False)

    # Leaving

    async def action_later(self) -> None:
        """Ask, then go back to the welcome; the draft is kept for whoever has the code."""
        if self._at_home or isinstance(self.screen, AskScreen):
            return
        if not self._answering:
            await self.action_finish()
            return
        self._keep_now()
        self._ask_to_leave()

    @reopened
    def _ask_to_leave(self) -> None:
        words = lost_words(self.lost) if self.lost else kept_words()
        self.push_screen(AskScreen(words, _("Leave"), _("Stay")), self._leave)

    @property
    def _answering(self) -> bool:
        """Whether a form is open and not sealed."""
        return "session" in vars(self) and self.sent is None

    def _leave(self, yes: bool | None) -> None:
        if yes:
            self.call_later(self.action_finish)

    async def action_finish(self) -> None:
        """Keep a draft, sealed, and forget everything: the terminal, the screens, what is in memory."""
        if self._answering:
            self._keep_quietly()
        if self._timer is not None:
            self._timer.stop()
        self._forget()
        self._wipe()
        while not self._at_home:
            await self.pop_screen()
        set_language(self._home[0])
        self.theme = self._home[1]
        self._entry.call_later(self._entry.renew)
        self.call_after_refresh(gc.collect)

    def _forget(self) -> None:
        """Drop what is known of the one who sat here. Python frees it; it cannot overwrite it."""
        for name in ("session", "sent", "_steps", "_visit", "_asked"):
            vars(self).pop(name, None)
        self._found, self._done, self._form = [], [], -1
        self._timer, self._unsaved, self.lost, self._told = None, False, "", ""

    def _wipe(self) -> None:
        """Clear the screen and what a terminal keeps of it to scroll back to."""
        if self._driver is not None:
            self._driver.write(WIPE)
            self._driver.flush()

    # Nobody there

    async def on_event(self, event: events.Event) -> None:
        """Every key and every touch says that somebody is there."""
        if isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded:
            self._touched = self._clock()
        await super().on_event(event)

    async def _look(self) -> None:
        """Look at the clock."""
        if self._at_home:
            await self._look_at_home()
            return
        left = IDLE - (self._clock() - self._touched)
        away = self.screen if isinstance(self.screen, AwayScreen) else None
        if left <= 0 and not self._busy:
            await self.action_finish()
        elif left > COUNTED:
            if away is not None:
                away.dismiss()
        elif away is not None:
            away.seconds = max(round(left), 1)
        else:
            await self.push_screen(AwayScreen(max(round(left), 1)), self._here)

    def _here(self, _answer: None) -> None:
        """Somebody said so."""
        self._touched = self._clock()

    async def _look_at_home(self) -> None:
        """Count the pause down that wrong codes made; forget what somebody began to type, and the language."""
        code = self._code
        if code is None:
            return
        pause = self._kiosk.codes.pause()
        if self._told and self._entry.notice == self._told and pause and self._kiosk.codes.slow:
            self._told = slowed(self._kiosk.codes)
            self._entry.notice = self._told
        changed = bool(code.typed) or (language(), self.theme) != self._home
        if self._clock() - self._touched >= IDLE and not self._busy and (changed or self._entry.notice):
            await self.action_finish()

    # The host

    async def action_host(self) -> None:
        """Ask for the PIN, on the welcome alone."""
        if self._pin is not None and self._at_home and not self._busy:
            await self.push_screen(PinScreen(self._pin), self._host)

    def _host(self, good: bool | None) -> None:
        if good:
            self.exit(return_code=0)

    # What is the same on every page

    async def action_help(self) -> None:
        """In the form its own help; else what this machine does."""
        if self._answering:
            await super().action_help()
        elif not isinstance(self.screen, AboutScreen):
            await self.push_screen(AboutScreen())

    def languages(self) -> list[str]:
        """Those of the form; on the welcome those of all forms."""
        own = super().languages() if self._answering else [*self._kiosk.languages, *catalogues()]
        return list(dict.fromkeys(own))

    async def speak(self, code: str) -> None:
        """Another language, unless something is being opened or sent."""
        if self._busy:
            return
        if self._answering:
            await super().speak(code)
        else:
            await BaseApp.speak(self, code)

    async def renew(self, screen: Screen[Any]) -> None:
        """A step of a form as in every form; what else the kiosk shows is built anew."""
        if self._answering:
            await super().renew(screen)
        else:
            await BaseApp.renew(self, screen)

    # What leaves the app, elsewhere, does nothing here

    def action_nothing(self) -> None:
        """Nothing."""

    def action_interrupt(self) -> None:
        """Nothing: a kiosk is not left by a key."""

    async def action_quit(self) -> None:
        """Nothing."""

    def action_help_quit(self) -> None:
        """Nothing."""

    def action_suspend_process(self) -> None:
        """Nothing."""

    def copy_to_clipboard(self, text: str) -> None:
        """Nothing: the next person could paste it."""
