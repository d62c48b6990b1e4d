"""The disclosure wall: turns opened answers into a report that gives nobody away.

Three steps, and nothing flows back: cells are planned from the counts of accepted answers alone; every cell-by-item
mean is rounded, coded, and published or dropped; all else is computed from what was published. So a report is a
function of published values and of counts, and of nothing that was withheld. Two things come from answers by rules of
their own: the agreement band (`insight.disguised`) and the time question (`shares.anonymous_shares`).
"""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import SystemRandom

from perflead_tui.questionnaire.model import Competency, Item, in_language
from perflead_tui.results import insight
from perflead_tui.results.cells import CellPlan, plan_cells
from perflead_tui.results.comments import Shuffle, published_comments
from perflead_tui.results.report import Agreement, Cell, CompetencyResult, ItemResult, Report, ReviewFacts
from perflead_tui.results.scores import Scale, Score, as_mean, items_needed, mean_score
from perflead_tui.results.shares import time_result
from perflead_tui.results.tally import Count, Tally, anonymous_score, named_score, of_cell, tally
from perflead_tui.review.answers import Accepted, Comment
from perflead_tui.review.form import SELF, applicable
from perflead_tui.review.terms import Terms

__all__ = ["CellPlan", "build_report", "plan_cells"]

_shuffled = SystemRandom().shuffle


def build_report(
    terms: Terms,
    terms_digest: str,
    accepted: Sequence[Accepted],
    comments: Sequence[Comment],
    closed_on: datetime.date,
    language: str = "en",
    shuffle: Shuffle = _shuffled,
) -> Report:
    """The report of a closed review, its labels in `language`. Answers of groups unknown to the terms are ignored.

    `shuffle` puts the comments on one question in random order, in place; tests give a seeded one.
    """
    plan = plan_cells(Counter(answers.group for answers in accepted), terms, language)
    table = _Table(terms, plan, tally(terms, accepted), language)
    asked = [(c, [item for item in c.items if applicable(terms, item)]) for c in terms.questionnaire.competencies]
    return Report(
        review=_facts(terms, terms_digest, closed_on),
        cells=list(plan.cells),
        withheld=list(plan.withheld),
        competencies=[table.competency(competency, items) for competency, items in asked if items],
        items=[table.item(competency, item) for competency, items in asked for item in items],
        time=time_result(terms, accepted, plan),
        comments=published_comments(terms, comments, plan, shuffle),
    )


def _facts(terms: Terms, terms_digest: str, closed_on: datetime.date) -> ReviewFacts:
    return ReviewFacts(
        id=terms.review,
        leader=terms.leader,
        questionnaire=terms.questionnaire.name,
        closed_on=closed_on.isoformat(),
        terms_digest=terms_digest,
        minimum=terms.minimum,
    )


@dataclass(frozen=True)
class _Column:
    """One cell's counts and published scores by item."""

    cell: Cell
    counts: Mapping[str, Count | None]
    scores: Mapping[str, Score | None]


class _Table:
    """The published cell-by-item scores, and the report's rows that are made from them."""

    def __init__(self, terms: Terms, plan: CellPlan, counts: Tally, language: str) -> None:
        scale = terms.questionnaire.scale
        self._scale = Scale(scale.low, scale.high, terms.minimum)
        self._language = language
        items = [item.key for item in terms.questionnaire.items]
        self._columns = [
            self._column(cell, {key: of_cell(counts, cell.groups, key) for key in items}) for cell in plan.cells
        ]

    def _column(self, cell: Cell, counts: Mapping[str, Count | None]) -> _Column:
        scores = {
            key: anonymous_score(count, self._scale) if cell.anonymous else named_score(count)
            for key, count in counts.items()
        }
        return _Column(cell, counts, scores)

    def item(self, competency: Competency, item: Item) -> ItemResult:
        """The row of one item."""
        scores = {column.cell.key: column.scores[item.key] for column in self._columns}
        others = mean_score([score for _, score in self._anonymous(scores)], self._scale)
        return ItemResult(
            key=item.key,
            competency=competency.key,
            text=item.text.for_reader(self._language, own=False),
            own=as_mean(scores.get(SELF), self._scale),
            cells={key: as_mean(score, self._scale) for key, score in scores.items() if key != SELF},
            others=as_mean(others, self._scale),
        )

    def competency(self, competency: Competency, items: Sequence[Item]) -> CompetencyResult:
        """The row of one competency with its applicable items."""
        scores = {column.cell.key: self._competency_score(column, items) for column in self._columns}
        own = scores.get(SELF)
        entering = self._anonymous(scores)
        sizes = [cell.answers for cell, _ in entering]
        others = mean_score([score for _, score in entering], self._scale)
        return CompetencyResult(
            key=competency.key,
            label=in_language(competency.name, self._language),
            own=as_mean(own, self._scale),
            cells={
                column.cell.key: as_mean(
                    scores[column.cell.key], self._scale, [column.cell.answers] if column.cell.anonymous else ()
                )
                for column in self._columns
                if column.cell.key != SELF
            },
            others=as_mean(others, self._scale, sizes),
            gap=insight.gap(own, others),
            agreement=self._agreement(items) if others else None,
            flag=insight.flag(own, others, sum(sizes), self._scale),
        )

    def _competency_score(self, column: _Column, items: Sequence[Item]) -> Score | None:
        published = [score for item in items if (score := column.scores[item.key])]
        if len(published) < items_needed(len(items)):
            return None
        return mean_score(published, self._scale if column.cell.anonymous else None)

    def _anonymous(self, scores: Mapping[str, Score | None]) -> list[tuple[Cell, Score]]:
        """The anonymous cells that have a score: those that enter others."""
        cells = [column.cell for column in self._columns if column.cell.anonymous]
        return [(cell, score) for cell in cells if (score := scores[cell.key])]

    def _agreement(self, items: Sequence[Item]) -> Agreement | None:
        pools = [
            [
                count
                for column in self._columns
                if column.cell.anonymous and column.scores[item.key] and (count := column.counts[item.key])
            ]
            for item in items
        ]
        return insight.agreement(pools, self._scale)
