"""The workbook, read back with another library: numbers are numbers, nothing is a formula, nothing is missing."""

import csv
import datetime
import io
import sys
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perflead_tui import __version__
from perflead_tui.errors import PerfleadError
from perflead_tui.export.harmless import original
from perflead_tui.export.plan_alone import PlanAlone, plan_csv
from perflead_tui.export.profile import OTHERS, profile
from perflead_tui.export.wording import mean_words
from perflead_tui.export.xlsx import plan_xlsx, xlsx
from perflead_tui.export.xlsx_frame import LONGEST, MOST_LINES
from perflead_tui.export.xlsx_words import in_cells
from perflead_tui.results.plan import Plan
from perflead_tui.results.report import ItemResult, Mean, Report
from perflead_tui.sealing.fingerprint import words as fingerprint_words
from perflead_tui.text import clean
from tests.export.sheets import asked, changed, hostile, sample
from tests.export.test_harmless import begins_a_formula
from tests.hostile.corpus import CELLS

SHEETS = ["Read me", "Competencies", "Items", "Comments", "Time", "Plan"]


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), rich_text=False)


@pytest.fixture(scope="module")
def book() -> Workbook:
    """The sample's workbook."""
    return opened(xlsx(sample(), asked(), "en", plan()))


def plan() -> Plan:
    focus = [{"competency": "PPL", "label": "x", "behaviour": "I ask first.\nThen I speak.", "by": "2027-01-31"}]
    return Plan.model_validate({"leader": "Jordan Rivera", "focus": focus, "pulse_on": "2027-03-15"})


def cells(found: Workbook) -> Iterator[Cell]:
    for sheet in found.worksheets:
        for row in sheet.iter_rows():
            yield from (each for each in row if each.value is not None)


def heads(sheet: Worksheet) -> list[str]:
    return [original(str(each.value)) for each in sheet[1] if each.value is not None]


def shown(cell: Cell) -> str:
    """A number as a spreadsheet shows it, by its format."""
    assert isinstance(cell.value, int | float)
    before, after = cell.number_format.replace('"', "").split("0.0")
    return f"{before}{cell.value:.1f}{after}"


def check_mean(cell: Cell, mean: Mean | None) -> None:
    if mean is None:
        assert cell.data_type == "s" and str(cell.value).startswith("not ")
    else:
        assert (cell.value, cell.data_type) == (mean.mean, "n")
        assert shown(cell) == mean_words(mean)


def values(result: ItemResult, key: str) -> Mean | None:
    return {"self": result.own, OTHERS: result.others, **result.cells}[key]


def test_there_are_six_sheets_and_none_is_empty(book: Workbook) -> None:
    assert book.sheetnames == SHEETS
    assert all(len(str(sheet["A1"].value)) > 2 for sheet in book.worksheets)


def test_the_numbers_are_those_of_the_report(book: Workbook) -> None:
    found = sample()
    series = profile(found, asked(), "en").series
    for name, first, results in (("Competencies", 2, found.competencies), ("Items", 3, found.items)):
        sheet = book[name]
        assert heads(sheet)[first : first + len(series)] == [each.counted for each in series]
        rows = {row[0].value: row for row in sheet.iter_rows(min_row=2, max_row=1 + len(results))}
        assert rows.keys() == {each.key for each in results}
        for result in results:
            for column, each in enumerate(series, start=first):
                check_mean(rows[result.key][column], values(result, each.key))  # type: ignore[arg-type]


def test_gaps_and_intervals_are_those_of_the_report(book: Workbook) -> None:
    found, sheet = sample(), book["Competencies"]
    names = heads(sheet)
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2, max_row=1 + len(found.competencies))}
    labels = {cell.label: cell.key for cell in found.cells if cell.anonymous}
    for result in found.competencies:
        row = rows[result.key]
        assert row[names.index("Self minus others")].value == result.gap
        for label, mean in (("Others together", result.others), *((n, result.cells[k]) for n, k in labels.items())):
            for side in ("low", "high"):
                value = row[names.index(f"{label}: {side}")].value
                assert value == (getattr(mean, side) if mean else "not enough seen")


def test_a_gap_that_is_not_worked_out_is_not_a_zero() -> None:
    competencies = [each.model_copy(update={"gap": None}) for each in sample().competencies]
    sheet = opened(xlsx(sample().model_copy(update={"competencies": competencies}), asked()))["Competencies"]
    column = heads(sheet).index("Self minus others") + 1
    assert sheet.cell(2, column).value == "not worked out"


