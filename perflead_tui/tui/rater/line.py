"""One line to rate: a row that opens when it has the focus."""

from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from perflead_tui.flows.options import Option
from perflead_tui.tui.content import Rows, touched
from perflead_tui.tui.rater.layouts import OPTION, Look, folded, in_grid, opened


class Line(Widget, can_focus=True):
    """Shows `words` and the answer at position `chosen`; a click on an answer says `Rated`."""

    chosen: reactive[int | None] = reactive(None, layout=True)
    pointed: reactive[int | None] = reactive(None)
    grid: reactive[bool] = reactive(False, layout=True)

    class Rated(Message):
        """The rater clicked on an answer."""

        def __init__(self, line: "Line", option: Option) -> None:
            super().__init__()
            self.line, self.option = line, option

    def __init__(
        self, key: str, words: str, options: tuple[Option, ...], chosen: int | None, *, grid: bool = False
    ) -> None:
        super().__init__()
        self.key, self._words, self._options = key, words, options
        self.set_reactive(Line.chosen, chosen)
        self.set_reactive(Line.grid, grid)

    def render(self) -> Rows:
        """The line as it is now."""
        look = Look(self._words, self._options, self.chosen, self.pointed, touched(self.app))
        open_ = self.has_focus
        if self.grid:
            return Rows(lambda width: in_grid(look, width, open_=open_))
        return Rows(lambda width: opened(look, width) if open_ else folded(look, width))

    def on_focus(self) -> None:
        """Open."""
        self.refresh(layout=True)

    def on_blur(self) -> None:
        """Fold."""
        self.pointed = None
        self.refresh(layout=True)

    def on_click(self, event: events.Click) -> None:
        """A click on an answer gives it."""
        at = event.style.meta.get(OPTION)
        if at is not None:
            event.stop()
            self.post_message(self.Rated(self, self._options[at]))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The answer under the pointer stands out."""
        self.pointed = event.style.meta.get(OPTION)

    def on_leave(self) -> None:
        """The pointer is gone."""
        self.pointed = None
