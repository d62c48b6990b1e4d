"""A report equals an independent calculation, and says nothing that depends on what is withheld."""

import json
import random
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perflead_tui.results.disclosure import build_report
from perflead_tui.results.report import Report
from perflead_tui.review.answers import Accepted, Comment
from perflead_tui.review.terms import Terms
from tests.results.build import CLOSED, DIGEST, cell, group, item, questionnaire, rated, report, terms, words
from tests.results.random_reviews import Review, random_answers, random_points, random_review
from tests.results.recalculate import Recalculation

seeds = st.integers(0, 2**32)
often = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def as_json(review: Review, accepted: list[Accepted] | None = None, comments: list[Comment] | None = None) -> str:
    found = review.accepted if accepted is None else accepted
    return report(review.terms, found, review.comments if comments is None else comments).to_json()


def without_labels(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key not in ("label", "text")} for row in rows]


@often
@given(seeds)
def test_a_report_equals_a_calculation_written_differently(seed: int) -> None:
    review = random_review(random.Random(seed))
    found = json.loads(as_json(review))
    expected = Recalculation(review.terms, review.accepted).result()
    assert [entry["group"] for entry in found["withheld"]] == expected["withheld"]
    assert without_labels(found["items"]) == expected["items"]
    for row, other in zip(without_labels(found["competencies"]), expected["competencies"], strict=True):
        assert row == other
    assert found["time"] == expected["time"]


@often
@given(seeds)
def test_the_order_in_which_answers_were_stored_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    review = random_review(rng)
    before = as_json(review)
    rng.shuffle(review.accepted)
    rng.shuffle(review.comments)
    assert as_json(review) == before


@often
@given(seeds)
def test_answers_of_withheld_groups_change_nothing(seed: int) -> None:
    rng = random.Random(seed)
    review = random_review(rng)
    before = report(review.terms, review.accepted, review.comments)
    withheld = [entry.group for entry in before.withheld]
    accepted = [
        random_answers(rng, review.terms, answers.group) if answers.group in withheld else answers
        for answers in review.accepted
    ]
    comments = [comment for comment in review.comments if comment.group not in withheld]
    comments += [Comment(key, "O1", f"secret {rng.random()}") for key in withheld for _ in range(rng.randrange(3))]
    rng.shuffle(comments)
    assert as_json(review, accepted, comments) == before.to_json()


@often
@given(seeds)
def test_answers_to_items_that_are_not_published_change_nothing(seed: int) -> None:
    rng = random.Random(seed)
    review = random_review(rng)
    before = report(review.terms, review.accepted, review.comments)
    high = review.terms.questionnaire.scale.high
    hidden = {
        (key, row.key)
        for column in before.cells
        if column.anonymous
        for row in before.items
        if row.cells[column.key] is None
        for key in column.groups
    }
    accepted = [
        Accepted(
            answers.group,
            {
                key: rng.randint(1, high) if rating is not None and (answers.group, key) in hidden else rating
                for key, rating in answers.ratings.items()
            },
            answers.time,
        )
        for answers in review.accepted
    ]
    assert as_json(review, accepted) == before.to_json()


@often
@given(seeds)
def test_points_of_cells_whose_time_is_not_published_change_nothing_while_they_stay_unpublished(seed: int) -> None:
    rng = random.Random(seed)
    review = random_review(rng)
    before = report(review.terms, review.accepted, review.comments)
    assert before.time is not None
    hidden = {key for c in before.cells if c.anonymous and before.time.cells[c.key] is None for key in c.groups}
    given = Counter(answers.group for answers in review.accepted if answers.time and answers.group in hidden)
    boxes = ("T1", "T2", "T3")
    accepted = [
        Accepted(a.group, a.ratings, random_points(rng, boxes) if a.time and a.group in given else a.time)
        for a in review.accepted
    ]
    after = report(review.terms, accepted, review.comments)
    assert after.time is not None
    if not any(after.time.cells[c.key] for c in after.cells if hidden & set(c.groups)):
        assert after.to_json() == before.to_json()


@often
@given(seeds)
def test_a_report_survives_json(seed: int) -> None:
    review = random_review(random.Random(seed))
    found = report(review.terms, review.accepted, review.comments)
    assert Report.model_validate_json(found.to_json()) == found


def promised(*groups: str) -> Terms:
    """Terms with self, the manager and these groups: a group of the terms without answers would be merged."""
    return terms(questionnaire(groups=[group(key) for key in ("self", "manager", *(groups or ("peers",)))]))


