"""Asking for a path over a page, and telling what was done, with all its lines."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.tui.content import line, plain, wrapped
from perflead_tui.tui.dialogs import WriteScreen
from perflead_tui.tui.told import ToldScreen
from perflead_tui.tui.widgets.action import Action

_LONGEST_NAME = 255  # bytes


def ask_path(
    app: App[Any], title: str, hint: str, then: Callable[[Path], None], *, given: str = "", there: bool = False
) -> None:
    """Ask for the path of a file or folder, which must be there if `there`; `then` gets it, unless it was cancelled."""

    def wrong(text: str) -> str:
        if not text:
            return _("A path is needed. Cancel leaves everything as it is.")
        try:
            path = typed_path(text)
        except PerfleadError as error:
            return error.message
        return "" if not there or path.exists() else _("There is nothing of that name.")

    def answered(text: str | None) -> None:
        if text is not None:
            then(typed_path(text))

    app.push_screen(WriteScreen(title, given, hint, short=True, limit=1000, check=wrong), answered)


def typed_path(text: str) -> Path:
    """The path that somebody typed, pasted or dropped. Raises PerfleadError for one that no system can have."""
    if "\0" in text:
        raise PerfleadError(_("No file can have this name."))
    try:
        path = Path(text.strip().strip("'\"")).expanduser()
    except RuntimeError:  # the home of somebody unknown
        raise PerfleadError(_("There is nobody of that name on this computer.")) from None
    if any(len(os.fsencode(part)) > _LONGEST_NAME for part in path.parts):
        raise PerfleadError(_("A name in this path is too long for a file."))
    return path


def _hung(text: str, width: int) -> list[Content]:
    """A line in rows, all of them as far from the left as it begins."""
    words = text.lstrip(" ")
    indent = min(len(text) - len(words), width // 2)
    return [row.pad_left(indent) for row in wrapped(words, width - indent)]


class KeepScreen(ModalScreen[bool | None]):
    """Whether to keep something for later, True, or to throw it away, False; None to stay. Keeping has the focus."""

    CSS_PATH = "../dialogs.tcss"
    AUTO_FOCUS = "#keep"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("k,K", "dismiss(True)", show=False),
        Binding("t,T", "dismiss(False)", show=False),
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical(id="panel", classes="-small"):
            yield Static(plain(self._question), markup=False)
            with Horizontal(id="choices"):
                yield Action(_("Stay"), "screen.dismiss(None)", "Esc")
                yield Action(_("Throw away"), "screen.dismiss(False)", "T", id="drop")
                yield Action(_("Keep"), "screen.dismiss(True)", "K", id="keep", main=True)


class TellScreen(ToldScreen[bool]):
    """Lines to read; with `yes` a question under them, whose safe answer has the focus."""

    CSS_PATH = "../dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n,N", "dismiss(False)", show=False),
        Binding("y,Y,s,S", "agree", show=False),  # yes, sí
    ]

    def __init__(self, title: str, lines: Sequence[str], yes: str = "", no: str = "") -> None:
        """`no` are the words of the safe answer, if it is more than to cancel."""
        super().__init__()
        self._title, self._lines, self._yes, self._no = title, list(lines), yes, no

    def head(self) -> Iterator[Static]:
        """The title."""
        yield Static(line(self._title, "bold $accent"), markup=False)

    def ways(self) -> Iterator[Action]:
        """The safe one first."""
        yield Action(self._no or (_("Cancel") if self._yes else _("Close")), "screen.dismiss(False)", "Esc", id="close")
        if self._yes:
            yield Action(self._yes, "screen.agree", _("Y"), id="yes", main=True)

    def rows(self, width: int) -> list[Content]:
        """What is told."""
        return [row for text in self._lines for row in _hung(text, width)]

    def action_agree(self) -> None:
        """Yes, if there is a question."""
        if self._yes:
            self.dismiss(True)
