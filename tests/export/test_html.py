"""A report as HTML: one strict file, well built, with all that the document says, and no text adds to it."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import pytest

from perflead_tui.export.document import Figure, Quotes, Table
from perflead_tui.export.html import html
from perflead_tui.text import clean
from tests.hostile.corpus import HTML as HOSTILE

from .pages import demo_document, filled

HTML, SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"


def parsed(page: str) -> Element:
    """The page as a browser reads it. Fails if it is not HTML as the standard has it."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    found = parser.parse(page)
    assert parser.errors == []
    return found


@pytest.fixture(scope="module")
def page() -> Element:
    """The demo's report."""
    return parsed(html(demo_document()))


def all_of(page: Element, *names: str) -> Iterator[Element]:
    """All elements of these names, in their order."""
    wanted = {f"{HTML}{name}" for name in names} | {f"{SVG}{name}" for name in names}
    return (each for each in page.iter() if each.tag in wanted)


def said(element: Element) -> str:
    """The words in an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def cells(table: Element) -> list[list[str]]:
    """The words of a table, row by row."""
    return [[said(cell) for cell in all_of(row, "th", "td")] for row in all_of(table, "tr")]


def attributes(page: Element) -> Iterator[tuple[str, str]]:
    """All attributes of a page, with their values."""
    return ((str(name), value) for each in page.iter() for name, value in each.attrib.items())


def policy(page: Element) -> str:
    """The Content-Security-Policy."""
    (found,) = (each for each in all_of(page, "meta") if each.get("http-equiv") == "Content-Security-Policy")
    return str(found.get("content"))


def test_every_number_and_word_of_the_document_is_on_the_page(page: Element) -> None:
    tables = [cells(table) for table in all_of(page, "table")]
    blocks = [block for section in demo_document().sections for block in section.blocks]
    wanted = [block.table if isinstance(block, Figure) else block for block in blocks]
    for table, found in zip([each for each in wanted if isinstance(each, Table)], tables, strict=True):
        assert found == [[" ".join(words.split()) for words in row] for row in (table.heads, *table.rows)]
    quotes = [said(each) for each in all_of(page, "blockquote")]
    assert quotes == [text for block in blocks if isinstance(block, Quotes) for text in block.texts]


def test_each_picture_has_a_title_a_description_and_its_numbers_as_a_table(page: Element) -> None:
    figures = [block for section in demo_document().sections for block in section.blocks if isinstance(block, Figure)]
    found = [each for each in all_of(page, "figure") if each.get("class") == "picture"]
    assert len(found) == len(figures) == 4
    for figure, element in zip(figures, found, strict=True):
        for picture in all_of(element, "svg"):
            title, told = all_of(picture, "title", "desc")
            assert (said(title), said(told)) == (figure.title, figure.description)
            assert (
                picture.get("role") == "img" and picture.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"
            )
        assert len(list(all_of(element, "table"))) == 1


def test_there_is_no_script_no_style_of_an_element_and_nothing_to_load(page: Element) -> None:
    assert not list(all_of(page, "script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "use"))
    for name, value in attributes(page):
        assert not name.startswith("on") and name not in {"style", "src", "srcset", "action", "data"}
        assert "href" not in name or value.startswith("#")
    assert not re.search(r"url\(|@import|expression|https?:", "".join(map(said, all_of(page, "style"))))


def test_the_policy_forbids_all_but_the_one_style_sheet(page: Element) -> None:
    (style,) = all_of(page, "style")
    digest = base64.b64encode(hashlib.sha256(str(style.text).encode()).digest()).decode()
    assert policy(page) == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_ids_are_given_once_and_what_names_one_finds_it(page: Element) -> None:
    ids = Counter(value for name, value in attributes(page) if name == "id")
    assert set(ids.values()) == {1}
    named = [part for name, value in attributes(page) if name == "aria-labelledby" for part in value.split()]
    links = [value[1:] for name, value in attributes(page) if name == "href"]
    assert links and set(named) | set(links) <= set(ids)


def test_headings_follow_each_other_without_a_jump(page: Element) -> None:
    levels = [int(each.tag[-1]) for each in all_of(page, "h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_contents_name_every_section_in_its_order(page: Element) -> None:
    (nav,) = all_of(page, "nav")
    assert [said(each) for each in all_of(nav, "a")] == [each.title for each in demo_document().sections]
    assert [each.get("id") for each in all_of(page, "section")] == [each.key for each in demo_document().sections]
    assert len(list(all_of(page, "header", "main", "footer"))) == 3


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_in_every_place(text: str) -> None:
    hostile, harmless = parsed(html(filled(text))), parsed(html(filled("word word")))
    outside = {f"{SVG}path", f"{SVG}text", f"{HTML}style"}  # how many lines a name takes depends on its length
    built = [Counter(each.tag for each in page.iter() if each.tag not in outside) for page in (hostile, harmless)]
    assert built[0] == built[1]
    assert {name for name, _value in attributes(hostile)} == {name for name, _value in attributes(harmless)}
    shown = " ".join(clean(text).split())
    for name in ("h1", "h2", "h3", "p", "li", "blockquote", "dt", "dd", "th", "td", "caption", "title", "desc"):
        assert any(shown in said(each) for each in all_of(hostile, name)), name
    (style,) = all_of(hostile, "style")
    assert "example.org" not in str(style.text)


def test_a_page_is_the_same_each_time_and_differs_by_theme() -> None:
    assert html(demo_document()) == html(demo_document())
    assert html(filled("a"), theme="perflead-contrast-dark") != html(filled("a"))
    assert html(filled("a"), theme="no such theme") == html(filled("a"))


def test_a_page_says_its_language_and_which_way_it_is_read() -> None:
    for language, direction in (("en", "ltr"), ("es", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ('"><b>', "ltr")):
        root = parsed(html(filled("a", language)))
        assert (root.get("lang"), root.get("dir")) == (language, direction)


def test_an_empty_field_is_a_line_to_write_on() -> None:
    page = parsed(html(filled("word")))
    fields = [each.get("class") for each in all_of(page, "dd")]
    assert fields == [None, "blank"]


def test_a_report_without_pictures_or_words_is_a_page_too() -> None:
    page = parsed(html(filled("")))
    assert list(all_of(page, "main")) and not list(all_of(page, "caption"))
