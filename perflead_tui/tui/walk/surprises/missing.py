"""What is not shown, and why: it never looks like a gap or a low score."""

from textual.content import Content

from perflead_tui.export.profile import CompetencyLine
from perflead_tui.export.wording import unseen_words, withheld_group
from perflead_tui.tui.content import EMPTY, hanging, line, wrapped
from perflead_tui.tui.results.columns import MEASURE, NOT_SEEN
from perflead_tui.tui.walk.model import Walk


def unseen(each: CompetencyLine, width: int) -> list[Content]:
    """Who has not seen enough of a competency, and what that means."""
    return [row for group in each.unseen for row in wrapped(unseen_words(group), width, "$muted")]


def withheld(walk: Walk, width: int) -> list[Content]:
    """Groups of which nothing is shown, and why."""
    rows: list[Content] = []
    for group in walk.profile.withheld:
        told = withheld_group(group, walk.profile.minimum)
        rows += hanging(line(NOT_SEEN, "$muted") + " ", told, min(width, MEASURE), "$muted")
    return [EMPTY, *rows] if rows else []
