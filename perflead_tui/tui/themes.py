"""Choosing a theme: a list over the page, which changes its colours as the bar moves."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from perflead_tui.i18n import _
from perflead_tui.themes import ThemeFile
from perflead_tui.tui.content import fitted, line, padded
from perflead_tui.tui.widgets.action import Action

_NAME = 26  # cells
_GLYPHS = {"self": "◆", "cell1": "●", "cell2": "▲", "manager": "■", "cell3": "○", "others": "◉"}


class ThemesScreen(ModalScreen[str | None]):
    """Looks at each theme as the bar comes to it; gives the one that is to stay, None for the one from before."""

    CSS_PATH = ["dialogs.tcss", "coach/coach.tcss"]  # noqa: RUF012 - Textual's own type
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f4", "back", show=False)]

    def __init__(self, themes: Sequence[ThemeFile], now: str) -> None:
        """`themes` in the order of the list; `now` is the name of the one that is on."""
        super().__init__()
        self._themes, self._before = list(themes), now

    def held(self) -> str:
        """The theme from before."""
        return self._before

    def hold(self, before: str) -> None:
        """The same in other words: looking at another theme meanwhile did not choose it."""
        self._before = before
        for at, theme in enumerate(self._themes):
            self._options.replace_option_prompt_at_index(at, self._words(theme))

    def compose(self) -> ComposeResult:
        """The list: the name of each and the marks of its pictures in its own colours."""
        with Vertical(id="panel", classes="-small"):
            yield Static(line(_("Choose a theme"), "bold $accent"), markup=False)
            yield OptionList(*(Option(self._words(theme), theme.name) for theme in self._themes), id="options")
            with Horizontal(id="choices"):
                yield Action(_("As before"), "screen.back", "Esc")
                yield Action(_("Keep"), "screen.keep", "⏎", main=True)

    def on_mount(self) -> None:
        """Start at the one that is on."""
        names = [theme.name for theme in self._themes]
        self._options.highlighted = names.index(self._before) if self._before in names else 0

    @property
    def _options(self) -> OptionList:
        return self.query_one(OptionList)

    def _words(self, theme: ThemeFile) -> Content:
        mark = padded(line("●" if theme.name == self._before else ""), 2)
        on = f"on {theme.colors['background']}"
        marks = [line(glyph, f"{theme.chart[role]} {on}") for role, glyph in _GLYPHS.items()]
        space = Content.styled(" ", on)
        return mark + padded(fitted(theme.title, _NAME), _NAME) + space + space.join(marks) + space

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show everything in this theme."""
        self.app.theme = self._themes[event.option_index].name

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Keep it."""
        self.dismiss(self._themes[event.option_index].name)

    def action_keep(self) -> None:
        """Keep the one that has the bar."""
        self._options.action_select()

    def action_back(self) -> None:
        """Show everything as it was before."""
        self.app.theme = self._before
        self.dismiss(None)
