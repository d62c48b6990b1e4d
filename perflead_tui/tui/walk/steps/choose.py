"""Step 7: one or two focus areas. What matters is weighed; the weight is a length, and it decides nothing."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from perflead_tui.export.profile import OTHERS, CompetencyLine, Profile
from perflead_tui.export.wording import seen_words
from perflead_tui.flows.debrief import Weight
from perflead_tui.i18n import _
from perflead_tui.results.plan import AT_MOST
from perflead_tui.text import clean_line
from perflead_tui.tui.again import reopened
from perflead_tui.tui.content import EMPTY, beside, fitted, hanging, joined, line, padded, wrapped
from perflead_tui.tui.dialogs import AskScreen, RateScreen
from perflead_tui.tui.results.columns import MEASURE, flow
from perflead_tui.tui.results.sheet import Block, Page
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.step import Step
from perflead_tui.tui.walk.steps.plan import reading_only

if TYPE_CHECKING:
    from perflead_tui.tui.walk.screen import WalkScreen

_WIDEST = 96  # cells; weights that stand further away cannot be read with their name
_NARROW = 64  # cells; below, the weights stand under their competency
_COLUMNS = (8, 10)  # cells of a column of weights, in a narrow window and in a wide one
_BAR = 10  # cells of the longest bar
_POINTS = 5
_TITLE = 120  # characters of a name in a dialog


class Choose(Step):
    """The competencies, strengths first, each with what it weighs; the chosen ones stand above them all."""

    number: ClassVar[int] = 7
    commands: ClassVar[tuple[str, ...]] = ("walk.choose",)

    def title(self) -> str:
        """Its name."""
        return _("Choose")

    def prompts(self) -> tuple[str, ...]:
        """Choosing is the leader's."""
        return (
            _("Where would a small change be felt most?"),
            _("More of a strength counts as much as a gap closed."),
            _("The leader weighs and chooses; the length is no verdict."),
        )

    def commands_for(self, walk: Walk, look: Look) -> tuple[str, ...]:
        """A reader chooses nothing."""
        return () if walk.read_only else self.commands

    def page(self, walk: Walk, look: Look) -> Page:
        """What was chosen, and all to choose from."""
        gap = (lambda _width: [EMPTY]) if look.roomy else None
        blocks = [
            Block(partial(_rows, walk, each), "" if walk.read_only else each.key, gap=gap)
            for each in walk.profile.lines
        ]
        if not blocks:
            empty = _("There is nothing to choose from: no competency was asked.")
            blocks = [Block(lambda width: wrapped(empty, min(width, MEASURE), "$muted"))]
        return Page("choose", partial(_head, walk, roomy=look.roomy), blocks)

    @reopened
    def open(self, screen: "WalkScreen", key: str) -> None:
        """Weigh the competency."""
        found = _line_of(screen.walk.profile, key)
        if found is None or screen.walk.read_only:
            return
        now = screen.debrief.state.weights.get(key, Weight())
        questions = (
            _("How much does it matter to results?"),
            _("How much does it matter to me?"),
            _("How much of it is in my control?"),
        )

        def weighed(given: tuple[int, ...] | None) -> None:
            if given is not None:
                results, me, control = given
                screen.debrief.weigh(key, Weight(results=results, me=me, control=control))
                screen.changed()

        ends = (_("a little"), _("very much"))
        screen.app.push_screen(
            RateScreen(clean_line(found.label, _TITLE), questions, (now.results, now.me, now.control), ends), weighed
        )

    @reopened
    def choose(self, screen: "WalkScreen") -> None:
        """Choose the competency with the bar, or take it back; with words in its plan only after a question."""
        found = _line_of(screen.walk.profile, screen.sheet.at)
        if found is None:
            return
        debrief = screen.debrief
        planned = debrief.focus_on(found.key)

        def change(sure: bool | None = True) -> None:
            if sure:
                screen.try_to(lambda: debrief.choose(found.key, found.label))

        if planned is None or planned.empty:
            change()
            return
        asked = _("Something is planned for “{name}”. Taking it out removes these words.")
        asked = asked.format(name=clean_line(found.label, _TITLE))
        screen.app.push_screen(AskScreen(asked, _("Take it out"), _("Keep it")), change)


def _line_of(profile: Profile, key: str) -> CompetencyLine | None:
    return next((each for each in profile.lines if each.key == key), None)


