"""A page of plain text that is built from top to bottom."""

import re
from collections.abc import Sequence

from perflead_tui.export.columns import display_width, padded, wrapped
from perflead_tui.text import clean

_LONGEST = 78  # columns of running text: longer lines are hard to read


class Page:
    """Lines of at most `width` columns. What is added is cleaned, so nothing on a page can steer a terminal."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._lines: list[str] = []

    def line(self, text: str = "") -> None:
        """One line as it is."""
        self._lines.append(clean(text).replace("\n", " ").rstrip())

    def gap(self) -> None:
        """An empty line, unless the last one is."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def heading(self, text: str) -> None:
        """A section's title over a rule."""
        self.gap()
        self._lines.append("")
        self.paragraph(text)
        self.rule()

    def rule(self) -> None:
        """A line across the page."""
        self.line("─" * self.width)

    def paragraph(self, text: str, first: str = "", rest: str | None = None) -> None:
        """Wrapped text; `first` goes before its first line and `rest` (spaces, if not given) before the others."""
        rest = " " * len(first) if rest is None else rest
        for at, line in enumerate(wrapped(clean(text), min(self.width, _LONGEST) - len(first))):
            self.line((rest if at else first) + line)

    def parts(self, parts: Sequence[str], indent: str) -> None:
        """Short pieces beside each other, as many in a line as it holds; a longer one is wrapped."""
        line = ""
        for part in parts:
            piece = wrapped(part, self.width - len(indent))
            if len(piece) == 1 and line and display_width(f"{indent}{line}   {piece[0]}") <= self.width:
                line = f"{line}   {piece[0]}"
                continue
            if line:
                self.line(indent + line)
            for early in piece[:-1]:
                self.line(indent + early)
            line = piece[-1] if piece else ""
        if line:
            self.line(indent + line)

    def field(self, name: str, words: str, indent: str, names: int) -> None:
        """A named part with its words, paragraphs apart, or a line to write on; `names` columns are for the name.

        Without room for a name (0) it stands in a line of its own.
        """
        if names:
            self.lines(words, indent + padded(name, names))
        else:
            self.paragraph(name, indent)
            self.lines(words, indent * 2)

    def lines(self, words: str, first: str) -> None:
        """Each line of the words wrapped; the first begins after `first`, the others below it. Gaps are one row."""
        rest = " " * display_width(first)
        room = self.width - len(rest)
        words = re.sub(r"\n\s*\n", "\n\n", clean(words).strip())
        lines = [row for line in words.split("\n") if words for row in wrapped(line, room) or [""]]
        for at, row in enumerate(lines or ["_" * room]):
            self.line((rest if at else first) + row)

    def __str__(self) -> str:
        return "\n".join(self._lines).strip("\n") + "\n"
