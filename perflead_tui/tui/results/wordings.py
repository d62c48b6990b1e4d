"""The items of an opened competency, each a block of its own, which opens to its exact wording for self and others."""

from collections.abc import Collection, Sequence
from functools import partial

from textual.content import Content

from perflead_tui.export.profile import OTHERS, SELF, CompetencyLine, ItemLine, Profile
from perflead_tui.export.wording import unseen_words
from perflead_tui.i18n import _
from perflead_tui.tui.content import EMPTY, hanging, line, padded, wrapped
from perflead_tui.tui.results.columns import MEASURE, Columns, mark
from perflead_tui.tui.results.sheet import Block

_SET_IN = 4  # cells


def item_key(competency: str, item: str) -> str:
    """The key of an item's block; a sheet counts it to the block of the competency."""
    return f"{competency}/{item}"


def item_blocks(
    profile: Profile, owner: CompetencyLine, opened: Collection[str], items: Sequence[ItemLine] | None = None
) -> list[Block]:
    """A block for each of `items`, by default all that `owner` has; a blank row after the last."""
    found = owner.items if items is None else items
    blocks = []
    for at, item in enumerate(found):
        key = item_key(owner.key, item.key)
        gap = _after if at == len(found) - 1 else partial(_between, profile)
        blocks.append(Block(partial(_item, profile, item, opened=key in opened), key, size=len(item.text), gap=gap))
    return blocks


def items_head(profile: Profile, width: int, words: str) -> list[Content]:
    """`words` and the glyphs of the columns."""
    return Columns(profile.series, width).head(line(words, "$muted"))


def _item(profile: Profile, item: ItemLine, width: int, *, opened: bool) -> list[Content]:
    rows = Columns(profile.series, width).item(item.text, item.values)
    return [*rows, *exact_words(profile, item, width)] if opened else rows


def exact_words(profile: Profile, item: ItemLine, width: int) -> list[Content]:
    """What others and the leader were asked, word for word."""
    signs = {each.key: each for each in profile.series}
    lead = signs.get(OTHERS) or profile.leading
    rows = [EMPTY]
    for series, asked, stem, text in (
        (lead, _("Others were asked"), profile.stem, item.text),
        (signs.get(SELF), _("Self was asked"), profile.own_stem, item.own_text),
    ):
        if text:
            sign = mark(series) if series else EMPTY
            rows += _asked(padded(sign, 2) + line(asked, "$muted"), stem, text, min(width, MEASURE))
    return [*rows, *_missing(profile, item, min(width, MEASURE))]


def _missing(profile: Profile, item: ItemLine, width: int) -> list[Content]:
    """Why a column has no number."""
    rows: list[Content] = []
    for series in profile.series:
        if series.key == OTHERS or item.values.get(series.key) is not None:
            continue
        told = unseen_words(series.label) if series.anonymous else _("No answer: {group}").format(group=series.label)
        rows += hanging(padded(mark(series), 2), told, width - _SET_IN + 2, "$muted")
    return [*(row.pad_left(_SET_IN - 2) for row in rows), *([EMPTY] if rows else [])]


def _asked(head: Content, stem: str, text: str, width: int) -> list[Content]:
    room = width - _SET_IN
    words = [*wrapped(stem, room, "$muted"), *wrapped(text, room, "bold")]
    return [head.pad_left(_SET_IN - 2), *(row.pad_left(_SET_IN) for row in words), EMPTY]


def _after(_width: int) -> list[Content]:
    return [EMPTY]


def _between(profile: Profile, width: int) -> list[Content]:
    """Where numbers stand below the words, a blank row keeps items apart."""
    return [] if Columns(profile.series, width).fit else [EMPTY]
