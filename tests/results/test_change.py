"""Change over time: what is said of two reports of one leader, and what never is."""

from collections.abc import Mapping
from typing import Any

import pytest

from perflead_tui import i18n
from perflead_tui.export.wording import change_sentence, change_words
from perflead_tui.results.change import Change, changes, exceeds
from perflead_tui.results.report import Cell, Comments, CompetencyResult, ItemResult, Mean, Report, ReviewFacts
from perflead_tui.results.scores import Scale

SCALE = Scale(1, 5, 4)
Means = Mapping[str, Mean | float | None]


def mean(value: Mean | float | None) -> Mean | None:
    return Mean(mean=value) if isinstance(value, float) else value


def report(sizes: Mapping[str, int], means: Means, others: Mean | float | None = None, **facts: Any) -> Report:
    """One competency, UND; a cell of the groups "a+b" is named so. The manager alone is not anonymous."""
    cells = [
        Cell(key=key, label=key, groups=key.split("+"), answers=n, anonymous=key != "manager")
        for key, n in sizes.items()
    ]
    lines = facts.pop("lines", ("U1", "U2"))
    given = {key: mean(value) for key, value in means.items()}
    known: dict[str, Any] = {
        "id": "abcdefghijklmnop",
        "leader": "Jordan Rivera",
        "questionnaire": "small",
        "closed_on": "2025-11-14",
        "terms_digest": "0" * 64,
        "minimum": 4,
    }
    result = CompetencyResult(
        key="UND", label="UND", own=None, cells=given, others=mean(others), gap=None, agreement=None, flag=None
    )
    empty = dict.fromkeys(sizes)
    return Report(
        review=ReviewFacts(**{**known, **facts}),
        cells=cells,
        withheld=[],
        competencies=[result],
        items=[ItemResult(key=k, competency="UND", text=k, own=None, cells=empty, others=None) for k in lines],
        time=None,
        comments=Comments(),
    )


def of_cell(now: tuple[int, Mean | float | None], before: tuple[int, Mean | float | None], **facts: Any) -> Change:
    """The change of one cell between two sizes and means."""
    here = report({"peers": now[0]}, {"peers": now[1]}, now[1])
    there = report({"peers": before[0]}, {"peers": before[1]}, before[1], **facts)
    found = changes(here, there, SCALE)["UND"]
    assert found.cells["peers"] == found.others, "a single cell and others are the same"
    return found.cells["peers"]


# The formula: 1.96 * 0.85 * sqrt(1/n1 + 1/n2) = 1.666 * sqrt(...)


@pytest.mark.parametrize(
    ("n", "old", "least"),
    [
        (7, 7, 9),  # 0.8905
        (4, 4, 12),  # 1.1780
        (10, 7, 9),  # 0.8210
        (7, 4, 11),  # 1.0442
        (1, 1, 24),  # 2.3561
        (100, 100, 3),  # 0.2356
    ],
)
def test_a_change_is_said_from_the_first_tenth_that_exceeds_the_formula(n: int, old: int, least: int) -> None:
    assert [exceeds(tenths, [n], [old], SCALE) for tenths in (least - 1, least)] == [False, True]
    assert of_cell((n, 1.0 + least / 10), (old, 1.0)) == Change("up", least / 10)
    assert of_cell((n, 1.0 + (least - 1) / 10), (old, 1.0)) == Change("unclear")
    assert of_cell((n, 1.0), (old, 1.0 + least / 10)) == Change("down", -least / 10)


def test_a_difference_that_only_reaches_the_formula_is_not_said() -> None:
    wide = Scale(1, 201, 4)  # 50 times as wide: the limit is 1.666 * 50 * sqrt(1/2 + 1/2) = 83.3, exactly
    assert [exceeds(tenths, [2], [2], wide) for tenths in (832, 833, 834)] == [False, False, True]
    assert [exceeds(-tenths, [2], [2], wide) for tenths in (832, 833, 834)] == [False, False, True]
    assert not exceeds(0, [7], [7], SCALE)


def test_on_a_wider_scale_a_change_has_to_be_wider() -> None:
    assert exceeds(9, [7], [7], SCALE)
    assert not exceeds(9, [7], [7], Scale(1, 7, 4))  # 0.8905 * 6/4 = 1.336
    assert exceeds(14, [7], [7], Scale(1, 7, 4))


def test_others_over_two_cells_need_less_than_each_of_them() -> None:
    # 1.666 * sqrt(2 * (1/7 + 1/7) / 4) = 0.6297
    sizes = {"peers+partners": 7, "frontline": 7}
    here = report(sizes, {"peers+partners": 4.0, "frontline": 4.0}, 4.0)
    there = report(sizes, {"peers+partners": 3.3, "frontline": 3.3}, 3.3)
    found = changes(here, there, SCALE)["UND"]
    assert found.others == Change("up", 0.7)
    assert set(found.cells.values()) == {Change("unclear")}
    assert not exceeds(6, [7, 7], [7, 7], SCALE)


# What is never said


@pytest.mark.parametrize(("n", "said"), [(4, True), (5, False), (6, False), (7, True), (8, False), (9, False)])
def test_nothing_is_said_of_a_cell_whose_size_changed_by_one_or_two(n: int, said: bool) -> None:
    found = of_cell((n, 4.4), (7, 2.4))
    assert found == (Change("up", 2.0) if said else Change("unsaid", why="size"))


def test_ten_answers_and_seven_are_far_enough_apart() -> None:
    assert of_cell((10, 4.4), (7, 2.4)) == Change("up", 2.0)


