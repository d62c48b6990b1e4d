"""Every format has every number of the JSON report, at its place: what is written is parsed back and compared."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import html5lib
import openpyxl
import pypdf
import pytest
from markdown_it import MarkdownIt

from perflead_tui.flows.beside import material_of_file
from perflead_tui.flows.demo import RESULTS, SAMPLE
from perflead_tui.flows.reporting import FORMATS, Look, Subject, render
from perflead_tui.paths import sample_dir
from perflead_tui.results.plan import Focus, Plan

Made = Callable[[str], bytes]
Json = dict[str, Any]
Place = tuple[str, str]
"""The name of a row and the head of a column."""
Found = Mapping[Place, set[str]]
"""What stands at a place, in all tables that have it."""

MISSING = "·"
HEADS = {"self": "◆ Self", "manager": "■ Manager", "frontline": "▲ Frontline staff", "others": "◉ Others together"}
HEADS |= {"peers+partners": "● Peers and partners"}


@pytest.fixture(scope="module")
def made() -> Made:
    """The sample's report in any format, with everything beside it."""
    folder = sample_dir() / SAMPLE / RESULTS
    material = material_of_file(*(folder / name / "report.json" for name in ("review", "earlier", "agency")))
    plan = Plan(leader="Jordan Rivera", focus=[Focus(competency="PPL", label="x", behaviour="I ask first.")])
    kept: dict[str, bytes] = {}

    def make(kind: str) -> bytes:
        if kind not in kept:
            kept[kind] = render(Subject(material, plan), kind, Look("en", width=120))
        return kept[kind]

    return make


@pytest.fixture(scope="module")
def told(made: Made) -> Json:
    """The report as JSON."""
    found: Json = json.loads(made("json"))
    return found


def number(mean: Json | None) -> str:
    if mean is None:
        return MISSING
    return {"at_least": "≥", "at_most": "≤", None: ""}[mean["bound"]] + f"{mean['mean']:.1f}"


def with_interval(mean: Json | None) -> str:
    interval = f" ({mean['low']:.1f}–{mean['high']:.1f})" if mean and mean["low"] is not None else ""
    return number(mean) + interval


def means(row: Json) -> Iterator[tuple[str, Json | None]]:
    yield "self", row["self"]
    yield from row["cells"].items()
    yield "others", row["others"]


def shares(told: Json) -> Iterator[tuple[str, Json]]:
    """Whose points, as the first column of the table says it, and the points."""
    time = told["time"]
    yield HEADS["self"], time["self"]
    yield "◇ Self, as it should be", time["desired"]
    for key, found in time["cells"].items():
        yield HEADS[key], found
    yield HEADS["others"], time["others"]


BOXES = {"T1": "Leading", "T2": "Managing", "T3": "Doing"}


def expected(told: Json) -> Iterator[tuple[Place, str]]:
    """Every published number: its place and how it is written there."""
    for cell in told["cells"]:
        yield (HEADS[cell["key"]], "Answers"), str(cell["answers"])
    for row in told["competencies"]:
        yield from (((row["label"], HEADS[key]), with_interval(mean)) for key, mean in means(row))
    for row in told["items"]:
        yield from (((row["text"], HEADS[key]), number(mean)) for key, mean in means(row))
    for side, points in shares(told):
        yield from (((side, BOXES[box]), f"{points[box]:.1f}") for box in BOXES)


def places(tables: Sequence[Sequence[Sequence[str]]]) -> Found:
    """What stands in tables whose first row has the heads and whose first column names the row."""
    found: defaultdict[Place, set[str]] = defaultdict(set)
    for heads, *rows in tables:
        for name, *entries in rows:
            for head, entry in zip(heads[1:], entries, strict=True):
                found[name, head].add(entry)
    return found


def markdown_tables(text: str) -> list[list[list[str]]]:
    """The tables of Markdown, as a reader has them."""
    tables: list[list[list[str]]] = []
    inside = False
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            tables[-1].append([])
        elif token.type in ("th_open", "td_open"):
            inside = True
        elif token.type == "inline" and inside:
            tables[-1][-1].append("".join(each.content for each in token.children or []))
            inside = False
    return tables


def html_tables(text: str) -> list[list[list[str]]]:
    """The tables of a page, as a browser has them."""
    page = html5lib.parse(text, namespaceHTMLElements=False)
    return [[[_shown(cell) for cell in row] for row in table.iter("tr")] for table in page.iter("table")]


def _shown(cell: Any) -> str:
    return " ".join("".join(cell.itertext()).split())


@pytest.mark.parametrize(("kind", "tables"), [("md", markdown_tables), ("html", html_tables)])
def test_tables_have_every_number_at_its_place(
    made: Made, told: Json, kind: str, tables: Callable[[str], list[list[list[str]]]]
) -> None:
    found = places(tables(made(kind).decode()))
    wanted = list(expected(told))
    assert len(wanted) > 200
    for place, words in wanted:
        # A competency stands with its interval in the profile, and without it where groups are beside each other.
        assert words in found[place], place
        assert found[place] <= {words, words.partition(" (")[0]}, place


