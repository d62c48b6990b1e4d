"""What stands beside the comments: where time goes, leadership beside management, the agency beside the leader."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from textual.content import Content

from perflead_tui.export.profile import LEADERSHIP, MANAGEMENT, OTHERS, CompetencyLine, Profile, Series, TimePicture
from perflead_tui.export.time_words import time_sentences
from perflead_tui.export.wording import answers_words, columns, mean_words
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import Questionnaire, in_language
from perflead_tui.results.mirror import mirrored
from perflead_tui.results.report import ItemResult, Mean, Report
from perflead_tui.tui.content import EMPTY, hanging, line, padded, wrapped
from perflead_tui.tui.pictures.ink import Ink
from perflead_tui.tui.pictures.plot import Axis, Point, two_axis_plot
from perflead_tui.tui.results.columns import MEASURE, Columns, legend, mark, style
from perflead_tui.tui.results.sheet import Block, Page
from perflead_tui.tui.results.time import time_page
from perflead_tui.tui.walk.model import Look, Walk

_PLOT, _ROOMY_PLOT = 12, 16  # rows
_BESIDE = 68  # cells; from here on the legend has room beside the plot
_AGENCY = "⌂"
_NUMBER = 18  # cells of a mean in words
_NARROW = 56  # cells; below, a mean stands under its words

# Time


def time_and_words_page(walk: Walk, picture: TimePicture, look: Look) -> Page:
    """The bars of the time question, and what they say in words."""
    result, question = walk.debrief.material.report.time, walk.debrief.material.questionnaire.time
    told = time_sentences(result, question, walk.profile.leader, walk.language) if result and question else ""
    page = time_page(picture, table=look.table, ink=look.ink)
    words = Block(lambda width: [EMPTY, *wrapped(told, min(width, MEASURE))])
    return replace(page, blocks=[*page.blocks[:-1], words, *page.blocks[-1:]])


# Leadership and management


def work_page(walk: Walk, look: Look) -> Page:
    """Leadership and management on two axes, or as a table."""
    profile = walk.profile
    found = {each.key: each for each in profile.lines}
    leading, managing = found[LEADERSHIP], found[MANAGEMENT]
    if look.table:
        picture = partial(_work_table, profile, look.ink, (leading, managing))
    else:
        picture = partial(_work_plot, profile, look, leading, managing)
    return Page("work", _work_head, [Block(picture), Block(_work_words)])


def _work_head(width: int) -> list[Content]:
    return [*wrapped(_("Leadership beside management"), min(width, MEASURE), "bold $accent"), EMPTY]


def _work_words(width: int) -> list[Content]:
    told = _(
        "Both are needed. Management keeps the work in order; leadership makes it better. What is urgent takes the "
        "day, so managers must make time for leadership."
    )
    return [EMPTY, *wrapped(told, min(width, MEASURE))]


def _work_plot(
    profile: Profile, look: Look, leading: CompetencyLine, managing: CompetencyLine, width: int
) -> list[Content]:
    found = [(each, leading.values.get(each.key), managing.values.get(each.key)) for each in profile.series]
    points = [_point(each, look.ink, up, along) for each, up, along in found if up and along]
    seen = [each for each, up, along in found if up and along]
    across = Axis(_("Management"), profile.low, profile.high, more=_("more management"))
    upward = Axis(_("Leadership"), profile.low, profile.high, more=_("more leadership"))
    if not seen:
        return wrapped(_("Not enough was seen of both to show them beside each other."), width, "$muted")
    height = _ROOMY_PLOT if look.roomy else _PLOT
    rows = two_axis_plot(width, height, across, upward, points, look.ink)
    column = max(row.cell_length for row in rows[:-1]) + 4
    beside = _names(profile, look.ink, seen, width - column)
    if width < _BESIDE or len(beside) > len(rows) - 3:
        return [*rows, EMPTY, *_names(profile, look.ink, seen, width)]
    names = [EMPTY, *beside, *[EMPTY] * len(rows)]
    return [padded(row, column) + name if name else row for row, name in zip(rows, names, strict=False)]


def _point(series: Series, ink: Ink, leading: Mean, managing: Mean) -> Point:
    told = _("{name}: leadership {leading}, management {managing}").format(
        name=series.counted, leading=mean_words(leading), managing=mean_words(managing)
    )
    return Point(managing.mean, leading.mean, series.glyph, style(series, ink), told)


def _names(profile: Profile, ink: Ink, seen: Sequence[Series], width: int) -> list[Content]:
    """Every glyph with its name; those that have no place say so."""
    rows: list[Content] = []
    for each in profile.series:
        words = each.counted if each in seen else _("{name}: not enough seen").format(name=each.counted)
        rows += hanging(mark(each, ink).pad_right(1), words, width, ink.quiet)
    return rows + hanging(line("· "), _("as much of one as of the other"), width, ink.quiet)


def _work_table(profile: Profile, ink: Ink, lines: Sequence[CompetencyLine], width: int) -> list[Content]:
    table = Columns(profile.series, width, ink)
    rows = [*legend(profile, width, unseen=True, ink=ink), EMPTY, *table.head()]
    for each in lines:
        rows += table.rows(wrapped(each.label, min(table.words, MEASURE)), each.values)
    return rows


# The agency


def agency_page(walk: Walk) -> Page:
    """The lines on the agency below the competency of the leader that they mirror."""
    material, profile = walk.debrief.material, walk.profile
    agency, asked = material.agency, material.agency_questionnaire
    if not agency or not asked:
        return Page("agency", partial(_agency_head, profile.leader), [])
    found = mirrored(agency, asked)
    texts = {item.key: item.text.for_reader(walk.language, own=False) for item in asked.items}
    blocks = [
        Block(partial(_mirror, each, found[each.key], texts), size=120 * len(found[each.key]))
        for each in profile.lines
        if each.key in found
    ]
    if not blocks:
        words = _("None of its lines mirrors a competency of this questionnaire.")
        blocks = [Block(lambda width: wrapped(words, min(width, MEASURE), "$muted"))]
    told = Block(partial(_agency_words, agency, asked, walk.language, profile.leader))
    return Page("agency", partial(_agency_head, profile.leader), [told, *blocks])


def _agency_head(leader: str, width: int) -> list[Content]:
    words = _("How the agency is set up, beside {leader}").format(leader=leader)
    return [*wrapped(words, min(width, MEASURE), "bold $accent"), EMPTY]


def _agency_words(agency: Report, asked: Questionnaire, language: str, leader: str, width: int) -> list[Content]:
    told = _(
        "A low score of a person where the agency is low too is first a question of how the agency is set up. Start "
        "there."
    )
    room = min(width, MEASURE)
    who = [f"{column.label}: {answers_words(column.cell.answers)}" for column in columns(agency, asked, language)] or [
        _("no group with enough answers")
    ]
    return [
        *wrapped(told, room),
        EMPTY,
        *hanging(
            line("◉", "$chart-others").pad_right(1), _("Others of {leader}").format(leader=leader), room, "$muted"
        ),
        *hanging(
            line(_AGENCY, "$accent").pad_right(1),
            " · ".join([in_language(asked.title, language), *who]),
            room,
            "$muted",
        ),
        EMPTY,
    ]


def _mirror(each: CompetencyLine, items: Sequence[ItemResult], texts: dict[str, str], width: int) -> list[Content]:
    room = min(width, MEASURE + _NUMBER)
    rows = _valued(line("◉", "$chart-others"), each.label, each.values.get(OTHERS), room, "bold")
    for item in items:
        rows += _valued(line(_AGENCY, "$accent"), texts.get(item.key, item.text), item.others, room, "", indent=2)
    return [*rows, EMPTY]


def _valued(glyph: Content, words: str, mean: Mean | None, width: int, bold: str, *, indent: int = 0) -> list[Content]:
    """Words with a mean at the right; on narrow screens below."""
    number = line(mean_words(mean), "bold") if mean else line(_("not enough seen"), "$muted")
    if width < _NARROW:
        rows = [row.pad_left(indent) for row in wrapped(words, width - indent, bold)]
        return [*rows, (glyph + number.pad_left(1)).pad_left(indent)]
    rows = [row.pad_left(indent) for row in wrapped(words, min(width - _NUMBER - 2, MEASURE) - indent, bold)]
    value = (glyph + number.pad_left(1)).truncate(_NUMBER, ellipsis=True)
    return [padded(rows[0], width - _NUMBER) + value, *rows[1:]]
