"""What a questionnaire asks, to scroll through."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from perflead_tui.i18n import _, language
from perflead_tui.questionnaire.model import Item, Questionnaire, in_language
from perflead_tui.tui.coach.new.said import size_words
from perflead_tui.tui.content import EMPTY, Rows, hanging, line, padded, wrapped
from perflead_tui.tui.rater.options import options_of
from perflead_tui.tui.widgets.action import Action

_KEY = 6  # cells


class PreviewScreen(ModalScreen[None]):
    """The scale, competencies and items, where time goes, the open questions, as those who rate the leader read it."""

    CSS_PATH = "../../dialogs.tcss"
    AUTO_FOCUS = "#close"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f5", "dismiss", show=False),
        Binding("l,L", "next_language", show=False),
        Binding("down", "scroll_body(1)", show=False),
        Binding("up", "scroll_body(-1)", show=False),
        Binding("pagedown,space", "scroll_body(10)", show=False),
        Binding("pageup", "scroll_body(-10)", show=False),
        Binding("home", "scroll_body(-10000)", show=False),
        Binding("end", "scroll_body(10000)", show=False),
    ]

    def __init__(self, questionnaire: Questionnaire) -> None:
        super().__init__()
        self._questionnaire = questionnaire
        spoken = questionnaire.languages
        self._language = language() if language() in spoken else spoken[0]

    def compose(self) -> ComposeResult:
        """One panel."""
        with Vertical(id="panel", classes="-preview"):
            with VerticalScroll(id="told", can_focus=False):
                yield Static(Rows(self._layout), id="asked", markup=False)
            with Horizontal(id="choices"):
                if len(self._questionnaire.languages) > 1:
                    yield Action(_("Another language"), "screen.next_language", "L")
                yield Action(_("Close"), "screen.dismiss", "Esc", id="close", main=True)

    def action_next_language(self) -> None:
        """Show it in its next language."""
        spoken = self._questionnaire.languages
        self._language = spoken[(spoken.index(self._language) + 1) % len(spoken)]
        self.query_one("#asked", Static).update(Rows(self._layout))

    def action_scroll_body(self, rows: int) -> None:
        """Scroll."""
        self.query_one("#told", VerticalScroll).scroll_relative(y=rows, animate=False)

    def _layout(self, width: int) -> list[Content]:
        asked, code = self._questionnaire, self._language
        rows = wrapped(in_language(asked.title, code), width, "bold $accent")
        rows += wrapped(size_words(asked), width, "$muted")
        rows += [EMPTY, *wrapped(asked.stem.for_reader(code, own=False), width), EMPTY]
        for option in options_of(asked.scale, code):
            rows += hanging(padded(line(option.key, "bold"), 3), option.words, width, "$muted")
        for competency in asked.competencies:
            rows += [EMPTY, *wrapped(in_language(competency.name, code), width, "bold")]
            for item in competency.items:
                rows += self._item(item, width)
        return rows + self._time(width) + self._questions(width)

    def _item(self, item: Item, width: int) -> list[Content]:
        words = item.text.for_reader(self._language, own=False)
        if item.supervisors_only:
            words += " " + _("(asked of leaders who have staff)")
        return hanging(padded(line(item.key, "$muted"), _KEY), words, width)

    def _time(self, width: int) -> list[Content]:
        time, code = self._questionnaire.time, self._language
        if time is None:
            return []
        rows = [EMPTY, *wrapped(time.prompt.for_reader(code, own=False), width, "bold")]
        for share in time.shares:
            words = f"{in_language(share.name, code)}: {in_language(share.text, code)}"
            rows += hanging(padded(line(share.key, "$muted"), _KEY), words, width)
        return rows

    def _questions(self, width: int) -> list[Content]:
        asked = self._questionnaire.open_questions
        if not asked:
            return []
        rows = [EMPTY, line(_("In their own words"), "bold")]
        for question in asked:
            words = question.text.for_reader(self._language, own=False)
            rows += hanging(padded(line(question.key, "$muted"), _KEY), words, width)
        return rows
