"""A competency: its lines, one open at a time; on a wide screen all of them, as a grid."""

from collections.abc import Iterator

from textual import events, on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.flows.rate import UNANSWERED
from perflead_tui.questionnaire.model import in_language
from perflead_tui.tui.content import Rows, line, wrapped
from perflead_tui.tui.rater.frame import Changed, RaterScreen
from perflead_tui.tui.rater.layouts import grid_fits, grid_head
from perflead_tui.tui.rater.line import Line
from perflead_tui.tui.rater.options import Option, chosen, options_of

_GRID_FROM = 120  # columns
_FRAME = 8  # columns that the frame and the bar of a line take
_WIDEST = 112


class LinesScreen(RaterScreen):
    """One competency a page."""

    CSS_PATH = "lines.tcss"

    def page(self) -> Iterator[Widget]:
        """Title, stem, lines."""
        questionnaire = self.session.terms.questionnaire
        page = self.session.form.pages[self.step.index]
        stem = questionnaire.stem.for_reader(self.language, own=self.session.own)
        yield Static(line(in_language(page.competency.name, self.language)), classes="title", markup=False)
        yield Static(Rows(lambda width: wrapped(stem, min(width, 76))), classes="quiet", markup=False)
        yield Static(Rows(self._head), id="head", markup=False)
        for item in page.items:
            words = item.text.for_reader(self.language, own=self.session.own)
            yield Line(item.key, words, self.options, chosen(self.options, self.session.rating(item.key)))

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
        asked = [found for found in lines if found.key == self.focus_key]
        (asked or open_ or lines)[0].focus(scroll_visible=True)

    def on_resize(self, event: events.Resize) -> None:
        """A grid where there is room for one."""
        inner = min(event.size.width, _WIDEST) - _FRAME
        self.set_class(event.size.width >= _GRID_FROM and grid_fits(self.options, inner), "-grid")
        for found in self.query(Line):
            found.set_class(self.has_class("-grid"), "-grid")

    def focus_now(self) -> str | None:
        """The line that is open."""
        return self.focused.key if isinstance(self.focused, Line) else None

    @on(Line.Rated)
    def _rated(self, message: Line.Rated) -> None:
        """Keep the answer, show it, and open the next line; after the last one the way on has the focus."""
        self.session.rate(message.line.key, message.option.value)
        self._show(message.line)
        lines = list(self.query(Line))
        at = lines.index(message.line) + 1
        following: Widget = lines[at] if at < len(lines) else self.query_one("#next")
        following.focus(scroll_visible=True)

    @on(Line.Cleared)
    def _cleared(self, message: Line.Cleared) -> None:
        self.session.clear(message.line.key)
        self._show(message.line)

    def _show(self, shown: Line) -> None:
        shown.chosen = chosen(self.options, self.session.rating(shown.key))
        self.post_message(Changed())
