"""Taking a closed and erased review into a vault: its signed terms, its board and its report, held against each other.

That is what erasing a review leaves (`records.KEPT`), so nothing more is needed to show it.
"""

from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.board import Board, check_board, parse_board
from perflead_tui.exchange.signed_terms import SCHEMA, SignedTerms, parse_signed_terms
from perflead_tui.flows.records import ReviewFile, remember
from perflead_tui.i18n import _
from perflead_tui.results.reading import kept_report
from perflead_tui.results.report import Report
from perflead_tui.review.state import CLOSED
from perflead_tui.vault.vault import Vault


def checked(terms: dict[str, Any], signature: str, board: bytes, report: str) -> tuple[SignedTerms, Report]:
    """The terms and the report, if all belongs together.

    The review's key signed terms and board; both and the report carry the digest of the same terms; the report has the
    cells, with as many answers, that the board has. Raises PerfleadError if anything of this does not hold.
    """
    signed = parse_signed_terms({"schema": SCHEMA, "terms": terms, "signature": signature}, _("The review"))
    found = parse_board(board, _("The board"))
    check_board(found, signed.terms, signed.terms_digest)
    try:
        published = kept_report(report)
    except ValueError:  # pydantic's ValidationError is one
        raise _foreign() from None
    _same_review(published, signed, found)
    return signed, published


def adopt(vault: Vault, terms: dict[str, Any], signature: str, board: bytes, report: str) -> str:
    """Put a closed and erased review into the vault, as `checked` demands it; returns its id.

    Raises PerfleadError if it does not belong together, or if the vault has the review.
    """
    signed, published = checked(terms, signature, board, report)
    review = signed.terms.review
    if review in vault.review_ids():
        raise PerfleadError(_("The review {review} is in this vault already.").format(review=review))
    row = {
        "state": CLOSED,
        "terms": terms,
        "signature": signature,
        "erased": published.review.closed_on,  # this vault never had more
        "received": True,
        "settled": True,
    }
    with vault.review(review, create=True) as db:
        with db.transaction():
            db.table("report").insert({"json": published.to_json(indent=None)})
            db.table("board").insert({"json": board.decode()})
            db.table("review").insert(row)
        remember(vault, ReviewFile(db, review).status())
    return review


def _same_review(report: Report, signed: SignedTerms, board: Board) -> None:
    facts, terms = report.review, signed.terms
    same = (facts.id, facts.terms_digest, facts.leader, facts.questionnaire, facts.minimum) == (
        terms.review,
        signed.terms_digest.hex(),
        terms.leader,
        terms.questionnaire.name,
        terms.minimum,
    )
    if not same or [(cell.groups, cell.answers) for cell in report.cells] != [
        (cell.groups, cell.answers) for cell in board.cells
    ]:
        raise _foreign()


def _foreign() -> PerfleadError:
    return PerfleadError(
        _("The report does not belong to these terms and this board."), _("Do not rely on it. Ask for it again.")
    )
