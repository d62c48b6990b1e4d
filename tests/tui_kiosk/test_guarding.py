"""What a kiosk does not let happen: a key that leaves it, a screen that stays, codes tried one after another."""

import gc
import weakref

import pytest

from perflead_tui.flows.kiosk import HostPin
from perflead_tui.sealing.code import new_code
from perflead_tui.tui.kiosk.code import CodeEntry
from perflead_tui.tui.kiosk.dialogs import AwayScreen, PinScreen
from perflead_tui.tui.kiosk.screens import EntryScreen
from perflead_tui.tui.rater.line import Line
from perflead_tui.tui.rater.lines import LinesScreen
from tests.tui.looking import screen_text
from tests.tui_kiosk.conftest import SMALL, Made, enter, settled

WAYS_OUT = ("ctrl+c", "ctrl+q", "ctrl+z", "ctrl+backslash", "ctrl+p", "ctrl+d", "f10")


async def test_no_key_leaves_the_kiosk(made: Made) -> None:
    app = made.app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*WAYS_OUT)
        assert app.is_running and isinstance(app.screen, EntryScreen)
        await enter(pilot, made.codes[0])
        await pilot.press("enter", "enter", "4", *WAYS_OUT)
        assert app.is_running and isinstance(app.screen, LinesScreen)


async def test_after_two_minutes_the_welcome_is_back_and_the_draft_opens_with_the_code(made: Made) -> None:
    app = made.app()
    async with app.run_test(size=SMALL) as pilot:
        await enter(pilot, made.codes[0])
        await pilot.press("enter", "enter", "4", "5")
        made.now += 89
        await app._look()
        assert isinstance(app.screen, LinesScreen)
        made.now += 6
        await app._look()
        await pilot.pause()
        assert isinstance(app.screen, AwayScreen) and "In 25 seconds" in screen_text(app)
        await pilot.press("3")
        assert isinstance(app.screen, LinesScreen)
        assert app.session.progress()[0] == 2, "the key says that somebody is here, and nothing else"
        made.now += 119
        await app._look()
        await pilot.pause()
        assert "In 1 second " in screen_text(app)
        made.now += 1
        await app._look()
        await settled(pilot)
        assert isinstance(app.screen, EntryScreen) and len(app.screen_stack) == 1
        await enter(pilot, made.codes[0])
        assert "Your draft was kept: 2 of" in screen_text(app)


async def test_a_touch_says_i_am_still_here(made: Made) -> None:
    app = made.app()
    async with app.run_test(size=(45, 24)) as pilot:
        await enter(pilot, made.codes[0])
        made.now += 100
        await app._look()
        await pilot.pause()
        assert app.screen.query_one("#here").region.height >= 2
        await pilot.click("#here")
        await settled(pilot)
        await app._look()
        assert "You are asked about Jo Lead" in screen_text(app)


async def test_a_code_that_was_half_typed_does_not_stay(made: Made) -> None:
    app = made.app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*"7ZQ4")
        made.now += 121
        await app._look()
        await settled(pilot)
        assert app.screen.query_one(CodeEntry).typed == ""


async def test_the_check_character_is_told_at_once_and_look_alikes_are_read(made: Made) -> None:
    app, code = made.app(), made.codes[0].replace("-", "")
    async with app.run_test(size=SMALL) as pilot:
        entry = app.screen.query_one(CodeEntry)
        await pilot.press(*"o", "i", "l", "u")
        assert entry.typed == "011" and "This character is in no code" in screen_text(app)
        await pilot.press("ctrl+u", *code[:15], "0" if code[15] != "0" else "1")
        assert "mistyped" in screen_text(app)
        await pilot.press("enter")
        assert isinstance(app.screen, EntryScreen)
        await pilot.press("backspace", code[15])
        assert "Typed right" in screen_text(app)


async def test_many_wrong_codes_slow_the_kiosk_and_it_says_so(made: Made) -> None:
    app = made.app()
    async with app.run_test(size=SMALL) as pilot:
        for _n in range(5):
            await enter(pilot, new_code())
            assert "does not open anything here" in screen_text(app)
            made.now += 2
        await enter(pilot, new_code())
        told = " ".join(screen_text(app).split())
        assert "Many tries were wrong, so it goes slowly now." in told and "15 seconds" in told
        made.now += 1
        await enter(pilot, made.codes[0])
        assert isinstance(app.screen, EntryScreen)
        assert app.screen.query_one(CodeEntry).fits, "the code stays, to be opened later"
        made.now += 15
        await pilot.press("enter")
        await settled(pilot)
        assert "You are asked about Jo Lead" in screen_text(app)


async def test_the_host_leaves_with_the_pin_and_nobody_without(made: Made) -> None:
    app = made.app(HostPin("271828", made.clock))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f10", *"314159", "enter")
        await settled(pilot)
        assert isinstance(app.screen, PinScreen) and "This is not the PIN" in screen_text(app)
        await pilot.press(*"271828", "enter")
        await settled(pilot)
        assert app.is_running, "too soon"
        made.now += 2
        await pilot.press(*"271828", "enter")
        await settled(pilot)
        assert not app.is_running or app._exit
    assert app.return_code == 0


async def test_what_a_person_left_is_freed(made: Made) -> None:
    app = made.app()
    async with app.run_test(size=SMALL) as pilot:
        await enter(pilot, made.codes[0])
        session, screen = weakref.ref(app.session), weakref.ref(app.screen)
        await pilot.press("enter", "enter")
        line = weakref.ref(app.screen.query(Line).first())
        await pilot.press("escape", "y")
        await settled(pilot)
        await pilot.pause(0.1)
        gc.collect()
        assert (session(), screen(), line()) == (None, None, None)


async def test_a_signal_keeps_the_draft_sealed_and_ends(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    app = made.app()
    async with app.run_test(size=SMALL) as pilot:
        await enter(pilot, made.codes[0])
        await pilot.press("enter", "enter", "4")
        app.leave_by_signal(15)
        await pilot.pause()
    assert app.return_code == 128 + 15
    (draft,) = made.drop.glob("kiosk/*.draft")
    assert draft.read_bytes().startswith(b"perflead.box/1")
