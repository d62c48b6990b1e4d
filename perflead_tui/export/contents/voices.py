"""Comments, and what stands beside them: time, leadership beside management, the agency."""

from perflead_tui.export.chartdata import StackedBar, StackedBars
from perflead_tui.export.comments import withheld_words
from perflead_tui.export.contents.frame import NOT_SEEN, Source, named, number, values_of
from perflead_tui.export.document import Block, Figure, Heading, Listing, Quotes, Section, Table, Words
from perflead_tui.export.profile import LEADERSHIP, MANAGEMENT, OTHERS, SELF, Bar, TimePicture
from perflead_tui.export.time_words import time_sentences
from perflead_tui.export.wording import OTHERS_GLYPH, answers_words, columns, joined_words
from perflead_tui.i18n import _, format_number
from perflead_tui.questionnaire.model import in_language
from perflead_tui.results.comments import ANSWERS_FOR_COMMENTS
from perflead_tui.results.mirror import mirrored

_AGENCY, _DESIRED = "⌂", "◇"

# Comments


def comments(source: Source) -> Section:
    """The comments on each question as they were written; of those that were withheld, the reason."""
    blocks: list[Block] = [
        Words(
            _("Every comment stands as it was written. Comments of the groups are mixed, in random order."), note=True
        )
    ]
    answered = sum(each.answers for each in source.profile.answered if each.anonymous)
    if answered < ANSWERS_FOR_COMMENTS:
        told = _("Comments of the groups are shown from {n} answers on, so there are none here.")
        blocks.append(Words(told.format(n=ANSWERS_FOR_COMMENTS), note=True))
    spoken = _questions(source)
    if not spoken:
        blocks.append(Words(_("Nobody wrote a comment that can be shown."), note=True))
    return Section("comments", _("In their own words"), (*blocks, *spoken))


def _questions(source: Source) -> list[Block]:
    hidden = source.report.comments.hidden
    known = {each.key: each for each in source.profile.questions}
    names = {each.key: each.label for each in source.profile.answered}
    by_name = [each.label for each in source.profile.answered if not each.anonymous and each.key != SELF]
    manager = joined_words(by_name, source.language) or _("Manager")
    blocks: list[Block] = []
    for key in (*known, *sorted({each.question for each in hidden} - known.keys())):
        asked = known.get(key)
        sides = (
            []
            if asked is None
            else [
                (_("The groups, mixed"), asked.anonymous),
                (manager, asked.manager),
                (names.get(SELF, _("Self")), asked.own),
            ]
        )
        found: list[Block] = [Quotes(whose, texts) for whose, texts in sides if texts]
        reasons = (each.reason for each in hidden if each.question == key)
        found += [Words(words, note=True) for words in withheld_words(reasons)]
        if found:
            blocks += [Heading(asked.text if asked else key), *found]
    return blocks


# Time, leadership beside management, the agency


def time(source: Source) -> Section:
    """Where time goes, and what stands beside it."""
    picture = source.profile.time
    blocks = _time(source, picture) if picture else []
    return Section("time", _("Where the time goes"), (*blocks, *_work(source), *_agency(source)))


def _time(source: Source, picture: TimePicture) -> list[Block]:
    told = _("Points out of {points}, as averages. There is no right share; it is something to talk about.")
    result, question = source.report.time, source.questionnaire.time
    words = time_sentences(result, question, source.profile.leader, source.language) if result and question else ""
    boxes = tuple(f"{box.name}: {box.about}" if box.about else box.name for box in picture.boxes)
    bars = [bar for bar in picture.bars if bar.shares or bar.series.key != SELF]
    figure = [_time_figure(picture, bars)] if bars else []
    return [Words(told.format(points=picture.points), note=True), *figure, Words(words), Listing(boxes)]


def _time_figure(picture: TimePicture, bars: list[Bar]) -> Figure:
    keys = [box.key for box in picture.boxes]
    parts = [tuple(bar.shares.get(key, 0.0) for key in keys) if bar.shares else None for bar in bars]
    names = [f"{_DESIRED if bar.desired else bar.series.glyph} {bar.label}" for bar in bars]
    return Figure(
        title=_("Where the time goes"),
        description=_("A bar of {points} points for each side, divided as that side sees it.").format(
            points=picture.points
        ),
        chart=StackedBars(
            picture.points,
            tuple(box.name for box in picture.boxes),
            tuple(StackedBar(name, each) for name, each in zip(names, parts, strict=True)),
        ),
        table=Table(
            caption=_("Points out of {points}").format(points=picture.points),
            heads=(_("Side"), *(box.name for box in picture.boxes)),
            rows=tuple(
                (name, *(format_number(n, 1) for n in each)) if each else (name, *(NOT_SEEN for _key in keys))
                for name, each in zip(names, parts, strict=True)
            ),
            numbers=frozenset(range(1, len(keys) + 1)),
        ),
    )


def _work(source: Source) -> list[Block]:
    """Leadership beside management, where the questionnaire asks for both."""
    profile = source.profile
    found = {each.key: each for each in profile.lines}
    if not {LEADERSHIP, MANAGEMENT} <= found.keys():
        return []
    heading = _("Leadership beside management")
    told = _(
        "Both are needed. Management keeps the work in order; leadership makes it better. What is urgent takes the "
        "day, so managers must make time for leadership."
    )
    table = Table(
        caption=heading,
        heads=(_("Competency"), *map(named, profile.series)),
        rows=tuple(
            (each.label, *map(number, values_of(profile.series, each.values)))
            for each in (found[LEADERSHIP], found[MANAGEMENT])
        ),
        numbers=frozenset(range(1, len(profile.series) + 1)),
    )
    return [Heading(heading), table, Words(told)]


def _agency(source: Source) -> list[Block]:
    """The lines on the agency below the competency of the leader that they mirror."""
    agency, asked = source.agency, source.agency_questionnaire
    if agency is None or asked is None:
        return []
    leader, found = source.profile.leader, mirrored(agency, asked)
    heading = _("How the agency is set up, beside {leader}").format(leader=leader)
    texts = {item.key: item.text.for_reader(source.language, own=False) for item in asked.items}
    who = [f"{each.label}: {answers_words(each.cell.answers)}" for each in columns(agency, asked, source.language)]
    told = _(
        "A low score of a person where the agency is low too is first a question of how the agency is set up. Start "
        "there."
    )
    title = in_language(asked.title, source.language)
    facts = " · ".join([title, *(who or [_("no group with enough answers")])])
    rows: list[tuple[str, str, str]] = []
    for each in source.profile.lines:
        items = found.get(each.key, [])
        rows += [(each.label, number(each.values.get(OTHERS)), "")] if items else []
        rows += [(texts.get(item.key, item.text), "", number(item.others)) for item in items]
    if not rows:
        words = _("None of its lines mirrors a competency of this questionnaire.")
        return [Heading(heading), Words(facts, note=True), Words(words, note=True)]
    heads = (
        _("Competency, and what mirrors it"),
        f"{OTHERS_GLYPH} " + _("Others of {leader}").format(leader=leader),
        f"{_AGENCY} " + _("The agency"),
    )
    return [
        Heading(heading),
        Words(told),
        Words(facts, note=True),
        Table(caption=heading, heads=heads, rows=tuple(rows), numbers=frozenset({1, 2})),
    ]
