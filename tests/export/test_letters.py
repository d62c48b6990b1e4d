import dataclasses
import datetime
import io
import sys

import pypdf
import pytest
import segno

from perflead_tui.errors import PerfleadError
from perflead_tui.export import letters as letters_module
from perflead_tui.export.letters import Letter, letters
from perflead_tui.export.typeset import Paper
from tests.hostile.corpus import TYPST_NAME

LETTER = Letter(
    leader="Jordan Rivera",
    asked_by="Dana Whitfield (coach)",
    answer_by=datetime.date(2026, 12, 15),
    group="Frontline",
    language="en",
    code="7ZQ4-0M2D-K9RT-VC3X",
    fingerprint="amber-fossil-kite-lunar-motor-nest",
    minutes=8,
    promises=("They are sealed.", "Your group is shown from 4 answers on."),
)


def like(**changes: object) -> Letter:
    return dataclasses.replace(LETTER, **changes)  # type: ignore[arg-type]


def pages_of(data: bytes) -> list[str]:
    found = pypdf.PdfReader(io.BytesIO(data), strict=True)
    return [" ".join(page.extract_text().replace("\u200b", "").split()) for page in found.pages]


def test_a_letter_says_who_asks_what_happens_and_how_to_answer() -> None:
    [page] = pages_of(letters([LETTER]))
    wanted = [
        "You are asked about Jordan Rivera",
        "Asked by Dana Whitfield (coach) · answer by December 15, 2026 · Frontline · about 8 minutes",
        "They are sealed.",
        "Your group is shown from 4 answers on.",
        "7ZQ4 0M2D K9RT VC3X",
        "perflead answer FILE",
        "amber-fossil-kite-lunar-motor-nest",
    ]
    place = 0
    for words in wanted:
        place = page.index(words, place)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_each_rater_has_one_page_in_the_order_given(paper: Paper) -> None:
    names = ["Ada", "Ben", "Cleo"]
    found = pages_of(letters([like(name=name) for name in names], paper=paper))
    assert [name for name, page in zip(names, found, strict=True) if page.startswith(name)] == names


def test_a_letter_with_many_words_is_still_one_page() -> None:
    many = like(
        name="N" * 4000,
        asked_by="a" * 4000,
        group="g" * 4000,
        place="p " * 500,
        file="f" * 4000,
        promises=("word " * 400,) * 8,
    )
    found = pages_of(letters([many, LETTER], paper="letter"))
    assert len(found) == 2
    assert all("amber-fossil" in page for page in found)


def test_the_name_stands_on_a_strip_above_and_nowhere_else() -> None:
    [page] = pages_of(letters([like(name="Sam Okafor")]))
    assert page.startswith("Sam Okafor For handing over.")
    assert page.count("Sam Okafor") == 1
    assert "handing over" not in pages_of(letters([LETTER]))[0]


def test_the_leader_is_asked_about_themself() -> None:
    [page] = pages_of(letters([like(own=True)]))
    assert page.startswith("You are asked about yourself Jordan Rivera · ")


def test_a_letter_is_in_the_language_of_its_rater() -> None:
    [first, second] = pages_of(letters([LETTER, like(language="es")]))
    assert "December 15, 2026" in first
    assert "15 de diciembre de 2026" in second


def test_the_square_holds_the_code_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    held = []
    real = segno.make_qr

    def watched(content: str, **settings: object) -> segno.QRCode:
        held.append(content)
        return real(content, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(segno, "make_qr", watched)
    letters([like(code="7zq4 0m2d k9rtvc3x", name="Sam")])
    assert held == ["7ZQ4-0M2D-K9RT-VC3X"]


def test_a_page_is_named_in_type_and_in_a_square_of_its_own_and_holds_no_code(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    real = segno.make_qr

    def make(content: str, **options: object) -> segno.QRCode:
        made.append(content)
        return real(content, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(segno, "make_qr", make)
    [page] = pages_of(letters([like(address="https://rate.example.gov")]))
    assert made == ["https://rate.example.gov", "7ZQ4-0M2D-K9RT-VC3X"] or made[::-1] == [
        "https://rate.example.gov",
        "7ZQ4-0M2D-K9RT-VC3X",
    ]
    assert "In a browser, on a phone too" in page and "https://rate.example.gov" in page
    assert "At a machine" not in page, "nobody is sent to a machine that there may not be"
    assert "Depot" in pages_of(letters([like(address="https://rate.example.gov", place="Depot")]))[0]
    long = like(
        address="https://reviews.parks-and-recreation.example.gov",
        place="Depot, break room",
        name="Ana Ros",
        promises=("Some words about what happens. " * 8,) * 6,
    )
    assert len(pages_of(letters([long]))) == 1


@pytest.mark.parametrize(
    "bad",
    [
        "rate.example.gov",
        "ftp://rate.example.gov",
        "https://rate.example.gov/7ZQ4-0M2D-K9RT-VC3X",
        "https://rate.example.gov?code=7ZQ4",
        "https://rate.example.gov/#7ZQ4",
        "https://7zq4@rate.example.gov",
        "https://",
        "https://x y",
        "https://rate.example.gov:x",
    ],
)
def test_what_is_no_address_for_everyone_is_refused(bad: str) -> None:
    with pytest.raises(PerfleadError, match="not the address of a page"):
        letters_module.web_address(bad)
    assert letters_module.web_address(" HTTPS://Rate.Example.gov/ ") == "https://rate.example.gov"
    assert letters_module.web_address("http://10.1.2.3:8360") == "http://10.1.2.3:8360"


def test_a_code_is_not_in_the_words_of_a_letter_as_an_object_nor_among_the_bookmarks() -> None:
    assert "7ZQ4" not in repr(LETTER)
    found = pypdf.PdfReader(io.BytesIO(letters([LETTER])))
    assert not found.outline
    assert found.metadata is not None
    assert found.metadata.title == "Letters"
    assert "/CreationDate" not in found.metadata


def test_letters_are_tagged_and_the_same_bytes_each_time() -> None:
    data = letters([LETTER, like(name="Sam")])
    assert data == letters([LETTER, like(name="Sam")])
    assert pypdf.PdfReader(io.BytesIO(data)).trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    words = dict.fromkeys(("leader", "asked_by", "group", "name", "place", "file", "fingerprint"), TYPST_NAME)
    [page] = pages_of(letters([like(**words, promises=(TYPST_NAME,))]))
    assert "".join(page.split()).count("".join(TYPST_NAME.split())) == 8
    assert "root:" not in page


def test_control_characters_do_not_reach_a_letter() -> None:
    [page] = pages_of(letters([like(leader="Jor\x1b[2Jdan\u202e", promises=("a\x00b\nc",))]))
    assert "Jor[2Jdan" in page
    assert "ab c" in page


def test_no_letters_make_an_empty_page() -> None:
    assert pages_of(letters([])) == [""]


@pytest.mark.parametrize("module", ["typst", "segno"])
def test_without_the_extra_it_says_what_to_install(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    letters_module.typeset.__globals__["_compiler"].cache_clear()
    with pytest.raises(PerfleadError) as caught:
        letters([LETTER])
    assert "perflead-tui[coach]" in str(caught.value.hint)
