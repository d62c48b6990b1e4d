"""Tables in columns of text: whole heads where there is room, else glyphs, else a row's numbers below its words."""

from collections.abc import Sequence

from perflead_tui.export.columns import display_width, padded, wrapped
from perflead_tui.export.document import Table
from perflead_tui.export.page import Page

_INDENT = "  "
_GAP = 2
_FIRST, _OTHER = 30, 16  # columns that the words of the first column, and of others, need at least
_LONGEST = 76  # columns of words: longer lines are hard to read
_NUMBER = 4  # columns of numbers are at least so wide, so that those of several tables stand below each other


def legend_of(table: Table, width: int) -> str:
    """The heads of which only the glyph stands above its column, a line each; empty if all are whole."""
    heads, _widths = _layout(table, width)
    return "\n".join(whole for whole, used in zip(table.heads, heads, strict=True) if whole != used)


def draw_table(page: Page, table: Table, *, named: bool) -> None:
    """The table; its name stands above its first column if it is `named`."""
    heads, widths = _layout(table, page.width)
    title = table.caption if named else heads[0]
    if widths:
        _in_columns(page, table, (title, *heads[1:]), widths)
    else:
        _stacked(page, table, title, heads)


def _layout(table: Table, width: int) -> tuple[tuple[str, ...], list[int]]:
    """The heads as they are shown and the widths of the columns; no widths if they have no room."""
    room = width - len(_INDENT)
    widths = _widths(table, table.heads, room)
    longest = max((display_width(row[0]) for row in table.rows), default=0)
    if widths and widths[0] >= min(longest, _LONGEST):
        return table.heads, widths
    glyphs = tuple(_glyph(head) if at in table.numbers else head for at, head in enumerate(table.heads))
    return glyphs, _widths(table, glyphs, room)


def _glyph(head: str) -> str:
    """The glyph of a head that begins with one."""
    first, space, _rest = head.partition(" ")
    return first if space and len(first) == 1 and not first.isalnum() else head


def _widths(table: Table, heads: Sequence[str], room: int) -> list[int]:
    """The width of each column: numbers whole, words as long as there is room; empty if there is not enough."""
    natural = [
        max([display_width(heads[at]), *(display_width(row[at]) for row in table.rows)]) for at in range(len(heads))
    ]
    numbers = {at: max(natural[at], _NUMBER) for at in table.numbers}
    left = room - sum(numbers.values()) - _GAP * (len(heads) - 1)
    words = [at for at in range(len(heads)) if at not in table.numbers]
    if left < sum(min(natural[at], _OTHER if at else _FIRST) for at in words):
        return []
    found = dict(numbers)
    for nth, at in enumerate(sorted(words, key=lambda each: natural[each])):
        found[at] = min(natural[at], left // (len(words) - nth))
        left -= found[at]
    if len(words) == 1:
        found[words[0]] += left  # the numbers of several tables end at the same column
    return [found[at] for at in range(len(heads))]


def _in_columns(page: Page, table: Table, heads: Sequence[str], widths: Sequence[int]) -> None:
    titles = wrapped(heads[0], widths[0]) or [""]
    for line in titles[:-1]:
        page.line(_INDENT + line)
    _row(page, table, (titles[-1], *heads[1:]), widths, _INDENT)
    for row in table.rows:
        _row(page, table, row, widths, _INDENT)


def _row(page: Page, table: Table, row: Sequence[str], widths: Sequence[int], indent: str) -> None:
    """One row; words are wrapped within their column, numbers stand in its first line."""
    cells = [_lines(words, min(width, _LONGEST)) for words, width in zip(row, widths, strict=True)]
    for at in range(max(map(len, cells))):
        parts = []
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            words = cell[at] if at < len(cell) else ""
            parts.append(padded(words, width, right=column in table.numbers))
        page.line(indent + (" " * _GAP).join(parts))


def _lines(words: str, width: int) -> list[str]:
    """Words in lines; where there are several, the later ones are set in, so that rows are told apart."""
    if display_width(words) <= width:
        return [words]
    words = " ".join(words.split())
    first = wrapped(words, width)[0]
    return [first, *("  " + line for line in wrapped(words[len(first) :], width - 2))]


def _stacked(page: Page, table: Table, title: str, heads: Sequence[str]) -> None:
    """Each row as words with what belongs to them below."""
    page.paragraph(title, _INDENT)
    for row in table.rows:
        page.paragraph(row[0], _INDENT * 2)
        pairs = zip(heads[1:], row[1:], strict=True)
        page.parts([f"{head} {entry}" for head, entry in pairs if entry], _INDENT * 3)
