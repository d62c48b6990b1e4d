"""Where self and others, and where cells, differ enough to say so."""

import random
from collections.abc import Mapping

import pytest

from perflead_tui.results.differ import (
    Difference,
    cells_apart,
    clearly_apart,
    counts,
    level,
    level_edges,
    standing,
    surprises,
    widest,
)
from perflead_tui.results.report import Bound, Cell, Comments, CompetencyResult, Flag, Mean, Report, ReviewFacts
from perflead_tui.results.scores import Scale

FIVE, SEVEN = Scale(1, 5, 4), Scale(1, 7, 4)
SIZES = {"manager": 1, "peers": 8, "frontline": 9}


def mean(value: float, bound: Bound | None = None) -> Mean:
    return Mean(mean=value, bound=bound)


def result(
    key: str,
    own: float | None,
    others: Mean | float | None,
    flag: Flag | None = None,
    cells: Mapping[str, Mean | None] | None = None,
) -> CompetencyResult:
    shown = mean(others) if isinstance(others, float) else others
    entering = {"peers": shown, "frontline": shown} if cells is None else dict(cells)
    self_ = None if own is None else mean(own)
    return CompetencyResult(
        key=key, label=key, own=self_, cells=entering, others=shown, gap=None, agreement=None, flag=flag
    )


def report(*results: CompetencyResult) -> Report:
    cells = [
        Cell(key=key, label=key, groups=[key], answers=n, anonymous=n > 1) for key, n in {"self": 1, **SIZES}.items()
    ]
    facts = ReviewFacts(
        id="a", leader="Jordan", questionnaire="small", closed_on="2026-12-15", terms_digest="0" * 64, minimum=4
    )
    return Report(
        review=facts, cells=cells, withheld=[], competencies=list(results), items=[], time=None, comments=Comments()
    )


def keys(found: list[tuple[object, tuple[CompetencyResult, ...]]]) -> list[str]:
    return [each.key for _standing, group in found for each in group]


# Cells among themselves


@pytest.mark.parametrize(
    ("apart", "answers", "scale", "counted"),
    [
        (0.8, (8, 9), FIVE, False),  # 1.666 * sqrt(1/8 + 1/9) = 0.81
        (0.9, (8, 9), FIVE, True),
        (1.1, (4, 4), FIVE, False),  # 1.178
        (1.2, (4, 4), FIVE, True),
        (1.7, (1, 8), FIVE, False),  # 1.767
        (1.8, (1, 8), FIVE, True),
        (1.2, (8, 9), SEVEN, False),  # half as wide again
        (1.3, (8, 9), SEVEN, True),
        (4.0, (0, 9), FIVE, False),
    ],
)
def test_a_difference_counts_only_beyond_what_so_few_answers_allow(
    apart: float, answers: tuple[int, int], scale: Scale, counted: bool
) -> None:
    one, other = mean(1.0), mean(round(1.0 + apart, 1))
    assert counts(one, other, answers, scale) is counted
    assert counts(other, one, answers[::-1], scale) is counted


def test_the_widest_difference_is_told_with_its_direction() -> None:
    values = {"manager": None, "peers": mean(3.0), "frontline": mean(4.2), "partners": mean(4.1)}
    sizes = {"manager": 1, "peers": 8, "frontline": 9, "partners": 9}
    assert widest(values, sizes, FIVE) == Difference("frontline", "peers", 1.2)


def test_a_wider_difference_that_does_not_count_hides_none_that_does() -> None:
    values = {"manager": mean(4.6), "peers": mean(3.0), "frontline": mean(4.0)}
    assert widest(values, SIZES, FIVE) == Difference("frontline", "peers", 1.0)


def test_without_a_difference_that_counts_there_is_none() -> None:
    assert widest({"peers": mean(3.6), "frontline": mean(3.2)}, SIZES, FIVE) is None
    assert widest({"peers": mean(3.6), "frontline": None}, SIZES, FIVE) is None
    assert widest({}, SIZES, FIVE) is None


def test_a_bound_at_the_far_end_means_at_least_so_much() -> None:
    values = {"peers": mean(4.5, "at_least"), "frontline": mean(3.0)}
    assert widest(values, SIZES, FIVE) == Difference("peers", "frontline", 1.5, at_least=True)


def test_a_bound_that_may_reach_the_other_mean_is_no_difference() -> None:
    many = {"named": 400, "peers": 400}
    assert widest({"named": mean(5.0), "peers": mean(4.5, "at_least")}, many, FIVE) is None
    assert widest({"named": mean(1.0), "peers": mean(2.3, "at_most")}, many, FIVE) is None


