"""A report as it is read out: every number with its name, and nothing that is drawn."""

import re

import pytest

from perflead_tui.export.aloud import aloud, beginning
from perflead_tui.export.chartdata import ChartSeries, DotPlot, DotRow
from perflead_tui.export.document import Block, Document, Field, Figure, Heading, Listing, Quotes, Section, Table, Words
from perflead_tui.flows.demo import RESULTS, SAMPLE
from perflead_tui.paths import sample_dir
from perflead_tui.questionnaire.loading import load
from perflead_tui.results.reading import read_report

TABLE = Table(
    caption="Groups · of Jo",
    heads=("Competency", "◆ Self", "● Peers", "◉ Others together"),
    rows=(("Treats people as people", "·", "4.2 (3.6–4.8)", "≥4.5"), ("Manages", "3.0", "·", "≤2.3")),
    numbers=frozenset({1, 2, 3}),
)
ROWS = [
    "Treats people as people. Self: not answered; Peers: 4.2 (3.6 to 4.8); Others together: 4.5 or more.",
    "Manages. Self: 3.0; Peers: not enough seen; Others together: 2.3 or less.",
]


def said(*blocks: Block, title: str = "Profile") -> list[str]:
    section = Section("profile", title, blocks)
    return aloud(Document("Jo", "Title · closed", "en", (section,), "foot"), section)


def test_every_number_of_a_table_is_said_with_its_column() -> None:
    assert said(TABLE) == ["Profile.", "", "Groups, of Jo.", *ROWS]


def test_a_table_does_not_repeat_the_heading_above_it() -> None:
    assert said(TABLE, title="Groups, of Jo") == ["Groups, of Jo.", *ROWS]


def test_a_picture_is_its_numbers() -> None:
    chart = DotPlot(1, 5, (ChartSeries("Self", "◆", "self"),), (DotRow("Manages", (None,)),))
    assert said(Figure("All", "A dot for every side.", chart, TABLE)) == said(TABLE)


def test_what_glyphs_tell_is_said_once_and_in_words() -> None:
    words = 'The line around a dot, ├──●──┤, shows it. High ones read "4.5 or more" (≥4.5). "Not enough seen" (·) is.'
    assert said(Words(words))[1:] == [
        'The line around a dot shows it. High ones read "4.5 or more". "Not enough seen" is.'
    ]
    assert said(Listing(("↑ 0.9 higher", "What now? · 3")))[1:] == ["0.9 higher.", "What now? 3."]


def test_comments_are_counted_and_word_for_word() -> None:
    quotes = Quotes("The groups, mixed", ("One · ≥4.5.", "Two\nlines"))
    assert said(quotes)[2:] == ["The groups, mixed.", "Comment 1 of 2: One · ≥4.5.", "Comment 2 of 2: Two\nlines"]


def test_room_to_write_by_hand_is_not_read_out_but_an_empty_part_is_told() -> None:
    plan = said(Heading("1 · Manages"), Field("When", ""), Heading("2 · Leads"), Field("When", "Monday"))
    assert plan[2:] == ["1, Manages.", "Nothing is written here yet.", "", "2, Leads.", "When: Monday."]


def test_a_heading_over_nothing_is_left_out() -> None:
    assert said(Heading("Empty"), Heading("Full"), Words("Said."))[1:] == ["", "Full.", "Said."]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_whole_sample_report_has_no_glyph_and_no_drawing(language: str) -> None:
    from perflead_tui.export.contents import document

    path = sample_dir() / SAMPLE / RESULTS / "review" / "report.json"
    report = read_report(path.read_bytes(), path.name)
    found = document(report, load(report.review.questionnaire), language)
    lines = [*beginning(found), *(line for section in found.sections for line in aloud(found, section))]
    assert len(lines) > 100
    assert not [line for line in lines if re.search(r"[\u2190-\u21ff\u2500-\u27bf≥≤·]", line)]
