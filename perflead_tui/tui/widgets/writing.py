"""Room to write in, for text that nobody but its readers should see."""

from collections.abc import Callable

from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from perflead_tui.text import clean

_PASTE_LIMIT = 20_000  # characters taken from one paste; who keeps the text has a limit of their own


class Writing(TextArea):
    """A text area that takes nothing in that a terminal would obey."""

    def __init__(self, text: str, keep: Callable[[str], str]) -> None:
        """`keep` takes the whole text and returns what of it was kept."""
        super().__init__(clean(text), compact=True, highlight_cursor_line=False)
        self._keep = keep

    def edit(self, edit: Edit) -> EditResult:
        """Clean what was typed or pasted before it becomes part of the text, and have it kept before the next key."""
        edit.text = clean(edit.text, _PASTE_LIMIT)
        result = super().edit(edit)
        kept = self._keep(self.text)
        if kept != self.text:
            self.load_text(kept)
            self.move_cursor(self.document.end)
        return result

    def action_copy(self) -> None:
        """Nothing: what is written here does not go to the clipboard of a shared machine."""
