"""One registry of commands: its keys, keys that were changed, and where it is obeyed."""

import itertools

import click
import pytest

from perflead_tui.cli.main import cli
from perflead_tui.flows.debrief import Debrief
from perflead_tui.settings import Settings
from perflead_tui.tui.binding import commands_on
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.commands import COMMANDS, TITLES, Where, commands_of
from perflead_tui.tui.help import PLACES
from perflead_tui.tui.keys import key_name, key_problems, keymap, keys_at, split_keys
from perflead_tui.tui.walk.screen import WalkScreen
from tests.flows.conftest import Review
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import LARGE, Starter

AVOIDED = {"ctrl+s", "ctrl+j", "ctrl+o", "ctrl+b"}  # terminals and tmux take them


def reading_with(debrief: Debrief, **keys: str) -> CoachApp:
    """A report alone, with other keys: `walk__next` is `walk.next`."""
    return CoachApp(None, Settings(keys={name.replace("__", "."): key for name, key in keys.items()}), debrief=debrief)


def place(app: CoachApp) -> tuple[int, int]:
    """The step and the subpage of a walk-through."""
    assert isinstance(app.screen, WalkScreen)
    return app.screen.debrief.state.at, app.screen.look.part


# As it comes


def test_keys_avoid_what_terminals_take() -> None:
    for each in COMMANDS:
        assert not set(split_keys(each.keys)) & AVOIDED, each.name


@pytest.mark.parametrize("place", [place for place in Where if place is not Where.ANYWHERE])
def test_no_two_commands_of_a_place_share_a_key(place: Where) -> None:
    for one, other in itertools.combinations(commands_of(Where.ANYWHERE, place), 2):
        assert not set(split_keys(one.keys)) & set(split_keys(other.keys)), (one.name, other.name)
    assert key_problems({}) == []


def test_every_place_has_a_name_and_words_of_help() -> None:
    assert set(TITLES) == set(Where)
    assert set(PLACES) == set(Where) - {Where.ANYWHERE, Where.WALK}


def test_names_are_unique_and_every_command_says_what_it_does() -> None:
    assert len({each.name for each in COMMANDS}) == len(COMMANDS)
    for each in COMMANDS:
        assert each.title() and each.about().endswith("."), each.name


@pytest.mark.parametrize("typed", sorted({each.cli for each in COMMANDS if each.cli}))
def test_the_command_line_that_does_the_same_exists(typed: str) -> None:
    program, *words = typed.split()
    found: click.Command = cli
    known = {name for param in cli.params for name in param.opts}
    for word in words:
        if word.startswith("--"):
            assert word in known, typed
        elif isinstance(found, click.Group) and word.islower():
            inner = found.get_command(click.Context(found), word)
            assert inner is not None, typed
            found = inner
            known |= {name for param in found.params for name in param.opts}
    assert program == "perflead" and found is not cli


# Changed


@pytest.mark.parametrize(
    ("keys", "name"),
    [("n", "N"), ("?", "?"), ("question_mark", "?"), ("full_stop", "."), ("N", "Shift+N"), ("Ctrl+P", "Ctrl+P"),
     ("escape,x", "Esc"), ("f12", "F12"), ("slash", "/"), ("right", "→"), ("", "")],
)  # fmt: skip
def test_keys_are_called_as_people_call_them(keys: str, name: str) -> None:
    assert key_name(keys) == name


def test_what_is_wrong_with_changed_keys_is_told_and_the_rest_is_used() -> None:
    changed = {"walk.nxt": "x", "walk.back": "blorp,v", "walk.open": ""}
    assert key_problems(changed) == [
        "There is no key blorp for walk.back.",
        "There is no command walk.nxt to give keys to.",
    ]
    assert keymap(changed) == {"walk.back": "v"}
    assert keys_at(Where.WALK, changed)["walk.open"] == ("enter",)


def test_two_commands_on_one_key_are_told_and_one_of_them_has_it() -> None:
    changed = {"walk.next": "n", "anywhere.help": "t"}
    told = key_problems(changed)
    assert "N is set for Next and for Notes: it does Next." in told
    assert "T is set for Table or picture and for Help: it does Table or picture." in told
    here = keys_at(Where.WALK, changed)
    assert (here["walk.next"], here["walk.notes"], here["walk.table"], here["anywhere.help"]) == (
        ("n",),
        (),
        ("t",),
        (),
    )
    assert keys_at(Where.HOME, changed)["anywhere.help"] == ("t",)


def test_two_commands_can_change_places() -> None:
    assert key_problems({"walk.next": "left", "walk.back": "right"}) == []


async def test_a_changed_key_works_and_the_old_one_does_not(reading: Debrief) -> None:
    app = reading_with(reading, walk__next="n")
    async with app.run_test(size=LARGE) as pilot:
        before = place(app)
        await pilot.press("right")
        assert place(app) == before
        await pilot.press("n")
        assert place(app) > before


async def test_a_changed_key_is_in_the_footer_and_in_help(reading: Debrief) -> None:
    app = reading_with(reading, walk__next="f9", anywhere__help="f8")
    async with app.run_test(size=LARGE) as pilot:
        assert "F9" in screen_text(app).splitlines()[-2] + screen_text(app).splitlines()[-1]
        await pilot.press("f8")
        await pilot.pause()
        assert "F9            Next." in screen_text(app) and "F8            Help." in screen_text(app)


async def test_a_clash_is_told_on_the_screen_and_the_changed_key_wins(reading: Debrief) -> None:
    app = reading_with(reading, walk__next="t", nonsense="x")
    async with app.run_test(size=LARGE) as pilot:
        await pilot.pause()
        assert "no command nonsense" in screen_text(app)
        assert len(app.problems) == 2
        before = place(app)
        await pilot.press("t")
        assert place(app) > before


# Obeyed


async def test_a_page_offers_its_own_commands_and_those_of_everywhere(closed: Review, started: Starter) -> None:
    app = started()
    async with app.run_test(size=LARGE):
        offered = {each.name for each in commands_on(app.screen)}
        assert "home.new" in offered and "anywhere.lock" in offered
        assert not [name for name in offered if name.startswith(("walk.", "desk."))]


async def test_a_report_that_is_only_read_offers_no_notes_and_no_lock(reading: Debrief) -> None:
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=LARGE):
        offered = {each.name for each in commands_on(app.screen)}
        assert "walk.next" in offered
        assert not offered & {"walk.notes", "walk.prompts", "walk.hide", "anywhere.lock"}
