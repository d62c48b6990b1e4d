"""The tidy table: every number of the report, what is withheld and why, and nothing that a spreadsheet obeys."""

import csv
import io
import random

import pytest

from perflead_tui import __version__
from perflead_tui.export.csv import HEADER, csv_table
from perflead_tui.export.harmless import original
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Mean, Report
from perflead_tui.review.answers import Comment
from tests.export.sheets import asked, changed, hostile, sample
from tests.export.test_harmless import begins_a_formula
from tests.hostile.corpus import CELLS
from tests.results.build import cell, group, questionnaire, report, terms
from tests.results.random_reviews import random_review

Row = dict[str, str]


def rows(found: Report, questions: Questionnaire, language: str = "en") -> list[Row]:
    """The table, read by the rule."""
    return [
        {name: original(value) for name, value in row.items()}
        for row in csv.DictReader(io.StringIO(csv_table(found, questions, language), newline=""))
    ]


def of(table: list[Row], level: str) -> list[Row]:
    return [row for row in table if row["level"] == level]


def mean_in(row: Row) -> Mean | None:
    if not row["mean"]:
        return None
    low, high = (float(row[side]) if row[side] else None for side in ("low", "high"))
    return Mean.model_validate({"mean": float(row["mean"]), "bound": row["bound"] or None, "low": low, "high": high})


def check_numbers(found: Report, questions: Questionnaire) -> None:
    """The table says of every number what the report says."""
    table = rows(found, questions)
    for level, results in (("competency", found.competencies), ("item", found.items)):
        read = {(row["key"], row["cell"]): mean_in(row) for row in of(table, level)}
        wanted = {(each.key, "others"): each.others for each in results}
        for each in results:
            values = {"self": each.own, **each.cells}
            wanted |= {(each.key, column.key): values[column.key] for column in found.cells}
        assert read == wanted
    assert {row["cell"]: int(row["answers"]) for row in of(table, "cell")} == {c.key: c.answers for c in found.cells}
    signs = {"self": 1, "others": -1, "": 0}
    gaps = {row["key"]: signs[row["cell"]] * float(row["mean"]) for row in of(table, "gap")}
    assert gaps == {each.key: each.gap for each in found.competencies if each.gap is not None}


def test_the_numbers_of_the_sample_are_those_of_the_report() -> None:
    found = sample()
    check_numbers(found, asked())
    table = rows(found, asked())
    assert found.time is not None
    read: dict[tuple[str, str], dict[str, float]] = {}
    for row in of(table, "time") + of(table, "desired_time"):
        read.setdefault((row["level"], row["cell"]), {})[row["key"]] = float(row["mean"])
    wanted = {("time", key): shares for key, shares in found.time.cells.items()}
    wanted |= {("time", "self"): found.time.own, ("time", "others"): found.time.others}
    assert read == wanted | {("desired_time", "self"): found.time.desired}


@pytest.mark.parametrize("seed", range(6))
def test_the_numbers_of_any_report_are_those_of_the_report(seed: int) -> None:
    review = random_review(random.Random(seed))
    check_numbers(report(review.terms, review.accepted, review.comments), review.terms.questionnaire)


def test_the_header_is_the_first_line_and_lines_end_as_rfc_4180_says() -> None:
    table = csv_table(sample(), asked())
    assert table.startswith("level,key,label,cell,mean,bound,low,high,answers\r\n")
    assert table.endswith("\r\n")
    assert "\n" not in table.replace("\r\n", "")
    assert all(len(row) == len(HEADER) for row in csv.reader(io.StringIO(table, newline="")))


def test_two_tables_of_one_report_are_the_same() -> None:
    assert csv_table(sample(), asked()) == csv_table(sample(), asked())


def test_it_says_what_it_is_and_what_for() -> None:
    table = rows(sample(), asked())
    facts = {row["key"]: row["label"] for row in of(table, "about")}
    assert facts["terms_digest"] == sample().review.terms_digest
    assert facts["version"] == f"perflead {__version__}"
    assert facts["schema"] == "perflead.report/1"
    assert any("for development" in row["label"] for row in of(table, "about"))


def test_it_says_what_is_withheld_and_why() -> None:
    promised = terms(questionnaire(groups=[group("self"), group("peers")]))
    found = report(promised, [*cell("self", 4), *cell("peers", 3, 3)], [Comment("peers", "O1", "secret")])
    table = rows(found, promised.questionnaire)
    told = {row["key"]: row["label"] for row in of(table, "withheld")}
    assert "fewer than 4 answers" in told["peers"]
    assert "from 5 answers on" in told["comments"]
    assert "too few could answer" in told["mean"]
    assert "secret" not in str(table)
    hidden = changed(comments={"hidden": [{"question": "O1", "reason": "it names its author"}]})
    told = {row["key"]: row["label"] for row in of(rows(hidden, asked()), "withheld")}
    assert told["O1"] == "1 comment withheld by the coach: it names its author"


def test_names_are_in_the_readers_language() -> None:
    table = rows(sample(), asked(), "es")
    assert {row["label"] for row in of(table, "competency")} == {each.name["es"] for each in asked().competencies}


def test_a_group_that_is_called_others_is_told_from_others_together() -> None:
    groups = [group("self"), group("others"), group("peers")]
    promised = terms(questionnaire({"A": ["A1"]}, groups=groups))
    answers = [*cell("others", 3, 3, 3, 3, key="A1"), *cell("peers", 4, 4, 4, 4, key="A1")]
    table = rows(report(promised, answers), promised.questionnaire)
    assert [(row["cell"], row["mean"]) for row in of(table, "item")] == [
        ("others", "3.0"),
        ("peers", "4.0"),
        ("*others", "3.5"),
    ]


@pytest.mark.parametrize("text", CELLS, ids=range(len(CELLS)))
def test_hostile_text_begins_no_formula_whatever_parts_the_cells(text: str) -> None:
    table = csv_table(*hostile(text))
    assert not {char for char in table if char < " "} - {"\r", "\n"}
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(table, newline=""), delimiter=delimiter):
            assert not [each for each in row if begins_a_formula(each)]
