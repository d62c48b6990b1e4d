"""A few pictures, so that a change of looks is seen and meant. `pytest --snapshot-update` takes new ones."""

from typing import Any

import pytest
from textual.pilot import Pilot

from perflead_tui.flows.rate import AnswerSession
from perflead_tui.tui.rater.app import RaterApp

from .conftest import Opener


@pytest.fixture
def session(open_session: Opener, monkeypatch: pytest.MonkeyPatch) -> AnswerSession:
    """A session whose fingerprint is the same in every run."""
    monkeypatch.setattr(AnswerSession, "fingerprint", "amber-fossil-kite-lunar-maple-quiet")
    return open_session()


async def answer_some(pilot: Pilot[Any]) -> None:
    """Two answers and N on the first page, kept."""
    await pilot.press("enter", "enter", "4", "2", "n")
    await pilot.pause(0.6)


async def to_the_list(pilot: Pilot[Any]) -> None:
    """The list, with the first page answered."""
    await answer_some(pilot)
    await pilot.press("5", "1", *["pagedown"] * 11)
    await pilot.pause(0.6)


def test_the_welcome(snap_compare: Any, session: AnswerSession) -> None:
    assert snap_compare(RaterApp(session), terminal_size=(80, 24))


def test_a_page_of_lines(snap_compare: Any, session: AnswerSession) -> None:
    assert snap_compare(RaterApp(session), terminal_size=(80, 24), run_before=answer_some)


def test_a_page_of_lines_wide_and_light(snap_compare: Any, session: AnswerSession) -> None:
    app = RaterApp(session, theme="perflead-light")
    assert snap_compare(app, terminal_size=(140, 40), run_before=answer_some)


def test_the_list_before_sealing(snap_compare: Any, session: AnswerSession) -> None:
    assert snap_compare(RaterApp(session), terminal_size=(80, 24), run_before=to_the_list)
