"""A competency: its lines, one open at a time; on a wide screen all of them, as a grid."""

from collections.abc import Iterator
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.flows.filling import UNANSWERED
from perflead_tui.flows.options import Option, chosen, option_for_key, options_of
from perflead_tui.questionnaire.model import in_language
from perflead_tui.tui.content import Rows, line, wrapped
from perflead_tui.tui.rater.frame import PAGE_KEYS, Changed, RaterScreen, at_once
from perflead_tui.tui.rater.layouts import grid_fits, grid_head
from perflead_tui.tui.rater.line import Line

_GRID_FROM = 120  # columns
_FRAME = 6  # columns that the frame and the bar of a line take
_WIDEST = 108


class LinesScreen(RaterScreen):
    """One competency a page."""

    CSS_PATH = "lines.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *PAGE_KEYS,
        *(at_once(key, f"screen.rate('{key}')") for key in "01234567nN"),
        at_once("backspace,delete", "screen.clear"),
    ]

    def page(self) -> Iterator[Widget]:
        """Title, stem, lines."""
        questionnaire = self.session.terms.questionnaire
        page = self.session.form.pages[self.step.index]
        stem = questionnaire.stem.for_reader(self.language, own=self.session.own)
        yield Static(line(in_language(page.competency.name, self.language)), classes="title", markup=False)
        yield Static(Rows(lambda width: wrapped(stem, min(width, 76))), classes="quiet", markup=False)
        texts = [item.text for item in page.items]
        yield from self.untranslated(page.competency.name, questionnaire.stem, questionnaire.scale, *texts)
        yield Static(Rows(self._head), id="head", markup=False)
        self.set_class(self._has_room_for_grid(self.app.size.width), "-grid")
        for item in page.items:
            words = item.text.for_reader(self.language, own=self.session.own)
            given = chosen(self.options, self.session.rating(item.key))
            yield Line(item.key, words, self.options, given, grid=self.has_class("-grid"))

    @property
    def options(self) -> tuple[Option, ...]:
        """The answers that every line offers."""
        return options_of(self.session.terms.questionnaire.scale, self.language)

    def _head(self, width: int) -> list[Content]:
        return grid_head(self.options, width)

    def on_mount(self) -> None:
        """Open the line that was asked for, else the first one without an answer, else the first."""
        lines = list(self.query(Line))
        open_ = [found for found in lines if self.session.rating(found.key) is UNANSWERED]
        asked = [found for found in lines if found.key == self.start]
        self.set_focus((asked or open_ or lines)[0])

    def on_resize(self, event: events.Resize) -> None:
        """A grid where there is room for one."""
        self.set_class(self._has_room_for_grid(event.size.width), "-grid")
        for found in self.query(Line):
            found.grid = self.has_class("-grid")

    def _has_room_for_grid(self, width: int) -> bool:
        return width >= _GRID_FROM and grid_fits(self.options, min(width, _WIDEST) - _FRAME)

    def focus_now(self) -> str | None:
        """The line that is open."""
        return self.focused.key if isinstance(self.focused, Line) else None

    def action_rate(self, key: str) -> None:
        """Answer the open line with a key."""
        option = option_for_key(self.options, key)
        if option is not None and isinstance(self.focused, Line):
            self._rate(self.focused, option)

    def action_clear(self) -> None:
        """Take the answer to the open line back; a line without one opens the line before, as when one types."""
        if not isinstance(self.focused, Line) or self.session.rating(self.focused.key) is UNANSWERED:
            self.focus_previous(Line)
        else:
            self.session.clear(self.focused.key)
            self._show(self.focused)

    @on(Line.Rated)
    def _rated(self, message: Line.Rated) -> None:
        self._rate(message.line, message.option)

    def _rate(self, rated: Line, option: Option) -> None:
        """Keep the answer, show it, and open the next line; after the last one the way on has the focus."""
        self.session.rate(rated.key, option.value)
        self._show(rated)
        lines = list(self.query(Line))
        at = lines.index(rated) + 1
        self.set_focus(lines[at] if at < len(lines) else self.query_one("#next"))

    def _show(self, shown: Line) -> None:
        shown.chosen = chosen(self.options, self.session.rating(shown.key))
        self.post_message(Changed())
