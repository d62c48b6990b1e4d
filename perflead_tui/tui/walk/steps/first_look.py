"""Step 3: the profile, the guesses beside what came, and a pause for a first reaction."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.content import Content

from perflead_tui.export.profile import Profile, Series
from perflead_tui.i18n import _, ngettext
from perflead_tui.tui.content import EMPTY, hanging, line, padded, wrapped
from perflead_tui.tui.results.columns import MEASURE, NOT_SEEN, mark
from perflead_tui.tui.results.competencies import competencies_page
from perflead_tui.tui.results.sheet import Block, Page
from perflead_tui.tui.walk.guesses import ENDS, End, Outcome, guess_of, guessed_cells, outcome
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.step import Step

_LABEL = 10  # cells
_QUIET = 52  # cells: the column of the pause page
_SIGNS = {"met": ("✓", "$good"), "near": ("≈", "$muted"), "other": ("→", "$accent"), "unseen": (NOT_SEEN, "$muted")}


class FirstLook(Step):
    """A picture, or a table, of all competencies; then a page with nothing but questions."""

    number: ClassVar[int] = 3
    commands: ClassVar[tuple[str, ...]] = ("walk.table",)

    def title(self) -> str:
        """Its name."""
        return _("First look")

    def prompts(self) -> tuple[str, ...]:
        """What a coach may say while the leader looks."""
        return (
            _("Take all the time you need. What do you notice first?"),
            _("Stay with the first reaction; explaining can wait."),
            _("If “who said this?” comes up: nobody can know, and it would not help."),
        )

    def prompts_for(self, walk: Walk, look: Look) -> tuple[str, ...]:
        """Those of the step, or of the pause."""
        if look.part:
            return (
                _("Wait. A minute of silence is fine here."),
                _("Hear the reaction and name it; do not explain, defend or comfort yet."),
                _("Then go on to the strengths."),
            )
        return self.prompts()

    def commands_for(self, walk: Walk, look: Look) -> tuple[str, ...]:
        """The pause has nothing but its questions."""
        return () if look.part else self.commands

    def parts(self, walk: Walk) -> int:
        """The profile; the pause."""
        return 2

    def part_title(self, part: int) -> str:
        """The names of both."""
        return _("Pause") if part else _("The profile")

    def page(self, walk: Walk, look: Look) -> Page:
        """One of the two."""
        if look.part:
            return Page("pause", partial(_pause, roomy=look.roomy), ())
        page = competencies_page(walk.profile, look.opened, table=look.table, roomy=look.roomy, ink=look.ink)
        blocks = [*page.blocks, *_withheld(walk.profile), *_guesses(walk)]
        return replace(page, head=lambda width: [*_summary(walk, width), *page.head(width)], blocks=blocks)


def _pause(width: int, *, roomy: bool) -> list[Content]:
    """Few words with much room around them."""
    room = min(width, _QUIET)
    rows = [EMPTY] * (5 if roomy else 1)
    rows += wrapped(_("Take a moment"), room, "bold $accent")
    for question in (
        _("What is your first reaction?"),
        _("What did you expect? What is new to you?"),
        _("What would you like to look at more closely?"),
    ):
        rows += [EMPTY, *wrapped(question, room)]
    rows += [EMPTY, EMPTY, *wrapped(_("Nothing has to be explained yet."), room, "$muted")]
    return [row.pad_left((width - room) // 2) for row in rows]


def _withheld(profile: Profile) -> list[Block]:
    """What is not in the picture, with the reason."""
    told = _("{group}: withheld. There were fewer than {minimum} answers, so nothing of them is in any number.")
    words = [told.format(group=group, minimum=profile.minimum) for group in profile.withheld]

    def rows(width: int) -> list[Content]:
        sign = line(NOT_SEEN, "$muted") + " "
        found = [row for each in words for row in hanging(sign, each, min(width, MEASURE), "$muted")]
        return [EMPTY, *found]

    return [Block(rows, size=100 * len(words))] if words else []


# The guesses


def _summary(walk: Walk, width: int) -> list[Content]:
    """How many of the guesses came, above the picture; each of them stands below it."""
    found = [
        each
        for series in guessed_cells(walk.profile)
        for end in ENDS
        if (guess := walk.debrief.state.guesses.get(series.key))
        and (each := outcome(walk.profile, series.key, end, guess_of(guess, end)))
    ]
    if not found:
        return []
    met = sum(each.result == "met" for each in found)
    told = _("Your guesses: {met} of {n} as it came. Each of them stands below the picture.")
    return wrapped(told.format(met=met, n=len(found)), min(width, MEASURE), "$muted")


def _guesses(walk: Walk) -> list[Block]:
    """What was guessed of each cell and what came; nothing where nothing was guessed."""
    blocks = []
    for series in guessed_cells(walk.profile):
        guess = walk.debrief.state.guesses.get(series.key)
        found = [(end, outcome(walk.profile, series.key, end, guess_of(guess, end))) for end in ENDS]
        told = [(end, each) for end, each in found if each]
        if told:
            blocks.append(Block(partial(_guessed, series, told), size=240))
    if not blocks:
        return []
    return [Block(lambda _width: [EMPTY, line(_("What you guessed"), "bold")]), *blocks]


def _guessed(series: Series, told: Sequence[tuple[End, Outcome]], width: int) -> list[Content]:
    room = min(width, MEASURE)
    rows = hanging(mark(series) + " ", series.label, room)
    for end, each in told:
        name = padded(line(_("highest") if end == "highest" else _("lowest"), "$muted"), _LABEL).pad_left(2)
        rows += hanging(name + line(*_SIGNS[each.result]) + " ", _words(each), room)
    return rows


def _words(each: Outcome) -> str:
    """The guess and, if it is another, what came."""
    if each.result == "met":
        return each.guessed
    if each.result == "unseen":
        return _("{guess} (not enough seen by them)").format(guess=each.guessed)
    came = each.came[0]
    if len(each.came) > 1:
        more = ngettext("{first} and {n} more", "{first} and {n} more", len(each.came) - 1)
        came = more.format(first=came, n=len(each.came) - 1)
    told = _("{guess} (no clear difference from {came})") if each.result == "near" else _("{guess}; they say {came}")
    return told.format(guess=each.guessed, came=came)
