"""Starting the coach's app from the command line, and what is said after it has left."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.plain_console import has_cursor
from perflead_tui.i18n import _
from perflead_tui.settings import Read, read_settings

if TYPE_CHECKING:  # Textual is loaded when an app starts: refusals come before it
    from perflead_tui.flows.demo import Demo
    from perflead_tui.tui.coach.app import CoachApp


def require_terminal() -> None:
    """Raise PerfleadError if there is no terminal to draw on, or one that cannot place its cursor."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise PerfleadError(
            _("This screen needs a terminal."),
            _("Without one, perflead report prints the report, and perflead results --plain says it part by part."),
        )
    if not has_cursor():
        raise PerfleadError(
            _("This terminal cannot draw the screen."),
            _("perflead --help lists the commands that do the same. For a report: perflead results REVIEW --plain."),
        )


def coach(home: Path | None, *, answer: Callable[[Path], int] | None = None, **options: Any) -> int:
    """Run the coach's app over the vault at `home`, or None and a `debrief`; `options` are those of `CoachApp`.

    Where it leads on to the demo, or to an invitation, which `answer` opens, that runs next. Returns the exit code: 0,
    1 after a failure, 130 after Ctrl+C. Raises PerfleadError without a terminal. An open `vault` is closed in any case.
    """
    require_terminal()
    from perflead_tui.tui.coach.app import CoachApp

    read = read_settings()
    app = CoachApp(home, read.settings, **options)
    code = _run(app, read)
    onward = app.return_value
    if code or onward is None:
        return code
    if onward.what == "answer" and answer is not None:
        return answer(onward.path)
    from perflead_tui.flows.demo import demo as prepared

    with prepared() as shown:
        return demo(shown, read)


def demo(shown: "Demo", read: Read) -> int:
    """Run the app over the demo's vault, with the user's own settings as they were `read` before it."""
    require_terminal()
    from perflead_tui.tui.coach.demo import DemoApp

    return _run(DemoApp(shown, read.settings), read)


def _run(app: "CoachApp", read: Read) -> int:
    from perflead_tui.tui.base import crash_lines

    try:
        app.run()
    except Exception as error:  # noqa: BLE001 - the one crash boundary: a traceback could hold answers
        for told in crash_lines(error):
            _say(told)
        return 1
    finally:
        app.close_vault()
    for problem in (*app.parting, *read.problems, *app.problems, *app.theme_problems):
        _say(problem)
    return app.return_code or 0


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")
