"""Opening a file that somebody was sent: an invitation to answer, or a report to read."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.text import clean_line
from perflead_tui.tui.coach.app import Onward
from perflead_tui.tui.coach.frame import CoachScreen
from perflead_tui.tui.content import Rows, line, wrapped
from perflead_tui.tui.widgets.action import Action

_MEASURE = 64  # cells
_MOST = 5000  # names of a folder that are looked at for a completion
_LONGEST = 4096  # characters


class Names(Suggester):
    """Completes the path of a file: the first name in its folder that begins as typed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The whole path, or None. Names that a terminal would not show as they are, are never suggested."""
        folder, start = os.path.split(value)
        if not start:
            return None
        found: list[str] = []
        try:
            with os.scandir(Path(folder).expanduser() if folder else ".") as entries:
                for _count, entry in zip(range(_MOST), entries, strict=False):
                    if entry.name.startswith(start) and clean_line(entry.name) == entry.name:
                        found.append(entry.name + ("/" if entry.is_dir() else ""))
        except OSError:
            return None
        return value + min(found)[len(start) :] if found else None


class PathInput(Input):
    """A line for a path."""

    DEFAULT_CSS = """
    PathInput {
        height: 1; border: none; border-left: thick $rule; padding: 0 1; background: $surface;
        &:focus { border: none; border-left: thick $accent; background-tint: transparent; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False)]

    def __init__(self) -> None:
        super().__init__(suggester=Names(), max_length=_LONGEST, select_on_focus=False, id="path")
        self.cursor_blink = False

    def replace(self, text: str, start: int, end: int) -> None:
        """Take nothing in that a terminal would obey."""
        kept = clean_line(f"x{text}x")[1:-1]
        super().replace(kept, start, end)

    def restricted(self) -> None:
        """What is too long is not taken; no bell rings."""

    def action_complete(self) -> None:
        """Take the completion; without one go on to what follows."""
        if self._suggestion and self.cursor_at_end:
            self.action_cursor_right()
        else:
            self.screen.focus_next()


class ReceiveScreen(CoachScreen):
    """Asks for the file."""

    AUTO_FOCUS = "#path"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]

    def help_words(self) -> str:
        """What this page is for."""
        return _(
            "Open an invitation to answer it, or a report that was shared with you to read it. Nothing is sent "
            "anywhere by opening a file."
        )

    def page(self) -> Iterator[Widget]:
        """What it can be, and where it is."""
        yield Static(line(_("Open a file that I was sent")), classes="title", markup=False)
        yield Static(Rows(self._what), classes="gap", markup=False)
        yield Static(line(_("Where it is")), classes="gap", markup=False)
        yield PathInput()
        yield Static(Rows(self._how), classes="quiet", markup=False)

    def _what(self, width: int) -> list[Content]:
        told = _("An invitation opens the form, and a report is shown step by step. Both stay as they are.")
        return wrapped(told, min(width, _MEASURE))

    def _how(self, width: int) -> list[Content]:
        told = _("Type or paste its path, or drag the file here. Tab completes a name.")
        return wrapped(told, min(width, _MEASURE), "$muted")

    def ways(self) -> Iterator[Widget]:
        """Back, or open it."""
        yield Action(_("Back"), "screen.back", "Esc")
        yield Static(id="apart")
        yield Action(_("Open"), "screen.receive", "⏎", id="next", main=True)

    def action_back(self) -> None:
        """The welcome."""
        self.coach.visit("home")

    @on(Input.Changed)
    def _typed(self) -> None:
        self.notice("")

    @on(Input.Submitted)
    def action_receive(self) -> None:
        """Look what it is, and open it."""
        from perflead_tui.flows.received import path_of, recognised

        typed = self.query_one(PathInput).value
        if not typed.strip():
            self.notice(_("Type where the file is, then Enter."))
            return
        path = path_of(typed)
        try:
            if recognised(path) == "invitation":
                self.coach.exit(Onward("answer", path))
            else:
                self._read(path)
        except PerfleadError as error:
            self.notice(str(error))

    def _read(self, path: Path) -> None:
        from perflead_tui.flows.beside import material_of_file
        from perflead_tui.flows.debrief import Debrief

        self.coach.look_at(Debrief(material_of_file(path)))
