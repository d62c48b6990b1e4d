"""Counting: how many raters of each group gave each answer. The last place where single answers are read."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

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


Ratings = dict[str, int | None]
Tally = Mapping[str, Mapping[str, Count]]
"""Counts by group and by item; an item that a group is not asked is not there."""


def tally(terms: Terms, accepted: Sequence[Accepted]) -> Tally:
    """The counts of a closed review."""
    scale = terms.questionnaire.scale
    given: dict[str, list[Ratings]] = {group.key: [] for group in terms.groups}
    for answers in accepted:
        if answers.group in given:
            given[answers.group].append(answers.ratings)
    counts: dict[str, dict[str, Count]] = {}
    for group, ratings in given.items():
        keys = [item.key for item in terms.questionnaire.items if asked(terms, group, item)]
        found = map(Counter, _columns(ratings, keys))
        counts[group] = {
            key: Count(len(ratings), tuple(chosen[point] for point in range(scale.low, scale.high + 1)), scale.low)
            for key, chosen in zip(keys, found, strict=True)
        }
    return counts


def _columns(ratings: Sequence[Ratings], keys: Sequence[str]) -> Iterable[Sequence[int | None]]:
    """What everybody answered to each item. By whole rows: looking each answer up takes three times as long."""
    if not ratings or len(keys) < 2:  # itemgetter gives a row of one as the thing itself
        return [[rating.get(key) for rating in ratings] for key in keys]
    row = itemgetter(*keys)
    try:
        return list(zip(*map(row, ratings), strict=True))
    except KeyError:  # somebody left an item open
        blank: Ratings = dict.fromkeys(keys)
        return list(zip(*(row({**blank, **rating}) for rating in ratings), strict=True))


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
