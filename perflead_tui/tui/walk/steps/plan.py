"""Step 8: the plan, as a page that one could sign. Every line opens to be written."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from perflead_tui.errors import PerfleadError
from perflead_tui.export.plan import part_name
from perflead_tui.flows import planning
from perflead_tui.flows.debrief import pulse_day
from perflead_tui.flows.planning import future_day, part_hint
from perflead_tui.i18n import _, format_date, format_short_date
from perflead_tui.results.plan import PARTS, WORDS, Focus, Part
from perflead_tui.tui.again import reopened
from perflead_tui.tui.content import EMPTY, hanging, line, padded, wrapped
from perflead_tui.tui.dialogs import Check, WriteScreen
from perflead_tui.tui.results.columns import MEASURE
from perflead_tui.tui.results.sheet import Block, Page
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.step import Step

if TYPE_CHECKING:
    from perflead_tui.tui.walk.screen import WalkScreen

_NARROW = 56  # cells; below, the name of a line stands above its words
_NAME = 22
_DAY_LIMIT = 20
_BY, _PULSE, _TO_CHOOSE = "by", "pulse", "choose"


class PlanStep(Step):
    """Each focus area with its lines, then the day on which the same people are asked again."""

    number: ClassVar[int] = 8

    def title(self) -> str:
        """Its name."""
        return _("Plan")

    def prompts(self) -> tuple[str, ...]:
        """Small, visible, tied to a moment."""
        return (
            _("One small behaviour: when this happens, then I will do that."),
            _("Who would see it first, and what exactly would they see?"),
            _("What must the agency change, and who will ask for it?"),
        )

    def page(self, walk: Walk, look: Look) -> Page:
        """The plan, or the way to a focus area."""
        plan = walk.debrief.plan
        if not plan.focus:
            return Page("plan", lambda _width: [], [_empty(walk)])
        names = {each.key: each.label for each in walk.profile.lines}
        blocks = []
        for at, focus in enumerate(plan.focus):
            label = names.get(focus.competency, focus.label)
            blocks.append(Block(partial(_label, at, len(plan.focus), label)))
            blocks += [_line(walk, f"{at}:{part}", part_name(part), _said(focus, part)) for part in PARTS]
            blocks.append(_line(walk, f"{at}:{_BY}", _("By"), _day(focus.by), gap=True))
        blocks += [Block(_pulse_head), _line(walk, _PULSE, _("Ask again on"), _pulse(walk))]
        return Page("plan", partial(_head, walk), blocks)

    def open(self, screen: "WalkScreen", key: str) -> None:
        """Write the line."""
        if screen.walk.read_only:
            return
        if key == _TO_CHOOSE:
            screen.action_go_to(7)
        elif key == _PULSE:
            _write_pulse(screen)
        else:
            at, _colon, part = key.partition(":")
            if part == _BY:
                _write_by(screen, int(at))
            else:
                _write_part(screen, int(at), next(each for each in PARTS if each == part))


def today() -> datetime.date:
    """The day it is here."""
    return datetime.datetime.now().astimezone().date()


# The page

_Said = tuple[str, bool]
"""Words for a line, and whether somebody said them; else they say what belongs there."""


def _empty(walk: Walk) -> Block:
    if walk.read_only:
        words = _("This report was shared without a plan.")
        return Block(lambda width: wrapped(words, min(width, MEASURE), "$muted"))

    def rows(width: int) -> list[Content]:
        told = _("A plan begins with one focus area. Enter goes to step 7, to choose it.")
        return [line(_("Nothing is chosen yet"), "bold"), *wrapped(told, min(width, MEASURE), "$muted")]

    return Block(rows, _TO_CHOOSE)


def _head(walk: Walk, width: int) -> list[Content]:
    return reading_only(width) if walk.read_only else []


def reading_only(width: int) -> list[Content]:
    """Why nothing can be changed here, quietly."""
    return [*wrapped(planning.reading_only(), min(width, MEASURE), "$muted"), EMPTY]


def _label(at: int, count: int, label: str, width: int) -> list[Content]:
    number = padded(line(str(at + 1), "bold $accent"), 3) if count > 1 else EMPTY
    return hanging(number, label, min(width, MEASURE), "bold $accent")


def _line(walk: Walk, key: str, name: str, said: _Said, *, gap: bool = False) -> Block:
    words, is_said = said
    if walk.read_only and not is_said:
        words = "—"
    rows = partial(_line_rows, name, words, "" if is_said else "$muted")
    return Block(rows, "" if walk.read_only else key, gap=(lambda _width: [EMPTY]) if gap else None)


def _line_rows(name: str, words: str, style: str, width: int) -> list[Content]:
    room = min(width, MEASURE)
    if room < _NARROW:
        return [line(name, "$muted"), *(row.pad_left(2) for row in wrapped(words, room - 2, style))]
    return hanging(padded(line(name, "$muted"), _NAME), words, room, style)


def _said(focus: Focus, part: Part) -> _Said:
    words: str = getattr(focus, part)
    return (words, True) if words else (_belongs(part), False)


def _belongs(part: Part) -> str:
    """What belongs on a line, quietly, as long as it is empty."""
    return {
        "behaviour": _("one thing, small enough to do next week"),
        "when": _("the moment that reminds me of it"),
        "support": _("who helps, and with what"),
        "agency": _("what stands in the way and is not mine to change"),
        "measure": _("what somebody else would notice"),
    }[part]


def _day(day: datetime.date | None) -> _Said:
    return (format_date(day), True) if day else (_("a day"), False)


def _pulse_head(width: int) -> list[Content]:
    told = _("In about ninety days the same people are asked whether they see it.")
    return wrapped(told, min(width, MEASURE))


def _pulse(walk: Walk) -> _Said:
    day = walk.debrief.plan.pulse_on
    if day is not None or walk.read_only:
        return _day(day)
    return _("{date} would be ninety days from today").format(date=format_date(pulse_day(today()))), False


# Writing


@reopened
def _write_part(screen: "WalkScreen", at: int, part: Part) -> None:
    focus = screen.debrief.plan.focus[at]

    def written(words: str | None) -> None:
        if words is not None:
            screen.try_to(lambda: screen.debrief.set_focus(at, **{part: words}))

    screen.app.push_screen(WriteScreen(part_name(part), getattr(focus, part), part_hint(part), limit=WORDS), written)


@reopened
def _write_by(screen: "WalkScreen", at: int) -> None:
    focus = screen.debrief.plan.focus[at]
    _write_day(screen, _("By which day"), focus.by, focus.by, lambda day: screen.debrief.set_focus(at, by=day))


@reopened
def _write_pulse(screen: "WalkScreen") -> None:
    day = screen.debrief.plan.pulse_on
    _write_day(screen, _("Ask again on"), day, day or pulse_day(today()), screen.debrief.set_pulse)


def _write_day(
    screen: "WalkScreen",
    title: str,
    now: datetime.date | None,
    offered: datetime.date | None,
    keep: Callable[[datetime.date | None], None],
) -> None:
    """Ask for a day; none takes it back. A day that stood there may stay, even when it is over."""
    example = pulse_day(today())
    hint = _("Such as {iso} or {short}. Leave it empty for no day.").format(
        iso=example.isoformat(), short=format_short_date(example)
    )

    def day_of(text: str) -> datetime.date | None:
        return now if now and text == now.isoformat() else future_day(text, today()) if text else None

    def written(text: str | None) -> None:
        if text is not None:
            screen.try_to(lambda: keep(day_of(text)))

    shown = offered.isoformat() if offered else ""
    check = checked(day_of)
    screen.app.push_screen(WriteScreen(title, shown, hint, short=True, limit=_DAY_LIMIT, check=check), written)


def checked(read: Callable[[str], object]) -> Check:
    """A check for a dialog from a function that raises PerfleadError."""

    def check(text: str) -> str:
        try:
            read(text)
        except PerfleadError as error:
            return str(error)
        return ""

    return check
