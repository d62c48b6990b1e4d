"""What leaves a walk-through: its report or plan as a file, or the review shared with others."""

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.screen import Screen

from perflead_tui.errors import PerfleadError
from perflead_tui.tui.walk.model import Walk

if TYPE_CHECKING:
    from perflead_tui.tui.coach.app import CoachApp

_PLAN = 8
"""The step of the plan; after it comes the close."""


class Outward(Screen[None]):
    """The part of a walk-through that leads out of it."""

    walk: Walk

    @property
    def coach(self) -> "CoachApp":
        """The app around it."""
        raise NotImplementedError

    def notice(self, words: str, style: str = "$warn") -> None:
        """One quiet line above the ways."""
        raise NotImplementedError

    def keep(self) -> None:
        """Put what was said on the disk. Raises PerfleadError."""
        raise NotImplementedError

    def action_export(self) -> None:
        """Write the report to a file, or the plan, which is offered at its steps: a reader may do it, too."""
        from perflead_tui.flows.reporting import Subject
        from perflead_tui.tui.coach.reports import Told, ask_report

        debrief = self.walk.debrief
        subject = Subject(replace(debrief.material, report=debrief.report), debrief.plan)
        facts, languages = debrief.report.review, debrief.material.questionnaire.languages
        told = Told(facts.leader, facts.closed_on, languages, lambda: subject, self.walk.language)
        ask_report(self.coach, told, plan=debrief.state.at >= _PLAN and bool(debrief.plan.focus))

    def action_beside(self) -> None:
        """Put an earlier report beside this one, or one on the agency."""
        from perflead_tui.tui.coach.beside import ask_beside, ask_beside_file

        if self.walk.read_only:
            ask_beside_file(self.coach, self.walk.debrief)
        else:
            ask_beside(self.coach, self.walk.debrief.report.review.id)

    def action_share(self) -> None:
        """Share the review, with everything that was said so far."""
        from perflead_tui.tui.coach.shares import ask_share

        if self.walk.read_only:
            return
        try:
            self.keep()
            ask_share(self.coach, self.walk.debrief.report.review.id)
        except PerfleadError as error:
            self.notice(str(error))
