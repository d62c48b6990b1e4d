"""A page of plain text that is built from top to bottom."""

from perflead_tui.export.columns import wrapped
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

    def __str__(self) -> str:
        return "\n".join(self._lines).strip("\n") + "\n"
