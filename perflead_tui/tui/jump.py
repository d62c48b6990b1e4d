"""Jump mode: a letter on everything that can be pressed; the letter presses it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.tui.content import line
from perflead_tui.tui.results.sheet import Sheet
from perflead_tui.tui.walk.bar import Rail

LETTERS = "asdfghjklqwertyuiopzxcvbnm123456789"
"""In the order in which they are given out, from the top left; the easy ones first. What comes after them gets none."""


@dataclass(frozen=True)
class Target:
    """Something that can be pressed, at `at` on the screen."""

    at: Offset
    press: Callable[[], object]


class JumpScreen(ModalScreen[Target | None]):
    """Letters over the page below; gives what was chosen, None for nothing."""

    CSS_PATH = "coach/coach.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+g", "dismiss(None)", show=False)]

    def __init__(self, targets: list[Target]) -> None:
        super().__init__()
        self.targets = dict(zip(LETTERS, targets, strict=False))

    def compose(self) -> ComposeResult:
        """The letters."""
        for letter, target in self.targets.items():
            mark = Static(line(letter, "bold"), classes="letter", markup=False)
            mark.styles.offset = target.at
            yield mark

    def on_key(self, event: events.Key) -> None:
        """The letter of something chooses it; any other key but Esc is ignored."""
        target = self.targets.get((event.character or "").lower())
        if target is not None:
            event.stop()
            self.dismiss(target)

    def on_click(self) -> None:
        """Leave."""
        self.dismiss(None)

    def on_resize(self, event: events.Resize) -> None:
        """Leave when the page below moves."""
        if event.size != self.app.size:
            self.dismiss(None)


def targets(screen: Screen[Any]) -> list[Target]:
    """Everything on `screen` that is in sight and can be pressed, from the top left."""
    found = [target for widget in screen.focus_chain for target in _of_widget(screen, widget)]
    found += [target for rail in screen.query(Rail) for target in _of_rail(screen, rail)]
    return sorted(found, key=lambda target: (target.at.y, target.at.x))


def _of_widget(screen: Screen[Any], widget: Widget) -> Iterator[Target]:
    entries = list(_of_sheet(widget)) if isinstance(widget, Sheet) else []
    if entries:
        yield from entries
        return
    seen = screen.find_widget(widget).visible_region
    if seen.area:
        yield Target(seen.offset, lambda: _press(widget))


def _of_sheet(sheet: Sheet) -> Iterator[Target]:
    """The entries of a list or a step that can be opened, at the bar before their first row."""
    layout = sheet.layout_now
    keys = sheet.page.keys if sheet.page else []
    if layout is None:
        return
    for key in keys:
        row = len(layout.head) + layout.place(key)[0] - round(sheet.scroll_y)
        if len(layout.head) <= row < sheet.size.height:
            place = sheet.content_region.offset + Offset(0, row)
            yield Target(place, lambda key=key: _open(sheet, key))  # type: ignore[misc]


def _of_rail(screen: Screen[Any], rail: Rail) -> Iterator[Target]:
    """The dots of the steps, each at its dot."""
    seen = screen.find_widget(rail).visible_region
    for x in range(seen.x, seen.right):
        step = screen.get_style_at(x, seen.y).meta.get("step") if seen.area else None
        if step is not None:
            yield Target(Offset(x, seen.y), lambda step=step: rail.post_message(Rail.Chosen(step)))  # type: ignore[misc]


def _open(sheet: Sheet, key: str) -> None:
    sheet.focus()
    sheet.point_at(key)
    sheet.post_message(Sheet.Opened(key))


async def _press(widget: Widget) -> None:
    """Focus it, and press it if it can be pressed."""
    widget.focus()
    for action in ("press", "toggle_button", "toggle_switch", "show_overlay"):
        if hasattr(widget, f"action_{action}"):
            await widget.run_action(action)
            return
