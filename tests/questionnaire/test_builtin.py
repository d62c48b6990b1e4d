"""The questionnaires that come with perflead ask what they were written to ask."""

import csv
from pathlib import Path

import pytest

from perflead_tui.questionnaire.loading import builtin_names, load
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.questionnaire.writing import to_yaml

SEEN = {"F": "frontline", "P": "peers", "B": "manager"}
ROWS = list(csv.DictReader(Path(__file__).with_name("items.csv").read_text(encoding="utf-8").splitlines()))
LEADER = [row for row in ROWS if not row["competency"].startswith("AGY:")]
AGENCY = [row for row in ROWS if row["competency"].startswith("AGY:")]
# competency: items, those that fit any role, those that frontline staff, peers and the manager can see
COUNTS = {
    "UND": (5, 5, 4, 5, 4),
    "SKL": (5, 5, 3, 5, 5),
    "CHO": (5, 5, 4, 5, 5),
    "MGT": (5, 4, 5, 4, 3),
    "LDR": (5, 5, 2, 5, 5),
    "LVL": (6, 4, 6, 4, 2),
    "PPL": (6, 6, 6, 6, 6),
}


@pytest.fixture
def leader() -> Questionnaire:
    return load("performance-leadership")


@pytest.fixture
def agency() -> Questionnaire:
    return load("agency")


def test_the_leaders_questionnaire_is_listed_first() -> None:
    assert builtin_names() == ["performance-leadership", "agency"]


def test_every_line_has_the_words_of_the_source_in_both_languages(leader: Questionnaire) -> None:
    found = [
        (item.key, c.key, item.text.for_reader(language, own=own))
        for language, own in (("en", False), ("en", True), ("es", False), ("es", True))
        for c in leader.competencies
        for item in c.items
    ]
    columns = ("en_other", "en_self", "es_other", "es_self")
    assert found == [(row["id"], row["competency"], row[column]) for column in columns for row in LEADER]


def test_who_can_see_a_line_and_whether_it_needs_staff_are_those_of_the_source(leader: Questionnaire) -> None:
    for item, row in zip(leader.items, LEADER, strict=True):
        assert item.seen_by == [SEEN[mark] for mark in row["seen_by"].split() if mark in SEEN], item.key
        assert item.supervisors_only == (row["applies"] == "S"), item.key


def test_the_counts_of_who_can_see_what_hold(leader: Questionnaire) -> None:
    counts = {
        c.key: (
            len(c.items),
            sum(not item.supervisors_only for item in c.items),
            *(sum(group in item.seen_by for item in c.items) for group in ("frontline", "peers", "manager")),
        )
        for c in leader.competencies
    }
    assert counts == COUNTS
    assert len(leader.items) == 37


def test_the_leader_and_the_manager_are_one_person_each_and_not_anonymous(leader: Questionnaire) -> None:
    facts = [(group.key, group.anonymous, group.at_most, group.sees_as) for group in leader.groups]
    assert facts == [
        ("self", False, 1, None),
        ("manager", False, 1, None),
        ("peers", True, None, None),
        ("frontline", True, None, None),
        ("partners", True, None, "peers"),
    ]


def test_time_is_three_boxes_of_ten_points_now_and_desired(leader: Questionnaire) -> None:
    assert leader.time is not None
    assert leader.time.points == 10
    assert [(share.key, share.desired) for share in leader.time.shares] == [("T1", "D1"), ("T2", "D2"), ("T3", "D3")]


def test_the_instructions_leave_it_to_the_form_to_say_who_sees_the_answers(leader: Questionnaire) -> None:
    for own in (False, True):
        assert "Who sees" not in leader.instructions.for_reader("en", own=own)
        assert "Quién ve" not in leader.instructions.for_reader("es", own=own)
        assert not set("*{}") & set(leader.instructions.for_reader("en", own=own))


def test_the_agency_form_has_the_words_of_the_source_and_mirrors_the_leaders(
    agency: Questionnaire, leader: Questionnaire
) -> None:
    for language in ("en", "es"):
        found = [(item.key, item.mirrors, item.text.for_reader(language, own=False)) for item in agency.items]
        assert found == [(row["id"], row["competency"][4:], row[f"{language}_other"]) for row in AGENCY]
    assert {item.mirrors for item in agency.items} == {c.key for c in leader.competencies}


def test_the_agency_form_is_shown_for_ten_or_more_and_asks_nothing_about_a_person(agency: Questionnaire) -> None:
    assert (agency.about, agency.minimum, agency.time) == ("agency", 10, None)
    assert [(group.key, group.anonymous) for group in agency.groups] == [("staff", True)]
    assert agency.scale.not_observed == {"en": "I don't know", "es": "No sé"}
    assert [question.key for question in agency.open_questions] == ["O4"]


@pytest.mark.parametrize("name", ["performance-leadership", "agency"])
def test_a_built_in_questionnaire_is_exported_with_its_comments(name: str) -> None:
    text = to_yaml(load(name))
    assert text.startswith(f'# The questionnaire "{name}"')
    assert max(len(line) for line in text.splitlines()) <= 120
