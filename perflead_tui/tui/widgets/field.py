"""A line to write in, for words that go into a review."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

from perflead_tui.text import clean

_LONGEST = 1000  # characters of one line


def one_line(text: str) -> str:
    """`text` without anything that a terminal obeys, its line breaks as spaces; its spaces stay as they were typed."""
    return clean(text).replace("\n", " ")


class Field(Input):
    """One line. What is typed or pasted is cleaned before it becomes part of it, and is not copied out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+u", "forget", show=False)]
    DEFAULT_CSS = """
    Field {
        height: 1; border: none; border-left: thick $rule; padding: 0 1; background: $surface;
        &>.input--placeholder { color: $muted; }
        &:focus { border: none; border-left: thick $accent; background-tint: transparent; }
    }
    """

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        *,
        limit: int = _LONGEST,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
    ) -> None:
        """`limit` is in characters; what is longer is cut."""
        self._limit = limit
        super().__init__(one_line(value)[:limit], one_line(placeholder), select_on_focus=False, id=id, classes=classes)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        """All lines of a paste, not the first alone: an empty first line would lose it."""
        event.stop()
        event.prevent_default()
        self.replace(event.text.strip(), *self.selection)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put `text`, cleaned, in the place of what stands from `start` to `end`; what is too long is cut."""
        start, end = sorted((start, end))
        room = self._limit - len(self.value) + (end - start)
        super().replace(one_line(text)[: max(room, 0)], start, end)

    def action_forget(self) -> None:
        """Empty the field."""
        self.value = ""

    def action_copy(self) -> None:
        """Nothing: names do not go to the clipboard of a shared machine."""

    def action_cut(self) -> None:
        """Take the selection away without copying it."""
        self.delete_selection()
