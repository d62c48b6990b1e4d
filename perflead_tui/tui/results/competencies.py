"""The competencies as a dot plot, strongest first; a line opens to its columns and items. The same as a table."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache, partial

from textual.content import Content

from perflead_tui.export.profile import OTHERS, CompetencyLine, Profile, Series
from perflead_tui.export.wording import interval_words, mean_words
from perflead_tui.i18n import _, language
from perflead_tui.results.report import Mean
from perflead_tui.tui.content import EMPTY, fitted, hanging, line, padded, wrapped
from perflead_tui.tui.pictures.ink import QUIET, Ink
from perflead_tui.tui.results.columns import MEASURE, NARROW, Columns, legend_above, legend_block, mark, number, style
from perflead_tui.tui.results.dots import Axis, Dot, Interval, axis_numbers, axis_words, dot_plot, grid
from perflead_tui.tui.results.sheet import Block, Page, Rows
from perflead_tui.tui.results.wordings import item_blocks, items_head

_PLOT = 34  # cells that a plot needs before the numbers of all columns stand beside it
_LABEL = (22, 40)  # cells: the narrowest and the widest column of labels
_NUMBER = 6
_FLAG_STYLES = {"blind_spot": "$warn", "hidden_strength": "$good"}
_REACH = {None: 0, "at_most": -1, "at_least": 1}


@dataclass(frozen=True)
class _Shape:
    """How a width is shared: `label` cells (0: the label stands above), the axis, the numbers of some or all series."""

    width: int
    label: int
    axis: Axis
    columns: Columns

    @classmethod
    def of(cls, profile: Profile, width: int, ink: Ink) -> "_Shape":
        lead = profile.leading
        one = Columns((lead,) if lead else (), width, ink)
        if width < NARROW:
            return cls(width, 0, Axis.within(profile.low, profile.high, width - _NUMBER, ink), one)
        longest = max((line(each.label).cell_length for each in profile.lines), default=0) + 2
        label = min(max(longest, _LABEL[0]), _LABEL[1])
        every = Columns(profile.series, width, ink)
        columns = every if width - every.taken - label >= _PLOT else one
        label = min(label, (width - columns.taken) * 3 // 5)
        axis = Axis.within(profile.low, profile.high, width - columns.taken - label, ink)
        return cls(width, label, axis, columns)

    def row(self, label: Content, plot: Content, numbers: Content = EMPTY) -> Content:
        """Label, plot and numbers on one row; the numbers end at the right edge."""
        left = padded(label, self.label) + plot
        return left + numbers.pad_left(self.width - left.cell_length - numbers.cell_length) if numbers else left


def competencies_page(profile: Profile, opened: Collection[str], *, table: bool, roomy: bool, ink: Ink = QUIET) -> Page:
    """The page. `opened` has the keys of the lines that show their items; `roomy` leaves a row between lines."""
    head: Rows = partial(_table_head if table else _plot_head, profile, ink, roomy=roomy)
    rows = _table_rows if table else _plot_rows
    gap: Rows = partial(_table_gap if table else _plot_gap, profile, ink, roomy=roomy)
    blocks = [legend_block(profile, unseen=table, ink=ink)]
    for each in profile.lines:
        is_open = each.key in opened
        shown: Rows = partial(rows, profile, ink, each, opened=is_open)
        blocks.append(Block(shown, each.key, gap=None if is_open else gap))
        blocks += item_blocks(profile, each, opened) if is_open else []
    if not profile.lines:
        empty = _("There is nothing to show: no competency was asked.")
        blocks = [Block(lambda width: wrapped(empty, min(width, MEASURE), "$muted"))]
    return Page("competencies", head, blocks)


def _order(ink: Ink) -> Content:
    return line(_("What others see most comes first"), ink.quiet)


# The plot


def _plot_head(profile: Profile, ink: Ink, width: int, *, roomy: bool) -> list[Content]:
    shape = _Shape.of(profile, width, ink)
    rows, order = legend_above(profile, width, ink=ink), _order(ink)
    if order.cell_length > shape.label - 2:
        rows, order = [*rows, order], EMPTY
    if roomy:
        rows += [EMPTY, shape.row(EMPTY, axis_words(shape.axis, profile.scale[0], profile.scale[-1]))]
    return [*rows, shape.row(order, axis_numbers(shape.axis), shape.columns.heads())]


def _plot_rows(profile: Profile, ink: Ink, each: CompetencyLine, width: int, *, opened: bool) -> list[Content]:
    shape = _Shape.of(profile, width, ink)
    rows = _closed(profile, each, shape)
    if opened:
        empty = shape.row(EMPTY, grid(shape.axis))
        rows += [empty, *_opened(profile, each, shape), empty, *_told(each, width), *_items_head(profile, each, width)]
    return rows


def _plot_gap(profile: Profile, ink: Ink, width: int, *, roomy: bool) -> list[Content]:
    shape = _Shape.of(profile, width, ink)
    return [shape.row(EMPTY, grid(shape.axis))] if roomy or not shape.label else []


def _closed(profile: Profile, each: CompetencyLine, shape: _Shape) -> list[Content]:
    """The label and what it means at the left, all dots at the right, others first of all."""
    series = sorted(profile.series, key=lambda found: found != profile.leading)
    dots = [dot for found in series for dot in _dots(found, each, shape.axis.ink)]
    plots = dot_plot(shape.axis, dots, _interval(profile.leading, each))
    numbers = shape.columns.numbers(each.values)
    if not shape.label:
        above = [*wrapped(each.label, shape.width, "bold"), *_findings(each, shape.width, shape.axis.ink)]
        return [*above, shape.row(EMPTY, plots[0], numbers), *plots[1:]]
    left = [*wrapped(each.label, shape.label - 2, "bold"), *_findings(each, shape.label - 2, shape.axis.ink)]
    rows = []
    for y in range(max(len(left), len(plots))):
        plot = plots[y] if y < len(plots) else grid(shape.axis)
        rows.append(shape.row(left[y] if y < len(left) else EMPTY, plot, EMPTY if y else numbers))
    return rows


def _findings(each: CompetencyLine, width: int, ink: Ink) -> list[Content]:
    """What is to be seen at first sight, in a few words."""
    flag = _FLAG_STYLES.get(each.flag or "", ink.quiet) if ink.hues else ink.quiet
    rows = wrapped(each.compared, width, flag) if each.compared else []
    if each.changed:
        sign, _space, words = each.changed.partition(" ")
        rows += hanging(line(sign, "$accent" if ink.hues else ink.quiet) + " ", words, width, ink.quiet)
    if each.agreement == "split":
        rows += wrapped(_("Others are split"), width, ink.quiet)
    for group in each.unseen:
        rows += wrapped(_("Not enough seen by {group}").format(group=group), width, ink.quiet)
    return rows


def _dots(series: Series, each: CompetencyLine, ink: Ink) -> list[Dot]:
    mean = each.values.get(series.key)
    if mean is None:
        return []
    words = _words(series, mean, language())
    return [Dot(mean.mean, series.glyph, style(series, ink), _REACH[mean.bound], words)]


@lru_cache(maxsize=4096)  # every picture of a report says the same again
def _words(series: Series, mean: Mean, _language: str) -> str:
    """What the mouse is told: `◉ Others together: 4.1 · line 3.7–4.5`."""
    told = f"{series.glyph} {series.counted}: {mean_words(mean)}"
    return told + (_(" · line {interval}").format(interval=interval_words(mean)) if interval_words(mean) else "")


def _interval(series: Series | None, each: CompetencyLine) -> Interval | None:
    mean = each.values.get(series.key) if series else None
    if series is None or mean is None or mean.low is None or mean.high is None:
        return None
    return Interval(mean.low, mean.high, _words(series, mean, language()))


# An opened line


def _opened(profile: Profile, each: CompetencyLine, shape: _Shape) -> list[Content]:
    """Every column on a row of its own, with its own interval and number."""
    rows = []
    for series in profile.series:
        dots = _dots(series, each, shape.axis.ink)
        plot = dot_plot(shape.axis, dots, _interval(series, each))[0] if dots else _missing(series, shape.axis)
        label = hanging(mark(series, shape.axis.ink) + " ", series.counted, (shape.label or shape.width) - 2)
        value = _value(each.values.get(series.key), series, shape.axis.ink, wide=len(shape.columns.series) > 1)
        if shape.label:
            rows += [shape.row(label[0], plot, value), *(shape.row(row, grid(shape.axis)) for row in label[1:])]
        else:
            rows += [*label, shape.row(EMPTY, plot, value)]
    return rows


def _value(mean: Mean | None, series: Series, ink: Ink, *, wide: bool) -> Content:
    """The number, where there is room after its interval."""
    shown = number(mean, series, ink)
    interval = interval_words(mean) if mean and wide else ""
    return line(interval, ink.quiet) + shown.pad_left(_NUMBER - shown.cell_length) if interval else shown


def _missing(series: Series, axis: Axis) -> Content:
    """Words in the place of a plot."""
    words = _("not enough answered") if series.role == "self" else _("not enough seen")
    return padded(fitted(words, axis.width, axis.ink.quiet), axis.width)


def _told(each: CompetencyLine, width: int) -> list[Content]:
    """What it says, in sentences."""
    if each.told:
        return [*wrapped(each.told, min(width, MEASURE)), EMPTY]
    if each.values.get(OTHERS) is None:
        words = _("Too few could see this to show it without giving anyone away. It is not a low score.")
        return [*wrapped(words, min(width, MEASURE)), EMPTY]
    return []


def _items_head(profile: Profile, each: CompetencyLine, width: int) -> list[Content]:
    """What stands above the items; without items, the row that parts it from the next competency."""
    return items_head(profile, width, _("Line by line")) if each.items else [EMPTY]


# The table


def _table_head(profile: Profile, ink: Ink, width: int, *, roomy: bool) -> list[Content]:
    columns = Columns(profile.series, width, ink).head(_order(ink))
    return [*legend_above(profile, width, unseen=True, ink=ink), *([EMPTY] if roomy else []), *columns]


def _table_gap(profile: Profile, _ink: Ink, width: int, *, roomy: bool) -> list[Content]:
    return [EMPTY] if roomy or not Columns(profile.series, width).fit else []


def _table_rows(profile: Profile, ink: Ink, each: CompetencyLine, width: int, *, opened: bool) -> list[Content]:
    columns = Columns(profile.series, width, ink)
    findings = _findings(each, columns.words, ink)
    lead = each.values.get(profile.leading.key) if profile.leading else None
    if lead and interval_words(lead):
        told = line(_("line {interval}").format(interval=interval_words(lead)), ink.quiet)
        beside = findings[:1] and findings[0] + line("·", ink.quiet).pad_left(1) + told.pad_left(1)
        findings[:1] = [beside] if beside and beside.cell_length <= columns.words else [*findings[:1], told]
    label = [*wrapped(each.label, columns.words, "bold"), *findings]
    rows = columns.rows(label, each.values)
    if opened:
        rows += [EMPTY, *_told(each, width), *_items_head(profile, each, width)]
    return rows
