"""The locked door."""

import os
import threading
from pathlib import Path

import pytest

from perflead_tui.tui.coach import pages
from perflead_tui.tui.coach.home import HomeScreen
from perflead_tui.tui.coach.unlock import UnlockScreen
from perflead_tui.tui.widgets.secret import SecretInput
from perflead_tui.vault import vault as vaults
from perflead_tui.vault.vault import Vault
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import LARGE, PASSPHRASE, SMALL
from tests.tui_coach.doors import at, is_free, quick_vault, settled, typed


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A vault that nobody has open."""
    quick_vault(tmp_path / "vault")
    return tmp_path / "vault"


async def test_the_passphrase_opens_it(home: Path) -> None:
    app = at(home)
    async with app.run_test(size=SMALL) as pilot:
        assert isinstance(app.screen, UnlockScreen) and app.locked
        assert "Your reviews are locked" in screen_text(app)
        await typed(pilot, PASSPHRASE)
        assert isinstance(app.screen, HomeScreen) and not app.locked
        assert not [screen for screen in app.screen_stack if isinstance(screen, UnlockScreen)]
    assert is_free(home)


async def test_the_recovery_key_opens_it_too(tmp_path: Path) -> None:
    key = quick_vault(tmp_path / "vault")
    app = at(tmp_path / "vault")
    async with app.run_test(size=LARGE) as pilot:
        await typed(pilot, key)
        assert isinstance(app.screen, HomeScreen)


async def test_a_wrong_passphrase_is_told_and_the_field_is_empty_again(home: Path) -> None:
    app = at(home)
    async with app.run_test(size=SMALL) as pilot:
        await typed(pilot, "not this one")
        assert "The passphrase is wrong" in screen_text(app)
        field = app.screen.query_one(SecretInput)
        assert field.value == "" and field.has_focus
        await typed(pilot, PASSPHRASE)
        assert isinstance(app.screen, HomeScreen)


async def test_nothing_typed_asks_for_it(home: Path) -> None:
    app = at(home)
    async with app.run_test(size=SMALL) as pilot:
        await typed(pilot, "")
        assert "Type the passphrase" in screen_text(app)


async def test_who_has_it_open_is_told(home: Path) -> None:
    app = at(home)
    with Vault.open(home, PASSPHRASE):
        async with app.run_test(size=SMALL) as pilot:
            await typed(pilot, PASSPHRASE)
            assert f"process {os.getpid()}" in screen_text(app)


async def test_damage_is_told_with_the_command_that_helps(home: Path) -> None:
    (home / "keys.json").write_text('{"schema": "perflead.keys/1"}')
    app = at(home)
    async with app.run_test(size=SMALL) as pilot:
        await typed(pilot, PASSPHRASE)
        said = " ".join(screen_text(app).split())
        assert "is damaged" in said and "perflead doctor" in said


async def test_the_page_says_that_it_is_opening_and_takes_no_second_try(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    real, opened = Vault.open, []

    def slow(where: Path, secret: str) -> Vault:
        opened.append(secret)
        assert go_on.wait(20)
        return real(where, secret)

    monkeypatch.setattr(Vault, "open", slow)
    app = at(home)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*"abc", "enter", "enter")
        await pilot.pause()
        assert "Opening" in screen_text(app)
        go_on.set()
        await settled(pilot)
        assert opened == ["abc"]


def test_the_key_file_has_the_name_that_the_first_page_looks_for() -> None:
    assert pages.KEYS == vaults.KEYS
