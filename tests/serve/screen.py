"""What a terminal shows of what Textual writes: a grid of characters. It knows the few sequences that Textual uses."""

import re

from rich.cells import cell_len

_PARTS = re.compile(
    r"\x1b\[([?>=]?)([0-9;:]*)(\$?[a-zA-Z@`])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[^\[\]]|(.)", re.DOTALL
)


class Screen:
    """Cells, and where the next character goes."""

    def __init__(self, width: int, height: int) -> None:
        self.resize(width, height)

    def resize(self, width: int, height: int) -> None:
        """An empty screen of another size; the app paints it anew."""
        self._width, self._height = width, height
        self._cells = [[" "] * width for _row in range(height)]
        self._x = self._y = 0

    def feed(self, data: str) -> None:
        """Take in what was written."""
        for part in _PARTS.finditer(data):
            mark, numbers, kind, char = part.groups()
            if char is not None:
                self._put(char)
            elif kind is not None and not mark:
                self._obey(kind, [int(each or 0) for each in re.split("[;:]", numbers)])

    def _put(self, char: str) -> None:
        if char == "\r":
            self._x = 0
        elif char == "\n":
            self._y += 1
        elif char >= " ":
            wide = cell_len(char)
            if wide and self._y < self._height and self._x < self._width:
                self._cells[self._y][self._x : self._x + wide] = [char, *[""] * (wide - 1)]
            self._x += wide

    def _obey(self, kind: str, numbers: list[int]) -> None:
        first = max(numbers[0], 1)
        if kind == "H":
            self._y = first - 1
            self._x = max(numbers[1] if len(numbers) > 1 else 1, 1) - 1
        elif kind == "C":
            self._x += first
        elif kind == "J" and numbers[0] in (2, 3):
            self._cells = [[" "] * self._width for _row in range(self._height)]

    def lines(self) -> list[str]:
        """The rows, without spaces at their ends."""
        return ["".join(row).rstrip() for row in self._cells]

    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines())

    def find(self, words: str) -> tuple[int, int] | None:
        """Column and row of the first cell of `words`; None if they are not there."""
        for y, row in enumerate(self._cells):
            x = "".join(row).find(words)
            if x >= 0:
                return cell_len("".join(row)[:x]), y
        return None
