"""A person reads a report: by keyboard at 80x24, by mouse, in two languages, in a narrow window."""

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Static

from perflead_tui.errors import PerfleadError
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Report
from perflead_tui.tui.results import show_results
from perflead_tui.tui.results.app import ResultsApp
from perflead_tui.tui.results.screen import ResultsScreen, language_name
from perflead_tui.tui.results.sheet import Sheet
from perflead_tui.tui.results.steps import View

from ..tui.looking import screen_text
from .build import comments, large
from .build import report as build

SIZE = (80, 24)


def screen(app: ResultsApp) -> ResultsScreen:
    assert isinstance(app.screen, ResultsScreen)
    return app.screen


def row_of(app: ResultsApp, words: str) -> int:
    return next(y for y, row in enumerate(screen_text(app).splitlines()) if words in row)


async def click(pilot: Pilot[None], app: ResultsApp, words: str) -> None:
    """Click on the first place where `words` stand."""
    y = row_of(app, words)
    await pilot.click(offset=(screen_text(app).splitlines()[y].index(words), y))
    await pilot.pause()


@pytest.fixture
def app(report: Report, questionnaire: Questionnaire) -> ResultsApp:
    return ResultsApp(report, questionnaire)


async def test_a_report_is_read_from_beginning_to_end_with_one_key(app: ResultsApp) -> None:
    seen = []
    async with app.run_test(size=SIZE) as pilot:
        for _page in range(7):
            seen.append(screen_text(app))
            await pilot.press("right")
        assert screen(app).here.view is View.COMMENTS
    titles = ["What 15 people say", "What others see most comes first", "not enough seen", "Where the time goes"]
    titles += ["What should this person keep doing?", "one thing this person could do", "one idea"]
    assert [title in shown for title, shown in zip(titles, seen, strict=True)] == [True] * 7
    ways = ["Competencies →", "Items →", "Time →", "Comments →", "Next question →", "Next question →", "Done Esc"]
    assert [shown.splitlines()[-1].endswith(way) for way, shown in zip(ways, seen, strict=True)] == [True] * 7


async def test_the_first_page_says_who_answered_and_how_to_read(app: ResultsApp) -> None:
    async with app.run_test(size=SIZE):
        shown = screen_text(app)
    for words in (
        "● Peers and partners             7   shown as one group",
        "by name",
        "2.3 or less",
        "4.5 or more",
        "development",
    ):
        assert words in shown


