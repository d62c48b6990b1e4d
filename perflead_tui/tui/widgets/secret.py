"""A field for a passphrase: what is in it leaves it once, by `take`, and no other way."""

from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

_LONGEST = 1024  # characters; a vault takes no longer passphrase


class SecretInput(Input):
    """A line of dots. It is not copied, cut or suggested, and its messages say that it changed, never to what."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+u", "forget", show=False)]
    DEFAULT_CSS = """
    SecretInput {
        height: 1; border: none; border-left: thick $rule; padding: 0 1; background: $surface;
        &:focus { border: none; border-left: thick $accent; background-tint: transparent; }
        &.-invalid, &.-invalid:focus { border: none; border-left: thick $warn; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(password=True, max_length=_LONGEST, select_on_focus=False, id=id)
        self.cursor_blink = False

    def take(self) -> str:
        """What was typed; the field is empty afterwards."""
        said = self.value
        self.action_forget()
        return said

    def action_forget(self) -> None:
        """Empty the field."""
        self.value = ""

    def post_message(self, message: Message) -> bool:
        """Messages travel, are logged and printed: they go without the value."""
        if isinstance(message, Input.Changed | Input.Submitted | Input.Blurred):
            message = replace(message, value="")
        return super().post_message(message)

    def restricted(self) -> None:
        """What is too long is not taken; no bell rings."""

    @property
    def selected_text(self) -> str:
        """Nothing, whatever is selected."""
        return ""

    def action_copy(self) -> None:
        """Nothing."""

    def action_cut(self) -> None:
        """Nothing."""
