"""The locked door: the passphrase, or the recovery key."""

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.tui.coach.frame import CoachScreen
from perflead_tui.tui.content import Rows, line, plain, wrapped
from perflead_tui.tui.widgets.action import Action
from perflead_tui.tui.widgets.secret import SecretInput

_MEASURE = 60  # cells


class UnlockScreen(CoachScreen):
    """Asks for the passphrase and opens the vault with it, in a thread: that takes long on purpose."""

    AUTO_FOCUS = "#secret"
    is_door: ClassVar[bool] = True
    """Nobody can stay here once the vault is open."""

    def help_words(self) -> str:
        """What this page is for."""
        return _(
            "Your reviews are in an encrypted vault on this machine. The passphrase opens it; so does the recovery key "
            "that was shown when the vault was made. Nobody can open it for you without one of the two."
        )

    def page(self) -> Iterator[Widget]:
        """What is locked, the field, what happens."""
        yield Static(line(_("Your reviews are locked")), classes="title", markup=False)
        yield Static(line(_("Passphrase")), classes="gap", markup=False)
        yield SecretInput(id="secret")
        yield Static(Rows(self._told), id="told", classes="gap", markup=False)

    def _told(self, width: int) -> list[Content]:
        return wrapped(_("The recovery key opens them, too."), min(width, _MEASURE), "$muted")

    def ways(self) -> Iterator[Widget]:
        """Leave, or unlock."""
        yield self.way("anywhere.quit")
        yield Static(id="apart")
        yield Action(_("Unlock"), "screen.unlock", "⏎", id="next", main=True)

    def on_mount(self) -> None:
        """While the passphrase is typed, load what opening needs: the page itself must not wait for it."""
        self.call_after_refresh(lambda: self.run_worker(_load, thread=True, group="load"))

    @on(Input.Changed)
    def _typed(self) -> None:
        if self.field.value:
            self.notice("")

    @property
    def field(self) -> SecretInput:
        """Where the passphrase is typed."""
        return self.query_one(SecretInput)

    @on(Input.Submitted)
    def action_unlock(self) -> None:
        """Try what was typed."""
        if self.field.disabled:
            return
        secret = self.field.take()
        if not secret:
            self.notice(_("Type the passphrase of this vault, then Enter."))
            return
        self.field.disabled = True
        self._say(_("Opening"))
        self.run_worker(lambda: self._open(secret), thread=True, group="open")

    def _open(self, secret: str) -> None:
        """In a thread: open the vault and tell how that went."""
        from perflead_tui.vault.vault import Vault

        app, home, worker = self.coach, self.coach.home, get_current_worker()
        assert home is not None  # noqa: S101 - without one there is no door
        try:
            vault = Vault.open(home, secret)
        except PerfleadError as error:
            if not worker.is_cancelled:
                app.call_from_thread(self._refused, error)
            return
        if worker.is_cancelled:
            vault.close()
        else:
            app.call_from_thread(app.unlocked, vault)

    def _refused(self, error: PerfleadError) -> None:
        from perflead_tui.vault.faults import DamagedFile, ForeignFile

        self._say(_("The recovery key opens them, too."))
        self.field.disabled = False
        self.field.focus()
        hint = _("perflead doctor says what can be done.") if isinstance(error, DamagedFile | ForeignFile) else ""
        self.notice(" ".join(filter(None, (str(error), hint))))

    def _say(self, words: str) -> None:
        self.query_one("#told", Static).update(plain(words, "$muted"))


def _load() -> None:
    """Import what the next page is made of."""
    import perflead_tui.flows.agenda
    import perflead_tui.tui.coach.home
    import perflead_tui.vault.vault  # noqa: F401
