"""A document as Markdown: CommonMark with tables, as most tools that keep notes or mail read it.

What others wrote is escaped so that it stays words: no link, picture, HTML, heading, code or table comes of it.
CommonMark 0.31.2, section 2.4 (backslash escapes), and the tables of GitHub Flavored Markdown, section 4.10.
"""

import re
from collections.abc import Sequence

from perflead_tui.export.document import Block, Document, Field, Figure, Heading, Listing, Quotes, Section, Table, Words
from perflead_tui.text import clean, clean_line

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&$^{}@])")
_AT_START = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+=]))")
_ADDRESS = re.compile(r"(?=://)|(?<=www)(?=\.)", re.IGNORECASE)
"""Of bare addresses some readers make links, though CommonMark has none."""
_BLANK = "…" * 30


def markdown(document: Document) -> str:
    """`document` as Markdown, ending in a newline."""
    parts = [f"# {_words(document.title)}", _words(document.subtitle)]
    for section in document.sections:
        parts.append(f"## {_words(section.title)}")
        parts += _section(section)
    parts += ["---", _words(document.foot)]
    return "\n\n".join(filter(None, parts)) + "\n"


def _section(section: Section) -> list[str]:
    above, parts = section.title, []
    for block in section.blocks:
        parts.append(_block(block, above))
        above = block.text if isinstance(block, Heading) else above
    return parts


def _block(block: Block, above: str) -> str:
    match block:
        case Words():
            return _words(block.text)
        case Listing():
            return "\n".join(f"- {_words(line)}" for line in block.lines)
        case Heading():
            return f"### {_words(block.text)}"
        case Table():
            return _table(block, named=block.caption != above)
        case Figure():
            return f"**{_words(block.title)}.** {_words(block.description)}\n\n{_table(block.table, named=False)}"
        case Quotes():
            return _quotes(block)
        case Field():
            return _field(block)


def _table(table: Table, *, named: bool) -> str:
    rule = ["---:" if at in table.numbers else "---" for at in range(len(table.heads))]
    lines = [_row(list(map(_words, table.heads))), _row(rule)]
    lines += [_row(list(map(_words, row))) for row in table.rows]
    caption = [f"**{_words(table.caption)}**", ""] if named and table.caption else []
    return "\n".join([*caption, *lines])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _quotes(quotes: Quotes) -> str:
    parts = [f"{_words(quotes.source)}:"]
    for text in quotes.texts:
        lines = [_words(line) for line in clean(text).splitlines() if line.strip()]
        parts.append("\n".join(["> " + "  \n> ".join(lines)] if lines else []))
    return "\n\n".join(parts)


def _field(field: Field) -> str:
    lines = [_words(line) for line in clean(field.words).splitlines() if line.strip()]
    return f"**{_words(field.name)}:** " + ("  \n".join(lines) if lines else _BLANK)


def _words(text: str) -> str:
    """Words on one line, escaped."""
    return _escaped(clean_line(text))


def _escaped(text: str) -> str:
    text = _SPECIAL.sub(r"\\\1", text)
    text = _ADDRESS.sub(r"\\", text)
    return _AT_START.sub(r"\1\\", text)
