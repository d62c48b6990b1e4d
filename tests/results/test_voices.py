"""Comments one by one: names, order, what is withheld, and what a report that was handed on still says of it."""

from perflead_tui.questionnaire.loading import load
from perflead_tui.results.hiding import comment_ids, hide
from perflead_tui.results.report import Comments, QuestionComments, Report
from perflead_tui.results.voices import Voice, voices
from tests.tui_results.build import report as build

WORDS = {"O1": ["first", "second", "third"], "O2": ["only"]}


def report() -> Report:
    groups = [QuestionComments(question=key, texts=texts) for key, texts in WORDS.items()]
    manager = [QuestionComments(question="O1", texts=["the manager's"])]
    own = [QuestionComments(question="O2", texts=["the leader's"])]
    return build(
        load("performance-leadership"), comments=Comments(anonymous=groups, manager=manager, own=own, hidden=[])
    )


def test_comments_stand_by_question_the_groups_first_then_the_manager_then_the_leader() -> None:
    found = voices(report(), {})
    assert [(voice.side, voice.text) for voice in found["O1"]] == [
        ("anonymous", "first"),
        ("anonymous", "second"),
        ("anonymous", "third"),
        ("manager", "the manager's"),
    ]
    assert [voice.side for voice in found["O2"]] == ["anonymous", "own"]


def test_every_comment_has_the_name_that_hiding_takes() -> None:
    frozen = report()
    names = [voice.name for each in voices(frozen, {}).values() for voice in each]
    assert sorted(names) == sorted(comment_ids(frozen))


def test_a_withheld_comment_keeps_its_place_its_name_and_its_reason() -> None:
    found = voices(report(), {"anonymous.O1.1": "names its author"})["O1"]
    assert [voice.withheld for voice in found] == [False, True, False, False]
    assert found[1] == Voice("anonymous.O1.1", "O1", "anonymous", "second", "names its author")


def test_a_report_that_was_handed_on_has_reasons_without_names_and_words() -> None:
    handed_on = hide(report(), {"anonymous.O1.1": "names its author"})
    found = voices(handed_on, {})["O1"]
    assert [voice.text for voice in found] == ["first", "third", "the manager's", ""]
    assert (found[-1].name, found[-1].reason) == ("", "names its author")


def test_reasons_of_a_report_that_was_handed_on_are_not_lost_by_hiding_nothing_more() -> None:
    handed_on = hide(report(), {"anonymous.O1.1": "names its author"})
    assert hide(handed_on, {}) == handed_on


def test_an_empty_reason_withholds_as_well() -> None:
    assert voices(report(), {"anonymous.O2.0": ""})["O2"][0].withheld


def test_questions_come_in_the_order_that_is_asked_for_without_comments_too() -> None:
    found = voices(report(), {}, ["O3", "O2"])
    assert list(found) == ["O3", "O2", "O1"]
    assert found["O3"] == []
