"""What a terminal would do with bytes that it is sent: found by a parser of escape sequences, and by pyte.

The parser follows ECMA-48 and what xterm does: a sequence is told by its kind, its numbers and its end, so that what
ours sends and what a text smuggled in can be told apart by MARK.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pyte

from .corpus import MARK

_STRINGS = {"]": "OSC", "P": "DCS", "_": "APC", "^": "PM", "X": "SOS"}
_CSI = re.compile(r"([<-?]*)([0-9:;]*)([ -/]*)([@-~])")
_END = re.compile("\x07|\x1b\\\\|\x9c|\x18|\x1a|$")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Sequence:
    """One thing that a terminal obeys: CSI, OSC, DCS, APC, PM, SOS, ESC or a lone control, and its content."""

    kind: str
    content: str


def sequences(data: bytes | str) -> Iterator[Sequence]:
    """Everything in `data` that a terminal obeys, C1 controls of eight bits (U+0080 to U+009F) too."""
    text = data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else data
    at = 0
    while found := re.compile("[\x00-\x1f\x7f-\x9f]").search(text, at):
        char, at = found[0], found.end()
        if char in "\x90\x98\x9b\x9d\x9e\x9f":  # the same as ESC and a letter
            char, introduced = "\x1b", chr(ord(char) - 0x40)
        elif char == "\x1b":
            introduced, at = text[at : at + 1], at + 1
        else:
            yield Sequence("control", char)
            continue
        if introduced == "[":
            csi = _CSI.match(text, at)
            yield Sequence("CSI", csi[0] if csi else text[at : at + 20])
            at = csi.end() if csi else at
        elif introduced in _STRINGS:
            end = _END.search(text, at)
            assert end is not None
            yield Sequence(_STRINGS[introduced], text[at : end.start()])
            at = end.end()
        else:
            yield Sequence("ESC", introduced)


def smuggled(data: bytes | str) -> list[str]:
    """What in the output of a program came out of the corpus and would be obeyed, or would hide something."""
    text = data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else data
    found = [f"{each.kind} {each.content[:40]!r}" for each in sequences(text) if MARK in each.content]
    hiding = {f"U+{ord(char):04X}" for char in set(text) if not _shown(char) and ord(char) > 0x9F}
    c1 = {f"U+{ord(char):04X}" for char in set(text) if 0x80 <= ord(char) <= 0x9F}
    return [*found, *sorted(hiding | c1)]


def obeyed(data: bytes | str) -> list[str]:
    """Everything in `data` but line breaks that a terminal obeys: of output that should be plain text."""
    return [f"{each.kind} {each.content[:40]!r}" for each in sequences(data) if each.content not in ("\n", "\r", "\t")]


def visible_only(text: str) -> bool:
    """Whether nothing is in `text` that a terminal obeys or a reader cannot see (joiners inside emoji may stay)."""
    return all(char == "\n" or _shown(char) for char in text)


def _shown(char: str) -> bool:
    """Whether a reader sees it; Unicode's noncharacters are no text either."""
    code = ord(char)
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return False
    return char in _JOINERS or unicodedata.category(char) not in _UNSEEN


class Emulator(pyte.Screen):
    """A terminal that remembers what it was told beside text: titles, and answers that it would have typed."""

    def __init__(self, columns: int, rows: int) -> None:
        self.titles: list[str] = []
        self.answers: list[str] = []
        super().__init__(columns, rows)

    def set_title(self, param: str) -> None:
        self.titles.append(param)

    def set_icon_name(self, param: str) -> None:
        self.titles.append(param)

    def write_process_input(self, data: str) -> None:
        self.answers.append(data)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self.display)


def emulated(data: bytes, columns: int = 100, rows: int = 32) -> Emulator:
    """A terminal that was sent `data`."""
    screen = Emulator(columns, rows)
    stream = pyte.ByteStream(screen)
    stream.feed(data)
    return screen