def test_competency_rows_are_a_function_of_the_published_items() -> None:
    """Two reviews whose published item means agree have the same competencies, whatever the answers behind them."""
    keys = ["U1", "U2", "U3", "U4"]
    one = [rated("peers", *row, keys=keys) for row in [(5, 3, 2, 4), (5, 3, 4, 4), (5, 3, 2, 4), (5, 3, 4, 4)]]
    two = [rated("peers", *row, keys=keys) for row in [(4, 1, 1, 4), (5, 5, 5, 3), (4, 3, 3, 5), (5, 3, 3, 4)]]
    assert report(promised(), one).items == report(promised(), two).items
    assert report(promised(), one).competencies == report(promised(), two).competencies


def test_items_that_do_not_apply_are_left_out_and_so_is_a_competency_without_any() -> None:
    asked = questionnaire({"A": [item("A1", supervisors_only=True)], "B": ["B1", item("B2", supervisors_only=True)]})
    found = report(terms(asked, supervises=False), cell("peers", 3, 3, 3, 4, key="B1"))
    assert [row.key for row in found.competencies] == ["B"]
    assert [row.key for row in found.items] == ["B1"]
    assert found.competencies[0].others is not None


def test_a_competency_needs_three_published_items_and_sixty_percent() -> None:
    asked = questionnaire({"A": ["A1", "A2", "A3", "A4", "A5", "A6"]})

    def others(answered: int) -> bool:
        keys = [f"A{n}" for n in range(1, answered + 1)]
        found = report(terms(asked), [rated("peers", 3, 4, 3, 4, 3, 4, keys=keys) for _ in range(4)])
        return found.competencies[0].others is not None

    assert [others(n) for n in range(1, 7)] == [False, False, False, True, True, True]


def test_an_item_needs_the_minimum_of_answers_and_at_most_half_n() -> None:
    def mean(*ratings: int | None) -> bool:
        found = report(promised(), cell("peers", *ratings))
        return found.items[0].cells["peers"] is not None

    assert mean(3, 3, 4, 4)
    assert not mean(3, 3, 4, None)
    assert mean(3, 3, 4, 4, None, None, None, None)
    assert not mean(3, 3, 4, 4, None, None, None, None, None)


def test_a_line_that_a_short_form_left_out_is_not_an_n() -> None:
    asked = questionnaire({"A": [item("A1", seen_by=["peers"]), "A2"]}, groups=[group("peers"), group("partners")])
    answers = [*cell("peers", 3, 3, 4, 4, key="A1"), *[Accepted("partners", {"A2": 3}, None)] * 3]
    short = report(terms(asked, short=["partners"]), answers)
    full = report(terms(asked), [*answers, *[Accepted("partners", {"A2": 3}, None)] * 3])
    assert [c.key for c in short.cells] == ["peers+partners"]
    assert short.items[0].cells["peers+partners"] is not None
    assert full.items[0].cells["partners"] is None


def test_means_are_coded_at_both_ends_and_self_and_manager_are_not() -> None:
    answers = [*cell("peers", 5, 5, 5, 5), *cell("frontline", 1, 1, 1, 2), *cell("self", 5), *cell("manager", 1)]
    row = report(promised("peers", "frontline"), answers).items[0].model_dump()
    assert row["cells"]["peers"] == {"mean": 4.5, "bound": "at_least", "low": None, "high": None}
    assert row["cells"]["frontline"] == {"mean": 2.3, "bound": "at_most", "low": None, "high": None}
    assert row["own"]["mean"] == 5.0
    assert row["cells"]["manager"] == {"mean": 1.0, "bound": None, "low": None, "high": None}


def test_several_managers_are_shown_as_their_mean() -> None:
    row = report(promised(), [*cell("manager", 4, 3), *cell("peers", 3, 3, 3, 3)]).items[0]
    assert row.cells["manager"] is not None
    assert row.cells["manager"].mean == 3.5


def test_self_and_the_manager_come_first_and_self_is_no_column_of_cells() -> None:
    groups = [group(key) for key in ("peers", "manager", "self")]
    found = report(
        terms(questionnaire(groups=groups)), [*cell("peers", 3, 3, 4, 4), *cell("manager", 4), *cell("self", 4)]
    )
    assert [c.key for c in found.cells] == ["self", "manager", "peers"]
    assert list(found.items[0].cells) == ["manager", "peers"]
    assert not found.cells[0].anonymous
    assert "own" not in json.loads(found.to_json())["items"][0]


def test_without_answers_a_report_is_empty_and_says_so() -> None:
    found = report(terms(), [])
    assert found.cells == []
    assert [entry.group for entry in found.withheld] == ["peers", "frontline", "partners"]
    assert all(row.others is None and row.own is None for row in found.competencies)
    assert found.comments.anonymous == []


def test_a_questionnaire_without_the_time_question_has_no_time() -> None:
    assert report(terms(questionnaire(time=False)), cell("peers", 3, 3, 3, 3)).time is None


def comments_of(key: str, *texts: str) -> list[Comment]:
    return [Comment(key, "O1", text) for text in texts]


