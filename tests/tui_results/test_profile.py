"""The report as data for pictures, without a screen."""

import subprocess
import sys

from perflead_tui.export.profile import OTHERS, profile
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Cell, CompetencyResult, Report, Withheld

from .build import CELLS, comments, competency, nothing
from .build import report as build


def test_the_strongest_competency_comes_first_and_one_without_a_mean_last(questionnaire: Questionnaire) -> None:
    results = [
        competency("LDR", (3.0, 3.0, None, None, None)),
        competency("SKL", (3.0, 3.0, 3.0, 3.0, 3.0)),
        competency("PPL", (3.0, 3.0, 4.0, 4.0, 4.0)),
    ]
    shown = profile(build(questionnaire, competencies=results), questionnaire, "en")
    assert [line.key for line in shown.lines] == ["PPL", "SKL", "LDR"]


def test_it_is_made_without_textual() -> None:
    code = "import sys, perflead_tui.export.profile; print('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"


def test_labels_are_in_the_language_asked_for(report: Report, questionnaire: Questionnaire) -> None:
    shown = profile(report, questionnaire, "es")
    assert shown.lines[0].label == "Trata a las personas como personas, no como piezas"
    assert shown.lines[0].items[0].text.startswith("Esta persona")
    assert [each.label for each in shown.series[:3]] == [
        "Autoevaluación",
        "Jefatura",
        "Colegas y equipos colaboradores",
    ]


def test_what_the_questionnaire_does_not_know_keeps_the_reports_own_words(questionnaire: Questionnaire) -> None:
    cells = [*CELLS[:2], Cell(key="board", label="The board", groups=["board"], answers=5, anonymous=True)]
    results = [competency("NEW", (3.0, 3.0, 3.0, 3.0), cells)]
    report = build(
        questionnaire, cells=cells, competencies=results, items=[], comments=comments({"O9": ["x"]}), time=None
    )
    shown = profile(report, questionnaire, "es")
    assert shown.lines[0].label == "Report's own NEW"
    assert shown.series[-1].label == "The board"
    assert shown.questions[-1].text == "O9"


def test_others_are_a_column_only_where_there_are_several_cells(report: Report, questionnaire: Questionnaire) -> None:
    assert profile(report, questionnaire, "en").series[-1].key == OTHERS
    cells = CELLS[:3]
    results: list[CompetencyResult] = [competency("PPL", (3.0, 3.0, 4.0, 4.0), cells)]
    one = profile(build(questionnaire, cells=cells, competencies=results, items=[]), questionnaire, "en")
    assert [each.key for each in one.series] == ["self", "manager", "peers+partners"]
    assert one.leading == one.series[-1]


def test_every_column_has_a_glyph_of_its_own(questionnaire: Questionnaire) -> None:
    cells = [Cell(key=f"g{n}", label=f"G{n}", groups=[f"g{n}"], answers=4, anonymous=True) for n in range(8)]
    cells = [*CELLS[:2], *cells]
    report = build(questionnaire, cells=cells, competencies=[], items=[], time=None)
    glyphs = [each.glyph for each in profile(report, questionnaire, "en").series]
    assert len(set(glyphs)) == len(glyphs) == 11


def test_a_difference_that_is_not_clear_has_no_number(report: Report, questionnaire: Questionnaire) -> None:
    told = {line.key: line.compared for line in profile(report, questionnaire, "en").lines}
    assert told["UND"] == "Self: no clear difference"
    assert told["LVL"] == "Possible blind spot (+1.5)"
    assert told["PPL"] == "Hidden strength (−0.8)"


def test_who_has_not_seen_enough_is_named(report: Report, questionnaire: Questionnaire) -> None:
    unseen = {line.key: line.unseen for line in profile(report, questionnaire, "en").lines}
    assert unseen == {"PPL": (), "CHO": (), "UND": (), "SKL": (), "LVL": ("Manager",), "LDR": ("Frontline staff",)}


def test_self_others_and_the_wish_stand_directly_under_one_another(
    report: Report, questionnaire: Questionnaire
) -> None:
    time = profile(report, questionnaire, "en").time
    assert time
    assert [bar.label for bar in time.bars[:3]] == ["Self", "Others together", "Self, as it should be"]
    assert [bar.series.key for bar in time.bars[3:]] == ["manager", "peers+partners", "frontline"]


def test_a_report_of_nothing_is_still_a_report(questionnaire: Questionnaire) -> None:
    shown = profile(nothing(questionnaire), questionnaire, "en")
    assert shown.series == () and shown.leading is None
    assert shown.withheld == ("Peers", "Frontline staff", "Partners")


def test_a_withheld_group_unknown_to_the_questionnaire_is_named_by_its_key(
    questionnaire: Questionnaire,
) -> None:
    report = build(questionnaire, withheld=[Withheld(group="board")])
    assert profile(report, questionnaire, "en").withheld == ("board",)
