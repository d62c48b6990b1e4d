"""What the tests of step 6 start from: a report beside one on the agency, and the app at step 6."""

from collections.abc import Sequence
from typing import Any

from textual.pilot import Pilot

from perflead_tui.flows.debrief import Debrief, Material
from perflead_tui.questionnaire.loading import load
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Comments, Mean, Report
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.walk.screen import WalkScreen
from tests.tui.looking import screen_text
from tests.tui_results.build import CELLS, COMPETENCIES, comments, competency, facts, item
from tests.tui_results.build import report as build

TEXTS = {"O1": ["Comes to the yard at six.", "Listens.", "Fair with shifts."], "O2": ["Ask us first."]}
WHY = "it names its author"


class Coached(Debrief):
    """A walk-through of a coach without a vault."""

    @property
    def read_only(self) -> bool:
        return False


def agency_report(asked: Questionnaire, values: Sequence[float | None]) -> Report:
    """A report on the agency: a mean a line, bounds from 4.5 on and up to 2.3."""
    staff = CELLS[3].model_copy(update={"key": "staff", "label": "Everyone", "groups": ["staff"], "answers": 42})
    lines = []
    for each, value in zip(asked.items, values, strict=True):
        bound: Any = None if value is None else "at_least" if value >= 4.5 else "at_most" if value <= 2.3 else None
        found = item(each.key, "AGY", (None, value, value), [CELLS[0], staff])
        lines.append(found.model_copy(update={"others": Mean(mean=value, bound=bound) if value else None}))
    return Report(
        review=facts(leader="Brook", questionnaire="agency", minimum=10),
        cells=[staff],
        withheld=[],
        competencies=[],
        items=lines,
        time=None,
        comments=Comments(),
    )


def material_of(questionnaire: Questionnaire) -> Material:
    """Comments on two of three questions; scores for leadership and management; a report on the agency beside it."""
    values = {**COMPETENCIES, "MGT": (3.8, 4.0, 3.9, 3.6, 3.8)}
    results = [competency(key, each) for key, each in values.items()]
    report = build(questionnaire, competencies=results, comments=comments(TEXTS))
    asked = load("agency")
    agency = agency_report(asked, (3.2, 3.6, 2.3, 2.9, 2.6, 2.8, None, 2.7, 3.1, 4.5))
    return Material(report, questionnaire, agency=agency, agency_questionnaire=asked)


def app_of(material: Material, debrief: type[Debrief] = Coached) -> CoachApp:
    """The app at step 6."""
    found = debrief(material)
    found.state.at = 6
    return CoachApp(None, debrief=found)


def screen(app: CoachApp) -> WalkScreen:
    return next(each for each in app.screen_stack if isinstance(each, WalkScreen))


def seen(app: CoachApp) -> str:
    return screen_text(app)


def flat(text: str) -> str:
    return " ".join(text.split())


async def click(pilot: Pilot[None], app: CoachApp, words: str) -> None:
    """Click on the first place where `words` stand."""
    rows = seen(app).splitlines()
    y = next(y for y, row in enumerate(rows) if words in row)
    await pilot.click(offset=(rows[y].index(words), y))
    await pilot.pause()
