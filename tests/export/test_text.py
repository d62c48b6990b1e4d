"""The text report: complete, calm, aligned, and harmless whatever is in it."""

import random
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from perflead_tui import i18n
from perflead_tui.export.columns import display_width, padded, wrapped
from perflead_tui.export.text import report_text
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Report
from perflead_tui.review.answers import Comment
from perflead_tui.review.terms import Terms
from tests.hostile.corpus import SCREENS
from tests.results.build import cell, group, item, questionnaire, rated, report, terms
from tests.results.random_reviews import random_review

KEYS = ("U1", "U2", "U3", "U4", "L1", "L2", "L3")
TEXTS = list(SCREENS.values())
TIME = {"T1": 2, "T2": 5, "T3": 3}


def sample(**changes: Any) -> tuple[Report, Terms]:
    """A review with self, a manager, five peers, four frontline staff and two partners."""
    promised = terms()
    answers = [
        rated("self", 5, 4, 4, 5, 3, 3, 3, keys=KEYS, time=TIME | {"D1": 6, "D2": 2, "D3": 2}),
        rated("manager", 4, 4, 4, 4, 4, keys=KEYS, time=TIME),
        *[rated("peers", 3, 3, 4, 2, 5, 5, 4, keys=KEYS, time=TIME) for _ in range(5)],
        *[rated("frontline", 3, 2, 3, 3, None, None, None, keys=KEYS) for _ in range(4)],
        *[rated("partners", 3, 3, 3, 3, 4, 4, 4, keys=KEYS, time=TIME) for _ in range(2)],
    ]
    comments = [Comment("peers", "O1", "Listens well.\nSays thanks."), Comment("manager", "O2", "Plan more.")]
    comments.append(Comment("self", "O1", "Being on site."))
    return report(promised, answers, comments, **changes), promised


def text_of(found: Report, asked: Questionnaire, width: int = 80) -> str:
    words = report_text(found, asked, "en", width)
    assert words.endswith("\n")
    assert not words.endswith("\n\n")
    for line in words.splitlines():
        assert cell_len(line) <= width, line
        assert line == line.rstrip()
    assert all(char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Co", "Zl", "Zp"} for char in words)
    assert not {"\u202e", "\u202c", "\u200b"} & set(words)
    return words


def section(words: str, title: str) -> str:
    return words.split(f"\n{title}\n", 1)[1].split("\n\n\n", 1)[0]


def test_a_report_has_all_its_parts_in_order() -> None:
    found, promised = sample()
    words = text_of(found, promised.questionnaire)
    parts = [
        "Jordan Rivera",
        "Small questionnaire · closed on November 30, 2026",
        "\n\nHow to read this\n",
        "\n\nWho answered\n",
        "\n\nProfile\n",
        "  At a glance ",
        "\n\nStrengths\n",
        "\n\nSurprises\n",
        "\n\nWhere groups differ\n",
        "\n\nLine by line\n",
        "\n\nIn their own words\n",
        "\n\nWhere the time goes\n",
        "\n\nThe plan\n",
        "\n\nAbout this report\n",
        "Terms digest (SHA-256): 5f5f5f5f 5f5f5f5f",
        "\nJordan Rivera · closed on November 30, 2026 · for development",
    ]
    places = [words.index(part) for part in parts]
    assert places == sorted(places)


def test_who_answered_names_cells_merges_and_what_is_by_name() -> None:
    found, promised = sample()
    words = text_of(found, promised.questionnaire)
    shown = [" ".join(line.split()) for line in section(words, "Who answered").splitlines()]
    assert "◆ Self 1 by name" in shown
    assert "■ Manager 1 by name" in shown
    assert "● Peers 5 shown only together" in shown
    assert "▲ Frontline and partners 6 shown as one group: too few alone" in shown
    assert "Frontline and partners are shown as one group" in words


def test_withheld_groups_are_named_with_the_reason() -> None:
    promised = terms(questionnaire(groups=[group(key) for key in ("self", "peers", "partners")]))
    words = text_of(report(promised, [*cell("self", 3), *cell("peers", 3, 3)]), promised.questionnaire)
    assert "Not shown: Peers and partners. There were fewer than 4 answers" in words
    assert "No group has enough answers to be shown." in words


def test_every_published_number_is_there() -> None:
    found, promised = sample()
    words = text_of(found, promised.questionnaire, 120)
    row = found.competencies[0].cells["peers"]
    assert row is not None
    assert f"● Peers                   {row.mean}" in words
    assert f"{row.low}–{row.high}" in words
    lines = section(words, "Line by line")
    for entry in found.items:
        line = next(line for line in lines.splitlines() if f"They do {entry.key}." in line)
        means = [entry.own, *entry.cells.values(), entry.others]
        signs = {"at_least": "≥", "at_most": "≤", None: ""}
        shown = [f"{signs[mean.bound]}{mean.mean:.1f}" if mean else "·" for mean in means]
        assert line.split("They do")[1].split()[1:] == shown


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([60, 80, 97, 120]))
def test_any_report_keeps_its_width_and_its_numbers(seed: int, width: int) -> None:
    review = random_review(random.Random(seed))
    found = report(review.terms, review.accepted, review.comments)
    words = text_of(found, review.terms.questionnaire, width)
    flat = " ".join(words.split())
    for entry in found.competencies:
        for mean in (entry.own, *entry.cells.values(), entry.others):
            if mean:
                assert f" {mean.mean:.1f}" in flat
    for quoted in (text for part in found.comments.anonymous for text in part.texts):
        assert f"│ {quoted}" in words


