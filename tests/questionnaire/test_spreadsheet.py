"""Spreadsheets become questionnaires, whatever the order of their columns, and formulas and bombs do nothing."""

import io
import random
import time
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import speaking
from perflead_tui.questionnaire.importing.files import import_file
from perflead_tui.questionnaire.importing.result import Imported
from perflead_tui.questionnaire.importing.template import template
from perflead_tui.questionnaire.loading import parse
from perflead_tui.questionnaire.model import Questionnaire


def from_csv(folder: Path, text: str | bytes, name: str = "q.csv", language: str = "en") -> Imported:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return import_file(path, language)


def from_rows(folder: Path, *rows: tuple[object, ...]) -> Imported:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(folder / "q.xlsx")
    return import_file(folder / "q.xlsx")


def loaded(found: Imported) -> Questionnaire:
    assert found.problems == []
    return parse(found.yaml.encode(), "q.yaml")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_is_a_sound_questionnaire(tmp_path: Path, ending: str, language: str) -> None:
    path = tmp_path / f"example.{ending}"
    with speaking(language):
        path.write_bytes(template(path))
    found = import_file(path)
    questionnaire = loaded(found)
    assert found.lost == ()
    assert [c.key for c in questionnaire.competencies] == ["PLAN", "HEAR"]
    assert [item.key for item in questionnaire.items] == ["plan1", "plan2", "hear1"]
    assert questionnaire.items[0].text.for_reader("es", own=True) == "Digo con tiempo lo que viene."
    assert [point["en"] for point in questionnaire.scale.points] == ["Never", "Sometimes", "Often", "Always"]
    assert questionnaire.scale.not_observed == {"en": "I could not see this", "es": "No he podido verlo"}
    assert questionnaire.hint is not None
    assert questionnaire.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True) == found.document


def test_a_list_of_lines_is_enough(tmp_path: Path) -> None:
    found = from_csv(tmp_path, "Competency,Text\nListens,Asks first.\nPlans,Has a plan.\nListens,Hears bad news.\n")
    questionnaire = loaded(found)
    assert [(c.name["en"], len(c.items)) for c in questionnaire.competencies] == [("Listens", 2), ("Plans", 1)]
    assert len(questionnaire.scale.points) == 5
    assert "title, scale, instructions, stem, groups" in found.changed[-1].what


def test_columns_may_stand_in_any_order_and_in_spanish(tmp_path: Path) -> None:
    text = (
        "Yo (es);Frase inglés;Competencia es;TEXTO_es;Clave;Competencia en\n"
        "Pregunto.;Asks.;Escucha;Pregunta.;H1;Listens\n"
        ";Hears.;Escucha;Oye.;H2;Listens\n"
    )
    found = loaded(from_csv(tmp_path, text))
    assert found.languages == ["en", "es"]
    assert found.competencies[0].name == {"en": "Listens", "es": "Escucha"}
    assert [item.key for item in found.items] == ["H1", "H2"]
    assert found.items[1].text.for_reader("es", own=True) == "Oye."


def test_a_column_without_a_language_is_in_the_language_that_is_given(tmp_path: Path) -> None:
    assert loaded(from_csv(tmp_path, "Texto\nPregunta.\n", language="es")).languages == ["es"]
    with pytest.raises(PerfleadError, match="not the code of a language"):
        from_csv(tmp_path, "Texto\nPregunta.\n", language="spanish")


def test_lines_go_to_the_competency_that_they_name_or_the_one_above(tmp_path: Path) -> None:
    text = (
        "kind,key,competency,en\ncompetency,A,,First\n,,,one\ncompetency,B,,Second\n,,,two\n,,First,three\n,,A,four\n"
    )
    found = loaded(from_csv(tmp_path, text))
    assert [[item.text.other["en"] for item in c.items] for c in found.competencies] == [
        ["one", "three", "four"],
        ["two"],
    ]


def test_a_missing_translation_is_told(tmp_path: Path) -> None:
    found = from_csv(tmp_path, "competency,en,es\nListens,Asks.,Pregunta.\n,Hears.,\n,Sees.,Ve.\n")
    assert [problem.field for problem in found.problems] == [
        "competencies[0].name",
        "competencies[0].items[1].text.other",
    ]


def test_the_scale_is_read_from_its_rows(tmp_path: Path) -> None:
    points = "".join(f"point,{words}\n" for words in ("Always", "Sometimes", "Never", "Not applicable"))
    found = from_csv(tmp_path, f"kind,en\nline,Asks.\n{points}")
    scale = loaded(found).scale
    assert [point["en"] for point in scale.points] == ["Never", "Sometimes", "Always"]
    assert scale.not_observed == {"en": "Not applicable"}
    with pytest.raises(PerfleadError, match="The scale has 2 answers"):
        from_csv(tmp_path, "kind,en\nline,Asks.\npoint,Yes\npoint,No\n")


