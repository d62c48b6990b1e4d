"""A report as a document: everything in the order of the walk-through, and nothing that depends on the day."""

import dataclasses
import datetime
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from perflead_tui import __version__, i18n
from perflead_tui.export.chartdata import DotPlot, HeatMap, Radar, StackedBars
from perflead_tui.export.contents import document, plan_document
from perflead_tui.export.document import Document, Field, Figure, Heading, Key, Listing, Quotes, Section, Table, Words
from perflead_tui.export.plan_alone import PlanAlone
from perflead_tui.flows.beside import material_of_file
from perflead_tui.flows.debrief import Material
from perflead_tui.flows.demo import RESULTS, SAMPLE
from perflead_tui.paths import sample_dir
from perflead_tui.results.plan import PARTS, Focus, Plan
from perflead_tui.results.report import Report
from perflead_tui.sealing.fingerprint import words as fingerprint_words
from tests.export.sheets import hostile
from tests.export.test_text import sample
from tests.hostile.corpus import CELLS
from tests.results.build import group, questionnaire, rated, report, terms

ORDER = [
    "reading", "answered", "profile", "strengths", "surprises", "groups", "items", "comments", "time", "plan", "about",
]  # fmt: skip


@pytest.fixture(scope="module")
def material() -> Material:
    """The sample review with its earlier one and the report on its agency."""
    folder = sample_dir() / SAMPLE / RESULTS
    return material_of_file(*(folder / name / "report.json" for name in ("review", "earlier", "agency")))


def made(material: Material, language: str = "en", **more: Any) -> Document:
    beside = {"before": material.before, "agency": material.agency}
    asked = material.questionnaire
    return document(
        material.report, asked, language, agency_questionnaire=material.agency_questionnaire, **(beside | more)
    )


def section(found: Document, key: Key) -> Section:
    return next(each for each in found.sections if each.key == key)


def tables(found: Section) -> list[Table]:
    blocks = (each.table if isinstance(each, Figure) else each for each in found.blocks)
    return [each for each in blocks if isinstance(each, Table)]


def figures(found: Document) -> list[Figure]:
    return [block for each in found.sections for block in each.blocks if isinstance(block, Figure)]


def words(found: Section | Document) -> str:
    return "\n".join(strings(found))


