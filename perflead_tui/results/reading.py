"""Reading a report that somebody was given: the one place where `perflead.report` of any version becomes a `Report`.

A report's JSON carries no signature of its own, so it is nobody's word: it is held against the contract, cleaned, and
anything that is wrong with it is told in words.
"""

import datetime
import json
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.files import parse_json
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import MINIMUM_FLOOR
from perflead_tui.results.report import Report
from perflead_tui.results.versions import Family
from perflead_tui.text import clean

LIMIT = 16 * 1024 * 1024
"""Bytes. No report is larger: some 4,000 comments of 4,000 characters."""

REPORTS = Family("perflead.report", newest=1)
"""All versions of the report. There is one so far, so there is no step."""

PLANS = Family("perflead.plan", newest=1)
"""The same of the plan."""


def read_report(data: bytes, name: str) -> Report:
    """The report in `data`, JSON of this version or an older one, every text in it cleaned.

    `name` is the file as shown to a person. Raises PerfleadError for anything else: what is too large, not JSON,
    damaged, against the contract, or made by a newer perflead.
    """
    what = _("a report")
    if len(data) > LIMIT:
        raise PerfleadError(
            _("{path} is too large to be {what}.").format(path=name, what=what),
            _("The limit is {size} KiB.").format(size=LIMIT // 1024),
        )
    return report_of(parse_json(data, name, what), name)


def report_of(document: dict[str, Any], name: str) -> Report:
    """The same of JSON that is parsed already, for instance a part of a larger document."""
    try:
        current = REPORTS.newest_form(document, name)
        # The contract first: it says how deep the document may be.
        checked = Report.model_validate(current, strict=True).model_dump(mode="json", by_alias=True)
        report = Report.model_validate(_cleaned(checked), strict=True)
        datetime.date.fromisoformat(report.review.closed_on)
        sound = report.review.minimum >= MINIMUM_FLOOR and all(cell.answers >= 1 for cell in report.cells)
    except (ValueError, KeyError, TypeError):  # pydantic's ValidationError is a ValueError
        sound = False
    if not sound:
        raise PerfleadError(
            _("{path} is not a report, or it is damaged.").format(path=name),
            _("Write one with perflead report REVIEW --format json --out FILE."),
        )
    return report


def kept_report(words: str) -> Report:
    """The report that this computer's own vault keeps, as it was written; clean since then.

    Raises PerfleadError if a newer perflead wrote it, ValueError if it is damaged.
    """
    try:
        document = json.loads(words)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return Report.model_validate(REPORTS.newest_form(document, _("The report")))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(each) for key, each in value.items()}
    return value
