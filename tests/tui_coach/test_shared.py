"""A file that was shared is opened from the first page: its words are asked for, and the walk-through is read only."""

import subprocess
from pathlib import Path

from perflead_tui.flows.received import recognised
from perflead_tui.flows.sharing import offer
from perflead_tui.sealing.agefile import encrypt, new_passphrase
from perflead_tui.sealing.agekeys import new_identity, recipients
from perflead_tui.tui.coach.paths import PathInput
from perflead_tui.tui.coach.secret import SecretScreen
from perflead_tui.tui.walk.screen import WalkScreen
from perflead_tui.tui.widgets.secret import SecretInput
from tests.flows.conftest import Review
from tests.sealing.quick_age import sealed
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import SMALL
from tests.tui_coach.doors import at, settled


async def test_the_words_open_a_shared_report_read_only(tmp_path: Path, closed: Review) -> None:
    words = new_passphrase()
    path = tmp_path / "report.age"
    path.write_bytes(sealed(offer(closed.vault, closed.id, "report").document, words))
    assert recognised(path) == "shared"
    app = at(tmp_path / "none")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("o")
        await settled(pilot)
        app.screen.query_one(PathInput).value = str(path)
        for said in ("not the words", words):
            await pilot.press("enter")
            await settled(pilot)
            assert isinstance(app.screen, SecretScreen)
            app.screen.query_one(SecretInput).value = said
            await pilot.press("enter")
            await settled(pilot)
            await app.workers.wait_for_complete()
            await settled(pilot)
            if said != words:
                assert "does not open" in " ".join(screen_text(app).split())
        assert isinstance(app.screen, WalkScreen)
        assert app.screen.debrief.read_only and app.screen.debrief.report.review.leader == "Jo Lead"


async def test_a_file_for_a_key_is_opened_with_the_file_of_that_key(tmp_path: Path, closed: Review) -> None:
    own = new_identity()
    (tmp_path / "key.txt").write_bytes(own.secret + b"\n")
    path = tmp_path / "report.age"
    path.write_bytes(encrypt(offer(closed.vault, closed.id, "report").document, recipients([own.public()])))
    app = at(tmp_path / "none")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("o")
        await settled(pilot)
        app.screen.query_one(PathInput).value = str(path)
        await pilot.press("enter")
        await settled(pilot)
        await app.workers.wait_for_complete()
        await settled(pilot)
        app.screen.query_one("Writing").load_text(str(tmp_path / "key.txt"))  # type: ignore[attr-defined]
        await pilot.press("enter")
        await settled(pilot)
        await app.workers.wait_for_complete()
        await settled(pilot)
        assert isinstance(app.screen, WalkScreen)


async def test_the_passphrase_of_an_ssh_key_is_asked_for(tmp_path: Path, closed: Review) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "my Secret", "-f", tmp_path / "key"], check=True)
    path = tmp_path / "report.age"
    path.write_bytes(encrypt(offer(closed.vault, closed.id, "report").document, recipients([f"{tmp_path}/key.pub"])))
    app = at(tmp_path / "none")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("o")
        await settled(pilot)
        app.screen.query_one(PathInput).value = str(path)
        for said in ("another", "my Secret"):
            await pilot.press("enter")
            await settled(pilot)
            await app.workers.wait_for_complete()
            await settled(pilot)
            app.screen.query_one("Writing").load_text(str(tmp_path / "key"))  # type: ignore[attr-defined]
            await pilot.press("enter")
            await settled(pilot)
            assert isinstance(app.screen, SecretScreen)
            app.screen.query_one(SecretInput).value = said
            await pilot.press("enter")
            await settled(pilot)
            await app.workers.wait_for_complete()
            await settled(pilot)
            if said == "another":
                assert "does not unlock the key" in " ".join(screen_text(app).split())
        assert isinstance(app.screen, WalkScreen)
