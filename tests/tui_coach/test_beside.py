"""Reports beside a report: named in the app as on the command line, and shown until the app is left."""

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from perflead_tui.cli.report import report
from perflead_tui.flows.beside import material_of_file
from perflead_tui.flows.debrief import Debrief
from perflead_tui.flows.demo import RESULTS, SAMPLE, Demo, demo
from perflead_tui.paths import sample_dir
from perflead_tui.settings import Settings
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.coach.demo import DemoApp
from perflead_tui.tui.coach.desk import DeskScreen
from perflead_tui.tui.coach.form import FormScreen
from perflead_tui.tui.walk.screen import WalkScreen
from tests.flows.conftest import Review
from tests.tui_coach.conftest import LARGE, Starter
from tests.tui_coach.doors import settled
from tests.tui_coach.test_files import choose, fill, said

ROOT = sample_dir() / SAMPLE / RESULTS
NOW, EARLIER, AGENCY = (ROOT / part / "report.json" for part in ("review", "earlier", "agency"))
NOT_ASKED = {
    "force": "the app never writes over a file",
    "as_json": "it is one of the formats",
    "every": "it is a form of its own",
    "identity": "opening a shared file asks for it",
    "words_file": "opening a shared file asks for them",
    "home": "the app has its vault",
    "passphrase_file": "the app has its vault",
    "passphrase_fd": "the app has its vault",
    "review": "it is the one that is looked at",
}
ENTRIES = {"kind": "format", "words": "language", "plan_only": "what", "encrypt_to": "to"}
BESIDE = {"before", "agency", "asked"}


@pytest.fixture
def shown(tmp_path: Path) -> Any:
    """The demo's vault."""
    with demo() as found:
        yield found


def walk(app: CoachApp) -> Debrief:
    """What is walked through."""
    assert isinstance(app.screen, WalkScreen), app.screen
    return app.screen.debrief


async def test_a_report_of_the_vault_gets_an_agency_beside_it_at_its_step(closed: Review, started: Starter) -> None:
    app = started("walk", closed.id)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("6", "b")
        await pilot.pause()
        await fill(pilot, agency=AGENCY)
        assert "Step 6 shows" in said(app) and "No earlier review is shown." in said(app)
        await pilot.press("escape")
        await settled(pilot)
        assert walk(app).state.at == 6 and walk(app).material.agency is not None
        await pilot.press("escape")
        await settled(pilot)
        app.visit("walk", closed.id)
        await settled(pilot)
        assert walk(app).material.agency is not None


async def test_an_earlier_report_of_another_leader_is_refused_in_the_form(closed: Review, started: Starter) -> None:
    app = started("desk", closed.id)
    async with app.run_test(size=LARGE) as pilot:
        screen: Any = app.screen
        screen.action_beside()
        await pilot.pause()
        for name, words in (
            (str(EARLIER), "leaders are not compared"),
            ("no-such-review", "no review"),
            (closed.id, "did not close before"),
        ):
            await fill(pilot, before=name)
            assert isinstance(app.screen, FormScreen) and words in said(app), (name, said(app))
        await pilot.press("escape")
        assert isinstance(app.screen, DeskScreen)


async def test_a_report_that_is_a_file_gets_what_files_say_beside_it() -> None:
    app = CoachApp(None, Settings(), debrief=Debrief(material_of_file(NOW)))
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("4", "b")
        await pilot.pause()
        await fill(pilot, before=EARLIER, agency=AGENCY)
        await pilot.press("escape")
        await settled(pilot)
        assert walk(app).material.before and walk(app).material.agency and walk(app).read_only
        assert walk(app).state.at == 4


async def test_what_stands_beside_it_is_in_the_report_that_the_desk_writes(shown: Demo, tmp_path: Path) -> None:
    app = DemoApp(shown, Settings())
    out = tmp_path / "report.md"
    async with app.run_test(size=LARGE) as pilot:
        app.visit("desk", shown.review)
        await settled(pilot)
        await pilot.press("o")
        await pilot.pause()
        choose(app, "format", "md")
        await fill(pilot, out=out)

    assert "How the agency is set up" in out.read_text(encoding="utf-8")


async def test_every_option_of_the_command_for_reports_has_its_entry(closed: Review, started: Starter) -> None:
    app = started("desk", closed.id)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("o")
        await pilot.pause()
        for name in {param.name or "" for param in report.params} - set(NOT_ASKED) - BESIDE:
            assert app.screen.query(f"#{ENTRIES.get(name, name)}"), name
        await pilot.press("escape")
        screen: Any = app.screen
        screen.action_beside()
        await pilot.pause()
        assert {each.id for each in app.screen.query(Input)} | {"asked"} >= {"before", "agency"}
        assert app.screen.query("#questionnaires")


async def test_colours_and_the_circle_are_asked_for_where_there_are_pictures(
    closed: Review, started: Starter, tmp_path: Path
) -> None:
    app = started("desk", closed.id)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("o")
        await pilot.pause()
        choose(app, "format", "text")
        await pilot.pause()
        assert not app.screen.query_one("#entry-theme").display and not app.screen.query_one("#entry-radar").display
        choose(app, "format", "html")
        await pilot.pause()
        choose(app, "theme", "perflead-projector")
        choose(app, "radar", "round")
        await fill(pilot, out=tmp_path / "round.html")
        assert "The report is in" in said(app)
    words = (tmp_path / "round.html").read_text(encoding="utf-8")
    assert "The same in a circle" in words
