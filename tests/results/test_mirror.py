"""The agency's lines stand beside the competencies that they mirror."""

from perflead_tui.questionnaire.loading import load
from perflead_tui.results.mirror import mirrored
from tests.tui_results.build import CELLS, facts, item
from tests.tui_results.build import report as build

ASKED = load("agency")


def test_every_line_of_the_built_in_form_stands_under_its_competency() -> None:
    lines = [item(each.key, "AGY", (3.0, 3.0, 3.0, 3.0, 3.0), CELLS) for each in ASKED.items]
    report = build(ASKED, items=list(reversed(lines)), competencies=[], review=facts(questionnaire="agency"))
    found = {key: [each.key for each in results] for key, results in mirrored(report, ASKED).items()}
    assert found == {
        "UND": ["A1", "A2"],
        "SKL": ["A3", "A4"],
        "LDR": ["A5"],
        "LVL": ["A6"],
        "CHO": ["A7", "A8"],
        "MGT": ["A9"],
        "PPL": ["A10"],
    }
    assert set(found) <= {each.key for each in load("performance-leadership").competencies}


def test_a_line_without_a_mean_is_there_and_one_that_is_not_in_the_report_is_not() -> None:
    nobody = (None, None, None, None, None)
    report = build(ASKED, items=[item("A6", "AGY", nobody, CELLS)], competencies=[])
    (line,) = mirrored(report, ASKED)["LVL"]
    assert line.others is None
    assert list(mirrored(report, ASKED)) == ["LVL"]


def test_a_questionnaire_about_a_leader_mirrors_nothing() -> None:
    asked = load("performance-leadership")
    assert mirrored(build(asked), asked) == {}
