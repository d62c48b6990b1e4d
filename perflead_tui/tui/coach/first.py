"""The first start: what perflead is, and the ways to begin."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.i18n import _
from perflead_tui.tui.binding import bindings
from perflead_tui.tui.coach.app import Onward
from perflead_tui.tui.coach.listing import ListScreen
from perflead_tui.tui.coach.tools import Tools
from perflead_tui.tui.commands import Command, Where, command, commands_of
from perflead_tui.tui.content import EMPTY, beside, line, wrapped
from perflead_tui.tui.results.sheet import Block, Page
from perflead_tui.tui.widgets.action import Action

_MEASURE = 68  # cells
_QUIET = "first.restore"
"""What few come for: it is at the bottom, and not among the ways to begin."""


class FirstScreen(Tools, ListScreen):
    """Nothing is here yet: look, begin, or open what was sent."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.FIRST, Where.TOOLS)]

    def listing(self) -> Page:
        """The welcome, then the ways."""
        ways = [
            Block(partial(self._way, each), each.name, gap=_empty)
            for each in commands_of(Where.FIRST)
            if each.name != _QUIET
        ]
        return Page("first", lambda _width: (), [Block(_welcome, size=400, gap=_empty), *ways])

    def _way(self, way: Command, width: int) -> list[Content]:
        room = min(width, _MEASURE)
        key = line(self.coach.key_of(way.name), "$muted")
        title = wrapped(way.title(), room - key.cell_length - 1, "bold")
        return [*beside(title, [key], room), *wrapped(way.about(), room, "$muted")]

    def ways(self) -> Iterator[Widget]:
        """Leave, or take the way with the bar."""
        yield self.way("anywhere.quit").add_class("extra")
        yield self.way("anywhere.light").add_class("extra")
        yield self.way(_QUIET)
        yield Static(id="apart")
        yield Action(_("Choose"), "screen.open", "⏎", id="next", main=True)

    def choose(self, key: str) -> None:
        """Take a way."""
        if key:
            self.call_later(self.run_action, command(key).action)

    def action_demo(self) -> None:
        """Leave, and run the demo."""
        self.coach.exit(Onward("demo"))

    def action_vault(self) -> None:
        """Start a vault."""
        self.coach.visit("vault")

    def action_restore(self) -> None:
        """Make a vault from a backup."""
        from perflead_tui.tui.coach.keeping import ask_restore

        ask_restore(self.coach)

    def action_file(self) -> None:
        """Open a file."""
        self.coach.visit("file")


def _empty(_width: int) -> tuple[Content]:
    return (EMPTY,)


def _welcome(width: int) -> list[Content]:
    room = min(width, _MEASURE)
    what = _(
        "perflead runs anonymous 360 reviews of leaders in public agencies. Answers are sealed on the machine of "
        "whoever gives them, and only what gives nobody away is ever shown. It helps to answer two questions:"
    )
    return [
        *wrapped(_("Welcome"), room, "bold $accent"),
        EMPTY,
        *wrapped(what, room),
        EMPTY,
        *wrapped(_("Are you a performance leader?"), room, "bold"),
        *wrapped(_("Is your agency developing performance leadership?"), room, "bold"),
    ]
