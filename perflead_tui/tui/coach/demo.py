"""The coach's app over the demo's vault: everything can be tried, and nothing of it is kept."""

from dataclasses import replace

from perflead_tui.flows.demo import Demo
from perflead_tui.i18n import _
from perflead_tui.settings import Settings
from perflead_tui.tui.coach.app import CoachApp, Place


class DemoApp(CoachApp):
    """Begins with the walk-through; its end leads home. The vault does not lock: nobody knows its passphrase."""

    def __init__(self, shown: Demo, settings: Settings) -> None:
        super().__init__(
            shown.vault.home,
            replace(settings, lock_minutes=0),
            vault=shown.vault,
            start=Place("walk", shown.review),
            beside=shown.beside,
        )

    def action_lock(self) -> None:
        """Say why there is nothing to lock."""
        self.tell(_("The demo does not lock: its vault has no passphrase, and is gone when you leave."))

    def share_refused(self) -> str:
        """The sample reviews were closed elsewhere, and their keys stayed there."""
        return _("A sample review cannot be shared: it has no key that signs. A review of your own can be.")

    def leave_walk(self) -> None:
        """Home, where the other review is."""
        self._alone = None
        self.visit("home")
