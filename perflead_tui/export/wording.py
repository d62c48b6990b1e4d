"""A report's findings in words, the same in every export. Everything from outside is cleaned here again."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from perflead_tui.i18n import _, format_date, format_month, format_number, ngettext
from perflead_tui.questionnaire.model import Questionnaire, in_language
from perflead_tui.results.cells import joined_label
from perflead_tui.results.change import Change, Why
from perflead_tui.results.differ import Standing, entering
from perflead_tui.results.insight import is_clear
from perflead_tui.results.report import Agreement, Cell, CompetencyResult, Mean, Report
from perflead_tui.results.scores import Scale
from perflead_tui.review.form import SELF
from perflead_tui.text import clean_line

SELF_GLYPH, OTHERS_GLYPH = "◆", "◉"
_NAMED_GLYPHS = "■□▪▫"
_ANONYMOUS_GLYPHS = "●▲○△▼▽◗◖◐◑"


@dataclass(frozen=True)
class Column:
    """One cell of the report as it is shown: its name in the reader's language and its glyph."""

    cell: Cell
    label: str
    glyph: str

    @property
    def key(self) -> str:
        """The key of the cell."""
        return self.cell.key


def columns(report: Report, questionnaire: Questionnaire, language: str) -> list[Column]:
    """The cells of a report, self first; no two of a kind have one glyph as long as there are glyphs."""
    named, anonymous = 0, 0
    found = []
    for cell in report.cells:
        if cell.key == SELF:
            glyph = SELF_GLYPH
        elif cell.anonymous:
            glyph, anonymous = _ANONYMOUS_GLYPHS[anonymous % len(_ANONYMOUS_GLYPHS)], anonymous + 1
        else:
            glyph, named = _NAMED_GLYPHS[named % len(_NAMED_GLYPHS)], named + 1
        found.append(Column(cell, cell_label(cell, questionnaire, language), glyph))
    return found


def cell_label(cell: Cell, questionnaire: Questionnaire, language: str) -> str:
    """The name of a cell in `language` if the questionnaire knows its groups, else as the report has it."""
    groups = [questionnaire.group(key) for key in cell.groups]
    known = [in_language(group.label, language) for group in groups if group]
    return clean_line(joined_label(known, language) if len(known) == len(groups) else cell.label)


def joined_words(names: Sequence[str], language: str) -> str:
    """Names as a list in words; empty for none."""
    return joined_label(names, language) if names else ""


def group_label(key: str, questionnaire: Questionnaire, language: str) -> str:
    """The name of a group in `language`, else its key."""
    group = questionnaire.group(key)
    return clean_line(in_language(group.label, language) if group else key)


def competency_label(result: CompetencyResult, questionnaire: Questionnaire, language: str) -> str:
    """The name of a competency in `language` if the questionnaire has it, else as the report has it."""
    names = {competency.key: competency.name for competency in questionnaire.competencies}
    return clean_line(in_language(names[result.key], language) if result.key in names else result.label) or result.key


def scale_of(report: Report, questionnaire: Questionnaire) -> Scale:
    """The scale on which the report's bounds and thresholds lie."""
    return Scale(questionnaire.scale.low, questionnaire.scale.high, report.review.minimum)


def mean_words(mean: Mean) -> str:
    """`4.1`, `4.5 or more`, `2.3 or less`."""
    number = format_number(mean.mean, 1)
    if mean.bound == "at_least":
        return _("{number} or more").format(number=number)
    if mean.bound == "at_most":
        return _("{number} or less").format(number=number)
    return number


def mean_sign(mean: Mean) -> str:
    """The same for narrow columns: `4.1`, `≥4.5`, `≤2.3`."""
    return {"at_least": "≥", "at_most": "≤", None: ""}[mean.bound] + format_number(mean.mean, 1)


def seen_words(mean: Mean, points: Sequence[str], low: int) -> str:
    """A mean in the nearest words of its scale, `most of the time`, whose lowest point is `low`; a bound as a range."""
    nearest = min(max(int(mean.mean - low + 0.5), 0), len(points) - 1)
    first = 0 if mean.bound == "at_most" else nearest
    last = len(points) - 1 if mean.bound == "at_least" else nearest
    ends = clean_line(points[first]), clean_line(points[last])
    return ends[0] if first == last else _("{first} – {last}").format(first=ends[0], last=ends[1])


def interval_words(mean: Mean) -> str:
    """`3.4-4.6` with a dash, or nothing."""
    if mean.low is None or mean.high is None:
        return ""
    return f"{format_number(mean.low, 1)}–{format_number(mean.high, 1)}"


def signed(points: float) -> str:
    """A difference with its sign: `+0.6`, `−0.6`."""
    sign = "+" if points > 0 else "−" if points < 0 else "±"
    return sign + format_number(abs(points), 1)


