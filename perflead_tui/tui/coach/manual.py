"""The manual in the app: its pages, and one of them to read."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.content import Content

from perflead_tui.guide import read_topic, topics
from perflead_tui.i18n import _
from perflead_tui.tui.again import reopened
from perflead_tui.tui.content import EMPTY, hanging, line, plain, wrapped
from perflead_tui.tui.dialogs import PickScreen
from perflead_tui.tui.keys import key_rows
from perflead_tui.tui.told import ToldScreen
from perflead_tui.tui.widgets.action import Action

if TYPE_CHECKING:
    from perflead_tui.tui.coach.app import CoachApp

_MARK = re.compile(r"(\*|\d+\.) +(.*)")
_INDENT = 4  # cells before what is typed, or an example


@reopened
def read_manual(app: "CoachApp", chosen: str = "") -> None:
    """Pick a page, `chosen` to begin with, and read it; from there back to the pages."""

    def picked(topic: str | None) -> None:
        if topic:
            app.push_screen(ManualScreen(topic), lambda _done: read_manual(app, topic))

    app.push_screen(PickScreen(_("The manual"), topics(), chosen), picked)


class ManualScreen(ToldScreen[None]):
    """One page, to scroll through."""

    CSS_PATH = "../dialogs.tcss"
    PANEL = "-page"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("space", "scroll_body(10)", show=False),
    ]

    def __init__(self, topic: str) -> None:
        super().__init__()
        self._topic = topic

    def ways(self) -> Iterator[Action]:
        """Back to the pages."""
        yield Action(_("All pages"), "screen.dismiss(None)", "Esc", id="close", main=True)

    def rows(self, width: int) -> list[Content]:
        """What is told."""
        text = read_topic(self._topic)
        if self._topic == "keys":
            text += "\n".join(key_rows(cast("CoachApp", self.app).settings.keys))
        return page_rows(text, width)


def page_rows(text: str, width: int) -> list[Content]:
    """A page of the manual in rows of at most `width` cells: prose is wrapped anew, what is typed stays as it is."""
    rows: list[Content] = []
    for kind, words in _parts(text):
        if kind == "#":
            level, _space, title = words.partition(" ")
            rows += wrapped(title, width, "bold $accent" if len(level) < 3 else "bold")
        elif kind == "*":
            mark, rest = _marked(words)
            rows += hanging(line(mark, "$muted") + " ", rest, width)
        elif kind == "=":
            rows.append(plain(words).truncate(width - _INDENT, ellipsis=True).pad_left(_INDENT) if words else EMPTY)
        else:
            rows += wrapped(words, width) if words else [EMPTY]
    return rows


def _marked(words: str) -> tuple[str, str]:
    found = _MARK.match(words)
    return ("•" if words.startswith("*") else found[1], found[2]) if found else ("", words)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a page: a title `#`, an entry of a list `*`, a line as it stands `=`, or a paragraph."""
    held: list[str] = []
    kind, fenced = "", False
    for row in text.splitlines():
        begins = _kind(row, fenced=fenced)
        if row.startswith("```"):
            fenced, begins = not fenced, "`"
        if held and (begins or not row.strip()):
            yield kind, " ".join(held)
            held = []
        if begins in ("#", "="):
            yield begins, _plain(row) if begins == "#" else row.removeprefix(" " * _INDENT)
        elif not row.strip() and not fenced:
            yield "", ""
        elif begins != "`":
            kind = begins or (kind if held else "")
            held.append(_plain(row.strip()))
    if held:
        yield kind, " ".join(held)


def _kind(row: str, *, fenced: bool) -> str:
    if fenced or row.startswith((" " * _INDENT, "|")):
        return "="
    return "#" if row.startswith("#") else "*" if _MARK.match(row) else ""


def _plain(row: str) -> str:
    return row.replace("**", "")
