"""A document as one HTML file: no script, nothing that is loaded, pictures within, for light and dark and for paper.

The Content-Security-Policy forbids everything but the one style sheet, which it names by its hash (CSP Level 3, section
2.3.1): even if a piece of text became markup, it could neither run nor send anything. Pictures are drawn twice, for a
page and for a telephone, and the style sheet shows one of them; they take their colours from its variables.
"""

import base64
import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count, groupby
from pathlib import Path

from perflead_tui.export import charts
from perflead_tui.export.colours import INKS, Palette, by_day_and_night, printed
from perflead_tui.export.document import Block, Document, Field, Figure, Heading, Listing, Quotes, Section, Table, Words
from perflead_tui.export.markup import Markup, joined, tag
from perflead_tui.i18n import _, speaking
from perflead_tui.text import clean, clean_line

_STYLE = Path(__file__).with_name("templates") / "report.css"
_FROM_THE_RIGHT = frozenset(
    {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
)  # scripts, by their languages
_VARIABLES: Palette = {ink: f"var(--{ink})" for ink in INKS}


def html(document: Document, *, theme: str = "") -> str:
    """`document` as HTML, in the colours of the theme of this name and of its counterpart by day or by night.

    The same bytes for the same document and theme. Raises PerfleadError if matplotlib, which draws the pictures, is not
    installed.
    """
    with speaking(document.language):
        page = _Page()
        style = _style(document, theme)
        head = tag("head", *_head(document, style))
        body = tag("body", *_body(document, page))
    direction = "rtl" if document.language[:3].split("-")[0] in _FROM_THE_RIGHT else "ltr"
    whole = tag("html", "\n", head, "\n", body, "\n", lang=clean_line(document.language), dir=direction)
    return f"<!DOCTYPE html>\n{whole}\n"


def _head(document: Document, style: Markup) -> Iterator[str]:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield tag("meta", charset="utf-8")
    yield tag("meta", http_equiv="Content-Security-Policy", content=policy)
    yield tag("meta", name="viewport", content="width=device-width, initial-scale=1")
    yield tag("meta", name="color-scheme", content="light dark")
    yield tag("meta", name="referrer", content="no-referrer")
    yield tag("title", clean_line(f"{document.title} · {document.subtitle}"))
    yield tag("style", style)


def _style(document: Document, theme: str) -> Markup:
    """The style sheet with the colours by day, by night and on paper, and the foot of printed pages."""
    light, dark = by_day_and_night(theme)
    foot = f"@page {{ @bottom-left {{ content: {_in_style(document.foot)}; }} }}"
    return Markup(
        f"\n:root {{ {_colors(light)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {_colors(dark)} }} }}\n"
        f"@media print {{ :root {{ {_colors(printed())} }} }}\n"
        f"{foot}\n{_sheet()}"
    )


@cache
def _sheet() -> str:
    return _STYLE.read_text("utf-8").replace("\r\n", "\n")


def _colors(palette: Palette) -> str:
    return " ".join(f"--{ink}: {palette[ink]};" for ink in INKS)


def _in_style(words: str) -> str:
    """Text as a string of a style sheet, each character by its number: nothing in it can end the string."""
    return '"' + "".join(f"\\{ord(char):06x}" for char in clean_line(words)) + '"'


class _Page:
    """Gives out the ids of a page, each once, and knows the heading under which a block stands."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._said = ""

    def heading(self, words: str) -> str:
        """The words of a heading, which stands above what comes next."""
        self._said = words
        return words

    def name_of(self, words: str) -> dict[str, str]:
        """How a caption is shown: one in the words of the heading above it is for screen readers alone."""
        return {"class_": "unseen"} if clean_line(words) == clean_line(self._said) else {}

    def id(self, kind: str) -> str:
        """An id that no other element has."""
        return f"{kind}-{next(self._numbers)}"


def _body(document: Document, page: _Page) -> Iterator[str]:
    yield tag("a", _("Skip to the report"), class_="skip", href="#report")
    yield tag("header", tag("h1", document.title), tag("p", document.subtitle))
    links = [tag("li", tag("a", each.title, href=f"#{each.key}")) for each in document.sections]
    contents = tag("h2", _("Contents"), id="contents")
    yield tag("nav", contents, tag("ol", *links), aria_labelledby="contents")
    yield "\n"
    yield tag("main", *(_section(each, page) for each in document.sections), id="report", tabindex="-1")
    yield tag("footer", tag("p", document.foot))


def _section(section: Section, page: _Page) -> Markup:
    heading = f"{section.key}-heading"
    title = tag("h2", page.heading(section.title), id=heading)
    parts: list[Markup] = []
    for fields, blocks in groupby(section.blocks, key=lambda block: isinstance(block, Field)):
        found = list(blocks)
        parts += [_fields(found)] if fields else [_block(each, page, heading) for each in found]
    return joined(tag("section", title, *parts, id=section.key, aria_labelledby=heading), "\n")


def _block(block: Block, page: _Page, heading: str) -> Markup:
    match block:
        case Words():
            return _paragraphs(block.text, "note" if block.note else "")
        case Listing():
            return tag("ul", *(tag("li", line) for line in block.lines))
        case Table():
            return _table(block, page, heading)
        case Figure():
            return _figure(block, page)
        case Quotes():
            quotes = [tag("blockquote", _paragraphs(each)) for each in block.texts]
            return tag("figure", tag("figcaption", block.source), *quotes, class_="quotes")
        case Heading():
            return tag("h3", page.heading(block.text))
        case Field():
            return _fields([block])


def _paragraphs(words: str, kind: str = "") -> Markup:
    """A paragraph for each line that is not empty."""
    lines = [line for line in clean(words).split("\n") if line.strip()]
    return joined(*(tag("p", line, class_=kind) if kind else tag("p", line) for line in lines))


def _fields(fields: Sequence[Block]) -> Markup:
    """Names with their words; where there are none, a line to write on."""
    found = [each for each in fields if isinstance(each, Field)]
    return tag("dl", *(tag("div", tag("dt", each.name), _written(each.words)) for each in found))


def _written(words: str) -> Markup:
    if clean(words).strip():
        return tag("dd", _paragraphs(words))
    return tag("dd", tag("span", _("empty: room to write"), class_="unseen"), class_="blank")


def _figure(figure: Figure, page: _Page) -> Markup:
    """The picture in two widths, what it shows, and the same numbers as a table that opens and is always printed."""
    name = page.id("figure")
    pictures = [_picture(figure, page, charts.WIDTH, "wide"), _picture(figure, page, charts.NARROW, "narrow")]
    table = tag("details", tag("summary", _("The numbers as a table")), _table(figure.table, page, name))
    caption = tag("figcaption", tag("span", figure.title, id=name), **page.name_of(figure.title))
    return tag("figure", caption, tag("p", figure.description, class_="note"), *pictures, table, class_="picture")


def _picture(figure: Figure, page: _Page, width: float, kind: str) -> Markup:
    drawn = charts.picture(figure.chart, palette=_VARIABLES, width=width)
    title, told = page.id("title"), page.id("description")
    inside = joined(tag("title", figure.title, id=title), tag("desc", figure.description, id=told), Markup(drawn.body))
    # An SVG element has an attribute with a capital letter, which `tag` keeps: viewBox.
    return tag("svg", inside, viewBox=drawn.box, role="img", aria_labelledby=f"{title} {told}", class_=kind)


def _table(table: Table, page: _Page, heading: str) -> Markup:
    """A table in a group that scrolls by itself where it is wider than the page, and can be reached with the keys."""
    name = page.id("table") if clean_line(table.caption) else heading
    caption = [tag("caption", table.caption, id=name, **page.name_of(table.caption))] if name != heading else []
    rows = [joined(*(_cell(words, at, table) for at, words in enumerate(row))) for row in table.rows]
    heads = [_head_cell(words, at, table) for at, words in enumerate(table.heads)]
    inside = tag("table", *caption, tag("thead", tag("tr", *heads)), tag("tbody", *(tag("tr", row) for row in rows)))
    return tag("div", inside, class_="scroll", role="group", aria_labelledby=name, tabindex="0")


def _cell(words: str, at: int, table: Table) -> Markup:
    """An entry; the first one names its row."""
    number = {"class_": "number"} if at in table.numbers else {}
    return tag("td", words, **number) if at else tag("th", words, scope="row", **number)


def _head_cell(words: str, at: int, table: Table) -> Markup:
    """The name of a column; above numbers, the glyph it begins with stands over the name."""
    number = {"class_": "number"} if at in table.numbers else {}
    glyph, space, name = words.partition(" ")
    if number and space and len(glyph) == 1 and unicodedata.category(glyph) == "So":
        return tag("th", tag("span", glyph, class_="glyph"), f" {name}", scope="col", **number)
    return tag("th", words, scope="col", **number)