def gap_words(result: CompetencyResult, report: Report, scale: Scale) -> str:
    """Self beside others, short: for a table."""
    if result.flag == "blind_spot":
        return _("possible blind spot")
    if result.flag == "hidden_strength":
        return _("hidden strength")
    if result.own is None or result.others is None:
        return ""
    if result.gap is None or not is_clear(round(10 * result.gap), entering(result, report), scale):
        return "" if result.gap is None else _("self: no clear difference")
    return _("self higher") if result.gap > 0 else _("others higher")


def gap_sentence(result: CompetencyResult, report: Report, scale: Scale) -> str:
    """Self beside others, in a sentence; nothing if one of them is missing."""
    if result.own is None or result.others is None:
        return ""
    by = "" if result.gap is None else f" ({signed(result.gap)})"
    if result.flag == "blind_spot":
        return _("Self is clearly above others{by}: a possible blind spot.").format(by=by)
    if result.flag == "hidden_strength":
        return _("Others are clearly above self{by}: a hidden strength.").format(by=by)
    if result.gap is None:
        return _("How far self and others are apart is not worked out, because others are given as a bound.")
    if not is_clear(round(10 * result.gap), entering(result, report), scale):
        return _("No clear difference between self and others{by}.").format(by=by)
    if result.gap > 0:
        return _("Self is clearly above others{by}.").format(by=by)
    return _("Others are clearly above self{by}.").format(by=by)


def standing_title(standing: Standing) -> str:
    """The heading of competencies in which self stands so beside others."""
    return {
        "under": _("Others higher"),
        "over": _("Self higher"),
        "agree": _("In agreement"),
        "unknown": _("Cannot be told"),
        "missing": _("Nothing to compare"),
    }[standing]


def standing_about(standing: Standing) -> str:
    """What such a heading means."""
    return {
        "under": _("others see more of it than self does"),
        "over": _("self sees more of it than others do"),
        "agree": _("no clear difference"),
        "unknown": _("others are given as a bound"),
        "missing": _("self or others: not enough answered"),
    }[standing]


def change_words(change: Change, before: Report) -> str:
    """A change since an earlier report, short: `0.6 higher than in November 2025`, `no clear difference`."""
    if change.kind == "unsaid":
        return _("too few to say")
    if change.points is None:
        return _("no clear difference")
    words = _("{points} higher than in {month}") if change.points > 0 else _("{points} lower than in {month}")
    return words.format(points=format_number(abs(change.points), 1), month=closing_month(before))


def change_sentence(change: Change, before: Report) -> str:
    """A change since an earlier report, in a sentence; what is not said is told with its reason."""
    month = closing_month(before)
    if change.why is not None:
        return _("Too few to say how this changed since {month}: {why}.").format(
            month=month, why=_why_unsaid(change.why)
        )
    if change.points is None:
        return _("No clear difference from {month}.").format(month=month)
    words = (
        _("This is {points} higher than in {month}.")
        if change.points > 0
        else _("This is {points} lower than in {month}.")
    )
    return words.format(points=format_number(abs(change.points), 1), month=month)


def closing_month(report: Report) -> str:
    """When a review closed, as `November 2025`; the report's own words if they are no date."""
    try:
        return format_month(datetime.date.fromisoformat(report.review.closed_on))
    except ValueError:
        return clean_line(report.review.closed_on)


def _why_unsaid(why: Why) -> str:
    return {
        "size": _("a group has one or two answers more or fewer"),
        "missing": _("it has no score at one of the two times"),
        "bound": _("a score is given as a bound"),
        "groups": _("the groups that are shown are not the same"),
        "asked": _("the lines or the minimum are not the same"),
    }[why]


def agreement_sentence(result: CompetencyResult) -> str:
    """How close the answers of others are to each other."""
    return agreement_told(result.agreement)


def agreement_told(agreement: Agreement | None) -> str:
    """The same of a band; nothing where none is shown."""
    if agreement == "close":
        return _("Others largely agree with each other here.")
    if agreement == "mixed":
        return _("Others differ from each other here.")
    if agreement == "split":
        return _("Others are split here: some answers are high, some low.")
    return ""


def answers_words(n: int) -> str:
    """`7 answers`."""
    return ngettext("{n} answer", "{n} answers", n).format(n=format_number(n))


def unseen_words(group: str) -> str:
    """That a group has not seen enough of something, and what that means."""
    return _("Not enough seen by {group}: too few could answer. It is not a low score.").format(group=group)


def withheld_group(group: str, minimum: int) -> str:
    """That nothing of a group is shown, and why."""
    words = _("{group}: not shown. There were fewer than {minimum} answers, so nothing of them is in any number.")
    return words.format(group=group, minimum=minimum)


def shown_words(*, anonymous: bool, merged: bool) -> str:
    """How a column of answers is shown."""
    if merged:
        return _("shown as one group: too few alone")
    return _("shown only together") if anonymous else _("by name")


def closed_words(closed_on: str) -> str:
    """The day on which a review closed, as people write it; as it stands if it is no date."""
    try:
        return format_date(datetime.date.fromisoformat(closed_on))
    except ValueError:
        return clean_line(closed_on, 40)
