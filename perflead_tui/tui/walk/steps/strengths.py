"""Step 4: the highest competencies and the hidden strengths, opened to their items."""

from functools import partial
from typing import ClassVar

from textual.content import Content

from perflead_tui.export.profile import CompetencyLine, Profile
from perflead_tui.export.strong import by_height, first_items, strengths
from perflead_tui.i18n import _, ngettext
from perflead_tui.tui.content import EMPTY, hanging, line, wrapped
from perflead_tui.tui.results.columns import MEASURE, Columns, legend_above, legend_block
from perflead_tui.tui.results.sheet import Block, Page
from perflead_tui.tui.results.wordings import item_blocks
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.step import Step


class Strengths(Step):
    """Each strength with the items in which it shows; opened, with all of its items."""

    number: ClassVar[int] = 4

    def title(self) -> str:
        """Its name."""
        return _("Strengths")

    def prompts(self) -> tuple[str, ...]:
        """What a coach may ask about strengths."""
        return (
            _("Which of these matters most to you? Tell me of a time when it showed."),
            _("What do you do there that others could learn from?"),
            _("Where others see more than you do: what do they see?"),
            _("Where could this strength help with something that is hard now?"),
        )

    def page(self, walk: Walk, look: Look) -> Page:
        """The highest first, then what the leader may not know of."""
        profile, found = walk.profile, strengths(walk.profile)
        blocks = [legend_block(profile)]
        for each in found.highest:
            blocks += _strength(profile, each, look)
        if found.hidden:
            words = ngettext("Seen more by others than by you", "Seen more by others than by you", len(found.hidden))
            blocks.append(Block(lambda width: [*wrapped(words, min(width, MEASURE), "bold $accent"), EMPTY]))
        for each in found.hidden:
            blocks += _strength(profile, each, look)
        if not found.lines:
            blocks = [Block(_none)]
        return Page("strengths", partial(_head, profile, roomy=look.roomy), blocks)


def _head(profile: Profile, width: int, *, roomy: bool) -> list[Content]:
    heading = wrapped(_("What others see most"), min(width, MEASURE), "bold $accent")
    columns = Columns(profile.series, width).head()
    return [*heading, *legend_above(profile, width), *([EMPTY] if roomy else []), *columns]


def _strength(profile: Profile, each: CompetencyLine, look: Look) -> list[Block]:
    is_open = look.roomy != (each.key in look.opened)
    items = by_height(profile, each) if is_open else first_items(profile, each)
    more = 0 if is_open else len(each.items) - len(items)
    head = Block(partial(_title, profile, each), each.key, size=160)
    tail = Block(partial(_more, more), gap=_blank) if more else None
    blocks = item_blocks(profile, each, look.opened, items)
    if blocks and tail:
        blocks[-1] = Block(blocks[-1].rows, blocks[-1].key, blocks[-1].size)
    return [head, *blocks, *([tail] if tail else [])]


def _title(profile: Profile, each: CompetencyLine, width: int) -> list[Content]:
    """The competency with its numbers and what they say."""
    columns = Columns(profile.series, width)
    told = wrapped(each.compared, columns.words, "$good" if each.flag else "$muted") if each.compared else []
    if each.changed:
        sign, _space, words = each.changed.partition(" ")
        told += hanging(line(sign, "$accent") + " ", words, columns.words, "$muted")
    return columns.rows([*wrapped(each.label, columns.words, "bold"), *told], each.values)


def _more(n: int, width: int) -> list[Content]:
    told = ngettext("{n} more line: Enter on the title", "{n} more lines: Enter on the title", n).format(n=n)
    return [row.pad_left(2) for row in wrapped(told, min(width, MEASURE) - 2, "$muted")]


def _blank(_width: int) -> list[Content]:
    return [EMPTY]


def _none(width: int) -> list[Content]:
    told = _("No competency stands out from the others: what is shown is about equal, or too few could see it.")
    return wrapped(told, min(width, MEASURE))
