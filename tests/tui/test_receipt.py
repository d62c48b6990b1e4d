"""The receipt at the end of the form: shown, kept only if asked for."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from perflead_tui.exchange.receipt import parse_receipt
from perflead_tui.flows.form_steps import Kind
from perflead_tui.flows.sent import Sent
from perflead_tui.tui.rater.app import RaterApp
from perflead_tui.tui.rater.sent import SentScreen

from .conftest import Opener
from .looking import screen_text
from .test_rater import SMALL, begin, go_to


async def seal(pilot: Pilot[Sent], app: RaterApp) -> SentScreen:
    await begin(pilot)
    await pilot.press("4")
    await go_to(pilot, app, Kind.REVIEW)
    await pilot.press("s")
    await pilot.pause()
    assert isinstance(app.screen, SentScreen)
    return app.screen


def receipts(app: RaterApp) -> list[Path]:
    assert app.sent is not None and app.sent.path is not None
    return list(app.sent.path.parent.glob("*.receipt"))


async def test_the_code_is_shown_and_no_receipt_is_kept(open_session: Opener) -> None:
    app = RaterApp(open_session())
    async with app.run_test(size=SMALL) as pilot:
        await seal(pilot, app)
        assert app.sent is not None and app.sent.code is not None
        assert app.sent.code.replace("-", "") in screen_text(app).replace(" ", "")
        words = " ".join(screen_text(app).split())
        assert "that your answer was counted" in words and "that someone here took part" in words
        await pilot.press("enter")
    assert not receipts(app)


async def test_r_keeps_the_receipt_beside_the_envelope_once(open_session: Opener) -> None:
    app = RaterApp(open_session())
    async with app.run_test(size=SMALL) as pilot:
        await seal(pilot, app)
        await pilot.press("r", "R", "r")
        (path,) = receipts(app)
        assert app.sent is not None and app.sent.path is not None
        assert path.stem == app.sent.path.stem
        assert parse_receipt(path.read_bytes(), "receipt").code == app.sent.code
        assert path.name in "".join(screen_text(app).split())


async def test_a_file_that_is_there_is_left_as_it_is(open_session: Opener) -> None:
    app = RaterApp(open_session())
    async with app.run_test(size=SMALL) as pilot:
        await seal(pilot, app)
        assert app.sent is not None and app.sent.path is not None
        app.sent.path.with_suffix(".receipt").write_text("mine")
        await pilot.press("r")
        assert "exists already" in screen_text(app)
    assert receipts(app)[0].read_text() == "mine"


async def test_the_receipt_is_kept_with_the_mouse(open_session: Opener) -> None:
    app = RaterApp(open_session())
    async with app.run_test(size=SMALL) as pilot:
        await seal(pilot, app)
        await pilot.click("#keep")
        await pilot.pause()
        assert len(receipts(app)) == 1


@pytest.mark.parametrize("size", [(45, 30), (80, 24), (140, 40)])
async def test_the_whole_code_is_on_every_screen(open_session: Opener, size: tuple[int, int]) -> None:
    app = RaterApp(open_session())
    async with app.run_test(size=size) as pilot:
        await seal(pilot, app)
        assert app.sent is not None and app.sent.code is not None
        assert app.sent.code.replace("-", "") in screen_text(app).replace(" ", "").replace("-", "")
