"""What waits leaves while the window is open, at a moment that nobody can foresee."""

import datetime

import pytest
from textual.pilot import Pilot

from perflead_tui.flows import outbox
from perflead_tui.flows.sent import Sent
from perflead_tui.tui.rater import sent as sent_module
from perflead_tui.tui.rater.app import RaterApp
from perflead_tui.tui.rater.leaving import Leaving
from perflead_tui.tui.rater.sent import SentScreen
from tests.tui.conftest import Opener

START = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)


def test_nothing_leaves_before_its_time_and_then_at_a_random_moment() -> None:
    moments = set()
    for _run in range(30):
        leaving = Leaving(START)
        assert not leaving.due(START - datetime.timedelta(seconds=1))
        leaving.due(START)
        moments.add(leaving._moment)
        assert leaving.due(START + datetime.timedelta(seconds=600))
    assert len(moments) > 20


async def test_a_held_answer_leaves_from_the_open_window(open_session: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def delivered() -> int:
        tried.append(1)
        return 1

    monkeypatch.setattr(sent_module, "deliver_quietly", delivered)
    monkeypatch.setattr(outbox, "now", lambda: START + datetime.timedelta(days=1))
    app = RaterApp(open_session())
    async with app.run_test(size=(80, 24)) as pilot:
        screen = SentScreen(app.session, Sent(None, 1, "held", START))
        await app.push_screen(screen)
        screen._leaving._moment = START
        screen._look()
        await settled(pilot)
        assert tried and screen._sent.way == "drop"


async def settled(pilot: "Pilot[object]") -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
