"""The time question: where work time goes, in mean points by box."""

from collections.abc import Mapping, Sequence

from perflead_tui.questionnaire.model import TimeQuestion
from perflead_tui.results.cells import CellPlan
from perflead_tui.results.report import Shares, TimeResult
from perflead_tui.results.scores import half_up
from perflead_tui.review.answers import Accepted
from perflead_tui.review.form import SELF
from perflead_tui.review.terms import Terms

Points = Mapping[str, int]
Tenths = dict[str, int]


def time_result(terms: Terms, accepted: Sequence[Accepted], plan: CellPlan) -> TimeResult | None:
    """The time question of a closed review; None if it was not asked."""
    question = terms.questionnaire.time
    if question is None:
        return None
    desired = {share.desired: share.key for share in question.shares}
    given = {cell.key: [a.time for a in accepted if a.group in cell.groups] for cell in plan.cells}
    own = given.pop(SELF, [])
    wished = [{desired[key]: n for key, n in time.items() if key in desired} for time in own if time]
    cells: dict[str, Tenths | None] = {}
    for cell in plan.cells:
        if cell.key in given:
            answers = given[cell.key]
            cells[cell.key] = (
                anonymous_shares(answers, question, terms.minimum) if cell.anonymous else _means(answers, question)
            )
    published = [shares for cell in plan.anonymous if (shares := cells[cell.key])]
    return TimeResult(
        own=_as_shares(_means(own, question)),
        desired=_as_shares(_means(wished, question)),
        cells={key: _as_shares(shares) for key, shares in cells.items()},
        others=_as_shares(_mean_of(published, question)),
    )


def anonymous_shares(answers: Sequence[Points | None], question: TimeQuestion, minimum: int) -> Tenths | None:
    """The means of a cell in tenths of a point, or None; `answers` has None for "can't tell".

    Shown when at least `minimum` raters gave points, "can't tell" is at most half, and every box got more points in
    total than one rater can give. Without the last rule, one who takes away their own points from a box could be left
    with 0 and know that nobody else gave it any; with it, the others always gave every box something, and then there
    are always other answers of theirs with the same totals.
    """
    given = [points for points in answers if points]
    if len(given) < minimum or 2 * len(given) < len(answers):
        return None
    totals = [sum(points.get(share.key, 0) for points in given) for share in question.shares]
    return _means(given, question) if min(totals) > question.points else None


def _means(answers: Sequence[Points | None], question: TimeQuestion) -> Tenths | None:
    """Mean points by box over those who filled in the boxes."""
    keys = [share.key for share in question.shares]
    given = [points for points in answers if points and any(key in points for key in keys)]
    if not given:
        return None
    return {key: half_up(10 * sum(points.get(key, 0) for points in given), len(given)) for key in keys}


def _mean_of(published: Sequence[Tenths], question: TimeQuestion) -> Tenths | None:
    """The unweighted mean of the published cells' shares."""
    if not published:
        return None
    return {
        share.key: half_up(sum(tenths[share.key] for tenths in published), len(published)) for share in question.shares
    }


def _as_shares(tenths: Tenths | None) -> Shares | None:
    return {key: value / 10 for key, value in tenths.items()} if tenths else None
