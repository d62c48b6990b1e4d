"""A kiosk on a drop in a folder, with a clock that a test moves."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from perflead_tui.flows.kiosk import HostPin, Kiosk, open_kiosk
from perflead_tui.tui.kiosk.app import KioskApp
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import Review, quick_keys, quick_vaults, vault  # noqa: F401 - fixtures, by their names here
from tests.flows.kiosk_made import packed

ROSTER = "name,group\nJo Lead,self\n" + "".join(f"p{n},peers\n" for n in range(4))
SMALL, PHONE = (80, 24), (45, 24)


class Made:
    """A review or two, a drop, and a pack: the first code opens one review, the second all."""

    def __init__(self, vault: Vault, folder: Path, reviews: int = 1) -> None:  # noqa: F811 - the vault, not the fixture
        self.vault, self.drop, self.now = vault, folder / "drop", 1000.0
        (self.drop / "kiosk").mkdir(parents=True)
        self.reviews = []
        for name in ("one", "two")[:reviews]:
            (folder / name).mkdir()
            self.reviews.append(Review(vault, folder / name, roster=ROSTER, drop=str(self.drop)))
        one = self.reviews[0]
        self.codes = packed(
            vault,
            self.drop / "kiosk" / "codes.pack",
            [[one.of("peers")[0]], *([[each.of("peers")[1] for each in self.reviews]] if reviews > 1 else [])],
        )

    def clock(self) -> float:
        return self.now

    def app(self, pin: HostPin | None = None) -> KioskApp:
        opened = open_kiosk(str(self.drop))
        return KioskApp(Kiosk(opened._pack, opened._places, self.clock), pin, clock=self.clock)

    def envelopes(self, at: int = 0) -> list[Path]:
        return sorted((self.drop / self.reviews[at].id / "envelopes").iterdir())


@pytest.fixture
def made(vault: Vault, tmp_path: Path) -> Made:  # noqa: F811 - the fixture
    return Made(vault, tmp_path)


async def settled(pilot: "Pilot[object]") -> None:
    """What was started has ended."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def enter(pilot: "Pilot[object]", code: str) -> None:
    """Type a code, and Enter."""
    await pilot.press(*code.replace("-", "").lower(), "enter")
    await settled(pilot)
