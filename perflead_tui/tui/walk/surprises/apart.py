"""Where cells differ: a heat map of competencies and cells, widest difference first, and the same as a table."""

from collections.abc import Callable
from functools import lru_cache, partial

from textual.content import Content

from perflead_tui.export.apart import ApartLine, cells_beside, cells_of, sign, tint, tint_words, told_mean
from perflead_tui.export.profile import Series
from perflead_tui.i18n import _
from perflead_tui.tui.content import EMPTY, line, wrapped
from perflead_tui.tui.pictures.heat import Head, Line, Shape, Square, hatch_sample, heat_heads, heat_line, tint_sample
from perflead_tui.tui.pictures.ink import Ink
from perflead_tui.tui.results.columns import MEASURE, NOT_SEEN, Columns, flow, mark, style
from perflead_tui.tui.results.sheet import Block, Page
from perflead_tui.tui.results.wordings import item_blocks, items_head
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.surprises.missing import unseen, withheld

Shaped = Callable[[int], Shape | None]
"""How a width is shared, worked out once for all lines of a page; None for a table."""

_ROWS, _ROOMY_ROWS = 2, 3  # of a square
_HIGHER, _LOWER = "↑", "↓"


def apart_page(walk: Walk, look: Look) -> Page:
    """The page."""
    lines = cells_beside(walk.profile, walk.debrief.material.report)
    shape: Shaped = lru_cache(maxsize=2)(partial(_shape, walk, look, lines))
    blocks: list[Block] = []
    for each in lines:
        key = each.line.key
        is_open = key in look.opened
        gap = None if is_open or not look.table else _table_gap
        blocks.append(Block(partial(_rows, walk, look, shape, each), key, gap=gap))
        blocks += item_blocks(walk.profile, each.line, look.opened) if is_open else []
    blocks.append(Block(partial(withheld, walk)))
    return Page("apart", partial(_head, walk, look, lines, shape), blocks)


def _shape(walk: Walk, look: Look, lines: list[ApartLine], width: int) -> Shape | None:
    """How the heat map shares the width; None if it is to be a table, or has no room."""
    if look.table:
        return None
    longest = max((line(each.line.label).cell_length for each in lines), default=0)
    notes = max((line(each.short).cell_length for each in lines), default=0)
    return Shape.of(width, len(cells_of(walk.profile)), longest, notes, look.ink)


def _head(walk: Walk, look: Look, lines: list[ApartLine], shaped: Shaped, width: int) -> list[Content]:
    cells = cells_of(walk.profile)
    room = min(width, MEASURE)
    told = _("The widest differences between those who answered stand near the top.")
    if not any(each.widest for each in lines):
        told = _("No clear difference anywhere between those who answered.")
    rows = wrapped(told, room, "bold $accent")
    shape = shaped(width)
    if shape is None:
        columns = Columns(tuple(cells), width, look.ink)
        names = [mark(each, look.ink) + line(each.counted, look.ink.quiet).pad_left(1) for each in cells]
        names.append(line(NOT_SEEN) + line(_("not enough seen"), look.ink.quiet).pad_left(1))
        return [*rows, *flow(names, width), *columns.head()]
    rows += _legend(walk, look.ink, lines, width)
    heads = [Head(each.glyph, style(each, look.ink), each.counted) for each in cells]
    if not shape.names:
        names = [mark(each, look.ink) + line(each.counted, look.ink.quiet).pad_left(1) for each in cells]
        rows += flow(names, width)
    return [*rows, *([EMPTY] if look.roomy else []), *heat_heads(shape, heads)]


def _legend(walk: Walk, ink: Ink, lines: list[ApartLine], width: int) -> list[Content]:
    """What tints and signs mean; only those signs that are there."""
    found = enumerate(tint_words(walk.profile))
    parts = [tint_sample(at, ink) + line(words, ink.quiet).pad_left(1) for at, words in found]
    if any(each.line.values.get(cell.key) is None for each in lines for cell in cells_of(walk.profile)):
        parts.append(hatch_sample(ink) + line(_("not enough seen"), ink.quiet).pad_left(1))
    if any(each.widest for each in lines):
        parts.append(line(_HIGHER + _LOWER, "bold") + line(_("clearly apart"), ink.quiet).pad_left(1))
    return flow(parts, width, gap=2)


def _rows(walk: Walk, look: Look, shaped: Shaped, each: ApartLine, width: int) -> list[Content]:
    shape = shaped(width)
    if shape is None:
        return [*_table(walk, look, each, width), *_opened(walk, look, each, width)]
    squares = [_square(walk, each, cell) for cell in cells_of(walk.profile)]
    shown = Line(each.line.label, each.agreement, squares, each.short)
    rows = heat_line(shape, shown, width, high=_ROOMY_ROWS if look.roomy else _ROWS)
    return [*rows, *_opened(walk, look, each, width)]


def _square(walk: Walk, each: ApartLine, cell: Series) -> Square:
    mean = each.line.values.get(cell.key)
    arrow = {each.widest.higher: _HIGHER, each.widest.lower: _LOWER}.get(cell.key, "") if each.widest else ""
    words = f"{each.line.label} · {told_mean(cell, mean)}"
    return Square(sign(mean), tint(walk.profile, mean), words, arrow)


def _table(walk: Walk, look: Look, each: ApartLine, width: int) -> list[Content]:
    columns = Columns(tuple(cells_of(walk.profile)), width, look.ink)
    words = wrapped(each.line.label, columns.words, "bold")
    for told in (each.told if each.widest else "", each.agreement):
        words += [row.pad_left(2) for row in wrapped(told, columns.words - 2, "$muted")] if told else []
    return columns.rows(words, each.line.values)


def _table_gap(_width: int) -> list[Content]:
    return [EMPTY]


def _opened(walk: Walk, look: Look, each: ApartLine, width: int) -> list[Content]:
    if each.line.key not in look.opened:
        return []
    room = min(width, MEASURE)
    rows = [EMPTY, *wrapped(" ".join(filter(None, (each.told, each.agreement_told))), room)]
    rows += unseen(each.line, room)
    return [*rows, EMPTY, *(items_head(walk.profile, width, _("Line by line")) if each.line.items else [])]
