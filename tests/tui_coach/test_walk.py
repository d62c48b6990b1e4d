"""Walking through the nine steps."""

from itertools import pairwise

import pytest

from perflead_tui.flows.debrief import STEPS, Debrief, Material
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Report
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.results.sheet import Sheet
from perflead_tui.tui.walk.panel import Panel
from perflead_tui.tui.walk.screen import WalkScreen
from perflead_tui.tui.widgets.way import Way
from tests.flows.conftest import Review
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import LARGE, SMALL, Starter, opened_again


async def test_every_step_is_reached_by_its_number_and_one_after_another(reading: Debrief) -> None:
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        for number in range(1, STEPS + 1):
            await pilot.press(str(number))
            assert reading.state.at == number
        await pilot.press("1")
        while reading.state.at < STEPS:
            await pilot.press("right")
        assert isinstance(app.screen, WalkScreen)


async def test_notes_are_kept_and_the_walk_goes_on_where_it_was_left(closed: Review, started: Starter) -> None:
    app = started("walk", closed.id)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("4", "n", *"well", "escape", "right", "escape")
    with opened_again(closed) as vault, Debrief.of_review(vault, closed.id) as found:
        assert (found.state.at, found.state.notes["4"]) == (5, "well")


class Coached(Debrief):
    """A walk-through in which a coach may write; nothing is kept."""

    @property
    def read_only(self) -> bool:
        """It is not."""
        return False


@pytest.fixture
def coached(report: Report, questionnaire: Questionnaire) -> Debrief:
    return Coached(Material(report, questionnaire))


async def test_the_bar_says_whose_report_which_step_and_how_long(coached: Debrief) -> None:
    coached.state.seconds = {"1": 24 * 60}
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("3")
        first = screen_text(app).splitlines()[0]
    assert first.split("   ")[0].strip() == "Jordan Rivera"
    assert "3 First look" in first and "●●◉○○○○○○" in first and first.endswith("24 min")


async def test_a_click_on_a_dot_of_the_bar_goes_to_that_step(coached: Debrief) -> None:
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=SMALL) as pilot:
        x = screen_text(app).splitlines()[0].index("◉")
        await pilot.click(offset=(x + 3, 0))
        assert coached.state.at == 4


@pytest.mark.parametrize("size", [SMALL, (45, 24), (45, 30)])
async def test_the_panel_leaves_the_page_readable_on_a_small_screen(coached: Debrief, size: tuple[int, int]) -> None:
    coached.note(3, "a line\n" * 30)
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=size) as pilot:
        for step in "1234":
            await pilot.press(step)
            assert app.screen.query_one(Panel).size.height <= 6
            assert app.screen.query_one(Sheet).size.height >= 11
        await pilot.press("3", "n")
        await pilot.pause()
        assert app.focused is not None and app.screen.can_view_partial(app.focused)


async def test_hidden_the_panel_leaves_nothing_of_itself_but_the_way_back(coached: Debrief) -> None:
    coached.note(3, "mine alone")
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("3")
        seen = screen_text(app)
        assert "mine alone" in seen and "What do you notice first?" in seen and "Notes N" in seen
        await pilot.press("p")
        seen = screen_text(app)
        assert "mine alone" not in seen and "What do you notice first?" not in seen and "Notes" not in seen
        await pilot.press("right", "right")
        assert "mine alone" not in screen_text(app)
        await pilot.press("3", "p")
        assert "mine alone" in screen_text(app)


async def test_who_only_looks_has_no_panel(reading: Debrief) -> None:
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("3", "p", "n")
        seen = screen_text(app)
    assert "Prompts" not in seen and "Notes" not in seen and "What do you notice" not in seen


@pytest.mark.parametrize("width", [45, 60, 80, 120])
async def test_no_way_at_the_bottom_is_cut(coached: Debrief, width: int) -> None:
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=(width, 24)) as pilot:
        for step in range(1, STEPS + 1):
            await pilot.press(str(step))
            await pilot.pause()
            ways = [way for way in app.screen.query(Way) if way.display]
            assert all(way.region.width == way.cells and way.region.right <= width for way in ways)
            assert ways[-1].id == "next"
            assert all(one.region.right <= two.region.x for one, two in pairwise(ways))


async def test_the_ways_follow_the_window(coached: Debrief) -> None:
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=(45, 24)) as pilot:
        await pilot.press("3")
        assert "Notes" not in screen_text(app)
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert "Notes N" in screen_text(app)
