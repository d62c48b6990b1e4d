"""From the code to the receipt and back to the welcome, by keyboard and by touch."""

import hashlib
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from perflead_tui.exchange.receipt import code_of
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.collect import collect
from perflead_tui.flows.grants import attend
from perflead_tui.i18n import language
from perflead_tui.tui.kiosk.app import KioskApp
from perflead_tui.tui.kiosk.code import CodeEntry
from perflead_tui.tui.kiosk.screens import DoneScreen, EntryScreen, OverviewScreen
from perflead_tui.tui.rater.line import Line
from perflead_tui.tui.rater.lines import LinesScreen
from perflead_tui.tui.rater.review import ReviewScreen
from perflead_tui.tui.rater.time import Box, CannotTell, TimeScreen
from perflead_tui.tui.rater.words import WordsScreen
from perflead_tui.tui.widgets.action import Action
from perflead_tui.tui.widgets.writing import Writing
from perflead_tui.vault.vault import Vault
from tests.tui.looking import screen_text
from tests.tui_kiosk.conftest import PHONE, SMALL, Made, enter, settled

SECRET = "tangerine gearbox"


def close_with_the_others(made: Made, at: int, seats: int) -> None:
    """Everybody else answers, the desk takes what lies in the drop, and the review closes."""
    review = made.reviews[at]
    assert attend(made.vault, review.id).taken == 1
    for path in (*review.of("self"), *(each for n, each in enumerate(review.of("peers")) if n != seats)):
        review.answer(path, 3)
    collect(made.vault, review.id, [review.envelopes])
    assert close(made.vault, review.id).counted == 5
    report, _terms = frozen_report(made.vault, review.id)
    assert [(cell.key, cell.answers) for cell in report.cells] == [("self", 1), ("peers", 4)]


async def test_a_whole_answer_by_keyboard_at_80x24(made: Made) -> None:
    app = made.app()
    async with app.run_test(size=SMALL) as pilot:
        assert "Type the code from your letter." in screen_text(app)
        await enter(pilot, made.codes[0])
        assert "You are asked about Jo Lead" in screen_text(app)
        await pilot.press("enter", "enter")
        while isinstance(app.screen, LinesScreen):
            await pilot.press(*"4" * len(app.screen.query(Line)), "enter")
        assert isinstance(app.screen, TimeScreen)
        await pilot.press("n", "enter")
        await pilot.press(*SECRET.replace(" ", ""), "pagedown")
        while isinstance(app.screen, WordsScreen):
            await pilot.press("pagedown")
        assert isinstance(app.screen, ReviewScreen)
        await pilot.press("s")
        await settled(pilot)
        if not isinstance(app.screen, DoneScreen):  # asked whether all the same is meant
            await pilot.press("y")
            await settled(pilot)
        (envelope,) = made.envelopes()
        receipt = code_of(hashlib.sha256(envelope.read_bytes()).digest())
        told = screen_text(app)
        assert receipt.replace("-", "") in told.replace(" ", "")
        assert "They have arrived" in told and "Keep a receipt file" not in told
        await pilot.press("enter")
        await settled(pilot)
        assert_forgotten(app)
        await enter(pilot, made.codes[0])
        assert "You have answered with this invitation" in screen_text(app)
    close_with_the_others(made, 0, 0)


async def touch(pilot: "Pilot[object]", widget: Widget, x: int = 2, y: int = 0) -> None:
    """A finger on a widget that can be seen, and is two rows high or more."""
    widget.scroll_visible(animate=False)
    await pilot.pause()
    assert widget.region.height >= 2, f"{widget} is {widget.region.height} high"
    assert await pilot.click(widget, offset=(x, y))
    await pilot.pause()


async def touch_action(pilot: "Pilot[object]", words: str) -> None:
    (found,) = [each for each in pilot.app.screen.query(Action) if words in each.render().plain]
    await touch(pilot, found)
    await settled(pilot)


async def touch_answer(pilot: "Pilot[object]", line: Line, answer: str) -> None:
    """Open a line, then touch the second row of one of its answers."""
    if not line.has_focus:
        await touch(pilot, line)
    line.scroll_visible(animate=False)
    await pilot.pause()
    rows = screen_text(pilot.app).split("\n")
    at = next(y for y in range(line.region.y, len(rows)) if answer in rows[y])
    assert await pilot.click(offset=(line.region.x + 4, at + 1))
    await pilot.pause()


