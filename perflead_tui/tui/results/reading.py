"""The first page: who answered, what is withheld and why, and how to read the numbers."""

from textual.content import Content

from perflead_tui.export.profile import OTHERS, SELF, Profile, Series
from perflead_tui.export.wording import closed_words, shown_words, withheld_group
from perflead_tui.i18n import _, format_number, ngettext
from perflead_tui.tui.content import EMPTY, beside, hanging, line, padded, wrapped
from perflead_tui.tui.pictures.ink import QUIET, Ink
from perflead_tui.tui.results.columns import MEASURE, NOT_SEEN, mark

_SIGN = 7  # cells for what is explained
_COUNT = 34  # the column in which the number of answers ends


def closed_on(profile: Profile) -> str:
    """When the review closed, as people write it; as it stands if it is no date."""
    return closed_words(profile.closed_on)


def _head(profile: Profile, width: int) -> list[Content]:
    answers = sum(each.answers for each in profile.answered if each.key != SELF)
    told = ngettext(
        "What {n} person says about how {leader} leads", "What {n} people say about how {leader} leads", answers
    )
    facts = _("{questionnaire} · closed on {date}").format(questionnaire=profile.title, date=closed_on(profile))
    room = min(width, MEASURE)
    heading = wrapped(told.format(n=answers, leader=profile.leader), room, "bold $accent")
    return [*heading, *wrapped(facts, room, "$muted"), EMPTY]


def answered_rows(profile: Profile, width: int) -> list[Content]:
    """Who answered: glyph, name and number of answers of each column; what is withheld, and why."""
    room = min(width, MEASURE)
    rows = [line(_("Who answered"), "bold")]
    for series in profile.answered:
        rows += _answered_row(series, room)
    for group in profile.withheld:
        mark_ = line(NOT_SEEN, "$muted") + " "
        rows += hanging(mark_, withheld_group(group, profile.minimum), room, "$muted")
    if not any(each.anonymous for each in profile.answered):
        rows += wrapped(_("No group has enough answers to be shown."), room)
    return [*rows, EMPTY]


def _answered_row(series: Series, room: int) -> list[Content]:
    """Glyph, name, number; how it is shown, beside it or below."""
    note = shown_words(anonymous=series.anonymous, merged=series.merged)
    amount = line(format_number(series.answers), "bold")
    name = hanging(mark(series) + " ", series.label, min(_COUNT, room) - 4)
    first = beside(name[:1], [amount], min(_COUNT, room))[0]
    told = line(note, "$muted").pad_left(3)
    if _COUNT + told.cell_length <= room:
        return [first + told, *name[1:]]
    return [first, *name[1:], told]


def numbers_rows(profile: Profile, width: int, ink: Ink = QUIET) -> list[Content]:
    """How to read the numbers: the scale, averages, intervals, bounds, what is not shown."""
    rows = [line(_("How to read this"), "bold")]
    for sign, text in _explained(profile, ink):
        rows += hanging(padded(sign, _SIGN), text, min(width, MEASURE))
    return [*rows, EMPTY]


def _explained(profile: Profile, ink: Ink) -> list[tuple[Content, str]]:
    """Signs and what they mean."""
    low, high = format_number(profile.at_most, 1), format_number(profile.at_least, 1)
    told = _("From {low}, “{lowest}”, to {high}, “{highest}”.")
    ends = told.format(low=profile.low, high=profile.high, lowest=profile.scale[0], highest=profile.scale[-1])
    found = [(line(f"{profile.low}–{profile.high}", "bold"), ends)]
    lead = profile.leading
    if lead and lead.key == OTHERS:
        told = _("Average of the groups, not of those by name; each group counts once.")
        found.append((mark(lead, ink), told))
    if lead:
        thin, left, right = ink.interval
        sign = line(left + thin, ink.quiet) + mark(lead, ink) + line(thin + right, ink.quiet)
        found.append((sign, _("How far off so few answers may be. Inside it: no clear difference.")))
    told = _(
        "“{low} or less”, and high averages “{high} or more”: the ends are not shown, to protect those who answered."
    )
    found.append((line(f"≤{low}", "bold"), told.format(low=low, high=high)))
    return [*found, (line(NOT_SEEN, "bold"), _("Not enough seen: too few could answer. It is not a low score."))]


def _purpose(width: int) -> list[Content]:
    told = _("This is for development: to learn from and to choose one thing to work on. Nobody is ranked by it.")
    return wrapped(told, min(width, MEASURE))
