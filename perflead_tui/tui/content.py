"""The one door of text to the screen.

Whatever is shown is built here: cleaned of what a terminal obeys, and never read as markup. Functions that lay text out
return one `Content` a row, none wider than asked, so that the same rows serve widgets and lists.
"""

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from perflead_tui.text import clean, clean_line

EMPTY = Content("")
TOLD = "told"
"""The name in a style's meta of what the mouse tells there."""
_NARROWEST = 4  # cells; a column narrower than this wraps into noise


def plain(text: str, style: str | Style = "") -> Content:
    """`text`, cleaned, in one style; its line breaks stay."""
    return Content.styled(clean(text), style)


def line(text: str, style: str | Style = "") -> Content:
    """`text`, cleaned, on one line."""
    return Content.styled(clean_line(text), style)


def told(words: str) -> Style:
    """A style for `Content.stylize`: while the mouse is over what has it, a sheet's screen tells these words."""
    return Style.from_meta({TOLD: clean_line(words)})


def fitted(text: str, width: int, style: str | Style = "") -> Content:
    """`text` on one line of at most `width` cells, with an ellipsis if it was longer."""
    return line(text, style).truncate(max(width, 1), ellipsis=True)


def wrapped(text: str, width: int, style: str | Style = "") -> list[Content]:
    """`text` in rows of at most `width` cells."""
    return [row.rstrip() for row in plain(text, style).wrap(max(width, _NARROWEST))] or [EMPTY]


def hanging(mark: Content, text: str, width: int, style: str | Style = "") -> list[Content]:
    """`text` beside a `mark`: the rows after the first start below the text, not below the mark."""
    indent = mark.cell_length
    rows = wrapped(text, width - indent, style)
    return [mark + rows[0], *(row.pad_left(indent) for row in rows[1:])]


def beside(left: Sequence[Content], right: Sequence[Content], width: int) -> list[Content]:
    """Two columns: `left` from the left edge, `right` aligned to the right edge of `width` cells."""
    rows = []
    for at in range(max(len(left), len(right))):
        start = left[at] if at < len(left) else EMPTY
        end = right[at] if at < len(right) else EMPTY
        gap = max(width - start.cell_length - end.cell_length, 0)
        rows.append(start.pad_right(gap) + end if end else start)
    return rows


def joined(parts: Sequence[str], width: int, style: str | Style = "") -> list[Content]:
    """`parts` with dots between them; a row breaks between two parts if it must break."""
    rows = [""]
    for part in map(clean_line, parts):
        longer = f"{rows[-1]} · {part}" if rows[-1] else part
        if line(longer).cell_length <= width or not rows[-1]:
            rows[-1] = longer
        else:
            rows.append(part)
    return [row for words in rows for row in wrapped(words, width, style)]


def padded(content: Content, width: int) -> Content:
    """`content` filled up with spaces to `width` cells."""
    return content.pad_right(max(width - content.cell_length, 0))


def touched(app: object) -> bool:
    """Whether the app is one for fingers, such as a kiosk: what is narrow there has targets of two rows or more."""
    return getattr(app, "touch", False) is True


class Rows(Visual):
    """Text that is laid out anew for the width it gets: `layout` makes the rows for a width in cells."""

    def __init__(self, layout: Callable[[int], Sequence[Content]]) -> None:
        self._layout = layout
        self._made: tuple[int, Content, int] | None = None

    def _content(self, width: int) -> tuple[Content, int]:
        if self._made is None or self._made[0] != width:
            rows = [row.truncate(width) for row in self._layout(width)]
            self._made = (width, Content("\n").join(rows), len(rows))
        return self._made[1], self._made[2]

    def plain_text(self, width: int) -> str:
        """The rows as text, for tests and for screen readers."""
        return self._content(width)[0].plain

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """The rows as strips."""
        return self._content(width)[0].render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """All the width there is."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        """The number of rows at `width`."""
        return self._content(width)[1]
