"""Where work time goes: stacked bars of ten blocks, directly under one another. The same as a table."""

from functools import partial

from textual.content import Content

from perflead_tui.i18n import _
from perflead_tui.results.profile import Bar, Profile, TimePicture
from perflead_tui.tui.content import EMPTY, fitted, hanging, line, padded, wrapped
from perflead_tui.tui.results import words
from perflead_tui.tui.results.charts import bar_width, stacked_bar, tint
from perflead_tui.tui.results.columns import MEASURE, OTHERS, mark
from perflead_tui.tui.results.sheet import Block, Page

_NARROW = 60  # cells; below, the name stands above its bar
_LABEL = 26
_WIDEST = 80
_NUMBER = 14


def time_page(profile: Profile, picture: TimePicture, *, table: bool, roomy: bool) -> Page:
    """The page."""
    blocks = []
    for at, bar in enumerate(picture.bars):
        starts_cells = bar.kind == "cell" and picture.bars[at - 1].kind != "cell"
        blocks.append(Block(partial(_bar_rows, profile, picture, bar, table=table, apart=starts_cells, roomy=roomy)))
    blocks.append(Block(partial(_boxes, picture)))
    return Page("time", partial(_head, picture, table=table), blocks)


def _head(picture: TimePicture, width: int, *, table: bool) -> list[Content]:
    told = _("Where work time goes, in points out of {points}").format(points=picture.points)
    rows = [*wrapped(told, min(width, MEASURE), "bold $accent"), EMPTY]
    if table and width >= _NARROW:
        cells = [fitted(box.name, _NUMBER - 2, "$muted") for box in picture.boxes]
        rows.append(EMPTY.join([EMPTY.pad_right(_LABEL), *(cell.pad_left(_NUMBER - cell.cell_length) for cell in cells)]))
    return rows


def _name(profile: Profile, bar: Bar) -> tuple[Content, str]:
    """The glyph of a bar and its name."""
    if bar.kind == "desired":
        return line("◇", "$chart-self"), _("Self: should be")
    if bar.series is None:
        return line(*OTHERS), words.others_label(profile)
    label = _("Self: is") if bar.kind == "self" else words.counted(bar.series)
    return mark(bar.series), label


def _bar_rows(
    profile: Profile, picture: TimePicture, bar: Bar, width: int, *, table: bool, apart: bool, roomy: bool
) -> list[Content]:
    glyph, name = _name(profile, bar)
    narrow = width < _NARROW
    label = hanging(glyph + " ", name, width if narrow else _LABEL - 2)
    drawn = (_table_row if table else _bar)(picture, bar, width if narrow else width - _LABEL)
    rows = [EMPTY] if apart else []
    if narrow:
        return [*rows, *label, drawn, EMPTY]
    rows += [padded(label[0], _LABEL) + drawn, *label[1:]]
    return [*rows, EMPTY] if roomy else rows


def _bar(picture: TimePicture, bar: Bar, room: int) -> Content:
    if bar.shares is None:
        return line(_missing(bar), "$muted")
    parts = [(box.name, words.number(share), share) for box in picture.boxes if (share := bar.shares.get(box.key, 0.0))]
    return stacked_bar(parts, bar_width(min(room, _WIDEST)))


def _table_row(picture: TimePicture, bar: Bar, room: int) -> Content:
    if bar.shares is None:
        return line(_missing(bar), "$muted")
    numbers = [words.number(bar.shares.get(box.key, 0.0)) for box in picture.boxes]
    return EMPTY.join(line(text).pad_left(max(_NUMBER - len(text), 1)) for text in numbers)


def _missing(bar: Bar) -> str:
    return _("not answered") if bar.kind in ("self", "desired") else _("not enough answers to show")


def _boxes(picture: TimePicture, width: int) -> list[Content]:
    rows = [EMPTY]
    for at, box in enumerate(picture.boxes):
        sign = line("   ", tint(at)) if False else Content.styled("  ", tint(at)) + "  "
        rows += hanging(sign + line(box.name, "bold") + "  ", box.about, min(width, MEASURE), "$muted")
    return rows
