"""What was understood of an entry, in a few words; and what the form asks of each."""

import datetime

from perflead_tui.flows.drafting import ReviewDraft, Unfit, people_words
from perflead_tui.flows.moments import one_phase, today
from perflead_tui.i18n import _, format_date, language, language_name, ngettext
from perflead_tui.questionnaire.loading import builtin_names, load
from perflead_tui.questionnaire.model import Questionnaire, in_language
from perflead_tui.text import clean_line
from perflead_tui.tui.coach.new.choice import Option

_LABEL = 60  # characters of a group's name


def said(draft: ReviewDraft, entry: str) -> str:
    """What was understood of `entry`; empty if there is nothing to say, or it cannot be taken."""
    try:
        if entry == "questionnaire":
            return size_words(draft.asked())
        if entry == "roster":
            return roster_words(draft)
        if entry == "closes":
            return _day_words(draft.last_day())
        if entry == "claims_until" and (blind := draft.phases()):
            return _("Until {moment}.").format(moment=moment_words(blind.claims_until))
        if entry == "answers_from" and (blind := draft.phases()):
            return one_phase(blind) or _("From {moment}.").format(moment=moment_words(blind.answers_from))
    except Unfit:
        pass
    return ""


def roster_hint(draft: ReviewDraft) -> str:
    """What a line of the roster is."""
    try:
        groups = ", ".join(group.key for group in draft.asked().groups)
    except Unfit:
        return _("A line a person: name, group.")
    return _("name, group: {groups}").format(groups=groups)


def size_words(questionnaire: Questionnaire) -> str:
    """How much a questionnaire asks, and in which languages."""
    competencies, items = len(questionnaire.competencies), len(questionnaire.items)
    return " · ".join(
        (
            ngettext("{n} competency", "{n} competencies", competencies).format(n=competencies),
            ngettext("{n} item", "{n} items", items).format(n=items),
            ", ".join(map(language_name, questionnaire.languages)),
        )
    )


def roster_words(draft: ReviewDraft) -> str:
    """How many people there are, and in which groups."""
    people = len(draft.people().people)
    groups = (f"{label} {n}" for label, n in groups_of(draft))
    return " · ".join((people_words(people), *groups))


def groups_of(draft: ReviewDraft) -> list[tuple[str, int]]:
    """The groups of the roster, as they are called, with their people. Raises Unfit if there is no sound roster."""
    questionnaire = draft.asked()
    labels = dict(group_options(questionnaire))
    return [(labels[key], n) for key, n in draft.counts()]


def group_options(questionnaire: Questionnaire, among: set[str] | None = None) -> list[Option]:
    """The groups `among` those of a questionnaire, by key, as they are called."""
    return [
        (group.key, clean_line(in_language(group.label, language()), _LABEL))
        for group in questionnaire.groups
        if among is None or group.key in among
    ]


def short_options(draft: ReviewDraft) -> list[Option]:
    """The groups that may get the short form: those of the roster, or of the questionnaire while there is none."""
    try:
        questionnaire = draft.asked()
    except Unfit:
        return []
    try:
        return group_options(questionnaire, {key for key, _n in draft.counts()})
    except Unfit:
        return group_options(questionnaire)


def questionnaire_options() -> list[Option]:
    """The questionnaires that come with perflead, and a file."""
    found = [(name, clean_line(in_language(load(name).title, language()))) for name in builtin_names()]
    return [*found, ("", _("A file of your own"))]


def moment_words(moment: datetime.datetime) -> str:
    """A moment where the coach is: its date, and the time."""
    here = moment.astimezone()
    return f"{format_date(here.date())}, {here:%H:%M}"


def _day_words(day: datetime.date | None) -> str:
    if day is None:
        return ""
    days = (day - today()).days
    if days == 0:
        return _("{date}, which is today.").format(date=format_date(day))
    return ngettext("{date}, in {n} day.", "{date}, in {n} days.", days).format(date=format_date(day), n=days)
