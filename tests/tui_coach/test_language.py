"""Another language on any screen of the coach's app, with one key, and nothing is lost."""

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, TextArea

from perflead_tui.flows.debrief import Debrief
from perflead_tui.i18n import language
from perflead_tui.tui.binding import commands_on
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.coach.form import FormScreen
from perflead_tui.tui.commands import COMMANDS, Where, command
from perflead_tui.tui.dialogs import PickScreen, WriteScreen
from tests.flows.conftest import Review
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import LARGE, Starter
from tests.tui_coach.doors import settled

ELSEWHERE = {"home.demo", "anywhere.quit", "anywhere.lock", "anywhere.language", "anywhere.jump"}
"""Commands that show no words of their own."""


ENGLISH = {"the", "of", "and", "to", "is", "are", "this", "that", "what", "you", "with", "for"}


AS_TOLD = {"tools.locate", "tools.questionnaires", "anywhere.guide", "home.open", "home.doctor"}
"""Commands that show a page of the manual, or what was told in a language and stays so."""


def named(*places: Where) -> list[str]:
    """The commands of these places, by their names."""
    return [each.name for each in COMMANDS if each.where in places and each.name not in ELSEWHERE]


async def there_and_back(pilot: Pilot[object]) -> None:
    """What is on the screen is said in Spanish, then in English just as before; what was entered stays all the time."""
    app = pilot.app
    for field in [each for each in app.screen.focus_chain if isinstance(each, Input)][:2]:
        field.value = "entered"
    for area in app.screen.focus_chain:
        if isinstance(area, TextArea):
            area.insert("written")
    for options in app.screen.query(OptionList):
        options.action_last()
    for notice in app.screen.query("#notice"):
        notice.display = False  # it stays as it was told
    await settled(pilot)  # type: ignore[arg-type]
    kind, before, fields = type(app.screen), screen_text(app), entered(app)  # type: ignore[arg-type]
    await pilot.press("f2")
    await settled(pilot)  # type: ignore[arg-type]
    assert language() == "es" and type(app.screen) is kind and entered(app) == fields  # type: ignore[arg-type]
    spanish = screen_text(app)  # type: ignore[arg-type]
    assert spanish != before
    same = set(prose(before)) & set(prose(spanish))
    assert not same, f"these rows stayed English: {sorted(same)}"
    await pilot.press("f2")
    await settled(pilot)  # type: ignore[arg-type]
    assert screen_text(app).splitlines() == before.splitlines()  # type: ignore[arg-type]


def entered(app: CoachApp) -> list[object]:
    """What stands in fields, lists and text, and what has the focus."""
    lists = [options.highlighted for options in app.screen.query(OptionList)]
    fields = [field.value for field in app.screen.query(Input)]
    return [*fields, *(area.text for area in app.screen.query(TextArea)), *lists, type(app.focused)]


def prose(text: str) -> list[str]:
    """The rows in English, without what people wrote."""
    rows = (row.strip() for row in text.splitlines() if "▗▘" not in row)
    return [row for row in rows if ENGLISH & set(row.lower().split())]


@pytest.mark.parametrize(
    ("page", "names"),
    [("home", named(Where.ANYWHERE, Where.HOME, Where.TOOLS)), ("desk", named(Where.DESK))],
    ids=["home", "desk"],
)
async def test_what_a_page_opens_is_said_in_both_languages(
    started: Starter, closed: Review, page: str, names: list[str]
) -> None:
    app = started(page, closed.id if page == "desk" else "")
    async with app.run_test(size=LARGE) as pilot:
        for name in names:
            app.visit(page, closed.id if page == "desk" else "")
            await settled(pilot)
            if name not in {each.name for each in commands_on(app.screen)}:
                continue
            found = command(name)
            owner = app if found.action.startswith("app.") else app.screen
            await owner.run_action(found.action)
            await settled(pilot)
            if name not in AS_TOLD:
                await there_and_back(pilot)  # type: ignore[arg-type]
            while isinstance(app.screen, ModalScreen):
                await app.pop_screen()


@pytest.mark.parametrize("step", range(1, 10))
async def test_every_step_is_said_in_both_languages(reading: Debrief, step: int) -> None:
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=LARGE) as pilot:
        await app.screen.run_action(f"go_to({step})")
        await settled(pilot)
        await there_and_back(pilot)  # type: ignore[arg-type]


async def test_what_was_told_stays_to_be_read(started: Starter) -> None:
    app = started("new")
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("f10")
        await settled(pilot)
        assert "need another look" in screen_text(app)
        await pilot.press("f2")
        await settled(pilot)
        assert "need another look" in screen_text(app) and "Nueva evaluación" in screen_text(app)


async def test_a_form_in_the_middle_keeps_its_choices_and_goes_on(started: Starter) -> None:
    app = started()
    async with app.run_test(size=LARGE) as pilot:
        await app.screen.run_action(command("home.backup").action)
        await settled(pilot)
        await pilot.press("right", "f2")
        await settled(pilot)
        assert isinstance(app.screen, FormScreen)
        assert "● Seis palabras" in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert "Reviews" not in screen_text(app) and "evaluaci" in screen_text(app)


async def test_the_answer_of_a_dialog_reaches_who_asked_after_a_change_of_language(started: Starter) -> None:
    app = started()
    async with app.run_test(size=LARGE) as pilot:
        await app.run_action("app.settings")
        await settled(pilot)
        assert isinstance(app.screen, PickScreen)
        await pilot.press("down", "f2")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, WriteScreen) and "Minutos" in screen_text(app)
        await pilot.press("backspace", "backspace", "7", "f2")
        await settled(pilot)
        assert "Minutes" in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        assert app.settings.lock_minutes == 7
