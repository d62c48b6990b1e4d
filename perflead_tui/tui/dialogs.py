"""Small questions over a page: pick one of several, weigh three things, write some words, yes or no."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from perflead_tui.i18n import _
from perflead_tui.text import clean_line
from perflead_tui.tui.content import EMPTY, Rows, line, padded, plain, wrapped
from perflead_tui.tui.widgets.action import Action
from perflead_tui.tui.widgets.writing import Writing

_ANSWER = "answer"
"""The name in a style's meta of the question and the answer that a click on it gives."""

Check = Callable[[str], str]
"""Says what is wrong with what was written; nothing if it can be taken."""


class AskScreen(ModalScreen[bool]):
    """One question with two answers; the safe one has the focus."""

    CSS_PATH = "dialogs.tcss"
    AUTO_FOCUS = "#no"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n,N", "answer(False)", show=False),
        Binding("y,Y,s,S", "answer(True)", show=False),  # yes, sí
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    def __init__(self, question: str, yes: str, no: str) -> None:
        super().__init__()
        self._question, self._yes, self._no = question, yes, no

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical(id="panel", classes="-small"):
            yield Static(plain(self._question), markup=False)
            with Horizontal(id="choices"):
                yield Action(self._no, "screen.answer(False)", "Esc", id="no")
                yield Action(self._yes, "screen.answer(True)", _("Y"), id="yes", main=True)

    def action_answer(self, yes: bool) -> None:
        """Give the answer to whoever asked."""
        self.dismiss(yes)


