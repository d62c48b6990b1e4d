"""Choosing a theme: looked at, kept or not; and a bad one is never the end of the app."""

from perflead_tui.flows.debrief import Debrief
from perflead_tui.settings import Settings, read_settings
from perflead_tui.themes import load_themes, user_themes_dir
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.themes import ThemesScreen
from tests.tui.looking import screen_text
from tests.tui.test_theme import write_theme
from tests.tui_coach.conftest import SMALL


async def test_moving_shows_a_theme_and_enter_keeps_it(reading: Debrief) -> None:
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f4", "down")
        await pilot.pause()
        assert app.theme == "perflead-light" and read_settings().settings.theme == ""
        await pilot.press("enter")
        await pilot.pause()
        assert not isinstance(app.screen, ThemesScreen)
        assert app.theme == read_settings().settings.theme == "perflead-light"


async def test_escape_goes_back_to_the_theme_of_before(reading: Debrief) -> None:
    app = CoachApp(None, Settings(theme="perflead-projector"), debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f4")
        await pilot.pause()
        assert app.theme == "perflead-projector"
        await pilot.press("up", "up", "up")
        await pilot.pause()
        assert app.theme != "perflead-projector"
        await pilot.press("escape")
        await pilot.pause()
        assert app.theme == "perflead-projector" and read_settings().settings.theme == ""


async def test_the_list_has_each_theme_with_its_marks_in_its_own_colours(reading: Debrief) -> None:
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f4")
        await pilot.pause()
        rows = [row for row in screen_text(app).splitlines() if "◆ ● ▲ ■ ○ ◉" in row]
        themes, _problems = load_themes()
        assert len(rows) == len(themes) >= 6
        assert "● Calm, dark" in rows[0]
        picker = app.screen
        assert isinstance(picker, ThemesScreen)
        grey = themes["perflead-grey"]
        styles = " ".join(str(span.style) for span in picker._words(grey).spans).upper()
        assert all(color.upper() in styles for color in grey.chart.values())


async def test_the_mouse_chooses_a_theme_too(reading: Debrief) -> None:
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f4")
        await pilot.pause()
        rows = screen_text(app).splitlines()
        y = next(at for at, row in enumerate(rows) if "Projector" in row)
        await pilot.click(offset=(rows[y].index("Projector"), y))
        await pilot.pause()
        assert read_settings().settings.theme == app.theme == "perflead-projector"


async def test_a_theme_with_a_hostile_title_is_shown_as_it_is(reading: Debrief) -> None:
    write_theme("mine.toml", **{'"perflead-dark"': '"mine"', '"Calm, dark"': '"[/b][@click=app.quit]x[/]"'})
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f4")
        await pilot.pause()
        assert "[/b][@click=app.quit]x[/]"[:20] in screen_text(app)


async def test_a_theme_that_has_gone_bad_or_away_is_told_and_the_calm_one_shown(reading: Debrief) -> None:
    write_theme("mine.toml", **{'"perflead-dark"': '"mine"', "#86b6ea": "nonsense"})
    app = CoachApp(None, Settings(theme="mine"), debrief=reading)
    async with app.run_test(size=SMALL):
        assert app.theme == "perflead-dark"
        assert "mine.toml" in app.theme_problems[0] and "line 18" in app.theme_problems[0]
    assert user_themes_dir().is_dir()
