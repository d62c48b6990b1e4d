"""The only gate for text that came from outside.

A terminal obeys escape sequences, and a reader is misled by invisible or right-to-left control characters,
so every string from a file, a form or a command passes `clean` before it is stored and before it is shown.
"""

import unicodedata

# Control, format, surrogate, private use, line and paragraph separators (Unicode general categories).
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")
# More marks than this on one letter is not a language, it is an attack on the lines above.
_MARKS_PER_LETTER = 6


def clean(text: str, limit: int | None = None) -> str:
    """`text` without anything that a terminal obeys or a reader cannot see; newlines stay.

    Joiners (ZWJ, ZWNJ) stay inside words and emoji, where scripts need them. `limit` is in characters.
    """
    line = text.replace("\n", "")
    if line.isprintable() and (line.isascii() or not any(map(unicodedata.combining, line))):
        return text[:limit]  # nearly every text: nothing to drop, no joiner, no mark
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    out: list[str] = []
    marks = 0
    for at, char in enumerate(text):
        if char == "\n":
            out.append(char)
        elif char in _JOINERS:
            if _joins(text, at):
                out.append(char)
        elif _dropped(char):
            continue
        else:
            marks = marks + 1 if unicodedata.combining(char) else 0
            if marks <= _MARKS_PER_LETTER:
                out.append(char)
    return "".join(out)[:limit]


def clean_line(text: str, limit: int | None = None) -> str:
    """`clean`, on one line: line breaks and runs of spaces become one space."""
    return " ".join(clean(text).split())[:limit]


def _joins(text: str, at: int) -> bool:
    """Whether the joiner at `at` stands between two visible characters."""
    if at == 0 or at + 1 == len(text):
        return False
    return all(not c.isspace() and not _dropped(c) for c in (text[at - 1], text[at + 1]))


def _dropped(char: str) -> bool:
    """Whether `char` is of a category that is dropped, or one of Unicode's noncharacters, which no XML may hold."""
    code = ord(char)
    return unicodedata.category(char) in _DROPPED or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
