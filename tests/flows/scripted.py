"""A console that is read from a list of lines, for what is asked line by line."""

from collections.abc import Iterable

from perflead_tui.errors import PerfleadError
from perflead_tui.text import clean

MISSES = 50  # a script that is not understood so often is a mistake of the test


class Script:
    """Answers with `lines`, one after the other; then the input has ended. An exception among them is raised."""

    def __init__(self, lines: Iterable[str | type[BaseException]]) -> None:
        self._lines = list(lines)
        self.said: list[str] = []
        self.prompts: list[str] = []
        self.misses = 0

    def say(self, *paragraphs: str) -> None:
        """Keep what is said; it is clean already, as far as it is our own."""
        self.said += [clean(each) for each in paragraphs]

    def ask(self, prompt: str) -> str:
        """The next line."""
        self.prompts.append(prompt)
        self.said.append(prompt)
        if not self._lines:
            raise EOFError
        line = self._lines.pop(0)
        if isinstance(line, str):
            return line
        raise line

    def missed(self) -> None:
        """Count it."""
        self.misses += 1
        if self.misses > MISSES:
            raise PerfleadError("the script is out of step")

    @property
    def unread(self) -> int:
        """Lines that nobody asked for."""
        return len(self._lines)

    @property
    def text(self) -> str:
        """All that was said."""
        return "\n".join(self.said)
