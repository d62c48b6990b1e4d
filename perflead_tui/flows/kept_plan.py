"""The plan that the vault keeps with a closed review: taken out, and put in its place."""

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.debrief import Debrief, plan_of
from perflead_tui.flows.records import open_review
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import in_language
from perflead_tui.results.plan import Plan
from perflead_tui.review.state import CLOSED
from perflead_tui.text import clean_line
from perflead_tui.vault.vault import Vault


def kept_plan(vault: Vault, wanted: str, language: str) -> Plan:
    """The plan of the closed review with competencies named in `language`, empty if there is none.

    Raises PerfleadError if the review is not closed.
    """
    with open_review(vault, wanted) as file:
        file.require(CLOSED)
        found = plan_of(file) or Plan(leader=file.terms.leader)
        asked = file.terms.questionnaire.competencies
        return found.named({each.key: in_language(each.name, language) for each in asked})


def keep_plan(vault: Vault, wanted: str, plan: Plan) -> None:
    """Put `plan` in the place of the review's plan. Raises PerfleadError if it is not of this review's leader and
    competencies, or the review is not closed."""
    with Debrief.of_review(vault, wanted) as debrief:
        _require_fit(debrief, plan)
        debrief.set_plan(plan)
        debrief.save()


def _require_fit(debrief: Debrief, plan: Plan) -> None:
    leader = clean_line(debrief.material.report.review.leader)
    if plan.leader != leader:
        raise PerfleadError(
            _("The plan is for {plan}, and the review is of {review}.").format(plan=plan.leader[:80], review=leader),
            _("Nothing was changed."),
        )
    known = [each.key for each in debrief.material.report.competencies]
    for focus in plan.focus:
        if focus.competency not in known:
            raise PerfleadError(
                _("The review has no competency {key}.").format(key=focus.competency[:40]),
                _("It has {keys}. Nothing was changed.").format(keys=", ".join(known)),
            )