def test_text_has_every_number_in_the_order_of_its_columns(made: Made, told: Json) -> None:
    text = made("text").decode()
    rows = [" ".join(line.split()) for line in text.splitlines()]
    for row in told["items"]:
        signs = " " + " ".join(number(mean) for _key, mean in means(row))
        first = [line.removesuffix(signs) for line in rows if line.endswith(signs)]
        assert any(row["text"].startswith(words) and len(words) > 30 for words in first), row["text"]
    for side, points in shares(told):
        assert any(line.startswith(f"{side} " + " ".join(f"{points[box]:.1f}" for box in BOXES)) for line in rows)
    profile = text.split("\nProfile\n")[1].split("\n  At a glance")[0]
    for row in told["competencies"]:
        part = profile.split(f"\n  {row['label']}\n")[1]
        for key, mean in means(row):
            line = next(each for each in part.splitlines() if each.strip().startswith(HEADS[key]))
            if mean is None:
                assert line.endswith("not enough seen")
            else:
                assert line.removeprefix("  " + HEADS[key]).split()[0] == f"{mean['mean']:.1f}"
                assert mean["low"] is None or line.endswith(f"{mean['low']:.1f}–{mean['high']:.1f}")


def test_the_words_of_a_pdf_have_every_number_in_the_order_of_its_columns(made: Made, told: Json) -> None:
    pages = pypdf.PdfReader(io.BytesIO(made("pdf"))).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for row in told["competencies"]:
        assert " ".join([row["label"], *(with_interval(mean) for _key, mean in means(row))]) in text
    for row in told["items"]:
        assert " ".join([row["text"], *(number(mean) for _key, mean in means(row))]) in text
    for side, points in shares(told):
        assert " ".join([side, *(f"{points[box]:.1f}" for box in BOXES)]) in text
    for cell in told["cells"]:
        assert f"{HEADS[cell['key']]} {cell['answers']} " in text


def test_csv_has_every_number_under_its_keys(made: Made, told: Json) -> None:
    rows = list(csv.DictReader(io.StringIO(made("csv").decode())))
    found = {(row["level"], row["key"], row["cell"]): row for row in rows}
    for level, results in (("competency", told["competencies"]), ("item", told["items"])):
        for result in results:
            for key, mean in means(result):
                row = found[level, result["key"], key]
                for part in ("mean", "low", "high"):
                    assert row[part] == ("" if mean is None or mean[part] is None else repr(mean[part]))
                assert row["bound"] == ((mean and mean["bound"]) or "")
    for cell in told["cells"]:
        assert found["cell", cell["key"], cell["key"]]["answers"] == str(cell["answers"])
    sides = {"self": told["time"]["self"], **told["time"]["cells"], "others": told["time"]["others"]}
    for key, points in sides.items():
        assert all(float(found["time", box, key]["mean"]) == points[box] for box in BOXES)
    assert all(float(found["desired_time", box, "self"]["mean"]) == told["time"]["desired"][box] for box in BOXES)


def test_a_workbook_has_every_number_as_a_number(made: Made, told: Json) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx")))
    names = {key: head[2:] for key, head in HEADS.items()}
    for sheet, results in (("Competencies", told["competencies"]), ("Items", told["items"])):
        heads, *rows = book[sheet].iter_rows(values_only=True)
        heads = tuple(re.sub(r" \(\d+\)$", "", str(head)) for head in heads)
        found = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}
        for result in results:
            for key, mean in means(result):
                value = found[result["key"]][names[key]]
                assert value == mean["mean"] if mean else str(value).startswith("not ")
                if mean and mean["low"] is not None:
                    ends = [found[result["key"]][f"{names[key]}: {end}"] for end in ("low", "high")]
                    assert ends == [mean["low"], mean["high"]]
    rows = list(book["Time"].iter_rows(values_only=True, max_col=len(BOXES) + 1))
    for side, points in shares(told):
        assert (side[2:], *(points[box] for box in BOXES)) in rows
    answers = {row[0]: row[1] for row in book["Read me"].iter_rows(values_only=True, max_col=2)}
    assert all(answers[HEADS[cell["key"]]] == cell["answers"] for cell in told["cells"])


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "json"])
def test_every_format_says_what_it_is_for_and_what_it_was_made_from(made: Made, kind: str) -> None:
    data = made(kind)
    if kind == "pdf":
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    elif kind == "xlsx":
        sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
        text = " ".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row)
    else:
        text = data.decode()
    flat = "".join(text.split())
    assert "1aa589be0dd5c458b06318e7849ebc463cd8e6f5be7d29ceb3cb39c51bf4cb20" in flat
    for words in ("This report is for development", "Peers and partners are shown as one group", "perflead 0."):
        assert "".join(words.split()) in flat


@pytest.mark.parametrize("kind", FORMATS)
def test_two_exports_of_one_report_are_the_same_bytes(made: Made, kind: str) -> None:
    folder = sample_dir() / SAMPLE / RESULTS
    material = material_of_file(*(folder / name / "report.json" for name in ("review", "earlier", "agency")))
    plan = Plan(leader="Jordan Rivera", focus=[Focus(competency="PPL", label="x", behaviour="I ask first.")])
    assert render(Subject(material, plan), kind, Look("en", width=120)) == made(kind)
