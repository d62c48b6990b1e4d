"""The sections with numbers: profile, strengths, surprises, groups, items."""

from perflead_tui.export.apart import ApartLine, GapLine, cells_beside, cells_of, gap_groups, sign, tint, tint_words
from perflead_tui.export.chartdata import DotPlot, DotRow, HeatMap, HeatRow, Radar, Square
from perflead_tui.export.contents.frame import (
    NOT_SEEN,
    Source,
    charted,
    line_table,
    named,
    number,
    values_of,
    with_interval,
)
from perflead_tui.export.document import Block, Figure, Heading, Listing, Section, Table, Words
from perflead_tui.export.profile import SELF, CompetencyLine, Profile, Series
from perflead_tui.export.strong import first_items, strengths
from perflead_tui.export.wording import (
    agreement_told,
    gap_sentence,
    mean_words,
    scale_of,
    standing_about,
    standing_title,
    unseen_words,
)
from perflead_tui.i18n import _, ngettext
from perflead_tui.results.report import Agreement

_CELLS = 2  # fewer have nothing to differ from


def the_profile(source: Source, *, radar: bool) -> Section:
    """Every competency on the axis, self beside others in words, and what changed."""
    profile, title = source.profile, _("Profile")
    if not profile.lines:
        return Section("profile", title, (Words(_("There is nothing to show: no competency was asked.")),))
    blocks: list[Block] = [Words(_("What others rate highest comes first.")), _dots(profile)]
    if radar:
        blocks.append(_radar(profile))
    blocks.append(_compared(profile))
    if profile.before:
        blocks.append(_changed(profile))
    unseen = [f"{each.label}: {unseen_words(group)}" for each in profile.lines for group in each.unseen]
    if unseen:
        blocks.append(Listing(tuple(unseen)))
    return Section("profile", title, tuple(blocks))


def _dots(profile: Profile) -> Figure:
    table = Table(
        caption=_("Averages, with the line around each"),
        heads=(_("Competency"), *map(named, profile.series)),
        rows=tuple((each.label, *map(with_interval, values_of(profile.series, each.values))) for each in profile.lines),
        numbers=frozenset(range(1, len(profile.series) + 1)),
    )
    return Figure(
        title=_("All competencies"),
        description=_(
            "For each competency a dot for every side, on the scale from {low} to {high}; lines show how far an "
            "average may be off."
        ).format(low=profile.low, high=profile.high),
        chart=DotPlot(profile.low, profile.high, charted(profile.series), _dot_rows(profile, profile.series)),
        table=table,
    )


def _dot_rows(profile: Profile, series: tuple[Series, ...]) -> tuple[DotRow, ...]:
    return tuple(DotRow(each.label, tuple(values_of(series, each.values))) for each in profile.lines)


def _radar(profile: Profile) -> Figure:
    """Self and others alone: more lines in a circle cannot be told apart."""
    lead = profile.leading
    series = tuple(each for each in profile.series if each.key == SELF or each is lead)
    return Figure(
        title=_("The same in a circle"),
        description=_("Each competency is a spoke; further out is higher. The shape depends on their order."),
        chart=Radar(profile.low, profile.high, charted(series), _dot_rows(profile, series)),
        table=Table(
            caption=_("Self and others"),
            heads=(_("Competency"), *map(named, series)),
            rows=tuple((each.label, *map(number, values_of(series, each.values))) for each in profile.lines),
            numbers=frozenset(range(1, len(series) + 1)),
        ),
    )


def _compared(profile: Profile) -> Table:
    """Self beside others, in words."""
    own = next((each for each in profile.series if each.key == SELF), None)
    sides = [each for each in (own, profile.leading) if each and (each is own or each.role != "self")]
    return Table(
        caption=_("At a glance"),
        heads=(_("Competency"), *map(named, sides), _("Self beside others")),
        rows=tuple((each.label, *map(number, values_of(sides, each.values)), each.compared) for each in profile.lines),
        numbers=frozenset(range(1, len(sides) + 1)),
    )


def _changed(profile: Profile) -> Table:
    """What became of the mean of others since the earlier report."""
    return Table(
        caption=_("Change since {month}").format(month=profile.before),
        heads=(_("Competency"), _("Others")),
        rows=tuple((each.label, each.changed) for each in profile.lines),
    )


