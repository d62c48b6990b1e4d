"""Pictures of the real app on the sample data, for the README: every step, home, a desk and the rater's form.

Run: python -m tests.gallery. It writes tests/gallery/THEME/PAGE.svg. `tests/test_gallery.py` says when they are old.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from perflead_tui.exchange.invitation import Invitation
from perflead_tui.flows.debrief import STEPS
from perflead_tui.flows.demo import Demo, demo, kept
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.records import ReviewFile, remember
from perflead_tui.i18n import set_language
from perflead_tui.paths import sample_dir, temporary_state
from perflead_tui.review.state import OPEN
from perflead_tui.review.terms import Terms, digest
from perflead_tui.settings import Settings
from perflead_tui.tui.coach.app import CoachApp, Place
from perflead_tui.tui.rater.app import RaterApp
from perflead_tui.vault.vault import Vault

FOLDER = Path(__file__).with_suffix("")
THEMES = ("perflead-dark", "perflead-light")
MORE = ("perflead-contrast-dark", "perflead-contrast-light", "perflead-projector", "perflead-grey")
"""Themes in which one page is shown."""
IN_MORE = "step-3"
SIZE = (110, 36)
_OPEN = "opengalleryrevie"  # the id of a review that was never closed
_ENVELOPES = 11


async def pictures() -> dict[str, str]:
    """Every picture as SVG, by its path below the folder."""
    found: dict[str, str] = {}
    set_language("en")
    with demo() as shown:
        _open_review(shown.vault)
        app = CoachApp(
            shown.vault.home, Settings(), vault=shown.vault, start=Place("walk", shown.review), beside=shown.beside
        )
        async with app.run_test(size=SIZE) as pilot:
            async for page in _coach_pages(app, pilot, shown):
                found |= await _taken(app, pilot, page)
    with tempfile.TemporaryDirectory() as name, temporary_state(Path(name)):
        rater = RaterApp(_session())
        async with rater.run_test(size=SIZE) as pilot:
            found |= await _taken(rater, pilot, "rater-1-welcome")
            await pilot.press("enter", "enter", "4", "5", "4")
            rater._keep_now()  # the bar says "saved" now, not when a timer has run
            found |= await _taken(rater, pilot, "rater-2-form")
    return found


async def _coach_pages(app: CoachApp, pilot: Pilot[Any], shown: Demo) -> AsyncIterator[str]:
    """Goes from page to page; the name of each, when it is there."""
    for step in range(1, STEPS + 1):
        await pilot.press(str(step))
        yield f"step-{step}"
    await app.go(Place("home"))
    yield "home"
    await app.go(Place("desk", _OPEN))
    yield "desk"


async def _taken(app: App[Any], pilot: Pilot[Any], page: str) -> dict[str, str]:
    found = {}
    for theme in (*THEMES, *(MORE if page == IN_MORE else ())):
        app.theme = theme
        for _turn in range(3):
            await app.workers.wait_for_complete()
            await pilot.pause()
        found[f"{theme}/{page}.svg"] = app.export_screenshot(title="perflead")
    return found


def _open_review(vault: Vault) -> None:
    """Put a review beside the closed ones that takes envelopes: the sample's own terms under another id."""
    document = {**kept(sample_dir() / "public-works", "review")[0], "review": _OPEN, "leader": "Morgan Ellis"}
    with vault.review(_OPEN, create=True) as db:
        with db.transaction():
            db.table("envelopes").insert_multiple({"hash": f"{n:064x}", "data": ""} for n in range(_ENVELOPES))
            db.table("review").insert({"state": OPEN, "terms": document})
        remember(vault, ReviewFile(db, _OPEN).status())


def _session() -> AnswerSession:
    """A peer of the sample review in front of the form."""
    document = kept(sample_dir() / "public-works", "review")[0]
    terms = Terms.model_validate(document)
    group = terms.group("peers")
    assert group is not None
    return AnswerSession(None, Invitation(terms, digest(document), group, None, None, bytes(32), None, 0, document))


@contextmanager
def isolated() -> Iterator[None]:
    """Nothing of this user's own settings in the pictures."""
    import os

    with tempfile.TemporaryDirectory() as name:
        before = os.environ.get("PERFLEAD_CONFIG")
        os.environ["PERFLEAD_CONFIG"] = name
        os.environ.pop("NO_COLOR", None)
        try:
            yield
        finally:
            os.environ.pop("PERFLEAD_CONFIG")
            if before is not None:
                os.environ["PERFLEAD_CONFIG"] = before


def main() -> None:
    """Write them all."""
    with isolated():
        found = asyncio.run(pictures())
    for path, svg in found.items():
        (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / path).write_text(svg, encoding="utf-8")
    print(f"{len(found)} pictures in {FOLDER}")


if __name__ == "__main__":
    main()
