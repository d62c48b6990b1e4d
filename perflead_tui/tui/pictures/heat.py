"""A heat map, from plain values to rows: lines down, columns across, the number in every square.

Three tints of one hue, an edge at the left that grows with the tint, and the number: it reads in colours, in one colour
and as text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from textual.content import Content

from perflead_tui.tui.content import EMPTY, fitted, line, padded, told, wrapped
from perflead_tui.tui.pictures.ink import QUIET, Ink, pattern

# Text and ground of each tint are chosen for contrast; one hue, so that no square is taken for a person.
TINTS = (("$foreground", "$accent 12%"), ("$foreground", "$accent 32%"), ("$background", "$accent 90%"))
EDGES = "▏▎▌"
HATCH = "·"
_GAP = 1  # columns between squares
_WIDEST = 24
_NARROWEST = 5  # columns of a square: `≥4.5` and a column beside it
_WORDS = 9  # columns from which on the name stands above a column
_LABEL = (24, 44)  # columns: the narrowest and the widest column of labels
_HEAD = 2  # rows of a name at most


@dataclass(frozen=True)
class Head:
    """What stands above a column."""

    glyph: str
    style: str
    name: str


@dataclass(frozen=True)
class Square:
    """A value in few characters and its tint, 0 to 2; None: there is no value. A `mark` after it sets it off."""

    words: str
    level: int | None
    told: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Line:
    """One line: its name, quiet words below it, the squares, and words after the last of them."""

    label: str
    about: str
    squares: Sequence[Square]
    note: str = ""


@dataclass(frozen=True)
class Shape:
    """How a width is shared. Without a label column, labels stand above their squares; without room, no notes."""

    label: int
    square: int
    note: int
    ink: Ink = QUIET

    @property
    def names(self) -> bool:
        """Whether names stand above the columns."""
        return self.square >= _WORDS

    @classmethod
    def of(cls, width: int, columns: int, longest: int, note: int, ink: Ink = QUIET) -> "Shape | None":
        """`longest` is that of the labels, `note` that of the notes, in columns. None: squares have no room."""
        columns, wanted = max(columns, 1), min(max(longest + 2, _LABEL[0]), _LABEL[1])
        for notes, least in ((note and note + 2, _WORDS), (0, _WORDS), (0, _NARROWEST + 1)):
            label = min(wanted, width - notes - columns * (least + _GAP))
            if label >= _LABEL[0]:
                return cls(label, min((width - notes - label) // columns - _GAP, _WIDEST), notes, ink)
        square = width // columns - _GAP
        return cls(0, min(square, _WIDEST), 0, ink) if square >= _NARROWEST else None


def heat_heads(shape: Shape, heads: Sequence[Head]) -> list[Content]:
    """Glyph and name above each column; in narrow columns the glyph alone."""
    columns = [_head(head, shape) for head in heads]
    height = max(map(len, columns), default=0)
    rows = []
    for at in range(height):
        parts = [column[at] if at < len(column) else EMPTY for column in columns]
        rows.append(EMPTY.join([padded(part, shape.square + _GAP) for part in parts]).pad_left(shape.label))
    return rows


def _head(head: Head, shape: Shape) -> list[Content]:
    width = shape.square
    glyph = line(head.glyph, head.style)
    if not shape.names:
        return [_centred(glyph, width)]
    words = wrapped(head.name, width)
    if len(words) > _HEAD:
        words = [*words[: _HEAD - 1], fitted(" ".join(row.plain for row in words[_HEAD - 1 :]), width)]
    return [_centred(row, width) for row in (glyph, *words)]


def heat_line(shape: Shape, each: Line, width: int, *, high: int = 2) -> list[Content]:
    """One line of squares, at least `high` rows; a thin rule at the foot of each square parts the lines."""
    if not shape.label:
        rows = [
            *wrapped(each.label, width, "bold"),
            *(wrapped(each.about, width, shape.ink.quiet) if each.about else []),
        ]
        return [*rows, *_squares(shape, each.squares, 1)]
    room = shape.label - 2
    left = [*wrapped(each.label, room, "bold"), *(wrapped(each.about, room, shape.ink.quiet) if each.about else [])]
    height = max(high, len(left))
    middle, above = (height - 1) // 2, (height - len(left)) // 2
    left = [*[EMPTY] * above, *left, *[EMPTY] * (height - len(left) - above)]
    rows = [
        padded(words, shape.label) + row for words, row in zip(left, _squares(shape, each.squares, height), strict=True)
    ]
    if shape.note and each.note:
        rows[middle] += line(each.note).pad_left(1)
    return rows


def _squares(shape: Shape, squares: Sequence[Square], height: int) -> list[Content]:
    draw = _strong_square if shape.ink.strong else _square
    columns = [draw(each, shape.square, height) for each in squares]
    return [EMPTY.join([column[at].pad_right(_GAP) for column in columns]) for at in range(height)]


@lru_cache(maxsize=1024)
def _square(each: Square, width: int, height: int) -> tuple[Content, ...]:
    if each.level is None:
        return tuple(_words(Content.styled(HATCH * width, "$muted"), each) for _row in range(height))
    text, ground = TINTS[each.level]
    number = _centred(line(_marked(each, width - 1), f"bold {text}" if each.mark else text), width - 1)
    middle, rows = (height - 1) // 2, []
    for at in range(height):
        inside = number if at == middle else Content(" " * (width - 1))
        row = Content.styled(EDGES[each.level], f"{text} 60%") + inside
        if at == height - 1 != middle:
            row = Content.styled("▁" * width, "$background")
        rows.append(_words(row.stylize_before(f"on {ground}"), each))
    return tuple(rows)


@lru_cache(maxsize=1024)
def _strong_square(each: Square, width: int, height: int) -> tuple[Content, ...]:
    """A square of the strong form: the number within its pattern, and a blank row at its foot."""
    if each.level is None:
        return tuple(_words(Content.styled(HATCH * width, "$foreground"), each) for _row in range(height))
    found, edge = pattern(each.level), EDGES[each.level] if each.level < len(EDGES) - 1 else ""
    words = line(_marked(each, width - 1), "bold")
    space = 1 if words.cell_length + 2 <= width - 1 else 0
    words = words.pad(space, space).stylize(found.words)
    left = (width + 1 - words.cell_length) // 2 - len(edge)
    right = width - len(edge) - left - words.cell_length
    middle, rows = (height - 1) // 2, []
    for at in range(height):
        row = Content(edge + found.fill * (width - len(edge))).stylize(found.style)
        if at == middle:
            ends = Content(edge + found.fill * left), Content(found.fill * right)
            row = ends[0].stylize(found.style) + words + ends[1].stylize(found.style)
        rows.append(_words(Content(" " * width) if at == height - 1 != middle else row, each))
    return tuple(rows)


def _marked(each: Square, width: int) -> str:
    """The value with its mark, if there is room for it."""
    marked = (f"{each.words} {each.mark}", f"{each.words}{each.mark}", each.words)
    return next((words for words in marked if line(words).cell_length <= width), each.words)


def _words(row: Content, each: Square) -> Content:
    return row.stylize(told(each.told)) if each.told else row


def _centred(content: Content, width: int) -> Content:
    content = content.truncate(width, ellipsis=True)
    left = (width - content.cell_length) // 2
    return padded(content.pad_left(left), width)


def tint_sample(level: int, ink: Ink = QUIET) -> Content:
    """A sample of a tint, for a legend."""
    if ink.strong:
        found = pattern(level)
        edge = EDGES[level] if level < len(EDGES) - 1 else found.fill
        return Content.styled(edge + found.fill * 2, found.style)
    text, ground = TINTS[level]
    return Content.styled(f"{EDGES[level]}  ", f"{text} 60% on {ground}")


def hatch_sample(ink: Ink = QUIET) -> Content:
    """A sample of a square without a value."""
    return line(HATCH * 3, ink.quiet)