def strong(source: Source) -> Section:
    """The highest competencies and the hidden strengths, with the items in which they show."""
    profile = source.profile
    found = strengths(profile)
    blocks: list[Block] = []
    if found.highest:
        blocks.append(Heading(_("What others see most")))
    blocks += [_strength(profile, each) for each in found.highest]
    if found.hidden:
        words = ngettext("Seen more by others than by you", "Seen more by others than by you", len(found.hidden))
        blocks.append(Heading(words))
    blocks += [_strength(profile, each) for each in found.hidden]
    if not found.lines:
        told = _("No competency stands out from the others: what is shown is about equal, or too few could see it.")
        blocks = [Words(told)]
    return Section("strengths", _("Strengths"), tuple(blocks))


def _strength(profile: Profile, each: CompetencyLine) -> Table:
    caption = f"{each.label} · {each.compared}" if each.flag else each.label
    return line_table(caption, profile, first_items(profile, each), each)


def surprising(source: Source) -> Section:
    """Competencies by how self stands beside others."""
    blocks: list[Block] = []
    for standing, lines in gap_groups(source.profile, source.report):
        blocks.append(Heading(standing_title(standing)))
        about = standing_about(standing)
        blocks.append(Words(about[:1].upper() + about[1:] + ".", note=True))
        blocks.append(Listing(tuple(_gap_line(source, each) for each in lines)))
    return Section("surprises", _("Surprises"), tuple(blocks))


def _gap_line(source: Source, each: GapLine) -> str:
    """`Chooses to improve: self 4.4, others 3.9. Self is clearly above others (+0.5).`"""
    result = next(found for found in source.report.competencies if found.key == each.line.key)
    told = gap_sentence(result, source.report, scale_of(source.report, source.questionnaire))
    own = mean_words(each.own) if each.own else _("not enough answered")
    others = mean_words(each.others) if each.others else _("not enough seen")
    sides = _("{label}: self {own}, others {others}.").format(label=each.line.label, own=own, others=others)
    asked = _("What might others not get to see? What might self not notice?")
    return " ".join(filter(None, (sides, told, asked if each.line.flag == "blind_spot" else "")))


def groups(source: Source) -> Section:
    """Where those who answered differ from each other, and how close others are to each other."""
    profile = source.profile
    lines, cells = cells_beside(profile, source.report), cells_of(profile)
    blocks: list[Block] = []
    if len(cells) >= _CELLS and lines:
        told = _("The widest differences between those who answered stand near the top.")
        if not any(each.widest for each in lines):
            told = _("No clear difference anywhere between those who answered.")
        blocks += [Words(told), _heat(profile, lines)]
    apart = tuple(f"{each.line.label}: {each.told}" for each in lines if each.widest)
    blocks += [Listing(apart)] if apart else []
    blocks += _agreement(profile)
    return Section("groups", _("Where groups differ"), tuple(blocks))


def _agreement(profile: Profile) -> list[Block]:
    """How close the answers of others are to each other: each band that is there, with its competencies."""
    blocks: list[Block] = []
    bands: tuple[Agreement, ...] = ("split", "mixed", "close")
    for band in bands:
        labels = tuple(each.label for each in profile.lines if each.agreement == band)
        if labels:
            blocks += [Words(agreement_told(band)), Listing(labels)]
    return blocks


def _heat(profile: Profile, lines: list[ApartLine]) -> Figure:
    cells = cells_of(profile)
    rows = []
    for each in lines:
        means = values_of(cells, each.line.values)
        squares = tuple(Square(sign(mean) or NOT_SEEN, tint(profile, mean)) for mean in means)
        rows.append(HeatRow(each.line.label, squares))
    wide = any(each.widest for each in lines)
    table = Table(
        caption=_("Averages of each group"),
        heads=(_("Competency"), *map(named, cells), *([_("Widest clear difference")] if wide else [])),
        rows=tuple(
            (row.label, *(square.words for square in row.squares), *([each.short or _("none")] if wide else []))
            for row, each in zip(rows, lines, strict=True)
        ),
        numbers=frozenset(range(1, len(cells) + 1)),
    )
    tints = tint_words(profile)
    return Figure(
        title=_("Groups beside each other"),
        description=_(
            "A square for each competency and group with its average; a darker square is higher: {tints}."
        ).format(tints=", ".join(tints)),
        chart=HeatMap(charted(cells), tuple(rows), tints),
        table=table,
    )


def items(source: Source) -> Section:
    """Every item in its exact words, under its competency, with the mean of each column."""
    profile = source.profile
    blocks: list[Block] = [Words(profile.stem, note=True)] if profile.stem else []
    blocks += [line_table(each.label, profile, each.items) for each in profile.lines if each.items]
    return Section("items", _("Line by line"), tuple(blocks) if any(isinstance(b, Table) for b in blocks) else ())