def test_coded_means_are_said_in_words() -> None:
    asked = questionnaire({"A": ["A1"], "B": ["B1"]}, groups=[group("peers")])
    answers = [rated("peers", 5, 1, keys=("A1", "B1")) for _ in range(4)]
    words = text_of(report(terms(asked), answers), asked)
    assert "● Peers  4.5 or more" in words
    assert "● Peers  2.3 or less" in words
    assert re.search(r"They do A1\. +≥4\.5$", words, re.MULTILINE)
    assert re.search(r"They do B1\. +≤2\.3$", words, re.MULTILINE)


def test_what_too_few_have_seen_is_said_and_not_left_blank() -> None:
    found, promised = sample()
    words = text_of(found, promised.questionnaire)
    assert "▲ Frontline and         not enough seen\n    partners\n" in words
    assert "▲ Frontline and partners  not shown: too few could tell" in words


def test_the_competency_that_others_rate_highest_comes_first() -> None:
    asked = questionnaire({"A": ["A1"], "B": ["B1"], "C": ["C1"]}, groups=[group("peers")])
    answers = [rated("peers", 3, 4, keys=("A1", "B1")) for _ in range(4)]
    words = text_of(report(terms(asked), answers), asked)
    for title in ("\nProfile\n", "  At a glance  ", "\nLine by line\n"):
        part = words.split(title, 1)[1]
        places = [part.index(f"Competency {key}") for key in "BAC"]
        assert places == sorted(places)


def test_blind_spots_hidden_strengths_and_gaps_are_said_in_words() -> None:
    keys = ("A1", "B1", "C1", "E1")
    asked = questionnaire({key[0]: [key] for key in keys}, groups=[group("self"), group("peers")])
    answers = [rated("self", 5, 3, 4, 3, keys=keys)] + [rated("peers", 3, 4, 4, 5, keys=keys) for _ in range(12)]
    words = " ".join(text_of(report(terms(asked), answers), asked).split())
    assert "Self is clearly above others (+2.0): a possible blind spot." in words
    assert "Others are clearly above self (−1.0): a hidden strength." in words
    assert "No clear difference between self and others (±0.0)." in words
    assert "Others are clearly above self: a hidden strength." in words
    assert "Others largely agree with each other here." in words


def test_a_report_ranks_nobody_and_has_no_headline_total() -> None:
    found, promised = sample()
    words = text_of(found, promised.questionnaire).lower()
    assert not re.search(r"\b(total|overall|rank\w*|percentile|norm|lowest score)\b", words)
    assert "for development" in words
    assert "!" not in words


def test_comments_stand_word_for_word_with_their_lines() -> None:
    found, promised = sample()
    part = section(text_of(found, promised.questionnaire) + "\n\n\n", "In their own words")
    words = text_of(found, promised.questionnaire)
    assert "    The groups, mixed\n\n    │ Listens well.\n    │ Says thanks.\n" in words
    assert "    Manager\n\n    │ Plan more.\n" in words
    assert "    Self\n\n    │ Being on site.\n" in words
    assert "random order" in part


