import hashlib
import importlib
import io
import subprocess
import sys
from collections.abc import Iterator

import pypdf
import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.export import contents, typeset
from perflead_tui.export.chartdata import ChartSeries, DotPlot, DotRow
from perflead_tui.export.document import Block, Document, Field, Figure, Heading, Listing, Quotes, Section, Table, Words
from perflead_tui.export.pdf import pdf
from perflead_tui.export.plan_alone import PlanAlone
from perflead_tui.export.typeset import Paper
from perflead_tui.flows.debrief import Debrief, Material
from perflead_tui.flows.demo import demo
from perflead_tui.results.plan import Focus, Plan
from perflead_tui.results.report import Mean
from tests.export.sheets import hostile as hostile_report
from tests.hostile.corpus import TYPST


def document(*blocks: Block, language: str = "en", foot: str = "Jordan Rivera", key: str = "reading") -> Document:
    section = Section(key, "How to read this", blocks)  # type: ignore[arg-type]
    return Document("Jordan Rivera", "closed on November 13, 2026", language, (section,), foot)


def table(rows: int = 2, caption: str = "Means") -> Table:
    return Table(caption, ("Line", "◆ Self"), tuple((f"line {n}", "4.1") for n in range(rows)), frozenset({1}))


def figure() -> Figure:
    chart = DotPlot(1, 5, (ChartSeries("Self", "◆", "self"),), (DotRow("Planning", (Mean(mean=4.1),)),))
    return Figure("All competencies", "A dot for every side.", chart, table())


def text_of(data: bytes) -> str:
    """All words of a PDF in the order of its pages, one space between them."""
    return " ".join(" ".join(page.extract_text() for page in read(data).pages).split())


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data), strict=True)


def titles(entries: list[object]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, list):
            yield from titles(entry)
        else:
            yield entry["/Title"]  # type: ignore[index]


@pytest.fixture(scope="module")
def material() -> Material:
    with demo() as shown, Debrief.of_review(shown.vault, shown.review, **shown.beside) as debrief:
        return debrief.material


def plan_of(material: Material) -> Plan:
    first = material.questionnaire.competencies[0].key
    return Plan(leader="Jordan Rivera", focus=[Focus(competency=first, label="People", behaviour="Ask first.")])


def of_demo(material: Material, *, language: str = "en") -> Document:
    return contents.document(
        material.report,
        material.questionnaire,
        language,
        plan=plan_of(material),
        before=material.before,
        agency=material.agency,
        agency_questionnaire=material.agency_questionnaire,
    )


@pytest.fixture(scope="module")
def made(material: Material) -> bytes:
    return pdf(of_demo(material))


@pytest.mark.parametrize(("paper", "language"), [("a4", "en"), ("letter", "en"), ("letter", "es")])
def test_the_demo_report_has_at_most_14_pages_of_the_paper(material: Material, paper: Paper, language: str) -> None:
    found = read(pdf(of_demo(material, language=language), paper=paper))
    assert 5 < len(found.pages) <= 14
    width, height = found.pages[0].mediabox[2:]
    assert (round(width), round(height)) == {"a4": (595, 842), "letter": (612, 792)}[paper]


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_plan_alone_is_one_page(material: Material, paper: Paper) -> None:
    alone = PlanAlone.of_report(plan_of(material), material.report, material.questionnaire)
    found = pdf(contents.plan_document(alone, "en"), paper=paper)
    assert len(read(found).pages) == 1
    assert "Ask first." in text_of(found)
    assert text_of(found).endswith("Page 1 of 1")


def test_the_plan_of_a_report_has_a_page_of_its_own(material: Material, made: bytes) -> None:
    asked = of_demo(material)
    pages = [page.extract_text() for page in read(made).pages]
    plan = next(each.title for each in asked.sections if each.key == "plan")
    about = next(each.title for each in asked.sections if each.key == "about")
    [at] = [at for at, page in enumerate(pages) if page.strip().startswith(plan)]
    assert pages[at + 1].strip().startswith(about)
    assert "Signed" in pages[at]


def test_every_word_of_the_demo_is_real_text_in_order(material: Material, made: bytes) -> None:
    asked = of_demo(material)
    text = "".join(text_of(made).split())
    place = 0
    for section in asked.sections:
        place = text.index("".join(section.title.split()), place)
        for block in section.blocks:
            said = block.rows[-1][0] if isinstance(block, Table) else block.text if isinstance(block, Words) else ""
            assert "".join(said.split()) in text[place:]


def test_each_page_ends_in_the_foot_and_its_number() -> None:
    found = read(pdf(document(*(Words("word " * 300) for _n in range(6)), foot="for development")))
    count = len(found.pages)
    assert count > 1
    for number, page in enumerate(found.pages, 1):
        assert " ".join(page.extract_text().split()).endswith(f"for development Page {number} of {count}")


def test_a_pdf_is_tagged_has_its_title_and_language_and_names_no_author_and_no_date() -> None:
    found = read(pdf(document(figure(), language="es")))
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "es"
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    assert found.metadata is not None
    assert found.metadata.title == "Jordan Rivera"
    assert not {"/Author", "/CreationDate", "/ModDate"} & found.metadata.keys()


def test_sections_and_headings_are_bookmarks(material: Material, made: bytes) -> None:
    asked = of_demo(material)
    found = list(titles(read(made).outline))  # type: ignore[arg-type]
    wanted = [
        words
        for section in asked.sections
        for words in (section.title, *(each.text for each in section.blocks if isinstance(each, Heading)))
    ]
    assert found == wanted