async def test_enter_goes_on_where_there_is_nothing_to_open(app: ResultsApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        assert screen(app).here.view is View.COMPETENCIES


async def test_all_competencies_fit_on_the_smallest_screen(app: ResultsApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("2")
        shown = screen_text(app).splitlines()
    places = [next(y for y, row in enumerate(shown) if word in row) for word in ("Treats people", "Builds skills")]
    assert places[0] < places[1]
    assert "Possible blind spot (+1.5)" in "\n".join(shown)
    assert "Not enough seen by Frontline staff" in "\n".join(shown)
    assert next(row for row in shown if "Treats people" in row).endswith("4.2")


async def test_enter_opens_a_line_in_place_and_closes_it(app: ResultsApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("2", "enter")
        shown = screen_text(app)
        assert "Line by line" in shown and "This person speaks to people with respect." in shown
        assert "Close ⏎" in shown
        await pilot.press("enter")
        assert "Line by line" not in screen_text(app)


async def test_any_line_is_reached_by_arrows_and_opened_in_sight(app: ResultsApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("2", *["down"] * 5, "enter")
        await pilot.pause()
        assert screen(app).sheet.at == "SKL"
        shown = screen_text(app)
        assert "▌ Builds skills" in shown and "■ Manager      " in shown


async def test_the_same_is_there_as_a_table(app: ResultsApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("2", "t")
        row = screen_text(app).splitlines()[row_of(app, "Treats people")]
        assert row.split()[-5:] == ["3.4", "4.2", "4.2", "4.1", "4.2"]
        assert "line 3.8–4.6" in screen_text(app)
        await pilot.press("4")
        row = screen_text(app).splitlines()[row_of(app, "◆ Self")]
        assert row.split()[-3:] == ["4.0", "4.0", "2.0"]
        await pilot.press("T")
        assert "Leading 4.0" in screen_text(app)


async def test_items_stand_under_their_competency_in_their_exact_words(app: ResultsApp) -> None:
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.press("3")
        shown = screen_text(app)
    assert (
        shown.index("Treats people as people") < shown.index("speaks to people with respect") < shown.index("Chooses")
    )


async def test_comments_stand_word_for_word_by_question(app: ResultsApp) -> None:
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("5")
        shown = screen_text(app)
        assert shown.count("Comes to the yard at six.") == 3
        assert "■ The manager, by name" in shown and "◆ Jordan Rivera, in their own words" in shown
        assert "2 comments from the groups, mixed" in shown
        await pilot.press("right", "right")
        assert "No comments from the groups" in screen_text(app)


async def test_a_long_comment_is_read_to_its_end(questionnaire: Questionnaire) -> None:
    told = "\n\n".join("a line of words " * 30 for _ in range(8)) + " the very end"
    app = ResultsApp(build(questionnaire, comments=comments({"O1": [told]})), questionnaire)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("5")
        for _page in range(10):
            if "the very end" in screen_text(app):
                break
            await pilot.press("pagedown")
        assert "the very end" in screen_text(app)
        assert "What should this person keep doing?" in screen_text(app)


async def test_l_changes_the_language_and_keeps_the_place(app: ResultsApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("2", "down", "l")
        shown = screen_text(app)
        assert "Entiende cómo vamos" in shown and "Liderazgo de desempeño 360" in shown and "English L" in shown
        assert screen(app).sheet.at == "CHO"
        assert "4,2" in shown
        await pilot.press("L")
        assert "Understands how we are doing" in screen_text(app)


@pytest.mark.parametrize("key", ["q", "escape"])
async def test_one_key_leaves(app: ResultsApp, key: str) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("3", key)
    assert app.return_code == 0


async def test_nothing_lies_behind_the_last_page_or_before_the_first(app: ResultsApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("left")
        assert screen(app).step == 0
        await pilot.press(*["right"] * 20)
        assert screen(app).step == 6
        await pilot.press("9", "enter")
        assert screen(app).step == 6


async def test_everything_can_be_done_with_the_mouse(app: ResultsApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await click(pilot, app, "Competencies →")
        assert screen(app).here.view is View.COMPETENCIES
        await click(pilot, app, "Chooses to improve")
        assert screen(app).opened == {"CHO"}
        await click(pilot, app, "Close")
        assert not screen(app).opened
        await click(pilot, app, "Table")
        assert screen(app).table
        await click(pilot, app, "Picture")
        await click(pilot, app, "5 Comments")
        assert screen(app).here.view is View.COMMENTS
        await click(pilot, app, "← Time")
        assert screen(app).here.view is View.TIME
        await click(pilot, app, "Español")
        assert screen(app).code == "es"
        await click(pilot, app, "Leave")
    assert app.return_code == 0


async def test_the_line_under_the_mouse_shows_that_it_can_be_opened(app: ResultsApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("2")
        await pilot.hover(offset=(20, row_of(app, "Understands")))
        assert screen(app).sheet.over == "UND"
        assert "▌ Understands" in screen_text(app)


async def test_the_wheel_scrolls_from_the_margins_too(app: ResultsApp) -> None:
    async with app.run_test(size=(160, 24)) as pilot:
        await pilot.press("3")
        await pilot._post_mouse_events([events.MouseScrollDown], offset=(5, 10))
        await pilot.pause()
        assert screen(app).sheet.scroll_y == 3


async def test_tab_reaches_the_ways_and_enter_takes_them(app: ResultsApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("tab")
        assert app.focused and app.focused.id == "leave"
        await pilot.press("tab", "tab", "enter")
        await pilot.pause()
        assert screen(app).here.view is View.COMPETENCIES


@pytest.mark.parametrize("size", [(45, 24), (60, 20), (120, 40), (200, 60)])
async def test_every_page_fits_the_width_of_the_window(app: ResultsApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        for key in ("1", "2", "enter", "t", "3", "4", "t", "5"):
            await pilot.press(key)
            shown = screen_text(app)
            assert "…" not in shown and "→" in shown
            assert max(map(len, shown.splitlines())) <= size[0]
        left = screen(app).sheet.region.x
        assert left == (size[0] - min(size[0], 112)) // 2


async def test_light_and_dark_are_one_key_apart_and_repaint_everything(app: ResultsApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("2", "f3")
        await pilot.pause()
        colours = {segment.style.bgcolor for segment in screen(app).sheet.render_line(8) if segment.style}
        assert len(colours) == 1 and app.current_theme.dark is False
        assert colours.pop().get_truecolor().hex == app.theme_variables["background"].lower()


async def test_no_widget_reads_markup(app: ResultsApp) -> None:
    async with app.run_test(size=SIZE):
        assert len(app.screen.query("*")) < 20
        assert not any(isinstance(each.render(), str) and each.render() for each in app.screen.query(Static))


async def test_a_large_report_is_laid_out_only_where_it_is_seen(questionnaire: Questionnaire) -> None:
    app = ResultsApp(large(questionnaire, 1500), questionnaire)
    async with app.run_test(size=SIZE) as pilot:
        screen(app).action_view(4)
        layout = screen(app).sheet.layout_now
        assert layout and not layout.done and len(layout.rows) < 200
        for key in ("2", "enter", "t", "3", "4", "5", "end"):
            await pilot.press(key)
        assert isinstance(app.focused, Sheet)


def test_without_a_terminal_it_says_what_to_do(report: Report, questionnaire: Questionnaire) -> None:
    with pytest.raises(PerfleadError) as told:
        show_results(report, questionnaire)
    assert "terminal" in str(told.value)


def test_languages_are_called_by_their_own_name() -> None:
    assert [language_name(code) for code in ("en", "es", "fr-CA", "qq")] == [
        "English",
        "Español",
        "Français (Canada)",
        "qq",
    ]
