"""What is done at the desk of a closed review: read, write, publish, erase."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from perflead_tui.errors import PerfleadError
from perflead_tui.files import shown
from perflead_tui.flows.overview import Overview
from perflead_tui.i18n import _, language
from perflead_tui.tui.again import reopened
from perflead_tui.tui.coach.asking import TellScreen, ask_path
from perflead_tui.tui.coach.frame import CoachScreen

if TYPE_CHECKING:
    from perflead_tui.flows.erase import Erasing


class ClosedDesk(CoachScreen):
    """The part of a desk that a closed review has."""

    review: str

    @property
    def found(self) -> Overview:
        """The review as it is now."""
        raise NotImplementedError

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
        """Write the report into a file."""
        from perflead_tui.tui.coach.reports import ask_review_report

        if self.may("report"):
            status = self.found.status
            closed_on = status.closed_on.isoformat() if status.closed_on else ""
            ask_review_report(self.coach, self.review, (status.leader, closed_on, self.found.questionnaire.languages))

    def action_beside(self) -> None:
        """Put an earlier report beside this one, or one on the agency."""
        from perflead_tui.tui.coach.beside import ask_beside

        if self.may("beside"):
            ask_beside(self.coach, self.review)

    def action_share(self) -> None:
        """Share the report, the plan or all of the review."""
        from perflead_tui.tui.coach.shares import ask_share

        if self.may("share"):
            ask_share(self.coach, self.review, self.again)

    @reopened
    def action_debrief(self) -> None:
        """Write what was said in the walk-through."""

        def asked(path: Path) -> None:
            from perflead_tui.files import write_atomic
            from perflead_tui.flows.debriefing import kept_debrief, kept_page
            from perflead_tui.flows.telling import debrief_written_lines

            def write() -> None:
                vault, review = self.coach.vault, self.review
                as_json = path.suffix == ".json"
                words = kept_debrief(vault, review).to_json() if as_json else kept_page(vault, review, language())
                write_atomic(path, words.encode(), overwrite=False)

            self.do(write, " ".join(debrief_written_lines("{path}")), path)

        if self.may("debrief"):
            given = str(Path.home() / f"notes-{self.review}.txt")
            hint = _("A page to read; a name that ends in .json gives a file that can be taken in again.")
            ask_path(self.app, _("A new file for the notes"), hint, asked, given=given)

    @reopened
    def action_debrief_in(self) -> None:
        """Take in what was said, from a file."""

        def asked(path: Path) -> None:
            from perflead_tui.flows.debriefing import keep_debrief, read_debrief
            from perflead_tui.flows.telling import debrief_kept_words

            self.do(lambda: keep_debrief(self.coach.vault, self.review, read_debrief(path)), debrief_kept_words(), path)

        if self.may("debrief_in"):
            hint = _("A perflead.debrief/1 file. The parts that it has take the place of those that are there.")
            ask_path(self.app, _("Where are the notes?"), hint, asked, there=True)

    @reopened
    def action_plan_in(self) -> None:
        """Take in a plan, from a file."""

        def asked(path: Path) -> None:
            from perflead_tui.flows.kept_plan import keep_plan
            from perflead_tui.flows.planning import read_plan

            words = _("The plan is kept with the review.")
            self.do(lambda: keep_plan(self.coach.vault, self.review, read_plan(path)), words, path)

        if self.may("plan_in"):
            hint = _("A perflead.plan/1 file. It takes the place of the plan that is there.")
            ask_path(self.app, _("Where is the plan?"), hint, asked, there=True)

    @reopened
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

    @reopened
    def action_erase(self) -> None:
        """Say what would be destroyed, ask once, destroy."""
        from perflead_tui.flows.erase import erase, first_arrived, kept, would_erase

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
                *([*first_arrived(), ""] if found.handed else []),
                _("To be destroyed:"), *(f"  {text}" for text in found.destroyed), "",
                _("Kept:"), *(f"  {text}" for text in kept(handed=found.handed)), "",
                _("What is destroyed cannot be brought back."),
            ]  # fmt: skip
            self.app.push_screen(TellScreen(_("Erase this review?"), lines, _("Erase")), answered)