def test_too_few_answers_for_comments_are_given_as_the_reason() -> None:
    promised = terms(questionnaire(groups=[group("peers")]))
    found = report(promised, cell("peers", 3, 3, 4, 4), [Comment("peers", "O1", "secret")])
    words = text_of(found, promised.questionnaire)
    assert "Comments of the groups are shown from 5 answers on" in words
    assert "secret" not in words


def test_the_language_of_names_follows_the_reader() -> None:
    found, promised = sample()
    i18n.set_language("es")
    words = report_text(found, promised.questionnaire, "es", 80)
    assert "Competencia UND" in words
    assert "Hace U1." in words
    assert "30 de noviembre de 2026" in words


@pytest.mark.parametrize("width", [60, 80, 120])
def test_hostile_text_is_harmless_and_keeps_the_width(width: int) -> None:
    found, promised = sample()
    questions = [{"question": key, "texts": TEXTS} for key in ("O1", "unknown\x1b[31m key")]
    value = found.model_dump(by_alias=True)
    value["review"]["leader"] = TEXTS[0] + "L" * 200
    value["review"]["closed_on"] = "\x1bnever"
    value["review"]["terms_digest"] = "\x1b" + "f" * 500
    value["comments"] = {"anonymous": questions, "manager": questions, "self": questions}
    for place, column in enumerate(value["cells"]):
        column["label"], column["groups"] = f"{TEXTS[place % 3]}{'W' * 40}", ["unknown\x1b[0m"]
    for place, row in enumerate(value["competencies"] + value["items"]):
        field = "label" if "label" in row else "text"
        row["key"], row[field] = f"X{place}", TEXTS[place % len(TEXTS)]
    value["withheld"] = [{"group": "\x1b[31mgone", "reason": "too_few"}]
    words = text_of(Report.model_validate(value), promised.questionnaire, width)
    assert "\x1b" not in words
    assert "[/b][@click=app.quit]x[/]" in words
    assert words.count("W" * 40) > 50


@pytest.mark.parametrize("width", [60, 80, 120])
def test_many_cells_with_long_names_and_many_boxes_fit(width: int) -> None:
    names = ["self", "manager", *(f"g{n}" for n in range(16))]
    groups = [group(key, label={"en": f"{key} {'名前' * 10} of a long group"}) for key in names]
    asked = questionnaire({"A": [item("A1"), item("A2")]}, points=7, groups=groups)
    answers = [rated(key, 4, 5, keys=("A1", "A2"), time=TIME) for key in names for _ in range(4)]
    words = text_of(report(terms(asked), answers), asked, width)
    assert len(re.findall(r" 4  shown only", words)) >= 16


def test_widths_out_of_range_are_brought_into_it() -> None:
    found, promised = sample()
    assert report_text(found, promised.questionnaire, "en", 10) == report_text(found, promised.questionnaire, "en", 60)
    assert report_text(found, promised.questionnaire, "en", 999) == report_text(
        found, promised.questionnaire, "en", 120
    )


def test_two_reports_of_one_review_are_the_same() -> None:
    found, promised = sample()
    assert report_text(found, promised.questionnaire) == report_text(found, promised.questionnaire)


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("漢字", 4), ("e\u0301", 1), ("👍", 2), ("👩‍👩‍👧‍👦", 8), ("❤️", 2), ("●▲◆", 3), ("", 0)],
)
def test_display_width_counts_columns(text: str, width: int) -> None:
    assert display_width(text) == width


def test_wrapping_breaks_at_spaces_and_only_breaks_words_that_are_too_long() -> None:
    assert wrapped("one two  three", 7) == ["one two", "three"]
    assert wrapped("abcdefghij kl", 4) == ["abcd", "efgh", "ij", "kl"]
    assert wrapped("漢字漢字", 5) == ["漢字", "漢字"]
    assert wrapped("", 5) == []


def test_padding_cuts_what_is_too_wide() -> None:
    assert padded("ab", 4) == "ab  "
    assert padded("ab", 4, right=True) == "  ab"
    assert padded("漢字漢字", 6) == "漢字… "
    assert padded("abcdef", 4) == "abc…"
