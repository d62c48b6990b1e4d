"""Closing: open every envelope, verify, de-duplicate, shuffle, put the report on record. It happens once."""

import datetime
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.board import BoardCell, Fate, make_board
from perflead_tui.flows.frozen import frozen_report
from perflead_tui.flows.grants import granted
from perflead_tui.flows.inviting import MAKING, SENDING
from perflead_tui.flows.openers import NOBODY, Approved, opening_key
from perflead_tui.flows.opening import Opened, open_all, refusals
from perflead_tui.flows.records import ReviewFile, Step, open_review
from perflead_tui.i18n import _, language
from perflead_tui.results.cells import is_anonymous, plan_cells
from perflead_tui.results.disclosure import build_report
from perflead_tui.results.report import Report
from perflead_tui.review.answers import Accepted, Comment
from perflead_tui.review.state import CLOSED, OPEN
from perflead_tui.review.terms import Terms
from perflead_tui.vault.vault import Vault

__all__ = ["Check", "Closed", "check", "close", "frozen_report"]


def _ignore(_step: Step) -> None:
    """No one watches."""


@dataclass(frozen=True)
class Check:
    """What closing now would show: names of groups only, no counts. `shown` has the cells, merged groups together."""

    shown: list[list[str]]
    withheld: list[str]


@dataclass(frozen=True)
class Closed:
    """What closing found. `refused` says how many envelopes were refused and why, in words."""

    counted: int
    replaced: int
    refused: list[str]


def check(vault: Vault, wanted: str, on_step: Callable[[Step], None] = _ignore, approved: Approved = NOBODY) -> Check:
    """Say which groups would be shown, merged or withheld if the review closed now.

    The group of an answer is sealed inside its envelope, so the envelopes are opened in memory to count; answers
    are dropped unread, and no count leaves this function. Raises PerfleadError if fewer envelopes than the minimum came
    in since the last check, because their groups could be told.
    """
    with open_review(vault, wanted) as file:
        file.require(OPEN)
        key = opening_key(file, approved)
        file.note_check()
        plan = plan_cells(open_all(file, on_step, key).counts(), file.terms)
    return Check([list(cell.groups) for cell in plan.cells], [gone.group for gone in plan.withheld])


def close(
    vault: Vault,
    wanted: str,
    on_step: Callable[[Step], None] = _ignore,
    today: datetime.date | None = None,
    approved: Approved = NOBODY,
) -> Closed:
    """Close the review: its report is made and frozen, and no envelope is taken after it.

    Answers and comments are stored in an order drawn at random, apart from one another, with one vault write: cut off
    anywhere, the review is open as before or closed. Then the file is rewritten with the envelopes in the order of
    their hashes, so that it does not remember the order of arrival; cut off before that, the next opening does it.
    Raises PerfleadError if there is nothing to report.
    """
    with open_review(vault, wanted) as file:
        file.require(OPEN)
        opened = open_all(file, on_step, opening_key(file, approved))
        if not opened.responses:
            raise PerfleadError(
                _("There is no answer that could be counted, so the review stays open."),
                _("Take envelopes in with perflead collect {review} PATH.").format(review=file.review),
            )
        _check_counts(file, opened)
        on_step((_("Making the report"), 0, 1))
        _freeze(file, opened, today or datetime.datetime.now().astimezone().date())
        on_step((_("Making the report"), 1, 1))
        return Closed(len(opened.responses), opened.number("replaced"), refusals(opened))


def _check_counts(file: ReviewFile, opened: Opened) -> None:
    """A group with more answers than invitations means that somebody made credentials of their own."""
    counts, allowed = opened.counts(), granted(file)
    if any(counts[key] > allowed[key] for key in allowed):
        raise PerfleadError(
            _("A group has more answers than invitations or grants, so the review was not closed."),
            _("Someone with this vault's keys made credentials outside it. Do not use these answers."),
        )


def _freeze(file: ReviewFile, opened: Opened, today: datetime.date) -> None:
    shuffle = secrets.SystemRandom().shuffle
    responses = list(opened.responses.values())
    accepted = [Accepted(r.group, r.answers.ratings, r.answers.time) for r in responses]
    comments = [Comment(r.group, key, text) for r in responses for key, text in r.answers.comments.items()]
    shuffle(accepted)
    shuffle(comments)
    offered = file.terms.questionnaire.languages
    words = language() if language() in offered else offered[0]
    report = build_report(file.terms, file.terms_digest.hex(), accepted, comments, today, words)
    board = _board(file, opened, report)
    db = file.db
    with db.transaction():
        db.table("answers").insert_multiple(vars(answer) for answer in accepted)
        db.table("comments").insert_multiple(_comment_row(file.terms, comment) for comment in comments)
        db.table("report").insert({"json": report.to_json(indent=None)})
        db.table("board").insert({"json": board.decode()})
        for name in sorted(db.tables() & {SENDING, MAKING}):  # a message that was under way for ever ties two together
            db.drop_table(name)
        file.set_state(CLOSED)
    file.settle()


def _board(file: ReviewFile, opened: Opened, report: Report) -> bytes:
    """The signed list of what became of every envelope; answers that the report withholds are told as withheld."""
    shown = {key for cell in report.cells for key in cell.groups}
    withheld: dict[bytes, Fate] = {name: "withheld" for name, one in opened.responses.items() if one.group not in shown}
    allowed = granted(file)
    cells = [
        BoardCell(groups=cell.groups, grants=sum(allowed[key] for key in cell.groups), answers=cell.answers)
        for cell in report.cells
    ]
    return make_board(
        file.terms, file.terms_digest, cells, {**opened.fates, **withheld}, file.db.head, file.keys().sign
    )


def _comment_row(terms: Terms, comment: Comment) -> dict[str, str]:
    """A comment on record: of an anonymous rater not even the group is kept, it could tell two ratings apart."""
    group = terms.group(comment.group)
    source = comment.group if group is not None and not is_anonymous(group) else "anonymous"
    return {"id": secrets.token_hex(8), "from": source, "question": comment.question, "text": comment.text}
