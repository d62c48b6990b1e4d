"""Pictures of the two pages that are pictures."""

from typing import Any

from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Report
from perflead_tui.tui.results.app import ResultsApp


def test_an_opened_competency_on_a_large_screen(
    snap_compare: Any, report: Report, questionnaire: Questionnaire
) -> None:
    app = ResultsApp(report, questionnaire, theme="perflead-dark")
    assert snap_compare(app, press=["2", "enter"], terminal_size=(120, 40))


def test_time_on_a_small_light_screen(snap_compare: Any, report: Report, questionnaire: Questionnaire) -> None:
    app = ResultsApp(report, questionnaire, theme="perflead-light")
    assert snap_compare(app, press=["4"], terminal_size=(80, 24))
