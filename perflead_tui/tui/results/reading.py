"""The first page: who answered, what is withheld and why, and how to read the numbers."""

import datetime

from textual.content import Content

from perflead_tui.i18n import _, format_date, ngettext
from perflead_tui.results.profile import Profile, Series
from perflead_tui.tui.content import EMPTY, beside, hanging, line, padded, wrapped
from perflead_tui.tui.results import words
from perflead_tui.tui.results.columns import MEASURE, OTHERS, mark
from perflead_tui.tui.results.sheet import Block, Page

_SIGN = 7  # cells for what is explained
_COUNT = 34  # the column in which the number of answers ends


def reading_page(profile: Profile) -> Page:
    """The page."""
    blocks = [Block(lambda width: _answered(profile, width)), Block(lambda width: _numbers(profile, width))]
    return Page("reading", lambda width: _head(profile, width), [*blocks, Block(_purpose)])


def closed_on(profile: Profile) -> str:
    """When the review closed, as people write it; as it stands if it is no date."""
    try:
        return format_date(datetime.date.fromisoformat(profile.closed_on))
    except ValueError:
        return profile.closed_on


def _head(profile: Profile, width: int) -> list[Content]:
    answers = sum(each.answers for each in profile.series if not words.is_self(each))
    told = ngettext(
        "What {n} person says about how {leader} leads", "What {n} people say about how {leader} leads", answers
    )
    facts = _("{title} · closed on {date}").format(title=profile.title, date=closed_on(profile))
    room = min(width, MEASURE)
    heading = wrapped(told.format(n=answers, leader=profile.leader), room, "bold $accent")
    return [*heading, *wrapped(facts, room, "$muted"), EMPTY]


def _title(text: str) -> Content:
    return line(text, "bold")


def _answered(profile: Profile, width: int) -> list[Content]:
    room = min(width, MEASURE)
    rows = [_title(_("Who answered"))]
    for series in profile.series:
        rows += _answered_row(series, room)
    for group in profile.withheld:
        why = _("{group}: fewer than {minimum} answers. Nothing of theirs is shown, and nothing is counted.")
        told = why.format(group=group, minimum=profile.minimum)
        rows += hanging(line("·", "$muted") + " ", told, room, "$muted")
    return [*rows, EMPTY]


def _answered_row(series: Series, room: int) -> list[Content]:
    """Glyph, name, number; how it is shown, beside it or below."""
    note = "" if words.is_self(series) else _("shown only together") if series.anonymous else _("not anonymous")
    number = line(str(series.answers), "bold")
    name = hanging(mark(series) + " ", series.label, min(_COUNT, room) - 4)
    first = beside(name[:1], [number], min(_COUNT, room))
    told = line(note, "$muted")
    if _COUNT + 3 + told.cell_length <= room:
        return [first[0] + told.pad_left(3), *name[1:]]
    return [*first, *name[1:], *([told.pad_left(2)] if note else [])]


def _numbers(profile: Profile, width: int) -> list[Content]:
    low, high = words.number(profile.at_most), words.number(profile.at_least)
    scale = ", ".join(f"{at} {point.lower()}" for at, point in enumerate(profile.scale, start=profile.low))
    explained = [
        (
            line(f"{profile.low}–{profile.high}", "bold"),
            _("The scale: {points}.").format(points=scale),
        ),
        (
            line(*OTHERS),
            _("Others: the mean of the anonymous groups, each counted the same. Self and manager are not in it."),
        ),
        (
            line("├─", "$muted") + line(*OTHERS) + line("─┤", "$muted"),
            _("With so few answers a mean could by chance lie anywhere on this line. Inside it, differences mean little."),
        ),
        (
            line(f"≤{low}", "bold"),
            _("“{low} or less”, and at the top “{high} or more”: the ends are not shown exactly.").format(low=low, high=high),
        ),
        (
            line(words.UNSEEN, "bold"),
            _("Not enough seen: fewer than {n} of the group could answer. It is not a low score.").format(n=profile.minimum),
        ),
    ]
    rows = [_title(_("How to read the numbers"))]
    for sign, text in explained:
        rows += hanging(padded(sign, _SIGN), text, min(width, MEASURE))
    return [*rows, EMPTY]


def _purpose(width: int) -> list[Content]:
    told = _("This is for development: one person, what to keep and what to try. There is no ranking and no total.")
    return [_title(_("What it is for")), *wrapped(told, min(width, MEASURE)), EMPTY]
