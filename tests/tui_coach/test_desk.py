"""The desk and the closing page: what is offered, what is done, what is never shown."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from perflead_tui.flows.collect import collect
from perflead_tui.flows.records import open_review
from perflead_tui.flows.setup import new_review
from perflead_tui.flows.sharing import offer, send
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.coach.asking import TellScreen
from perflead_tui.tui.coach.closing import ClosingScreen
from perflead_tui.tui.coach.desk import DeskScreen
from perflead_tui.tui.coach.form import FormScreen
from perflead_tui.tui.dialogs import WriteScreen
from perflead_tui.tui.walk.screen import WalkScreen
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import Review, wanted
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import SMALL, Starter


async def settled(pilot: "Pilot[None]") -> None:
    """Workers have finished, and what they told is on screen."""
    for _turn in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def fill(pilot: "Pilot[None]", **entered: object) -> None:
    """Fill the form in, and do it."""
    assert isinstance(pilot.app.screen, FormScreen)
    for name, value in entered.items():
        pilot.app.screen.query_one(f"#{name}", Input).value = str(value)
    await pilot.press("f10")
    await settled(pilot)


async def write(pilot: "Pilot[None]", words: str) -> None:
    """Write into the dialog instead of what is suggested, and end it."""
    assert isinstance(pilot.app.screen, WriteScreen)
    pilot.app.screen.query_one("Writing").load_text(words)  # type: ignore[attr-defined]
    pilot.app.screen.action_done()
    await settled(pilot)


@pytest.fixture
def open_review_with_answers(vault: Vault, tmp_path: Path) -> Review:
    """A review that everybody answered; the envelopes are in a folder."""
    review = Review(vault, tmp_path)
    review.answer_all()
    return review


def words(app: CoachApp) -> str:
    return " ".join(screen_text(app).split())


async def test_a_new_review_gets_its_invitations_and_only_then_envelopes(
    vault: Vault, started: Starter, tmp_path: Path
) -> None:
    review = new_review(vault, wanted()).review
    app = started("desk", review)
    async with app.run_test(size=SMALL) as pilot:
        assert "no invitations yet" in words(app)
        await pilot.press("c")
        assert "not possible now" in words(app)
        await pilot.press("i")
        await fill(pilot, out=tmp_path / "inv")
        assert "13 invitations were made" in words(app)
        assert len(list((tmp_path / "inv").iterdir())) == 13


async def test_an_open_desk_shows_totals_and_no_group(open_review_with_answers: Review, started: Starter) -> None:
    review = open_review_with_answers
    app = started("desk", review.id)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("c")
        await write(pilot, str(review.envelopes))
        said = words(app)
        assert "13 in all" in said
        assert not any(group in said for group in ("Peers", "Frontline", "Partners"))


async def test_what_was_not_taken_is_told_by_name(open_review_with_answers: Review, started: Starter) -> None:
    review = open_review_with_answers
    (review.envelopes / "junk.envelope").write_text("junk")
    app = started("desk", review.id)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("c")
        await write(pilot, str(review.envelopes))
        assert isinstance(app.screen, TellScreen)
        assert "junk.envelope" in screen_text(app).replace("\n", "").replace(" ", "")


async def test_from_the_desk_to_the_walk_through_by_keyboard(
    open_review_with_answers: Review, started: Starter
) -> None:
    review = open_review_with_answers
    collect(review.vault, review.id, [review.envelopes])
    app = started("desk", review.id)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("x")
        await settled(pilot)
        assert isinstance(app.screen, ClosingScreen)
        (main,) = app.screen.query("Action.-main")
        assert main.id == "closing-check", "the groups are looked at first"
        await pilot.press("c")
        await settled(pilot)
        assert "Shown" in words(app) and "Frontline" in words(app)
        assert app.focused is not None and app.focused.id == "closing-back", "Enter goes back and closes nothing"
        await pilot.press("y")
        await settled(pilot)
        assert "Closed with 13 answers" in words(app)
        await pilot.press("y")
        await settled(pilot)
        assert isinstance(app.screen, WalkScreen)


async def test_a_review_that_was_handed_on_says_so_and_is_erased_when_that_is_confirmed(
    open_review_with_answers: Review, started: Starter, tmp_path: Path
) -> None:
    review = open_review_with_answers
    collect(review.vault, review.id, [review.envelopes])
    send(review.vault, offer(review.vault, review.id, "review"), b"sealed", tmp_path / "x.age")
    app = started("desk", review.id)
    async with app.run_test(size=SMALL) as pilot:
        said = words(app)
        assert "handed on" in said and "Has it arrived there?" in said and "Take envelopes in" not in said
        await pilot.press("c")
        assert "this review is handed on" in words(app)
        (main,) = app.screen.query("Action.-main")
        assert main.id != "desk-erase", "Enter destroys nothing"
        await pilot.press("e")
        await settled(pilot)
        assert isinstance(app.screen, TellScreen) and "only when it has arrived" in words(app)
        assert "the report as it was frozen" not in words(app), "it has none here"
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert "goes on there" in words(app) and "See what is left" in words(app)


async def test_enter_on_the_closing_page_goes_back_and_closes_nothing(
    open_review_with_answers: Review, started: Starter
) -> None:
    review = open_review_with_answers
    collect(review.vault, review.id, [review.envelopes])
    app = started("closing", review.id)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, DeskScreen)
        with open_review(review.vault, review.id) as file:
            assert file.state == "open"


async def test_a_closed_desk_writes_the_board_and_erases_once(closed: Review, started: Starter, tmp_path: Path) -> None:
    app = started("desk", closed.id)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("b")
        await write(pilot, str(tmp_path / "board"))
        assert (tmp_path / "board" / "board.json").exists()
        await pilot.press("e")
        assert "13 envelopes" in words(app)
        await pilot.press("escape", "e", "y")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert "Erased" in words(app)
        await pilot.press("e")
        assert "not possible now" in words(app)


async def test_a_report_is_written_into_a_new_file_and_never_over_another(
    closed: Review, started: Starter, tmp_path: Path
) -> None:
    (tmp_path / "there.txt").write_text("mine")
    app = started("desk", closed.id)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("o", *["right"] * 4)
        await fill(pilot, out=tmp_path / "there.txt")
        assert "exists already" in words(app)
        await fill(pilot, out=tmp_path / "new.md")
        assert "that of another format" in words(app)
        await fill(pilot, out=tmp_path / "new")
        assert "The report is in" in words(app)
        await pilot.press("escape")
    assert (tmp_path / "there.txt").read_text() == "mine"
    assert "Jo Lead" in (tmp_path / "new.txt").read_text()


async def test_the_vault_is_checked_from_home(closed: Review, started: Starter) -> None:
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("v")
        await settled(pilot)
        assert isinstance(app.screen, TellScreen) and "All is well." in words(app)


async def test_the_passphrase_is_changed_only_if_both_are_the_same(
    closed: Review, started: Starter, tmp_path: Path
) -> None:
    app, home = started(), closed.vault.home
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("p", *"anothersecret", "enter", *"anothersecre", "enter")
        await settled(pilot)
        assert "not the same" in words(app)
        await pilot.press("p", *"anothersecret", "enter", *"anothersecret", "enter")
        await settled(pilot)
        assert "was changed" in words(app)
        await pilot.press("k", "y")
        await settled(pilot)
        key = next(row.strip() for row in screen_text(app).splitlines() if row.count("-") >= 5)
        await pilot.press("escape", "ctrl+q")
    Vault.open(home, "anothersecret").close()
    Vault.open(home, key).close()


async def test_the_reminder_goes_to_all(open_review_with_answers: Review, started: Starter) -> None:
    app = started("desk", open_review_with_answers.id)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("m", "f10")
        await settled(pilot)
        assert isinstance(app.screen, TellScreen)
        assert "everyone who was invited" in words(app)
