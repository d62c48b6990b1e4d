"""Help over a page: what the page is for, its keys as they are set, the keys of everywhere, and where the manual is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from perflead_tui.i18n import _
from perflead_tui.tui.binding import commands_on
from perflead_tui.tui.commands import Command, Where
from perflead_tui.tui.content import EMPTY, hanging, line, padded, wrapped
from perflead_tui.tui.keys import key_names, keys_at
from perflead_tui.tui.told import ToldScreen

if TYPE_CHECKING:
    from perflead_tui.tui.coach.app import CoachApp

_KEY = 14  # cells
_STEP_KEYS = tuple(f"walk.step{n}" for n in range(1, 10))

PLACES: dict[Where, Callable[[], str]] = {
    Where.HOME: lambda: _(
        "Your reviews, and the next thing to do for each. An open review leads to its desk, a closed one to the "
        "walk-through of its report."
    ),
    Where.TOOLS: lambda: _(
        "What needs no vault: boards and receipts, a courier's and an opener's files, questionnaires. The palette has "
        "it, at home and on the first page."
    ),
    Where.FIRST: lambda: _(
        "Nothing is here yet. Look at the demo, which leaves nothing behind; start a vault for reviews of your own; or "
        "open a file that you were sent."
    ),
    Where.TERMS: lambda: _(
        "The promises exactly as raters will read them, group by group. Signing makes them the terms of the review: "
        "nobody can change them afterwards, and every answer is bound to them."
    ),
    Where.NEW: lambda: _(
        "Set up a review of one leader. Nothing is signed before you have read the terms exactly as raters will "
        "read them. After that they cannot be changed."
    ),
    Where.DESK: lambda: _(
        "Everything about one review until its report is there: invitations, envelopes, reminders, closing. While it "
        "is open you see how many envelopes came in, and never from whom or from which group."
    ),
    Where.CLOSING: lambda: _(
        "See which groups the report would show, merge or withhold before you close. A review closes once: envelopes "
        "that come later are refused."
    ),
}
STEPS: tuple[Callable[[], str], ...] = (
    lambda: _("Agree on the purpose of this hour: who sees what, what is hidden and why, and how numbers are read."),
    lambda: _(
        "Before any number, the leader guesses what each group sees highest and lowest. Who has guessed reads what "
        "came with curiosity."
    ),
    lambda: _(
        "The whole profile at once, on a fixed scale, the guesses beside it. Give it time: the first reaction comes "
        "before any explanation."
    ),
    lambda: _("What others see as strongest, opened to its questions. It comes before what surprises."),
    lambda: _(
        "Where the leader and the others see it differently, and where groups differ most. Differences inside the "
        "interval are no clear differences."
    ),
    lambda: _(
        "What people wrote, how time is spent, and what the agency does. Wording is never edited; a comment that "
        "names its author can be withheld, with a reason."
    ),
    lambda: _("Choose one or two things to work on. A strength may be one of them."),
    lambda: _(
        "Say what will be done, when, with whose support, and how others will notice. One behaviour that is done "
        "beats five that are planned."
    ),
    lambda: _("What the leader will tell the raters, and the plan on one page, without scores."),
)
"""What each step of the walk-through is for."""


def words_for(screen: Screen[Any]) -> str:
    """What the page is for, in two or three sentences: its own `help_words`, else those of its place or step."""
    own = getattr(screen, "help_words", None)
    if callable(own) and (words := str(own())):
        return words
    walk = getattr(screen, "walk", None)
    if walk is not None:
        words = STEPS[walk.debrief.state.at - 1]()
        return words if walk.read_only else f"{words} {_prompts()}"
    places = [each.where for each in commands_on(screen) if each.where in PLACES]
    return PLACES[places[0]]() if places else ""


def _prompts() -> str:
    return _(
        "The prompts at the bottom are for the coach: questions to ask, in the coach's own words. Hide them before the "
        "leader looks."
    )


class HelpScreen(ToldScreen[None]):
    """One panel over the page `about`, which it leaves as it is."""

    CSS_PATH = ["dialogs.tcss", "coach/coach.tcss"]  # noqa: RUF012 - Textual's own type
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,question_mark", "dismiss", show=False),
    ]

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__()
        self._about = about

    def rows(self, width: int) -> list[Content]:
        """What is told."""
        found = commands_on(self._about)
        here = [each for each in found if each.where is not Where.ANYWHERE]
        rows = self._part(_("This page"), wrapped(words_for(self._about), width))
        if here:
            rows += self._part(_("Keys of this page"), self._keys(here, width))
        rows += self._part(_("Keys of everywhere"), self._keys([each for each in found if each not in here], width))
        topic = getattr(self._about, "topic", "coaching")
        manual = [line(f"perflead guide {topic}"), line("perflead guide keys")]
        return [*rows, *self._part(_("The manual"), manual)[:-1]]

    def _part(self, title: str, rows: Iterable[Content]) -> list[Content]:
        return [line(title, "bold $accent"), *rows, EMPTY]

    def _keys(self, found: Sequence[Command], width: int) -> Iterator[Content]:
        changed = cast("CoachApp", self.app).settings.keys
        keys = {place: keys_at(place, changed) for place in {each.where for each in found}}
        for each in found:
            own = keys[each.where][each.name]
            if not own and not each.keys:  # the palette alone has it
                continue
            steps = [keys[each.where][name] for name in _STEP_KEYS] if each.name in _STEP_KEYS else []
            if steps == [(str(n),) for n in range(1, 10)]:  # as they come: one line for all nine
                if each.name == _STEP_KEYS[0]:
                    yield from _row("1 - 9", _("Go to a step by its number."), width)
            else:
                yield from _row(key_names(own) or "–", f"{each.title()}. {each.about()}", width)


def _row(keys: str, does: str, width: int) -> list[Content]:
    mark = line(keys, "bold")
    if mark.cell_length >= _KEY:  # more keys than fit beside words
        return [mark, *(row.pad_left(_KEY) for row in wrapped(does, width - _KEY))]
    return hanging(padded(mark, _KEY), does, width)
