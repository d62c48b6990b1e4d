"""The frame of every screen of the form: a bar above, the page, a quiet notice, the ways on and back below."""

from collections.abc import Iterator
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.flows.form_steps import Step, steps_of
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.sent import Sent
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import in_language
from perflead_tui.questionnaire.translated import untranslated
from perflead_tui.text import clean_line
from perflead_tui.tui.content import EMPTY, Rows, beside, fitted, line, plain, wrapped
from perflead_tui.tui.keys import key_name
from perflead_tui.tui.widgets.action import Action

_METER = 10  # blocks at most
_APART = "  "
"""Between the blocks and the figures: in a narrow window the blocks are left out."""
BETWEEN = " · "
"""Between the leader and the group, which is left out where there is no room for both."""
_LONGEST = 100  # characters of a name or label; what is longer than a screen needs no more to be cut well


def meter(done: int, total: int, cells: int) -> str:
    """`done` of `total` as `cells` blocks."""
    full = round(done / total * cells) if total else 0
    return "▰" * full + "▱" * (cells - full)


def at_once(keys: str, action: str) -> Binding:
    """A binding that is obeyed before the next key is read.

    Otherwise keys that arrive together, as over a slow line, would all go to the line that had the focus before.
    """
    return Binding(keys, action, show=False, priority=True)


PAGE_KEYS: list[BindingType] = [
    at_once("question_mark", "app.help"),
    at_once("l,L", "app.language"),
    at_once("enter", "screen.enter"),
    at_once("pagedown,right", "app.go_on"),
    at_once("pageup,left", "app.go_back"),
    at_once("down,tab", "screen.step_focus(1)"),
    at_once("up,shift+tab", "screen.step_focus(-1)"),
]
"""The keys of every page on which nothing is written."""


class Changed(Message):
    """An answer has changed: the draft should be kept."""


class Gone(Message):
    """What waited has left while the window was open."""

    def __init__(self, sent: Sent) -> None:
        super().__init__()
        self.sent = sent


class TopBar(Static):
    """Whom this is about at the left; how far and whether it is kept at the right."""

    kept: reactive[str] = reactive("")

    def __init__(self, left: str, right: str) -> None:
        super().__init__(markup=False)
        self._left, self._right = left, right

    def render(self) -> Rows:
        """One row."""
        return Rows(self._layout)

    def _layout(self, width: int) -> list[Content]:
        kept = line(self.kept, "$muted").pad_left(3) if self.kept else EMPTY
        rights = [line(text, "$muted") + kept for text in (self._right, self._right.rpartition(_APART)[2])]
        lefts = [self._left, self._left.partition(BETWEEN)[0]]
        pairs = ((left, right) for left in lefts for right in rights)
        fits = (each for each in pairs if cell_len(each[0]) + 2 + each[1].cell_length <= width)
        left, right = next(fits, (lefts[0], rights[1]))
        return beside([fitted(left, width - right.cell_length - 2, "$muted")], [right], width)


class FrameScreen(Screen[None]):
    """A page in the frame. Subclasses say what is on it and what its main action is."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        at_once("escape", "app.later"),
        at_once("f1", "app.help"),
        at_once("f3", "app.light_or_dark"),
    ]

    kept: reactive[str] = reactive("")
    notice: reactive[str] = reactive("")

    def compose(self) -> ComposeResult:
        """The frame, with the page in it."""
        with Vertical(classes="band"):
            yield TopBar(*self.bar()).data_bind(FrameScreen.kept)
        with VerticalScroll(id="body", can_focus=False), Vertical(id="page"):
            yield from self.page()
        with Vertical(classes="band"):
            yield Static(id="notice", markup=False)
            with Horizontal(id="nav"):
                yield from self.ways()

    async def action_enter(self) -> None:
        """Press what has the focus, or go on."""
        if isinstance(self.focused, Action):
            await self.focused.action_press()
        else:
            await self.run_action("app.go_on")

    def action_step_focus(self, by: int) -> None:
        """The next or the previous thing on the page."""
        if by > 0:
            self.focus_next()
        else:
            self.focus_previous()

    # What a subclass says

    def page(self) -> Iterator[Widget]:
        """What is on the page."""
        raise NotImplementedError

    def bar(self) -> tuple[str, str]:
        """The words of the bar, at its left and at its right."""
        raise NotImplementedError

    def ways(self) -> Iterator[Widget]:
        """The ways away, back and on."""
        raise NotImplementedError

    def watch_notice(self, notice: str) -> None:
        """One quiet line above the actions; nothing takes no room."""
        place = self.query_one("#notice", Static)
        place.update(plain(notice))
        place.display = bool(notice)


class RaterScreen(FrameScreen):
    """One step of the form."""

    def __init__(self, session: AnswerSession, step: Step, visit: str | None = None, start: str | None = None) -> None:
        """`visit` is the key that the rater came back for from the last page, `start` the one to begin at."""
        super().__init__()
        self.session, self.step, self.visit = session, step, visit
        self.start = start or visit

    def bar(self) -> tuple[str, str]:
        """The words of the bar."""
        total = len([step for step in steps_of(self.session.form) if step.number])
        cells = min(total, _METER)
        count = _("{number} of {total}").format(number=self.step.number, total=total)
        return self.about(), f"{meter(self.step.number, total, cells)}{_APART}{count}"

    def ways(self) -> Iterator[Widget]:
        """The ways away, back and on."""
        yield Action(_("Later"), "app.later", "Esc")
        yield Action(_("Help"), "app.help", "F1", id="help")
        yield Static(id="apart")
        yield Action(_("← Back"), "app.go_back")
        onward = _("To the list →") if self.visit else _("Next →")
        yield Action(onward, "app.go_on", key_name(self.next_key), id="next", main=True)

    next_key: str = "enter"

    def focus_now(self) -> str | None:
        """The key of what has the focus, so that the page can be built again around it."""
        return None

    # What subclasses use

    def untranslated(self, *parts: object) -> Iterator[Widget]:
        """A note, if some of these parts of the questionnaire lack the language."""
        words = untranslated(self.language, *parts)
        if words:
            yield Static(Rows(lambda width: wrapped(words, min(width, 76), "$warn")), id="untranslated", markup=False)

    @property
    def language(self) -> str:
        """The language of the questionnaire."""
        return self.session.language

    def about(self) -> str:
        """The leader and the group, for the bar."""
        group = clean_line(in_language(self.session.group.label, self.language), _LONGEST)
        return f"{clean_line(self.session.terms.leader, _LONGEST)}{BETWEEN}{group}"
