"""Files that leave the app and come back: reports, shares, backups, drafts. A refusal leaves nothing behind."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from perflead_tui.flows.identity import own_identity
from perflead_tui.flows.setup import new_review
from perflead_tui.sealing import agefile
from perflead_tui.settings import MailSettings
from perflead_tui.tui.coach.app import CoachApp, Onward
from perflead_tui.tui.coach.asking import TellScreen
from perflead_tui.tui.coach.desk import DeskScreen, possible
from perflead_tui.tui.coach.form import FormScreen, Given
from perflead_tui.tui.coach.paths import PathInput
from perflead_tui.tui.coach.reports import PLAN
from perflead_tui.tui.coach.unlock import UnlockScreen
from perflead_tui.tui.coach.words import WordsScreen
from perflead_tui.tui.walk.screen import WalkScreen
from perflead_tui.tui.widgets.secret import SecretInput
from perflead_tui.vault import keys
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import ROSTER, Review, wanted
from tests.hostile.corpus import PATHS
from tests.sealing.quick_age import sealed
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import PASSPHRASE, SMALL, Starter
from tests.tui_coach.doors import QUICK, at, settled

NAMES = ("~nobody-of-that-name/x.html", "y" * 300, "no/such/folder/x.html", f"../{PATHS[-1]}/x.html", "\0.html")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that open files, and new vaults, cost no time here."""
    monkeypatch.setattr(keys, "DEFAULT_COST", QUICK)
    monkeypatch.setattr(agefile, "encrypt_with_passphrase", lambda data, words, *, armoured=False: sealed(data, words))


def said(app: CoachApp) -> str:
    """All that is on the screen, on one line."""
    return " ".join(screen_text(app).split())


def choose(app: CoachApp, name: str, value: str) -> None:
    """Point at an option."""
    choice: Any = app.screen.query_one(f"#{name}")
    choice.point([key for key, _words in choice._options].index(value))


async def fill(pilot: Pilot[Onward], **entered: object) -> None:
    """Fill the form in, and do it."""
    assert isinstance(pilot.app.screen, FormScreen)
    await pilot.pause()
    for name, value in entered.items():
        pilot.app.screen.query_one(f"#{name}", Input).value = str(value)
    await pilot.press("f10")
    await settled(pilot)
    await settled(pilot)


def test_what_was_entered_shows_no_passphrase() -> None:
    given = Given({"passphrase": "open sesame"})
    assert "sesame" not in repr(given) + str(given) and given["passphrase"] == "open sesame"


# Reports


async def test_a_report_is_encrypted_for_those_who_are_named(closed: Review, started: Starter, tmp_path: Path) -> None:
    own = own_identity(closed.vault)
    app = started("desk", closed.id)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("o")
        await pilot.pause()
        choose(app, "format", "text")
        readers: Any = app.screen.query_one("#to")
        readers.load_text("age1misspelt")
        await fill(pilot, out=tmp_path / "report.txt")
        assert isinstance(app.screen, FormScreen) and "age1misspelt" in said(app)
        readers.load_text(f"\n{own.public()}\n")
        await fill(pilot)
        assert isinstance(app.screen, FormScreen) and ".age" in said(app) and not (tmp_path / "report.txt").exists()
        await fill(pilot, out=tmp_path / "report.txt.age")
        assert "private keys" in said(app)
    data = (tmp_path / "report.txt.age").read_bytes()
    assert b"Jo Lead" in agefile.decrypt(data, [own], "x")


async def test_the_desk_refuses_names_that_no_file_can_have_and_writes_a_report_as_html(
    closed: Review, started: Starter, tmp_path: Path
) -> None:
    app = started("desk", closed.id)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("o", "right")
        await pilot.pause()
        assert app.screen.query_one("#out", Input).value.endswith(".html")
        assert not app.screen.query_one("#entry-paper").display
        for name in (*NAMES, tmp_path):
            await fill(pilot, out=name)
            assert isinstance(app.screen, FormScreen), name
            assert app.screen.query_one("#wrong").size.height, name
        assert "\x1b" not in said(app) and not list(tmp_path.rglob("*.html"))
        await fill(pilot, out=tmp_path / "report")
        assert "The report is in" in said(app) and "not encrypted" in said(app)
    assert "Jo Lead" in (tmp_path / "report.html").read_text()


async def test_a_walk_through_writes_the_plan_and_is_refused_without_one(
    closed: Review, started: Starter, tmp_path: Path
) -> None:
    app = started("walk", closed.id)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("9", "e")
        await pilot.pause()
        choose(app, "format", "text")
        choose(app, "what", PLAN)
        await fill(pilot, out=tmp_path / "plan.txt")
        assert "no plan yet" in said(app) and not (tmp_path / "plan.txt").exists()
        choose(app, "what", "report")
        await fill(pilot)
        assert (tmp_path / "plan.txt").exists()


async def test_all_reports_are_written_from_home(closed: Review, started: Starter, tmp_path: Path) -> None:
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("a")
        await pilot.pause()
        choose(app, "format", "csv")
        await fill(pilot, out=tmp_path / "all")
        assert "1 report is in" in said(app)
    assert [path.suffix for path in (tmp_path / "all").iterdir()] == [".csv"]


# Sharing


