"""Every item in its exact words, by competency, with the numbers of all columns."""

from functools import partial

from textual.content import Content

from perflead_tui.i18n import _
from perflead_tui.tui.content import EMPTY, wrapped
from perflead_tui.tui.results.columns import MEASURE, Columns, legend
from perflead_tui.tui.results.profile import CompetencyLine, Profile
from perflead_tui.tui.results.sheet import Block, Page


def items_page(profile: Profile) -> Page:
    """The page."""
    lines = [each for each in profile.lines if each.items]
    blocks = [Block(partial(_section, profile, each), size=200 * len(each.items)) for each in lines]
    if not blocks:
        blocks = [Block(lambda width: wrapped(_("There are no items to show."), min(width, MEASURE), "$muted"))]
    return Page("items", partial(_head, profile), blocks)


def _head(profile: Profile, width: int) -> list[Content]:
    columns = Columns(profile.series, width)
    stem = wrapped(profile.stem, min(columns.words, MEASURE), "$muted")
    return [*legend(profile, width, unseen=True), EMPTY, *stem[:-1], *columns.head(stem[-1])]


def _section(profile: Profile, each: CompetencyLine, width: int) -> list[Content]:
    columns = Columns(profile.series, width)
    rows = wrapped(each.label, min(columns.words, MEASURE), "bold $accent")
    for item in each.items:
        rows += columns.item(item.text, item.values)
        if not columns.fit:
            rows.append(EMPTY)
    return [*rows, EMPTY] if columns.fit else rows
