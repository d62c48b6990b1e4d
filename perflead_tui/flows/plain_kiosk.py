"""A kiosk line by line, for people who do not see a screen: one person after another, and nothing of one is left."""

import gc
import getpass
import os
import select
import time
from collections.abc import Callable, Sequence
from typing import TextIO

from perflead_tui.errors import PerfleadError
from perflead_tui.export.sentence import ended
from perflead_tui.flows.kiosk import HostPin, Kiosk, how_many, slowed
from perflead_tui.flows.kiosk_session import Asked, Stand
from perflead_tui.flows.kiosk_words import away_words, welcome_words
from perflead_tui.flows.plain_console import StreamConsole, confirmed
from perflead_tui.flows.plain_rate import answer_plain
from perflead_tui.i18n import _, catalogues, language, language_name, set_language, speaking

IDLE, COUNTED = 120, 30
"""Seconds without a line after which the welcome is back, and the last of them, of which a warning tells."""
_LOOK = 60.0  # seconds between two quiet tries to let what waits go
_CHUNK = 4096  # bytes


class Away(EOFError):
    """Nobody has typed a line for two minutes."""


class TimedConsole(StreamConsole):
    """Talks over a terminal, and notices when nobody is there."""

    def __init__(self, source: TextIO, sink: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(source, sink)
        self._fd, self._encoding, self._clock = source.fileno(), source.encoding, clock
        self._typed = b""

    def forget(self) -> None:
        """What was typed ahead is nobody's any more."""
        self._typed = b""

    def wait(self, prompt: str, each: Callable[[], object]) -> str:
        """Ask as long as it takes; `each` is called once a minute. Raises EOFError."""
        self._waits = each
        try:
            return self.ask(prompt)
        finally:
            self._waits = None

    _waits: Callable[[], object] | None = None

    def _line(self) -> str:
        """A line, or an empty text at the end of the input. Raises Away."""
        until = self._clock() + IDLE
        told = False
        while b"\n" not in self._typed:
            left = _LOOK if self._waits else until - self._clock() - (0 if told else COUNTED)
            if select.select([self._fd], [], [], max(left, 0.0))[0]:
                data = os.read(self._fd, _CHUNK)
                if not data:
                    self._typed = b""
                    return ""
                self._typed += data
            elif self._waits is not None:
                self._waits()
            elif told:
                raise Away
            else:
                told = True
                self.say("", _("Are you still there?"), away_words(COUNTED), _("Enter says that you are."))
        line, _end, self._typed = self._typed.partition(b"\n")
        if told and not line.strip():  # it said so, and nothing else
            self.say(_("Go on."))
            return self._line()
        return line.decode(self._encoding, "replace") + "\n"


class PlainKiosk:
    """From the welcome to the receipt and back, until the host ends it; `wipe` clears the terminal."""

    def __init__(self, kiosk: Kiosk, pin: HostPin | None, console: TimedConsole, wipe: Callable[[], None]) -> None:
        self._kiosk, self._pin, self._console, self._wipe = kiosk, pin, console, wipe
        self._home = language()

    def run(self) -> None:
        """Let one person after another answer."""
        while True:
            self._wipe()
            self._console.forget()
            set_language(self._home)
            gc.collect()
            try:
                typed = self._welcome()
                if typed == _host() and self._pin is not None:
                    if self._is_host(self._pin):
                        return
                else:
                    self._open(typed)
            except EOFError:  # the end-of-input key, or nobody there
                continue

    def _welcome(self) -> str:
        """What was typed instead of a language: a code, or the host's word."""
        while True:
            say = self._console.say
            say(f"perflead. {ended(_('Welcome'))}", *welcome_words(line_by_line=True))
            others = [code for code in dict.fromkeys([*self._kiosk.languages, *catalogues()]) if code != language()]
            for code in others:
                with speaking(code):
                    say(_("For {language} type: {code}").format(language=language_name(code), code=code))
            if self._pin is not None:
                say(_("The host types: {word}").format(word=_host()))
            typed = self._console.wait(_("The code from your letter") + ":", self._kiosk.send_waiting).casefold()
            if typed not in others:
                return typed
            set_language(typed)

    def _is_host(self, pin: HostPin) -> bool:
        if pin.tries.pause():
            self._console.say(slowed(pin.tries))
            self._enter()
            return False
        if pin.fits(getpass.getpass(_("The host's PIN") + ": ")):
            return True
        self._console.say(_("This is not the PIN.") + " " + slowed(pin.tries))
        self._enter()
        return False

    def _open(self, code: str) -> None:
        """Answer all that a code opens, or say why not."""
        try:
            found = self._kiosk.open(code)
        except PerfleadError as error:
            told = str(error)
            if self._kiosk.codes.slow and told != slowed(self._kiosk.codes):
                told += " " + slowed(self._kiosk.codes)
            self._console.say(told)
            self._enter()
            return
        spoken = next((each.session.language if each.session else each.language for each in found), None)
        set_language(spoken or language())
        if len(found) > 1 or found[0].stand is not Stand.READY:
            self._overview(found)
        self._answer([each for each in found if each.stand is Stand.READY])
        self._enter()

    def _overview(self, found: Sequence[Asked]) -> None:
        self._console.say(how_many(found), *(f"{each.leader}: {ended(each.words)}" for each in found))

    def _answer(self, ready: Sequence[Asked]) -> None:
        for n, each in enumerate(ready):
            if n and not confirmed(self._console, _("Go on with the review of {leader}?").format(leader=each.leader)):
                return
            assert each.session is not None  # noqa: S101 - those that are ready have one
            answer_plain(each.session, self._console, offer_receipt=False)

    def _enter(self) -> None:
        self._console.ask(_("Enter clears the screen:"))


def _host() -> str:
    return _("host")
