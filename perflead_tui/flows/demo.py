"""The demo: the whole road on the sample review, in a temporary vault that is gone afterwards."""

import datetime
import json
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.collect import collect
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.records import Step
from perflead_tui.flows.setup import NewReview, invite, new_review
from perflead_tui.i18n import _
from perflead_tui.paths import sample_dir, temporary_state
from perflead_tui.questionnaire.loading import load
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Report
from perflead_tui.review.roster import parse_roster
from perflead_tui.vault.vault import Vault

SAMPLE = "public-works"
_DAYS_OPEN = 24


def run_demo(on_step: Callable[[Step], None]) -> tuple[Report, Questionnaire]:
    """Set up, invite, answer, collect and close the sample review; its report and its questionnaire."""
    with tempfile.TemporaryDirectory(prefix="perflead-demo-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with temporary_state(folder / "state"):
            return _walk(folder, on_step)


def _walk(folder: Path, on_step: Callable[[Step], None]) -> tuple[Report, Questionnaire]:
    vault, _recovery = Vault.create(folder / "vault", secrets.token_hex(16))
    with vault:
        made = new_review(vault, _sample_review(), on_step)
        invitations = invite(vault, made.review, folder / "invitations", on_step)
        _answer_all(invitations, folder, on_step)
        collect(vault, made.review, [folder / "envelopes"], on_step)
        close(vault, made.review, on_step)
        report, terms = frozen_report(vault, made.review)
        return report, terms.questionnaire


def _sample_review() -> NewReview:
    facts = json.loads((sample_dir() / SAMPLE / "review.json").read_text(encoding="utf-8"))
    questionnaire = load(facts["questionnaire"])
    roster = sample_dir() / SAMPLE / "roster.csv"
    today = datetime.datetime.now().astimezone().date()
    return NewReview(
        leader=facts["leader"],
        role=facts["role"],
        asked_by=facts["asked_by"],
        minimum=facts["minimum"],
        supervises=facts["supervises"],
        questionnaire=questionnaire,
        roster=parse_roster(roster.read_bytes(), roster.name, questionnaire),
        closes_on=today + datetime.timedelta(days=_DAYS_OPEN),
        today=today,
    )


def _answer_all(invitations: list[Path], folder: Path, on_step: Callable[[Step], None]) -> None:
    """Let every sample rater answer with an invitation of their group."""
    (folder / "envelopes").mkdir()
    waiting = list(invitations)
    sheets = sorted((sample_dir() / SAMPLE / "answers").glob("*.json"))
    for done, sheet in enumerate(sheets):
        on_step((_("Raters answer"), done, len(sheets)))
        given: dict[str, Any] = json.loads(sheet.read_text(encoding="utf-8"))
        group = sheet.name.partition("-")[0]
        path = next(path for path in waiting if path.name.startswith(f"{group}-"))
        waiting.remove(path)
        session = AnswerSession.open(path, out=folder / "envelopes")
        session.fill(given)
        session.send()
