"""What waits leaves while the window is open, at a moment that nobody can foresee."""

import datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from perflead_tui.exchange.receipt import make_receipt, parse_receipt
from perflead_tui.flows import outbox
from perflead_tui.flows.deliver import Delivered
from perflead_tui.flows.sent import Sent
from perflead_tui.tui.rater import sent as sent_module
from perflead_tui.tui.rater.app import RaterApp
from perflead_tui.tui.rater.leaving import Leaving
from perflead_tui.tui.rater.sent import SentScreen
from tests.tui.conftest import Opener
from tests.tui.looking import screen_text

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


async def test_a_held_answer_leaves_from_the_open_window_and_then_has_a_receipt(
    open_session: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place, other = Path("outbox/mine"), Path("outbox/another")
    session = open_session()
    receipt = make_receipt(b"an envelope", session.terms, bytes(32))
    left: dict[Path, bytes] = {other: make_receipt(b"of somebody else", session.terms, bytes(32))}

    def delivered() -> Delivered:
        return Delivered(len(left), 0, (), left)

    monkeypatch.setattr(sent_module, "deliver_quietly", delivered)
    monkeypatch.setattr(outbox, "now", lambda: START + datetime.timedelta(days=1))
    app = RaterApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        app.sent = Sent(None, 1, "held", START, waits=place)
        screen = SentScreen(session, app.sent)
        await app.push_screen(screen)
        screen._leaving._moment = START
        screen._look()
        await settled(pilot)
        assert screen._sent.way == "held", "another person's answer has left, not this one"
        assert not session.has_receipt
        left[place] = receipt
        screen._look()
        await settled(pilot)
        assert app.sent.way == "drop" and app.sent.code == parse_receipt(receipt, "").code
        assert (app.sent.code or "").replace("-", "") in screen_text(app).replace(" ", "")
        await pilot.press("r")
        (kept,) = tmp_path.glob("*.receipt")
        assert kept.read_bytes() == receipt


async def settled(pilot: "Pilot[object]") -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
