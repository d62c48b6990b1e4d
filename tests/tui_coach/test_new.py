"""Setting a review up with the keyboard: the form, the terms as raters will read them, the desk."""

import datetime
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from textual import events
from textual.pilot import Pilot
from textual.widgets import Static

from perflead_tui.flows.inviting import invite
from perflead_tui.flows.moments import today
from perflead_tui.flows.promises import circumstances, headline, promises
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.records import all_statuses, open_review
from perflead_tui.sealing import keys as sealing_keys
from perflead_tui.sealing.fingerprint import words
from perflead_tui.text import clean_line
from perflead_tui.tui.coach.app import CoachApp, Place
from perflead_tui.tui.coach.new import NewScreen
from perflead_tui.tui.coach.new.entry import Entry, Lines
from perflead_tui.tui.coach.new.preview import PreviewScreen
from perflead_tui.tui.coach.new.terms import TermsScreen
from perflead_tui.tui.content import Rows
from perflead_tui.tui.widgets.field import Field
from perflead_tui.tui.work import WorkScreen
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import ROSTER
from tests.hostile.corpus import HIDING, MARKUP, TERMINAL
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import LARGE, PASSPHRASE, SMALL, Starter

_KEYS = {" ": "space", ",": "comma", "\n": "enter", "-": "minus", "/": "slash", ".": "full_stop", "_": "underscore"}


async def write(pilot: Pilot[None], text: str) -> None:
    """Type `text`, key by key."""
    await pilot.press(*(_KEYS.get(char, char) for char in text))


async def put(pilot: Pilot[None], **entered: str) -> None:
    """Put text into fields at once, as a paste does."""
    for name, text in entered.items():
        field = pilot.app.screen.query_one(f"#{name}", Field)
        field.focus()
        await pilot.pause()
        pilot.app.post_message(events.Paste(text))
        await pilot.pause()
    await pilot.pause()


async def done(pilot: Pilot[None]) -> None:
    """Wait for long work and for where it leads."""
    await pilot.app.workers.wait_for_complete()
    for _turn in range(3):
        await pilot.pause()


def form(app: CoachApp) -> NewScreen:
    """The form, which is on the screen."""
    assert isinstance(app.screen, NewScreen)
    return app.screen


def told(app: CoachApp, entry: str) -> str:
    """What stands below an entry, on one line."""
    below = app.screen.query_one(f"#entry-{entry}", Entry).query_one(".below", Static)
    return one_line(below)


