"""The corpus would be noticed: what looks for it finds every sequence, and what should hold it back does."""

import pytest

from perflead_tui.files import shown
from perflead_tui.text import clean, clean_line

from .corpus import CONTROL, HIDING, LONG, MARK, PATHS, SCREENS, TERMINAL, TEXTS
from .terminal import emulated, obeyed, sequences, smuggled, visible_only


@pytest.mark.parametrize("name", TERMINAL)
def test_every_sequence_of_the_corpus_is_noticed(name: str) -> None:
    for data in (TERMINAL[name], f"words {TERMINAL[name]} words".encode()):
        assert obeyed(data)
        assert smuggled(data) if name != "bare" else obeyed(data), "it carries the mark, or it hides"


@pytest.mark.parametrize("name", ["bidi", "invisible", "private", "noncharacters", "surrogates"])
def test_what_hides_is_noticed(name: str) -> None:
    assert smuggled(HIDING[name]) and not visible_only(HIDING[name])


def test_a_sequence_is_told_by_its_kind_and_its_numbers() -> None:
    told = [(each.kind, each.content) for each in sequences("a\x1b[1;31mb\x1b]0;t\x07c\x1bPq\x1b\\\x9b2Jd\x1bce\x07")]
    assert told == [
        ("CSI", "1;31m"), ("OSC", "0;t"), ("DCS", "q"), ("CSI", "2J"), ("ESC", "c"), ("control", "\x07"),
    ]  # fmt: skip


def test_a_terminal_would_obey_them() -> None:
    screen = emulated(TERMINAL["title"].encode())
    assert set(screen.titles) == {MARK}
    assert "words" not in emulated(b"words" + TERMINAL["cursor"].encode()).text


def test_cleaned_nothing_is_obeyed_and_nothing_hides() -> None:
    for text in (*TEXTS.values(), *SCREENS.values(), CONTROL, *(each[:20_000] for each in LONG.values())):
        for cleaned in (clean(text), clean_line(text), shown(text)):
            assert obeyed(cleaned) == [] and smuggled(cleaned) == [] and visible_only(cleaned)
            cleaned.encode()
        assert "\n" not in clean_line(text)


def test_what_is_to_be_read_stays() -> None:
    for name in ("markup", "one word", "wide", "emoji", "right to left", "forty"):
        assert clean(SCREENS[name]).replace(" ", "") == SCREENS[name].replace(" ", "").replace("\0", "")
    assert len(PATHS) == len(set(PATHS))
