"""What `doctor` adds to the state of the files: promises of closed reviews that are due. Changes nothing."""

import datetime

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.records import erase_day
from perflead_tui.i18n import _, format_date
from perflead_tui.text import clean_line
from perflead_tui.vault.doctor import Finding, read_tables
from perflead_tui.vault.vault import REVIEWS, Vault


def reminders(vault: Vault, today: datetime.date | None = None) -> list[Finding]:
    """A finding for each closed review whose terms promised that it would be erased by now.

    A file that cannot be read is passed over: what is wrong with it has its own finding.
    """
    now = today or datetime.datetime.now().astimezone().date()
    findings = []
    for review in vault.review_ids():
        try:
            tables = read_tables(vault, review)
        except (PerfleadError, OSError):
            continue
        rows = tables.get("review")
        due = erase_day(rows[0], tables.get("report", [])) if rows else None
        if rows and due is not None and due <= now:
            words = _("The review of {leader} was to be erased by {date}, as its raters were promised.")
            message = words.format(leader=clean_line(rows[0]["terms"]["leader"], 80), date=format_date(due))
            hint = _("Publish its board if you have not, then run: perflead erase {review}").format(review=review)
            findings.append(Finding(vault.home / REVIEWS / review, False, message, hint))
    return findings
