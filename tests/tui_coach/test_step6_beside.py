"""Step 6: time, leadership beside management, the agency; hostile words, narrow windows, many comments."""

import time

import pytest

from perflead_tui.flows.debrief import Material
from perflead_tui.questionnaire.loading import load
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.steps.voices import Voices
from perflead_tui.tui.walk.voices.places import places
from tests.hostile.corpus import SCREENS, sampled
from tests.hostile.terminal import visible_only
from tests.tui_coach.conftest import LARGE, SMALL
from tests.tui_coach.step6 import Coached, app_of, flat, material_of, screen, seen
from tests.tui_results.build import comments, large
from tests.tui_results.build import report as build
from tests.tui_results.test_hostile import hostile

HOSTILE_KEYS = "end m escape right right l end down right p right end t right t"


@pytest.fixture
def material(questionnaire: Questionnaire) -> Material:
    """A report with comments, beside one on the agency."""
    return material_of(questionnaire)


# Time, work, agency


async def test_time_is_shown_as_bars_as_a_table_and_in_words(material: Material) -> None:
    app = app_of(material)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("l", *["right"] * 3)
        rows = seen(app).splitlines()
        at = next(y for y, row in enumerate(rows) if "◆ Self" in row)
        assert "Leading 4.0" in rows[at] and "Leading 2.5" in rows[at + 1] and "Leading 5.0" in rows[at + 2]
        assert "Jordan Rivera sees 4.0 of 10 points in Leading, and would have 5.0. Others see 2.5 there." in flat(
            seen(app)
        )
        await pilot.press("t")
        assert "Leading 4.0" not in seen(app) and "4.0" in seen(app)


@pytest.mark.parametrize("size", [(45, 30), SMALL, LARGE])
async def test_leadership_stands_beside_management_as_a_plot_and_as_a_table(
    material: Material, size: tuple[int, int]
) -> None:
    app = app_of(material)
    async with app.run_test(size=size) as pilot:
        await pilot.press("p", "l", *["right"] * 4)
        assert "Leadership beside management" in seen(app)
        assert "Both are needed." in seen(app) or size[0] < 76
        assert "▲ Frontline staff (7): not enough" in seen(app) or size[0] < 76
        await pilot.press("t")
        assert "Makes time for the work of leadership" in flat(seen(app))


async def test_the_agency_stands_beside_the_competency_that_it_mirrors_with_bounds_in_words(
    material: Material,
) -> None:
    app = app_of(material)
    async with app.run_test(size=(120, 50)) as pilot:
        await pilot.press("l", *["right"] * 5)
        rows = [flat(row) for row in seen(app).splitlines()]
        at = rows.index("Treats people as people, not cogs ◉ 4.2")
        assert rows[at + 1] == "Staff here are treated as people, not as parts of a machine. ⌂ 4.5 or more"
        assert "People who improve our work are recognized. ⌂ not enough seen" in rows
        assert "Our agency gives people work time to learn new skills. ⌂ 2.3 or less" in rows
        assert "is first a question of how the agency is set up" in flat(seen(app))
        assert "42 answers" in flat(seen(app))


# Harm, size and speed


@pytest.mark.parametrize("name", sampled())
async def test_hostile_words_pass_every_subpage_unharmed(questionnaire: Questionnaire, name: str) -> None:
    report = hostile(questionnaire, SCREENS[name])
    debrief = Coached(Material(report, questionnaire, agency=report, agency_questionnaire=load("agency")))
    debrief.state.at = 6
    for comment in ("anonymous.O1.0", "manager.O1.0"):
        debrief.mark(comment, theme=SCREENS[name][:40], highlight=True)
    debrief.hidden["anonymous.O1.1"] = SCREENS[name][:200]
    app = CoachApp(None, debrief=debrief)
    async with app.run_test(size=SMALL) as pilot:
        for key in HOSTILE_KEYS.split():
            await pilot.press(key)
            assert visible_only(seen(app))
        assert app.is_running


async def test_markup_in_a_comment_and_in_a_theme_is_shown_as_it_was_written(questionnaire: Questionnaire) -> None:
    text = "[/b][@click=app.quit]x[/]"
    app = app_of(Material(build(questionnaire, comments=comments({"O1": [text]})), questionnaire))
    async with app.run_test(size=SMALL) as pilot:
        screen(app).debrief.mark("anonymous.O1.0", theme=text)
        screen(app).changed()
        await pilot.pause()
        assert seen(app).count(text) == 3  # the comment, its theme, the themes of the question
        await pilot.press("m")
        assert f"{text} ✓" in seen(app)


@pytest.mark.parametrize("size", [(45, 30), SMALL, LARGE, (200, 60)])
async def test_no_row_is_wider_than_the_window(material: Material, size: tuple[int, int]) -> None:
    walk = Walk(Coached(material), "en")
    walk.debrief.mark("anonymous.O1.0", theme="a theme of forty characters, which is long", highlight=True)
    for listed in (False, True):
        for part in range(len(places(walk, listed=listed))):
            for table in (False, True):
                page = Voices().page(walk, Look(part=part, listed=listed, table=table))
                rows = [*page.head(size[0]), *(row for block in page.blocks for row in block.rows(size[0]))]
                assert max(row.cell_length for row in rows) <= size[0]


async def test_four_hundred_long_comments_stay_quick(questionnaire: Questionnaire) -> None:
    app = app_of(Material(large(questionnaire, 4000), questionnaire))
    taken = []
    async with app.run_test(size=LARGE) as pilot:
        for key in ["right"] * 8 + ["h", "l"] + ["down"] * 8 + ["h"] * 3:
            start = time.perf_counter()
            await pilot.press(key)
            taken.append(time.perf_counter() - start)
    taken.sort()
    assert taken[len(taken) // 2] < 0.25  # far above what it takes, far below what laying all of them out would take
