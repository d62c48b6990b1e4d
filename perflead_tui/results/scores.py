"""Published scores: rounding, top and bottom coding, means over published scores, and their intervals.

Everything is whole tenths and exact integer arithmetic, so that a published number is the same on every machine.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import isqrt

from perflead_tui.results.report import Bound, Mean

# 1.96 is the two-sided 95 % point of the normal distribution; 0.85 is the spread between raters of one
# leader that is assumed on a 1-5 scale, so that the width of an interval depends on counts alone (DESIGN).
HALF_WIDTH = Fraction(196, 100) * Fraction(85, 100)
_TYPICAL_WIDTH = 4  # high - low of the 1-5 scale on which 0.85 and all thresholds are given


@dataclass(frozen=True)
class Score:
    """A published value in tenths of a point. With a bound, it is the bound itself: "4.5 or more"."""

    tenths: int
    bound: Bound | None = None


@dataclass(frozen=True)
class Scale:
    """What decides how scores are published: lowest and highest answer, and the minimum of the terms."""

    low: int
    high: int
    minimum: int

    @property
    def options(self) -> int:
        """The number of answers to choose from."""
        return self.high - self.low + 1

    @property
    def stretch(self) -> Fraction:
        """How much wider than a 1-5 scale this one is: thresholds and intervals grow in proportion."""
        return Fraction(self.high - self.low, _TYPICAL_WIDTH)

    @cached_property
    def at_most(self) -> int:
        """The lower bound in tenths. Up to it nobody can tell that all the others gave the lowest answer."""
        return half_up(10 * (self.low * self.minimum + self.options), self.minimum)

    @cached_property
    def at_least(self) -> int:
        """The upper bound in tenths. From it on nobody can tell that all gave the highest answer.

        An eighth of the scale below its end, but low enough that one lower answer among `minimum` is hidden too: with 3
        points and a minimum of 3 an eighth (2.8) would let "2.8 or more" mean that all three gave 3.
        """
        an_eighth = half_up(10 * (8 * self.high - (self.high - self.low)), 8)
        return min(an_eighth, half_up(10 * (self.minimum * self.high - 1), self.minimum))

    def coded(self, tenths: int) -> Score:
        """A rounded mean as it may be published."""
        if tenths >= self.at_least:
            return Score(self.at_least, "at_least")
        if tenths <= self.at_most:
            return Score(self.at_most, "at_most")
        return Score(tenths)

    def at(self, share: Fraction) -> Fraction:
        """The point that lies `share` (0 to 1) of the way up the scale, in tenths."""
        return 10 * (self.low + share * (self.high - self.low))


def half_up(numerator: int, denominator: int) -> int:
    """The whole number nearest to a fraction of two whole numbers, halves upward. `denominator` is positive."""
    return (2 * numerator + denominator) // (2 * denominator)


def items_needed(applicable: int) -> int:
    """How many of its applicable items must be published for a competency: 3 and 60 %; all if it has fewer than 3."""
    return max(min(3, applicable), -(-3 * applicable // 5))


def mean_score(scores: Collection[Score], scale: Scale | None) -> Score | None:
    """The mean of published scores, each at its published value; None of none. Coded if a `scale` is given.

    That bounds enter as they are printed is what keeps coding safe: a mean of the exact values would let a reader
    subtract the other items and see what a coded item hides.
    """
    if not scores:
        return None
    tenths = half_up(sum(score.tenths for score in scores), len(scores))
    return scale.coded(tenths) if scale else Score(tenths)


def half_width(answers: Collection[int], scale: Scale) -> int:
    """Half of the interval's width in tenths for a mean over cells with so many answers each."""
    squared = (10 * HALF_WIDTH * scale.stretch / len(answers)) ** 2 * sum(Fraction(1, n) for n in answers)
    return (isqrt(int(4 * squared)) + 1) // 2  # the square root, rounded half up


def as_mean(score: Score | None, scale: Scale, answers: Iterable[int] = ()) -> Mean | None:
    """`score` for the report; with the cells' `answers`, it carries the interval clipped to the scale."""
    if score is None:
        return None
    sizes = tuple(answers)
    if not sizes:
        return Mean(mean=score.tenths / 10, bound=score.bound)
    half = half_width(sizes, scale)
    low, high = max(10 * scale.low, score.tenths - half), min(10 * scale.high, score.tenths + half)
    return Mean(mean=score.tenths / 10, bound=score.bound, low=low / 10, high=high / 10)
