"""What exports say of withheld comments and of the time question, in words."""

import json

import pytest

from perflead_tui.export.comments import withheld_words
from perflead_tui.export.text import report_text
from perflead_tui.export.time_words import time_sentences
from perflead_tui.questionnaire.loading import load
from perflead_tui.results.hiding import hide
from perflead_tui.results.report import Shares, TimeResult
from tests.tui_results.build import comments
from tests.tui_results.build import report as build

ASKED = load("performance-leadership")
OWN: Shares = {"T1": 2.0, "T2": 5.0, "T3": 3.0}
WISHED: Shares = {"T1": 4.0, "T2": 4.0, "T3": 2.0}
SEEN: Shares = {"T1": 1.5, "T2": 6.0, "T3": 2.5}


def test_equal_reasons_are_counted_together() -> None:
    told = withheld_words(["names its author", "too private", "names its author"])
    assert told == [
        "2 comments withheld by the coach: names its author",
        "1 comment withheld by the coach: too private",
    ]


def test_a_reason_is_cleaned_and_a_missing_one_is_told() -> None:
    assert withheld_words(["\x1b[2Ja\nb"]) == ["1 comment withheld by the coach: [2Ja b"]
    assert withheld_words([""]) == ["1 comment withheld by the coach: no reason is given"]


def test_the_text_report_says_what_was_withheld_and_has_not_its_words() -> None:
    report = build(ASKED, comments=comments({"O1": ["Bo saw it.", "Listens."], "O2": ["Ask us."]}))
    words = report_text(hide(report, {"anonymous.O1.0": "names its author"}), ASKED)
    assert "1 comment withheld by the coach: names its author" in words
    assert words.count("Bo saw it.") == 2  # the manager's and the leader's own are their own


def test_a_question_whose_only_comment_is_withheld_is_still_there() -> None:
    report = build(ASKED, comments=comments({"O2": ["Bo saw it."]}))
    gone = dict.fromkeys(["anonymous.O2.0", "manager.O2.0", "own.O2.0"], "names its author")
    words = report_text(hide(report, gone), ASKED)
    assert "3 comments withheld by the coach: names its author" in words
    assert "Bo saw it." not in words
    assert "one thing this person could do" in words
    assert "Nobody wrote a comment" not in words


def test_the_json_report_has_the_reason_and_not_the_words() -> None:
    report = build(ASKED, comments=comments({"O1": ["Bo saw it."]}))
    gone = dict.fromkeys(["anonymous.O1.0", "manager.O1.0", "own.O1.0"], "names its author")
    text = hide(report, gone).to_json()
    assert json.loads(text)["comments"]["hidden"] == [{"question": "O1", "reason": "names its author"}] * 3
    assert "Bo saw it." not in text


@pytest.mark.parametrize(
    ("own", "wished", "seen", "told"),
    [
        (OWN, WISHED, SEEN, "Jo sees 2.0 of 10 points in Leading, and would have 4.0. Others see 1.5 there."),
        (OWN, OWN, SEEN, "Jo would leave the time as it is: 5.0 of 10 points in Managing. Others see 6.0 there."),
        (OWN, None, SEEN, "Jo sees 5.0 of 10 points in Managing. Others see 6.0 there."),
        (OWN, WISHED, None, "Jo sees 2.0 of 10 points in Leading, and would have 4.0. Too few of the others could"),
        (None, None, SEEN, "Jo did not say where the time goes. Others see 6.0 points in Managing."),
        (None, None, None, "Jo did not say where the time goes. Too few of the others could tell."),
    ],
)
def test_time_is_told_by_the_box_that_the_leader_would_change_most(
    own: Shares | None, wished: Shares | None, seen: Shares | None, told: str
) -> None:
    assert ASKED.time
    result = TimeResult(own=own, desired=wished, cells={}, others=seen)
    assert time_sentences(result, ASKED.time, "Jo", "en").startswith(told)
