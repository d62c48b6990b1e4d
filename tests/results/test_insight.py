"""Rounding, bounds, intervals, gaps, flags and bands."""

import subprocess
import sys
from collections.abc import Sequence

import pytest

from perflead_tui.results import insight
from perflead_tui.results.scores import Scale, Score, as_mean, half_up, half_width, items_needed, mean_score
from perflead_tui.results.tally import Count

FIVE = Scale(1, 5, 4)


def counts(*ratings: int, high: int = 5) -> Count:
    return Count(len(ratings), tuple(ratings.count(n) for n in range(1, high + 1)))


def test_halves_are_rounded_upward() -> None:
    assert half_up(10 * 9, 4) == 23  # 2.25
    assert half_up(10 * 13, 4) == 33  # 3.25
    assert half_up(10 * 10, 3) == 33


@pytest.mark.parametrize(
    ("points", "minimum", "bottom", "top"),
    [(5, 4, 23, 45), (5, 5, 20, 45), (5, 3, 27, 45), (5, 10, 15, 45), (7, 4, 28, 63), (4, 4, 20, 36), (3, 3, 20, 27)],
)
def test_bounds_are_constants_of_the_terms(points: int, minimum: int, bottom: int, top: int) -> None:
    scale = Scale(1, points, minimum)
    assert (scale.at_most, scale.at_least) == (bottom, top)
    assert scale.coded(bottom) == Score(bottom, "at_most")
    assert scale.coded(bottom + 1) == Score(bottom + 1)
    assert scale.coded(top) == scale.coded(10 * points) == Score(top, "at_least")


def test_a_competency_needs_sixty_percent_of_its_items_and_three_where_there_are_three() -> None:
    assert [items_needed(n) for n in range(1, 11)] == [1, 2, 3, 3, 3, 4, 5, 5, 6, 6]


def test_a_coded_score_enters_a_mean_at_its_bound() -> None:
    assert mean_score([Score(45, "at_least"), Score(40)], FIVE) == Score(43)
    assert mean_score([Score(45, "at_least"), Score(44)], FIVE) == Score(45, "at_least")
    assert mean_score([], FIVE) is None


def test_an_interval_depends_on_counts_alone_and_stays_on_the_scale() -> None:
    mean = as_mean(Score(38), FIVE, [4])
    assert mean is not None
    assert (mean.low, mean.high) == (3.0, 4.6)  # 1.96 * 0.85 / 2 = 0.833
    high = as_mean(Score(45, "at_least"), FIVE, [4])
    assert high is not None
    assert (high.mean, high.low, high.high) == (4.5, 3.7, 5.0)


def test_an_interval_ends_where_the_scale_does() -> None:
    low, high = as_mean(Score(13), FIVE, [4]), as_mean(Score(47), FIVE, [4])
    assert low is not None and high is not None
    assert (low.low, low.high) == (1.0, 2.1)
    assert (high.low, high.high) == (3.9, 5.0)


def test_the_interval_of_others_is_that_of_a_mean_of_cells() -> None:
    assert half_width([4, 16], FIVE) == 5  # 1.666 * sqrt(1/4 + 1/16) / 2 = 0.466
    assert half_width([4], Scale(1, 3, 4)) == 4
    assert half_width([4], Scale(1, 7, 4)) == 12


def test_a_gap_is_told_of_uncoded_means_only() -> None:
    assert insight.gap(Score(44), Score(38)) == 0.6
    assert insight.gap(Score(44), Score(45, "at_least")) is None
    assert insight.gap(None, Score(45)) is None


@pytest.mark.parametrize(
    ("own", "others", "answers", "flag"),
    [
        (Score(40), Score(34), 16, "blind_spot"),
        (Score(39), Score(34), 16, "blind_spot"),
        (Score(38), Score(34), 16, None),  # below half a point
        (Score(40), Score(35), 16, None),  # others are not low
        (Score(40), Score(34), 7, None),  # 1.666 / sqrt(7) = 0.63
        (Score(30), Score(23, "at_most"), 8, "blind_spot"),
        (Score(28), Score(23, "at_most"), 8, None),
        (Score(34), Score(40), 16, "hidden_strength"),
        (Score(34), Score(39), 16, None),
        (Score(30), Score(45, "at_least"), 8, "hidden_strength"),
        (Score(44), Score(45, "at_least"), 80, None),
        (None, Score(40), 16, None),
        (Score(40), None, 0, None),
    ],
)
def test_flags_need_a_clear_gap_and_a_low_or_high_view_of_others(
    own: Score | None, others: Score | None, answers: int, flag: str | None
) -> None:
    assert insight.flag(own, others, answers, FIVE) == flag


