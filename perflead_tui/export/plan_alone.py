"""A plan without its report: what it needs to be a document, a workbook or a table of its own. No score is in it."""

import csv
import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass

from perflead_tui import __version__
from perflead_tui.export.harmless import harmless
from perflead_tui.i18n import _, speaking
from perflead_tui.questionnaire.model import Questionnaire, in_language
from perflead_tui.results.plan import PARTS, Plan
from perflead_tui.results.report import Report
from perflead_tui.text import clean_line

HEADER = ("focus", "field", "text")


@dataclass(frozen=True)
class PlanAlone:
    """A plan, whose it is, what was asked, and the digest of the terms in hexadecimal."""

    plan: Plan
    leader: str
    questionnaire: Questionnaire
    terms_digest: str

    @classmethod
    def of_report(cls, plan: Plan, report: Report, questionnaire: Questionnaire) -> "PlanAlone":
        """The plan that a report led to."""
        return cls(plan, clean_line(report.review.leader), questionnaire, clean_line(report.review.terms_digest, 200))

    def in_language(self, language: str) -> Plan:
        """The plan with the names of its focus areas in `language`, as far as the questionnaire has them."""
        labels = {each.key: in_language(each.name, language) for each in self.questionnaire.competencies}
        return self.plan.named(labels)

    def title(self, language: str) -> str:
        """The questionnaire's title in `language`."""
        return clean_line(in_language(self.questionnaire.title, language))


def purpose_words() -> str:
    """What a plan is for, and that it tells no score."""
    return _("for development, it holds no scores")


def plan_csv(alone: PlanAlone, language: str = "en") -> str:
    """The plan as a table with the header `focus,field,text`, by the rules of `export/csv.py`.

    `focus` numbers the focus areas from 1 and is empty in rows about the whole plan. Every field has its row, said or
    not; days are written as 2027-01-31, and line breaks become blanks.
    """
    with speaking(language):
        file = io.StringIO()
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows((focus, field, harmless(clean_line(text))) for focus, field, text in _rows(alone, language))
        return file.getvalue()


def _rows(alone: PlanAlone, language: str) -> Iterator[tuple[str, str, str]]:
    plan = alone.in_language(language)
    for field, text in (
        ("schema", plan.schema_),
        ("version", f"perflead {__version__}"),
        ("purpose", purpose_words()),
        ("leader", alone.leader),
        ("title", alone.title(language)),
        ("terms_digest", alone.terms_digest),
        ("pulse_on", _day(plan.pulse_on)),
        ("message", plan.message),
    ):
        yield "", field, text
    for at, focus in enumerate(plan.focus, start=1):
        yield str(at), "competency", focus.competency
        yield str(at), "label", focus.label
        yield from ((str(at), part, getattr(focus, part)) for part in PARTS)
        yield str(at), "by", _day(focus.by)


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""