def test_the_time_is_that_of_the_report(book: Workbook) -> None:
    time, sheet = sample().time, book["Time"]
    assert time is not None
    read = {row[0]: list(row[1:4]) for row in sheet.iter_rows(min_row=2, max_row=7, values_only=True)}
    assert read["Self"] == list((time.own or {}).values())
    assert read["Self, as it should be"] == list((time.desired or {}).values())
    assert read["Others together"] == list((time.others or {}).values())
    assert read["Frontline staff"] == list((time.cells["frontline"] or {}).values())


def test_a_report_without_the_time_question_has_a_sheet_that_says_so() -> None:
    found = changed(time=None)
    sheet = opened(xlsx(found, asked().model_copy(update={"time": None})))["Time"]
    assert "does not ask" in str(sheet["A1"].value)


def test_comments_stand_word_for_word_with_their_question_and_source(book: Workbook) -> None:
    read = [original(str(row[2])) for row in book["Comments"].iter_rows(min_row=2, values_only=True)]
    sides = sample().comments
    for side in (sides.anonymous, sides.manager, sides.own):
        for each in side:
            assert all(text in read for text in each.texts)
    sources = {row[1] for row in book["Comments"].iter_rows(min_row=2, values_only=True)}
    assert {"The groups, mixed", "Manager", "Self"} <= sources


def test_the_plan_is_there_and_its_days_are_days(book: Workbook) -> None:
    rows = {row[0]: row[1] for row in book["Plan"].iter_rows(values_only=True)}
    assert rows["What I will do"] == "I ask first.\nThen I speak."
    assert rows["By"] == datetime.datetime(2027, 1, 31)  # noqa: DTZ001 - a workbook has no zone
    assert rows["Focus area"] == next(each.label for each in sample().competencies if each.key == "PPL")


def test_a_plan_alone_has_two_sheets_and_no_score() -> None:
    read = opened(plan_xlsx(PlanAlone.of_report(plan(), sample(), asked())))
    assert read.sheetnames == ["Read me", "Plan"]
    assert not [each for each in cells(read) if each.data_type == "n"]
    words = " ".join(str(each.value) for each in cells(read))
    assert "I ask first.\nThen I speak." in words and "no score" in words and "for development" in words
    assert f"made with perflead {__version__}" in words and fingerprint(sample()) in words
    assert plan_xlsx(PlanAlone.of_report(plan(), sample(), asked()), "es") != plan_xlsx(
        PlanAlone.of_report(plan(), sample(), asked())
    )


def fingerprint(found: Report) -> str:
    return fingerprint_words(bytes.fromhex(found.review.terms_digest))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text", CELLS, ids=range(len(CELLS)))
def test_hostile_text_in_a_plan_alone_is_text(text: str) -> None:
    found, questions = hostile(text)
    alone = PlanAlone.of_report(Plan(leader=text, message=text), found, questions)
    for cell in cells(opened(plan_xlsx(alone))):
        assert cell.data_type != "f" and cell.hyperlink is None
        assert not begins_a_formula(str(cell.value))
    for line in csv.reader(io.StringIO(plan_csv(alone))):
        assert not any(begins_a_formula(each) for each in line)
        assert len(line) == 3 and not any(char < " " for each in line for char in each)


def test_without_a_plan_the_sheet_says_so() -> None:
    words = [str(each.value) for each in opened(xlsx(sample(), asked()))["Plan"]["B"]]
    assert "No focus area is chosen yet." in words


def test_it_says_what_is_withheld_and_why_the_digest_the_version_and_what_for() -> None:
    found = changed(
        withheld=[{"group": "partners", "reason": "too_few"}],
        comments={"hidden": [{"question": "O1", "reason": "it names its author"}]},
    )
    read = opened(xlsx(found, asked()))
    words = " ".join(str(each.value) for each in cells(read) if each.parent.title == "Read me")
    assert "for development" in words
    assert "fewer than 4 answers" in words
    assert "withheld by the coach: it names its author" in words
    assert sample().review.terms_digest in words.replace(" ", "")
    assert "Made with perflead 0." in words
    assert sample().review.terms_digest in (read.properties.description or "")


