"""The proof that a report gives nobody away, by enumeration of every possible set of answers.

A *world* is a multiset of the answers of one cell's raters. Raters of a cell are exchangeable, so one rater's answer is
determined exactly if all worlds that fit what is published consist of one and the same answer. The attacker is always
granted more than the report says: how many of the cell gave an answer.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import combinations_with_replacement, product

import pytest

from perflead_tui.questionnaire.model import TimeQuestion
from perflead_tui.results.insight import agreement, disguised
from perflead_tui.results.scores import Scale, Score, half_up, mean_score
from perflead_tui.results.shares import anonymous_shares
from perflead_tui.results.tally import Count, anonymous_score
from tests.results.build import TIME

World = tuple[int, ...]
N = 0  # "not observed" in a world


def count_of(world: World, scale: Scale) -> Count:
    return Count(len(world), tuple(world.count(v) for v in range(scale.low, scale.high + 1)), scale.low)


def published(world: World, scale: Scale) -> Score | None:
    return anonymous_score(count_of(world, scale), scale)


def worlds(n: int, scale: Scale) -> Iterator[World]:
    return combinations_with_replacement(range(N, scale.high + 1), n)


def without(world: World, known: int) -> World:
    rest = list(world)
    rest.remove(known)
    return tuple(rest)


def determined(consistent: Iterable[World]) -> int | None:
    """The answer that every rater must have given, if the worlds leave only one."""
    answers = {answer for world in consistent for answer in world}
    return answers.pop() if len(answers) == 1 else None


def given_away(every: Iterable[World], outcome: Callable[[World], Hashable], insider: bool) -> set[int]:
    """All answers of others that some outcome determines, for an outsider or for one who knows an answer."""
    consistent: dict[Hashable, set[World]] = defaultdict(set)
    for world in every:
        for known in set(world) if insider else {None}:
            others = world if known is None else without(world, known)
            consistent[outcome(world), known].add(others)
    return {answer for found in consistent.values() if (answer := determined(found)) is not None}


# points of the scale, raters of the cell, minimum
CASES = [
    *((5, n, minimum) for n in range(3, 9) for minimum in range(3, n + 1)),
    *((3, n, minimum) for n in range(3, 9) for minimum in range(3, n + 1)),
    *((points, n, minimum) for points in (4, 6, 7) for n in range(3, 7) for minimum in range(3, n + 1)),
]


@pytest.mark.parametrize(("points", "n", "minimum"), CASES)
def test_no_single_answer_is_determined_for_an_outsider(points: int, n: int, minimum: int) -> None:
    scale = Scale(1, points, minimum)

    def outcome(world: World) -> Hashable:
        return published(world, scale), n - world.count(N)

    # When the attacker is told that nobody answered, that is all there is to know.
    assert given_away(worlds(n, scale), outcome, insider=False) <= {N}
    assert given_away(worlds(n, scale), lambda world: published(world, scale), insider=False) == set()


@pytest.mark.parametrize(("points", "n", "minimum"), CASES)
def test_an_insider_learns_at_most_that_all_the_others_gave_the_top_answer(points: int, n: int, minimum: int) -> None:
    scale = Scale(1, points, minimum)

    def outcome(world: World) -> Hashable:
        return published(world, scale), n - world.count(N)

    assert given_away(worlds(n, scale), outcome, insider=True) <= {points, N}
    assert given_away(worlds(n, scale), lambda world: published(world, scale), insider=True) <= {points}


@pytest.mark.parametrize("minimum", range(3, 13))
def test_an_insider_never_learns_that_all_the_others_gave_the_lowest_answer_however_large_the_cell(
    minimum: int,
) -> None:
    for points, more, known in product(range(3, 8), range(40), range(1, 8)):
        scale, n = Scale(1, points, minimum), minimum + more
        if known <= points:
            low = published((1,) * (n - 1) + (known,), scale)
            assert low == published((1,) * (n - 2) + (2, known), scale)
            assert low is not None
            assert low.bound == "at_most"


# The agreement band is the one thing that is not computed from published means.


def band(cells: Sequence[World], scale: Scale) -> Hashable:
    """What a report says of a competency of one item, the worst case: nothing is averaged over items."""
    means = [published(world, scale) for world in cells]
    pool = [count_of(world, scale) for world, mean in zip(cells, means, strict=True) if mean]
    return *means, agreement([pool], scale)


@pytest.mark.parametrize(("points", "n"), [(5, 8), (5, 9), (5, 11), (3, 8), (3, 12), (4, 9), (6, 8)])
def test_the_band_of_one_cell_gives_nothing_more_away(points: int, n: int) -> None:
    scale = Scale(1, points, 4)
    every = list(combinations_with_replacement(range(1, points + 1), n))
    assert given_away(every, lambda world: band([world], scale), insider=False) == set()
    assert given_away(every, lambda world: band([world], scale), insider=True) <= {points}


@pytest.mark.parametrize(("points", "first", "second"), [(5, 4, 4), (3, 4, 6), (4, 4, 5)])
@pytest.mark.parametrize("insider", [False, True])
def test_the_band_over_two_cells_gives_nothing_more_away(points: int, first: int, second: int, insider: bool) -> None:
    scale = Scale(1, points, 4)
    consistent: dict[Hashable, tuple[set[World], set[World]]] = defaultdict(lambda: (set(), set()))
    answers = range(1, points + 1)
    for a, b in product(combinations_with_replacement(answers, first), combinations_with_replacement(answers, second)):
        outcome = band([a, b], scale)
        for known in set(a) if insider else {None}:
            own, other = consistent[outcome, known]
            own.add(a if known is None else without(a, known))
            other.add(b)
    for own, other in consistent.values():
        assert determined(own) in ({None, points} if insider else {None})
        assert determined(other) is None


def test_the_exact_variance_would_give_a_whole_cell_away() -> None:
    """Means 3.0 and "4.5 or more", four raters each, close: only one set of answers of the first cell fits."""
    scale = Scale(1, 5, 4)

    def close(a: World, b: World) -> bool:
        both = a + b
        mean = sum(both) / 8
        variance = sum((v - mean) ** 2 for v in both) / 7
        return 1 - variance / 2 >= 0.6071  # the exact 5 % value for 8 raters

    every = [(a, b) for a in worlds(4, scale) for b in worlds(4, scale) if N not in a + b]
    fitting = [
        (a, b)
        for a, b in every
        if published(a, scale) == Score(30) and published(b, scale) == Score(45, "at_least") and close(a, b)
    ]
    assert {a for a, _ in fitting} == {(3, 3, 3, 3)}
    ours = {a for a, b in every if band([a, b], scale) == band([(3, 3, 3, 3), (4, 4, 5, 5)], scale)}
    assert len(ours) > 1


@pytest.mark.parametrize("minimum", [3, 4, 5])
def test_others_who_agree_have_a_neighbour_that_looks_the_same_to_every_band(minimum: int) -> None:
    """Whatever the other items and cells are: bands see the disguised counts alone."""
    for points, n in product(range(3, 8), (4, 5, 6, 7, 8, 9, 12, 16, 25)):
        scale = Scale(1, points, minimum)
        for same, known in product(range(1, points), range(1, points + 1)):
            if n < minimum:
                continue
            agreed = (same,) * (n - 1) + (known,)
            assert any(looks(agreed, scale) == looks(other, scale) for other in neighbours(same, known, n, points))


def looks(world: World, scale: Scale) -> Hashable:
    return published(world, scale), disguised(count_of(world, scale)).points


def neighbours(same: int, known: int, n: int, points: int) -> Iterator[World]:
    """Worlds in which two of the others answered something else."""
    for a, b in combinations_with_replacement(range(1, points + 1), 2):
        if (a, b) != (same, same):
            yield (same,) * (n - 3) + (a, b, known)


# Competencies and others are functions of published item scores.


def test_a_competency_of_exact_means_would_uncover_a_coded_item_and_ours_does_not() -> None:
    scale = Scale(1, 5, 4)
    plain = [Score(30), Score(41)]
    exact_others = (12, 4), (41, 10)  # sums and counts of the other two items, as an attacker may know them
    seen_exact, seen_ours = defaultdict(set), defaultdict(set)
    for world in worlds(4, scale):
        score = published(world, scale)
        if score and score.bound == "at_least":
            exact = (sum(world) / 4 + sum(total / n for total, n in exact_others)) / 3
            seen_exact[round(exact, 9)].add(world)
            seen_ours[mean_score([score, *plain], scale)].add(world)
    assert {(5, 5, 5, 5)} in seen_exact.values()
    assert len(seen_ours) == 1


# The time question: points by box.


def time_question(points: int, boxes: int) -> TimeQuestion:
    shares = [{**TIME["shares"][0], "key": f"T{n}", "desired": f"D{n}"} for n in range(boxes)]
    return TimeQuestion.model_validate({**TIME, "points": points, "shares": shares})


def splits(points: int, boxes: int) -> list[World]:
    """All ways to put the points in the boxes."""
    return [way for way in product(range(points + 1), repeat=boxes) if sum(way) == points]


def boxes_given_away(question: TimeQuestion, n: int, *, safe: bool) -> set[tuple[int, int]]:
    """(box, points) such that an insider knows that all the others put these points in the box."""
    keys = [share.key for share in question.shares]
    consistent: dict[Hashable, list[set[int]]] = defaultdict(lambda: [set() for _ in keys])
    for world in combinations_with_replacement(splits(question.points, len(keys)), n):
        outcome: Hashable
        if safe:
            shares = anonymous_shares([dict(zip(keys, way, strict=True)) for way in world], question, 3)
            outcome = tuple(shares.items()) if shares else None
        else:
            outcome = tuple(half_up(10 * sum(way[at] for way in world), n) for at in range(len(keys)))
        for known in set(world):
            rest = list(world)
            rest.remove(known)
            for at, box in enumerate(consistent[outcome, known]):
                box.update(way[at] for way in rest)
    return {(at, *box) for boxes in consistent.values() for at, box in enumerate(boxes) if len(box) == 1}


TIMES = [(10, 2, 3), (10, 2, 4), (10, 2, 5), (4, 3, 3), (4, 3, 4), (3, 3, 5), (3, 4, 3), (2, 3, 6)]


@pytest.mark.parametrize(("points", "boxes", "n"), TIMES)
def test_shares_of_time_tell_an_insider_nobodys_points(points: int, boxes: int, n: int) -> None:
    assert boxes_given_away(time_question(points, boxes), n, safe=True) == set()


def test_without_the_rule_for_small_totals_an_insider_would_learn_that_nobody_else_gave_points() -> None:
    assert (0, 0) in boxes_given_away(time_question(10, 2), 4, safe=False)
