"""The plan on paper: one page, everything that was said, lines for the rest, nothing that a terminal obeys."""

import datetime
import re
import unicodedata

import pytest
from rich.cells import cell_len

from perflead_tui import i18n
from perflead_tui.export.plan import LINES, plan_text
from perflead_tui.results.plan import PARTS, Focus, Plan
from tests.hostile.corpus import SCREENS

SENTENCES = "When somebody brings me a problem, I ask two questions before I answer. I say what I heard, then decide."


def focus(key: str, words: str = SENTENCES) -> Focus:
    return Focus(
        competency=key, label=f"Competency {key}", by=datetime.date(2027, 1, 31), **dict.fromkeys(PARTS, words)
    )


def plan(*chosen: Focus, message: str = "Thank you.\n\nI heard that I answer before I ask.") -> Plan:
    return Plan(leader="Jo Rivera", focus=list(chosen), pulse_on=datetime.date(2027, 3, 15), message=message)


def test_everything_that_was_said_is_on_the_page() -> None:
    words = plan_text(Plan(leader="Jo Rivera", focus=[
        Focus(competency="PPL", label="People", behaviour="b1", when="w1", support="s1", agency="a1", measure="m1",
              by=datetime.date(2027, 1, 31)),
    ], pulse_on=datetime.date(2027, 3, 15), message="Thank you."))  # fmt: skip
    for part in ("Jo Rivera", "People", "b1", "w1", "s1", "a1", "m1", "January 31, 2027", "March 15, 2027", "Thank"):
        assert part in words
    assert "____" not in words.rpartition("Signed")[0]


def test_two_focus_areas_in_normal_words_fit_one_page() -> None:
    words = plan_text(plan(focus("A"), focus("B")))
    assert len(words.splitlines()) <= LINES


def test_what_is_not_said_is_a_line_to_write_on() -> None:
    words = plan_text(Plan(leader="Jo", focus=[Focus(competency="A", label="A")]))
    assert len(re.findall(r"^   [A-Z].* _{20,}$", words, re.MULTILINE)) == len(PARTS) + 2  # by, ask again on


def test_paragraphs_of_the_message_stay_apart_by_one_row() -> None:
    words = plan_text(plan(message="one\n\n\n \n\ntwo\nthree"))
    assert "   one\n\n   two\n   three\n" in words


def test_without_a_focus_area_it_says_so() -> None:
    assert "No focus area is chosen yet." in plan_text(Plan(leader="Jo"))


@pytest.mark.parametrize("width", [10, 30, 45, 60, 78, 300])
@pytest.mark.parametrize("text", SCREENS.values())
def test_whatever_was_written_stays_within_the_width_and_is_harmless(text: str, width: int) -> None:
    text = text[:1900]
    found = Plan(leader=text, focus=[Focus(competency="A", label=text, behaviour=text, when=text)], message=text)
    words = plan_text(found, "en", width)
    for line in words.splitlines():
        assert cell_len(line) <= max(min(width, 78), 30), line
    assert all(char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Co", "Zl", "Zp"} for char in words)
    assert not {"\u202e", "\u202c", "\u200b"} & set(words)


def test_it_speaks_the_language_that_was_asked_for_and_leaves_the_program_in_its_own() -> None:
    words = plan_text(plan(focus("A")), "es")
    assert "31 de enero de 2027" in words
    assert i18n.language() == "en"
