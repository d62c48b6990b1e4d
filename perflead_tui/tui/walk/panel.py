"""The presenter's panel: prompts for the coach and room for notes. Hidden, only what a leader should see remains."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Static

from perflead_tui.i18n import _
from perflead_tui.tui.content import Rows, hanging, line, wrapped
from perflead_tui.tui.widgets.writing import Writing

_MEASURE = 96
_HEADED, _WIDE = 30, 64  # rows of the window, cells; with fewer the prompts have no heading


class Notes(Writing):
    """The notes of one step."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "screen.end_notes", show=False, priority=True)]


class Prompts(Static):
    """What a coach may ask."""

    virtual_size = Reactive(Size(0, 0), layout=False)  # nothing is inside; see Way


class Panel(Vertical):
    """Prompts, and the notes of the step below them while they are written or if there are any."""

    virtual_size = Reactive(Size(0, 0), layout=False)  # see Way; its scroll bar asks for a layout when it needs one

    class Noted(Message):
        """The notes have changed."""

    def __init__(self) -> None:
        super().__init__()
        self._keep: Callable[[str], str] = lambda text: text

    def compose(self) -> ComposeResult:
        """The prompts, the notes."""
        yield Prompts(id="prompts", markup=False)
        yield Notes("", self._kept)

    @property
    def notes(self) -> Notes:
        """Where notes are written."""
        return self.query_one(Notes)

    def show(self, prompts: Sequence[str], text: str, keep: Callable[[str], str]) -> None:
        """The prompts and notes of another step; `keep` takes what is typed and returns what of it was kept."""
        self._keep = lambda typed: typed  # loading is no change
        self.notes.load_text(text)
        self._keep = keep
        self.query_one("#prompts", Static).update(Rows(lambda width: self._layout(prompts, width)))
        self.notes.display = bool(text)

    def write(self) -> None:
        """Let notes be written."""
        self.notes.display = True
        self.notes.move_cursor(self.notes.document.end)
        self.notes.focus()

    def end(self) -> None:
        """No more notes for now."""
        self.notes.display = bool(self.notes.text)

    def _kept(self, text: str) -> str:
        kept = self._keep(text)
        self.post_message(self.Noted())
        return kept

    def _layout(self, prompts: Sequence[str], width: int) -> list[Content]:
        rows: list[Content] = []
        if self.app.size.height >= _HEADED and width >= _WIDE:
            rows = [line(_("Prompts"), "bold $muted")]
        for prompt in prompts:
            rows += hanging(line("·", "$muted") + " ", prompt, min(width, _MEASURE))
        return rows if prompts else wrapped(_("There are no prompts for this step."), width, "$muted")
