"""The whole way in the app, from an empty home to a finished plan: with the keyboard alone, and with the mouse."""

import datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from perflead_tui.flows.debrief import Debrief
from perflead_tui.flows.moments import today
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.records import all_statuses
from perflead_tui.tui.coach.app import CoachApp, Onward
from perflead_tui.tui.coach.closing import ClosingScreen
from perflead_tui.tui.coach.desk import DeskScreen
from perflead_tui.tui.coach.home import HomeScreen
from perflead_tui.tui.dialogs import WriteScreen
from perflead_tui.tui.walk.screen import WalkScreen
from perflead_tui.vault import keys
from perflead_tui.vault.vault import Vault
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import LARGE, PASSPHRASE, SMALL
from tests.tui_coach.doors import QUICK, at, typed
from tests.tui_coach.doors import settled as quiet
from tests.tui_coach.test_new import write

PEOPLE = "Bo, manager\nAna, peers\nCy, peers\nDi, peers\nEd, peers\nFlo, peers"


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home folder of our own, and vaults that cost no time."""
    monkeypatch.setattr(keys, "DEFAULT_COST", QUICK)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


async def settled(pilot: Pilot[Onward]) -> None:
    """Wait until one thing that led to another has led nowhere else."""
    for _turn in range(3):
        await quiet(pilot)


def raters_answer(folder: Path) -> Path:
    """Everybody answers on machines of their own; their envelopes come back in one folder."""
    back = folder / "envelopes"
    back.mkdir()
    for at_, path in enumerate(sorted((folder / "invitations").iterdir())):
        session = AnswerSession.open(path, out=back)
        session.fill({"ratings": dict.fromkeys(session.form.item_keys, 3 + at_ % 3), "comments": {"O1": "go on"}})
        session.send()
    return back


def finished_plan(home: Path) -> None:
    """What is on the disk when all is done."""
    with Vault.open(home, PASSPHRASE) as vault:
        (status,) = all_statuses(vault)
        assert (status.leader, status.state, status.envelopes) == ("Jo Lead", "closed", 7)
        with Debrief.of_review(vault, status.review) as found:
            (focus,) = found.plan.focus
            assert focus.complete and focus.behaviour == "ask first"
            assert found.plan.message == "Thank you."
            assert found.state.notes["3"] == "calm"
            assert any(guess.highest for guess in found.state.guesses.values())


async def answered(pilot: Pilot[Onward], words: str) -> None:
    """Replace what a dialog suggests, and end it."""
    assert isinstance(pilot.app.screen, WriteScreen)
    await pilot.press("f7", "delete")
    await write(pilot, words)  # type: ignore[arg-type]
    await pilot.press("f10")
    await settled(pilot)


async def test_from_an_empty_home_to_a_finished_plan_with_the_keyboard_alone(house: Path) -> None:
    app = at(house / "vault")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("v")
        await settled(pilot)
        await typed(pilot, PASSPHRASE)
        await typed(pilot, PASSPHRASE)
        await pilot.press("w")
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)

        await pilot.press("n")
        await settled(pilot)
        await write(pilot, "Jo Lead\nSupervisor\nDana W\n")  # type: ignore[arg-type]
        await pilot.press("enter", "right", "enter")
        await write(pilot, PEOPLE)  # type: ignore[arg-type]
        await pilot.press("tab", "enter", "enter")
        await write(pilot, (today() + datetime.timedelta(days=30)).isoformat())  # type: ignore[arg-type]
        await pilot.press("f10")
        await settled(pilot)
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert isinstance(app.screen, DeskScreen)

        await pilot.press("i", "f10")
        await settled(pilot)
        await pilot.press("escape")
        envelopes = raters_answer(house)
        await pilot.press("c")
        await answered(pilot, str(envelopes))
        assert "7 in all" in screen_text(app)

        await pilot.press("x")
        await settled(pilot)
        assert isinstance(app.screen, ClosingScreen)
        await pilot.press("c")
        await settled(pilot)
        await pilot.press("y")
        await settled(pilot)
        await pilot.press("y")
        await settled(pilot)
        await _walk(app, pilot)
        assert isinstance(app.screen, HomeScreen) and "Walk through" in screen_text(app)
        await pilot.press("ctrl+q")
    finished_plan(house / "vault")


async def _walk(app: CoachApp, pilot: Pilot[Onward]) -> None:
    """All nine steps, from the contract to home."""
    assert isinstance(app.screen, WalkScreen)
    debrief = app.screen.debrief
    await pilot.press("2", "enter", "enter")
    await settled(pilot)
    for step in range(3, 10):
        while debrief.state.at < step:
            await pilot.press("right")
        if step == 3:
            await pilot.press("n", *"calm", "escape")
        if step == 7:
            await pilot.press("enter", "5", "4", "3", "enter", "c")
        if step == 8:
            await pilot.press("home", "enter")
            await answered(pilot, "ask first")
            await pilot.press("down", "down", "down", "down", "enter")
            await answered(pilot, "the crew speaks first")
        if step == 9:
            await pilot.press("enter")
            await answered(pilot, "Thank you.")
    await pilot.press("escape")
    await settled(pilot)


class Mouse:
    """Clicks what is seen; text is typed."""

    def __init__(self, app: CoachApp, pilot: Pilot[Onward]) -> None:
        self.app, self.pilot = app, pilot

    async def click(self, words: str) -> None:
        """Click where these words are seen, the last of them."""
        rows = screen_text(self.app).splitlines()
        for y in reversed(range(len(rows))):
            if words in rows[y]:
                await self.pilot.click(offset=(rows[y].rindex(words) + len(words) // 2, y))
                await settled(self.pilot)
                return
        raise AssertionError(f"{words} is not seen in\n" + "\n".join(rows))

    async def write(self, words: str) -> None:
        """Write into the dialog that is open, and click Done."""
        await self.pilot.press("f7", "delete")
        await write(self.pilot, words)  # type: ignore[arg-type]
        await self.click("Done")

    async def step(self, number: int) -> None:
        """Click a dot of the rail."""
        y, rail = next((y, row) for y, row in enumerate(screen_text(self.app).splitlines()) if "◉" in row)
        await self.pilot.click(offset=([x for x, char in enumerate(rail) if char in "●◉○"][number - 1], y))
        await settled(self.pilot)


async def test_from_an_empty_home_to_a_finished_plan_with_the_mouse(house: Path) -> None:
    app = at(house / "vault")
    async with app.run_test(size=LARGE) as pilot:
        mouse = Mouse(app, pilot)
        await mouse.click("Start a vault")
        await typed(pilot, PASSPHRASE)
        await write(pilot, PASSPHRASE)  # type: ignore[arg-type]
        await mouse.click("Make the vault")
        await mouse.click("I have written it down")
        await mouse.click("New review")
        await write(pilot, "Jo Lead\nSupervisor\nDana W\n")  # type: ignore[arg-type]
        await mouse.click("Typed in")
        await pilot.click("#roster_typed")
        await write(pilot, PEOPLE + "\n")  # type: ignore[arg-type]
        await mouse.click("To the terms")
        await mouse.click("Sign")
        assert isinstance(app.screen, DeskScreen)
        await mouse.click("Make the invitations")
        await mouse.click("Done")
        await mouse.click("Close")
        envelopes = raters_answer(house)
        await mouse.click("Take envelopes in")
        await mouse.write(str(envelopes))
        await mouse.click("Close")
        await mouse.click("Look which groups")
        await mouse.click("Close now")
        await mouse.click("Walk through")
        assert isinstance(app.screen, WalkScreen)
        await mouse.step(2)
        await mouse.click("Highest")
        await mouse.click("Does the work of management")
        await mouse.step(3)
        await mouse.click("Notes")
        await pilot.press(*"calm", "escape")
        await mouse.step(7)
        await mouse.click("Choose C")
        await mouse.step(8)
        for name, words in (("What I will do", "ask first"), ("Others will see", "the crew speaks first")):
            await mouse.click(name)
            await mouse.write(words)
        await mouse.step(9)
        await mouse.click("Enter writes it")
        await mouse.write("Thank you.")
        await mouse.click("Leave")
        assert isinstance(app.screen, HomeScreen)
        await mouse.click("Leave")
    finished_plan(house / "vault")
