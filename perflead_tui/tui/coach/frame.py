"""The frame of the coach's pages: a bar above, the page, a quiet notice, the ways below."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.visual import VisualType
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.tui.commands import command
from perflead_tui.tui.content import Rows, beside, fitted, line, plain
from perflead_tui.tui.widgets.action import Action

if TYPE_CHECKING:
    from perflead_tui.tui.coach.app import CoachApp


class CoachScreen(Screen[None]):
    """One page. Subclasses say what is on it and which ways lead on; the main one is at the bottom right."""

    topic: str = "coach"
    """The page of the guide that help shows."""

    @property
    def coach(self) -> "CoachApp":
        """The app around it."""
        return cast("CoachApp", self.app)

    def compose(self) -> ComposeResult:
        """The frame, with the page in it."""
        with Vertical(classes="band"):
            yield Static(Rows(self._bar), id="bar", markup=False)
        yield from self.body()
        with Vertical(classes="band"):
            yield Static(id="notice", markup=False)
            with Horizontal(id="nav"):
                yield from self.ways()

    def body(self) -> ComposeResult:
        """What is between bar and ways: the page, scrolled where it does not fit."""
        with VerticalScroll(id="body", can_focus=False), Vertical(id="page"):
            yield from self.page()

    def _bar(self, width: int) -> list[Content]:
        left, right = self.bar()
        told = line(right, "$muted")
        return beside([fitted(left, width - told.cell_length - 2, "$muted")], [told], width)

    def notice(self, words: str, style: str = "$warn") -> None:
        """One quiet line above the ways; nothing takes no room."""
        place = self.query_one("#notice", Static)
        place.update(plain(words, style))
        place.display = bool(words)

    def held(self) -> tuple[VisualType, bool]:
        """The notice, which stays as it was told."""
        place = self.query_one("#notice", Static)
        return place.content, place.display

    def hold(self, notice: tuple[VisualType, bool]) -> None:
        """The same notice."""
        place = self.query_one("#notice", Static)
        place.update(notice[0])
        place.display = notice[1]

    def way(self, name: str, *, main: bool = False) -> Action:
        """The command `name` as something to press."""
        found = command(name)
        words = found.title() if main else found.in_short
        return Action(words, found.action, self.coach.key_of(name), id=name.replace(".", "-"), main=main)

    def offers(self, name: str) -> bool:
        """Whether one of this page's commands can be obeyed now; help and palette leave out what cannot."""
        return True

    def redraw(self) -> None:
        """The whole page again, with what is true now; the focus is where it is at first."""
        self.refresh(recompose=True)
        self.call_after_refresh(self._focus_again)

    def _focus_again(self) -> None:
        found = self.query(self.AUTO_FOCUS) if self.AUTO_FOCUS else None
        if found and self.focused is None:
            self.set_focus(found.first())

    # What a subclass says

    def help_words(self) -> str:
        """What this page is for, in two or three sentences; by default those of its place in the registry."""
        return ""

    def bar(self) -> tuple[str, str]:
        """The words of the bar: left and right."""
        return "perflead", ""

    def page(self) -> Iterator[Widget]:
        """What is on the page."""
        raise NotImplementedError

    def ways(self) -> Iterator[Widget]:
        """The ways away and on; `Static(id="apart")` parts the left from the right."""
        raise NotImplementedError
