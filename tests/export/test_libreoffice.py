"""CSV and XLSX with hostile text, opened by LibreOffice: no cell is a formula or a link.

LibreOffice is too large to install for this alone, so without it these tests are skipped, in CI as well; there openpyxl
reads the workbooks (`test_xlsx.py`), and csv the tables (`test_csv.py`).
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from perflead_tui.export.csv import csv_table
from perflead_tui.export.plan_alone import PlanAlone, plan_csv
from perflead_tui.export.xlsx import plan_xlsx, xlsx
from perflead_tui.results.plan import Focus, Plan
from tests.export.sheets import hostile
from tests.hostile.corpus import CELLS

CELL, FORMULA, LINK = (
    "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-cell",
    "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula",
    "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}a",
)
PARTED_AT = {"comma": 44, "semicolon": 59, "tab": 9}
EVERYWHERE = [CELLS[at] for at in (0, 1, 3, 6, 7, 9)]  # one with each sign, blanks and quotation marks before it
CONTROL = '=1+1,"=1+1",+1+1,@SUM(1;2)\r\n'

Convert = Callable[..., dict[str, ElementTree.Element]]


@pytest.fixture(scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Opens files with LibreOffice Calc and gives their documents by name; with a separator they are CSV."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("office")

    def run(files: list[Path], separator: int | None = None) -> dict[str, ElementTree.Element]:
        out = tmp_path_factory.mktemp("out")
        args = [program, "--headless", f"-env:UserInstallation={folder.as_uri()}", "--convert-to", "fods"]
        if separator is not None:
            # UTF-8, all from line 1, numbers as they are, and formulas where text begins as one.
            args.append(
                f"--infilter=Text - txt - csv (StarCalc):{separator},34,76,1,,0,false,true,false,false,false,0,true"
            )
        subprocess.run([*args, "--outdir", out, *files], check=True, timeout=240, capture_output=True)
        return {path.stem: ElementTree.parse(path).getroot() for path in out.iterdir()}

    return run


def formulas(document: ElementTree.Element) -> list[str]:
    return [cell.attrib[FORMULA] for cell in document.iter(CELL) if FORMULA in cell.attrib]


def words(document: ElementTree.Element) -> str:
    return "".join(document.itertext())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook and a table of a report, and of a plan alone: some texts in every field, all of them as comments."""
    made = tmp_path_factory.mktemp("files")
    for at, text in enumerate(EVERYWHERE):
        found, questions = hostile(text)
        said = [comments.model_copy(update={"texts": CELLS}) for comments in found.comments.anonymous]
        found = found.model_copy(update={"comments": found.comments.model_copy(update={"anonymous": said})})
        plan = Plan(leader=text, focus=[Focus(competency="x", label=text, behaviour=text)], message=text)
        alone = PlanAlone.of_report(plan, found, questions)
        (made / f"report-{at}.xlsx").write_bytes(xlsx(found, questions, "en", plan))
        (made / f"plan-{at}.xlsx").write_bytes(plan_xlsx(alone))
        (made / f"report-{at}.csv").write_text(csv_table(found, questions), "utf-8", newline="")
        (made / f"plan-{at}.csv").write_text(plan_csv(alone), "utf-8", newline="")
    (made / "control.csv").write_text(CONTROL, "utf-8", newline="")
    return made


def test_a_workbook_has_no_formula_and_no_link(convert: Convert, folder: Path) -> None:
    found = convert(sorted(folder.glob("*.xlsx")))
    assert len(found) == 2 * len(EVERYWHERE)
    for name, document in found.items():
        assert formulas(document) == [] and not list(document.iter(LINK)), name
        assert len(words(document)) > 100, name


@pytest.mark.parametrize("separator", PARTED_AT)
def test_a_table_has_no_formula_whatever_parts_its_cells(convert: Convert, folder: Path, separator: str) -> None:
    found = convert(sorted(folder.glob("*.csv")), PARTED_AT[separator])
    control = found.pop("control")
    assert formulas(control), "it takes text for formulas here, so that there is something to find"
    assert len(found) == 2 * len(EVERYWHERE)
    for name, document in found.items():
        assert formulas(document) == [] and not list(document.iter(LINK)), name
        assert "level" in words(document) or "focus" in words(document), name
