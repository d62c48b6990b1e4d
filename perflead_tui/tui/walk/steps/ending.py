"""Step 9: what the raters will be told, the plan on its page, and a quiet last word."""

import re
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from perflead_tui.export.plan import USUAL, plan_text
from perflead_tui.i18n import _, format_date
from perflead_tui.results.plan import WORDS, Plan
from perflead_tui.tui.again import reopened
from perflead_tui.tui.content import EMPTY, hanging, line, padded, plain, wrapped
from perflead_tui.tui.dialogs import WriteScreen
from perflead_tui.tui.results.columns import MEASURE
from perflead_tui.tui.results.sheet import Block, Page
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.step import Step

if TYPE_CHECKING:
    from perflead_tui.tui.walk.screen import WalkScreen

_MESSAGE = "message"
_MARGIN = 2  # cells of paper beside the words
_PAPER = "$foreground on $surface"
_RULE = re.compile("_{4,}|─+")


class Ending(Step):
    """Two subpages: the message, then the plan as it is printed."""

    number: ClassVar[int] = 9

    def title(self) -> str:
        """Its name."""
        return _("Close")

    def prompts_for(self, walk: Walk, look: Look) -> tuple[str, ...]:
        """Going back to the raters; then the last question."""
        if look.part:
            return (
                _("Read it aloud together. Which line do you not believe yet?"),
                _("When do we two talk again? Put it into both calendars now."),
            )
        return (
            _("Thanks, one thing heard, one thing to come. Nobody explains an answer."),
            _("Who goes back to the raters and talks with them improves more."),
            _("Source: Smither, London and Reilly 2005, in perflead guide coaching."),
        )

    def prompts(self) -> tuple[str, ...]:
        """Those of the first subpage."""
        return ()

    def parts(self, walk: Walk) -> int:
        """The message and the plan."""
        return 2

    def commands_for(self, walk: Walk, look: Look) -> tuple[str, ...]:
        """What was found and planned is written to a file, or shared."""
        return ("walk.export",) if walk.read_only else ("walk.export", "walk.share")

    def page(self, walk: Walk, look: Look) -> Page:
        """The subpage."""
        return _paper_page(walk) if look.part else _message_page(walk)

    def open(self, screen: "WalkScreen", key: str) -> None:
        """Write the message."""
        if key == _MESSAGE and not screen.walk.read_only:
            _write_message(screen)


def _plan(walk: Walk) -> Plan:
    """The plan with the competencies named in the language that is shown."""
    return walk.debrief.plan.named({each.key: each.label for each in walk.profile.lines})


# The message


def _message_page(walk: Walk) -> Page:
    message = walk.debrief.plan.message
    blocks = [Block(partial(_message_rows, walk, message), "" if walk.read_only else _MESSAGE)]
    return Page("message", _message_head, blocks)


def _message_head(width: int) -> list[Content]:
    room = min(width, MEASURE)
    told = _("They took the time to answer. A few words from you show that it was worth it.")
    return [line(_("What you will tell those who answered"), "bold $accent"), *wrapped(told, room, "$muted"), EMPTY]


def _message_rows(walk: Walk, message: str, width: int) -> list[Content]:
    room = min(width, MEASURE)
    if message:
        return wrapped(message, room)
    if walk.read_only:
        return wrapped(_("Nothing was written when this report was shared."), room, "$muted")
    told = _("Enter writes it. A beginning is offered:")
    return [*wrapped(told, room, "$muted"), EMPTY, *wrapped(starter(_plan(walk)), room, "$muted")]


def starter(plan: Plan) -> str:
    """A message to begin with: thanks, one thing heard, one thing to come, when it will be seen."""
    focus = plan.focus[0] if plan.focus else None
    doing = focus.behaviour if focus and focus.behaviour else "…"
    seen = focus.measure if focus and focus.measure else "…"
    day = format_date(focus.by) if focus and focus.by else "…"
    return "\n".join(
        [
            _("Thank you for your answers. I do not know who said what, and I will not ask."),
            _("One thing I heard: …"),
            _("One thing I will do: {words}").format(words=doing),
            _("You will see it by {day}: {words}").format(day=day, words=seen),
        ]
    )[:WORDS]


@reopened
def _write_message(screen: "WalkScreen") -> None:
    message, offered = screen.debrief.plan.message, starter(_plan(screen.walk))

    def written(words: str | None) -> None:
        if words is None:
            return
        if not message and words == offered.strip():
            screen.notice(_("Not kept yet: say in your own words what you heard."))
            return
        screen.try_to(lambda: screen.debrief.set_message(words))

    title, hint = _("What you will tell those who answered"), _("Short and in your own words.")
    screen.app.push_screen(WriteScreen(title, message or offered, hint, limit=WORDS), written)


# The paper


def _paper_page(walk: Walk) -> Page:
    plan = _plan(walk)
    if not plan.focus:
        words = (
            _("This report was shared without a plan.")
            if walk.read_only
            else _("There is no plan yet: nothing is chosen. Step 7 is where it begins.")
        )
        return Page("paper", lambda _width: [], [Block(lambda width: wrapped(words, min(width, MEASURE), "$muted"))])
    return Page("paper", lambda _width: [], [Block(partial(_paper, walk, plan)), Block(partial(_last_word, walk))])


def _paper(walk: Walk, plan: Plan, width: int) -> list[Content]:
    """The page as it is printed, on a soft ground."""
    room = min(width, USUAL + 2 * _MARGIN)
    title, *rest = plan_text(plan, walk.language, room - 2 * _MARGIN).splitlines()
    rows = [EMPTY, line(title, "bold"), *map(_ruled, rest), EMPTY]
    return [padded(row.pad_left(_MARGIN), room).stylize_before(_PAPER) for row in rows]


def _ruled(row: str) -> Content:
    """A row of the page, its lines to write on drawn quietly."""
    return plain(row).highlight_regex(_RULE, style="$muted")


def _last_word(walk: Walk, width: int) -> list[Content]:
    room = min(width, MEASURE)
    rows: list[Content] = [EMPTY]
    for told in _what_happens(walk):
        rows += hanging(line("·", "$muted").pad_right(1), told, room, "$muted")
    return [*rows, EMPTY, *wrapped(_("That is all for today. Thank you."), room)]


def _what_happens(walk: Walk) -> list[str]:
    debrief = walk.debrief
    told = []
    if not all(focus.complete for focus in debrief.plan.focus):
        told.append(_("Some lines are open. They can be written by hand, or in step 8."))
    if debrief.read_only:
        return told
    told.append(_("Everything is kept, encrypted; this walk-through can be opened again at any step."))
    if debrief.erase_on is not None:
        words = _("By {date} single answers, envelopes and the notes of this walk-through are to be erased. "
                  "The report and the plan stay.")  # fmt: skip
        told.append(words.format(date=format_date(debrief.erase_on)))
    return told
