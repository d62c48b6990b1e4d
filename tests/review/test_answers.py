"""Which answers are taken, and what is said of those that are not."""

from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.paths import sample_dir
from perflead_tui.questionnaire.loading import load
from perflead_tui.review.answers import COMMENT_LIMIT, Answers, checked_answers
from perflead_tui.review.form import form_for

from .make import terms_for

NESTED: list[Any] = []
for _level in range(100_000):
    NESTED = [NESTED]


def checked(value: Any, group: str = "peers", **changes: Any) -> Answers:
    terms = terms_for(**changes)
    return checked_answers(value, form_for(terms, group), terms.questionnaire.scale)


def test_full_answers_are_taken_as_they_are() -> None:
    value = {
        "ratings": {"U1": 4, "U2": None, "P6": 1},
        "time": {"T1": 3, "T2": 4, "T3": 3},
        "comments": {"O1": "Answers fast."},
    }
    assert checked(value).model_dump() == value


def test_nothing_is_forced() -> None:
    assert checked({}) == Answers(ratings={}, time=None, comments={})


@pytest.mark.parametrize("rating", [0, 6, -1, 10**400, "4", 4.5, 4.0, float("nan"), True, [4], {}, NESTED])
def test_a_rating_that_is_not_on_the_scale_is_refused(rating: Any) -> None:
    with pytest.raises(PerfleadError, match="U1") as refused:
        checked({"ratings": {"U1": rating}})
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("value", [None, [], "x", 4, NESTED, {"ratings": []}, {"ratings": None}, {"extra": 1}])
def test_answers_of_another_shape_are_refused(value: Any) -> None:
    with pytest.raises(PerfleadError, match="not in the right form"):
        checked(value)


def test_lines_that_are_not_on_the_form_are_refused() -> None:
    with pytest.raises(PerfleadError, match="The answer to X9 is not a line of this form"):
        checked({"ratings": {"X9": 3}})
    with pytest.raises(PerfleadError, match="M4 is not a line"):
        checked({"ratings": {"M4": 3}}, supervises=False)
    with pytest.raises(PerfleadError, match="U4 is not a line"):
        checked({"ratings": {"U4": 3}}, group="frontline", short=("frontline",))


def test_n_is_refused_where_it_is_not_offered() -> None:
    terms = terms_for(load(str(sample_dir() / "questionnaires" / "short-agreement.yaml")))
    form, scale = form_for(terms, "team"), terms.questionnaire.scale
    assert checked_answers({"ratings": {"plan1": 4}}, form, scale).ratings == {"plan1": 4}
    with pytest.raises(PerfleadError, match='has no "not observed"'):
        checked_answers({"ratings": {"plan1": None}}, form, scale)
    with pytest.raises(PerfleadError, match="from 1 to 4"):
        checked_answers({"ratings": {"plan1": 5}}, form, scale)


@pytest.mark.parametrize(
    "time",
    [
        {"T1": 3, "T2": 4, "T3": 4},
        {"T1": 5, "T2": 5},
        {"T1": 11, "T2": -1, "T3": 0},
        {"T1": 10**30, "T2": 1 - 10**30, "T3": 9},
        {"T1": 3, "T2": 4, "T3": 3, "D1": 10, "D2": 0, "D3": 0},
        {"T1": 3, "T2": 4, "T3": 3, "X": 0},
        {"T1": 3.0, "T2": 4, "T3": 3},
        {"T1": True, "T2": 4, "T3": 5},
        {"T1": None, "T2": 5, "T3": 5},
    ],
)
def test_time_that_does_not_add_up_or_fit_is_refused(time: Any) -> None:
    with pytest.raises(PerfleadError):
        checked({"time": time})


def test_the_leader_says_where_time_goes_and_should_go_or_one_of_them() -> None:
    now, wanted = {"T1": 4, "T2": 4, "T3": 2}, {"D1": 5, "D2": 3, "D3": 2}
    for time in (now, wanted, now | wanted):
        assert checked({"time": time}, group="self").time == time
    with pytest.raises(PerfleadError, match="D1, D2, D3"):
        checked({"time": now | {"D1": 10}}, group="self")


def test_time_is_refused_where_it_is_not_asked() -> None:
    with pytest.raises(PerfleadError, match="does not ask about time"):
        checked({"time": {"T1": 10}}, group="staff", questionnaire=load("agency"))


def test_a_comment_loses_what_a_terminal_obeys_and_keeps_its_words() -> None:
    given = "  Listens\x1b[31m.\r\nSays \u202ethanks\x9b2J.\x07 Née \U0001f468\u200d\U0001f527  "
    assert checked({"comments": {"O1": given}}).comments == {
        "O1": "Listens[31m.\nSays thanks2J. Née \U0001f468\u200d\U0001f527"
    }


@pytest.mark.parametrize("text", ["[/b]", "[@click=app.quit]x[/]", "[", "\\[red]", "{name} %s $v"])
def test_markup_in_a_comment_is_only_words(text: str) -> None:
    assert checked({"comments": {"O1": text}}).comments == {"O1": text}


def test_an_empty_comment_is_none() -> None:
    assert checked({"comments": {"O1": " \n\x00\u200b", "O2": ""}}).comments == {}


@pytest.mark.parametrize("comments", [{"O9": "x"}, {"O1": 4}, {"O1": None}, {"O1": ["x"]}, {"O1": NESTED}, "x"])
def test_comments_that_do_not_fit_are_refused(comments: Any) -> None:
    with pytest.raises(PerfleadError):
        checked({"comments": comments})


@pytest.mark.parametrize("length", [COMMENT_LIMIT + 1, 10_000_000])
def test_a_comment_longer_than_a_page_is_refused(length: int) -> None:
    assert checked({"comments": {"O1": "x" * COMMENT_LIMIT}}).comments
    with pytest.raises(PerfleadError, match="longer than 4000 characters"):
        checked({"comments": {"O1": "x" * length}})


def test_a_refusal_never_repeats_what_a_terminal_obeys() -> None:
    for value in ({"ratings": {"\x1b[2J\u202e": 3}}, {"comments": {"\x1b]0;x\x07": "x"}}, {"\x1b": 1}):
        with pytest.raises(PerfleadError) as refused:
            checked(value)
        assert not set("\x1b\x07\u202e") & set(str(refused.value))
