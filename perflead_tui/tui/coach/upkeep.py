"""Care of the vault from home: check every file, back it up, its keys and its passphrase."""

from typing import TYPE_CHECKING

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _, ngettext
from perflead_tui.tui.again import reopened
from perflead_tui.tui.coach.asking import TellScreen
from perflead_tui.tui.coach.frame import CoachScreen
from perflead_tui.tui.coach.secret import SecretScreen
from perflead_tui.tui.dialogs import AskScreen

if TYPE_CHECKING:
    from perflead_tui.vault.doctor import Finding


class Upkeep(CoachScreen):
    """The part of home that is about the vault itself."""

    def action_doctor(self) -> None:
        """Check every file of the vault."""
        from perflead_tui.flows.health import reminders
        from perflead_tui.vault.doctor import check_vault

        vault = self.coach.vault
        self.coach.work(
            _("Checking the vault"), lambda _step: [*check_vault(vault.home, vault), *reminders(vault)], self._checked
        )

    def _checked(self, findings: "list[Finding]") -> None:
        bad = sum(not finding.ok for finding in findings)
        words = ngettext("{n} thing needs attention.", "{n} things need attention.", bad).format(n=bad)
        lines = []
        for finding in findings:
            lines.append(f"{'✓' if finding.ok else '!'}  {finding.message}")
            lines += [f"   {finding.hint}"] if finding.hint else []
        self.app.push_screen(TellScreen(words if bad else _("All is well."), lines))

    def action_backup(self) -> None:
        """Keep all of the vault in one file."""
        from perflead_tui.tui.coach.keeping import ask_backup

        ask_backup(self.coach)

    def action_key(self) -> None:
        """Show the vault's public key."""
        from perflead_tui.tui.coach.shares import show_key

        show_key(self.coach)

    @reopened
    def action_passphrase(self) -> None:
        """Ask for a new passphrase twice, and change it."""

        def first(new: str | None) -> None:
            if new:
                once_more(new)

        @reopened
        def once_more(new: str) -> None:
            self.app.push_screen(SecretScreen(_("The same again")), lambda again: second(new, again))

        def second(new: str, again: str | None) -> None:
            if again is None:
                return
            if again != new:
                self.notice(_("The two were not the same. Nothing was changed."))
                return
            self.coach.work(
                _("Changing the passphrase"),
                lambda _step: self.coach.vault.change_passphrase(new),
                lambda _done: self.notice(_("The passphrase was changed."), "$good"),
            )

        self.app.push_screen(SecretScreen(_("New passphrase (at least 8 characters)")), first)

    @reopened
    def action_recovery(self) -> None:
        """Make a new recovery key and show it, once."""

        def answered(yes: bool | None) -> None:
            if not yes:
                return
            try:
                key = self.coach.vault.new_recovery_key()
            except PerfleadError as error:
                self.notice(str(error))
                return
            told = _("Write it down and keep it away from this computer. It is shown this once.")
            self.app.push_screen(TellScreen(_("The new recovery key"), [key, "", told]))

        question = _("Make a new recovery key? The old one then no longer opens the vault.")
        self.app.push_screen(AskScreen(question, _("Make it"), _("Keep the old one")), answered)
