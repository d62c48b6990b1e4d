"""The competencies as a dot plot, strongest first; a line opens to its columns and items. The same as a table."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

from textual.content import Content

from perflead_tui.i18n import _
from perflead_tui.results.profile import CompetencyLine, Finding, Profile, Series
from perflead_tui.results.report import Mean
from perflead_tui.tui.content import EMPTY, fitted, hanging, line, padded, wrapped
from perflead_tui.tui.results import words
from perflead_tui.tui.results.charts import Axis, Dot, Interval, axis_numbers, axis_words, dot_plot, grid
from perflead_tui.tui.results.columns import MEASURE, OTHERS, Columns, legend, mark, style
from perflead_tui.tui.results.sheet import Block, Page

_NARROW = 56  # cells; below, the label stands above its plot
_ROOMY = 98  # cells; from here on the numbers of all columns stand beside the plot
_LABEL = (22, 40)  # cells: the narrowest and the widest column of labels
_NUMBER = 6
_FINDING_STYLES = {Finding.BLIND_SPOT: "$warn", Finding.HIDDEN_STRENGTH: "$good"}


@dataclass(frozen=True)
class _Shape:
    """How a width is shared: `label` cells (0: the label stands above), the axis, then the numbers."""

    width: int
    label: int
    axis: Axis
    columns: Columns | None

    @classmethod
    def of(cls, profile: Profile, width: int) -> "_Shape":
        if width < _NARROW:
            return cls(width, 0, Axis.within(profile.low, profile.high, width - _NUMBER), None)
        columns = Columns(profile.series, width)
        wide = width >= _ROOMY and width - columns.taken >= 2 * _LABEL[0] + 30
        numbers = columns.taken if wide else _NUMBER
        longest = max((line(each.label).cell_length for each in profile.lines), default=0) + 2
        label = min(max(longest, _LABEL[0]), _LABEL[1], (width - numbers) * 3 // 5)
        axis = Axis.within(profile.low, profile.high, width - numbers - label)
        return cls(width, label, axis, columns if wide else None)

    def row(self, label: Content, plot: Content, numbers: Content = EMPTY) -> Content:
        """Label, plot and numbers on one row; the numbers end at the right edge."""
        left = padded(label, self.label) + plot
        return left + numbers.pad_left(self.width - left.cell_length - numbers.cell_length) if numbers else left


def competencies_page(profile: Profile, opened: Collection[str], *, table: bool, roomy: bool) -> Page:
    """The page. `opened` has the keys of the lines that show their items; `roomy` leaves a row between lines."""
    head: Callable[[int], list[Content]] = partial(_table_head if table else _plot_head, profile)
    rows = _table_rows if table else _plot_rows
    blocks = [
        Block(partial(rows, profile, each, opened=each.key in opened, roomy=roomy), each.key) for each in profile.lines
    ]
    if not blocks:
        empty = _("There is nothing to show: no competency was asked.")
        blocks = [Block(lambda width: wrapped(empty, min(width, MEASURE), "$muted"))]
    return Page("competencies", head, blocks)


# The plot


def _plot_head(profile: Profile, width: int) -> list[Content]:
    shape = _Shape.of(profile, width)
    ends = axis_words(shape.axis, profile.scale[0], profile.scale[-1])
    order = line(_("Strongest first, by others"), "$muted")
    numbers = shape.columns.heads() if shape.columns else line(*OTHERS)
    rows = [*legend(profile, width), EMPTY]
    if not shape.label:
        return [*rows, order, shape.row(EMPTY, axis_numbers(shape.axis), numbers)]
    return [*rows, shape.row(EMPTY, ends), shape.row(order, axis_numbers(shape.axis), numbers)]


def _plot_rows(profile: Profile, each: CompetencyLine, width: int, *, opened: bool, roomy: bool) -> list[Content]:
    shape = _Shape.of(profile, width)
    rows = _closed(profile, each, shape)
    if opened:
        rows += [shape.row(EMPTY, grid(shape.axis)), *_opened_columns(profile, each, shape)]
        rows += [EMPTY, *_meaning(each, width), EMPTY, *item_rows(profile, each, width), EMPTY]
    elif roomy or not shape.label:
        rows.append(shape.row(EMPTY, grid(shape.axis)))
    return rows


def _closed(profile: Profile, each: CompetencyLine, shape: _Shape) -> list[Content]:
    """The label and what it means at the left, all dots at the right."""
    plots = dot_plot(shape.axis, [d for s in profile.series for d in _dots(s, each.values)], _interval(each.others))
    numbers = shape.columns.numbers(each.values, each.others) if shape.columns else _others_number(each)
    if not shape.label:
        above = [*wrapped(each.label, shape.width, "bold"), *_findings(each, shape.width)]
        return [*above, shape.row(EMPTY, plots[0], numbers), *plots[1:]]
    left = [*wrapped(each.label, shape.label - 2, "bold"), *_findings(each, shape.label - 2)]
    rows = []
    for y in range(max(len(left), len(plots))):
        plot = plots[y] if y < len(plots) else grid(shape.axis)
        rows.append(shape.row(left[y] if y < len(left) else EMPTY, plot, EMPTY if y else numbers))
    return rows


def _findings(each: CompetencyLine, width: int) -> list[Content]:
    rows = []
    if words.finding(each):
        rows += wrapped(words.finding(each), width, _FINDING_STYLES.get(each.finding, "$muted"))
    if each.agreement == "split":
        rows += wrapped(_("Others are split"), width, "$muted")
    for missing in words.unseen(each):
        rows += wrapped(missing, width, "$muted")
    return rows


def _others_number(each: CompetencyLine) -> Content:
    return line(words.short(each.others), "bold" if each.others else "$muted")


def _dots(series: Series, values: Mapping[str, Mean | None]) -> list[Dot]:
    mean = values.get(series.key)
    if mean is None:
        return []
    return [Dot(mean.mean, series.glyph, style(series), {None: 0, "at_most": -1, "at_least": 1}[mean.bound])]


def _interval(mean: Mean | None, *, tick: bool = True) -> Interval | None:
    if mean is None:
        return None
    low, high = (mean.mean if end is None else end for end in (mean.low, mean.high))
    return Interval(low, high, mean.mean if tick else None)


# An opened line


def _opened_columns(profile: Profile, each: CompetencyLine, shape: _Shape) -> list[Content]:
    """Every column on a row of its own, with its own interval and number."""
    rows = []
    for series in profile.series:
        mean = each.values.get(series.key)
        number = line(words.short(mean), "" if mean else "$muted")
        if mean is None:
            plot = _on_grid(shape.axis, _("not enough seen"))
        else:
            plot = dot_plot(shape.axis, _dots(series, each.values), _interval(mean, tick=False))[0]
        label = hanging(mark(series) + " ", words.counted(series), max(shape.label, shape.width // 2) - 2)
        if not shape.label:
            rows += [*label, shape.row(EMPTY, plot, number)]
        else:
            rows += [shape.row(label[0], plot, number), *(shape.row(row, grid(shape.axis)) for row in label[1:])]
    return rows


def _on_grid(axis: Axis, text: str) -> Content:
    """Words in the place of a plot."""
    return padded(fitted(text, axis.width, "$muted"), axis.width)


def _meaning(each: CompetencyLine, width: int) -> list[Content]:
    """Whole sentences: what the line means, how much alike the raters answered."""
    told = f"{words.meaning(each)} {words.agreement(each)}"
    return wrapped(told.strip(), min(width, MEASURE))


def item_rows(profile: Profile, each: CompetencyLine, width: int) -> list[Content]:
    """The items of a competency with their numbers."""
    columns = Columns(profile.series, width)
    rows = columns.head()
    for item in each.items:
        rows += columns.item(item.text, item.values, item.others)
    return rows


# The table


def _table_head(profile: Profile, width: int) -> list[Content]:
    columns = Columns(profile.series, width)
    order = line(_("Strongest first, by others"), "$muted")
    head = columns.head()
    return [*legend(profile, width), EMPTY, *(columns.rows([order], {}, None)[:0] or head or [order])]


def _table_rows(profile: Profile, each: CompetencyLine, width: int, *, opened: bool, roomy: bool) -> list[Content]:
    columns = Columns(profile.series, width)
    label = wrapped(each.label, columns.words, "bold") + _findings(each, columns.words)
    rows = columns.rows(label, each.values, each.others)
    others = each.others
    if others and others.low is not None and others.high is not None:
        told = _("others {mean}, line from {low} to {high}").format(
            mean=words.bounded(others), low=words.number(others.low), high=words.number(others.high)
        )
        rows += wrapped(told, columns.words, "$muted")
    if opened:
        rows += [EMPTY, *_meaning(each, width), EMPTY, *item_rows(profile, each, width)]
    return [*rows, EMPTY] if opened or roomy else rows
