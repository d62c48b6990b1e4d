"""The palette: the registry, the themes, the reviews; names are shown and never obeyed."""

import pytest
from textual.command import CommandPalette
from textual.widgets import OptionList

from perflead_tui.flows.debrief import Debrief
from perflead_tui.flows.records import all_statuses, remember
from perflead_tui.settings import read_settings
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.palette import Registry
from tests.flows.conftest import Review
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import LARGE, SMALL, Starter


async def words(app: CoachApp) -> list[str]:
    """What the palette has for the page that is shown."""
    provider = Registry(app.screen)
    await provider.startup()
    return [entry.words for entry in provider._entries]


async def settle(app: CoachApp, pilot: object) -> None:
    """Let the palette find what it finds."""
    await pilot.pause()  # type: ignore[attr-defined]
    await app.workers.wait_for_complete()
    await pilot.pause()  # type: ignore[attr-defined]


async def test_it_has_what_can_be_done_here_and_nothing_of_textuals_own(closed: Review, started: Starter) -> None:
    app = started()
    async with app.run_test(size=LARGE) as pilot:
        found = await words(app)
        assert {"New review", "Help", "Lock", "Choose a theme", "Leave perflead"} <= set(found)
        assert not {"Notes", "Close the review", "Screenshot", "Quit", "Keys", "Maximize"} & set(found)
        await pilot.press("ctrl+p")
        await settle(app, pilot)
        shown = screen_text(app)
        assert "New review" in shown and "Set up a review of a leader." in shown
        assert "Screenshot" not in shown
        options = app.screen.query_one(OptionList)
        assert options.option_count == len(found)


async def test_a_command_is_found_by_letters_and_done(closed: Review, started: Starter) -> None:
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("ctrl+p")
        await settle(app, pilot)
        await pilot.press(*"new rev")
        await settle(app, pilot)
        await pilot.press("enter")
        await settle(app, pilot)
        assert app.place.name == "new" and not CommandPalette.is_open(app)


async def test_a_theme_is_found_and_kept(reading: Debrief) -> None:
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("ctrl+p")
        await settle(app, pilot)
        await pilot.press(*"choose a th")
        await settle(app, pilot)
        await pilot.press("enter")
        await settle(app, pilot)
        while app.theme != "perflead-projector":  # each is seen before it is chosen
            await pilot.press("down")
            await pilot.pause()
        assert read_settings().settings.theme == ""
        await pilot.press("enter")
        await settle(app, pilot)
        assert app.theme == read_settings().settings.theme == "perflead-projector"


async def test_nothing_found_is_said_and_escape_leaves(reading: Debrief) -> None:
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        page = app.screen
        await pilot.press("ctrl+p")
        await settle(app, pilot)
        await pilot.press(*"zqzq")
        await settle(app, pilot)
        assert "Nothing here is called that." in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is page


async def test_beside_a_report_no_other_leader_is_named(closed: Review, started: Starter) -> None:
    app = started("walk", closed.id)
    async with app.run_test(size=SMALL):
        assert not [found for found in await words(app) if "Go to review" in found]


@pytest.mark.parametrize("name", ["Jo [/b] Doe", "[@click=app.quit]x[/]", "[", "\x1b[31mJo\u202e", "[red]" * 8])
async def test_a_review_is_gone_to_and_its_name_is_never_obeyed(closed: Review, started: Starter, name: str) -> None:
    vault = closed.vault
    (status,) = all_statuses(vault)
    remember(vault, status.__class__(**{**status.__dict__, "leader": name}))
    app = started()
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("ctrl+p")
        await settle(app, pilot)
        await pilot.press(*"go to review")
        await settle(app, pilot)
        shown = screen_text(app)
        assert f"Go to review {name}"[:24].replace("\x1b", "").replace("\u202e", "").strip() in shown
        assert "\x1b" not in shown and "\u202e" not in shown
        rows = shown.splitlines()
        y = next(at for at, row in enumerate(rows) if "Go to review" in row)
        await pilot.click(offset=(rows[y].index("Go to review") + 14, y))
        await settle(app, pilot)
        await pilot.pause()
        assert app.is_running and app.place.name == "walk" and app.place.review == closed.id
