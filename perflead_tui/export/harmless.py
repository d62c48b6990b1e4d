"""The formula rule: text in a cell of CSV and XLSX that no spreadsheet takes for a formula, and back again.

A spreadsheet takes a cell for a formula by how it begins, and where semicolons or tabs part its cells it may begin a
new one in the middle of a text. So an apostrophe stands wherever a cell may begin (at the start of the text, and right
after each semicolon and tab) if what follows would be taken for one, or is an apostrophe itself. Hence to read: drop
one apostrophe from each of these places. Line breaks are no such place: `export/csv.py` writes none.
"""

import re
import unicodedata

_SIGNS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212")  # also full-width, small, and minus
_PLACE = re.compile(r"\A|(?<=[;\t])")
_MARKED = re.compile(r"(\A|[;\t])'")


def harmless(text: str) -> str:
    """`text` as it stands in a cell; `original` gives it back, whatever it is."""
    return _PLACE.sub(lambda place: "'" if _needs_mark(text, place.start()) else "", text)


def original(cell: str) -> str:
    """The text that `harmless` made `cell` of."""
    return _MARKED.sub(r"\1", cell)


def _needs_mark(text: str, at: int) -> bool:
    """Whether the text from `at` on would begin a formula, or begins with the mark.

    Blanks, invisible characters and quotation marks before a sign do not hide it: spreadsheets drop them.
    """
    if text.startswith("'", at):
        return True
    for place in range(at, len(text)):
        char = text[place]
        kind = unicodedata.category(char)
        if char in _SIGNS or kind == "Cc":  # tab, CR, NUL and their kin
            return True
        if char != '"' and kind not in {"Zs", "Zl", "Zp", "Cf"}:
            return False
    return False
