"""Counting: how many raters of each group gave each answer. The last place where single answers are read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from perflead_tui.results.scores import Scale, Score, half_up
from perflead_tui.review.answers import Accepted
from perflead_tui.review.form import asked
from perflead_tui.review.terms import Terms


@dataclass(frozen=True)
class Count:
    """The answers to one item: how many of those `asked` chose each point of the scale, the lowest first."""

    asked: int
    points: tuple[int, ...]
    low: int = 1

    @property
    def n(self) -> int:
        """How many gave a point of the scale; the rest of those asked said N or left it open."""
        return sum(self.points)

    @property
    def total(self) -> int:
        """The sum of the answers."""
        return sum((self.low + at) * count for at, count in enumerate(self.points))

    @property
    def squares(self) -> int:
        """The sum of the squared answers."""
        return sum((self.low + at) ** 2 * count for at, count in enumerate(self.points))


Tally = Mapping[str, Mapping[str, Count]]
"""Counts by group and by item; an item that a group is not asked is not there."""


def tally(terms: Terms, accepted: Sequence[Accepted]) -> Tally:
    """The counts of a closed review."""
    scale = terms.questionnaire.scale
    points = range(scale.low, scale.high + 1)
    counts: dict[str, dict[str, Count]] = {}
    for group in terms.groups:
        ratings = [answers.ratings for answers in accepted if answers.group == group.key]
        counts[group.key] = {}
        for item in terms.questionnaire.items:
            if asked(terms, group.key, item):
                given = [rating.get(item.key) for rating in ratings]
                count = Count(len(given), tuple(map(given.count, points)), scale.low)
                counts[group.key][item.key] = count
    return counts


def of_cell(counts: Tally, groups: Iterable[str], item: str) -> Count | None:
    """The counts of `item` over the groups of a cell that are asked it; None if none is."""
    found = [counts[group][item] for group in groups if item in counts[group]]
    if not found:
        return None
    points = tuple(map(sum, zip(*(count.points for count in found), strict=True)))
    return Count(sum(count.asked for count in found), points, found[0].low)


def anonymous_score(count: Count | None, scale: Scale) -> Score | None:
    """The mean of an anonymous cell, rounded and coded; None if too few answered or most of those asked said N."""
    if count is None or count.n < scale.minimum or 2 * count.n < count.asked:
        return None
    return scale.coded(half_up(10 * count.total, count.n))


def named_score(count: Count | None) -> Score | None:
    """The mean of self or the manager: as it is, to one decimal."""
    if count is None or not count.n:
        return None
    return Score(half_up(10 * count.total, count.n))
