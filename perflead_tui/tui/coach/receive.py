"""Opening a file that somebody was sent: an invitation to answer, a report or a plan to read, a review to take in."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from perflead_tui.errors import PerfleadError
from perflead_tui.files import shown
from perflead_tui.i18n import _, language
from perflead_tui.tui.again import reopened
from perflead_tui.tui.coach.app import Onward
from perflead_tui.tui.coach.asking import TellScreen, ask_path, typed_path
from perflead_tui.tui.coach.frame import CoachScreen
from perflead_tui.tui.coach.paths import PathInput
from perflead_tui.tui.coach.secret import SecretScreen
from perflead_tui.tui.content import Rows, line, wrapped
from perflead_tui.tui.widgets.action import Action

if TYPE_CHECKING:
    from perflead_tui.flows.sharing import Opened
    from perflead_tui.sealing.agekeys import Identity

_MEASURE = 64  # cells


class ReceiveScreen(CoachScreen):
    """Asks for the file."""

    AUTO_FOCUS = "#path"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]

    def help_words(self) -> str:
        """What this page is for."""
        return _(
            "Open an invitation to answer it, or a report that was shared with you to read it. Nothing is sent "
            "anywhere by opening a file."
        )

    def page(self) -> Iterator[Widget]:
        """What it can be, and where it is."""
        yield Static(line(_("Open a file that I was sent")), classes="title", markup=False)
        yield Static(Rows(self._what), classes="gap", markup=False)
        yield Static(line(_("Where it is")), classes="gap", markup=False)
        yield PathInput()
        yield Static(Rows(self._how), classes="quiet", markup=False)

    def _what(self, width: int) -> list[Content]:
        told = _("An invitation opens the form, and a report is shown step by step. Both stay as they are.")
        return wrapped(told, min(width, _MEASURE))

    def _how(self, width: int) -> list[Content]:
        told = _("Type or paste its path, or drag the file here. Tab completes a name.")
        return wrapped(told, min(width, _MEASURE), "$muted")

    def ways(self) -> Iterator[Widget]:
        """Back, or open it."""
        yield Action(_("Back"), "screen.back", "Esc")
        yield Static(id="apart")
        yield Action(_("Open"), "screen.receive", "⏎", id="next", main=True)

    def action_back(self) -> None:
        """The welcome."""
        self.coach.visit("home")

    @on(Input.Changed)
    def _typed(self) -> None:
        self.notice("")

    @on(Input.Submitted)
    @reopened
    def action_receive(self) -> None:
        """Look what it is, and open it."""
        from perflead_tui.flows.received import recognised

        typed = self.query_one(PathInput).value
        if not typed.strip():
            self.notice(_("Type where the file is, then Enter."))
            return
        try:
            path = typed_path(typed)
            kind = recognised(path)
            if kind == "invitation":
                self.coach.exit(Onward("answer", path))
            elif kind == "report":
                self._read(path)
            else:
                self._open(path)
        except PerfleadError as error:
            self.notice(str(error))

    def _read(self, path: Path) -> None:
        from perflead_tui.flows.beside import material_of_file
        from perflead_tui.flows.debrief import Debrief

        self.coach.look_at(Debrief(material_of_file(path)))

    def _open(self, path: Path) -> None:
        """A shared file: ask for its words if it has some, else try the key of the vault, or ask for one."""
        from perflead_tui.flows.identity import identities
        from perflead_tui.flows.sharing import asks_for_passphrase, is_encrypted

        def said(words: str | None) -> None:
            if words:
                self._unlock(path, [], words)

        if asks_for_passphrase(path):
            self.app.push_screen(SecretScreen(_("The words that open it")), said)
            return
        keys = identities(self.coach.vault) if self.coach.has_vault else []
        if keys or not is_encrypted(path):
            self._unlock(path, keys)
            return
        hint = _("It is encrypted to a key. Name the file of your private age or ssh key.")
        ask_path(self.app, _("Your private key"), hint, lambda key: self._with_key(path, key), there=True)

    def _with_key(self, path: Path, key: Path, passphrase: str | None = None) -> None:
        from perflead_tui.sealing.agekeys import AgeError, identities_in

        def said(words: str | None) -> None:
            if words:
                self._with_key(path, key, words)

        try:
            self._unlock(path, identities_in(key, None if passphrase is None else lambda _name: passphrase))
        except PerfleadError as error:
            if passphrase is None and isinstance(error, AgeError) and error.kind == "locked_identity":
                self.app.push_screen(SecretScreen(_("The passphrase of this key")), said)
            else:
                self.notice(str(error))

    def _unlock(self, path: Path, keys: "Sequence[Identity]", words: str = "") -> None:
        from perflead_tui.flows.sharing import open_shared

        def opened(found: "Opened") -> None:
            self._opened(found, shown(path))

        self.coach.work(_("Opening the file"), lambda _step: open_shared(path, keys, words), opened)

    def _opened(self, found: "Opened", name: str) -> None:
        from perflead_tui.flows.telling_files import opened_lines

        if found.material is not None:
            self.coach.look_at(found.debrief())
        elif found.plan is not None:
            from perflead_tui.export.plan import plan_text

            plan = plan_text(found.plan, language()).splitlines()
            self.app.push_screen(TellScreen(_("A plan"), [*opened_lines(found), "", *plan]))
        elif not self.coach.has_vault:
            self.notice(_("It holds a whole review. Start a vault, and open the file there to take it in."))
        else:
            self._ask_to_take(found, name)

    def _ask_to_take(self, found: "Opened", name: str) -> None:
        from perflead_tui.flows.handing import Taken, take_in
        from perflead_tui.flows.telling_files import opened_lines, taken_lines

        def taken(done: Taken) -> None:
            def on(_read: bool | None) -> None:
                self.coach.visit("desk", done.review)

            self.app.push_screen(TellScreen(_("Taken in"), taken_lines(done)), on)

        def answered(yes: bool | None) -> None:
            if yes:
                vault = self.coach.vault
                self.coach.work(_("Taking the review in"), lambda _step: take_in(vault, found.share, name), taken)

        lines = [
            *opened_lines(found), "",
            _("It is a whole review, and it will be one of yours. Compare the words with whoever sent it."),
        ]  # fmt: skip
        self.app.push_screen(TellScreen(_("Take this review in?"), lines, _("Take it in")), answered)
