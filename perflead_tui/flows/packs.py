"""Answering from a pack: a code opens what one person is asked, one form after the other."""

import datetime
from collections.abc import Callable
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.invitation import require_open
from perflead_tui.exchange.pack import is_pack, load_pack
from perflead_tui.flows.rate import AnswerSession

__all__ = ["is_pack", "sessions_of"]


def sessions_of(
    path: Path, ask: Callable[[], str], *, out: Path | None = None, today: datetime.date | None = None
) -> tuple[list[AnswerSession], list[str]]:
    """A session for each review that the code opens and that still takes answers; what is to be said of the others.

    The pack is checked before `ask` is called for the code. Raises PerfleadError if the pack is not sound, if the code
    opens nothing, or if every review has ended.
    """
    pack = load_pack(path)
    sessions: list[AnswerSession] = []
    ended: list[PerfleadError] = []
    for invitation in pack.open(ask()):
        try:
            require_open(invitation, today or datetime.datetime.now().astimezone().date())
        except PerfleadError as error:
            ended.append(error)
        else:
            sessions.append(AnswerSession(None, invitation, out))
    if not sessions:
        raise ended[0]
    return sessions, [error.message for error in ended]
