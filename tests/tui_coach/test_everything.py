"""Everything that a command does can be done in the app, and everything that the app changes by a command."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from perflead_tui.cli.main import cli
from perflead_tui.exchange.receipt import code_of
from perflead_tui.flows.close import frozen_report
from perflead_tui.flows.courier import read_courier_key
from perflead_tui.flows.debrief import Debrief
from perflead_tui.flows.openers import share_owner
from perflead_tui.flows.publish import BOARD, ENVELOPES, publish, signed_terms
from perflead_tui.flows.records import open_review
from perflead_tui.flows.setup import new_review
from perflead_tui.guide import topics
from perflead_tui.questionnaire.loading import load
from perflead_tui.review.terms import Openers
from perflead_tui.settings import read_settings
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.coach.asking import TellScreen
from perflead_tui.tui.coach.form import FormScreen
from perflead_tui.tui.coach.manual import ManualScreen, page_rows
from perflead_tui.tui.coach.new.preview import PreviewScreen
from perflead_tui.tui.coach.toolbox import TOOLS
from perflead_tui.tui.coach.unlock import UnlockScreen
from perflead_tui.tui.commands import COMMANDS, Where
from perflead_tui.tui.content import Rows
from perflead_tui.tui.dialogs import PickScreen, WriteScreen
from perflead_tui.tui.palette import Registry
from perflead_tui.tui.walk.screen import WalkScreen
from tests.flows.conftest import Review, wanted
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import LARGE, SMALL, Starter, opened_again
from tests.tui_coach.doors import settled

NOT_IN_THE_APP = {
    "completion": "it prints a script for a shell, and the app has no shell",
    "serve": "it makes a machine into a server until it is stopped",
    "kiosk": "it takes the terminal over for people who answer, and gives it back with a passphrase alone",
    "schema": "it prints JSON Schema for whoever writes a program",
}
"""Commands that make no sense in the app, and why."""

CHANGE_NOTHING = {
    "palette", "help", "language", "jump", "lock", "quit",  # of everywhere: they show, or leave
    "back", "next", "next_group", "group_before", "more", "leave", "table", "list",  # to another page or view
    *(f"step{n}" for n in range(1, 10)),
}  # fmt: skip
"""Commands of the app after which everything that is kept is as it was; they need no command line."""


def leaves(command: click.Command = cli, *path: str) -> Iterator[str]:
    """Every command that does something, by the words that call it."""
    if not isinstance(command, click.Group):
        yield " ".join(path)
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        yield from leaves(inner, *path, name)


def test_every_command_has_its_place_in_the_app() -> None:
    there = [f"{each.cli} " for each in COMMANDS]
    lacking = [
        name for name in leaves()
        if name not in NOT_IN_THE_APP and not any(typed.startswith(f"perflead {name} ") for typed in there)
    ]  # fmt: skip
    assert not lacking, f"these commands are not in tui/commands.py: {', '.join(lacking)}"


def test_what_is_left_out_of_the_app_exists_and_is_left_out() -> None:
    assert set(NOT_IN_THE_APP) <= set(leaves())
    assert not [each.name for each in COMMANDS for name in NOT_IN_THE_APP if each.cli.startswith(f"perflead {name}")]


def test_whatever_the_app_changes_a_command_changes() -> None:
    lacking = [each.name for each in COMMANDS if not each.cli and each.name.partition(".")[2] not in CHANGE_NOTHING]
    assert not lacking, f"these name no command line: {', '.join(lacking)}"


def test_every_tool_of_the_registry_is_there() -> None:
    named = {each.action for each in COMMANDS if each.where is Where.TOOLS}
    assert named >= {f"screen.tool('{name}')" for name in TOOLS}


# Reaching them


async def entry(app: CoachApp, words: str) -> None:
    """Do what the palette has under these words."""
    provider = Registry(app.screen)
    await provider.startup()
    found = next(each for each in provider._entries if each.words == words)
    done = found.does()
    if hasattr(done, "__await__"):
        await done  # type: ignore[misc]


async def fill(app: CoachApp, pilot: Pilot[None], **entered: object) -> None:
    """Fill a form in, and do it."""
    assert isinstance(app.screen, FormScreen)
    for name, value in entered.items():
        app.screen.query_one(f"#{name}", Input).value = str(value)
    await pilot.press("f10")
    await settled(pilot)  # type: ignore[arg-type]


def told(app: CoachApp) -> str:
    """All that a dialog tells, on one line."""
    assert isinstance(app.screen, TellScreen), screen_text(app)
    return " ".join(app.screen._lines)


@pytest.mark.parametrize("vault_there", [True, False])
async def test_the_palette_has_the_tools_at_home_and_on_the_first_page(
    review: Review, started: Starter, tmp_path: Path, vault_there: bool
) -> None:
    app = started() if vault_there else CoachApp(tmp_path / "none")
    async with app.run_test(size=LARGE) as pilot:
        provider = Registry(app.screen)
        await provider.startup()
        words = {each.words for each in provider._entries}
        assert {each.title() for each in COMMANDS if each.where is Where.TOOLS} <= words
        assert {"Settings", "Read the manual"} <= words
        await entry(app, "Where files are")
        await pilot.pause()
        assert "Settings" in told(app)


async def test_a_key_may_be_given_to_what_the_palette_alone_has(review: Review, started: Starter) -> None:
    app = started()
    app.set_keymap({"tools.locate": "f9"})
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("f9")
        await pilot.pause()
        assert isinstance(app.screen, TellScreen)


async def test_a_board_is_checked_and_a_receipt_is_looked_up(closed: Review, started: Starter, tmp_path: Path) -> None:
    publish(closed.vault, closed.id, tmp_path / "board", envelopes=True)
    board, folder = tmp_path / "board" / BOARD, tmp_path / "board" / ENVELOPES
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        await entry(app, "Check a board")
        await pilot.pause()
        await fill(app, pilot, board=board, envelopes=tmp_path / "nothing")
        assert isinstance(app.screen, FormScreen) and "could not be read" in screen_text(app)  # and all is still there
        assert app.screen.query_one("#board", Input).value == str(board)
        await fill(app, pilot, envelopes=folder)
        assert "The board is sound." in told(app)
        await pilot.press("escape")
        await entry(app, "Was my answer counted?")
        await pilot.pause()
        await fill(app, pilot, receipt="nonsense", board=board)
        assert isinstance(app.screen, FormScreen) and "not the code of a receipt" in screen_text(app)
        code = code_of(hashlib.sha256(next(folder.iterdir()).read_bytes()).digest())
        await fill(app, pilot, receipt=code)
        assert "counted" in told(app) and "Terms:" in told(app)


async def test_a_courier_makes_keys_and_hands_over(review: Review, started: Starter, tmp_path: Path) -> None:
    app, out = started(), tmp_path / "courier.key"
    async with app.run_test(size=SMALL) as pilot:
        await entry(app, "Courier: make keys")
        await pilot.pause()
        await fill(app, pilot, out=out, passphrase="one two three", again="one two four")
        assert isinstance(app.screen, FormScreen) and "not the same" in screen_text(app) and not out.exists()
        assert app.screen.query_one("#passphrase", Input).value == ""
        await fill(app, pilot, passphrase="one two three", again="one two three")
        assert "Your private key is in" in told(app)
        assert read_courier_key(out.with_name("courier.key.pub"))
        await pilot.press("escape")
        await entry(app, "Courier: hand over")
        await pilot.pause()
        publish_terms(review, tmp_path)
        await fill(
            app, pilot, envelopes=tmp_path, out=tmp_path / "batch", key=out, terms=tmp_path / "terms.json",
            passphrase="one two three",
        )  # fmt: skip
        assert "do not name this courier" in " ".join(screen_text(app).split())
        await fill(app, pilot, minimum="many", passphrase="one two three")
        assert "Write a number" in screen_text(app)


def publish_terms(review: Review, folder: Path) -> None:
    """Write the signed terms of a review."""
    with open_review(review.vault, review.id) as file:
        (folder / "terms.json").write_bytes(signed_terms(file))


async def test_an_opener_locks_a_share_and_approves(started: Starter, tmp_path: Path) -> None:
    app = started()
    openers = Openers(needed=2, names=["Ana", "Bo", "Cy"])
    new_review(app.vault, replace(wanted(), openers=openers, shares=tmp_path / "shares"))
    share = sorted((tmp_path / "shares").iterdir())[0]
    async with app.run_test(size=SMALL) as pilot:
        await entry(app, "Opener: lock my share")
        await pilot.pause()
        await fill(app, pilot, share=share, passphrase="one two three", again="one two three")
        assert "is locked" in told(app) and share_owner(share)[1]
        await pilot.press("escape")
        await entry(app, "Opener: approve")
        await pilot.pause()
        await fill(app, pilot, share=share, out=tmp_path / "ok.approval")
        assert "needs its passphrase" in screen_text(app)
        await fill(app, pilot, passphrase="one two three")
        assert "Your approval is in" in told(app) and (tmp_path / "ok.approval").exists()


async def test_questionnaires_are_listed_shown_checked_and_written(
    review: Review, started: Starter, tmp_path: Path
) -> None:
    app, out = started(), tmp_path / "mine.yaml"
    async with app.run_test(size=LARGE) as pilot:
        await entry(app, "List questionnaires")
        await pilot.pause()
        assert "performance-leadership" in told(app)
        await pilot.press("escape")
        await entry(app, "Show a questionnaire")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, PreviewScreen)
        await pilot.press("escape")
        await entry(app, "Write a questionnaire")
        await pilot.pause()
        await fill(app, pilot, out=out)
        assert "Written to" in told(app) and load(str(out))
        await pilot.press("escape")
        await entry(app, "Check a questionnaire")
        await pilot.pause()
        app.screen.query_one("Writing").text = str(out)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await settled(pilot)  # type: ignore[arg-type]
        assert "is a sound questionnaire" in told(app)


async def test_what_waits_is_sent(review: Review, started: Starter) -> None:
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        await entry(app, "Send what waits")
        await pilot.pause()
        await fill(app, pilot)
        assert "Nothing waits to be sent." in told(app)


async def test_what_is_needed_is_said_and_pointed_at(review: Review, started: Starter) -> None:
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        await entry(app, "Check a board")
        await pilot.pause()
        await fill(app, pilot, board="x")
        assert "This is needed: The folder with the envelopes." in screen_text(app)
        assert app.focused is app.screen.query_one("#envelopes")
        await fill(app, pilot, envelopes="y" * 300)
        assert "too long for a file" in screen_text(app)
        await fill(app, pilot, envelopes="~nobody-of-that-name/x")
        assert "nobody of that name" in screen_text(app)


# What was said in a walk-through


async def test_notes_go_out_and_in_at_the_desk(closed: Review, started: Starter, tmp_path: Path) -> None:
    with Debrief.of_review(closed.vault, closed.id) as debrief:
        debrief.note(4, "Proud of this.")
        debrief.save()
    out = tmp_path / "notes.json"
    app = started("desk", closed.id)
    async with app.run_test(size=LARGE) as pilot:
        await entry(app, "Write the notes")
        await pilot.pause()
        app.screen.query_one("Writing").text = str(out)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await pilot.pause()
        document = json.loads(out.read_text())
        assert document["notes"] == {"4": "Proud of this."}
        assert "erasing the review does not reach it" in " ".join(screen_text(app).split())
        out.write_text(json.dumps({**document, "notes": {"9": "Done."}}))
        await entry(app, "Take notes in")
        await pilot.pause()
        app.screen.query_one("Writing").text = str(out)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await pilot.pause()
        assert "kept with the review" in screen_text(app)
    with opened_again(closed) as vault, Debrief.of_review(vault, closed.id) as debrief:
        assert debrief.state.notes == {"9": "Done."}


# The manual and the settings


async def test_every_page_of_the_manual_is_read_in_the_app(review: Review, started: Starter) -> None:
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        await entry(app, "Read the manual")
        await pilot.pause()
        assert app.screen.query_one(OptionList).option_count == len(topics())
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ManualScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, PickScreen)
        app.push_screen(ManualScreen("keys"))
        await pilot.pause()
        rows = app.screen.query_one("#told Static", Static).visual
        assert isinstance(rows, Rows) and "walk.contrast" in rows.plain_text(70)


@pytest.mark.parametrize("width", [30, 66, 100])
def test_a_page_keeps_to_its_width_and_loses_no_word(width: int) -> None:
    text = "# Title\n\nSome **bold** words that are\nwrapped.\n\n* one\n  more of it\n* two\n1. first\n\n"
    text += "    typed  as it is\n"
    rows = [row.plain for row in page_rows(text, width)]
    assert all(len(row) <= width for row in rows)
    joined = " ".join(" ".join(rows).split())
    assert joined == "Title Some bold words that are wrapped. • one more of it • two 1. first typed as it is"
    assert "    typed  as it is" in rows


async def test_settings_are_changed_and_kept(review: Review, started: Starter) -> None:
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        await entry(app, "Settings")
        await pilot.pause()
        await pilot.press("down", "down", "enter")  # prompts
        await pilot.pause()
        assert not read_settings().settings.prompts and "Prompts: hidden" in screen_text(app)
        await pilot.press("up", "enter")  # the lock
        await pilot.pause()
        assert isinstance(app.screen, WriteScreen)
        app.screen.query_one("Writing").text = "900"  # type: ignore[attr-defined]
        await pilot.press("f10")
        assert "from 0 to 240" in screen_text(app)
        app.screen.query_one("Writing").text = "30"  # type: ignore[attr-defined]
        await pilot.press("f10")
        await pilot.pause()
        assert read_settings().settings.lock_minutes == app.settings.lock_minutes == 30
        await pilot.press("down", "down", "down", "enter")  # keys
        await pilot.pause()
        names = [each.name for each in COMMANDS]
        app.screen.query_one(OptionList).highlighted = names.index("home.new")
        await pilot.press("enter")
        await pilot.pause()
        app.screen.query_one("Writing").text = "blorp"  # type: ignore[attr-defined]
        await pilot.press("f10")
        assert "no key blorp" in screen_text(app)
        app.screen.query_one("Writing").text = "z"  # type: ignore[attr-defined]
        await pilot.press("f10")
        await pilot.pause()
        await pilot.press("escape", "z")
        await settled(pilot)  # type: ignore[arg-type]
        assert read_settings().settings.keys == {"home.new": "z"} and app.place.name == "new"


async def test_the_mail_server_is_set_and_a_bad_part_is_told(review: Review, started: Starter) -> None:
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        for keys, text in ((["end", "enter", "enter"], "smtp.example.gov"), (["enter", "down", "enter"], "x")):
            await entry(app, "Settings") if not isinstance(app.screen, PickScreen) else None
            await pilot.pause()
            await pilot.press(*keys)
            await pilot.pause()
            app.screen.query_one("Writing").text = text  # type: ignore[attr-defined]
            await pilot.press("f10")
            await pilot.pause()
        assert read_settings().settings.mail.host == "smtp.example.gov"
        assert "cannot be used" in screen_text(app)  # a port is a number


async def test_a_file_that_is_read_from_home_leads_back_and_locks(
    closed: Review, started: Starter, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    found, _terms = frozen_report(closed.vault, closed.id)
    report.write_text(found.model_dump_json(by_alias=True))
    app = started()
    async with app.run_test(size=LARGE) as pilot:
        await entry(app, "Open a file that I was sent")
        await settled(pilot)  # type: ignore[arg-type]
        app.screen.query_one("#path", Input).value = str(report)
        await pilot.press("enter")
        await settled(pilot)  # type: ignore[arg-type]
        assert isinstance(app.screen, WalkScreen) and app.screen.walk.read_only
        await pilot.press("ctrl+l")
        await settled(pilot)  # type: ignore[arg-type]
        assert isinstance(app.screen, UnlockScreen) and app.locked
