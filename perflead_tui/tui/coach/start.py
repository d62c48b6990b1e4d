"""Starting a vault: a passphrase, twice, and the recovery key, once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from perflead_tui.errors import PerfleadError
from perflead_tui.files import shown
from perflead_tui.i18n import _, ngettext
from perflead_tui.tui.coach.frame import CoachScreen
from perflead_tui.tui.content import EMPTY, Rows, hanging, line, padded, wrapped
from perflead_tui.tui.widgets.action import Action
from perflead_tui.tui.widgets.secret import SecretInput
from perflead_tui.vault.keys import SHORTEST_PASSPHRASE, check_passphrase

if TYPE_CHECKING:
    from perflead_tui.vault.vault import Vault

_MEASURE = 64  # cells
_ROW = 3  # groups of the recovery key beside one another


class StartScreen(CoachScreen):
    """Asks for the passphrase of a new vault and makes it, in a thread."""

    AUTO_FOCUS = "#first"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        # Obeyed before the next key is read: what is typed after it belongs to the other field.
        Binding("enter", "enter", show=False, priority=True),
        Binding("f10", "make", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def help_words(self) -> str:
        """What this page is for."""
        return _(
            "A vault keeps your reviews encrypted on this machine. Four or five unrelated words make a good "
            "passphrase. Nobody can open the vault for you without it or the recovery key that comes next."
        )

    def page(self) -> Iterator[Widget]:
        """Why, the two fields, how far they are."""
        yield Static(line(_("Start a vault")), classes="title", markup=False)
        yield Static(Rows(self._why), classes="gap", markup=False)
        yield Static(line(_("Passphrase")), classes="gap", markup=False)
        yield SecretInput(id="first")
        yield Static(line(_("The same again")), classes="gap", markup=False)
        yield SecretInput(id="second")
        yield Static(Rows(self._state), id="state", classes="gap", markup=False)

    def _why(self, width: int) -> list[Content]:
        why = _(
            "Reviews are kept encrypted on this computer, and the passphrase opens them. Nobody can reset it. Four or "
            "five words that have nothing to do with each other are easy to remember and hard to guess."
        )
        where = _("The vault will be in {path}.").format(path=shown(self.coach.home or ""))
        room = min(width, _MEASURE)
        return [*wrapped(why, room), *wrapped(where, room, "$muted")]

    def _state(self, width: int) -> list[Content]:
        missing = SHORTEST_PASSPHRASE - len(self._field("first").value.strip())
        long = _("at least {n} characters").format(n=SHORTEST_PASSPHRASE)
        if 0 < missing < SHORTEST_PASSPHRASE:
            long += ", " + ngettext("{n} more", "{n} more", missing).format(n=missing)
        rows = [(missing <= 0, long), (missing <= 0 and self._same, _("the same in both fields"))]
        return [row for done, words in rows for row in hanging(_tick(done), words, width, "$muted")]

    @property
    def _same(self) -> bool:
        return self._field("first").value == self._field("second").value

    def _field(self, name: str) -> SecretInput:
        return self.query_one(f"#{name}", SecretInput)

    def ways(self) -> Iterator[Widget]:
        """Back, or make it."""
        yield Action(_("Back"), "screen.back", "Esc")
        yield Static(id="apart")
        yield Action(_("Make the vault"), "screen.make", "⏎", id="next", main=True)

    def action_back(self) -> None:
        """The welcome; what was typed is forgotten."""
        if not self._field("first").disabled:
            self.coach.visit("home")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.input.value:  # an emptied field has just been told why
            self.notice("")
        self.query_one("#state", Static).update(Rows(self._state))

    async def action_enter(self) -> None:
        """The second field after the first; then make the vault."""
        if isinstance(self.focused, Action):
            await self.focused.action_press()
        elif self.focused is self._field("second") or self._field("second").value:
            self._field("second").call_later(self.action_make)  # when all that was typed has arrived
        else:
            self.set_focus(self._field("second"))  # a widget's own focus() waits for its turn
            self._field("first").call_later(self._long_enough)

    def _long_enough(self) -> bool:
        try:
            check_passphrase(self._field("first").value)
        except PerfleadError as error:
            self._field("first").focus()
            self.notice(str(error))
            return False
        return True

    def action_make(self) -> None:
        """Make the vault, if the passphrase can be taken."""
        first, second = self._field("first"), self._field("second")
        if first.disabled or not self._long_enough():
            return
        if not self._same:
            second.action_forget()
            second.focus()
            self.notice(_("The two are not the same. Type the second one again."))
            return
        secret = first.take()
        second.action_forget()
        first.disabled = second.disabled = True
        self.notice(_("Making the vault"), "$muted")
        self.run_worker(lambda: self._make(secret), thread=True, group="make")

    def _make(self, secret: str) -> None:
        """In a thread: make the vault."""
        from perflead_tui.vault.vault import Vault

        app, home, worker = self.coach, self.coach.home, get_current_worker()
        assert home is not None  # noqa: S101 - without one there is nothing to start
        try:
            vault, key = Vault.create(home, secret)
        except PerfleadError as error:
            if not worker.is_cancelled:
                app.call_from_thread(self._refused, error)
            return
        if worker.is_cancelled:
            vault.close()
        else:
            app.call_from_thread(app.call_later, app.show, RecoveryScreen(vault, key))

    def _refused(self, error: PerfleadError) -> None:
        for field in self.query(SecretInput):
            field.disabled = False
        self._field("first").focus()
        self.notice(str(error))


def _tick(done: bool) -> Content:
    return padded(line("✓", "bold $good") if done else line("·", "$muted"), 2)


class RecoveryScreen(CoachScreen):
    """Shows the recovery key, this once. It has the vault until the key was written down."""

    AUTO_FOCUS = ""  # Enter from the page before must not be taken for an answer
    BINDINGS: ClassVar[list[BindingType]] = [Binding("w,W", "written", show=False)]

    def __init__(self, vault: "Vault", key: str) -> None:
        super().__init__()
        self._held: Vault | None = vault
        self._key = key

    def help_words(self) -> str:
        """What this page is for."""
        return _(
            "The recovery key opens the vault like the passphrase. It is shown this once: write it on paper, and keep "
            "the paper away from this machine."
        )

    def page(self) -> Iterator[Widget]:
        """The key, and what it is for."""
        yield Static(line(_("Your recovery key")), classes="title", markup=False)
        yield Static(Rows(self._before), classes="gap", markup=False)
        yield Static(Content("\n").join(self._groups()), id="key", classes="gap", markup=False)
        yield Static(Rows(self._after), classes="gap", markup=False)

    def _before(self, width: int) -> list[Content]:
        told = _("Write it down now, on paper. It is shown this once.")
        return wrapped(told, min(width, _MEASURE), "bold")

    def _groups(self) -> list[Content]:
        groups = [padded(line(" ".join(group), "bold $accent"), 12) for group in self._key.split("-")]
        rows = [EMPTY.join(groups[at : at + _ROW]).rstrip() for at in range(0, len(groups), _ROW)]
        return [part for row in rows for part in (row, EMPTY)][:-1]

    def _after(self, width: int) -> list[Content]:
        room = min(width, _MEASURE)
        told = _(
            "It opens the vault if the passphrase is forgotten. Keep it away from this computer, where you keep "
            "what must not be lost. Nobody else can open the vault for you."
        )
        again = _("Another one can be made as long as you have the passphrase: perflead passphrase --recovery.")
        return [*wrapped(told, room), EMPTY, *wrapped(again, room, "$muted")]

    def ways(self) -> Iterator[Widget]:
        """One way on."""
        yield Static(id="apart")
        yield Action(_("I have written it down"), "screen.written", "W", id="next", main=True)

    def action_written(self) -> None:
        """Go on, with an open vault."""
        vault, self._held = self._held, None
        if vault is not None:
            self.coach.unlocked(vault)

    def on_unmount(self) -> None:
        """Close the vault if somebody left from here."""
        if self._held is not None:
            self._held.close()
