"""Self beside others, competency by competency, in groups of words: a picture, and the same as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from textual.content import Content

from perflead_tui.export.apart import GapLine, gap_groups, others_of, told_mean
from perflead_tui.export.profile import SELF, Profile, Series, Values
from perflead_tui.export.wording import interval_words, standing_about, standing_title
from perflead_tui.i18n import _
from perflead_tui.results.differ import Standing
from perflead_tui.results.report import Mean
from perflead_tui.tui.content import EMPTY, line, padded, wrapped
from perflead_tui.tui.pictures.beside import Pair, pair_plot
from perflead_tui.tui.pictures.ink import Ink
from perflead_tui.tui.results.columns import MEASURE, Columns, flow, mark, number, style
from perflead_tui.tui.results.dots import Axis, Dot, Interval, axis_numbers, axis_words, grid
from perflead_tui.tui.results.sheet import Block, Page
from perflead_tui.tui.results.wordings import item_blocks, items_head
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.surprises.missing import unseen, withheld

_NARROW = 64  # columns; below, the label stands above its plot
_LABEL = (24, 40)  # columns: the narrowest and the widest column of labels
_NUMBERS = (6, 6, 7)  # columns of self, others, and how far they are apart
_INTERVAL = 11  # columns of the line in numbers
_REACH = {None: 0, "at_most": -1, "at_least": 1}


def _finding(each: GapLine, ink: Ink) -> list[tuple[str, str]]:
    """What it may mean, in words and a colour."""
    if each.line.flag == "hidden_strength":
        return [(_("a hidden strength"), "$good" if ink.hues else ink.quiet)]
    if each.line.flag == "blind_spot":
        return [(_("a possible blind spot?"), "$warn" if ink.hues else ink.quiet)]
    return []


@dataclass(frozen=True)
class _Pairs:
    """The two columns of a page, and how its width is shared. `label` 0: the label stands above its plot."""

    profile: Profile
    own: Series | None
    others: Series | None
    width: int
    label: int
    axis: Axis

    @classmethod
    def of(cls, walk: Walk, ink: Ink, width: int) -> "_Pairs":
        profile = walk.profile
        own = next((each for each in profile.series if each.key == SELF), None)
        longest = max((line(each.label).cell_length for each in profile.lines), default=0) + 2
        room = width - sum(_NUMBERS) - 1
        label = max(min(longest, _LABEL[1], room * 5 // 8), _LABEL[0]) if width >= _NARROW else 0
        room -= label
        axis = Axis.within(profile.low, profile.high, room, ink)
        return cls(profile, own, others_of(walk.profile), width, label, axis)

    def row(self, label: Content, plot: Content, numbers: Content = EMPTY) -> Content:
        """Label, plot, and numbers that end at the right edge of the page."""
        left = padded(label, self.label) + plot
        return left + numbers.pad_left(max(self.width - left.cell_length - numbers.cell_length, 0))

    def heads(self) -> Content:
        """What the numbers are, above them."""
        signs = [mark(each, self.axis.ink) if each else EMPTY for each in (self.own, self.others)]
        return _in_columns([*signs, line(_("apart"), self.axis.ink.quiet)])

    def numbers(self, each: GapLine) -> Content:
        """Self, others, and what is between them where it is clear."""
        ink = self.axis.ink
        found = [number(each.own, self.own, ink), number(each.others, self.others, ink)]
        return _in_columns([*found, line(each.apart, "bold")])

    def plot(self, each: GapLine) -> Content:
        """The picture."""
        return pair_plot(
            self.axis,
            Pair(self._dot(self.own, each.own), self._dot(self.others, each.others), self._interval(each), each.clear),
        )

    def _dot(self, series: Series | None, mean: Mean | None) -> Dot | None:
        if series is None or mean is None:
            return None
        colour = style(series, self.axis.ink)
        return Dot(mean.mean, series.glyph, colour, _REACH[mean.bound], told_mean(series, mean))

    def _interval(self, each: GapLine) -> Interval | None:
        mean = each.others
        if self.others is None or mean is None or mean.low is None or mean.high is None:
            return None
        return Interval(mean.low, mean.high, told_mean(self.others, mean))


Pairs = Callable[[int], _Pairs]
"""How a width is shared, worked out once for all lines of a page."""


def _in_columns(parts: list[Content]) -> Content:
    return EMPTY.join([part.pad_left(max(w - part.cell_length, 0)) for part, w in zip(parts, _NUMBERS, strict=True)])


def beside_page(walk: Walk, look: Look) -> Page:
    """The page."""
    groups = gap_groups(walk.profile, walk.debrief.material.report)
    lines_of_all = [each for _standing, lines in groups for each in lines]
    pairs: Pairs = lru_cache(maxsize=2)(partial(_Pairs.of, walk, look.ink))
    head = partial(_head, look, lines_of_all, pairs)
    blocks: list[Block] = []
    for standing, lines in groups:
        blocks.append(Block(partial(_group, look, pairs, standing, first=not blocks)))
        for each in lines:
            blocks += _blocks(walk, look, pairs, each)
    if not blocks:
        empty = _("There is nothing to show: no competency was asked.")
        blocks = [Block(lambda width: wrapped(empty, min(width, MEASURE), "$muted"))]
    return Page("beside", head, [*blocks, Block(partial(withheld, walk))])


def _blocks(walk: Walk, look: Look, pairs: Pairs, each: GapLine) -> list[Block]:
    """One competency, and its items if it is open."""
    rows: Callable[[int], list[Content]] = partial(_table_line if look.table else _plot_line, look, pairs, each)
    if each.line.key not in look.opened:
        return [Block(rows, each.line.key, gap=partial(_gap, look, pairs))]
    return [Block(rows, each.line.key), *item_blocks(walk.profile, each.line, look.opened)]


def _gap(look: Look, pairs_of: Pairs, width: int) -> list[Content]:
    """A row between lines where there is room for it, or where labels stand above."""
    pairs = pairs_of(width)
    if not look.roomy and pairs.label:
        return []
    return [EMPTY if look.table or not pairs.label else pairs.row(EMPTY, grid(pairs.axis))]


# The head


def _head(look: Look, lines: Sequence[GapLine], pairs_of: Pairs, width: int) -> list[Content]:
    pairs = pairs_of(width)
    rows = flow([*_names(pairs), *([] if look.table else _signs(pairs, lines))], width)
    if look.table:
        return [*rows, _table_row(pairs, EMPTY, pairs.heads(), line(_("line"), look.ink.quiet))]
    if look.roomy:
        ends = axis_words(pairs.axis, pairs.profile.scale[0], pairs.profile.scale[-1])
        rows += [EMPTY, pairs.row(EMPTY, ends)]
    return [*rows, pairs.row(EMPTY, axis_numbers(pairs.axis), pairs.heads())]


def _names(pairs: _Pairs) -> list[Content]:
    """Whose dot is whose."""
    ink = pairs.axis.ink
    shown = [each for each in (pairs.own, pairs.others) if each]
    return [mark(each, ink) + line(each.counted, ink.quiet).pad_left(1) for each in shown]


def _signs(pairs: _Pairs, lines: Sequence[GapLine]) -> list[Content]:
    """What the lines of the picture mean, as far as they are there."""
    parts, ink = [], pairs.axis.ink
    thin, left, right = ink.interval
    if any(each.others and interval_words(each.others) for each in lines):
        parts.append(line(left + thin + right, ink.quiet) + line(_("within chance"), ink.quiet).pad_left(1))
    if pairs.own and any(each.clear for each in lines):
        parts.append(line(ink.link * 2, style(pairs.own, ink)) + line(_("clearly apart"), ink.quiet).pad_left(1))
    return parts


def _group(look: Look, pairs_of: Pairs, standing: Standing, width: int, *, first: bool) -> list[Content]:
    """The words above a group."""
    pairs = pairs_of(width)
    empty = EMPTY if look.table or not pairs.label else pairs.row(EMPTY, grid(pairs.axis))
    title, about = line(standing_title(standing), "bold $accent"), line(standing_about(standing), look.ink.quiet)
    both = title + about.pad_left(2)
    rows = [both] if both.cell_length <= width else [title, *wrapped(standing_about(standing), width, look.ink.quiet)]
    parted = bool(_gap(look, pairs_of, width))  # then each line leaves a row behind it
    return [empty, *rows] if first == parted else rows


# One competency


def _plot_line(look: Look, pairs_of: Pairs, each: GapLine, width: int) -> list[Content]:
    pairs = pairs_of(width)
    left = _label(each, look.ink, pairs.label - 2 if pairs.label else width)
    plot, numbers = pairs.plot(each), pairs.numbers(each)
    if not pairs.label:
        rows = [*left, pairs.row(EMPTY, plot, numbers)]
    else:
        below = [pairs.row(row, grid(pairs.axis)) for row in left[1:]]
        rows = [pairs.row(left[0], plot, numbers), *below]
    return [*rows, *_opened(pairs.profile, look, each, width)]


def _label(each: GapLine, ink: Ink, width: int) -> list[Content]:
    rows = wrapped(each.line.label, width, "bold")
    for words, colour in _finding(each, ink):
        rows += [row.pad_left(2) for row in wrapped(words, width - 2, colour)]
    return rows


def _table_line(look: Look, pairs_of: Pairs, each: GapLine, width: int) -> list[Content]:
    pairs = pairs_of(width)
    interval = line(interval_words(each.others) if each.others else "", look.ink.quiet)
    numbers = pairs.numbers(each)
    if not pairs.label:
        rows = [*_label(each, look.ink, width), _table_row(pairs, EMPTY, numbers, interval)]
    else:
        first, *more = _label(each, look.ink, min(width - sum(_NUMBERS) - _INTERVAL - 2, MEASURE))
        rows = [_table_row(pairs, first, numbers, interval), *more]
    return [*rows, *_opened(pairs.profile, look, each, width)]


def _table_row(pairs: _Pairs, label: Content, numbers: Content, interval: Content) -> Content:
    right = numbers + interval.pad_left(max(_INTERVAL - interval.cell_length, 1))
    return padded(label, min(pairs.width - right.cell_length, MEASURE + 2)) + right


def _opened(profile: Profile, look: Look, each: GapLine, width: int) -> list[Content]:
    """What it says in sentences, the numbers of all columns, and what stands above the items."""
    if each.line.key not in look.opened:
        return []
    room = min(width, MEASURE)
    rows = [EMPTY, *(wrapped(each.line.told, room) if each.line.told else [])]
    if each.line.flag == "blind_spot":
        rows += wrapped(_("What might others not get to see? What might self not notice?"), room)
    rows += unseen(each.line, room)
    return [*rows, EMPTY, *_every_cell(profile, look.ink, each.line.values, width), *_items(profile, each, width)]


def _every_cell(profile: Profile, ink: Ink, values: Values, width: int) -> list[Content]:
    """The numbers of all columns under their glyphs."""
    columns = Columns(profile.series, width, ink)
    return columns.rows([line(_("All lines together"), ink.quiet)], values)


def _items(profile: Profile, each: GapLine, width: int) -> list[Content]:
    return items_head(profile, width, _("Line by line")) if each.line.items else [EMPTY]
