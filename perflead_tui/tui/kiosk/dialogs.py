"""Small pages over the kiosk: nobody touches anything, the host's way out, and what this machine does."""

from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.form_words import give_away
from perflead_tui.flows.kiosk import HostPin, slowed
from perflead_tui.flows.kiosk_words import about_here, away_words
from perflead_tui.i18n import _
from perflead_tui.tui.content import EMPTY, hanging, line, plain
from perflead_tui.tui.told import ToldScreen
from perflead_tui.tui.widgets.action import Action
from perflead_tui.tui.widgets.secret import SecretInput


class AwayScreen(ModalScreen[None]):
    """Counts down; whatever is pressed or touched says that somebody is here, and does nothing else."""

    CSS_PATH = "kiosk.tcss"
    AUTO_FOCUS = "#here"
    seconds: reactive[int] = reactive(0)

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.set_reactive(AwayScreen.seconds, seconds)

    def compose(self) -> ComposeResult:
        """The question, what happens otherwise, and the one answer."""
        with Vertical(id="panel", classes="-small"):
            yield Static(line(_("Are you still there?"), "bold $accent"), markup=False)
            yield Static(plain(away_words(self.seconds)), id="away", markup=False)
            with Horizontal(id="choices"):
                yield Action(_("I am still here"), "screen.dismiss", "⏎", id="here", main=True)

    def watch_seconds(self, seconds: int) -> None:
        """Say how long it is still."""
        self.query_one("#away", Static).update(plain(away_words(seconds)))

    def on_key(self, event: events.Key) -> None:
        """Any key."""
        event.stop()
        event.prevent_default()
        self.dismiss()

    def on_click(self) -> None:
        """A touch anywhere."""
        self.dismiss()


class PinScreen(ModalScreen[bool]):
    """Asks for the host's PIN; True if it is right."""

    CSS_PATH = "kiosk.tcss"
    AUTO_FOCUS = "SecretInput"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(False)", show=False)]

    def __init__(self, pin: HostPin) -> None:
        super().__init__()
        self._pin = pin

    def compose(self) -> ComposeResult:
        """The field, what is wrong, and the ways."""
        with Vertical(id="panel", classes="-small"):
            yield Static(line(_("End the kiosk"), "bold $accent"), markup=False)
            yield Static(plain(_("The host's PIN")), markup=False)
            yield SecretInput(id="pin")
            yield Static(id="wrong", markup=False)
            with Horizontal(id="choices"):
                yield Action(_("Back"), "screen.dismiss(False)", "Esc")
                yield Action(_("End"), "screen.try_pin", "⏎", main=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the field."""
        event.stop()
        self.action_try_pin()

    def action_try_pin(self) -> None:
        """See whether it is right, unless it is too soon."""
        if self._pin.tries.pause():
            self._say(slowed(self._pin.tries))
            self.query_one(SecretInput).action_forget()
            return
        self._try(self.query_one(SecretInput).take())

    @work(exclusive=True)
    async def _try(self, pin: str) -> None:
        import asyncio

        try:
            good = await asyncio.to_thread(self._pin.fits, pin)
        except PerfleadError as error:  # not enough memory
            self._say(str(error))
            return
        if good:
            self.dismiss(True)
        else:
            self._say(_("This is not the PIN.") + " " + slowed(self._pin.tries))

    def _say(self, words: str) -> None:
        self.query_one("#wrong", Static).update(plain(words, "$warn"))


class AboutScreen(ToldScreen[None]):
    """What this machine does with what is typed, and what could still give a rater away."""

    CSS_PATH = "kiosk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1", "dismiss", show=False)]

    def rows(self, width: int) -> list[Content]:
        """What is told."""
        rows = [line(_("What this machine does"), "bold $accent")]
        for text in about_here():
            rows += hanging(line("·", "bold $accent") + "  ", text, width)
        rows += [EMPTY, line(_("What could still give me away"), "bold $accent")]
        for text in give_away(shared=True):
            rows += hanging(line("!", "bold $warn") + "  ", text, width)
        return rows
