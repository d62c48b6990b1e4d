"""Choosing among a few: one of them, or any of them. In a row where they fit, else one under another."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from perflead_tui.tui.content import EMPTY, Rows, beside, hanging, line

_AT = "choice"  # the meta key under which a row says which option it is
_GAP = 3  # cells between two options

Option = tuple[str, str]
"""A key and its words."""


class Options(Static, can_focus=True):
    """What one of and any of have in common: options with marks, one of them pointed at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "point(-1)", show=False),
        Binding("right", "point(1)", show=False),
        Binding("space", "take", show=False),
    ]
    DEFAULT_CSS = """
    Options {
        height: auto; padding: 0 1; border-left: thick $background;
        &:focus { border-left: thick $accent; }
    }
    """

    KEYS: ClassVar[str] = "← →"
    """The keys that choose, shown with the focus."""

    class Changed(Message):
        """Something else is chosen."""

        def __init__(self, options: "Options") -> None:
            super().__init__()
            self.options = options

        @property
        def control(self) -> "Options":
            """The widget it happened in."""
            return self.options

    def __init__(self, options: Sequence[Option], id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, markup=False)
        self._options = list(options)
        self._at = 0
        self._chosen = set[str]()

    def held(self) -> tuple[int, set[str]]:
        """Where it points, and what is taken."""
        return self._at, self._chosen

    def hold(self, entered: tuple[int, set[str]]) -> None:
        """The same in other words."""
        self._at, self._chosen = entered
        self.refresh(layout=True)

    def render(self) -> Rows:
        """The options with their marks."""
        return Rows(self._layout)

    def _layout(self, width: int) -> list[Content]:
        rows: list[Content] = []
        for at, (_key, words) in enumerate(self._options):
            shown = self._one(at, words, width)
            longer = rows[-1].pad_right(_GAP) + shown[0] if rows else shown[0]
            if rows and len(shown) == 1 and longer.cell_length <= width:
                rows[-1] = longer
            else:
                rows += shown
        keys = line(self.KEYS if self.has_focus else "", "$muted")
        if rows and rows[-1].cell_length + _GAP + keys.cell_length <= width:
            return beside(rows, [*[EMPTY] * (len(rows) - 1), keys], width)
        return rows

    def _one(self, at: int, words: str, width: int) -> list[Content]:
        style = "bold" if self.has_focus and at == self._at else ""
        rows = hanging(self._mark(at) + " ", words, width, style)
        return [row.stylize(Style.from_meta({_AT: at})) for row in rows]

    def _mark(self, at: int) -> Content:
        raise NotImplementedError

    def action_point(self, by: int) -> None:
        """Point at the next option, or the one before."""
        self.point(min(max(self._at + by, 0), len(self._options) - 1))

    def point(self, at: int) -> None:
        """Point at an option."""
        self._at = at
        self.refresh()

    def action_take(self) -> None:
        """Choose what is pointed at."""
        raise NotImplementedError

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        at = event.style.meta.get(_AT)
        if at is not None:
            event.stop()
            self.clicked(at)

    def clicked(self, at: int) -> None:
        """Choose an option."""
        self._at = at
        self.action_take()


class Choice(Options):
    """One of several: pointing is choosing."""

    def __init__(self, options: Sequence[Option], chosen: str, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(options, id)
        keys = [key for key, _words in self._options]
        self._at = keys.index(chosen) if chosen in keys else 0

    @property
    def value(self) -> str:
        """The key of the chosen one."""
        return self._options[self._at][0]

    def _mark(self, at: int) -> Content:
        return line("●", "$accent") if at == self._at else line("○", "$muted")

    def point(self, at: int) -> None:
        """Choose an option."""
        before = self._at
        super().point(at)
        if at != before:
            self.refresh(layout=True)
            self.post_message(self.Changed(self))

    def action_take(self) -> None:
        """Pointing has chosen it: Space goes round."""
        self.point((self._at + 1) % len(self._options))

    def clicked(self, at: int) -> None:
        """Choose an option."""
        self.point(at)


class Choices(Options):
    """Any of several: Space takes one, or takes it back."""

    KEYS: ClassVar[str] = "← → Space"

    def __init__(self, options: Sequence[Option], chosen: Sequence[str], id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(options, id)
        self._chosen = set(chosen)

    @property
    def value(self) -> tuple[str, ...]:
        """The keys of the chosen ones, in their order."""
        return tuple(key for key, _words in self._options if key in self._chosen)

    def offer(self, options: Sequence[Option]) -> None:
        """Other options than before; what is chosen stays if it is among them."""
        if list(options) != self._options:
            self._options = list(options)
            self._at = min(self._at, max(len(options) - 1, 0))
            self.refresh(layout=True)

    def _mark(self, at: int) -> Content:
        return line("■", "$accent") if self._options[at][0] in self._chosen else line("□", "$muted")

    def action_take(self) -> None:
        """Take what is pointed at, or take it back."""
        if self._options:
            self._chosen ^= {self._options[self._at][0]}
            self.refresh()
            self.post_message(self.Changed(self))
