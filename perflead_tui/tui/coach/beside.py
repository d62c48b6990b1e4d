"""What stands beside a report: an earlier report of the leader, and one on the agency; until the app is left."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from perflead_tui.flows.beside import material_beside, with_beside
from perflead_tui.flows.debrief import Debrief
from perflead_tui.i18n import _, format_date
from perflead_tui.questionnaire.loading import load
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.text import clean_line
from perflead_tui.tui.again import reopened
from perflead_tui.tui.coach.form import Asked, Do, Ended, FormScreen, Given, Tell

if TYPE_CHECKING:
    from perflead_tui.results.report import Report
    from perflead_tui.tui.coach.app import CoachApp


@reopened
def ask_beside(app: "CoachApp", review: str) -> None:
    """The form for the report of a review in the vault; the walk-through, if it is shown, begins anew where it is."""

    def do(given: Given, step: Tell) -> Ended:
        step((_("Reading the reports"), 0, 1))
        named = given["before"].strip()
        before = _file(given, "before") or named or None
        beside = material_beside(app.vault, review, before, given.maybe("agency"), _questionnaires(given))
        app.put_beside(review, beside)
        lines = _lines(beside["before"], beside["agency"])
        return Ended(lines, onward=lambda: app.visit("walk", review) if app.place.name == "walk" else None)

    hint = _("Change is shown since the earlier one; without a name, since the latest of this vault.")
    app.push_screen(_form(_("The earlier review, or the file of its report"), hint, do))


@reopened
def ask_beside_file(app: "CoachApp", debrief: Debrief) -> None:
    """The same for a report without a vault."""

    def do(given: Given, step: Tell) -> Ended:
        step((_("Reading the reports"), 0, 1))
        material = with_beside(debrief.material, given.maybe("before"), given.maybe("agency"), _questionnaires(given))
        again = Debrief(material, plan=debrief.plan)
        again.state = debrief.state
        return Ended(_lines(material.before, material.agency), onward=lambda: app.look_at(again))

    hint = _("Change is shown since the earlier one.")
    app.push_screen(_form(_("The file of the earlier report (JSON)"), hint, do))


def _form(earlier: str, hint: str, do: Do) -> FormScreen:
    asked = [
        Asked("before", earlier, optional=True),
        Asked("agency", _("The file of a report on the agency (JSON)"), optional=True),
        Asked("questionnaires", _("Files of their questionnaires, if they are your own"), "lines", optional=True),
    ]
    hint += " " + _("The agency stands beside the leader in step 6.")
    return FormScreen(_("Put reports beside it"), hint, asked, do, _("Beside the report"))


def _file(given: Given, name: str) -> Path | None:
    """What was entered as a path, if there is a file of that name; else it is the name of a review."""
    path = given.maybe(name)
    return path if path is not None and path.is_file() else None


def _questionnaires(given: Given) -> list[Questionnaire]:
    return [load(each) for each in given.lines("questionnaires")]


def _lines(before: "Report | None", agency: "Report | None") -> Sequence[str]:
    """What stands beside it now."""
    change = _("Change is shown since the review that closed on {date}.")
    name = clean_line(agency.review.leader, 80) if agency else ""
    return [
        change.format(date=_day(before)) if before else _("No earlier review is shown."),
        _("Step 6 shows {name} beside it.").format(name=name) if agency else _("No report on an agency is shown."),
    ]


def _day(report: "Report") -> str:
    return format_date(datetime.date.fromisoformat(report.review.closed_on))