class PickScreen(ModalScreen[str | None]):
    """Pick one of several; gives its key, an empty one for none of them, None if nothing changes."""

    CSS_PATH = "dialogs.tcss"
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, title: str, options: Sequence[tuple[str, str]], chosen: str = "", none: str = "") -> None:
        """`options` are keys with their words; `none` are the words for no choice, if there may be none."""
        super().__init__()
        self._title, self._chosen = title, chosen
        self._options = [*options, ("", none)] if none else list(options)

    def compose(self) -> ComposeResult:
        """The options, the chosen one marked and focused."""
        with Vertical(id="panel"):
            yield Static(line(self._title, "bold $accent"), markup=False)
            yield OptionList(*(Option(self._words(at)) for at in range(len(self._options))), id="options")
            with Horizontal(id="choices"):
                yield Action(_("Cancel"), "screen.dismiss(None)", "Esc")

    def on_mount(self) -> None:
        """Start where the choice is, or at the first."""
        keys = [key for key, _words in self._options]
        self.query_one(OptionList).highlighted = (
            keys.index(self._chosen) if self._chosen and self._chosen in keys else 0
        )

    def _words(self, at: int) -> Content:
        key, words = self._options[at]
        mark = padded(line("●" if key == self._chosen and key else "", "$accent"), 2)
        return mark + line(words, "" if key else "$muted")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Give the key."""
        self.dismiss(self._options[event.option_index][0])


class RateScreen(ModalScreen[tuple[int, ...] | None]):
    """Several short questions, each answered with a digit from 1 to 5; the next one opens by itself."""

    CSS_PATH = "dialogs.tcss"
    AUTO_FOCUS = "#done"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        *(Binding(str(n), f"rate({n})", show=False, priority=True) for n in range(1, 6)),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
    ]

    def __init__(self, title: str, questions: Sequence[str], given: Sequence[int], ends: tuple[str, str]) -> None:
        """`given` has an answer a question, 0 for none yet; `ends` are the words for 1 and for 5."""
        super().__init__()
        self._title, self._questions, self._ends = title, list(questions), ends
        self._given = list(given)
        self._at = 0

    def held(self) -> tuple[list[int], int]:
        """The answers so far, and where it is."""
        return self._given, self._at

    def hold(self, entered: tuple[list[int], int]) -> None:
        """The same in other words."""
        self._given, self._at = entered
        self._draw()

    def compose(self) -> ComposeResult:
        """The questions with their blocks."""
        with Vertical(id="panel"):
            yield Static(line(self._title, "bold $accent"), markup=False)
            yield Static(Rows(self._layout), id="rows", markup=False)
            with Horizontal(id="choices"):
                yield Action(_("Cancel"), "screen.dismiss(None)", "Esc")
                yield Action(_("Done"), "screen.done", "⏎", id="done", main=True)

    def _layout(self, width: int) -> list[Content]:
        rows: list[Content] = []
        for at, question in enumerate(self._questions):
            here = at == self._at
            mark = padded(line("▌" if here else "", "$accent"), 2)
            rows += [mark + row for row in wrapped(question, width - 2, "bold" if here else "")]
            rows += [self._blocks(at).pad_left(2), EMPTY]
        low, high = self._ends
        ends = wrapped(_("1 {low}   5 {high}").format(low=low, high=high), width - 2, "$muted")
        return [*rows, *(row.pad_left(2) for row in ends)]

    def _blocks(self, at: int) -> Content:
        given, cells = self._given[at], EMPTY
        for n in range(1, 6):
            block = line("▰" if n <= given else "▱", "$accent" if n <= given else "$muted")
            cells += padded(block, 3).stylize(Style.from_meta({_ANSWER: (at, n)}))
        return cells + line(str(given) if given else "·", "bold")

    def on_click(self, event: events.Click) -> None:
        """A click on a block answers its question."""
        answer = event.style.meta.get(_ANSWER)
        if answer is not None:
            self._at = answer[0]
            self.action_rate(answer[1])

    def _draw(self) -> None:
        self.query_one("#rows", Static).update(Rows(self._layout))

    def action_rate(self, points: int) -> None:
        """Answer, and go on to the next question."""
        self._given[self._at] = points
        self._at = min(self._at + 1, len(self._questions) - 1)
        self._draw()

    def action_move(self, by: int) -> None:
        """The next or the previous question."""
        self._at = min(max(self._at + by, 0), len(self._questions) - 1)
        self._draw()

    def action_done(self) -> None:
        """Give the answers."""
        self.dismiss(tuple(self._given))


class WriteScreen(ModalScreen[str | None]):
    """Some words, given when done; None if they are to stay as they were."""

    CSS_PATH = "dialogs.tcss"
    AUTO_FOCUS = "Writing"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("enter", "end_line", show=False, priority=True),
        Binding("ctrl+enter,f10", "done", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        text: str = "",
        hint: str = "",
        *,
        short: bool = False,
        limit: int = 2000,
        check: Check | None = None,
    ) -> None:
        """`short` words fit a line: Enter ends them and Esc leaves all as it was; Esc ends longer ones, so that none
        are lost. `limit` is in characters. `check` is asked when done.
        """
        super().__init__()
        self._title, self._text, self._hint = title, text, hint
        self._short, self._limit, self._check = short, limit, check

    def compose(self) -> ComposeResult:
        """The title, a hint and the field."""
        with Vertical(id="panel"):
            yield Static(line(self._title, "bold $accent"), markup=False)
            if self._hint:
                yield Static(Rows(lambda width: wrapped(self._hint, width, "$muted")), markup=False)
            area = Writing(self._text, self._keep)
            area.set_class(self._short, "-short")
            yield area
            yield Static(id="wrong", markup=False)
            with Horizontal(id="choices"):
                yield Action(_("Cancel"), "screen.cancel", "Esc" if self._short else "")
                yield Action(_("Done"), "screen.done", "⏎" if self._short else "Esc", id="done", main=True)

    def on_mount(self) -> None:
        """Write on at the end; a line that stands there is replaced by what is typed, unless the cursor is moved."""
        area = self.query_one(Writing)
        area.move_cursor(area.document.end)
        if self._short:
            area.select_all()

    def _keep(self, text: str) -> str:
        """What of a text is kept: a short one is one line; a line break ends it."""
        if self._short and "\n" in text:
            self.call_later(self.action_done)
        return clean_line(text, self._limit) if self._short and "\n" in text else text[: self._limit]

    def action_cancel(self) -> None:
        """Leave what was there before."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Esc: out of a line, or done with a text."""
        if self._short:
            self.action_cancel()
        else:
            self.action_done()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter ends a line before it could take the place of what is selected; in a text it begins a new line."""
        return self._short and isinstance(self.focused, Writing) if action == "end_line" else True

    def action_end_line(self) -> None:
        """Done."""
        self.action_done()

    def finish(self) -> bool:
        """Give longer words before everything is left or locked; says whether they were given."""
        if self._short or self._wrong():
            return False
        self.action_done()
        return True

    def _wrong(self) -> str:
        text = self.query_one(Writing).text.strip()
        return self._check(text) if self._check else ""

    def action_done(self) -> None:
        """Give the words, if they can be taken."""
        text, wrong = self.query_one(Writing).text.strip(), self._wrong()
        if wrong:
            self.query_one("#wrong", Static).update(line(wrong, "$warn"))
            return
        self.dismiss(text)
