"""A picture of each of the nine steps."""

from typing import Any

import pytest

from perflead_tui.flows.debrief import STEPS, Debrief, Material
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Report
from perflead_tui.tui.coach.app import CoachApp


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_a_step_looks_as_it_did(snap_compare: Any, report: Report, questionnaire: Questionnaire, step: int) -> None:
    debrief = Debrief(Material(report, questionnaire))
    debrief.state.at = step
    assert snap_compare(CoachApp(None, debrief=debrief), terminal_size=(120, 40))
