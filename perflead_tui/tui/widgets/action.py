"""A word that does something: a quiet button with its key beside it."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from perflead_tui.tui.content import line, touched

_NARROW = 60  # columns, where the class -narrow ends


class Action(Widget, can_focus=True):
    """`label`, then the `key` that does the same. Enter, Space or a click runs `action` on the screen or the app."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", show=False)]
    DEFAULT_CSS = """
    Action {
        width: auto; height: 1; padding: 0 1; color: $foreground;
        &:hover { background: $panel; }
        &.-main { background: $panel; color: $foreground; text-style: bold; }
        &:focus { background: $accent; color: $background; text-style: bold; }
    }
    """

    def __init__(self, label: str, action: str, key: str = "", *, id: str | None = None, main: bool = False) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes="-main" if main else None)
        self._label, self._action, self._key = label, action, key

    def render(self) -> Content:
        """The label and, apart, the key."""
        if not self._key or self._by_touch():
            return line(self._label)
        return line(self._label) + line(self._key, "" if self.has_focus else "$muted not bold").pad_left(1)

    def _by_touch(self) -> bool:
        """Whether there is no room for a key that a finger does not need."""
        return touched(self.app) and self.app.size.width < _NARROW

    def get_content_width(self, *_sizes: object) -> int:
        """As wide as its words."""
        return self.render().cell_length

    async def action_press(self) -> None:
        """Do it."""
        await self.run_action(self._action)

    def on_click(self, event: events.Click) -> None:
        """Do it, in the app's own time: a widget that waits here for its own removal waits for ever."""
        event.stop()
        self.app.call_later(self.run_action, self._action)
