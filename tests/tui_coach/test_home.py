"""Home: the reviews, their state in words, the next thing to do."""

import datetime
from pathlib import Path

import pytest

from perflead_tui.flows import records
from perflead_tui.flows.records import Status, remember
from perflead_tui.flows.setup import new_review
from perflead_tui.tui.coach import home as home_page
from perflead_tui.tui.coach.app import CoachApp, Place
from perflead_tui.tui.coach.home import HomeScreen
from perflead_tui.tui.results.sheet import Sheet
from perflead_tui.tui.walk.screen import WalkScreen
from perflead_tui.vault.vault import REVIEWS, Vault
from tests.flows.conftest import Review, wanted
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import LARGE, SMALL, Starter
from tests.tui_coach.doors import settled


async def place_after(app: CoachApp, *keys: str) -> Place:
    """Where these keys lead from home."""
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*keys)
        await settled(pilot)
        return app.place


async def test_an_empty_home_says_what_it_is_for_and_what_to_press(started: Starter) -> None:
    app = started()
    async with app.run_test(size=SMALL):
        said = screen_text(app)
        assert "No reviews yet" in said and "Press N" in said


async def test_n_sets_up_the_first_review(started: Starter) -> None:
    assert (await place_after(started(), "n")).name == "new"


async def test_a_review_is_shown_with_its_state_and_its_next_step(review: Review, started: Starter) -> None:
    app = started()
    async with app.run_test(size=SMALL):
        said = screen_text(app)
        assert "Jo Lead" in said and "open, 0 envelopes of 13" in said
        assert said.count("Take envelopes in") == 2  # beside the review, and at the bottom right


async def test_enter_does_the_next_thing(review: Review, started: Starter) -> None:
    assert await place_after(started(), "enter") == Place("desk", review.id)


async def test_enter_walks_through_a_closed_review_and_d_goes_to_its_desk(closed: Review, started: Starter) -> None:
    app = started()
    async with app.run_test(size=LARGE) as pilot:
        assert "Walk through" in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, WalkScreen)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("d")
        await settled(pilot)
        assert app.place == Place("desk", closed.id)


async def test_r_on_an_open_review_says_why_there_is_nothing(review: Review, started: Starter) -> None:
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        await pilot.pause()
        assert "nothing to walk through yet" in screen_text(app)
        assert app.place.name == "home"


async def test_a_click_opens_the_review_under_the_mouse(review: Review, started: Starter) -> None:
    other = new_review(review.vault, wanted()).review
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        row = next(at for at, words in enumerate(screen_text(app).splitlines()) if "no invitations yet" in words)
        await pilot.click(Sheet, offset=(5, row - app.screen.query_one(Sheet).region.y))
        await settled(pilot)
        assert app.place == Place("desk", other)


async def test_a_damaged_review_is_named_and_the_others_can_be_used(review: Review, started: Starter) -> None:
    other = new_review(review.vault, wanted()).review
    path = review.vault.home / REVIEWS / review.id
    path.write_bytes(path.read_bytes()[:-30] + b"?" * 40)
    app = started()
    async with app.run_test(size=LARGE) as pilot:
        assert "Jo Lead" in screen_text(app) and "See what is wrong" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "perflead doctor" in screen_text(app)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert app.place == Place("desk", other)


async def test_a_catalog_that_cannot_be_read_is_told_and_not_fatal(
    review: Review, started: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from perflead_tui.vault.faults import damaged

    def fail(*_given: object) -> None:
        raise damaged(Path("catalog"))

    monkeypatch.setattr(home_page, "agenda", fail)
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "d", "r")
        await pilot.pause()
        assert "cannot be read" in screen_text(app) and "perflead doctor" in screen_text(app)


async def test_of_200_reviews_only_those_in_sight_are_laid_out_first(
    vault: Vault, started: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "_size", lambda _vault, _review: 1)
    for number in range(200):
        code = f"{number:016o}".translate(str.maketrans("01", "ab"))
        day = datetime.date(2026, 11, 1) + datetime.timedelta(days=number)
        remember(vault, Status(code, f"Leader {number}", "performance-leadership", "open", day, day, 9, 0))
    made: list[str] = []
    real = home_page._rows
    monkeypatch.setattr(home_page, "_rows", lambda entry, width: [made.append(entry.review), *real(entry, width)][1:])
    screen = HomeScreen()
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        found = app.screen
        assert isinstance(found, type(screen)) and len(found.entries) == 200
        found.draw()
        layout = found.sheet.layout_now
        assert layout is not None and len(layout.rows) < 200
        await pilot.press("end")
        await settled(pilot)
        assert "Leader 199" in screen_text(app)


async def test_hostile_names_do_no_harm(vault: Vault, started: Starter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_size", lambda _vault, _review: 1)
    day = datetime.date(2026, 11, 1)
    remember(vault, Status("a" * 16, "[/b] \x1b[31m" + "שלום" * 30, "q", "open", day, day, 9, 0))
    for size in (SMALL, (45, 24)):
        app = started()
        app._vault = Vault.open(vault.home, "a long passphrase") if size != SMALL else vault
        async with app.run_test(size=size):
            assert "[/b]" in screen_text(app) and "\x1b" not in screen_text(app)
