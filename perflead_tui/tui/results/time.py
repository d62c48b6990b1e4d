"""Where work time goes: stacked bars of ten blocks, directly under one another. The same as a table."""

from functools import partial

from textual.content import Content

from perflead_tui.export.profile import OTHERS, SELF, Bar, TimePicture
from perflead_tui.i18n import _, format_number
from perflead_tui.tui.content import EMPTY, fitted, hanging, line, padded, wrapped
from perflead_tui.tui.pictures.ink import QUIET, Ink
from perflead_tui.tui.results.bars import Part, bar_width, stacked_bar, swatch
from perflead_tui.tui.results.columns import MEASURE, mark, style
from perflead_tui.tui.results.sheet import Block, Page

_NARROW = 64  # cells; below, the name stands above its bar
_LABEL = 26
_WIDEST = 80
_NUMBER = 14
_FIRST = (SELF, OTHERS)


def time_page(picture: TimePicture, *, table: bool, ink: Ink = QUIET) -> Page:
    """The page."""
    blocks = [Block(partial(_bar_rows, picture, at, ink, table=table)) for at in range(len(picture.bars))]
    return Page("time", partial(_head, picture, ink, table=table), [*blocks, Block(partial(_boxes, picture, ink))])


def _head(picture: TimePicture, ink: Ink, width: int, *, table: bool) -> list[Content]:
    told = _("Points out of {points}, as averages. There is no right share; it is something to talk about.")
    room = min(width, MEASURE)
    rows = [
        *wrapped(_("Where the time goes"), room, "bold $accent"),
        *wrapped(told.format(points=picture.points), room, ink.quiet),
        EMPTY,
    ]
    if table:
        room, indent = (width, 0) if width < _NARROW else (width - _LABEL, _LABEL)
        names = [fitted(box.name, _column(picture, room) - 1, ink.quiet) for box in picture.boxes]
        cells = EMPTY.join([name.pad_left(_column(picture, room) - name.cell_length) for name in names])
        rows.append(cells.pad_left(indent))
    return rows


def _column(picture: TimePicture, room: int) -> int:
    """The cells of one column of the table."""
    return min(_NUMBER, room // len(picture.boxes))


def _bar_rows(picture: TimePicture, at: int, ink: Ink, width: int, *, table: bool) -> list[Content]:
    """One bar; the first of the cells stands a row below what self and others say."""
    bar = picture.bars[at]
    narrow = width < _NARROW
    glyph = line("◇", style(bar.series, ink)) if bar.desired else mark(bar.series, ink)
    label = hanging(glyph + " ", bar.label, width if narrow else _LABEL - 2)
    room = width if narrow else width - _LABEL
    draw = _numbers if table else partial(_blocks, ink)
    drawn = draw(picture, bar, room) if bar.shares else _missing(bar, ink)
    rows = [*label, drawn] if narrow else [padded(label[0], _LABEL) + drawn, *label[1:]]
    first_cell = at > 0 and bar.series.key not in _FIRST and picture.bars[at - 1].series.key in _FIRST
    if narrow:
        return [*rows, EMPTY]
    return [EMPTY, *rows] if first_cell else rows


def _shares(picture: TimePicture, bar: Bar) -> list[float]:
    return [bar.shares.get(box.key, 0.0) if bar.shares else 0.0 for box in picture.boxes]


def _blocks(ink: Ink, picture: TimePicture, bar: Bar, room: int) -> Content:
    shares = zip(picture.boxes, _shares(picture, bar), strict=True)
    parts = [Part(box.name, format_number(share, 1), share) for box, share in shares]
    return stacked_bar(parts, bar_width(min(room, _WIDEST)), ink)


def _numbers(picture: TimePicture, bar: Bar, room: int) -> Content:
    numbers = [format_number(share, 1) for share in _shares(picture, bar)]
    return EMPTY.join([line(text).pad_left(max(_column(picture, room) - len(text), 1)) for text in numbers])


def _missing(bar: Bar, ink: Ink) -> Content:
    own = bar.series.key == SELF
    return line(_("not answered") if own else _("not shown: too few could tell"), ink.quiet)


def _boxes(picture: TimePicture, ink: Ink, width: int) -> list[Content]:
    """What the boxes hold, with their tints."""
    rows = [EMPTY]
    name = max(line(box.name).cell_length for box in picture.boxes) + 2
    for at, box in enumerate(picture.boxes):
        sign = swatch(at, ink) + "  " + padded(line(box.name, "bold"), name)
        rows += hanging(sign, box.about, min(width, MEASURE), ink.quiet)
    return rows
