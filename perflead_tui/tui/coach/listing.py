"""A page that is a list: blocks drawn by one sheet, one of them chosen; Enter or a click opens it."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from perflead_tui.tui.coach.frame import CoachScreen
from perflead_tui.tui.results.sheet import Page, Sheet


class ListScreen(CoachScreen):
    """Subclasses make the list, and say what opening an entry does."""

    AUTO_FOCUS: ClassVar[str | None] = "Sheet"

    def body(self) -> ComposeResult:
        """The sheet in its column."""
        with Vertical(id="column"):
            yield Sheet(id="sheet")

    def on_mount(self) -> None:
        """Show the list."""
        self.draw()

    def renewed(self) -> None:
        """In other words, with the bar where it was."""
        self.draw()

    @property
    def sheet(self) -> Sheet:
        """Where the list is drawn."""
        return self.query_one(Sheet)

    def draw(self) -> None:
        """Show the list as it is now."""
        self.sheet.page = self.listing()
        self.pointed()

    @on(Sheet.Moved)
    def _moved(self) -> None:
        self.notice("")
        self.pointed()

    @on(Sheet.Opened)
    def _opened(self, message: Sheet.Opened) -> None:
        self.choose(message.key)

    def action_open(self) -> None:
        """Open what has the bar."""
        self.choose(self.sheet.at)

    # What a subclass says

    def page(self) -> Iterator[Widget]:
        """Nothing but the list."""
        yield from ()

    @abstractmethod
    def listing(self) -> Page:
        """What the sheet shows."""

    @abstractmethod
    def choose(self, key: str) -> None:
        """Open the entry `key`; an empty one where there is none to open."""

    def pointed(self) -> None:
        """The bar is at another entry."""
