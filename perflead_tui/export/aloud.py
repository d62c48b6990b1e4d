"""A section of a report as paragraphs to be read out: no columns, no drawings, no rules, every number with its name.

A screen reader reads a row of a table from left to right and cannot say which column a number stands in; so each
number is said with what it belongs to, and what glyphs tell in print is said in words.
"""

import re

from perflead_tui.export.contents.frame import NOT_SEEN
from perflead_tui.export.document import Block, Document, Field, Figure, Heading, Listing, Quotes, Section, Table, Words
from perflead_tui.export.sentence import ended
from perflead_tui.export.wording import SELF_GLYPH
from perflead_tui.i18n import _, speaking

_DRAWN = re.compile(r",? *[├╶][─●◆╴]+┤?,?")
_BOUND_GLOSS = re.compile(rf" \((?:[≥≤][\d.,]+|{NOT_SEEN})\)")
_BOUND = re.compile(r"([≥≤])([\d.,]*\d)")
_RANGE = re.compile(r"(\d[\d.,]*)–([\d.,]*\d)")
_DOT = re.compile(r"([.?!])? · ")
_ARROW = re.compile(r"[↑↓↔→] ")


def aloud(found: Document, section: Section) -> list[str]:
    """The paragraphs of a section of `found`, its title first; an empty one stands before each heading."""
    with speaking(found.language):
        return _Spoken(section).lines


def beginning(found: Document) -> list[str]:
    """Whom and what the report is about."""
    return [ended(_spoken(found.title)), ended(_spoken(found.subtitle))]


class _Spoken:
    """Says one section."""

    def __init__(self, section: Section) -> None:
        self.lines: list[str] = []
        self._heading = ""
        self._said = False
        """Whether something was said since the last heading."""
        self._room = False
        """Whether there was room to write since the last heading."""
        self._head(section.title)
        self._said = True  # the title of a section stands even if nothing follows
        for block in section.blocks:
            self._block(block)
        self._drop_empty()

    def _block(self, block: Block) -> None:
        match block:
            case Words():
                self._say(_spoken(block.text))
            case Listing():
                self._say(*(ended(_spoken(each)) for each in block.lines))
            case Heading():
                self._head(_spoken(block.text))
            case Table():
                self._table(block)
            case Figure():  # the same numbers, without the picture and what is said of it
                self._table(block.table)
            case Quotes():
                self._quotes(block)
            case Field():
                self._field(block)

    def _field(self, field: Field) -> None:
        """A part of the plan; room to write by hand is not read out."""
        if field.words:
            self._say(f"{field.name}: {ended(field.words)}")
        self._room = self._room or not field.words

    def _say(self, *lines: str) -> None:
        self.lines += lines
        self._said = True

    def _head(self, text: str, *, caption: bool = False) -> None:
        """A heading with an empty line before it; a table of the same name does not say it again."""
        if text == self._heading:
            return
        if not caption:
            self._drop_empty()
        self.lines += ["", ended(text)] if self.lines else [ended(text)]
        self._heading, self._said, self._room = text, False, False

    def _drop_empty(self) -> None:
        """Leave out a heading under which nothing was said, unless there is room to write under it."""
        if self._heading and not self._said and self._room:
            self._say(_("Nothing is written here yet."))
        elif self._heading and not self._said:
            del self.lines[-2:]

    def _table(self, table: Table) -> None:
        self._head(_spoken(table.caption), caption=True)
        for row in table.rows:
            pairs = zip(table.heads[1:], row[1:], strict=True)
            cells = "; ".join(f"{_spoken(head)}: {_cell(head, cell)}" for head, cell in pairs if cell)
            self._say(f"{ended(_spoken(row[0]))} {ended(cells)}" if cells else ended(_spoken(row[0])))

    def _quotes(self, quotes: Quotes) -> None:
        self._say("", ended(quotes.source))
        total = len(quotes.texts)
        for number, text in enumerate(quotes.texts, start=1):
            where = _("Comment {number} of {total}:").format(number=number, total=total)
            self._say(f"{where} {text}" if total > 1 else text)


def _cell(head: str, text: str) -> str:
    if text != NOT_SEEN:
        return _spoken(text)
    return _("not answered") if head.startswith(SELF_GLYPH) else _("not enough seen")


def _spoken(text: str) -> str:
    """`text` with what is drawn or a glyph in print said in words, or left out where words stand beside it."""
    text = _BOUND_GLOSS.sub("", _DRAWN.sub("", _ARROW.sub("", text)))
    first, space, rest = text.partition(" ")
    if space and len(first) == 1 and not first.isalnum():
        text = rest
    text = _RANGE.sub(_range, _BOUND.sub(_bound, text))
    return _DOT.sub(lambda found: found[1] + " " if found[1] else ", ", text)


def _range(found: re.Match[str]) -> str:
    return _("{low} to {high}").format(low=found[1], high=found[2])


def _bound(found: re.Match[str]) -> str:
    words = _("{number} or more") if found[1] == "≥" else _("{number} or less")
    return words.format(number=found[2])