# What stands above


def _head(walk: Walk, width: int, *, roomy: bool) -> list[Content]:
    width = min(width, _WIDEST)
    rows = _chosen(walk, width)
    if walk.read_only:
        return [*rows, *(reading_only(width) if walk.debrief.plan.focus else [EMPTY])]
    if roomy:
        rows.append(EMPTY)
    if width < _NARROW:
        return rows
    names = (_("results"), _("to me"), _("control"), _("together"))
    column = _column(width)
    left = width - 3 * column - _BAR
    heads = EMPTY.join(padded(line(name, "$muted"), column) for name in names)
    matters = fitted(_("⏎ says how much each one matters"), left - 2, "$muted")
    return [*rows, padded(matters, left) + heads]


def _chosen(walk: Walk, width: int) -> list[Content]:
    """The focus areas, or what to do about them."""
    names = {each.key: each.label for each in walk.profile.lines}
    chosen = [names.get(focus.competency, focus.label) for focus in walk.debrief.plan.focus]
    title = line(_("You chose"), "bold $accent") + "  "
    room = min(width, MEASURE)
    if not chosen:
        if walk.read_only:
            return wrapped(_("Nothing was chosen when this report was shared."), room, "$muted")
        return hanging(title, _("nothing yet. One is enough, two at most; it may be a strength."), room, "$muted")
    left = [title + _mark() + fitted(chosen[0], room - title.cell_length - 2, "bold")]
    left += [_mark().pad_left(title.cell_length) + fitted(each, room, "bold") for each in chosen[1:]]
    left = [row.truncate(width, ellipsis=True) for row in left]
    enough = line(_("One is enough.") if len(chosen) < AT_MOST else "", "$muted")
    fits = left[0].cell_length + enough.cell_length + 2 <= width and not walk.read_only
    return beside(left, [enough] if fits else [], width)


def _mark() -> Content:
    return padded(line("●", "$accent"), 2)


# A competency


def _rows(walk: Walk, each: CompetencyLine, width: int) -> list[Content]:
    """Its name and its weights, what others see below."""
    width = min(width, _WIDEST)
    chosen = walk.debrief.focus_on(each.key) is not None
    weight = walk.debrief.state.weights.get(each.key, Weight())
    wide = width >= _NARROW and not walk.read_only
    column = _column(width)
    left = width - 3 * column - _BAR
    room = left - 2 if wide else width
    mark = _mark() if chosen else EMPTY.pad_right(2)
    name = hanging(mark, each.label, room, "bold")
    seen = [row.pad_left(2) for row in _seen(walk.profile, each, min(width, MEASURE) - 2)]
    if walk.read_only:
        return [*name, *seen]
    if not wide:
        parts = [line(name, "$muted") + " " + _blocks(n) for name, n in _named(weight)]
        return [*name, *seen, *(row.pad_left(2) for row in flow(parts, width - 2, 2))]
    weights = EMPTY.join(padded(_blocks(n), column) for _name, n in _named(weight))
    return [padded(name[0], left) + weights + _bar(weight), *name[1:], *seen]


def _column(width: int) -> int:
    return _COLUMNS[width >= _WIDEST]


def _named(weight: Weight) -> list[tuple[str, int]]:
    return [(_("results"), weight.results), (_("to me"), weight.me), (_("control"), weight.control)]


def _seen(profile: Profile, each: CompetencyLine, width: int) -> list[Content]:
    """What others see, in words."""
    mean = each.values.get(OTHERS)
    if mean is None:
        return wrapped(_("Too few could see this."), width, "$muted")
    parts = [_("Others: {words}").format(words=seen_words(mean, profile.scale, profile.low))]
    if each.flag is not None:
        parts.append(_("possible blind spot") if each.flag == "blind_spot" else _("hidden strength"))
    elif each.agreement == "split":
        parts.append(_("others are split"))
    return joined(parts, width, "$muted")


def _blocks(given: int) -> Content:
    return line("▰" * given, "$accent") + line("▱" * (_POINTS - given), "$muted")


def _bar(weight: Weight) -> Content:
    """What the three come to together, as a length."""
    halves = round(weight.share * _BAR * 2)
    if not halves:
        return line("╸" if weight.product else "", "$accent")
    return line("━" * (halves // 2) + "╸" * (halves % 2), "$accent")
