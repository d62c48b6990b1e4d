"""Jump mode: a letter on everything that can be pressed."""

from perflead_tui.flows.debrief import Debrief
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.jump import LETTERS, JumpScreen, targets
from perflead_tui.tui.walk.screen import WalkScreen
from tests.flows.conftest import Review
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import SMALL, Starter


def letter_at(app: CoachApp, words: str, rows: list[str]) -> str:
    """The letter that stands at or right before `words`, which were on the screen in `rows`."""
    y = next(at for at, row in enumerate(rows) if words in row)
    x = rows[y].index(words)
    assert isinstance(app.screen, JumpScreen)
    near = {each.at.x: letter for letter, each in app.screen.targets.items() if each.at.y == y}
    return near[max(at for at in near if at <= x)]


async def test_a_letter_presses_what_it_stands_on(closed: Review, started: Starter) -> None:
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        rows = screen_text(app).splitlines()
        await pilot.press("ctrl+g")
        await pilot.pause()
        letter = letter_at(app, "New review", rows)
        assert letter in screen_text(app).splitlines()[-1] + screen_text(app).splitlines()[-2]
        await pilot.press(letter)
        await pilot.pause()
        await pilot.pause()
        assert app.place.name == "new"


async def test_a_dot_of_the_rail_and_an_entry_of_a_step_can_be_jumped_to(reading: Debrief) -> None:
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("ctrl+g", LETTERS[2])  # the first line has the nine dots
        await pilot.pause()
        await pilot.pause()
        assert reading.state.at == 3
        page = app.screen
        assert isinstance(page, WalkScreen)
        entries = page.sheet.page.keys if page.sheet.page else []
        await pilot.press("ctrl+g", LETTERS[9 + 1])  # after the dots: the second competency
        await pilot.pause()
        await pilot.pause()
        assert page.sheet.at == entries[1]


async def test_escape_and_other_keys_change_nothing(reading: Debrief) -> None:
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        page, before = app.screen, screen_text(app)
        await pilot.press("ctrl+g", "0", "f5", "space")
        await pilot.pause()
        assert isinstance(app.screen, JumpScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is page and screen_text(app) == before


async def test_every_letter_is_given_once_and_lies_on_the_screen(reading: Debrief) -> None:
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        for step in "123456789":
            await pilot.press(step)
            await pilot.pause()
            places = [target.at for target in targets(app.screen)]
            assert len(set(places)) == len(places) > 9
            assert all(0 <= at.x < SMALL[0] and 0 <= at.y < SMALL[1] for at in places)
    assert len(set(LETTERS)) == len(LETTERS)
