"""Documents for the tests of renderings: the demo's, and one with given words in every place."""

from functools import cache

from perflead_tui.export.chartdata import (
    ChartSeries,
    DotPlot,
    DotRow,
    HeatMap,
    HeatRow,
    Radar,
    Square,
    StackedBar,
    StackedBars,
)
from perflead_tui.export.contents import document
from perflead_tui.export.document import Document, Field, Figure, Heading, Listing, Quotes, Section, Table, Words
from perflead_tui.flows.debrief import Debrief
from perflead_tui.flows.demo import demo
from perflead_tui.results.report import Mean


@cache
def demo_document(language: str = "en") -> Document:
    """The demo's report, with everything that stands beside it, and with the circle."""
    with demo() as made, Debrief.of_review(made.vault, made.review, **made.beside) as debrief:
        found = debrief.material
        return document(
            found.report,
            found.questionnaire,
            language,
            before=found.before,
            agency=found.agency,
            agency_questionnaire=found.agency_questionnaire,
            radar=True,
        )


def filled(words: str, language: str = "en") -> Document:
    """A document with `words` in every place that has any."""
    series = (ChartSeries(words, "●", "cell1"), ChartSeries(words, "◉", "others"))
    lines = (DotRow(words, (Mean(mean=3.0), None)),)
    squares = HeatMap(series, (HeatRow(words, (Square(words, 1), Square("", None))),), (words, words, words))
    bars = StackedBars(10, (words, words, words), (StackedBar(words, (5.0, 3.0, 2.0)), StackedBar(words, None)))
    table = Table(words, (words, words), ((words, words),), frozenset({1}))
    charts = (DotPlot(1, 5, series, lines), squares, bars, Radar(1, 5, series, lines))
    figures = tuple(Figure(words, words, chart, table) for chart in charts)
    blocks = (Heading(words), Words(words), Words(words, note=True), Listing((words,)), table)
    return Document(
        title=words,
        subtitle=words,
        language=language,
        sections=(
            Section("profile", words, (*blocks, *figures)),
            Section("comments", words, (Quotes(words, (words, f"{words}\n\n{words}")),)),
            Section("plan", words, (Field(words, words), Field(words, ""))),
        ),
        foot=words,
    )
