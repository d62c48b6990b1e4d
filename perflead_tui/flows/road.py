"""The whole road on a sample: set up, invite, answer, collect, close."""

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perflead_tui.flows.close import close
from perflead_tui.flows.collect import collect
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.records import Step
from perflead_tui.flows.setup import NewReview, new_review
from perflead_tui.i18n import _
from perflead_tui.questionnaire.loading import load
from perflead_tui.review.roster import parse_roster
from perflead_tui.vault.vault import Vault

_DAYS_OPEN = 24


@dataclass(frozen=True)
class Days:
    """When a sample review is set up, takes its last answer, and is closed."""

    created: datetime.date
    last: datetime.date
    closed: datetime.date

    @classmethod
    def now(cls) -> "Days":
        """Set up and closed today."""
        today = datetime.datetime.now().astimezone().date()
        return cls(today, today + datetime.timedelta(days=_DAYS_OPEN), today)


def run_road(vault: Vault, sample: Path, folder: Path, on_step: Callable[[Step], None], days: Days) -> str:
    """Run the review of the folder `sample` in `vault` to its closing; returns its id.

    `sample` has `review.json`, `roster.csv` and `answers`, a file a rater; what travels is put into the new `folder`.
    """
    made = new_review(vault, _wanted(sample, days), on_step)
    invitations = invite(vault, made.review, folder / "invitations", on_step)
    envelopes = folder / "envelopes"
    envelopes.mkdir()
    _answer_all(sample, invitations, envelopes, on_step, days.created)
    collect(vault, made.review, [envelopes], on_step)
    close(vault, made.review, on_step, days.closed)
    return made.review


def _wanted(sample: Path, days: Days) -> NewReview:
    facts: dict[str, Any] = json.loads((sample / "review.json").read_text(encoding="utf-8"))
    questionnaire = load(facts.pop("questionnaire"))
    roster = sample / "roster.csv"
    return NewReview(
        questionnaire=questionnaire,
        roster=parse_roster(roster.read_bytes(), roster.name, questionnaire),
        closes_on=days.last,
        today=days.created,
        **facts,
    )


def _answer_all(
    sample: Path, invitations: list[Path], envelopes: Path, on_step: Callable[[Step], None], today: datetime.date
) -> None:
    """Let every sample rater answer with an invitation of their group."""
    waiting = list(invitations)
    sheets = sorted((sample / "answers").glob("*.json"))
    for done, sheet in enumerate(sheets):
        on_step((_("Raters answer"), done, len(sheets)))
        given: dict[str, Any] = json.loads(sheet.read_text(encoding="utf-8"))
        group = sheet.name.partition("-")[0]
        path = next(path for path in waiting if path.name.startswith(f"{group}-"))
        waiting.remove(path)
        session = AnswerSession.open(path, out=envelopes, today=today)
        session.fill(given)
        session.send()
