"""How to read the report, and who answered."""

from perflead_tui.export.contents.frame import NOT_SEEN, Source, named
from perflead_tui.export.document import Block, Section, Table, Words
from perflead_tui.export.profile import SELF
from perflead_tui.export.wording import joined_words, scale_of, shown_words
from perflead_tui.i18n import _, format_number
from perflead_tui.questionnaire.model import in_language


def reading(source: Source) -> Section:
    """The scale, averages and intervals, what protects those who answered, what the report is for."""
    return Section("reading", _("How to read this"), tuple(map(Words, _reading(source))))


def _reading(source: Source) -> list[str]:
    scale = scale_of(source.report, source.questionnaire)
    points = source.questionnaire.scale.points
    note = source.profile.untranslated
    return [
        *([note] if note else []),
        _(
            "This report is for development: to learn from and to choose one thing to work on. It is not made for "
            "decisions on pay, promotion or discipline, nor to compare people with each other."
        ),
        _('Answers go from {low} ("{lowest}") to {high} ("{highest}"). "Not observed" is no answer.').format(
            low=scale.low,
            lowest=in_language(points[0], source.language),
            high=scale.high,
            highest=in_language(points[-1], source.language),
        ),
        _(
            "Numbers are averages. The line around a dot, ├──●──┤, shows how far an average of so few people may "
            "be off. Where lines overlap, or self lies on the line of others, there is no clear difference."
        ),
        _(
            "{others} is the average of the groups, each group counting the same. The leader and those who answer "
            "by name are not part of it."
        ).format(others=_("Others together")),
        _(
            "To protect those who answered, a group is shown from {minimum} answers on, very high averages read "
            '"{top} or more" (≥{top}) and very low ones "{bottom} or less" (≤{bottom}). "Not enough seen" ({sign}) '
            "means that too few of a group could answer. It is not a low score."
        ).format(
            minimum=scale.minimum,
            top=format_number(scale.at_least / 10, 1),
            bottom=format_number(scale.at_most / 10, 1),
            sign=NOT_SEEN,
        ),
    ]


def answered(source: Source) -> Section:
    """The groups with their numbers of answers, what was merged, what is withheld and why."""
    profile = source.profile
    table = Table(
        caption=_("Who answered"),
        heads=(_("Group"), _("Answers"), _("How it is shown")),
        rows=tuple(
            (
                named(each),
                format_number(each.answers),
                shown_words(anonymous=each.anonymous and each.key != SELF, merged=each.merged),
            )
            for each in profile.answered
        ),
        numbers=frozenset({1}),
    )
    return Section("answered", _("Who answered"), (table, *_notes(source)))


def _notes(source: Source) -> list[Block]:
    shown, told = source.profile.answered, []
    if any(not each.anonymous for each in shown):
        told.append(_("Whoever answers by name was told so: these answers are shown as they are."))
    told += [
        _("{groups} are shown as one group, because at least one of them has fewer than {minimum}.").format(
            groups=each.label, minimum=source.profile.minimum
        )
        for each in shown
        if each.merged
    ]
    if source.profile.withheld:
        told.append(
            _(
                "Not shown: {groups}. There were fewer than {minimum} answers, so nothing of them is shown, and "
                "nothing of them is in any number or comment of this report."
            ).format(groups=joined_words(source.profile.withheld, source.language), minimum=source.profile.minimum)
        )
    if not any(each.anonymous for each in shown):
        told.append(_("No group has enough answers to be shown."))
    return [Words(each, note=True) for each in told]
