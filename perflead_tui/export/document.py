"""A report as a document: sections of words, tables, pictures and quotations, in the order of the walk-through.

`export/contents.py` makes it from a report; HTML, PDF, Markdown and text are renderings of it and of nothing else, so
that all say the same. All text in it is clean and in one language; it has no markup of any format.
"""

from dataclasses import dataclass
from typing import Literal

from perflead_tui.export.chartdata import Chart

Key = Literal[
    "reading", "answered", "profile", "strengths", "surprises", "groups", "items", "comments", "time", "plan", "about"
]
"""What a section is; the sections stand in this order, and one without content is left out."""


@dataclass(frozen=True)
class Words:
    """A paragraph. A note is said more quietly: why something is withheld, how something is meant."""

    text: str
    note: bool = False


@dataclass(frozen=True)
class Listing:
    """Short lines, each by itself."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: `rows` are as long as `heads`; `numbers` are the columns, from 0, whose entries stand at the right.

    The first column names the row.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Figure:
    """A picture, what it shows in a sentence or two, and the same numbers as a table."""

    title: str
    description: str
    chart: Chart
    table: Table


@dataclass(frozen=True)
class Quotes:
    """Comments as they were written, paragraphs apart by newlines, and whose they are."""

    source: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """A heading inside a section: a competency, a question."""

    text: str


@dataclass(frozen=True)
class Field:
    """A named part of the plan. Without words there is room to write by hand."""

    name: str
    words: str


Block = Words | Listing | Table | Figure | Quotes | Heading | Field


@dataclass(frozen=True)
class Section:
    """One section."""

    key: Key
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A whole report, or a plan alone. `language` is a tag such as `es`; `foot` stands at the end of every page."""

    title: str
    subtitle: str
    language: str
    sections: tuple[Section, ...]
    foot: str
