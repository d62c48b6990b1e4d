"""Reports that lack things, and scales other than five points."""

from typing import Any

import pytest

from perflead_tui.flows.debrief import Debrief, Material
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Comments, Report
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.walk.screen import WalkScreen

from ..tui.looking import screen_text
from .build import CELLS, competency, item, nothing
from .build import report as build

SIZE = (80, 24)


def reading(report: Report, questionnaire: Questionnaire) -> CoachApp:
    """The walk-through, to be looked at."""
    return CoachApp(None, debrief=Debrief(Material(report, questionnaire)))


def with_scale(questionnaire: Questionnaire, points: int) -> Questionnaire:
    """The questionnaire with so many points, in English only."""
    document: dict[str, Any] = questionnaire.model_dump(by_alias=True, exclude_none=True)
    document["scale"]["points"] = [{"en": f"Point {n}", "es": f"Punto {n}"} for n in range(1, points + 1)]
    return Questionnaire.model_validate(document)


async def test_a_report_in_which_everything_is_withheld_says_so(questionnaire: Questionnaire) -> None:
    app = reading(nothing(questionnaire), questionnaire)
    async with app.run_test(size=SIZE) as pilot:
        assert "withheld, with fewer than 4 answers" in screen_text(app)
        await pilot.press("right")
        assert "No group has enough answers to be shown." in screen_text(app)
        await pilot.press("3", "enter")
        assert "Too few could see this" in screen_text(app)
        for key in ("t", "4", "5", "t", "right"):
            await pilot.press(key)
        await pilot.press("6")
        assert "too few answered to show them" in " ".join(screen_text(app).split())


async def test_a_withheld_cell_is_named_in_place_of_its_dot(questionnaire: Questionnaire) -> None:
    results = [competency("PPL", (3.0, None, None, 4.0, 4.0))]
    app = reading(build(questionnaire, competencies=results), questionnaire)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("3")
        assert "Not enough seen by Peers" in screen_text(app)
        await pilot.press("enter")
        row = next(row for row in screen_text(app).splitlines() if "▌ ● Peers and partners" in row)
        assert "not enough seen" in row and row.endswith("·")


async def test_coded_means_are_told_as_bounds(questionnaire: Questionnaire) -> None:
    coded = {"PPL": (3.0, 5.0, 4.5, 4.0, 4.5), "SKL": (3.0, 2.0, 2.3, 2.3, 2.3)}
    results = [competency(key, values, gap=None) for key, values in coded.items()]
    app = reading(build(questionnaire, competencies=results), questionnaire)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("3")
        shown = screen_text(app)
        assert "≥4.5" in shown and "≤2.3" in shown and "●›" in shown
        await pilot.press("enter")
        assert "is not worked out" in screen_text(app)


async def test_what_was_not_asked_is_said_once_and_the_way_goes_on(questionnaire: Questionnaire) -> None:
    bare = questionnaire.model_copy(update={"time": None, "open_questions": []})
    app = reading(build(questionnaire, time=None, comments=Comments()), bare)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("6")
        assert "asked for no comments and not for time" in " ".join(screen_text(app).split())
        assert screen_text(app).splitlines()[-1].endswith("7 Choose →")


async def test_a_report_without_competencies_or_items_says_so(questionnaire: Questionnaire) -> None:
    app = reading(build(questionnaire, competencies=[], items=[]), questionnaire)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("3", "down", "t")
        assert "no competency was asked" in screen_text(app)
        await pilot.press("7")
        assert "nothing to choose from" in screen_text(app)


async def test_one_cell_alone_takes_the_place_of_others(questionnaire: Questionnaire) -> None:
    results = [competency("PPL", (3.0, 4.0, 4.2, 4.2), CELLS[:3])]
    items = [item("P1", "PPL", (3.0, 4.0, 4.2, 4.2), CELLS[:3])]
    report = build(questionnaire, cells=CELLS[:3], competencies=results, items=items, time=None)
    app = reading(report, questionnaire)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("3")
        shown = screen_text(app)
        assert "◉" not in "".join(shown.splitlines()[2:])
        assert next(row for row in shown.splitlines() if "comes first" in row).endswith("●")
        assert next(row for row in shown.splitlines() if "Treats people" in row).endswith("4.2")


@pytest.mark.parametrize("size", [SIZE, (45, 30), (120, 40)])
@pytest.mark.parametrize("points", [3, 4, 7])
async def test_scales_of_other_lengths_have_all_their_points(
    questionnaire: Questionnaire, points: int, size: tuple[int, int]
) -> None:
    results = [competency("PPL", (1.0, float(points), 2.0, 2.9, 2.4))]
    app = reading(build(questionnaire, competencies=results), with_scale(questionnaire, points))
    async with app.run_test(size=size) as pilot:
        await pilot.press("right")
        assert f"From 1, “Point 1”, to {points}" in " ".join(screen_text(app).split()) or size[0] < SIZE[0]
        await pilot.press("3")
        screen = app.screen
        assert isinstance(screen, WalkScreen) and screen.sheet.layout_now
        axis = screen.sheet.layout_now.head[-1].plain.replace("What others see most comes first", "")
        assert [word for word in axis.split() if word.isdigit()] == [str(n) for n in range(1, points + 1)]
