"""Words that open a file, shown once."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from perflead_tui.flows.telling_files import once_lines
from perflead_tui.i18n import _
from perflead_tui.tui.content import EMPTY, Rows, line, wrapped
from perflead_tui.tui.widgets.action import Action


class WordsScreen(ModalScreen[None]):
    """Only whoever says that they are written down leaves it: Enter or Esc from the page before is no such answer."""

    CSS_PATH = "../dialogs.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("w,W", "written", show=False)]

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def compose(self) -> ComposeResult:
        """The words, what to do with them, and one way on."""
        with Vertical(id="panel"):
            yield Static(line(_("The words that open it"), "bold $accent"), markup=False)
            yield Static(Rows(self._layout), id="rows", markup=False)
            with Horizontal(id="choices"):
                yield Action(_("I have written them down"), "screen.written", "W", main=True)

    def _layout(self, width: int) -> list[Content]:
        told = [row for words in (_("Write them down now."), *once_lines()) for row in [*wrapped(words, width), EMPTY]]
        return [EMPTY, *wrapped(self._words, width, "bold $accent"), EMPTY, EMPTY, *told[:-1]]

    def action_written(self) -> None:
        """On, and the words are gone."""
        self._words = ""
        self.dismiss(None)