def test_the_competency_in_which_cells_are_furthest_apart_comes_first() -> None:
    found = cells_apart(
        report(
            result("same", 3.0, 3.0),
            result("apart", 3.0, 3.5, cells={"peers": mean(4.0), "frontline": mean(3.0)}),
            result("further", 3.0, 3.4, cells={"peers": mean(2.8), "frontline": mean(4.0)}),
        ),
        FIVE,
    )
    assert [(key, each.points if each else None) for key, each in found] == [
        ("further", 1.2),
        ("apart", 1.0),
        ("same", None),
    ]


def test_self_is_no_cell_that_others_are_compared_with() -> None:
    assert cells_apart(report(result("a", 1.0, 4.0)), FIVE) == [("a", None)]


# Self beside others


@pytest.mark.parametrize(
    ("own", "others", "stands"),
    [
        (4.6, mean(3.2), "over"),
        (3.2, mean(4.3), "under"),
        (3.7, mean(3.3), "agree"),  # below half a point
        (3.8, mean(3.3), "over"),
        (3.0, mean(2.3, "at_most"), "over"),
        (2.0, mean(2.3, "at_most"), "unknown"),
        (1.0, mean(2.3, "at_most"), "unknown"),  # others may be as low
        (4.0, mean(4.5, "at_least"), "under"),
        (5.0, mean(4.5, "at_least"), "unknown"),
        (4.3, mean(4.5, "at_least"), "unknown"),
        (None, mean(3.0), "missing"),
        (3.0, None, "missing"),
    ],
)
def test_how_self_stands_beside_others(own: float | None, others: Mean | None, stands: str) -> None:
    assert standing(result("a", own, others), 17, FIVE) == stands


def test_half_a_point_is_not_clear_when_few_answered() -> None:
    assert standing(result("a", 3.8, 3.3), 10, FIVE) == "agree"  # 1.666 / sqrt(10) = 0.53
    assert clearly_apart(result("a", 3.8, 3.3), 10, FIVE) is None


def test_how_far_self_and_others_are_apart() -> None:
    assert clearly_apart(result("a", 4.6, 3.2), 17, FIVE) == Difference("self", "*others", 1.4)
    found = clearly_apart(result("a", 3.0, mean(4.5, "at_least")), 17, FIVE)
    assert found == Difference("*others", "self", 1.5, at_least=True)


def test_hidden_strengths_come_first_then_larger_differences_before_smaller_ones() -> None:
    found = surprises(
        report(
            result("over", 4.2, 3.4),
            result("more under", 1.8, 3.6),
            result("agree", 3.2, 3.2),
            result("hidden", 3.4, 4.2, "hidden_strength"),
            result("blind", 4.6, 3.0, "blind_spot"),
            result("low", 2.6, 2.6),
        ),
        FIVE,
    )
    assert [stands for stands, _group in found] == ["under", "over", "agree"]
    assert keys(found) == ["hidden", "more under", "blind", "over", "agree", "low"]


def test_a_difference_that_is_not_clear_orders_nothing() -> None:
    found = surprises(report(result("a", 3.3, 3.2), result("b", 3.1, 3.3), result("c", 3.6, 3.2)), FIVE)
    assert keys(found) == ["b", "a", "c"]


def test_it_does_not_open_on_a_blind_spot_that_is_the_lowest() -> None:
    found = surprises(report(result("blind", 4.6, 2.6, "blind_spot"), result("agree", 3.6, 3.5)), FIVE)
    assert keys(found) == ["agree", "blind"]
    found = surprises(report(result("blind", 4.9, 2.6, "blind_spot"), result("over", 4.6, 3.5)), FIVE)
    assert keys(found) == ["over", "blind"]


def test_whatever_the_numbers_are_it_never_opens_on_the_lowest_mean() -> None:
    draw = random.Random(5)
    for _round in range(300):
        values = [round(draw.uniform(2.4, 4.4), 1) for _each in range(4)]
        made = report(*(result(str(at), round(draw.uniform(1, 5), 1), value) for at, value in enumerate(values)))
        first = surprises(made, FIVE)[0][1][0].others
        heat = made.competencies[int(cells_apart(made, FIVE)[0][0])].others
        for shown in (first, heat):
            assert shown is not None
            assert shown.mean > min(values) or len(set(values)) == 1


def test_nothing_asked_is_nothing_to_show() -> None:
    assert surprises(report(), FIVE) == [] == cells_apart(report(), FIVE)


# Tints


@pytest.mark.parametrize(("value", "tint"), [(2.9, 0), (3.0, 1), (3.9, 1), (4.0, 2), (4.5, 2)])
def test_a_tint_says_how_far_up_the_scale_a_mean_is(value: float, tint: int) -> None:
    assert level(mean(value), FIVE) == tint


def test_tints_grow_with_the_scale() -> None:
    assert level_edges(FIVE) == (3.0, 4.0)
    assert level_edges(SEVEN) == (4.0, 5.5)
