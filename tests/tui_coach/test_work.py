"""Long work that is cancelled: between two steps it stops, after the last one it is told how it ended."""

import threading
from collections.abc import Callable

import pytest

from perflead_tui.tui.work import Step
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import SMALL, Starter
from tests.tui_coach.doors import settled


@pytest.mark.parametrize(("last", "told"), [(("Making", 1, 1), "made"), (("Making", 1, 2), "It was stopped")])
async def test_cancelling_after_the_last_step_hides_nothing(started: Starter, last: Step, told: str) -> None:
    app, asked, go_on = started(), threading.Event(), threading.Event()

    def work(tell: Callable[[Step], None]) -> str:
        tell(("Making", 0, last[2]))
        asked.set()
        go_on.wait(20)
        tell(last)
        return "made"

    async with app.run_test(size=SMALL) as pilot:
        app.work("Making", work, app.tell)
        while not asked.is_set():
            await pilot.pause(0.05)
        await pilot.press("escape")
        go_on.set()
        await settled(pilot)
        assert told in screen_text(app)
