"""The app around the results screen."""

import sys

from textual.screen import Screen

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Report
from perflead_tui.tui.base import BaseApp
from perflead_tui.tui.results.screen import ResultsScreen


class ResultsApp(BaseApp[None]):
    """One report on screen, to read."""

    CSS_PATH = "results.tcss"  # Textual loads a screen's own style sheet only when the screen is pushed

    def __init__(self, report: Report, questionnaire: Questionnaire, theme: str | None = None) -> None:
        super().__init__(theme)
        self._report, self._questionnaire = report, questionnaire

    def get_default_screen(self) -> Screen[None]:
        """The report."""
        return ResultsScreen(self._report, self._questionnaire)


def show(report: Report, questionnaire: Questionnaire) -> None:
    """Show `report` until its reader leaves. An exit code other than 0 leaves the program with it.

    Raises PerfleadError without a terminal.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise PerfleadError(
            _("The results screen needs a terminal."), _("Without one, perflead report prints the report as text.")
        )
    app = ResultsApp(report, questionnaire)
    app.run()
    if app.return_code:
        raise SystemExit(app.return_code)