def test_a_picture_says_what_it_shows_and_its_numbers_stand_below_it() -> None:
    data = pdf(document(figure()))
    assert b"All competencies. A dot for every side." in b"".join(_alternatives(read(data)))
    assert "line 1 4.1" in text_of(data)


def _alternatives(found: pypdf.PdfReader) -> Iterator[bytes]:
    for number in range(1, len(found.xref[0]) + 500):
        value = found.get_object(number) if number < found.trailer["/Size"] else None
        if isinstance(value, pypdf.generic.DictionaryObject) and "/Alt" in value:
            yield str(value["/Alt"]).encode()


def test_two_exports_are_the_same_bytes_in_two_processes_too(material: Material, made: bytes) -> None:
    asked = document(figure(), Quotes("Peers", ("One.",)))
    code = (
        "import hashlib; from tests.export.test_pdf import *;"
        "print(hashlib.sha256(pdf(document(figure(), Quotes('Peers', ('One.',))))).hexdigest())"
    )
    elsewhere = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert hashlib.sha256(pdf(asked)).hexdigest() == elsewhere.stdout.strip()
    assert pdf(of_demo(material)) == made


@pytest.mark.parametrize(
    "block",
    [
        Words(TYPST),
        Listing((TYPST,)),
        Table(TYPST, (TYPST, TYPST), ((TYPST, TYPST),), frozenset({1})),
        Quotes(TYPST, (TYPST,)),
        Heading(TYPST),
        Field(TYPST, TYPST),
    ],
    ids=lambda block: type(block).__name__,
)
def test_what_looks_like_markup_is_shown_as_it_is(block: Block) -> None:
    text = "".join(text_of(pdf(document(block))).split())
    assert "".join(TYPST.split()) in text
    assert "root:" not in text


def test_a_report_that_is_hostile_in_every_field_is_set_as_text() -> None:
    report, questions = hostile_report(TYPST)
    plan = Plan(leader=TYPST, focus=[Focus(competency="x", label=TYPST, behaviour=TYPST)], message=TYPST)
    text = "".join(text_of(pdf(contents.document(report, questions, "en", plan=plan))).split())
    assert text.count("".join(TYPST.split())) > 5


def test_hostile_titles_and_feet_are_shown_as_they_are() -> None:
    hostile = Document(TYPST, TYPST, "#panic()", (Section("reading", TYPST, (Words("."), figure())),), TYPST)
    found = pdf(hostile)
    assert "".join(text_of(found).split()).count("".join(TYPST.split())) == 3
    assert read(found).metadata["/Title"] == TYPST  # type: ignore[index]
    assert read(found).trailer["/Root"]["/Lang"] == "en"


def test_words_of_4000_letters_stay_on_the_paper() -> None:
    long = "x" * 4000
    found = read(pdf(document(Words(long), Quotes("Peers", (long,)), Table("", ("Line", "Self"), ((long, "4.1"),)))))
    count = 0
    for page in found.pages:
        for line in page.extract_text().replace("\u200b", "").splitlines():
            count += line.count("x")
            assert len(line) < 140
    assert count == 3 * 4000


def test_control_characters_do_not_reach_a_page() -> None:
    text = text_of(pdf(document(Words("a\x1b[31m\x00b\u202ec\u2066d\ud800e"), Quotes("Q\x07", ("f\x9bg",)))))
    assert "a[31mbcde" in text
    assert "fg" in text
    assert not any(ord(letter) < 32 or letter in "\u202e\u2066\x9b" for letter in text)


def test_every_script_is_text_that_can_be_copied() -> None:
    words = ["Ελληνικά", "Привет", "≥4.5", "◆●▲■○├┤", "مرحبا"]
    text = text_of(pdf(document(*map(Words, [*words, "שלום"]))))
    for word in words:
        assert word in text
    assert "שלום" in text or "שלום"[::-1] in text
    assert "box" not in text


@pytest.mark.parametrize("word", ["漢字", "한국어", "ไทย", "👩‍🚒", "हिन्दी"])
def test_what_no_font_has_is_a_box_that_is_copied_as_itself(word: str) -> None:
    data = pdf(document(Words(word)))
    page = read(data).pages[0]
    contents = page.get_contents()
    assert contents is not None
    assert b"/ActualText" in contents.get_data() or word in page.extract_text()
    assert "A sign in a box stands for a character" in text_of(data)
    assert b"pdfuaid:part>1<" in read(data).trailer["/Root"]["/Metadata"].get_data()


def test_a_short_table_is_not_split_and_the_heads_of_a_long_one_come_again() -> None:
    filler = Words("word " * 540)
    pages = [page.extract_text() for page in read(pdf(document(filler, table(6)))).pages]
    assert sum("line " in page for page in pages) == 1
    pages = [page.extract_text() for page in read(pdf(document(table(90)))).pages]
    assert len(pages) > 1
    assert all("Line" in page for page in pages)


@pytest.mark.parametrize("module", ["typst", "matplotlib"])
def test_without_the_extra_it_says_what_to_install(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    typeset._compiler.cache_clear()
    with pytest.raises(PerfleadError) as caught:
        pdf(document(Words("one")))
    assert "perflead-tui[coach]" in str(caught.value.hint)


def test_no_template_can_read_what_lies_outside_its_folder() -> None:
    compiler = typeset._compiler("report.typ")
    typst = importlib.import_module("typst")
    for path in ("/etc/passwd", "../pdf.py", "../../../pyproject.toml"):
        with pytest.raises(typst.TypstError):
            compiler.compile(input=f'#read("{path}")'.encode(), format="pdf")
    typeset._compiler.cache_clear()  # the input of bytes stays with the compiler
