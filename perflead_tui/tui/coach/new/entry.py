"""One entry of the form: its name, what to enter it with, and one quiet row for what there is to say of it."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static
from textual.widgets.text_area import Edit, EditResult

from perflead_tui.i18n import _
from perflead_tui.tui.content import Rows, hanging, joined, line, plain, wrapped
from perflead_tui.tui.widgets.writing import Writing

_LONGEST = 20_000  # characters of a roster that is typed in; a larger one is a file


class Entry(Vertical):
    """What is wrong stands before what was understood, and that before the hint, which is shown with the focus."""

    def __init__(self, name: str, label: str, hint: str, controls: Sequence[Widget]) -> None:
        super().__init__(id=f"entry-{name}")
        self.entry, self._label, self._hint = name, label, hint
        self._controls = list(controls)
        self._wrong = self._said = ""
        self._focused = False

    def compose(self) -> ComposeResult:
        """The name, the controls, and the row."""
        yield Static(line(self._label), classes="label", markup=False)
        with Vertical(classes="side"):
            yield from self._controls
            yield Static(Rows(self._layout), classes="below", markup=False)

    def tell(self, wrong: str, said: str, hint: str = "") -> None:
        """What is wrong with the entry, or else what was understood; another hint, if there is one."""
        hint = hint or self._hint
        if (wrong, said, hint) != (self._wrong, self._said, self._hint):
            self._wrong, self._said, self._hint = wrong, said, hint
            self._show()

    def focused(self, here: bool) -> None:
        """Whether the focus is in it."""
        if here != self._focused:
            self._focused = here
            self.set_class(here, "-here")
            self._show()

    def _show(self) -> None:
        if self.is_mounted:
            self.query_one(".below", Static).update(Rows(self._layout))

    def _layout(self, width: int) -> list[Content]:
        if self._wrong:
            mark = line("!", "bold $warn") + " "
            return [row for text in self._wrong.split("\n") for row in hanging(mark, text, width, "$warn")]
        if self._said:
            return joined(self._said.split(" · "), width, "$muted")
        return wrapped(self._hint, width, "$muted") if self._focused else [plain("")]


class Lines(Writing):
    """Room for a roster, a line a person: Tab leaves it, and the arrows do at its first and last row."""

    def __init__(self, text: str, keep: Callable[[str], str], refuse: Callable[[str], None], id: str) -> None:  # noqa: A002 - Textual's own name
        """`refuse` is told why something was not taken."""
        super().__init__(text, keep)
        self.id = id
        self.cursor_blink = False
        self._refuse = refuse

    def edit(self, edit: Edit) -> EditResult:
        """Cells of a spreadsheet are parted by commas. What is too long is not taken by halves."""
        if len(self.text) + len(edit.text) > _LONGEST:
            self._refuse(_("That is too long to be typed in. Save it as a CSV file and choose “From a file”."))
            edit.text = self.get_text_range(*sorted((edit.from_location, edit.to_location)))
        else:
            edit.text = edit.text.replace("\t", ", ")
        return super().edit(edit)

    def action_cursor_up(self, select: bool = False) -> None:
        """Up, and out of it from the first row."""
        if self.cursor_at_first_line and not select:
            self.screen.focus_previous()
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Down, and out of it from the last row."""
        if self.cursor_at_last_line and not select:
            self.screen.focus_next()
        else:
            super().action_cursor_down(select)