async def test_a_whole_answer_by_touch_at_45x24(made: Made) -> None:
    app = made.app()
    async with app.run_test(size=PHONE) as pilot:
        await pilot.click(CodeEntry)
        await pilot.press(*made.codes[0].replace("-", ""))
        for words in ("Open", "Begin", "Next"):
            await touch_action(pilot, words)
        for line in list(app.screen.query(Line)):
            await touch_answer(pilot, line, "○ 2")
        assert all(line.chosen == 1 for line in app.screen.query(Line))
        while isinstance(app.screen, LinesScreen):
            await touch_action(pilot, "Next")
        assert isinstance(app.screen, TimeScreen)
        box = list(app.screen.query(Box))[1]
        await touch(pilot, box, 2, box.region.height - 1)
        assert app.session.points(box.key) == 1, "the second row of a block gives the same as the first"
        await touch(pilot, app.screen.query_one(CannotTell))
        assert app.session.cannot_tell
        await touch_action(pilot, "Next")
        await touch(pilot, app.screen.query_one(Writing))
        await pilot.press(*"go on")
        while isinstance(app.screen, WordsScreen):
            await touch_action(pilot, "Next")
        await touch_action(pilot, "Seal my answers")
        if not isinstance(app.screen, DoneScreen):
            await touch_action(pilot, "Yes, seal")
        assert isinstance(app.screen, DoneScreen)
        await touch_action(pilot, "Done")
        assert_forgotten(app)
    close_with_the_others(made, 0, 0)


async def test_two_reviews_one_after_another(vault: Vault, tmp_path: Path) -> None:
    made = Made(vault, tmp_path, reviews=2)
    app = made.app()
    async with app.run_test(size=SMALL) as pilot:
        await enter(pilot, made.codes[1])
        assert isinstance(app.screen, OverviewScreen)
        assert "Your code opens 2 forms" in screen_text(app) and "about 16" in " ".join(screen_text(app).split())
        for n in range(2):
            await pilot.press("enter")
            app.session.rate(app.session.form.item_keys[0], 4)
            await app.run_action("app.seal")
            await settled(pilot)
            assert isinstance(app.screen, DoneScreen)
            assert ("Next: Jo Lead" in screen_text(app)) is (n == 0)
            await pilot.press("enter")
            await settled(pilot)
            if n == 0:
                assert "answered just now" in screen_text(app)
        assert_forgotten(app)
    assert [len(made.envelopes(at)) for at in range(2)] == [1, 1]


async def test_the_language_of_the_form_does_not_stay(made: Made) -> None:
    app = made.app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f2")
        await settled(pilot)
        assert language() == "es"
        await enter(pilot, made.codes[0])
        await pilot.press("f2", "escape", "y")
        await settled(pilot)
        assert isinstance(app.screen, EntryScreen) and language() == "en"


def assert_forgotten(app: KioskApp) -> None:
    """The welcome, with nothing of the last person in the app."""
    assert isinstance(app.screen, EntryScreen) and len(app.screen_stack) == 1
    assert app.screen.query_one(CodeEntry).typed == ""
    assert not {"session", "sent", "_steps"} & set(vars(app)) and app._found == []
    assert "Jo Lead" not in screen_text(app)


@pytest.mark.parametrize("size", [SMALL, (45, 24)])
async def test_the_ways_out_of_the_help_are_in_sight(made: Made, size: tuple[int, int]) -> None:
    app = made.app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("f1")
        await settled(pilot)
        assert in_sight(app, "#close")
        await pilot.press("escape")
        await enter(pilot, made.codes[0])
        await pilot.press("f1")
        await settled(pilot)
        assert in_sight(app, "#close") and in_sight(app, "#language")


def in_sight(app: KioskApp, name: str) -> bool:
    """Whether something on the page in front can be seen whole."""
    region = app.screen.query_one(name).region
    return region.height > 0 and app.screen.region.contains_region(region)


@pytest.mark.parametrize("spoken", ["en", "es"])
async def test_on_a_phone_help_is_under_a_finger_and_the_bar_is_whole(made: Made, spoken: str) -> None:
    app = made.app()
    async with app.run_test(size=PHONE) as pilot:
        if spoken == "es":
            await pilot.press("f2")
            await settled(pilot)
        await enter(pilot, made.codes[0])
        await pilot.press("enter", "enter", "4")
        await pilot.pause(1)
        assert isinstance(app.screen, LinesScreen)
        bar = screen_text(app).split("\n")[0]
        assert "Jo Lead" in bar and "…" not in bar, bar
        assert ("1 de " in bar and "guardado" in bar) if spoken == "es" else ("1 of " in bar and "saved" in bar), bar
        for action in app.screen.query("#nav Action"):
            assert app.screen.region.contains_region(action.region), action
        await touch_action(pilot, "Ayuda" if spoken == "es" else "Help")
        assert in_sight(app, "#close")
        await touch(pilot, app.screen.query_one("#close"))
        assert isinstance(app.screen, LinesScreen)
