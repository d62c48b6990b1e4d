"""The bar above every step: whose report, which step, how far, how long; and the ways below it."""

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from perflead_tui.flows.debrief import STEPS
from perflead_tui.i18n import _
from perflead_tui.tui.content import EMPTY, Rows, fitted, line

_STEP = "step"


class Rail(Widget):
    """The leader, the step's name, a dot a step and the minutes so far. A dot that is clicked goes there."""

    leader: reactive[str] = reactive("")
    titles: reactive[Sequence[str]] = reactive(())
    at: reactive[int] = reactive(1)
    minutes: reactive[int] = reactive(0)

    class Chosen(Message):
        """A dot was clicked."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def render(self) -> Rows:
        """One row."""
        return Rows(self._layout)

    def _layout(self, width: int) -> list[Content]:
        title = self.titles[self.at - 1] if self.titles else ""
        name = line(f"{self.at} {title}", "bold $accent")
        time = line(_("{n} min").format(n=self.minutes), "$muted")
        right = name + self._dots().pad_left(3) + time.pad_left(3)
        if right.cell_length + 12 > width:
            right = name + self._dots().pad_left(2)
        left = fitted(self.leader, max(width - right.cell_length - 2, 1), "bold")
        return [left.pad_right(max(width - left.cell_length - right.cell_length, 1)) + right]

    def _dots(self) -> Content:
        row = EMPTY
        for step in range(1, STEPS + 1):
            glyph, style = ("◉", "bold $accent") if step == self.at else ("●" if step < self.at else "○", "$muted")
            row += line(glyph, style).stylize(Style.from_meta({_STEP: step}))
        return row

    def on_click(self, event: events.Click) -> None:
        """Go to the step that was clicked."""
        step = event.style.meta.get(_STEP)
        if step is not None:
            self.post_message(self.Chosen(step))
