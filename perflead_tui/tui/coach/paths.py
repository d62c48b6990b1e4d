"""A line for a path, with completion."""

import os
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import Input

from perflead_tui.text import clean_line

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
        except (OSError, ValueError, RuntimeError):  # RuntimeError: the home of somebody unknown
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

    def __init__(self, value: str = "", *, id: str = "path") -> None:  # noqa: A002 - Textual's own name
        super().__init__(value, suggester=Names(), max_length=_LONGEST, select_on_focus=True, id=id)
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