def test_thresholds_grow_with_the_scale() -> None:
    seven = Scale(1, 7, 4)
    assert insight.flag(Score(55), Score(47), 100, seven) == "blind_spot"
    assert insight.flag(Score(54), Score(47), 100, seven) is None
    assert insight.flag(Score(56), Score(48), 100, seven) is None


@pytest.mark.parametrize(
    ("ratings", "band"),
    [
        ((3, 3, 3, 4, 4, 4, 3, 4), "close"),
        ((1, 2, 3, 3, 4, 5, 3, 3), "mixed"),
        ((1, 1, 1, 1, 5, 5, 5, 5), "split"),
        ((3, 3, 3, 4, 4, 4, 3), None),
    ],
)
def test_bands_need_eight_raters(ratings: Sequence[int], band: str | None) -> None:
    assert insight.agreement([[counts(*ratings)]], FIVE) == band


def test_raters_are_pooled_over_cells() -> None:
    assert insight.agreement([[counts(1, 1, 2, 1), counts(5, 5, 4, 5)]], FIVE) == "split"
    assert insight.agreement([[counts(3, 3, 4, 4), counts(3, 3, 4, 4)]], FIVE) == "close"


def test_a_band_needs_as_many_items_as_a_competency() -> None:
    pool = [counts(3, 3, 3, 4, 4, 4, 3, 4)]
    assert insight.agreement([pool, pool, [], []], FIVE) is None
    assert insight.agreement([pool, pool, pool, []], FIVE) == "close"
    assert insight.agreement([], FIVE) is None


@pytest.mark.parametrize(
    ("ratings", "seen"),
    [
        ((3, 3, 3, 3), (2, 3, 3, 4)),
        ((2, 2, 2, 4), (1, 2, 3, 4)),
        ((1, 1, 1, 1), (1, 1, 2, 2)),
        ((1, 1, 1, 2), (1, 1, 2, 2)),
        ((1, 1, 1, 5), (1, 1, 2, 5)),
        ((5, 5, 5, 5), (4, 5, 5, 5)),
        ((5, 5, 5, 2), (2, 5, 5, 5)),
        ((2, 2, 3, 4), (2, 2, 3, 4)),
    ],
)
def test_a_cell_in_which_all_but_one_agree_is_disguised(ratings: Sequence[int], seen: Sequence[int]) -> None:
    assert insight.disguised(counts(*ratings)) == counts(*seen)


def test_no_disguise_is_itself_disguised() -> None:
    for n in range(4, 9):
        for same in range(1, 6):
            for known in range(1, 6):
                seen = insight.disguised(counts(*(same,) * (n - 1), known))
                assert insight.disguised(seen) == seen


def test_reading_a_frozen_report_loads_no_numpy() -> None:
    code = "import sys, perflead_tui.results.report, perflead_tui.export.text; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_half_a_point_is_clear_from_twelve_answers_on() -> None:
    scale = Scale(1, 5, 4)
    assert [insight.is_clear(5, n, scale) for n in (11, 12, 13)] == [False, True, True]
    assert not insight.is_clear(4, 600, scale)


@pytest.mark.parametrize(
    ("points", "shown"),
    [
        ((0, 1, 4, 0, 0), (0, 2, 2, 1, 0)),  # the one who differs stands where one of the others is put
        ((0, 0, 4, 1, 0), (0, 1, 2, 2, 0)),
        ((0, 0, 5, 0, 0), (0, 1, 3, 1, 0)),
    ],
)
def test_nobody_is_lost_when_a_cell_is_disguised(points: tuple[int, ...], shown: tuple[int, ...]) -> None:
    found = insight.disguised(Count(sum(points), points, 0))
    assert (found.points, found.n, found.low) == (shown, sum(points), 0)


def test_raters_as_far_apart_as_answers_at_random_are_split() -> None:
    """1, 1, 3, 3, 3, 3, 3, 5, 5 have the sample variance 2.0, which is that of answers at random on five points."""
    scale = Scale(1, 5, 4)
    assert insight.agreement([[Count(9, (2, 0, 5, 0, 2))]], scale) == "split"
    assert insight.agreement([[Count(9, (1, 1, 5, 0, 2))]], scale) == "mixed"
