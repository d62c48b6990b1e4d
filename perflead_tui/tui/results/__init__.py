"""The report on screen: how to read it, competencies, items, time, comments."""

from typing import TYPE_CHECKING

from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Report

if TYPE_CHECKING:
    from perflead_tui.tui.results.app import ResultsApp

__all__ = ["ResultsApp", "show_results"]


def show_results(report: Report, questionnaire: Questionnaire) -> None:
    """Show `report` until its reader leaves. Raises PerfleadError without a terminal."""
    from perflead_tui.tui.results.app import show

    show(report, questionnaire)


def __getattr__(name: str) -> object:
    """`ResultsApp`, when it is asked for: the data of the pictures can be had without Textual."""
    if name == "ResultsApp":
        from perflead_tui.tui.results.app import ResultsApp

        return ResultsApp
    raise AttributeError(name)
