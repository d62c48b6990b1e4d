"""Pages and dialogs said again in another language, with what was entered on them, the focus and the place."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec, Protocol, TypeVar, runtime_checkable

from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, OptionList, TextArea

P = ParamSpec("P")
R = TypeVar("R")

_opening: list[Callable[[], object]] = []
"""Not a context variable: the tasks of a screen that is pushed meanwhile would take it over for good."""


def reopened(opens: Callable[P, R]) -> Callable[P, R]:
    """Marks what opens a dialog and does nothing else: called again, it opens the same one in another language."""

    @wraps(opens)
    def opening(*args: P.args, **kwargs: P.kwargs) -> R:
        _opening.append(partial(opening, *args, **kwargs))
        try:
            return opens(*args, **kwargs)
        finally:
            _opening.pop()

    return opening


def opener() -> Callable[[], object] | None:
    """What opens the dialog that is being pushed now, if it is marked as `reopened`."""
    return _opening[-1] if _opening else None


@runtime_checkable
class Holding(Protocol):
    """A widget or a screen that somebody enters something in, other than Textual's own."""

    def held(self) -> Any:
        """What was entered."""

    def hold(self, entered: Any) -> None:
        """Show it again, in a widget that is built anew."""


Entered = tuple[list[tuple[type, Any]], int | None, list[float]]
"""What was entered in each widget, which of them had the focus, and how far was scrolled."""


def entered(screen: Screen[Any]) -> Entered:
    """What has to be there again after `screen` was built anew."""
    fields = [(type(widget), _held(widget)) for widget in _fields(screen)]
    chain = screen.focus_chain
    focus = chain.index(screen.focused) if screen.focused in chain else None
    return fields, focus, [each.scroll_y for each in screen.query(VerticalScroll)]


def enter(screen: Screen[Any], kept: Entered) -> None:
    """Put `kept` in a `screen` that was built anew. A field that is another one now keeps what it begins with."""
    fields, focus, scrolled = kept
    for widget, (kind, value) in zip(_fields(screen), fields, strict=False):
        if type(widget) is kind:
            _hold(widget, value)
    chain = screen.focus_chain
    if focus is not None and focus < len(chain):
        screen.set_focus(chain[focus], scroll_visible=False)
    for body, row in zip(screen.query(VerticalScroll), scrolled, strict=False):
        body.scroll_to(y=row, animate=False, force=True)


async def say_again(screen: Screen[Any]) -> None:
    """Build `screen` anew in the active language. A screen that draws on what it composed does so in `renewed`."""
    kept = entered(screen)
    await screen.recompose()
    if screen.is_attached:
        renewed = getattr(screen, "renewed", None)
        if callable(renewed):
            renewed()
        enter(screen, kept)


def _fields(screen: Screen[Any]) -> list[Widget]:
    fields: list[Widget] = [
        each for each in screen.query(Widget) if isinstance(each, Input | TextArea | OptionList | Holding)
    ]
    return [screen, *fields] if isinstance(screen, Holding) else fields


def _held(widget: Widget) -> Any:
    if isinstance(widget, Holding):
        return widget.held()
    if isinstance(widget, Input):
        return widget.value, widget.cursor_position
    if isinstance(widget, TextArea):
        return widget.text, widget.selection
    return widget.highlighted if isinstance(widget, OptionList) else None


def _hold(widget: Widget, value: Any) -> None:
    if isinstance(widget, Holding):
        widget.hold(value)
    elif isinstance(widget, Input):
        widget.value, widget.cursor_position = value
    elif isinstance(widget, TextArea):
        widget.load_text(value[0])
        widget.selection = value[1]
    elif isinstance(widget, OptionList):
        widget.highlighted = value
