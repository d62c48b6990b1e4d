"""Running a kiosk line by line: the same terminal around it, and no Textual."""

import contextlib
import signal
import sys
from collections.abc import Iterator
from types import FrameType

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.kiosk import HostPin, Kiosk
from perflead_tui.flows.kiosk_copies import finish_copies
from perflead_tui.flows.plain_console import has_cursor
from perflead_tui.flows.plain_kiosk import PlainKiosk, TimedConsole
from perflead_tui.i18n import _
from perflead_tui.tui.base import crash_lines
from perflead_tui.tui.kiosk.terminal import closed_to_the_keyboard, wipe

_TO_COPY = 3.0  # seconds
_STARTS = 20  # as in run.py


def require_plain_terminal() -> None:
    """Raise PerfleadError if there is no terminal that can be cleared after each person."""
    if sys.platform == "win32":
        raise PerfleadError(_("A kiosk line by line runs on Linux and macOS."), _("Start it without --plain."))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise PerfleadError(_("A kiosk needs a terminal."), _("Start it on the machine that people will stand at."))
    if not has_cursor():
        raise PerfleadError(
            _("This terminal cannot be cleared: the next person would read what this one typed."),
            _(
                "Set TERM to the name of the terminal. If it is right, let one person at a time answer with "
                "perflead answer PACK --plain, and turn the terminal off in between."
            ),
        )


def run_plain_kiosk(kiosk: Kiosk, pin: HostPin | None = None) -> int:
    """Let one person after another answer. Returns the exit code: 0 if the host ended it, 1 after too many faults."""
    require_plain_terminal()
    told: list[str] = []
    with closed_to_the_keyboard(), _ended_by_signals():
        try:
            for _start in range(_STARTS):
                try:
                    PlainKiosk(kiosk, pin, TimedConsole(sys.stdin, sys.stdout), wipe).run()
                except Exception as error:  # noqa: BLE001 - the one crash boundary: a traceback could hold answers
                    told = crash_lines(error)
                else:
                    return 0
        finally:
            wipe()
            finish_copies(_TO_COPY)
    for words in told:
        sys.stderr.write(words + "\n")
    return 1


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """The system may end it: what was answered is kept already, and the screen is cleared on the way."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, leave) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
