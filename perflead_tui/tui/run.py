"""Starting the apps from the command line, and the one line that is said after they have left."""

import sys

from perflead_tui.flows.form_words import left_before
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.sent import sent_words
from perflead_tui.tui.base import crash_lines
from perflead_tui.tui.rater.app import RaterApp


def answer(session: AnswerSession, theme: str | None = None) -> int:
    """Let a rater answer. Returns the exit code: 0, 1 after a failure, 130 after Ctrl+C."""
    app = RaterApp(session, theme)
    try:
        app.run()
    except Exception as error:  # noqa: BLE001 - the one crash boundary: a traceback could hold answers
        for told in crash_lines(error):
            _say(told)
        return 1
    for problem in app.theme_problems:
        _say(problem)
    if not app.crashed:
        _say(closing_line(app))
    return app.return_code or 0


def closing_line(app: RaterApp) -> str:
    """What a rater is told when the terminal is theirs again."""
    if app.sent is not None:
        return sent_words(app.sent)
    if app.lost:
        return app.lost
    return left_before(app.session)


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")
