"""A document as a PDF: pages set by typst, with bookmarks, tags and the text of its pictures for those who hear it."""

import json
import re
from collections.abc import Sequence
from typing import Any

from perflead_tui.export import charts
from perflead_tui.export.colours import Palette, printed
from perflead_tui.export.document import Block, Document, Field, Figure, Heading, Listing, Quotes, Section, Table, Words
from perflead_tui.export.typeset import PAPERS, Paper, inks_of, language_of, note_on, typeset
from perflead_tui.i18n import _, speaking
from perflead_tui.text import clean

MOST_PAGES = 14
"""A report of more pages is set closer, and its tables may be split."""

_COUNT = re.compile(rb"NPages>([0-9]+)<")
_LETTER, _FIGURE, _GAPS = 0.47, 0.45, 0.9  # em: a letter and a figure on average, the room at both sides of a column
_WIDEST, _HEAD = 7.0, 7.2  # em: the most that a column of numbers takes, and the most that its head alone asks for
_UNBROKEN = 13  # letters: an entry of a column of numbers that is as short as that stands on one line
_NARROW = 30  # em: a table that needs less does not fill the page
_TOGETHER = 20  # lines
_NAMED = 11  # em, the most that the names of the parts of a plan take
_MARKS = {"de": "„“", "es": "«»", "fr": "«»", "it": "«»", "pt": "«»", "ru": "«»", "pl": "„”", "sv": "””", "fi": "””"}


def pdf(document: Document, *, paper: Paper = "a4", palette: Palette | None = None) -> bytes:
    """`document` as a PDF on `paper`, tagged after PDF/UA-1; the same bytes for the same document.

    Without a palette the colours are those for white paper. Raises PerfleadError if a part of the extra `coach` is
    missing.
    """
    inks = palette or printed()
    with speaking(document.language):
        data = {
            "title": clean(document.title),
            "subtitle": clean(document.subtitle),
            **language_of(document.language),
            "foot": clean(document.foot),
            "page": _("Page {page} of {pages}"),
            "paper": PAPERS[paper],
            "inks": inks_of(inks),
            "sections": [_Pages(document.language, inks).section(each) for each in document.sections],
        }
        data["unshown"] = note_on(json.dumps(data, ensure_ascii=False))
    made = typeset("report.typ", {**data, "tight": False})
    return made if _pages(made) <= MOST_PAGES else typeset("report.typ", {**data, "tight": True})


def _pages(made: bytes) -> int:
    """How many pages a PDF of typst says that it has (XMP Paged-Text, NPages)."""
    found = _COUNT.search(made)
    return int(found[1]) if found else 1


class _Pages:
    """The sections of a document as the template reads them."""

    def __init__(self, language: str, palette: Palette) -> None:
        self._marks = _MARKS.get(language[:2], "“”")
        self._palette = palette
        self._said = ""  # the heading under which a block stands: a caption in the same words is left out

    def section(self, section: Section) -> dict[str, Any]:
        """One section. A plan is a page of its own, which one can take out and sign."""
        blocks, signed = _without_signing(section.blocks)
        self._said = section.title
        made = [self._block(block, after) for block, after in zip(blocks, [*blocks[1:], None], strict=True)]
        if signed:
            made.append({"kind": "signing", "names": _all([each.name for each in signed])})
        named = max([len(each.name) for each in blocks if isinstance(each, Field)], default=0)
        for each in made:
            each["named"] = min(named * (_LETTER + 0.05), _NAMED)
        return {"title": clean(section.title), "alone": section.key == "plan", "blocks": made}

    def _block(self, block: Block, after: Block | None) -> dict[str, Any]:
        """A block; `kind` says which function of the template sets it."""
        match block:
            case Words():
                leads = isinstance(after, Table | Figure | Quotes | Listing)  # such words are not left alone on a page
                return {"kind": "words", "text": clean(block.text), "note": block.note, "leads": leads}
            case Listing():
                return {"kind": "listing", "lines": _all(block.lines), "short": _short(block.lines)}
            case Table():
                return {"kind": "table", **_table(block), "caption": self._caption(block.caption)}
            case Figure():
                return {"kind": "figure", **self._figure(block)}
            case Quotes():
                return {"kind": "quotes", "source": clean(block.source), **self._quotes(block)}
            case Heading():
                self._said = block.text
                return {"kind": "heading", "text": clean(block.text)}
            case Field():
                words = clean(block.words).strip()
                return {"kind": "field", "name": clean(block.name), "words": words, "short": _short([words])}

    def _caption(self, words: str) -> str:
        return "" if words == self._said else clean(words)

    def _figure(self, figure: Figure) -> dict[str, Any]:
        title, told = clean(figure.title), clean(figure.description)
        return {
            "title": self._caption(figure.title),
            "description": told,
            "alt": f"{title}. {told}" if told else title,
            "svg": charts.svg(figure.chart, palette=self._palette).decode(),
            "table": {**_table(figure.table), "caption": ""},
        }

    def _quotes(self, quotes: Quotes) -> dict[str, Any]:
        """Comments between the quotation marks of the language; `hang`, in em, is what the first one takes."""
        first, last = self._marks[0], self._marks[1]
        texts = [f"{first}{clean(each).strip()}{last}" for each in quotes.texts]
        return {"texts": texts, "hang": 0.5 if first in "«" else 0.42}


def _without_signing(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Field]]:
    """The blocks of a section, and apart from them the empty fields of a signature: the last two of a plan."""
    last = [each for each in blocks[-2:] if isinstance(each, Field) and not each.words.strip()]
    return (blocks[:-2], last) if len(last) == 2 else (blocks, ())


def _short(lines: Sequence[str]) -> bool:
    """Whether these lines may be kept together on a page."""
    return len(lines) <= _TOGETHER and sum(map(len, lines)) <= _TOGETHER * 80


def _all(texts: Sequence[str]) -> list[str]:
    return [clean(each) for each in texts]


def _table(table: Table) -> dict[str, Any]:
    heads, rows = _all(table.heads), [_all(row) for row in table.rows]
    columns = [_Column(head, [row[at] for row in rows], right=at in table.numbers) for at, head in enumerate(heads)]
    narrow = sum(each.natural for each in columns) < _NARROW
    tracks = [{"right": each.right, **(each.fixed if narrow else each.track)} for each in columns]
    return {"heads": heads, "rows": rows, "columns": tracks, "short": _short([" ".join(row) for row in rows])}


class _Column:
    """How wide a column is: one of numbers as its longest word, the others share the rest by what they hold."""

    def __init__(self, head: str, entries: Sequence[str], *, right: bool) -> None:
        self.right = right
        longest = max(map(len, [head, *entries]))
        if right:
            word = max([len(head) / 2, *(len(word) for word in head.split())])
            entry = max([min(len(entry), _UNBROKEN) for entry in entries], default=0)
            self.natural = max(min(word * _LETTER + _GAPS, _HEAD), min(entry * _FIGURE + _GAPS, _WIDEST))
        else:
            self.natural = longest * (_LETTER + 0.05) + 2 * _GAPS
        self._share = min(max(longest, 8), 60)

    @property
    def fixed(self) -> dict[str, float | None]:
        """The width that its entries need."""
        return {"em": self.natural, "share": 0}

    @property
    def track(self) -> dict[str, float | None]:
        """The width in a table that fills the page."""
        return self.fixed if self.right else {"em": None, "share": self._share}
