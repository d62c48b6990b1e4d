"""A report as a document: what it says, section by section, in the order of the walk-through.

Everything follows from the reports and the plan that are given; nothing depends on the day or the machine.
"""

import dataclasses
from typing import Any

from perflead_tui.export import wording
from perflead_tui.export.contents import ending, opening, scores, voices
from perflead_tui.export.contents.frame import Source
from perflead_tui.export.document import Document, Field, Quotes, Section
from perflead_tui.export.plan_alone import PlanAlone
from perflead_tui.export.profile import profile
from perflead_tui.i18n import _, speaking
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.plan import Plan
from perflead_tui.results.report import Report
from perflead_tui.text import clean, clean_line

__all__ = ["document", "plan_document"]


def document(
    report: Report,
    questionnaire: Questionnaire,
    language: str,
    *,
    plan: Plan | None = None,
    before: Report | None = None,
    agency: Report | None = None,
    agency_questionnaire: Questionnaire | None = None,
    radar: bool = False,
) -> Document:
    """The report in `language`, for any of the renderings.

    `before` is an earlier report of the same leader, `agency` one on the agency with its questionnaire. `radar` adds
    the same profile in a circle.
    """
    with speaking(language):
        found = profile(report, questionnaire, language, before)
        source = Source(report, questionnaire, language, found, before, agency, agency_questionnaire, plan)
        return _whole(source, radar=radar)


def _whole(source: Source, *, radar: bool) -> Document:
    found = source.profile
    closed = wording.closed_words(found.closed_on)
    sections = [
        opening.reading(source),
        opening.answered(source),
        scores.the_profile(source, radar=radar),
        scores.strong(source),
        scores.surprising(source),
        scores.groups(source),
        scores.items(source),
        voices.comments(source),
        voices.time(source),
        ending.plan(source),
        ending.about(source),
    ]
    return _clean(
        Document(
            title=found.leader,
            subtitle=_("{questionnaire} · closed on {date}").format(questionnaire=found.title, date=closed),
            language=source.language,
            sections=tuple(each for each in sections if each.blocks),
            foot=_("{leader} · closed on {date} · for development, to learn from").format(
                leader=found.leader, date=closed
            ),
        )
    )


def plan_document(alone: PlanAlone, language: str) -> Document:
    """The plan in `language` and no score, for any of the renderings."""
    with speaking(language):
        title = _("The plan of {leader}").format(leader=alone.leader)
        return _clean(
            Document(
                title=title,
                subtitle=alone.title(language),
                language=language,
                sections=(ending.the_plan(alone.in_language(language)),),
                foot=ending.plan_foot(title, alone.terms_digest),
            )
        )


def _clean(found: Document) -> Document:
    sections = tuple(
        Section(each.key, clean_line(each.title), tuple(_clean_part(block) for block in each.blocks))
        for each in found.sections
    )
    return Document(
        clean_line(found.title), clean_line(found.subtitle), found.language, sections, clean_line(found.foot)
    )


def _clean_part(value: Any) -> Any:
    """A part with every text in it clean and on one line; comments and the words of a plan keep their lines."""
    if isinstance(value, str):
        return clean_line(value)
    if isinstance(value, tuple):
        return tuple(_clean_part(each) for each in value)
    if isinstance(value, Quotes):
        return Quotes(clean_line(value.source), tuple(clean(text).strip() for text in value.texts))
    if isinstance(value, Field):
        return Field(clean_line(value.name), clean(value.words).strip())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {each.name: _clean_part(getattr(value, each.name)) for each in dataclasses.fields(value)}
        return dataclasses.replace(value, **changed)
    return value
