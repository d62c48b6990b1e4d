"""The demo in its app: everything can be tried, both reviews are in reach, and nothing of it is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from perflead_tui.flows.demo import Demo, demo
from perflead_tui.settings import Settings
from perflead_tui.tui.coach.demo import DemoApp
from perflead_tui.tui.coach.home import HomeScreen
from perflead_tui.tui.walk.screen import WalkScreen
from tests.tui.looking import screen_text

from .conftest import LARGE


@pytest.fixture
def shown() -> Iterator[Demo]:
    """The demo's vault."""
    with demo() as found:
        yield found


async def test_it_begins_with_the_walk_through_and_its_end_leads_home(shown: Demo) -> None:
    app = DemoApp(shown, Settings())
    async with app.run_test(size=LARGE) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, WalkScreen)
        assert not app.screen.walk.read_only
        material = app.screen.debrief.material
        assert material.before and material.agency
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        assert screen_text(app).count("Jordan Rivera") == 2


async def test_the_earlier_review_has_the_agency_beside_it_and_nothing_before(shown: Demo) -> None:
    app = DemoApp(shown, Settings())
    earlier = shown.beside["before"].review.id
    async with app.run_test(size=LARGE) as pilot:
        await pilot.pause()
        app.visit("walk", earlier)
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, WalkScreen)
        material = app.screen.debrief.material
        assert (material.report.review.id, material.before) == (earlier, None)
        assert material.agency is not None


async def test_it_does_not_lock_because_nobody_knows_its_passphrase(shown: Demo) -> None:
    app = DemoApp(shown, Settings(lock_minutes=1))
    assert app.settings.lock_minutes == 0
    async with app.run_test(size=LARGE) as pilot:
        await pilot.pause()
        app.action_lock()
        await pilot.pause()
        assert not app.locked
        assert "does not lock" in screen_text(app)


async def test_a_theme_that_is_chosen_in_it_is_not_the_users_afterwards(shown: Demo, isolated: Path) -> None:
    app = DemoApp(shown, Settings())
    async with app.run_test(size=LARGE) as pilot:
        await pilot.pause()
        app.set_theme("perflead-light")
        await pilot.pause()
        assert app.theme == "perflead-light"
    assert not [path for path in isolated.rglob("*") if path.is_file()]


async def test_sharing_a_sample_says_in_plain_words_why_not(shown: Demo) -> None:
    app = DemoApp(shown, Settings())
    async with app.run_test(size=LARGE) as pilot:
        await pilot.pause()
        await app.screen.run_action("share")
        await pilot.pause()
        assert "A sample review cannot be shared" in screen_text(app)
