"""The pages of comments: one at a time like a card with wide margins, or all of a question to skim."""

from collections.abc import Sequence
from functools import lru_cache, partial

from textual.content import Content

from perflead_tui.export.comments import withheld_words
from perflead_tui.flows.debrief import Mark
from perflead_tui.i18n import _, format_number, ngettext
from perflead_tui.results.voices import Voice
from perflead_tui.tui.content import EMPTY, beside, hanging, line, padded, wrapped
from perflead_tui.tui.results.columns import MEASURE, flow
from perflead_tui.tui.results.sheet import Block, Page
from perflead_tui.tui.walk.model import Walk
from perflead_tui.tui.walk.voices.places import Topic
from perflead_tui.tui.walk.voices.themes import counted

_CARD = 60  # cells of a card's text at most
_MARGIN = 8  # cells at its sides, more on wide screens; the quotation mark stands in them
_SKIMMED = 3  # rows of a comment in the list
_QUOTE = ("▗▘▗▘", "▐▌▐▌")
_QUIET = "$accent 60%"
_MARKED, _TAG = "on $accent 15%", "on $panel"
_STAR = "★"
_NOTHING = Mark()


def card_page(walk: Walk, topic: Topic, at: int, *, roomy: bool) -> Page:
    """One comment, or what takes its place."""
    card = topic.cards[at]
    count = _("{n} of {total}").format(n=at + 1, total=len(topic.cards)) if card else ""
    shown = card[0] if card and not card[0].withheld else None
    mark = walk.debrief.state.marks.get(shown.name, _NOTHING) if shown else _NOTHING
    body = partial(_spoken, shown, mark) if shown else partial(_silent, card, walk.read_only)
    blocks = [Block(partial(_framed, body, roomy), size=len(shown.text) if shown else 80)]
    blocks.append(Block(partial(_foot, walk, topic, shown, mark)))
    return Page(f"card-{topic.key}-{at}", partial(_head, topic, count), blocks)


def list_page(walk: Walk, topic: Topic) -> Page:
    """All comments on a question, each cut to what is needed to skim it."""
    n = len(topic.voices)
    count = ngettext("{n} comment", "{n} comments", n).format(n=format_number(n)) if n else ""
    themes = Block(partial(_themes_rows, walk, topic))
    blocks = [themes, *_listed(walk, topic)] if n else [Block(partial(_nothing, 0))]
    return Page(f"list-{topic.key}", partial(_head, topic, count), blocks)


def _head(topic: Topic, count: str, width: int) -> list[Content]:
    number = _("Question {number} of {total}").format(number=topic.number, total=topic.total)
    rows = beside([line(number, "$muted")], [line(count, "$muted")], width)
    return [*rows, *wrapped(topic.text, min(width, MEASURE), "bold $accent"), EMPTY]


# One at a time


def _framed(body: partial[list[Content]], roomy: bool, width: int) -> list[Content]:
    """A card's rows with air around them."""
    return [*([EMPTY] if roomy else []), *body(width), EMPTY]


