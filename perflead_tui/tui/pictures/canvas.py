"""A sheet of squares that pictures are drawn on: each has a character, a style and what a pointer is told there."""

from collections.abc import Iterator
from itertools import groupby

from rich.cells import cell_len
from textual.content import Content

from perflead_tui.text import clean_line
from perflead_tui.tui.content import EMPTY, told

Square = tuple[str, str, str]
"""A character, its style, and the words that are told of it."""

_BLANK: Square = (" ", "", "")


class Canvas:
    """`width` columns and `height` rows; 0, 0 is at the top left. What lies outside is not drawn."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = max(width, 0), max(height, 0)
        self._squares = [[_BLANK] * self.width for _row in range(self.height)]

    def free(self, x: int, y: int, width: int = 1) -> bool:
        """Whether these squares are on the sheet and nothing is drawn on them."""
        inside = 0 <= y < self.height and 0 <= x <= self.width - width
        return inside and all(square == _BLANK for square in self._squares[y][x : x + width])

    def put(self, x: int, y: int, char: str, style: str = "", words: str = "") -> None:
        """A character of one column, over what is there."""
        if 0 <= x < self.width and 0 <= y < self.height:
            self._squares[y][x] = (char, style, words)

    def write(self, x: int, y: int, text: str, style: str = "", words: str = "", room: int = 0) -> bool:
        """`text` on one line, with `room` free columns around it, if its squares are free; says whether it was."""
        text = clean_line(text)
        width = sum(map(cell_len, text))
        first = max(x - room, 0)
        if not text or not self.free(x, y, width) or not self.free(first, y, min(x + width + room, self.width) - first):
            return False
        # A square for a column: what joins the character before it stands with it, what is wider takes a second one.
        for char in text:
            wide = cell_len(char)
            if not wide:
                before = max(x - 1, 0)
                self._squares[y][before] = (self._squares[y][before][0] + char, style, words)
                continue
            self._squares[y][x : x + wide] = [(char, style, words), *[("", style, words)] * (wide - 1)]
            x += wide
        return True

    def rows(self) -> list[Content]:
        """The rows, `width` columns each; neighbours that are alike become one run."""
        return [EMPTY.join(list(self._runs(row))) for row in self._squares]

    def _runs(self, row: list[Square]) -> Iterator[Content]:
        for (style, words), squares in groupby(row, key=lambda square: square[1:]):
            run = Content.styled("".join(square[0] for square in squares), style)
            yield run.stylize(told(words)) if words else run