def test_headers_stay_in_sight_and_are_printed_on_every_page(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.print_area
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.freeze_panes and sheet.print_title_rows
        if sheet.title == "Competencies":  # in two parts, the names beside both
            assert sheet.print_title_cols == "$A:$B" and [each.id for each in sheet.col_breaks.brk] == [10]
        else:
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.page_setup.fitToWidth in (None, 1)


def test_it_is_printed_large_enough_to_read(book: Workbook) -> None:
    across = 10.2 * 96  # pixels of Letter in landscape between the margins
    for sheet in book.worksheets:
        widths = [
            int(each.width * 7)
            for _name, each in sorted(sheet.column_dimensions.items())
            for _at in range(each.min, each.max + 1)
        ]
        parts = [widths[:10], [*widths[:2], *widths[10:]]] if sheet.title == "Competencies" else [widths]
        scale = min(1.0, across / max(sum(part) for part in parts))
        assert (sheet.page_setup.scale or 100) <= 100 * scale
        smallest = min(each.font.sz for row in sheet.iter_rows() for each in row if each.value is not None)
        assert smallest * min(scale, (sheet.page_setup.scale or 100) / 100) >= 8, sheet.title


def test_self_and_others_are_drawn_on_the_whole_scale(book: Workbook) -> None:
    (chart,) = book["Competencies"]._charts
    assert (chart.y_axis.scaling.min, chart.y_axis.scaling.max) == (1, 5)
    assert len(chart.series) == 2
    assert all("Competencies" in series.val.numRef.f for series in chart.series)


def test_two_workbooks_of_one_report_are_the_same_and_know_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    first = xlsx(sample(), asked(), "en", plan())
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert xlsx(sample(), asked(), "en", plan()) == first
    assert opened(first).properties.created == datetime.datetime(2026, 11, 13)  # noqa: DTZ001 - as above
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {each.date_time[0] for each in parts.infolist()} == {1980}


def test_names_of_sheets_and_words_are_in_the_readers_language() -> None:
    read = opened(xlsx(sample(), asked(), "es"))
    labels = {row[1] for row in read["Competencias"].iter_rows(min_row=2, max_row=8, values_only=True)}
    assert labels == {each.name["es"] for each in asked().competencies}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text", CELLS, ids=range(len(CELLS)))
def test_hostile_text_is_text_in_every_cell_and_comes_back(text: str) -> None:
    found, questions = hostile(text)
    data = xlsx(found, questions, "en", Plan(leader=text, message=text))
    read = opened(data)
    for cell in cells(read):
        assert cell.data_type != "f" and cell.hyperlink is None
        assert cell.data_type != "s" or not begins_a_formula(str(cell.value))
    words = {original(str(each.value)) for each in cells(read)}
    wanted = clean(text).strip().translate({0xFFFE: None, 0xFFFF: None})
    assert wanted in {each.replace("_x005F_", "_") for each in words}
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert b"<f>" not in b"".join(parts.read(name) for name in parts.namelist() if "sheets/" in name)


def test_a_long_comment_stays_whole() -> None:
    text = "A line of some more words, as people write them.\n\n" * 79 + "end"
    read = opened(xlsx(said(text), asked()))["Comments"]
    assert text in {row[2] for row in read.iter_rows(values_only=True)}
    assert all((height.height or 0) <= 409 for height in read.row_dimensions.values())


def said(text: str) -> Report:
    return changed(comments={"anonymous": [{"question": "O1", "texts": [text]}]})


@pytest.mark.parametrize("text", ["x" * 50_000, "\U0001f600;" * 20_000, "line\n" * 1_000], ids=range(3))
def test_what_no_cell_holds_goes_on_in_the_next_row(text: str) -> None:
    rows = opened(xlsx(said(text), asked()))["Comments"].iter_rows(min_row=2, values_only=True)
    parts = [str(row[2]) for row in rows if str(row[1]).startswith("The groups")]
    assert len(parts) > 1
    assert "".join(map(original, parts)) == text.strip()
    for part in parts:
        assert len(part.encode("utf-16-le")) // 2 <= 32_767 and part.count("\n") <= 253


def test_a_text_is_parted_no_more_than_it_takes() -> None:
    assert list(in_cells("a\n\nb")) == ["a\n\nb"]
    assert list(in_cells("")) == [""]
    assert [len(part) for part in in_cells("x" * (LONGEST + 1))] == [LONGEST, 1]
    assert len(list(in_cells("\n" * MOST_LINES))) == 1


def test_a_missing_library_is_told_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(PerfleadError, match=r"perflead-tui\[coach\]"):
        xlsx(sample(), asked())
