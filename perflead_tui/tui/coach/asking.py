"""Asking for a path over a page, and telling what was done, with all its lines."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from perflead_tui.i18n import _
from perflead_tui.tui.content import Rows, line, wrapped
from perflead_tui.tui.dialogs import WriteScreen
from perflead_tui.tui.widgets.action import Action


def ask_path(
    app: App[object], title: str, hint: str, then: Callable[[Path], None], *, given: str = "", there: bool = False
) -> None:
    """Ask for the path of a file or folder, which must be there if `there`; `then` gets it, unless it was cancelled."""

    def wrong(text: str) -> str:
        if not text:
            return _("A path is needed. Cancel leaves everything as it is.")
        return "" if not there or _path(text).exists() else _("There is nothing of that name.")

    def answered(text: str | None) -> None:
        if text is not None:
            then(_path(text))

    app.push_screen(WriteScreen(title, given, hint, short=True, limit=1000, check=wrong), answered)


def _path(text: str) -> Path:
    return Path(text.strip().strip("'\"")).expanduser()


class TellScreen(ModalScreen[bool]):
    """Lines to read; with `yes` a question under them, whose safe answer has the focus."""

    CSS_PATH = "../dialogs.tcss"
    AUTO_FOCUS = "#close"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n,N", "dismiss(False)", show=False),
        Binding("down", "scroll_body(1)", show=False),
        Binding("up", "scroll_body(-1)", show=False),
        Binding("pagedown", "scroll_body(10)", show=False),
        Binding("pageup", "scroll_body(-10)", show=False),
        Binding("y,Y", "agree", show=False),
    ]

    def __init__(self, title: str, lines: Sequence[str], yes: str = "") -> None:
        super().__init__()
        self._title, self._lines, self._yes = title, list(lines), yes

    def compose(self) -> ComposeResult:
        """The lines, and the ways out."""
        with Vertical(id="panel"):
            yield Static(line(self._title, "bold $accent"), markup=False)
            with VerticalScroll(id="told", can_focus=False):
                yield Static(Rows(self._layout), markup=False)
            with Horizontal(id="choices"):
                yield Action(_("Cancel") if self._yes else _("Close"), "screen.dismiss(False)", "Esc", id="close")
                if self._yes:
                    yield Action(self._yes, "screen.agree", "Y", id="yes", main=True)

    def _layout(self, width: int) -> list[Content]:
        return [row for text in self._lines for row in wrapped(text, width)]

    def action_agree(self) -> None:
        """Yes, if there is a question."""
        if self._yes:
            self.dismiss(True)

    def action_scroll_body(self, rows: int) -> None:
        """Scroll."""
        self.query_one("#told", VerticalScroll).scroll_relative(y=rows, animate=False)
