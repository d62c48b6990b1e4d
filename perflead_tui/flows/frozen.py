"""The report that closing froze."""

from perflead_tui.flows.records import open_review
from perflead_tui.results.hiding import hide
from perflead_tui.results.report import Report
from perflead_tui.review.state import CLOSED
from perflead_tui.review.terms import Terms
from perflead_tui.vault.vault import Vault


def frozen_report(vault: Vault, wanted: str) -> tuple[Report, Terms]:
    """The report of a closed review as it is shown, without what the coach hid, and the terms that it kept."""
    with open_review(vault, wanted) as file:
        file.require(CLOSED)
        return hide(file.report(), file.hidden()), file.terms
