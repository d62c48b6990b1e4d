"""The sample review is one that perflead would take, and it tells its story."""

import csv
import json
from collections import Counter
from typing import Any

import pytest

from perflead_tui.paths import sample_dir
from perflead_tui.questionnaire.loading import check_file, load
from perflead_tui.review.answers import Answers, checked_answers
from perflead_tui.review.form import form_for
from perflead_tui.review.roster import Roster, read_roster, small_groups
from perflead_tui.review.terms import Terms

from .make import terms_for

SAMPLE = sample_dir() / "public-works"
SHEETS = sorted((SAMPLE / "answers").glob("*.json"))
ANONYMOUS = ("peers", "frontline", "partners")


def terms() -> Terms:
    facts = json.loads((SAMPLE / "review.json").read_text(encoding="utf-8"))
    return terms_for(load(facts.pop("questionnaire")), **facts)


def roster() -> Roster:
    return read_roster(SAMPLE / "roster.csv", terms().questionnaire)


def sheets() -> list[tuple[dict[str, Any], Answers]]:
    """Each file as it is, with the group that its name says, and its answers."""
    agreed = terms()
    read = []
    for path in SHEETS:
        raw = json.loads(path.read_text(encoding="utf-8"))
        group = path.name.partition("-")[0]
        answers = checked_answers(raw, form_for(agreed, group), agreed.questionnaire.scale)
        read.append(({"group": group, **raw}, answers))
    return read


def test_every_file_is_taken_and_nothing_in_it_is_cleaned_away() -> None:
    for raw, answers in sheets():
        assert set(raw) == {"group", "ratings", "time", "comments"}
        assert answers.model_dump() == {key: raw[key] for key in ("ratings", "time", "comments")}
        assert len(answers.ratings) == 37


def test_the_roster_has_the_people_who_answer_in_their_groups_and_languages() -> None:
    people = roster()
    assert people.notes == ()
    assert Counter(p.group for p in people.people) == {
        "self": 1,
        "manager": 1,
        "peers": 5,
        "frontline": 7,
        "partners": 2,
    }
    assert Counter(raw["group"] for raw, _answers in sheets()) == Counter(person.group for person in people.people)
    assert all((person.email or "").endswith("@example.org") for person in people.people)
    assert len(small_groups(people, terms().questionnaire, 4)) == 1


def test_comments_name_nobody_and_are_enough_to_be_shown() -> None:
    with (SAMPLE / "roster.csv").open(encoding="utf-8", newline="") as file:
        names = {word for row in csv.DictReader(file) for word in row["name"].split()}
    asked = Counter[str]()
    for raw, answers in sheets():
        for question, text in answers.comments.items():
            assert not names & set(text.replace(".", " ").replace(",", " ").split()), text
            assert not any(char.isdigit() for char in text), text
            asked[question] += raw["group"] in ANONYMOUS
    assert min(asked[key] for key in ("O1", "O2", "O3")) >= 5
    assert sum(asked.values()) >= 20


@pytest.mark.parametrize("groups", [("peers", "partners"), ("frontline",)])
def test_every_box_of_the_time_question_gets_more_than_ten_points(groups: tuple[str, ...]) -> None:
    times = [answers.time for raw, answers in sheets() if raw["group"] in groups and answers.time]
    assert all(sum(time[box] for time in times) > 10 for box in ("T1", "T2", "T3"))


def test_the_story_is_there() -> None:
    def mean(groups: tuple[str, ...], prefix: str) -> float:
        """The mean of the item means: enough for a story."""
        items = []
        for key in (item.key for item in terms().questionnaire.items if item.key.startswith(prefix)):
            given = [answers.ratings[key] for raw, answers in sheets() if raw["group"] in groups]
            ratings = [rating for rating in given if rating is not None]
            if ratings:
                items.append(sum(ratings) / len(ratings))
        return sum(items) / len(items)

    assert mean(("self",), "V") - mean(ANONYMOUS, "V") > 1.2, "a blind spot"
    assert mean(ANONYMOUS, "P") - mean(("self",), "P") > 0.6, "a hidden strength"
    assert mean(ANONYMOUS, "P") > 4.0
    unseen = [
        sum(answers.ratings[key] is None for raw, answers in sheets() if raw["group"] == "frontline")
        for key in ("L1", "L2", "L4")
    ]
    assert min(unseen) >= 4, "frontline staff see too little of leadership work"


def test_the_annotated_questionnaire_is_sound() -> None:
    path = sample_dir() / "questionnaires" / "short-agreement.yaml"
    assert check_file(path) == []
    found = load(str(path))
    assert (len(found.scale.points), found.scale.not_observed, len(found.items)) == (4, None, 8)
