"""The results screen: one page at a time of one report."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.screen import Screen

from perflead_tui.i18n import _, language, set_language
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Report
from perflead_tui.tui.results.comments import comments_page
from perflead_tui.tui.results.competencies import competencies_page
from perflead_tui.tui.results.frame import Rail, TopBar, Way
from perflead_tui.tui.results.items import items_page
from perflead_tui.tui.results.profile import Profile, profile
from perflead_tui.tui.results.reading import reading_page
from perflead_tui.tui.results.sheet import Page, Sheet
from perflead_tui.tui.results.steps import Step, View, step_name, steps_of, view_name, views_of
from perflead_tui.tui.results.time import time_page

_ROOMY = 34  # rows; from here on there is a row between lines
_WHEEL = 3
_PICTURES = (View.COMPETENCIES, View.TIME)  # these have a table as well


def language_name(code: str) -> str:
    """A language's own name for itself."""
    import babel  # here: a report in one language does not need it

    try:
        name = babel.Locale.parse(code, sep="-").display_name
    except (babel.UnknownLocaleError, ValueError):
        return code
    return str(name)[:1].upper() + str(name)[1:] if name else code


class ResultsScreen(Screen[None]):
    """Shows the page `step`; `opened` has the competencies that show their items."""

    CSS_PATH = "results.tcss"
    AUTO_FOCUS = "Sheet"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-wide")]  # noqa: RUF012 - an instance variable in Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"view({n - 1})", show=False) for n in range(1, 6)),
        Binding("right", "step(1)", show=False),
        Binding("left", "step(-1)", show=False),
        Binding("t,T", "table", show=False),
        Binding("f2,l,L", "language", show=False),
        Binding("f1,question_mark", "view(0)", show=False),
        Binding("f3", "app.light_or_dark", show=False),
        Binding("q,Q,escape", "leave", show=False),
    ]

    step: reactive[int] = reactive(0, init=False)
    table: reactive[bool] = reactive(False, init=False)
    opened: reactive[frozenset[str]] = reactive(frozenset(), init=False)
    code: reactive[str] = reactive("", init=False)
    """The language that is shown."""
    roomy: reactive[bool] = reactive(False, init=False)

    def __init__(self, report: Report, questionnaire: Questionnaire) -> None:
        super().__init__()
        self._report, self._questionnaire = report, questionnaire
        languages = questionnaire.languages
        self.set_reactive(ResultsScreen.code, language() if language() in languages else languages[0])
        self._profile = profile(report, questionnaire, self.code)
        self._steps = steps_of(self._profile)

    def compose(self) -> ComposeResult:
        """The frame, with the sheet in it."""
        yield TopBar()
        yield Rail()
        yield Sheet(id="sheet")
        with Horizontal(id="nav"):
            with Horizontal(id="tools"):
                yield Way("screen.leave", id="leave")
                yield Way("screen.open", id="open")
                yield Way("screen.table", id="table")
                yield Way("screen.language", id="language")
            yield Way("screen.step(-1)", id="back")
            yield Way("screen.step(1)", id="next", main=True)

    def on_mount(self) -> None:
        """Show the first page."""
        self.set_reactive(ResultsScreen.roomy, self.app.size.height >= _ROOMY)
        self._frame()
        self._show()

    # What is shown

    @property
    def sheet(self) -> Sheet:
        """Where pages are shown."""
        return self.query_one(Sheet)

    @property
    def here(self) -> Step:
        """The page that is shown."""
        return self._steps[self.step]

    def _page(self) -> Page:
        shown: Profile = self._profile
        match self.here.view:
            case View.COMPETENCIES:
                return competencies_page(shown, self.opened, table=self.table, roomy=self.roomy)
            case View.ITEMS:
                return items_page(shown)
            case View.TIME if shown.time:
                return time_page(shown.time, table=self.table)
            case View.COMMENTS:
                return comments_page(shown, self.here.index)
            case _:
                return reading_page(shown)

    def _show(self) -> None:
        self.sheet.page = self._page()
        self._ways()

    def _frame(self) -> None:
        rail = self.query_one(Rail)
        rail.views = tuple(views_of(self._steps))
        rail.at, rail.code = self.here.view, self.code
        self.query_one(TopBar).words = (self._profile.leader, self._profile.title)

    def _ways(self) -> None:
        """The words of every way from here."""
        step, steps = self.step, self._steps
        last = step == len(steps) - 1
        others = [code for code in self._questionnaire.languages if code != self.code]
        is_open = self.sheet.at in self.opened
        said = {
            "leave": ("" if last else _("Leave"), "Esc"),
            "open": (_("Close") if is_open else _("Open"), "⏎") if self.sheet.at else ("", ""),
            "table": (_("Picture") if self.table else _("Table"), "T") if self.here.view in _PICTURES else ("", ""),
            "language": (language_name(others[0]), "L") if others else ("", ""),
            "back": (f"← {self._back()}" if step else "", ""),
            "next": (_("Done"), "Esc") if last else (step_name(steps[step + 1]), "→"),
        }
        for name, words in said.items():
            self.query_one(f"#{name}", Way).say(*words)

    def _back(self) -> str:
        before = self._steps[self.step - 1]
        return _("Previous question") if self.here.index else view_name(before.view)

    def watch_step(self) -> None:
        """Another page."""
        self.query_one(Rail).at = self.here.view
        self._show()
        self.sheet.focus()

    def watch_table(self) -> None:
        """The same as a table, or as a picture."""
        self._show()

    def watch_opened(self) -> None:
        """Items appear below their line, or go."""
        self._show()

    def watch_roomy(self) -> None:
        """More or fewer rows."""
        self._show()

    def watch_code(self) -> None:
        """All words in the other language; the place stays."""
        set_language(self.code)
        self._profile = profile(self._report, self._questionnaire, self.code)
        self._frame()
        self._show()

    # What a person does

    def action_step(self, by: int) -> None:
        """The next page or the one before; after the last one there is only the way out."""
        if self.step + by == len(self._steps):
            return
        self.step = max(self.step + by, 0)

    def action_view(self, number: int) -> None:
        """The view with this number."""
        views = views_of(self._steps)
        if number < len(views):
            self._go(views[number])

    @on(Rail.Chosen)
    def _chosen(self, message: Rail.Chosen) -> None:
        self._go(message.view)

    def _go(self, view: View) -> None:
        self.step = next(at for at, step in enumerate(self._steps) if step.view is view)

    def action_open(self) -> None:
        """Open the line with the bar, or close it."""
        self.sheet.action_open()

    @on(Sheet.Opened)
    def _opened(self, message: Sheet.Opened) -> None:
        if message.key:
            self.opened = self.opened ^ {message.key}
        else:
            self.action_step(1)

    @on(Sheet.Moved)
    def _moved(self) -> None:
        self._ways()

    def action_table(self) -> None:
        """Table or picture."""
        if self.here.view in _PICTURES:
            self.table = not self.table

    def action_language(self) -> None:
        """The questionnaire's next language."""
        languages = self._questionnaire.languages
        self.code = languages[(languages.index(self.code) + 1) % len(languages)]

    def action_leave(self) -> None:
        """Leave; there is nothing to keep."""
        self.app.exit()

    def on_resize(self, event: events.Resize) -> None:
        """Rows between lines where there is room."""
        self.roomy = event.size.height >= _ROOMY

    def on_mouse_scroll_down(self) -> None:
        """The wheel works in the margins too."""
        self.sheet.scroll_relative(y=_WHEEL, animate=False)

    def on_mouse_scroll_up(self) -> None:
        """The wheel works in the margins too."""
        self.sheet.scroll_relative(y=-_WHEEL, animate=False)
