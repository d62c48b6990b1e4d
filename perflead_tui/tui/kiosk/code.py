"""Where a code is typed: four groups of four, filled from the left."""

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from perflead_tui.i18n import _
from perflead_tui.sealing.code import GROUP, LENGTH, typed_code, well_typed
from perflead_tui.tui.content import EMPTY, Rows, line, wrapped

_SPACED = 45  # cells from which the characters have air between them
_SIGNS = " -"  # what people type between the groups


class CodeEntry(Widget, can_focus=True):
    """Takes the characters of a code as they are typed, whatever their case; says at once if they do not fit."""

    writes = True
    """Letters go into it: a phone shows its keyboard."""

    typed: reactive[str] = reactive("", layout=True)
    wrong: reactive[str] = reactive("", layout=True)
    """What is said below the code."""

    class Changed(Message):
        """Another character was typed, or taken back."""

    class Submitted(Message):
        """Enter: the code is to be opened."""

    def held(self) -> str:
        """The characters so far."""
        return self.typed

    def hold(self, typed: str) -> None:
        """The same again."""
        self.typed = typed

    def render(self) -> Rows:
        """The groups, and what is to be said of them."""
        return Rows(self._layout)

    def _layout(self, width: int) -> list[Content]:
        apart, between = (" ", "   ") if width >= _SPACED else ("", " ")
        groups = []
        for start in range(0, LENGTH, GROUP):
            cells = [self._cell(at) for at in range(start, start + GROUP)]
            groups.append(Content(apart).join(cells))
        style = "$good" if self.fits else "$warn" if self.wrong else "$muted"
        return [EMPTY, Content(between).join(groups), EMPTY, *wrapped(self._said(), width, style)]

    def _cell(self, at: int) -> Content:
        if at < len(self.typed):
            return line(self.typed[at], "bold $good" if self.fits else "bold $accent")
        here = at == len(self.typed) and self.has_focus
        return line("_", "reverse $accent" if here else "$muted")

    def _said(self) -> str:
        if self.wrong:
            return self.wrong
        if self.fits:
            return _("✓ Typed right. Enter opens it.")
        if len(self.typed) == LENGTH:
            return _("One of these is mistyped. Compare them with your letter.")
        return _("Small letters will do. There is no letter O, I or L in a code.")

    @property
    def fits(self) -> bool:
        """Whether the code is whole and its characters fit together."""
        return well_typed(self.typed)

    def on_key(self, event: events.Key) -> None:
        """A character of a code; what else can be typed is noticed, and not taken.

        Everything is done here, and not by bindings, so that keys that arrive together keep their order.
        """
        does = {
            "enter": lambda: self.post_message(self.Submitted()),
            "backspace": self._back,
            "delete": self._back,
            "left": self._back,
            "ctrl+u": self.forget,
        }.get(event.key)
        if does is not None:
            does()
        elif event.character is not None and event.is_printable:
            self._take(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """A whole code, perhaps."""
        event.stop()
        self._take(event.text)

    def _take(self, text: str) -> None:
        found = typed_code(text)
        unknown = not found and bool(text.strip(_SIGNS))
        self.wrong = _("This character is in no code.") if unknown else ""
        if found:
            self._set((self.typed + found)[:LENGTH])

    def _back(self) -> None:
        self._set(self.typed[:-1])

    def forget(self) -> None:
        """Empty it."""
        self._set("")

    def _set(self, typed: str) -> None:
        self.wrong = ""
        self.typed = typed
        if len(typed) == LENGTH and not self.fits:
            self.wrong = _("One of these is mistyped. Compare them with your letter.")
        self.post_message(self.Changed())

    def take(self) -> str:
        """The code; it stands here no longer."""
        typed = self.typed
        self.typed, self.wrong = "", ""
        return typed

    def on_focus(self) -> None:
        """Show where the next character goes."""
        self.refresh()

    def on_blur(self) -> None:
        """Show it no longer."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A touch brings the focus, and on a phone the keyboard."""
        event.stop()
        self.focus()