def test_what_is_not_known_is_reported(tmp_path: Path) -> None:
    found = from_csv(tmp_path, "kind,en,weight,no\nline,Asks.,3,1\nslider,How much?,,\nline,,,9\n")
    assert list(map(str, found.lost)) == [
        "column weight: there is no such column in perflead.",
        "column no: there is no such column in perflead.",
        "row 3: there is no kind of row called slider.",
        "row 4: it has no text.",
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_usual_separator_does(tmp_path: Path, separator: str) -> None:
    text = f'competency{separator}en\nListens{separator}"Asks; and, then	waits."\n'
    assert loaded(from_csv(tmp_path, text)).items[0].text.other["en"] == "Asks; and, then waits."


def test_an_old_windows_encoding_is_read_and_told(tmp_path: Path) -> None:
    found = from_csv(tmp_path, "competencia,es\nDirección,Escúchenos.\n".encode("cp1252"))
    assert loaded(found).items[0].text.other["es"] == "Escúchenos."
    assert any("Latin-1" in note.what for note in found.changed)


def test_the_sign_that_guards_a_cell_is_taken_off(tmp_path: Path) -> None:
    found = loaded(from_csv(tmp_path, "competency,en\nA,'=1+1 is the answer\nA,'Tis so\n"))
    assert [item.text.other["en"] for item in found.items] == ["=1+1 is the answer", "'Tis so"]


def test_formulas_are_not_computed_and_told(tmp_path: Path) -> None:
    rows = (("competency", "en"), ("A", "Asks."), ("A", '=HYPERLINK("http://example.com","x")'))
    found = from_rows(tmp_path, *rows)
    assert [item.text.other["en"] for item in loaded(found).items] == ["Asks."]
    assert "formulas are not computed" in str(found.changed[0])
    assert "B3" in str(found.changed[0])


def test_the_sheet_with_the_lines_is_found_and_others_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Notes"
    book.active.append(["Written by Jo"])
    book.create_sheet("Hidden").append(["en"])
    book["Hidden"].sheet_state = "hidden"
    sheet = book.create_sheet("Lines")
    for row in (["Our questionnaire"], [], ["competency", "en"], ["A", "Asks."], ["A", 7]):
        sheet.append(row)
    book.save(tmp_path / "q.xlsx")
    found = import_file(tmp_path / "q.xlsx")
    assert [item.text.other["en"] for item in loaded(found).items] == ["Asks.", "7"]
    assert list(map(str, found.lost)) == ["Notes: this sheet was not read."]


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def with_sheet(folder: Path, xml: bytes) -> bytes:
    """A workbook whose first sheet is `xml`."""
    from_rows(folder, ("en",), ("Asks.",))
    out = io.BytesIO()
    with zipfile.ZipFile(folder / "q.xlsx") as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return out.getvalue()


MAIN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
BOMB = (
    b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (b"%d" % (n - 1) if n else b"") * 10) for n in range(10))
    + b"]>"
)


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (BOMB + MAIN + b'<row r="1"><c r="A1" t="str"><v>&a9;</v></c></row></sheetData></worksheet>', "damaged"),
        (MAIN + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>', "no column of texts"),
        (MAIN + b"<row><c><v>1</v></c></row>" * 100_000 + b"</sheetData></worksheet>", "unpacks to more"),
        (MAIN + b'<row r="x"><c r="??"><v>1</v></c></row></sheetData></worksheet>', "damaged"),
        (b"<a>" * 50_000, "damaged|no column of texts"),
        (b" " * 9 * 1024 * 1024, "unpacks to more"),
    ],
    ids=["entities", "far away", "long", "bad numbers", "deep", "zip bomb"],
)
def test_a_hostile_workbook_is_refused_at_once(tmp_path: Path, sheet: bytes, words: str) -> None:
    path = tmp_path / "hostile.xlsx"
    path.write_bytes(with_sheet(tmp_path, sheet))
    started = time.process_time()
    with pytest.raises(PerfleadError, match=words):
        import_file(path)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (packed(a_dot_txt=b"x"), "q.xlsx", "not an .xlsx spreadsheet"),
        (b"PK\x03\x04 but no more", "q.xlsx", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "q.xlsx", "old kind"),
        (b"\x00\x01\x02", "q.csv", "not a table of text"),
        (b"", "q.csv", "is empty"),
        (b"\n\n", "q.csv", "no column of texts"),
        (b"name,group\nJo,peers\n", "q.csv", "no column of texts"),
        (b"en\n" + b"x\n" * 6000, "q.csv", "more than 5000 rows"),
        (b"en\n", "q.csv", "no line that perflead can ask"),
        (b"en\nx\n", "q.ods", "cannot tell what"),
    ],
    # Named: an archive in a test's name would hold the second at which it was made, and each process makes its own.
    ids=["archive", "cut", "old Excel", "bytes", "empty", "blank", "no texts", "too long", "only a heading", "other"],
)
def test_a_file_that_is_no_such_spreadsheet_is_refused(tmp_path: Path, data: bytes, name: str, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(PerfleadError, match=words):
        import_file(tmp_path / name)


def test_control_characters_do_not_come_through(tmp_path: Path) -> None:
    found = from_csv(tmp_path, "competency,en\n\x1b[2JA\u202e,Asks\x07 \u2066now.\n".encode())
    assert found.problems == []
    assert loaded(found).items[0].text.other["en"] == "Asks now."
    assert "\x1b" not in "\n".join(found.summary())


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_mutilated_spreadsheet_gives_a_questionnaire_or_a_refusal(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"q.{ending}"
    whole = template(path)
    rng = random.Random(ending)
    for _n in range(40):
        data = bytearray(whole)
        for _accident in range(rng.randint(1, 6)):
            at = rng.randrange(len(data))
            data[at : at + rng.choice([1, 1, 1, 40])] = rng.randbytes(rng.choice([0, 1, 30]))
        path.write_bytes(bytes(data) or b"x")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                found = import_file(path)
            except PerfleadError as error:
                assert error.message
            else:
                assert all(problem.message for problem in found.problems)
