"""Step 2: before any number, the leader guesses what each group sees most and least."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from perflead_tui.export.profile import Series
from perflead_tui.i18n import _
from perflead_tui.tui.again import reopened
from perflead_tui.tui.content import EMPTY, hanging, line, padded, wrapped
from perflead_tui.tui.dialogs import PickScreen
from perflead_tui.tui.results.columns import MEASURE, mark
from perflead_tui.tui.results.sheet import Block, Page
from perflead_tui.tui.walk.guesses import ENDS, End, any_guess, choices, guess_of, guessed_cells
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.step import Step

if TYPE_CHECKING:
    from perflead_tui.tui.walk.screen import WalkScreen

_LABEL = 10  # cells


class Predict(Step):
    """A row for the highest and one for the lowest of each cell. No number of the report stands here."""

    number: ClassVar[int] = 2

    def title(self) -> str:
        """Its name."""
        return _("Predict first")

    def prompts(self) -> tuple[str, ...]:
        """What a coach may say while the leader guesses."""
        return (
            _("Put yourself in their place: what do they see you do most? What least?"),
            _("A quick guess is enough. There is no right answer, only something to learn."),
            _("What makes you think so? Which moments come to mind?"),
        )

    def page(self, walk: Walk, look: Look) -> Page:
        """The guesses, to be made; or as they were made, for somebody who only looks."""
        cells = guessed_cells(walk.profile)
        blocks = [Block(partial(_asked, walk), size=140)]
        if not walk.read_only or any_guess(walk.debrief.state.guesses, walk.profile):
            for series in cells:
                blocks += _blocks(walk, series)
        elif cells:
            blocks.append(Block(lambda width: wrapped(_("Nothing was guessed."), min(width, MEASURE), "$muted")))
        if not cells:
            blocks.append(Block(_nobody))
        return Page("predict", _head, blocks)

    @reopened
    def open(self, screen: "WalkScreen", key: str) -> None:
        """Choose a competency; the bar goes on to the next row."""
        end, cell = _parted(key)
        series = next(each for each in guessed_cells(screen.walk.profile) if each.key == cell)
        asked = _("{group}: which do they see most?") if end == "highest" else _("{group}: which do they see least?")
        options = choices(screen.debrief.report, screen.walk.profile)
        chosen = guess_of(screen.debrief.state.guesses.get(cell), end)
        picker = PickScreen(asked.format(group=series.label), options, chosen, _("No guess"))
        screen.app.push_screen(picker, partial(self._picked, screen, cell, end))

    def _picked(self, screen: "WalkScreen", cell: str, end: End, guessed: str | None) -> None:
        if guessed is None:
            return
        other: End = "lowest" if end == "highest" else "highest"
        taken = guessed and guess_of(screen.debrief.state.guesses.get(cell), other) == guessed
        screen.debrief.guess(cell, **{end: guessed, **({other: ""} if taken else {})})
        screen.changed()
        screen.sheet.action_move(1)


def _parted(key: str) -> tuple[End, str]:
    """The end and the cell of a row's key."""
    end, _space, cell = key.partition(" ")
    return ("lowest" if end == "lowest" else "highest"), cell


def _head(width: int) -> list[Content]:
    return [*wrapped(_("What will they say?"), min(width, MEASURE), "bold $accent"), EMPTY]


def _asked(walk: Walk, width: int) -> list[Content]:
    told = _("Guess, before you see a number: of all competencies, which does each group see most, and which least?")
    if walk.read_only:
        told = _("This step is for the leader together with a coach: guess first, then look.")
    return [*wrapped(told, min(width, MEASURE), "$muted"), EMPTY]


def _blocks(walk: Walk, series: Series) -> list[Block]:
    rows = [Block(partial(_name, series))]
    for end in ENDS:
        key = "" if walk.read_only else f"{end} {series.key}"
        rows.append(Block(partial(_row, walk, series, end), key, gap=_after if end == ENDS[-1] else None))
    return rows


def _name(series: Series, width: int) -> list[Content]:
    return hanging(mark(series) + " ", series.counted, min(width, MEASURE), "bold")


def _row(walk: Walk, series: Series, end: End, width: int) -> list[Content]:
    room = min(width, MEASURE)
    guessed = guess_of(walk.debrief.state.guesses.get(series.key), end)
    label = dict(choices(walk.debrief.report, walk.profile)).get(guessed, "")
    sign = padded(line(_("Highest") if end == "highest" else _("Lowest"), "$muted"), _LABEL).pad_left(2)
    if label:
        return hanging(sign, label, room)
    told = _("no guess") if walk.read_only else _("choose")
    return hanging(sign, told if walk.read_only else f"{told} ⏎", room, "$muted")


def _after(_width: int) -> list[Content]:
    return [EMPTY]


def _nobody(width: int) -> list[Content]:
    told = _("There is nothing to guess: no group has enough answers to be shown.")
    return wrapped(told, min(width, MEASURE), "$muted")
