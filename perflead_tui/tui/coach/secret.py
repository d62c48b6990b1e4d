"""Asking for a passphrase over a page."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from perflead_tui.i18n import _
from perflead_tui.tui.content import line
from perflead_tui.tui.widgets.action import Action
from perflead_tui.tui.widgets.secret import SecretInput


class SecretScreen(ModalScreen[str | None]):
    """Gives the passphrase, or None if it was cancelled."""

    CSS_PATH = "../dialogs.tcss"
    AUTO_FOCUS = "SecretInput"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """The field."""
        with Vertical(id="panel", classes="-small"):
            yield Static(line(self._title, "bold $accent"), markup=False)
            yield SecretInput(id="secret")
            with Horizontal(id="choices"):
                yield Action(_("Cancel"), "screen.dismiss(None)", "Esc")
                yield Action(_("Done"), "screen.done", "⏎", main=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter gives it."""
        event.stop()
        self.action_done()

    def action_done(self) -> None:
        """Give it, and forget it here."""
        self.dismiss(self.query_one(SecretInput).take())