def strings(value: Any) -> Iterator[str]:
    """Every text in a part."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from strings(each)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from strings(getattr(value, field.name))


def test_the_sections_stand_in_the_order_of_the_walk_through(material: Material) -> None:
    assert [each.key for each in made(material).sections] == ORDER


def test_rows_are_as_long_as_heads_and_pictures_have_the_rows_of_their_table(material: Material) -> None:
    found = made(material, radar=True)
    for each in found.sections:
        for table in tables(each):
            assert {len(row) for row in table.rows} == {len(table.heads)}, table.caption
            assert table.numbers <= set(range(1, len(table.heads)))
    assert [type(each.chart) for each in figures(found)] == [DotPlot, Radar, HeatMap, StackedBars]
    for figure in figures(found):
        rows = figure.chart.bars if isinstance(figure.chart, StackedBars) else figure.chart.rows
        assert [row.label for row in rows] == [row[0] for row in figure.table.rows]


def test_a_circle_is_there_on_request_alone(material: Material) -> None:
    assert not any(isinstance(each.chart, Radar) for each in figures(made(material)))


def test_what_is_withheld_and_merged_is_told_with_the_reason() -> None:
    found, promised = sample()
    told = words(section(document(found, promised.questionnaire, "en"), "answered"))
    assert "Frontline and partners are shown as one group, because" in told
    asked = questionnaire(groups=[group(key) for key in ("self", "peers", "partners")])
    few = report(terms(asked), [rated("self", 3), *(rated("peers", 3) for _ in range(3))])
    told = words(section(document(few, asked, "en"), "answered"))
    assert "Not shown: Peers and partners. There were fewer than 4 answers" in told
    assert "nothing of them is in any number or comment" in told


def test_a_comment_that_was_hidden_leaves_its_reason(material: Material) -> None:
    value = material.report.model_dump(by_alias=True)
    value["comments"]["hidden"] = [{"question": "O1", "reason": "It names a person."}]
    found = document(Report.model_validate(value), material.questionnaire, "en")
    assert Words("1 comment withheld by the coach: It names a person.", note=True) in section(found, "comments").blocks


def test_comments_stand_word_for_word_under_their_question(material: Material) -> None:
    blocks = section(made(material), "comments").blocks
    quoted = [each.texts for each in blocks if isinstance(each, Quotes)]
    said = material.report.comments
    assert sorted(quoted) == sorted(tuple(q.texts) for side in (said.anonymous, said.manager, said.own) for q in side)
    first = next(at for at, each in enumerate(blocks) if isinstance(each, Heading))
    assert blocks[first] == Heading("What should this person keep doing?")


def test_change_is_there_with_an_earlier_report_alone(material: Material) -> None:
    with_it, without = made(material), made(material, before=None)
    [changed] = [each for each in tables(section(with_it, "profile")) if each.caption == "Change since November 2025"]
    assert ("Treats people as people, not cogs", "↑ 0.9 higher than in November 2025") in changed.rows
    assert "2025" in words(section(with_it, "about"))
    assert "2025" not in words(without)


def test_the_agency_stands_beside_what_it_mirrors(material: Material) -> None:
    found = section(made(material), "time")
    table = tables(found)[-1]
    at = next(n for n, row in enumerate(table.rows) if row[0] == "Treats people as people, not cogs")
    assert table.rows[at] == ("Treats people as people, not cogs", "4.2", "")
    assert table.rows[at + 1][0].startswith("Staff here are treated as people") and table.rows[at + 1][1] == ""
    assert "agency" not in words(section(made(material, agency=None), "time"))


def test_leadership_stands_beside_management(material: Material) -> None:
    found = section(made(material), "time")
    assert Heading("Leadership beside management") in found.blocks
    table = next(each for each in tables(found) if each.caption == "Leadership beside management")
    assert [row[0] for row in table.rows] == ["Makes time for the work of leadership", "Does the work of management"]


def test_a_review_without_time_and_with_one_group_leaves_these_parts_out() -> None:
    asked = questionnaire({"A": ["A1"], "B": ["B1"]}, groups=[group("peers")])
    one = report(terms(asked), [rated("peers", 4, 2, keys=("A1", "B1")) for _ in range(4)])
    found = document(one.model_copy(update={"time": None}), asked, "en")
    assert "time" not in [each.key for each in found.sections]
    assert [type(each.chart) for each in figures(found)] == [DotPlot]


def test_surprises_begin_with_what_others_see_more_of_and_ask_about_blind_spots(material: Material) -> None:
    found = section(made(material), "surprises")
    assert found.blocks[0] == Heading("Others higher")
    told = [line for block in found.blocks if isinstance(block, Listing) for line in block.lines]
    assert told[0] == (
        "Treats people as people, not cogs: self 3.4, others 4.2. Others are clearly above self (−0.8): a hidden "
        "strength."
    )
    [blind] = [line for line in told if "blind spot" in line]
    assert blind.endswith("What might others not get to see? What might self not notice?")


def test_every_report_says_what_it_is_for_and_what_it_was_made_from(material: Material) -> None:
    found = made(material)
    assert "for development" in section(found, "reading").blocks[0].text  # type: ignore[union-attr]
    assert "for development" in found.foot
    about = words(section(found, "about"))
    digest = material.report.review.terms_digest
    assert digest in about.replace(" ", "")
    assert f"perflead {__version__}" in about and material.report.review.id in about
    assert "boy-clump-hurdle-brick-fox-clump" in about


# The plan


def plan() -> Plan:
    focus = Focus(competency="PPL", label="x", behaviour="I ask first.\nThen I speak.", by=datetime.date(2027, 1, 31))
    return Plan(leader="Jordan Rivera", focus=[focus], message="Thank you.")


def test_a_plan_alone_has_no_score(material: Material) -> None:
    found = plan_document(PlanAlone.of_report(plan(), material.report, material.questionnaire), "en")
    assert "for development" in found.foot and f"perflead {__version__}" in found.foot
    assert fingerprint_words(bytes.fromhex(material.report.review.terms_digest)) in found.foot
    assert [each.key for each in found.sections] == ["plan"]
    assert not figures(found) and not tables(found.sections[0])
    assert Heading("1 · Treats people as people, not cogs") in found.sections[0].blocks
    assert "4.2" not in words(found)


def test_what_a_plan_does_not_say_yet_has_room(material: Material) -> None:
    fields = [each for each in section(made(material, plan=plan()), "plan").blocks if isinstance(each, Field)]
    said = {each.name: each.words for each in fields}
    assert said["What I will do"] == "I ask first.\nThen I speak."
    assert said["By"] == "January 31, 2027" and said["In my words"] == "Thank you."
    assert [name for name, each in said.items() if not each] == [
        "When", "Support I need", "The agency changes", "Others will see", "Ask again on", "Signed", "Date",
    ]  # fmt: skip


def test_without_a_plan_there_is_a_page_to_write_on(material: Material) -> None:
    fields = [each for each in section(made(material), "plan").blocks if isinstance(each, Field)]
    assert len(fields) > len(PARTS) and not any(each.words for each in fields)


# Language, sameness, safety


def test_it_is_in_the_language_that_was_asked_for_whatever_the_program_speaks(material: Material) -> None:
    found = made(material, "es")
    assert found.language == "es"
    assert "Trata a las personas" in words(section(found, "profile"))
    assert "13 de noviembre de 2026" in found.subtitle
    assert i18n.language() == "en"
    i18n.set_language("es")
    assert made(material) == made(material)
    assert "November 13, 2026" in made(material).subtitle


def test_two_documents_of_one_report_are_the_same(material: Material) -> None:
    assert made(material, plan=plan(), radar=True) == made(material, plan=plan(), radar=True)


@pytest.mark.parametrize("text", CELLS)
def test_every_text_is_clean_and_keeps_lines_only_where_people_wrote_them(text: str) -> None:
    dirty, asked = hostile(text)
    planned = Plan(leader="Jo", focus=[Focus(competency="X", label=text, behaviour=text)], message=text)
    found = document(dirty, asked, "en", plan=planned)
    for each in strings(found):
        assert not {char for char in each if unicodedata.category(char) in {"Cc", "Cs", "Co", "Zl", "Zp"}} - {"\n"}
        assert "\u202e" not in each
    blocks = [block for each in found.sections for block in each.blocks if not isinstance(block, Quotes | Field)]
    assert not any("\n" in each for each in strings(tuple(blocks)))


def test_it_is_made_without_textual_and_without_a_library_for_pictures() -> None:
    code = "import sys, perflead_tui.export.contents; print({'textual', 'matplotlib', 'typst'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "set()"
