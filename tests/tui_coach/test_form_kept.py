"""A form that is half filled in is kept in the vault, encrypted, until it is signed or thrown away."""

from pathlib import Path

import pytest

from perflead_tui.flows.begun import BEGUN, begun, keep_begun
from perflead_tui.flows.drafting import ReviewDraft
from perflead_tui.flows.records import all_statuses
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.coach.asking import KeepScreen
from perflead_tui.tui.coach.home import HomeScreen
from perflead_tui.tui.coach.new import NewScreen
from perflead_tui.tui.coach.new.entry import Lines
from perflead_tui.tui.coach.unlock import UnlockScreen
from perflead_tui.tui.dialogs import AskScreen, WriteScreen
from perflead_tui.tui.widgets.field import Field
from perflead_tui.tui.work import Step, WorkScreen
from perflead_tui.vault.vault import CATALOG, Vault
from tests.flows.conftest import ROSTER, Review
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import LARGE, PASSPHRASE, SMALL, Starter, opened_again
from tests.tui_coach.doors import settled, typed
from tests.tui_coach.test_new import done, form, put

NAMES = "Ana Secret, peers\nBo Hidden, peers"


async def filled(app: CoachApp, pilot: object) -> None:
    """A name, and a roster that is typed in."""
    app.screen.query_one("#leader", Field).value = "Jo Lead"
    app.screen.query_one("#typed").focus()
    await pilot.press("right", "enter")  # type: ignore[attr-defined]
    assert isinstance(app.focused, Lines)
    app.focused.insert(NAMES)
    await pilot.pause()  # type: ignore[attr-defined]


def kept_in(home: Path) -> ReviewDraft | None:
    """What the vault has, after the app has left."""
    with Vault.open(home, PASSPHRASE) as vault:
        return begun(vault)


async def test_it_is_there_again_after_the_vault_was_locked_and_in_the_clear_nowhere(started: Starter) -> None:
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        await filled(app, pilot)
        await pilot.press("ctrl+l")
        await settled(pilot)
        assert isinstance(app.screen, UnlockScreen) and "Jo Lead" not in screen_text(app)
        assert not [node for node in app.walk_children() if isinstance(node, NewScreen)]
        assert app.home is not None
        for path in app.home.parent.rglob("*"):
            assert not path.is_file() or b"Ana Secret" not in path.read_bytes(), path
        await typed(pilot, PASSPHRASE)
        assert form(app).draft.leader == "Jo Lead" and NAMES in form(app).draft.roster_typed
        assert app.screen.query_one(Lines).text == form(app).draft.roster_typed
        assert "This is the review that you began" in screen_text(app)


async def test_escape_asks_once_and_home_offers_to_go_on_until_it_is_thrown_away(started: Starter) -> None:
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        await filled(app, pilot)
        await pilot.press("escape")
        assert isinstance(app.screen, KeepScreen) and "encrypted" in screen_text(app)
        await pilot.press("escape")
        assert form(app).draft.leader == "Jo Lead"
        await pilot.press("escape", "enter")
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        shown = screen_text(app)
        assert "Jo Lead" in shown and "you began to set it up" in shown and "0 reviews" in shown
        await pilot.press("enter")
        await settled(pilot)
        assert form(app).draft.leader == "Jo Lead"
        await pilot.press("escape", "t")
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen) and "you began" not in screen_text(app)
    assert app.home is not None and kept_in(app.home) is None


async def test_leaving_keeps_it_and_says_so(started: Starter) -> None:
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        await filled(app, pilot)
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert app.parting == ["The review that you began is kept. Home goes on with it."]
    assert app.home is not None
    found = kept_in(app.home)
    assert found is not None and found.leader == "Jo Lead"


async def test_an_empty_form_leaves_nothing_behind_and_asks_nothing(started: Starter) -> None:
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert app.parting == [] and app.home is not None and kept_in(app.home) is None


async def test_what_is_signed_is_no_draft_any_more(started: Starter, vault: Vault, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER)
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        await put(pilot, leader="Jo Lead", roster_file=str(roster))
        app.keep()
        assert begun(vault) is not None
        await pilot.press("f10", "f10")
        await done(pilot)
        assert len(all_statuses(vault)) == 1 and begun(vault) is None


def test_it_comes_back_as_it_was_and_its_history_goes_with_it(vault: Vault) -> None:
    draft = ReviewDraft(leader="Jo", typed=True, roster_typed=NAMES, blind=True, short_for=("peers",), minimum="5")
    draft.suggest_phases()
    keep_begun(vault, draft)
    found = begun(vault)
    assert found == draft and found.short_for == ("peers",) and found._suggested == draft._suggested
    for letter in range(20):
        keep_begun(vault, ReviewDraft(leader="Jo" * letter, roster_typed=NAMES))
    grown = (vault.home / CATALOG).stat().st_size
    keep_begun(vault, ReviewDraft())
    assert begun(vault) is None and (vault.home / CATALOG).stat().st_size < grown // 4


@pytest.mark.parametrize("entered", [{"leader": 3}, {"nonsense": "x"}, {"short_for": "peers"}, {"suggested": [1]}])
def test_what_another_version_kept_does_no_harm(vault: Vault, entered: dict[str, object]) -> None:
    vault.catalog.table(BEGUN).insert(entered)
    found = begun(vault)
    assert found is not None and found.empty


# Leaving over a dialog


async def test_ctrl_q_leaves_over_a_question(closed: Review, started: Starter) -> None:
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        await app.push_screen(AskScreen("Really?", "yes", "no"))
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not app.is_running or app._exit
    assert app.return_code == 0


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+l"])
async def test_words_that_are_being_written_in_a_dialog_are_kept(closed: Review, started: Starter, key: str) -> None:
    from perflead_tui.flows.debrief import Debrief

    app = started("walk", closed.id)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("9", "enter")
        await pilot.pause()
        assert isinstance(app.screen, WriteScreen)
        app.screen.query_one("Writing").text = ""  # type: ignore[attr-defined]
        await pilot.press(*"thanks", key)
        await pilot.pause(0.3)
    with opened_again(closed) as vault, Debrief.of_review(vault, closed.id) as found:
        assert found.plan.message == "thanks"


async def test_ctrl_q_stops_long_work_between_two_steps_and_then_leaves(closed: Review, started: Starter) -> None:
    import threading

    go_on, app = threading.Event(), started()

    def work(tell: object) -> str:
        go_on.wait(10)
        step: Step = ("One", 1, 2)
        tell(step)  # type: ignore[operator]
        raise AssertionError("it went on")

    async with app.run_test(size=SMALL) as pilot:
        app.work("Long work", work, lambda _done: None)
        await pilot.pause()
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert isinstance(app.screen, WorkScreen) and not app._exit
        go_on.set()
        await pilot.pause(0.3)
        assert app._exit
