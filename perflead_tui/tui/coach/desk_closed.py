"""What is done at the desk of a closed review: read, write, publish, erase."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from perflead_tui.errors import PerfleadError
from perflead_tui.files import shown, write_atomic
from perflead_tui.i18n import _, language
from perflead_tui.tui.coach.asking import TellScreen, ask_path
from perflead_tui.tui.coach.frame import CoachScreen

if TYPE_CHECKING:
    from perflead_tui.flows.erase import Erasing

_WIDTHS = (60, 100)  # columns of a text report


class ClosedDesk(CoachScreen):
    """The part of a desk that a closed review has."""

    review: str

    def may(self, name: str) -> bool:
        """Whether a command fits the review's state."""
        raise NotImplementedError

    def again(self, words: str = "") -> None:
        """Show what is true now."""
        raise NotImplementedError

    def do(self, change: Callable[[], object], words: str, path: Path) -> None:
        """Do something small about `path`; a refusal is told below the page."""
        try:
            change()
        except PerfleadError as error:
            self.notice(str(error))
        else:
            self.again(words.format(path=shown(path)))

    def action_results(self) -> None:
        """The walk-through."""
        if self.may("results"):
            self.coach.visit("walk", self.review)

    def action_report(self) -> None:
        """Write the report as text."""

        def asked(path: Path) -> None:
            from perflead_tui.export.text import report_text
            from perflead_tui.flows.close import frozen_report

            found, terms = frozen_report(self.coach.vault, self.review)
            columns = min(max(shutil.get_terminal_size((80, 24)).columns, _WIDTHS[0]), _WIDTHS[1])
            words = report_text(found, terms.questionnaire, language(), columns).encode()
            self.do(lambda: write_atomic(path, words, overwrite=False), _("The report is in {path}."), path)

        if self.may("report"):
            given = str(Path.home() / f"report-{self.review}.txt")
            hint = _("Whoever can read the file can read the report.")
            ask_path(self.app, _("A new file for the report"), hint, asked, given=given)

    def action_board(self) -> None:
        """Publish the board into a folder."""

        def asked(path: Path) -> None:
            from perflead_tui.flows.publish import publish

            words = _("The board is in {path}. Give it to everyone who was invited.")
            self.do(lambda: publish(self.coach.vault, self.review, path), words, path)

        if self.may("board"):
            given = str(Path.home() / f"board-{self.review}")
            hint = _("With it and their receipt, raters see that their answer was counted.")
            ask_path(self.app, _("A folder for the board"), hint, asked, given=given)

    def action_erase(self) -> None:
        """Say what would be destroyed, ask once, destroy."""
        from perflead_tui.flows.erase import erase, kept, would_erase

        def ended(done: "Erasing") -> None:
            from perflead_tui.flows.erase import beyond

            self.again(_("The review was erased."))
            self.app.push_screen(TellScreen(_("Not reached by this"), beyond(openers=done.openers)))

        def answered(yes: bool | None) -> None:
            if yes:
                self.coach.work(_("Erasing"), lambda _step: erase(self.coach.vault, self.review), ended)

        if self.may("erase"):
            found = would_erase(self.coach.vault, self.review)
            lines = [
                _("To be destroyed:"), *(f"  {text}" for text in found.destroyed), "",
                _("Kept:"), *(f"  {text}" for text in kept()), "",
                _("What is destroyed cannot be brought back."),
            ]  # fmt: skip
            self.app.push_screen(TellScreen(_("Erase this review?"), lines, _("Erase")), answered)
