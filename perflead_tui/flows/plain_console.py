"""Talking with a person line by line: no cursor control, no colour, no bell, nothing but text and line breaks.

What is said this way can be read out by a screen reader, shown on a braille line or a terminal without a cursor, and
driven through pipes.
"""

import contextlib
import io
import locale
import os
import shutil
import sys
import unicodedata
from dataclasses import dataclass
from typing import Protocol, TextIO

from perflead_tui.errors import PerfleadError
from perflead_tui.export.columns import display_width, wrapped
from perflead_tui.i18n import _
from perflead_tui.text import clean

LONGEST = 16_384
"""Characters of a typed line; what is beyond is left out."""
_MISSES = 10  # lines in a row that nobody understood: who pipes them in is out of step
_NARROWEST, _WIDEST = 20, 100  # columns that lines are broken at on a terminal
_WITHOUT_CURSOR = ("dumb", "unknown")
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("–—−", "-"),
        "·": ".",
        "…": "...",
        "→": ">",
    }
)


class Console(Protocol):
    """Whoever is talked with."""

    def say(self, *paragraphs: str) -> None:
        """Show each paragraph on a line of its own, or on several where a terminal is narrow."""

    def ask(self, prompt: str) -> str:
        """Show the prompt and wait for a line. Raises EOFError when there will be no more."""

    def missed(self) -> None:
        """The last line was not understood. Raises PerfleadError if that is so all the time and nobody is there."""


@dataclass
class _Misses:
    count: int = 0
    now: bool = False


class StreamConsole:
    """Talks over two streams of text, a terminal's or pipes."""

    def __init__(self, source: TextIO, sink: TextIO) -> None:
        self._source, self._sink = source, sink
        self._live = source.isatty()
        self._columns = shutil.get_terminal_size().columns if sink.isatty() else 0
        self._misses = _Misses()

    def say(self, *paragraphs: str) -> None:
        """Show each paragraph, cleaned; on a terminal its lines are broken between words."""
        for paragraph in paragraphs:
            for line in clean(paragraph).split("\n"):
                self._write("\n".join(self._broken(line)) + "\n")
        self._sink.flush()

    def ask(self, prompt: str) -> str:
        """Show the prompt and wait for a line; it is cleaned. Raises EOFError at the end of the input."""
        self._misses = _Misses(self._misses.count if self._misses.now else 0)
        lines = self._broken(clean(prompt))
        self._write("\n".join(lines) + " ")
        self._sink.flush()
        typed = self._line()
        if not self._live or not typed.endswith("\n"):
            self._write("\n")  # nobody pressed Enter on this terminal
            self._sink.flush()
        if not typed:
            raise EOFError
        return clean(typed.rstrip("\r\n")).replace("\n", " ").strip()

    def _line(self) -> str:
        """The next line with its end, so much of it as is read; an empty text at the end of the input."""
        typed = self._source.readline(LONGEST)
        if typed and not typed.endswith("\n"):
            self._drop_rest(typed)
        return typed

    def missed(self) -> None:
        """Count it; on a pipe many in a row end it: otherwise `yes | perflead` would go on for ever."""
        self._misses = _Misses(self._misses.count + 1, now=True)
        if self._misses.count >= _MISSES and not self._live:
            raise PerfleadError(
                _("{n} lines in a row were not understood.").format(n=self._misses.count),
                _("Look at what is sent into perflead."),
            )

    def _drop_rest(self, typed: str) -> None:
        """Read on to the end of a line that is longer than any may be."""
        while len(typed) == LONGEST and not typed.endswith("\n"):
            typed = self._source.readline(LONGEST)

    def _broken(self, line: str) -> list[str]:
        width = min(max(self._columns - 1, _NARROWEST), _WIDEST)
        if not self._columns or display_width(line) <= width:
            return [line]
        return wrapped(line, width)

    def _write(self, text: str) -> None:
        self._sink.write(in_letters_of(text, self._sink.encoding or "utf-8"))


def in_letters_of(text: str, encoding: str) -> str:
    """`text` in letters that a terminal of an older encoding has: quotes and dashes become plain ones."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return "".join(_letter(char, encoding) for char in text.translate(_LETTERS))
    return text


def _letter(char: str, encoding: str) -> str:
    for form in (char, unicodedata.normalize("NFKD", char)[:1]):
        try:
            form.encode(encoding)
        except (UnicodeEncodeError, LookupError):
            continue
        return form
    return "?"


def has_cursor() -> bool:
    """Whether the terminal can place its cursor, as far as TERM says."""
    return os.environ.get("TERM", "") not in _WITHOUT_CURSOR


def of_this_process() -> StreamConsole:
    """The console over this process's own input and output.

    Output is in the terminal's own encoding: an older terminal would obey some bytes of UTF-8. A byte of the input
    that is no character does no harm.
    """
    source, sink = sys.stdin or io.StringIO(), sys.stdout or io.StringIO()
    if isinstance(source, io.TextIOWrapper):
        with contextlib.suppress(io.UnsupportedOperation):  # something was read from it: that was done before
            source.reconfigure(errors="replace")
    if isinstance(sink, io.TextIOWrapper) and sink.isatty() and os.name != "nt":  # a Windows console takes UTF-8
        sink.reconfigure(encoding=locale.getencoding(), errors="replace")
    return StreamConsole(source, sink)


def confirmed(console: Console, question: str) -> bool:
    """Ask a question until it is answered with yes or no; the end of the input is no."""
    yes, no, either = _("yes y").split(), _("no n").split(), _("yes or no")
    while True:
        try:
            typed = console.ask(f"{question} {either}:").casefold()
        except EOFError:
            return False
        if typed in (*yes, "yes"):
            return True
        if typed in (*no, "no"):
            return False
        console.missed()
