"""Help: what this page is for, its keys as they are, and the way to the manual."""

import re
from pathlib import Path

import pytest
from textual.widgets import Static

from perflead_tui.flows.debrief import STEPS, Debrief
from perflead_tui.settings import Settings
from perflead_tui.tui import help as helping
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.content import Rows
from perflead_tui.tui.walk.panel import Panel
from tests.flows.conftest import Review
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import SMALL, Starter


def words(app: CoachApp, width: int = 66) -> str:
    """All that help says, scrolled or not."""
    rows = app.screen.query_one("#text", Static).visual
    assert isinstance(rows, Rows)
    return rows.plain_text(width)


async def test_help_says_what_the_page_is_for_and_its_keys_and_everywheres(closed: Review, started: Starter) -> None:
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        told = words(app)
        assert told.index("Your reviews") < told.index("New review.") < told.index("Everything that can be done.")
        assert "Notes." not in told and "Invitations" not in told.split("Keys of everywhere")[1]
        assert re.search(r"perflead guide \w+$", told.strip())


async def test_every_step_has_words_of_its_own(reading: Debrief) -> None:
    app = CoachApp(None, debrief=reading)
    seen = set()
    async with app.run_test(size=SMALL) as pilot:
        for number in range(1, STEPS + 1):
            await pilot.press(str(number), "question_mark")
            await pilot.pause()
            told = words(app)
            seen.add(told.split("\n\n")[0])
            assert "1 - 9         Go to a step" in told and "perflead guide coaching" in told
            await pilot.press("escape")
            await pilot.pause()
    assert len(seen) == STEPS


@pytest.mark.parametrize(
    ("made", "said"), [(True, "Your reviews are in an encrypted vault"), (False, "Nothing is here yet")]
)
async def test_a_door_says_what_it_is_for(closed: Review, tmp_path: Path, made: bool, said: str) -> None:
    app = CoachApp(closed.vault.home if made else tmp_path / "none")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        assert said in " ".join(words(app).split())


async def test_help_shows_keys_as_they_are_set(reading: Debrief) -> None:
    app = CoachApp(None, Settings(keys={"walk.step3": "f7", "walk.leave": "1,f11"}), debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        told = words(app)
        assert "F7            Step 3." in told and "–             Step 1." in told and "1, F11        Leave." in told


@pytest.mark.parametrize("key", ["escape", "f1", "question_mark", "enter"])
async def test_help_closes_and_the_page_is_as_it_was(reading: Debrief, key: str) -> None:
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        page = app.screen
        await pilot.press("3", "f1", key)
        await pilot.pause()
        assert app.screen is page and reading.state.at == 3


async def test_help_scrolls(reading: Debrief) -> None:
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        assert "perflead guide keys" not in screen_text(app)
        await pilot.press("down", "pagedown", "pagedown", "pagedown", "pagedown")
        await pilot.pause()
        assert "perflead guide keys" in screen_text(app)
        await pilot.press("home")
        await pilot.pause()
        assert "This page" in screen_text(app)


async def test_a_question_mark_in_a_text_field_is_written_and_f1_helps_there_too(
    closed: Review, started: Starter
) -> None:
    app = started("walk", closed.id)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("n", "w", "h", "y", "question_mark")
        assert app.screen.query_one(Panel).notes.text == "why?"
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, helping.HelpScreen)