def one_line(static: Static) -> str:
    """The words of a text, however wide it is."""
    rows = static.content
    assert isinstance(rows, Rows)
    return " ".join(rows.plain_text(200).split())


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A roster that fits."""
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER)
    return path


async def test_the_keyboard_alone_leads_from_home_to_a_review_that_is_set_up(started: Starter, vault: Vault) -> None:
    app = started()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("n")
        await pilot.pause()
        await write(pilot, "Jo Lead\nSupervisor\nDana W\n")
        await pilot.press("enter", "right", "enter")  # the questionnaire as it is; a roster typed in
        assert isinstance(app.focused, Lines) and app.focused.text == "Jo Lead, self\n"
        await write(pilot, "Bo, manager\nAna, peers\nCy, peers\nDi, peers\nEd, peers\nFlo, frontline")
        assert told(app, "roster") == "7 people · Self 1 · Manager 1 · Peers 4 · Frontline staff 1"
        await pilot.press("tab", "enter", "enter")  # the leader has staff; the smallest group as it is
        await write(pilot, (today() + datetime.timedelta(days=30)).isoformat())
        assert "in 30 days." in told(app, "closes")
        await pilot.press("f10")
        await pilot.pause()
        assert isinstance(app.screen, TermsScreen)
        assert "You are asked about Jo Lead" in screen_text(app) and "Supervisor · asked by Dana W" in screen_text(app)
        await pilot.press("enter", "enter")
        await done(pilot)
        (made,) = all_statuses(vault)
        assert app.place == Place("desk", made.review)
        with open_review(vault, made.review) as file:
            fingerprint = words(file.terms_digest)
        assert fingerprint in screen_text(app) and "Frontline staff: 1 person is invited" in screen_text(app)
        assert (made.leader, made.invited, made.state) == ("Jo Lead", 7, "draft")


async def test_what_is_shown_is_what_every_group_will_read(
    started: Starter, vault: Vault, roster: Path, tmp_path: Path
) -> None:
    app, read = started("new"), {}
    async with app.run_test(size=SMALL) as pilot:
        await put(pilot, leader="Jo Lead", role="Supervisor", closes="2098-12-15", roster_file=str(roster))
        await pilot.press("f10", *["left"] * 5)
        for _group in range(5):
            screen = app.screen
            assert isinstance(screen, TermsScreen)
            read[screen._group] = one_line(screen.query_one("#read", Static))
            await pilot.press("right")
        await pilot.press("f10")
        await done(pilot)
        files = invite(vault, all_statuses(vault)[0].review, tmp_path / "invitations")
    assert list(read) == ["self", "manager", "peers", "frontline", "partners"]
    for path in files:
        session = AnswerSession.open(path)
        for text in (headline(session), *circumstances(session), *(each.text for each in promises(session))):
            assert text in read[session.group.key]


async def test_the_terms_are_read_in_another_language(started: Starter, roster: Path) -> None:
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        await put(pilot, leader="Jo Lead", roster_file=str(roster))
        await pilot.press("f10", "l")
        screen = app.screen
        assert isinstance(screen, TermsScreen) and screen.language == "es"
        assert "Colegas" in one_line(screen.query_one("#read", Static)) and "Back" in screen_text(app)
        await pilot.press("l")
        assert screen.language == "en"


async def test_a_roster_file_with_problems_is_told_by_line_and_read_again(started: Starter, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("name,group\nJo Lead,self\nSam,peer\n")
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        await put(pilot, leader="Jo Lead", roster_file=str(path))
        assert told(app, "roster").startswith("name, group")  # nothing is wrong before it was left
        await pilot.press("tab")
        await pilot.pause()
        assert "line 3: there is no group 'peer'; did you mean peers?" in told(app, "roster")
        await pilot.press("f10")
        assert isinstance(app.screen, NewScreen) and "1 entry needs another look." in screen_text(app)
        assert app.focused is app.screen.query_one("#roster_file")
        path.write_text(ROSTER)
        await pilot.press("f10")
        await pilot.pause()
        assert isinstance(app.screen, TermsScreen)


async def test_a_blind_review_suggests_its_phases(started: Starter, roster: Path, vault: Vault) -> None:
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        assert not app.screen.query_one("#entry-claims_until").display
        last = today() + datetime.timedelta(days=30)
        await put(pilot, leader="Jo Lead", roster_file=str(roster), closes=last.isoformat())
        await pilot.press("enter", "right")
        await pilot.pause()
        until = today() + datetime.timedelta(days=10)
        assert app.screen.query_one("#claims_until", Field).value == until.isoformat()
        assert app.screen.query_one("#answers_from", Field).value == (until + datetime.timedelta(days=1)).isoformat()
        app.screen.query_one("#answers_from", Field).value = until.isoformat()
        await pilot.pause()
        assert "This review has one phase" in told(app, "answers_from")
        await pilot.press("f10")
        await pilot.pause()
        assert "Here you accept and send at one time" in one_line(app.screen.query_one("#read", Static))
        assert "This review has one phase" in one_line(app.screen.query_one("#known", Static))
        await pilot.press("f10")
        await done(pilot)
        assert app.place.name == "desk"
        with open_review(vault, app.place.review) as file:
            assert file.terms.blind is not None and not file.terms.blind.two_phases


async def test_cancelling_while_keys_are_made_loses_and_leaves_nothing(
    started: Starter, roster: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancelled = threading.Event()

    def slow(groups: Sequence[str], on_step: Callable[[int, int], None]) -> dict[str, RSAPrivateKey]:
        on_step(1, len(groups))
        cancelled.wait(10)
        on_step(2, len(groups))
        raise AssertionError("it went on")

    monkeypatch.setattr(sealing_keys, "_generate_rsa", slow)
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        await put(pilot, leader="Jo Lead", roster_file=str(roster))
        await pilot.press("f10", "f10")
        await pilot.pause()
        assert isinstance(app.screen, WorkScreen)
        await pilot.press("escape")
        cancelled.set()
        await done(pilot)
        assert isinstance(app.screen, TermsScreen) and "Nothing is lost" in screen_text(app)
        assert all_statuses(vault) == []
        await pilot.press("escape")
        await pilot.pause()
        assert (form(app).draft.leader, form(app).draft.roster_file) == ("Jo Lead", str(roster))
        assert app.screen.query_one("#leader", Field).value == "Jo Lead"


async def test_a_refusal_leads_back_to_its_entry(started: Starter, roster: Path, vault: Vault, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        await put(pilot, leader="Jo Lead", roster_file=str(roster), drop=str(drop))
        await pilot.press("f10")
        await pilot.pause()
        shutil.rmtree(drop)  # the share was disconnected meanwhile
        await pilot.press("f10")
        await done(pilot)
        assert app.focused is form(app).query_one("#drop") and app.focused.value == str(drop)
        assert "The drop" in screen_text(app) and "There is no folder" in told(app, "drop")
        assert all_statuses(vault) == []


HOSTILE = f"{TERMINAL['clipboard']}{HIDING['bidi']}Jo {MARKUP}\nLead\x00"


async def test_pasted_text_is_cleaned_and_never_read_as_markup(started: Starter, vault: Vault) -> None:
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        await put(pilot, leader=HOSTILE, role=HOSTILE, closes=HOSTILE, drop=HOSTILE, roster_file=HOSTILE)
        clean = clean_line(HOSTILE)
        assert clean.endswith(f"Jo {MARKUP} Lead") and clean.isprintable()
        assert form(app).draft.leader == form(app).draft.roster_file == clean
        await pilot.press("f10")  # what is wrong with them is told
        assert "\x1b" not in screen_text(app) and "[@click=app.quit]" in screen_text(app)
        for name in ("closes", "drop"):
            form(app).query_one(f"#{name}", Field).value = ""
        app.screen.query_one("#typed").focus()
        await pilot.press("right", "enter")
        assert isinstance(app.focused, Lines)
        app.focused.text = ""
        app.post_message(events.Paste("Jo [/b]\tself\nSam\x1b[2J\u202e,peers\n"))
        await pilot.pause()
        assert app.focused.text == "Jo [/b], self\nSam[2J,peers\n"
        await pilot.press("f10")
        await pilot.pause()
        assert isinstance(app.screen, TermsScreen)
        assert f"You are asked about {clean}" in " ".join(screen_text(app).split())
        await pilot.press("f10")
        await done(pilot)
        assert all_statuses(vault)[0].leader == clean


async def test_a_paste_that_is_too_long_is_not_taken_by_halves(started: Starter) -> None:
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        app.screen.query_one("#typed").focus()
        await pilot.press("right", "enter")
        assert isinstance(app.focused, Lines)
        app.post_message(events.Paste("Sam, peers\n" * 5000))
        await pilot.pause()
        assert app.focused.text == "" and "Save it as a CSV file" in screen_text(app)


async def test_entries_are_still_there_after_a_change_of_language(started: Starter, roster: Path) -> None:
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        await put(pilot, leader="Jo Lead", roster_file=str(roster), minimum="3")
        await pilot.press("tab", "f2")
        await pilot.pause()
        fields = {field.id: field.value for field in app.screen.query(Field)}
        assert (fields["leader"], fields["roster_file"], fields["minimum"]) == ("Jo Lead", str(roster), "3")
        assert told(app, "minimum").startswith("!")


async def test_the_questionnaire_is_looked_at_before_it_is_chosen(started: Starter) -> None:
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        app.screen.query_one("#questionnaire").focus()
        await pilot.press("right", "f5")
        await pilot.pause()
        assert isinstance(app.screen, PreviewScreen) and "Is your agency developing" in screen_text(app)
        await pilot.press("l")
        assert "¿Su agencia" in screen_text(app)
        before = screen_text(app)
        await pilot.press("pagedown")
        assert screen_text(app) != before
        await pilot.press("escape")
        assert told(app, "minimum") == "" and app.screen.query_one("#minimum", Field).placeholder == "10"


async def test_what_few_reviews_need_is_folded_until_it_is_asked_for_or_wrong(started: Starter, roster: Path) -> None:
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        assert not app.screen.query_one("#more").display
        await pilot.press("f6", "right", "right", "space")
        assert form(app).draft.short_for == ("peers",)
        await pilot.press("f6")
        assert not app.screen.query_one("#more").display
        app.screen.query_one("#openers", Field).value = "two"
        await put(pilot, leader="Jo Lead", roster_file=str(roster))
        await pilot.press("f10")
        await pilot.pause()
        assert app.focused is app.screen.query_one("#openers") and "2of3" in told(app, "openers")


async def test_nothing_is_signed_before_the_terms_were_on_the_screen(started: Starter, roster: Path) -> None:
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        await put(pilot, leader="Jo Lead", roster_file=str(roster))
        await pilot.press("f10")
        await pilot.pause()
        await pilot.press("enter")
        assert isinstance(app.screen, TermsScreen)  # Enter leads to the button first
        assert app.focused is app.screen.query_one("#terms-sign")


async def test_a_review_set_up_here_is_in_the_vault_after_the_app_has_gone(
    started: Starter, roster: Path, tmp_path: Path
) -> None:
    app = started("new")
    async with app.run_test(size=SMALL) as pilot:
        await put(pilot, leader="Jo Lead", roster_file=str(roster))
        await pilot.press("f10", "f10")
        await done(pilot)
    assert app.home is not None
    with Vault.open(app.home, PASSPHRASE) as vault:
        assert [each.leader for each in all_statuses(vault)] == ["Jo Lead"]


async def test_a_mouse_chooses_as_well(started: Starter) -> None:
    app = started("new")
    async with app.run_test(size=LARGE) as pilot:
        rows = screen_text(app).splitlines()
        at = next(y for y, row in enumerate(rows) if "Typed in" in row)
        await pilot.click(offset=(rows[at].index("Typed in") + 2, at))
        await pilot.pause()
        assert form(app).draft.typed and app.screen.query_one(Lines).display
        await pilot.click("#new-more")
        await pilot.pause()
        assert app.screen.query_one("#more").display
