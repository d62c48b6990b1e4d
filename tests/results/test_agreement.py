"""Agreement indices against published values, enumeration and hand calculation."""

import math
from collections import Counter
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from perflead_tui.results import agreement
from perflead_tui.results.agreement import (
    a_wg,
    ad_index,
    critical_rwg,
    critical_variance,
    null_variance,
    r_star_wg_j,
    rwg,
    rwg_j,
)

ONE_ITEM = [3, 4, 4, 5]
TWO_ITEMS = [[3, 2], [4, 2], [4, 4], [5, 4]]


@pytest.mark.parametrize(("n", "value"), [(5, 0.85), (8, 0.607), (10, 0.528)])
def test_critical_values_of_rwg_are_the_published_ones(n: int, value: float) -> None:
    assert critical_rwg(n, 5) == pytest.approx(value, abs=5e-4)


@pytest.mark.parametrize(("n", "options"), [(3, 7), (4, 4), (5, 3), (5, 5), (6, 5), (4, 6)])
def test_critical_values_equal_those_of_all_possible_answers(n: int, options: int) -> None:
    ways: Counter[Fraction] = Counter()
    for answers in product(range(1, options + 1), repeat=n):
        ways[Fraction(n * sum(a * a for a in answers) - sum(answers) ** 2, n * (n - 1))] += 1
    critical, below = None, 0
    for variance in sorted(ways):
        below += ways[variance]
        if below * 20 <= options**n:
            critical = variance
    assert critical_variance(n, options) == critical


def test_critical_values_go_over_smoothly_into_their_limit() -> None:
    for options in (3, 4, 5, 6, 7):
        last, first = critical_rwg(60, options), critical_rwg(61, options)
        assert 0 <= last - first < 0.01 or abs(last - first) < 0.002
    assert 0 < critical_rwg(28_000, 5) < 0.02


def test_perfect_agreement_of_two_proves_nothing() -> None:
    assert math.isnan(critical_rwg(2, 5))


@pytest.mark.parametrize(
    ("null", "variance"), [("uniform", 2.0), ("slight", 1.34), ("moderate", 0.90), ("heavy", 0.44)]
)
def test_null_variances_of_five_options_are_the_published_ones(null: agreement.Null, variance: float) -> None:
    assert null_variance(5, null) == variance


def test_the_uniform_null_is_known_for_every_scale_and_the_skewed_ones_for_five_options() -> None:
    assert null_variance(7) == 4.0
    with pytest.raises(ValueError, match="7 options"):
        null_variance(7, "slight")


def test_rwg_is_one_minus_the_ratio_of_variances() -> None:
    assert rwg(ONE_ITEM, 5) == pytest.approx(1 - (2 / 3) / 2)
    assert rwg(ONE_ITEM, 5, "heavy") == pytest.approx(1 - (2 / 3) / 0.44)
    assert rwg([[row] for row in ONE_ITEM], 5) == rwg(ONE_ITEM, 5)
    assert rwg(TWO_ITEMS, 5) == pytest.approx([1 - (2 / 3) / 2, 1 - (4 / 3) / 2])
    assert rwg([1, 5, 1, 5], 5) == pytest.approx(1 - (16 / 3) / 2)


def test_rwg_j_grows_with_the_number_of_items_and_r_star_does_not() -> None:
    assert r_star_wg_j(TWO_ITEMS, 5) == pytest.approx(0.5)
    assert rwg_j(TWO_ITEMS, 5) == pytest.approx(2 * 0.5 / (2 * 0.5 + 0.5))
    four = np.hstack([TWO_ITEMS, TWO_ITEMS])
    assert rwg_j(four, 5) == pytest.approx(0.8)
    assert r_star_wg_j(four, 5) == pytest.approx(0.5)


def test_rwg_j_is_nought_where_raters_differ_more_than_at_random() -> None:
    assert rwg_j([[1], [5], [1], [5]], 5) == 0.0
    assert r_star_wg_j([[1], [5], [1], [5]], 5) < 0


def test_a_wg_runs_from_minus_one_to_one() -> None:
    assert a_wg([[4], [4], [4], [4]], 5) == 1.0
    assert a_wg([[1], [5], [1], [5]], 5) == pytest.approx(-1.0)
    # M = 4, s^2 = 2/3, the most that this mean allows is (6 * 4 - 16 - 5) * 4 / 3 = 4
    assert a_wg(ONE_ITEM, 5) == pytest.approx(1 - 2 * (2 / 3) / 4)
    assert a_wg([[4, 1], [4, 5], [4, 1], [4, 5]], 5) == pytest.approx(0.0)


def test_a_wg_does_not_judge_means_at_the_end_of_the_scale() -> None:
    assert math.isnan(a_wg([1, 1, 1, 2], 5))
    assert a_wg([[1, 4], [1, 4], [1, 4], [2, 4]], 5) == 1.0


def test_the_ad_index_is_the_mean_distance_in_points() -> None:
    assert ad_index(ONE_ITEM) == pytest.approx(0.5)
    assert ad_index(TWO_ITEMS, 5) == pytest.approx(0.75)
    assert ad_index([1, 1, 1, 5], 5, "median") == pytest.approx(1.0)


def test_missing_answers_are_left_out() -> None:
    nan = float("nan")
    holes = [[3, nan], [4, nan], [4, 2], [5, nan], [nan, nan]]
    assert r_star_wg_j(holes, 5) == pytest.approx(1 - (2 / 3) / 2)
    assert a_wg(holes, 5) == a_wg(ONE_ITEM, 5)
    assert math.isnan(r_star_wg_j([[nan, 3], [4, nan]], 5))


@pytest.mark.parametrize("ratings", [[], [3], [[3, 4]], [[[3]]], [0, 3], [3, 6]])
def test_ratings_that_are_no_ratings_are_refused(ratings: list[object]) -> None:
    for index in (rwg, rwg_j, r_star_wg_j, a_wg, ad_index):
        with pytest.raises(ValueError):
            index(ratings, 5)


@pytest.mark.parametrize(("n", "options", "alpha"), [(1, 5, 0.05), (5, 1, 0.05), (5, 5, 0.0), (5, 5, 1.0)])
def test_critical_values_of_nonsense_are_refused(n: int, options: int, alpha: float) -> None:
    with pytest.raises(ValueError):
        critical_rwg(n, options, alpha)
