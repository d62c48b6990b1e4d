"""Change over time: two reports of one leader, side by side, from what they publish and nothing else.

A change is shown when it exceeds what a change of raters alone would often make (DESIGN, disclosure control):

    |later - earlier| > 1.96 * 0.85 * sqrt(1 / n1 + 1 / n2)

1.96 is the two-sided 95 % point of the normal distribution, 0.85 the spread between raters of one leader that is
assumed on a 1-5 scale (other scales in proportion), n1 and n2 the answers of the cell. It is the standard error of the
difference of two independent means. The mean of *others* over G cells has the variance `0.85**2 * sum(1 / n_g) / G**2`
at each time, so there the root is `sqrt(sum(1 / n1_g) / G**2 + sum(1 / n2_g) / G**2)`.

Nothing is said of a cell whose size changed by 1 or 2: the difference would be the answers of one or two people. Nor
is it where a mean is missing or given as a bound, or where the two do not stand for the same groups, lines or minimum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from perflead_tui.results.report import Cell, CompetencyResult, Mean, Report
from perflead_tui.results.scores import HALF_WIDTH, Scale
from perflead_tui.review.form import SELF

Kind = Literal["up", "down", "unclear", "unsaid"]
"""Higher, lower, no clear difference, too few to say."""
Why = Literal["size", "missing", "bound", "groups", "asked"]
"""Why nothing is said: a size changed by 1 or 2, no mean, a bound, other groups, other lines or another minimum."""

_TOO_NEAR = (1, 2)


@dataclass(frozen=True)
class Change:
    """What may be said of one mean. `points` (later minus earlier, one decimal) is there for up and down alone."""

    kind: Kind
    points: float | None = None
    why: Why | None = None


@dataclass(frozen=True)
class CompetencyChange:
    """The changes of one competency: of each cell but self, by its key in the later report, and of others."""

    cells: dict[str, Change]
    others: Change


@dataclass(frozen=True)
class _Side:
    """One competency in one of the two reports."""

    cells: dict[frozenset[str], Cell]
    result: CompetencyResult

    def of(self, groups: frozenset[str]) -> tuple[Mean | None, list[int]]:
        """The mean of the cell of these groups and its size."""
        cell = self.cells[groups]
        return self.result.cells.get(cell.key), [cell.answers]

    @property
    def entering(self) -> dict[frozenset[str], Cell]:
        """The cells that enter others here."""
        return {groups: cell for groups, cell in self.cells.items() if cell.anonymous and self.of(groups)[0]}


def changes(now: Report, before: Report, scale: Scale) -> dict[str, CompetencyChange]:
    """The change of every competency of `now` since `before`, by its key. `scale` is that of `now`."""
    earlier = {result.key: result for result in before.competencies}
    found = {}
    for result in now.competencies:
        old = earlier.get(result.key)
        if old is None or not _same_questions(now, before, result.key):
            found[result.key] = _nothing(result, "missing" if old is None else "asked")
        else:
            found[result.key] = _of_competency(_Side(_cells(now), result), _Side(_cells(before), old), scale)
    return found


def _of_competency(now: _Side, before: _Side, scale: Scale) -> CompetencyChange:
    cells = {}
    for groups, cell in now.cells.items():
        if groups in before.cells:
            (mean, sizes), (old, old_sizes) = now.of(groups), before.of(groups)
            cells[cell.key] = _change(mean, sizes, old, old_sizes, scale)
        else:
            cells[cell.key] = Change("unsaid", why="groups")
    return CompetencyChange(cells, _of_others(now, before, scale))


def _of_others(now: _Side, before: _Side, scale: Scale) -> Change:
    """The change of others, if the same cells enter at both times."""
    here, there = now.entering, before.entering
    if not here or not there:
        return Change("unsaid", why="missing")
    if here.keys() != there.keys():
        return Change("unsaid", why="groups")
    sizes, old_sizes = ([side[groups].answers for groups in here] for side in (here, there))
    return _change(now.result.others, sizes, before.result.others, old_sizes, scale)


def _change(
    now: Mean | None, sizes: Sequence[int], before: Mean | None, old_sizes: Sequence[int], scale: Scale
) -> Change:
    """The change of a mean over cells of these sizes, in the same order at both times."""
    if now is None or before is None:
        return Change("unsaid", why="missing")
    if any(abs(n - old) in _TOO_NEAR for n, old in zip(sizes, old_sizes, strict=True)):
        return Change("unsaid", why="size")
    if now.bound or before.bound:
        return Change("unsaid", why="bound")
    tenths = round(10 * now.mean) - round(10 * before.mean)
    if not exceeds(tenths, sizes, old_sizes, scale):
        return Change("unclear")
    return Change("up" if tenths > 0 else "down", tenths / 10)


def exceeds(tenths: int, sizes: Sequence[int], old_sizes: Sequence[int], scale: Scale) -> bool:
    """Whether a difference in tenths of a point is more than the formula above allows to chance."""
    variance = sum((Fraction(1, n) for n in sizes), Fraction(0)) / len(sizes) ** 2
    variance += sum((Fraction(1, n) for n in old_sizes), Fraction(0)) / len(old_sizes) ** 2
    return tenths**2 > (10 * HALF_WIDTH * scale.stretch) ** 2 * variance


def _cells(report: Report) -> dict[frozenset[str], Cell]:
    """The cells but self, by their groups."""
    return {frozenset(cell.groups): cell for cell in report.cells if cell.key != SELF}


def _same_questions(now: Report, before: Report, competency: str) -> bool:
    """Whether a competency has the same lines in both, under terms with the same minimum and questionnaire."""
    lines, old = ({item.key for item in each.items if item.competency == competency} for each in (now, before))
    facts = [(each.review.questionnaire, each.review.minimum) for each in (now, before)]
    return lines == old and facts[0] == facts[1]


def _nothing(result: CompetencyResult, why: Why) -> CompetencyChange:
    unsaid = Change("unsaid", why=why)
    return CompetencyChange(dict.fromkeys(result.cells, unsaid), unsaid)