def test_comments_of_groups_are_pooled_from_five_answers_on() -> None:
    words = [*comments_of("peers", "b", "a"), *comments_of("manager", "m"), *comments_of("self", "s")]
    named = [*cell("manager", 3), *cell("self", 3)]
    four = report(terms(), [*cell("peers", 3, 3, 3, 3), *named], words)
    five = report(terms(), [*cell("peers", 3, 3, 3, 3, 3), *named], words)
    assert four.comments.anonymous == []
    assert sorted(five.comments.anonymous[0].texts) == ["a", "b"]
    assert five.comments.manager[0].texts == four.comments.manager[0].texts == ["m"]
    assert five.comments.own[0].texts == ["s"]


def test_comments_stand_under_their_own_question() -> None:
    said = [Comment("peers", "O2", "more"), Comment("peers", "O1", "keep")]
    found = report(terms(), cell("peers", *[3] * 5), said).comments.anonymous
    assert [(each.question, each.texts) for each in found] == [("O1", ["keep"]), ("O2", ["more"])]


def test_comments_of_withheld_groups_leave_with_them() -> None:
    found = report(promised(), cell("peers", 3, 3, 3), comments_of("peers", "secret"))
    assert "secret" not in found.to_json()


def test_comments_are_shuffled_by_the_system_unless_told_otherwise() -> None:
    answers, words = cell("peers", *[3] * 60), comments_of("peers", *[f"{n:02}" for n in range(60)])
    found = build_report(terms(), DIGEST, answers, words, CLOSED)
    assert found.comments.anonymous[0].texts != sorted(found.comments.anonymous[0].texts)


def test_comments_are_cleaned_again() -> None:
    found = report(terms(), cell("peers", *[3] * 5), comments_of("peers", "\x1b[31mred\u202e", "  \n"))
    assert found.comments.anonymous[0].texts == ["[31mred"]


def test_desired_time_is_told_under_the_keys_of_self() -> None:
    own = Accepted("self", {}, {"T1": 2, "T2": 3, "T3": 5, "D1": 6, "D2": 2, "D3": 2})
    found = report(terms(), [own]).time
    assert found is not None
    assert found.own == {"T1": 2.0, "T2": 3.0, "T3": 5.0}
    assert found.desired == {"T1": 6.0, "T2": 2.0, "T3": 2.0}
    assert found.others is None


def test_time_of_a_cell_is_withheld_when_one_rater_could_be_all_that_a_box_holds() -> None:
    def shown(*first: int) -> bool:
        points = [{"T1": n, "T2": 5, "T3": 5 - n} for n in first]
        found = report(promised(), [Accepted("peers", {}, time) for time in points]).time
        assert found is not None
        return found.cells["peers"] is not None

    assert shown(3, 3, 3, 2, 0)
    assert not shown(5, 5, 0, 0)
    assert not shown(2, 2, 2, 2)


def test_labels_are_in_the_language_asked_for() -> None:
    groups = [group(key, label=words(key.capitalize(), f"{key} en español")) for key in ("self", "manager", "peers")]
    promised, answers = terms(questionnaire(groups=groups)), [*cell("peers", 3, 3, 3, 3), *cell("manager", 3)]
    found = report(promised, answers, language="es")
    assert found.competencies[0].label == "Competencia UND"
    assert found.items[0].text == "Hace U1."
    assert [each.label for each in found.cells] == ["manager en español", "peers en español"]
    usual = report(promised, answers)
    assert (usual.competencies[0].label, usual.cells[1].label) == ("Competency UND", "Peers")


def test_time_of_a_cell_is_withheld_when_more_than_half_cannot_tell() -> None:
    def shown(given: int, silent: int) -> bool:
        times = [{"T1": 4, "T2": 3, "T3": 3}] * given + [None] * silent
        found = report(promised(), [Accepted("peers", {}, time) for time in times]).time
        assert found is not None
        return found.cells["peers"] is not None

    assert shown(4, 4) and shown(5, 5)
    assert not shown(4, 5) and not shown(5, 6)


def test_a_box_that_nobody_filled_in_has_no_points() -> None:
    found = report(terms(), [Accepted("self", {}, {"T1": 4, "T2": 6})]).time
    assert found is not None
    assert found.own == {"T1": 4.0, "T2": 6.0, "T3": 0.0}


def test_a_box_that_a_rater_left_out_got_no_points() -> None:
    """Ten points of the others together are no more than one rater can give, so nothing is shown."""
    points = [{"T1": 5, "T2": 5}, {"T1": 2, "T2": 4, "T3": 4}, {"T1": 4, "T2": 3, "T3": 3}, {"T1": 4, "T2": 3, "T3": 3}]
    found = report(promised(), [Accepted("peers", {}, time) for time in points]).time
    assert found is not None
    assert found.cells["peers"] is None
