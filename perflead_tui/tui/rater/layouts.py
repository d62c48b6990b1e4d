"""How a line to rate is laid out: folded to its answer, opened with its scale, or as one row of a grid.

Everything here is a function from words and a width in cells to rows. Each answer carries its position under the
meta key `OPTION`, so that a click knows what it met.
"""

from dataclasses import dataclass

from textual.content import Content
from textual.style import Style

from perflead_tui.flows.options import Option
from perflead_tui.tui.content import EMPTY, beside, hanging, line, padded, wrapped

OPTION = "option"
NARROW = 56  # below this, answers stand below their line, one under another
CELL = 9  # the width of an answer in a grid
_LABEL_ROWS = 3
_WIDEST_CELL = 14
_ANSWER = 22  # the column in which a folded line shows its answer
_APART = 1  # N stands this much further from the last point


@dataclass(frozen=True)
class Look:
    """What a line shows: its words, its answers, and the positions of the chosen answer and of the one pointed at.

    `touch` gives each answer two rows where they stand one under another: a finger is wider than a row.
    """

    words: str
    options: tuple[Option, ...]
    chosen: int | None = None
    pointed: int | None = None
    touch: bool = False


def folded(look: Look, width: int, indent: int = 0) -> list[Content]:
    """The line and, at its right, the answer; on a narrow screen the answer stands below.

    `indent` moves the rows after the first to the right, so that lines stay apart in a list without gaps.
    """
    if width < NARROW:
        rows = wrapped(look.words, width)
        rows = rows if look.chosen is None else [*rows, *_answer(look, width)]
        return rows if not look.touch else [*rows, *[EMPTY] * (2 - len(rows))]
    right = [padded(row, _ANSWER) for row in _answer(look, _ANSWER)]
    words = wrapped(look.words, width - _ANSWER - 3 - indent)
    return beside([words[0], *(row.pad_left(indent) for row in words[1:])], right, width)


def opened(look: Look, width: int) -> list[Content]:
    """The line with all answers below it: side by side if their words fit, else one under another."""
    rows = wrapped(look.words, width, "bold")
    cell = min((width - _APART) // len(look.options), _WIDEST_CELL)
    labels = [wrapped(option.short, cell - 2) for option in look.options]
    longest = max(len(word) for option in look.options for word in option.short.split())
    if width < NARROW or longest > cell - 2 or max(map(len, labels)) > _LABEL_ROWS:
        return [*rows, *_listed(look, width)]
    return [*rows, *_side_by_side(look, labels, cell)]


def in_grid(look: Look, width: int, *, open_: bool) -> list[Content]:
    """The line at the left, its answers as columns at the right; `open_` shows their keys as well."""
    words = wrapped(look.words, width - grid_width(look.options) - 3, "bold" if open_ else "")
    cells = [_marked(at, _grid_cell(look, at, open_=open_), CELL) for at in range(len(look.options))]
    return beside(words, [_row(look, cells)], width)


def grid_head(options: tuple[Option, ...], width: int) -> list[Content]:
    """The words of the scale, above the columns of a grid."""
    columns = [wrapped(option.short, CELL - 1, "$muted") for option in options]
    high = max(map(len, columns))
    look = Look("", options)
    rows = [_row(look, [padded(line(option.key, "bold"), CELL) for option in options])]
    for at in range(high):
        rows.append(_row(look, [padded(column[at] if at < len(column) else EMPTY, CELL) for column in columns]))
    return beside([], rows, width)


def grid_width(options: tuple[Option, ...]) -> int:
    """The width of all answers in a grid."""
    return CELL * len(options) + (_APART if len(options) > 1 else 0)


def grid_fits(options: tuple[Option, ...], width: int) -> bool:
    """Whether a grid of these answers leaves room for the lines and breaks no word."""
    words = [word for option in options for word in option.short.split()]
    return width - grid_width(options) >= 44 and max(map(len, words)) < CELL


def mark(look: Look, at: int) -> str:
    """The glyph of an answer: filled if it was chosen."""
    return "●" if look.chosen == at else "○"


def _style(look: Look, at: int) -> str:
    if look.chosen == at:
        return "bold $accent"
    return "bold" if look.pointed == at else "$muted"


def _marked(at: int, content: Content, width: int) -> Content:
    """A cell that knows which answer it belongs to."""
    return padded(content, width).stylize(Style.from_meta({OPTION: at}))


def _answer(look: Look, width: int) -> list[Content]:
    """The key and the words of the chosen answer, or a dot."""
    if look.chosen is None:
        return [line("·", "$muted")]
    option = look.options[look.chosen]
    return hanging(line(option.key, "bold $accent") + "  ", option.short, width, "$muted")


def _grid_cell(look: Look, at: int, *, open_: bool) -> Content:
    glyph = line(mark(look, at), _style(look, at))
    return glyph + line(look.options[at].key, _style(look, at)).pad_left(1) if open_ else glyph


def _row(look: Look, cells: list[Content]) -> Content:
    """Cells side by side, N a little apart."""
    return Content("").join(
        cell.pad_left(_APART) if option.value is None else cell
        for option, cell in zip(look.options, cells, strict=True)
    )


def _side_by_side(look: Look, labels: list[list[Content]], cell: int) -> list[Content]:
    heads = []
    for at, option in enumerate(look.options):
        head = line(f"{mark(look, at)} {option.key}", _style(look, at))
        heads.append(_marked(at, head, cell))
    rows = [_row(look, heads)]
    for y in range(max(map(len, labels))):
        cells = []
        for at, label in enumerate(labels):
            words = label[y].stylize(_style(look, at)) if y < len(label) else EMPTY
            cells.append(_marked(at, words, cell))
        rows.append(_row(look, cells))
    return rows


def _listed(look: Look, width: int) -> list[Content]:
    rows = []
    for at, option in enumerate(look.options):
        head = line(f"{mark(look, at)} {option.key}", _style(look, at)) + "  "
        found = hanging(head, option.short, width, _style(look, at))
        if look.touch:
            found += [EMPTY] * (2 - len(found))
        rows += [_marked(at, row, width) for row in found]
    return rows
