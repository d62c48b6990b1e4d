"""Long work with its progress in sight: in a thread of its own, cancelled between two steps, without harm."""

from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.tui.content import Rows, line, wrapped
from perflead_tui.tui.widgets.action import Action

T = TypeVar("T")
Step = tuple[str, int, int]
Work = Callable[[Callable[[Step], None]], T]
"""Something long: it is given a function to tell its steps to, and calls it often."""

_BAR = 40


class Cancelled(Exception):
    """The work was cancelled between two of its steps."""


class Outcome(Generic[T]):
    """How work ended: with a `value`, with a `problem` to tell, or cancelled (neither)."""

    def __init__(self, value: T | None = None, problem: PerfleadError | None = None, *, done: bool = False) -> None:
        self.value, self.problem, self.done = value, problem, done


class WorkScreen(ModalScreen[Outcome[T]]):
    """One line that names the step, a bar, what remains, and a way to cancel."""

    CSS_PATH = "dialogs.tcss"
    AUTO_FOCUS = "#cancel"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", show=False)]

    def __init__(self, title: str, work: Work[T]) -> None:
        super().__init__()
        self._title, self._work = title, work
        self._step: Step = ("", 0, 0)
        self._cancelled = False

    def compose(self) -> ComposeResult:
        """The title, the step and its bar."""
        with Vertical(id="panel", classes="-small"):
            yield Static(line(self._title, "bold $accent"), markup=False)
            yield Static(Rows(self._layout), id="rows", markup=False)
            with Horizontal(id="choices"):
                yield Action(_("Cancel"), "screen.cancel", "Esc", id="cancel")

    def on_mount(self) -> None:
        """Begin."""
        self.app.run_worker(self._run, thread=True)  # of the app: this screen goes before its thread has ended

    def _layout(self, width: int) -> list[Content]:
        words, done, total = self._step
        if self._cancelled:
            words = _("Stopping after this step.")
        cells = min(_BAR, width - 12)
        full = cells * done // total if total else 0
        count = f"  {done}/{total}" if total else ""
        bar = line("▰" * full, "$accent") + line("▱" * (cells - full), "$muted") + line(count, "$muted")
        return [*wrapped(words or _("Beginning"), width), bar]

    def _run(self) -> None:
        try:
            outcome: Outcome[T] = Outcome(self._work(self._tell), done=True)
        except Cancelled:
            outcome = Outcome()
        except PerfleadError as error:
            outcome = Outcome(problem=error)
        self.app.call_from_thread(self.dismiss, outcome)

    def _tell(self, step: Step) -> None:
        """Called by the work in its thread, between two steps. After the last one there is nothing to cancel."""
        _words, done, total = step
        if self._cancelled and not (total and done >= total):
            raise Cancelled
        self.app.call_from_thread(self._show, step)

    def _show(self, step: Step) -> None:
        self._step = step
        self.query_one("#rows", Static).update(Rows(self._layout))

    def action_cancel(self) -> None:
        """Stop before the next step; what was done stays as the work leaves it, which is never by halves."""
        self._cancelled = True
        self.query_one("#rows", Static).update(Rows(self._layout))