def _measure(width: int) -> tuple[int, int]:
    """The left margin of a card and the width of its text, in cells."""
    margin = min(_MARGIN, max(width // 8, 3))
    room = max(min(_CARD, width - 2 * margin), 12)
    return max((width - room) // 2, 1), room


def _spoken(voice: Voice, mark: Mark, width: int) -> list[Content]:
    """The words, with a quotation mark in the margin; highlighted they have a ground of their own."""
    left, room = _measure(width)
    rows = wrapped(voice.text, room)
    if mark.highlight:
        rows = [padded(row.pad_left(1), room + 2).stylize_before(_MARKED) for row in rows]
    else:
        rows = [row.pad_left(1) for row in rows]
    if len(rows) == 1:
        rows.append(EMPTY)  # the quotation mark is two rows high
    signs = [line(sign, _QUIET) if left > len(sign) + 1 else EMPTY for sign in _QUOTE]
    signs += [EMPTY] * (len(rows) - len(signs))
    return [_in_margin(sign, left - 1) + row for sign, row in zip(signs, rows, strict=True)]


def _in_margin(sign: Content, width: int) -> Content:
    """A sign at the right of a margin, with a column after it."""
    return sign.pad_left(max(width - sign.cell_length - 1, 0)).pad_right(1) if sign else EMPTY.pad_left(width)


def _silent(card: Sequence[Voice], read_only: bool, width: int) -> list[Content]:
    """What stands where no words are shown: what was withheld and why, or that there are none."""
    left, room = _measure(width)
    if not card:
        return _nothing(left, width)
    rows = [row for words in withheld_words(voice.reason or "" for voice in card) for row in _noted(words, room)]
    if not read_only:
        rows += [EMPTY, *wrapped(_("To show it again, withhold it once more."), room, "$muted")]
    return [row.pad_left(left) for row in rows]


def _noted(words: str, width: int) -> list[Content]:
    return hanging(line("▪", "$muted").pad_right(1), words, width)


def _nothing(left: int, width: int) -> list[Content]:
    told = _("No comments: nobody wrote any, or too few answered to show them.")
    return [row.pad_left(left) for row in wrapped(told, _measure(width)[1], "$muted")]


def _foot(walk: Walk, topic: Topic, shown: Voice | None, mark: Mark, width: int) -> list[Content]:
    """What the coach marked it with, whose words they are, and the themes of the question."""
    left, room = _measure(width)
    parts: list[list[Content]] = []
    tags = _tags(mark)
    if tags:
        parts.append(flow(tags, room, gap=2))
    if shown:
        sign, words = _source(walk, shown)
        parts.append(hanging(sign, words, room, "$muted"))
    themes = counted(walk.debrief.state.marks, topic.voices)
    if themes:
        parts.append(_themes(themes, room))
    return [row.pad_left(left) for part in parts for row in (*part, EMPTY)]


def _tags(mark: Mark) -> list[Content]:
    """The star of the highlight and the themes."""
    star = [line(f"{_STAR} " + _("Highlighted"), "$accent")] if mark.highlight else []
    return [*star, *(line(theme).pad(1, 1).stylize(_TAG) for theme in mark.themes)]


def _source(walk: Walk, voice: Voice) -> tuple[Content, str]:
    """Whose words they are, with a sign; nobody's by name in the groups."""
    if voice.side == "manager":
        return line("■", "$chart-manager").pad_right(1), _("The manager, by name")
    if voice.side == "own":
        words = _("{leader}, in their own words").format(leader=walk.profile.leader)
        return line("◆", "$chart-self").pad_right(1), words
    return EMPTY, _("From the groups: mixed, in random order, word for word")


def _themes(themes: Sequence[tuple[str, int]], width: int) -> list[Content]:
    """How many comments of the question have each theme."""
    parts = [line(theme) + line(format_number(n), "bold").pad_left(1) for theme, n in themes]
    return flow([line(_("Themes in this question"), "$muted"), *parts], width)


# All of a question


def _themes_rows(walk: Walk, topic: Topic, width: int) -> list[Content]:
    themes = counted(walk.debrief.state.marks, topic.voices)
    return [*_themes(themes, min(width, MEASURE)), EMPTY] if themes else []


def _listed(walk: Walk, topic: Topic) -> list[Block]:
    """A block a comment; where another side begins, it says whose words follow."""
    blocks: list[Block] = []
    for before, voice in zip((None, *topic.voices), topic.voices, strict=False):
        if voice.name and (before is None or before.side != voice.side):
            blocks.append(Block(partial(_side, walk, voice)))
        if voice.name:
            mark = walk.debrief.state.marks.get(voice.name, _NOTHING)
            blocks.append(Block(partial(_skimmed, voice, mark), key=voice.name, size=200, gap=lambda _width: [EMPTY]))
    lacking = [voice.reason or "" for voice in topic.voices if not voice.name]
    if lacking:
        blocks.append(Block(partial(_lacking, lacking)))
    return blocks


def _side(walk: Walk, voice: Voice, width: int) -> list[Content]:
    sign, words = _source(walk, voice)
    return [*hanging(sign, words, min(width, MEASURE), "$muted"), EMPTY]


def _skimmed(voice: Voice, mark: Mark, width: int) -> Sequence[Content]:
    room = min(width, MEASURE)
    if voice.reason is not None:
        return _lacking([voice.reason], room)
    return _beginning(voice.text, room, tuple(mark.themes), highlight=mark.highlight)


@lru_cache(maxsize=1024)
def _beginning(text: str, width: int, themes: tuple[str, ...], *, highlight: bool) -> tuple[Content, ...]:
    """The first rows of a comment with its marks. Kept: at every mark the list is laid out again from its top."""
    sign = line(_STAR if highlight else "“", "bold $accent").pad_right(1)
    rows = _cut(text, width - 2)
    if highlight:
        rows = [padded(row, width - 2).stylize_before(_MARKED) for row in rows]
    if themes:
        rows += flow(_tags(Mark(themes=list(themes))), width - 2, gap=2)
    return (sign + rows[0], *(row.pad_left(2) for row in rows[1:]))


def _cut(text: str, width: int) -> list[Content]:
    """The first rows of a text; an ellipsis says that it goes on."""
    room = width * (_SKIMMED + 1)
    rows = wrapped(" ".join(text[:room].split()), width)
    if len(rows) <= _SKIMMED and len(text) <= room:
        return rows
    last = rows[min(_SKIMMED, len(rows)) - 1]
    return [*rows[: _SKIMMED - 1], last.truncate(width - 2) + " …"]


def _lacking(reasons: Sequence[str], width: int) -> list[Content]:
    return [row for words in withheld_words(reasons) for row in _noted(words, min(width, MEASURE))]
