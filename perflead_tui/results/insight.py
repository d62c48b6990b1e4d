"""What a competency's scores mean: gap, blind spot and hidden strength, and how close the raters are."""

from collections.abc import Sequence
from fractions import Fraction

from perflead_tui.results.agreement import critical_variance
from perflead_tui.results.report import Agreement, Flag
from perflead_tui.results.scores import HALF_WIDTH, Scale, Score, items_needed
from perflead_tui.results.tally import Count

POOLED = 8  # raters: DESIGN, no spread for small cells
_SPREAD_FROM = 4  # answers of a cell to an item: all-but-one agreement of fewer cannot be disguised
_CLEAR = Fraction(1, 2)  # points on a 1-5 scale: no smaller gap is called clear
_WEAK, _STRONG = Fraction(5, 8), Fraction(3, 4)  # the way up the scale to 3.5 and 4.0 on 1-5

Pool = Sequence[Count]
"""One item's counts in the anonymous cells in which it is published."""


def gap(own: Score | None, others: Score | None) -> float | None:
    """Self minus others, from the published means; None where either is missing or coded."""
    if own is None or others is None or own.bound or others.bound:
        return None
    return (own.tenths - others.tenths) / 10


def is_clear(tenths: int, answers: int, scale: Scale) -> bool:
    """Whether a gap in tenths to a mean of so many answers is at least max(0.5, 1.96 * 0.85 / sqrt(answers))."""
    points = Fraction(abs(tenths), 10) / scale.stretch
    return points >= _CLEAR and points**2 * answers >= HALF_WIDTH**2


def flag(own: Score | None, others: Score | None, answers: int, scale: Scale) -> Flag | None:
    """A clear gap with others in the lower or upper part of the scale. Coded scores count at their bound.

    That errs on the side of no flag: others who read "2.3 or less" are at least as far below self as 2.3 is.
    `answers` is the sum over the cells that enter others.
    """
    if own is None or others is None or not is_clear(own.tenths - others.tenths, answers, scale):
        return None
    if own.tenths > others.tenths:
        return "blind_spot" if others.tenths < scale.at(_WEAK) else None
    return "hidden_strength" if others.tenths >= scale.at(_STRONG) else None


def agreement(pools: Sequence[Pool], scale: Scale) -> Agreement | None:
    """The band of one competency from its applicable items; None if too few items have 8 pooled raters.

    `close` if r*_wg(J) reaches the exact 5 % critical value of r_wg for the smallest number pooled, `split` if the
    mean item variance is at least that of answers at random. A pool has the counts of one item in every anonymous cell
    in which it is published; cells in which all but one agree enter `disguised`.
    """
    usable = [[disguised(count) for count in pool if count.n >= _SPREAD_FROM] for pool in pools]
    used = [pool for pool in usable if sum(count.n for count in pool) >= POOLED]
    if not used or len(used) < items_needed(len(pools)):
        return None
    mean = sum((_variance(pool) for pool in used), Fraction(0)) / len(used)
    if mean >= Fraction(scale.options**2 - 1, 12):
        return "split"
    critical = critical_variance(min(sum(count.n for count in pool) for pool in used), scale.options)
    return "close" if critical is not None and mean <= critical else "mixed"


def _variance(pool: Pool) -> Fraction:
    """The sample variance of an item over all raters of a pool."""
    n, total = sum(count.n for count in pool), sum(count.total for count in pool)
    return Fraction(n * sum(count.squares for count in pool) - total**2, n * (n - 1))


def disguised(count: Count) -> Count:
    """`count`, or if all answers but one are the same, the counts of a cell that looks the same and where they are not.

    From exact variances a reader could learn more than the published means say: two cells of four with the means 3.0
    and "4.5 or more" would be close only if the first four all gave 3. So where all but one agree, the variance is
    that of a neighbour with the same published mean: two of them a point apart, one up and one down; at the low end,
    where that is impossible, with one or two a point up, which the lower bound covers. All others who gave the top
    answer are not disguised, except where all did. From 4 answers on a neighbour is never itself disguised.
    """
    points, last = list(count.points), len(count.points) - 1
    same = max(points)
    at = points.index(same)
    if same < count.n - 1 or (at == last and same < count.n):
        return count
    if at == 0:
        moved = same - (count.n - 2)
        points[0], points[1] = points[0] - moved, points[1] + moved
    elif at == last:
        points[last], points[last - 1] = same - 1, 1
    else:
        points[at] -= 2
        points[at - 1] += 1
        points[at + 1] += 1
    return Count(count.asked, tuple(points), count.low)
