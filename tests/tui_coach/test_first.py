"""The first start."""

from pathlib import Path

import pytest
from textual import events

from perflead_tui.results.report import Report
from perflead_tui.tui.coach.app import Onward
from perflead_tui.tui.coach.first import FirstScreen
from perflead_tui.tui.coach.home import HomeScreen
from perflead_tui.tui.coach.paths import PathInput
from perflead_tui.tui.coach.start import RecoveryScreen, StartScreen
from perflead_tui.tui.walk.screen import WalkScreen
from perflead_tui.tui.widgets.secret import SecretInput
from perflead_tui.vault import keys
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import Review
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import PASSPHRASE, SMALL
from tests.tui_coach.doors import QUICK, at, is_free, settled, typed


@pytest.fixture(autouse=True)
def quick_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new vault costs no time here."""
    monkeypatch.setattr(keys, "DEFAULT_COST", QUICK)


async def test_it_says_what_it_is_and_offers_three_ways(tmp_path: Path) -> None:
    app = at(tmp_path / "none")
    async with app.run_test(size=SMALL) as pilot:
        said = screen_text(app)
        assert "Are you a performance leader?" in said
        assert "Is your agency developing performance leadership?" in said
        for way in ("Look at the demo", "Start a vault", "Open a file that I was sent"):
            assert way in said
        await pilot.press("d")
    assert app.return_value == Onward("demo")
    assert not (tmp_path / "none").exists()


async def test_the_arrows_and_the_mouse_choose_too(tmp_path: Path) -> None:
    app = at(tmp_path / "none")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("down", "enter")
        await settled(pilot)
        assert isinstance(app.screen, StartScreen)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, FirstScreen)
        row = next(at for at, words in enumerate(screen_text(app).splitlines()) if "Look at the demo" in words)
        await pilot.click(offset=(6, row))
    assert app.return_value == Onward("demo")


async def test_a_passphrase_is_checked_as_it_is_typed(tmp_path: Path) -> None:
    app = at(tmp_path / "vault")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("v")
        await settled(pilot)
        await pilot.press(*"abc")
        await pilot.pause()
        assert "5 more" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "too short" in screen_text(app) and app.screen.query_one("#first").has_focus
        await pilot.press(*"defgh")
        await pilot.pause()
        assert "✓ at least 8 characters" in screen_text(app)
        await pilot.press("enter", *"abcdefgx", "enter")
        await settled(pilot)
        assert "not the same" in screen_text(app)
        assert not (tmp_path / "vault").exists()


async def test_a_vault_is_made_and_its_recovery_key_shown_until_it_is_written_down(tmp_path: Path) -> None:
    home = tmp_path / "vault"
    app = at(home)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("v")
        await settled(pilot)
        await typed(pilot, PASSPHRASE)
        await typed(pilot, PASSPHRASE)
        screen = app.screen
        assert isinstance(screen, RecoveryScreen)
        key = screen._key
        said = screen_text(app).replace(" ", "")
        assert all(group in said for group in key.split("-")) and "shownthisonce" in said
        await pilot.press("enter", "escape", "space")
        await settled(pilot)
        assert isinstance(app.screen, RecoveryScreen)
        await pilot.press("w")
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "No reviews yet" in screen_text(app)
        assert not list(app.screen.query(SecretInput))
    Vault.open(home, key).close()


async def test_what_is_typed_after_enter_belongs_to_the_second_field_however_fast(tmp_path: Path) -> None:
    app = at(tmp_path / "vault")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("v")
        await settled(pilot)
        for char in [*PASSPHRASE, "\r", *PASSPHRASE]:
            key = {"\r": "enter", " ": "space"}.get(char, char)
            app.post_message(events.Key(key, None if char == "\r" else char))
        await settled(pilot)
        fields = [app.screen.query_one(f"#{name}", SecretInput).value for name in ("first", "second")]
        assert fields == [PASSPHRASE, PASSPHRASE]


async def test_leaving_before_it_is_written_down_closes_the_vault(tmp_path: Path) -> None:
    home = tmp_path / "vault"
    app = at(home)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("v")
        await settled(pilot)
        await typed(pilot, PASSPHRASE)
        await typed(pilot, PASSPHRASE)
        await pilot.press("ctrl+q")
    assert is_free(home)


async def _opening(tmp_path: Path, path: object) -> tuple[object, str, object]:
    """What the app gives, shows, and is at after this file was named."""
    app = at(tmp_path / "none")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("o")
        await settled(pilot)
        app.screen.query_one(PathInput).value = str(path)
        await pilot.press("enter")
        await settled(pilot)
        said = " ".join(screen_text(app).split())
        screen = app.screen
        if isinstance(screen, WalkScreen):
            assert screen.debrief.read_only
            await pilot.press("escape")
            await settled(pilot)
            assert isinstance(app.screen, FirstScreen)
    return app.return_value, said, screen


async def test_an_invitation_leads_to_the_form(tmp_path: Path, review: Review) -> None:
    path = review.of("peers")[0]
    onward, _said, _screen = await _opening(tmp_path, f"'{path}'")
    assert onward == Onward("answer", path)


async def test_a_report_is_walked_through_read_only(tmp_path: Path, report: Report) -> None:
    path = tmp_path / "report.json"
    path.write_text(report.to_json(), encoding="utf-8")
    onward, _said, screen = await _opening(tmp_path, path)
    assert onward is None and isinstance(screen, WalkScreen)


async def test_anything_else_is_told_for_what_it_is(tmp_path: Path, review: Review) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("Dear all")
    assert "neither an invitation nor a report" in (await _opening(tmp_path, other))[1]
    assert "a sealed envelope" in (await _opening(tmp_path, review.answer(review.of("peers")[0])))[1]
    assert "There is no file" in (await _opening(tmp_path, tmp_path / "gone"))[1]
    assert "is a folder" in (await _opening(tmp_path, tmp_path))[1]
    assert "Type where the file is" in (await _opening(tmp_path, ""))[1]


async def test_tab_completes_a_name_and_nothing_strange_is_taken_in(tmp_path: Path) -> None:
    (tmp_path / "peers-01.invitation").write_text("x")
    (tmp_path / "evil\x1b[31m").write_text("x")
    app = at(tmp_path / "none")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("o")
        await settled(pilot)
        field = app.screen.query_one(PathInput)
        field.insert_text_at_cursor(f"{tmp_path}/pe")
        await settled(pilot)
        await pilot.press("tab")
        assert field.value == f"{tmp_path}/peers-01.invitation"
        await pilot.press("ctrl+u")
        field.insert_text_at_cursor(f"{tmp_path}/ev\x1b[0m")
        await settled(pilot)
        assert "\x1b" not in field.value + field._suggestion
