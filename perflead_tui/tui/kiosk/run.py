"""Running a kiosk: after a fault of its own it starts again, so that nobody finds a shell."""

import sys

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.kiosk import HostPin, Kiosk
from perflead_tui.flows.kiosk_copies import finish_copies
from perflead_tui.flows.kiosk_words import in_browser
from perflead_tui.flows.plain_console import has_cursor
from perflead_tui.i18n import _
from perflead_tui.settings import read_settings
from perflead_tui.tui.base import crash_lines
from perflead_tui.tui.kiosk.app import KioskApp
from perflead_tui.tui.kiosk.terminal import closed_to_the_keyboard, wipe

_STARTS = 20  # a fault that comes back at once must not keep the machine busy for ever
_TO_COPY = 3.0  # seconds for the copies of drafts on a server; the machine has them in any case


def require_terminal() -> None:
    """Raise PerfleadError if there is neither a terminal nor a browser to draw in."""
    if not in_browser() and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise PerfleadError(_("A kiosk needs a terminal."), _("Start it on the machine that people will stand at."))
    if not in_browser() and not has_cursor():
        raise PerfleadError(
            _("This terminal cannot draw the screen, as far as TERM says."),
            _("Set TERM to the name of the terminal, such as linux or xterm-256color."),
        )


def run_kiosk(kiosk: Kiosk, pin: HostPin | None = None) -> int:
    """Let one person after another answer. Returns the exit code: 0 if the host ended it, 1 after too many faults."""
    require_terminal()
    read = read_settings()
    told: list[str] = []
    with closed_to_the_keyboard():
        for _start in range(1 if in_browser() else _STARTS):
            app = KioskApp(kiosk, pin, read.settings.theme)
            wipe()
            try:
                app.run()
                told = app.crashed
            except Exception as error:  # noqa: BLE001 - the one crash boundary: a traceback could hold answers
                told = crash_lines(error)
            wipe()
            finish_copies(_TO_COPY)
            if not told:
                return app.return_code or 0
    for words in told:
        sys.stderr.write(words + "\n")
    return 1