async def test_what_is_shared_to_words_is_told_before_and_opens_again(
    closed: Review, started: Starter, tmp_path: Path
) -> None:
    app, out = started("desk", closed.id), tmp_path / "for-jo.age"
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("s")
        await fill(pilot, out=out)
        assert isinstance(app.screen, TellScreen) and "It can be read by:" in said(app) and not out.exists()
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, FormScreen), "a no leads back, with everything still there"
        await pilot.press("f10")
        await settled(pilot)
        await pilot.press("y")
        await settled(pilot)
        assert isinstance(app.screen, WordsScreen)
        words = app.screen._words
        await pilot.press("enter", "escape")
        assert isinstance(app.screen, WordsScreen) and words in said(app)
        await pilot.press("w")
        await pilot.pause()
        assert words not in said(app) and "The file is" in said(app)
    reader = at(tmp_path / "none")
    async with reader.run_test(size=SMALL) as pilot:
        await pilot.press("o")
        await settled(pilot)
        page = reader.screen
        for name in NAMES[:3]:
            page.query_one(PathInput).value = name
            await pilot.press("enter")
            await settled(pilot)
            assert reader.screen is page and page.query_one("#notice").display, name
        page.query_one(PathInput).value = str(out)
        await pilot.press("enter")
        await settled(pilot)
        reader.screen.query_one(SecretInput).value = words
        await pilot.press("enter")
        await settled(pilot)
        await settled(pilot)
        assert isinstance(reader.screen, WalkScreen) and reader.screen.debrief.read_only


async def test_a_whole_review_goes_to_the_key_of_another_coach_and_is_taken_in_there(
    closed: Review, started: Starter, tmp_path: Path
) -> None:
    other, _key = Vault.create(tmp_path / "other", PASSPHRASE)
    app, out = started(), tmp_path / "review.age"
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("s")
        await pilot.pause()
        choose(app, "what", "review")
        choose(app, "way", "keys")
        await fill(pilot, out=out)
        assert "This is needed: Its readers" in said(app)
        readers: Any = app.screen.query_one("#to")
        readers.load_text(own_identity(other).public())
        await fill(pilot)
        await pilot.press("y")
        await settled(pilot)
        assert out.exists()
    second = CoachApp(other.home, vault=other)
    async with second.run_test(size=SMALL) as pilot:
        await pilot.press("o")
        await settled(pilot)
        second.screen.query_one(PathInput).value = str(out)
        await pilot.press("enter")
        await settled(pilot)
        assert "Take this review in?" in said(second) and not other.review_ids()
        await pilot.press("y")
        await settled(pilot)
        assert other.review_ids() == [closed.id]
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(second.screen, DeskScreen)


# Keeping


async def test_a_backup_is_restored_with_the_recovery_key_alone(tmp_path: Path) -> None:
    vault, key = Vault.create(tmp_path / "vault", PASSPHRASE)
    out, there = tmp_path / "kept.age", tmp_path / "there"
    app = CoachApp(vault.home, vault=vault)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("b")
        await fill(pilot, out=out)
        assert "read back" in said(app)
    app = at(tmp_path / "none")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r", "escape", "r")
        await fill(pilot, file=out, recovery="not a key", home=there)
        assert "not a recovery key" in said(app) and not there.exists()
        await fill(pilot, recovery=key)
        assert "The vault with 0 reviews is in" in said(app)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, UnlockScreen)
    Vault.open(there, key).close()


async def test_cancelling_leaves_nothing_behind(closed: Review, started: Starter, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*.age"))
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        for key in ("b", "s", "a"):
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, FormScreen)
            await pilot.press("escape")
            await pilot.pause()
    assert sorted(tmp_path.rglob("*.age")) == before


# Invitations


def with_addresses() -> str:
    """The roster, with an address for everyone but the partners."""
    people = [line.split(",") for line in ROSTER.splitlines()[1:]]
    rows = [f"{name},{group},{'' if group == 'partners' else f'p{n}@example.gov'}"
            for n, (name, group) in enumerate(people)]  # fmt: skip
    return "\n".join(["name,group,email", *rows])


async def test_drafts_are_written_and_who_is_left_is_invited_later(started: Starter, tmp_path: Path) -> None:
    app = started()
    review = new_review(app.vault, wanted(with_addresses())).review
    app = started("desk", review)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("i")
        await pilot.pause()
        choose(app, "way", "drafts")
        await fill(pilot, out=tmp_path / "eml")
        assert "11 drafts are in" in said(app) and "partners 0" in said(app)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, DeskScreen) and "2 have no invitation yet" in said(app)
        assert possible(app.screen.found)[0] == "desk.invite"
        await pilot.press("i")
        await fill(pilot, out=tmp_path / "files")
        assert "2 invitations were made" in said(app)
        await pilot.press("escape")
        await settled(pilot)
        assert "desk.invite" not in possible(app.screen.found)
    assert len(list((tmp_path / "eml").glob("*.eml"))) == 11


async def test_before_the_mail_server_gets_anything_it_is_told_to_whom(started: Starter) -> None:
    app = started()
    review = new_review(app.vault, wanted(with_addresses())).review
    app = started("desk", review)
    app.settings = replace(app.settings, mail=MailSettings(host="127.0.0.1", port=9, sender="dana@example.gov"))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("i")
        await pilot.pause()
        choose(app, "way", "server")
        await fill(pilot)
        assert isinstance(app.screen, TellScreen) and "Send these?" in said(app)
        assert any("11 messages would go by 127.0.0.1" in line for line in app.screen._lines)
        await pilot.press("y")
        await settled(pilot)
        assert isinstance(app.screen, FormScreen) and app.screen.query_one("#wrong").size.height  # no server is there
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, DeskScreen) and app.screen.found.uninvited == 13
