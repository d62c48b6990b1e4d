"""The vault closes when nobody is there, and what was said is on the disk."""

import asyncio
import signal
from collections.abc import Callable

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.debrief import Debrief
from perflead_tui.settings import Settings
from perflead_tui.tui.coach.app import CoachApp, Place
from perflead_tui.tui.coach.home import HomeScreen
from perflead_tui.tui.coach.unlock import UnlockScreen
from perflead_tui.tui.dialogs import AskScreen
from perflead_tui.tui.walk.screen import WalkScreen
from perflead_tui.tui.work import Step, WorkScreen
from tests.flows.conftest import Review
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import LARGE, PASSPHRASE, SMALL, Starter, opened_again
from tests.tui_coach.doors import is_free, settled, typed

MINUTE = 60.0


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def walking(review: Review, minutes: int = 15) -> tuple[CoachApp, Clock]:
    """The app at the walk-through of a review, with a clock of ours."""
    app = CoachApp(
        review.vault.home, Settings(lock_minutes=minutes), vault=review.vault, start=Place("walk", review.id)
    )
    clock = Clock()
    app.clocks = (clock,)
    app._used = app._now()
    return app, clock


async def test_it_locks_keeps_the_notes_and_comes_back_to_the_same_step(closed: Review) -> None:
    app, clock = walking(closed)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("4", "n", *"well")
        clock.now += 14.5 * MINUTE
        await app.look_at_clock()
        await pilot.pause()
        assert "locks in a minute" in screen_text(app)
        clock.now += MINUTE
        await app.look_at_clock()
        await settled(pilot)
        assert isinstance(app.screen, UnlockScreen) and app.locked
        with opened_again(closed) as vault, Debrief.of_review(vault, closed.id) as found:
            assert (found.state.at, found.state.notes["4"]) == (4, "well")
        await typed(pilot, PASSPHRASE)
        screen = app.screen
        assert isinstance(screen, WalkScreen)
        assert screen.debrief.state.at == 4 and screen.debrief.state.notes["4"] == "well"
    assert is_free(closed.vault.home)


async def test_nothing_of_the_review_stays_below_the_lock(closed: Review) -> None:
    app, _clock = walking(closed)
    async with app.run_test(size=LARGE) as pilot:
        await app.push_screen(AskScreen("Jo Lead?", "yes", "no"))
        await pilot.press("ctrl+l")
        await settled(pilot)
        assert [type(screen) for screen in app.screen_stack] == [UnlockScreen]
        assert "Jo Lead" not in screen_text(app)
        assert [type(node) for node in app.children] == [UnlockScreen]


async def test_a_key_within_the_last_minute_keeps_it_open(closed: Review) -> None:
    app, clock = walking(closed)
    async with app.run_test(size=LARGE) as pilot:
        clock.now += 14.5 * MINUTE
        await app.look_at_clock()
        await pilot.press("2")
        await pilot.pause()
        assert "locks in a minute" not in screen_text(app)
        clock.now += 14 * MINUTE
        await app.look_at_clock()
        assert isinstance(app.screen, WalkScreen)


async def test_a_key_after_the_time_finds_it_locked(closed: Review) -> None:
    app, clock = walking(closed)
    async with app.run_test(size=LARGE) as pilot:
        clock.now += 9 * 60 * MINUTE  # a laptop that slept: nothing could look at the clock
        await pilot.press("2")
        await settled(pilot)
        assert isinstance(app.screen, UnlockScreen)


async def test_zero_minutes_mean_never(closed: Review) -> None:
    app, clock = walking(closed, minutes=0)
    async with app.run_test(size=SMALL) as pilot:
        clock.now += 1e6
        await app.look_at_clock()
        await pilot.press("2")
        assert isinstance(app.screen, WalkScreen)
        await pilot.press("ctrl+l")
        await settled(pilot)
        assert isinstance(app.screen, UnlockScreen)


async def test_work_is_never_cut_off(review: Review, started: Starter) -> None:
    app = started()
    clock = Clock()
    app.clocks = (clock,)
    app._used = app._now()
    go_on = asyncio.Event()
    loop = asyncio.get_running_loop()
    done: list[str] = []

    def work(_tell: Callable[[Step], None]) -> str:
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(20)
        return "done"

    async with app.run_test(size=SMALL) as pilot:
        app.work("Long work", work, done.append)
        await pilot.pause()
        clock.now += 1e6
        await app.look_at_clock()
        await pilot.press("ctrl+l")
        await pilot.pause()
        assert isinstance(app.screen, WorkScreen) and not app.locked
        go_on.set()
        await settled(pilot)
        assert done == ["done"] and isinstance(app.screen, HomeScreen)
        await app.look_at_clock()
        assert not app.locked  # the time counts from its end
        clock.now += 16 * MINUTE
        await app.look_at_clock()
        await settled(pilot)
        assert app.locked


async def test_what_cannot_be_kept_is_told_before_it_is_lost(closed: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    app, _clock = walking(closed)

    def full(_self: Debrief) -> None:
        raise PerfleadError("The disk is full.")

    async with app.run_test(size=LARGE) as pilot:
        monkeypatch.setattr(Debrief, "save", full)
        await pilot.press("ctrl+l")
        await settled(pilot)
        assert isinstance(app.screen, WalkScreen)
        assert "The disk is full. It is not locked yet" in " ".join(screen_text(app).split())
        await pilot.press("ctrl+l")
        await settled(pilot)
        assert isinstance(app.screen, UnlockScreen)


async def test_a_review_that_is_gone_leads_home(closed: Review) -> None:
    app, _clock = walking(closed)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("ctrl+l")
        await settled(pilot)
        (closed.vault.home / "reviews" / closed.id).unlink()
        await typed(pilot, PASSPHRASE)
        assert isinstance(app.screen, HomeScreen)


@pytest.mark.parametrize("way", ["signal", "ctrl+c", "ctrl+q", "crash"])
async def test_the_vault_is_closed_on_every_way_out(closed: Review, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app, _clock = walking(closed)

    def fail(*_given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(WalkScreen, "action_table", fail)
    try:
        async with app.run_test(size=LARGE) as pilot:
            await pilot.press("3", "n", *"kept", "escape")
            if way == "signal":
                app.leave_by_signal(signal.SIGTERM)
            else:
                await pilot.press("t" if way == "crash" else way)
            await pilot.pause()
    except ZeroDivisionError:
        assert way == "crash"
    app.close_vault()  # what run.py does in any case
    with opened_again(closed) as vault, Debrief.of_review(vault, closed.id) as found:
        assert found.state.notes["3"] == "kept"
