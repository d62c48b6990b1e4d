"""Reports that lack things, and scales other than five points."""

from typing import Any

import pytest

from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Comments
from perflead_tui.tui.results.app import ResultsApp
from perflead_tui.tui.results.screen import ResultsScreen

from ..tui.looking import screen_text
from .build import CELLS, competency, item, nothing
from .build import report as build

SIZE = (80, 24)


def with_scale(questionnaire: Questionnaire, points: int) -> Questionnaire:
    """The questionnaire with so many points, in English only."""
    document: dict[str, Any] = questionnaire.model_dump(by_alias=True, exclude_none=True)
    document["scale"]["points"] = [{"en": f"Point {n}", "es": f"Punto {n}"} for n in range(1, points + 1)]
    return Questionnaire.model_validate(document)


async def test_a_report_in_which_everything_is_withheld_says_so(questionnaire: Questionnaire) -> None:
    app = ResultsApp(nothing(questionnaire), questionnaire)
    async with app.run_test(size=SIZE) as pilot:
        shown = screen_text(app)
        assert "Peers: not shown. There were fewer than 4 answers" in shown
        assert "No group has enough answers to be shown." in shown
        await pilot.press("2", "enter")
        assert "Too few could see this" in screen_text(app)
        for key in ("t", "3", "4", "t", "5", "right", "right"):
            await pilot.press(key)
        assert "No comments from the groups" in screen_text(app)


async def test_a_withheld_cell_is_named_in_place_of_its_dot(questionnaire: Questionnaire) -> None:
    results = [competency("PPL", (3.0, None, None, 4.0, 4.0))]
    app = ResultsApp(build(questionnaire, competencies=results), questionnaire)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("2")
        assert "Not enough seen by Peers" in screen_text(app)
        await pilot.press("enter")
        row = next(row for row in screen_text(app).splitlines() if "▌ ● Peers and partners" in row)
        assert "not enough seen" in row and row.endswith("·")


async def test_coded_means_are_told_as_bounds(questionnaire: Questionnaire) -> None:
    coded = {"PPL": (3.0, 5.0, 4.5, 4.0, 4.5), "SKL": (3.0, 2.0, 2.3, 2.3, 2.3)}
    results = [competency(key, values, gap=None) for key, values in coded.items()]
    app = ResultsApp(build(questionnaire, competencies=results), questionnaire)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("2")
        shown = screen_text(app)
        assert "≥4.5" in shown and "≤2.3" in shown and "●›" in shown
        await pilot.press("enter")
        assert "is not worked out" in screen_text(app)


async def test_pages_that_were_not_asked_are_not_there(questionnaire: Questionnaire) -> None:
    bare = questionnaire.model_copy(update={"time": None, "open_questions": []})
    app = ResultsApp(build(questionnaire, time=None, comments=Comments()), bare)
    async with app.run_test(size=SIZE) as pilot:
        shown = screen_text(app)
        assert "3 Items" in shown and "Time" not in shown and "Comments" not in shown
        await pilot.press("4", "5", "3")
        assert screen_text(app).splitlines()[-1].endswith("Done Esc")


async def test_a_report_without_competencies_or_items_says_so(questionnaire: Questionnaire) -> None:
    app = ResultsApp(build(questionnaire, competencies=[], items=[]), questionnaire)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("2", "down", "t")
        assert "no competency was asked" in screen_text(app)
        await pilot.press("3")
        assert "There are no items to show." in screen_text(app)


async def test_one_cell_alone_takes_the_place_of_others(questionnaire: Questionnaire) -> None:
    results = [competency("PPL", (3.0, 4.0, 4.2, 4.2), CELLS[:3])]
    items = [item("P1", "PPL", (3.0, 4.0, 4.2, 4.2), CELLS[:3])]
    report = build(questionnaire, cells=CELLS[:3], competencies=results, items=items, time=None)
    app = ResultsApp(report, questionnaire)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("2")
        shown = screen_text(app)
        assert "◉" not in shown
        assert next(row for row in shown.splitlines() if "comes first" in row).endswith("●")
        assert next(row for row in shown.splitlines() if "Treats people" in row).endswith("4.2")


@pytest.mark.parametrize("size", [SIZE, (45, 30), (120, 40)])
@pytest.mark.parametrize("points", [3, 4, 7])
async def test_scales_of_other_lengths_have_all_their_points(
    questionnaire: Questionnaire, points: int, size: tuple[int, int]
) -> None:
    results = [competency("PPL", (1.0, float(points), 2.0, 2.9, 2.4))]
    app = ResultsApp(build(questionnaire, competencies=results), with_scale(questionnaire, points))
    async with app.run_test(size=size) as pilot:
        assert f"From 1, “Point 1”, to {points}" in screen_text(app)
        await pilot.press("2")
        screen = app.screen
        assert isinstance(screen, ResultsScreen) and screen.sheet.layout_now
        axis = screen.sheet.layout_now.head[-1].plain.replace("What others see most comes first", "")
        assert [word for word in axis.split() if word.isdigit()] == [str(n) for n in range(1, points + 1)]
