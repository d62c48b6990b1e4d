"""The gate for text from outside."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from perflead_tui.text import clean, clean_line

DROPPED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def test_escape_sequences_lose_what_makes_them_work() -> None:
    assert clean("\x1b]52;c;AAAA\x07\x9b31mred") == "]52;c;AAAA31mred"


def test_characters_that_turn_or_hide_text_go() -> None:
    assert clean("a\u202eb\u2066c\u200bd\ufeffe\u00adf\u2028g") == "abcdefg"


def test_what_is_no_character_goes() -> None:
    assert clean("a\ufffeb\uffffc\ufdd0d\U0001ffffe") == "abcde"


def test_line_breaks_stay_and_tabs_become_spaces() -> None:
    assert clean("a\r\nb\rc\td") == "a\nb\nc d"


def test_joiners_stay_inside_words_and_emoji_only() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert clean(family) == family
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
    assert clean("\u200da \u200d b\u200d") == "a  b"


def test_one_letter_does_not_carry_a_tower_of_marks() -> None:
    assert len(clean("a" + "\u0301" * 500)) == 7


def test_a_line_is_one_line_and_not_longer_than_asked() -> None:
    assert clean_line("  a\n b\t\tc  ") == "a b c"
    assert clean_line("abcdef", 3) == "abc"


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    kept = clean(text)
    assert all(char in "\n\u200c\u200d" or unicodedata.category(char) not in DROPPED for char in kept)


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
