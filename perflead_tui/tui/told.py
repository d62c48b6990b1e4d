"""Rows to scroll through in a panel over a page: help, the manual, what was done."""

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.i18n import _
from perflead_tui.tui.content import Rows
from perflead_tui.tui.widgets.action import Action

T = TypeVar("T")
_ALL = 100_000  # rows: more than any page has


class ToldScreen(ModalScreen[T]):
    """A subclass says the `rows`; by default there is one way, to close it. Its `CSS_PATH` begins with dialogs.tcss."""

    AUTO_FOCUS = "#close"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll_body(1)", show=False),
        Binding("up", "scroll_body(-1)", show=False),
        Binding("pagedown", "scroll_body(10)", show=False),
        Binding("pageup", "scroll_body(-10)", show=False),
        Binding("home", f"scroll_body(-{_ALL})", show=False),
        Binding("end", f"scroll_body({_ALL})", show=False),
    ]
    PANEL: ClassVar[str] = ""
    """A class of the panel."""

    def compose(self) -> ComposeResult:
        """What stays in sight, the rows, the ways."""
        with Vertical(id="panel", classes=self.PANEL):
            yield from self.head()
            with VerticalScroll(id="told", can_focus=False):
                yield Static(Rows(self.rows), id="text", markup=False)
            with Horizontal(id="choices"):
                yield from self.ways()

    def head(self) -> Iterable[Widget]:
        """What stands above the rows and is not scrolled."""
        return ()

    def rows(self, width: int) -> list[Content]:
        """What is told, in at most `width` cells."""
        raise NotImplementedError

    def ways(self) -> Iterable[Widget]:
        """The ways out; the safe one is called `close`."""
        return (Action(_("Close"), "screen.dismiss", "Esc", id="close", main=True),)

    def tell_again(self) -> None:
        """Show the rows as they are now."""
        self.query_one("#text", Static).update(Rows(self.rows))

    def action_scroll_body(self, rows: int) -> None:
        """Scroll."""
        self.query_one("#told", VerticalScroll).scroll_relative(y=rows, animate=False)
