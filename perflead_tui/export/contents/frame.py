"""What all sections are made from, and the parts that several of them have."""

from collections.abc import Sequence
from dataclasses import dataclass

from perflead_tui.export.chartdata import ChartSeries
from perflead_tui.export.document import Table
from perflead_tui.export.profile import CompetencyLine, ItemLine, Profile, Series, Values
from perflead_tui.export.wording import interval_words, mean_sign
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.plan import Plan
from perflead_tui.results.report import Mean, Report

NOT_SEEN = "·"
"""What stands in a table where too little was answered."""


@dataclass(frozen=True)
class Source:
    """A report and what stands beside it."""

    report: Report
    questionnaire: Questionnaire
    language: str
    profile: Profile
    before: Report | None = None
    agency: Report | None = None
    agency_questionnaire: Questionnaire | None = None
    plan: Plan | None = None


def named(series: Series) -> str:
    """A column by its glyph and its name."""
    return f"{series.glyph} {series.label}"


def charted(series: Sequence[Series]) -> tuple[ChartSeries, ...]:
    """Columns as pictures know them."""
    return tuple(ChartSeries(each.label, each.glyph, each.role) for each in series)


def number(mean: Mean | None) -> str:
    """A mean in a table, without its interval."""
    return mean_sign(mean) if mean else NOT_SEEN


def with_interval(mean: Mean | None) -> str:
    """A mean in a table, with its interval if it has one."""
    interval = interval_words(mean) if mean else ""
    return f"{number(mean)} ({interval})" if interval else number(mean)


def values_of(series: Sequence[Series], values: Values) -> list[Mean | None]:
    """The means of a line in the order of the columns."""
    return [values.get(each.key) for each in series]


def line_table(caption: str, profile: Profile, items: Sequence[ItemLine], whole: CompetencyLine | None = None) -> Table:
    """Items with the mean of each column; `whole` puts those of the competency above them."""
    rows = [(_("All lines together"), whole.values)] if whole else []
    rows += [(item.text, item.values) for item in items]
    return Table(
        caption=caption,
        heads=(_("Line"), *map(named, profile.series)),
        rows=tuple((words, *map(number, values_of(profile.series, values))) for words, values in rows),
        numbers=frozenset(range(1, len(profile.series) + 1)),
    )
