"""What becomes of a form that is not signed yet: kept in the vault when it is left or locked, or thrown away."""

import contextlib

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.begun import begun, forget_begun, keep_begun
from perflead_tui.flows.drafting import ReviewDraft
from perflead_tui.i18n import _
from perflead_tui.tui.again import reopened
from perflead_tui.tui.coach.asking import KeepScreen
from perflead_tui.tui.coach.frame import CoachScreen


class KeptForm(CoachScreen):
    """A page with a `draft`. The app asks it to keep that before every way out."""

    def __init__(self) -> None:
        super().__init__()
        self.draft = ReviewDraft()
        self._begun = False
        """Whether what was begun earlier has been looked for."""
        self._over = False
        """Whether it was signed or thrown away: then nothing of it is kept."""

    def go_on_with(self) -> bool:
        """Take up what was begun earlier, once. Says whether there was something."""
        if self._begun:
            return False
        self._begun = True
        try:
            found = begun(self.coach.vault)
        except PerfleadError as error:
            self.call_after_refresh(self.notice, str(error))
            return False
        if found is not None:
            self.draft = found
            told = _("This is the review that you began. Esc keeps it for later, or throws it away.")
            self.call_after_refresh(self.notice, told, "$muted")
        return found is not None

    def keep(self) -> None:
        """Keep the form in the vault. Raises PerfleadError."""
        if not self._over:
            keep_begun(self.coach.vault, self.draft)

    @reopened
    def action_back(self) -> None:
        """Home; if something was entered, after one question."""

        def answered(kept: bool | None) -> None:
            if kept is None:
                return
            try:
                self.keep() if kept else self._drop()
            except PerfleadError as error:
                self.notice(str(error))
                return
            self.coach.visit("home")

        if self.draft.empty:
            self.coach.visit("home")
            return
        question = _("Keep what you entered for later? It stays in the vault, encrypted, until you sign it.")
        self.app.push_screen(KeepScreen(question), answered)

    def _drop(self) -> None:
        """Nothing of it is kept any more. Raises PerfleadError."""
        self._over = True
        forget_begun(self.coach.vault)

    def signed(self) -> None:
        """What is signed needs no draft; one that cannot be removed now offers itself at home once more."""
        with contextlib.suppress(PerfleadError):
            self._drop()

    @property
    def parting(self) -> str:
        """What is said once perflead has been left from here."""
        return "" if self._over or self.draft.empty else _("The review that you began is kept. Home goes on with it.")
