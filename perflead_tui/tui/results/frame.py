"""What stands around every page: whose report it is, the views, the ways on and back."""

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.tui.content import Rows, beside, fitted, line
from perflead_tui.tui.results.steps import View, view_name
from perflead_tui.tui.widgets.action import Action

_VIEW = "view"


class TopBar(Static):
    """The leader at the left, the questionnaire at the right."""

    words: reactive[tuple[str, str]] = reactive(("", ""))

    def __init__(self) -> None:
        super().__init__(markup=False)

    def render(self) -> Rows:
        """One row."""
        return Rows(self._layout)

    def _layout(self, width: int) -> list[Content]:
        left, right = fitted(self.words[0], width, "bold"), line(self.words[1], "$muted")
        fits = left.cell_length + 3 + right.cell_length <= width
        return beside([left], [right] if fits else [], width)


class Rail(Widget):
    """The views with their keys; where there is little room, only the one that is shown has its name."""

    views: reactive[tuple[View, ...]] = reactive(())
    at: reactive[View] = reactive(View.READING)
    code: reactive[str] = reactive("")
    """The language, so that a change shows."""

    class Chosen(Message):
        """A view was clicked."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    def render(self) -> Rows:
        """One row."""
        return Rows(self._layout)

    def _layout(self, width: int) -> list[Content]:
        row = self._row(named=True)
        return [row if row.cell_length <= width else self._row(named=False)]

    def _row(self, *, named: bool) -> Content:
        parts = []
        for number, view in enumerate(self.views, start=1):
            here = view is self.at
            words = f"{number} {view_name(view)}" if named or here else str(number)
            part = line(words, "bold $accent" if here else "$muted")
            parts.append(part.stylize(Style.from_meta({_VIEW: number - 1})))
        return Content("   ").join(parts)

    def on_click(self, event: events.Click) -> None:
        """Go to what was clicked."""
        number = event.style.meta.get(_VIEW)
        if number is not None:
            self.post_message(self.Chosen(self.views[number]))


class Way(Action):
    """An action whose words change with the page; without words it is not there."""

    def __init__(self, action: str, *, id: str, main: bool = False) -> None:  # noqa: A002 - Textual's own name
        super().__init__("", action, id=id, main=main)
        self.add_class("-gone")

    def say(self, label: str, key: str = "") -> None:
        """Change the words."""
        if (label, key) != (self._label, self._key):
            self._label, self._key = label, key
            self.set_class(not label, "-gone")
            self.refresh(layout=True)