def test_others_are_silent_if_one_of_their_cells_changed_by_one() -> None:
    here = report({"peers": 8, "frontline": 7}, {"peers": 4.0, "frontline": 4.0}, 4.0)
    there = report({"peers": 7, "frontline": 7}, {"peers": 3.0, "frontline": 3.0}, 3.0)
    found = changes(here, there, SCALE)["UND"]
    assert (found.cells["peers"].kind, found.cells["frontline"].kind) == ("unsaid", "up")
    assert found.others == Change("unsaid", why="size")


@pytest.mark.parametrize("bound", ["at_least", "at_most"])
def test_a_bound_gives_no_difference_on_either_side(bound: Any) -> None:
    coded = Mean(mean=4.5, bound=bound)
    assert of_cell((7, coded), (7, 2.4)) == Change("unsaid", why="bound")
    assert of_cell((7, 2.4), (7, coded)) == Change("unsaid", why="bound")


def test_a_missing_mean_gives_no_difference() -> None:
    assert of_cell((7, None), (7, 2.4)) == Change("unsaid", why="missing")
    here = report({"peers": 7}, {"peers": 4.0}, 4.0)
    there = report({"peers": 7}, {"peers": None})
    found = changes(here, there, SCALE)["UND"]
    assert (found.cells["peers"].why, found.others.why) == ("missing", "missing")


def test_others_are_silent_if_a_cell_entered_them_only_once() -> None:
    here = report({"peers": 7, "frontline": 7}, {"peers": 4.0, "frontline": None}, 4.0)
    there = report({"peers": 7, "frontline": 7}, {"peers": 3.0, "frontline": 3.0}, 3.0)
    found = changes(here, there, SCALE)["UND"]
    assert (found.cells["peers"].kind, found.cells["frontline"].why) == ("up", "missing")
    assert found.others == Change("unsaid", why="groups")


def test_cells_of_other_groups_are_not_compared_nor_are_their_others() -> None:
    here = report({"peers+partners": 7, "frontline": 7}, {"peers+partners": 4.0, "frontline": 4.0}, 4.0)
    there = report({"peers": 7, "frontline": 7}, {"peers": 3.0, "frontline": 3.0}, 3.0)
    found = changes(here, there, SCALE)["UND"]
    assert found.cells["peers+partners"] == found.others == Change("unsaid", why="groups")
    assert found.cells["frontline"] == Change("up", 1.0)


def test_the_order_of_a_cells_groups_does_not_matter() -> None:
    here = report({"peers+partners": 7}, {"peers+partners": 4.0}, 4.0)
    there = report({"partners+peers": 7}, {"partners+peers": 3.0}, 3.0)
    found = changes(here, there, SCALE)["UND"]
    assert found.cells["peers+partners"] == found.others == Change("up", 1.0)


@pytest.mark.parametrize("facts", [{"minimum": 5}, {"questionnaire": "another"}, {"lines": ("U1", "U3")}])
def test_another_minimum_or_other_questions_give_no_difference(facts: dict[str, Any]) -> None:
    assert of_cell((7, 4.4), (7, 2.4), **facts) == Change("unsaid", why="asked")


def test_a_competency_that_was_not_asked_before_has_no_change() -> None:
    here = report({"peers": 7}, {"peers": 4.0}, 4.0)
    there = here.model_copy(update={"competencies": [], "items": []})
    found = changes(here, there, SCALE)["UND"]
    assert found.cells["peers"] == found.others == Change("unsaid", why="missing")


def test_the_manager_is_compared_by_the_same_rule_and_enters_no_others() -> None:
    here = report({"manager": 1, "peers": 7}, {"manager": 5.0, "peers": 4.0}, 4.0)
    there = report({"manager": 1, "peers": 7}, {"manager": 2.7, "peers": 4.0}, 4.0)
    found = changes(here, there, SCALE)["UND"]
    assert found.cells["manager"] == Change("unclear")  # 2.3, and 2.356 is chance
    assert found.others == Change("unclear")


# Words


def test_words_name_the_month_and_only_a_clear_change_has_a_number() -> None:
    before = report({"peers": 7}, {"peers": 3.0})
    assert change_words(Change("up", 0.6), before) == "0.6 higher than in November 2025"
    assert change_words(Change("down", -1.2), before) == "1.2 lower than in November 2025"
    assert change_words(Change("unclear"), before) == "no clear difference"
    assert change_words(Change("unsaid", why="size"), before) == "too few to say"
    assert change_sentence(Change("up", 0.6), before) == "This is 0.6 higher than in November 2025."
    assert change_sentence(Change("unclear"), before) == "No clear difference from November 2025."
    told = change_sentence(Change("unsaid", why="size"), before)
    assert told.startswith("Too few to say how this changed since November 2025: a group has one or two answers")


def test_every_reason_has_words() -> None:
    before = report({"peers": 7}, {"peers": 3.0})
    whys: tuple[Any, ...] = ("size", "missing", "bound", "groups", "asked")
    assert len({change_sentence(Change("unsaid", why=why), before) for why in whys}) == len(whys)


def test_the_month_is_in_the_readers_language() -> None:
    before = report({"peers": 7}, {"peers": 3.0})
    i18n.set_language("es")
    assert "noviembre de 2025" in change_words(Change("up", 0.6), before)


@pytest.mark.parametrize(("earlier", "kind", "points"), [(3.0, "up", 0.1), (3.1, "unclear", None), (3.2, "down", -0.1)])
def test_in_a_very_large_group_a_tenth_is_a_change(earlier: float, kind: str, points: float | None) -> None:
    found = of_cell((600, 3.1), (600, earlier))
    assert (found.kind, found.points) == (kind, points)
