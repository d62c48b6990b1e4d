"""Talking over two streams: nothing but text and line breaks comes out, and any input does no harm."""

import io

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.plain_console import LONGEST, StreamConsole, confirmed, has_cursor, in_letters_of
from tests.flows.scripted import Script


def talk(typed: str) -> tuple[StreamConsole, io.StringIO]:
    out = io.StringIO()
    return StreamConsole(io.StringIO(typed), out), out


def test_what_a_terminal_obeys_never_comes_out() -> None:
    console, out = talk("x\n")
    console.say("\x1b[2Jred\x1b[31m\x07\x9b1m\u202eevil", "two\nlines\ttabbed\r\nthree")
    console.ask("\x1b]52;c;x\x07prompt:")
    assert all(char == "\n" or char.isprintable() for char in out.getvalue())
    assert "two\nlines tabbed\nthree\n" in out.getvalue()


def test_a_typed_line_is_cleaned_and_too_long_a_one_is_cut() -> None:
    console, _out = talk("  \x1b[Aba\x00ck\t \n" + "x" * 3 * LONGEST + "\nnext\nlast")
    assert console.ask("?") == "[Aback"
    assert len(console.ask("?")) == LONGEST
    assert [console.ask("?"), console.ask("?")] == ["next", "last"]
    with pytest.raises(EOFError):
        console.ask("?")


def test_a_pipe_that_is_never_understood_is_ended_and_one_that_is_at_times_is_not() -> None:
    console, _out = talk("y\n" * 30)
    for _n in range(9):
        console.ask("?")
        console.missed()
    console.ask("?")  # understood
    with pytest.raises(PerfleadError, match="10 lines in a row"):
        for _n in range(11):
            console.ask("?")
            console.missed()


class Terminal(io.StringIO):
    """Output that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_lines_are_broken_between_words_on_a_terminal_and_not_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    words = "In the last six months, when there was a chance, how often was this true?"
    screen, pipe = Terminal(), io.StringIO()
    StreamConsole(io.StringIO(), screen).say(words)
    StreamConsole(io.StringIO(), pipe).say(words)
    assert max(map(len, screen.getvalue().splitlines())) < 40
    assert screen.getvalue().split() == words.split()
    assert pipe.getvalue() == words + "\n"


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", "“así” – 3…"), ("iso-8859-1", '"así" - 3...'), ("ascii", '"asi" - 3...'), ("no-such-name", None)],
)
def test_an_older_terminal_gets_letters_that_it_has(encoding: str, expected: str | None) -> None:
    found = in_letters_of("“así” – 3…", encoding)
    assert found == expected if expected is not None else found


@pytest.mark.parametrize(("term", "expected"), [("dumb", False), ("unknown", False), ("", True), ("vt100", True)])
def test_a_terminal_without_a_cursor_is_known_by_its_name(
    term: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    assert has_cursor() is expected


def test_a_question_is_asked_until_it_is_answered() -> None:
    script = Script(["maybe", "", "Y"])
    assert confirmed(script, "Is that right?")
    assert script.prompts == ["Is that right? yes or no:"] * 3
    assert not confirmed(Script(["no"]), "?")
    assert not confirmed(Script([]), "?")
