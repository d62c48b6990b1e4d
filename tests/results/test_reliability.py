"""Reliability against Shrout and Fleiss (1979) and hand calculation."""

import math

import numpy as np
import pytest

from perflead_tui.results.reliability import cronbach_alpha, group_size, icc1, icc2, icc_k, shrout_fleiss

# Shrout and Fleiss (1979), table 2: 6 targets rated by 4 judges.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_the_six_iccs_are_those_of_shrout_and_fleiss() -> None:
    assert [round(value, 2) for value in shrout_fleiss(SHROUT_FLEISS)] == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]


def test_the_one_way_iccs_are_the_first_of_the_six() -> None:
    assert round(icc1(SHROUT_FLEISS), 2) == 0.17
    assert round(icc2(SHROUT_FLEISS), 2) == 0.44
    assert group_size(SHROUT_FLEISS) == pytest.approx(4)


def test_the_reliability_of_k_ratings_is_that_of_spearman_and_brown() -> None:
    single = icc1(SHROUT_FLEISS)
    assert icc_k(SHROUT_FLEISS) == pytest.approx(icc2(SHROUT_FLEISS))
    assert icc_k(SHROUT_FLEISS, 1) == pytest.approx(single)
    assert icc_k(SHROUT_FLEISS, 10) == pytest.approx(10 * single / (1 + 9 * single))


def test_groups_may_differ_in_size_and_have_gaps() -> None:
    nan = float("nan")
    groups = [[1, 2, 3], [4, 5, nan], [7, 8, 9, 8], [nan]]
    # N = 9, sizes 3, 2, 4: (9 - 29 / 9) / 2
    assert group_size(groups) == pytest.approx((9 - 29 / 9) / 2)
    between = (3 * (2 - 47 / 9) ** 2 + 2 * (4.5 - 47 / 9) ** 2 + 4 * (8 - 47 / 9) ** 2) / 2
    within = (2 + 0.5 + 2) / 6
    assert icc2(groups) == pytest.approx((between - within) / between)
    k = group_size(groups)
    assert icc1(groups) == pytest.approx((between - within) / (between + (k - 1) * within))


def test_alpha_of_items_that_move_together_is_one_and_of_unrelated_items_nought() -> None:
    assert cronbach_alpha([[1, 2], [2, 3], [4, 5]]) == pytest.approx(1.0)
    assert cronbach_alpha([[1, 1], [1, 2], [2, 1], [2, 2]]) == pytest.approx(0.0)


def test_alpha_equals_its_definition() -> None:
    ratings = np.array([[3, 4, 2], [5, 5, 4], [2, 3, 3], [4, 4, 5]], dtype=float)
    parts = sum(ratings[:, at].var(ddof=1) for at in range(3))
    expected = 1.5 * (1 - parts / ratings.sum(axis=1).var(ddof=1))
    assert cronbach_alpha(ratings, 5) == pytest.approx(expected)
    assert cronbach_alpha([*ratings.tolist(), [1, float("nan"), 2]], 5) == pytest.approx(expected)


def test_where_nothing_varies_there_is_no_reliability() -> None:
    assert math.isnan(icc1([[3, 3], [3, 3]]))
    assert math.isnan(cronbach_alpha([[3, 3], [3, 3]]))


@pytest.mark.parametrize("groups", [[], [[1, 2]], [[1], [2]], [1, 2, 3], [[[1, 2]], [[3, 4]]]])
def test_groups_that_are_no_groups_are_refused(groups: list[list[float]]) -> None:
    for index in (icc1, icc2, icc_k, group_size):
        with pytest.raises(ValueError):
            index(groups)


@pytest.mark.parametrize("ratings", [[], [1, 2], [[1, 2]], [[1], [2]], [[1, float("nan")], [2, 3]]])
def test_matrices_that_are_no_matrices_are_refused(ratings: list[object]) -> None:
    with pytest.raises(ValueError):
        shrout_fleiss(ratings)
    with pytest.raises(ValueError):
        cronbach_alpha(ratings)


def test_out_of_range_ratings_and_group_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        cronbach_alpha([[1, 6], [2, 3]], 5)
    with pytest.raises(ValueError, match="positive"):
        icc_k(SHROUT_FLEISS, 0)
