"""Doors to try: a vault that opens in a blink, and the app in front of it."""

from pathlib import Path

from textual.pilot import Pilot

from perflead_tui.settings import Settings
from perflead_tui.tui.coach.app import CoachApp, Onward
from perflead_tui.vault.keys import Argon2Cost
from perflead_tui.vault.vault import Vault
from tests.tui_coach.conftest import PASSPHRASE

QUICK = Argon2Cost(memory_kib=64, passes=1, lanes=1)


def quick_vault(home: Path) -> str:
    """Make a vault and leave it; gives its recovery key."""
    vault, key = Vault.create(home, PASSPHRASE, cost=QUICK)
    vault.close()
    return key


def at(home: Path, **settings: object) -> CoachApp:
    """The app in front of `home`."""
    return CoachApp(home, Settings(**settings))  # type: ignore[arg-type]


async def settled(pilot: Pilot[Onward]) -> None:
    """Wait until workers are done and what they led to is shown."""
    await pilot.app.workers.wait_for_complete()
    for _round in range(3):
        await pilot.pause()


async def typed(pilot: Pilot[Onward], text: str) -> None:
    """Type something, and Enter."""
    await pilot.press(*("space" if char == " " else char for char in text), "enter")
    await settled(pilot)


def is_free(home: Path) -> bool:
    """Whether the vault was closed."""
    Vault.open(home, PASSPHRASE).close()
    return True
