"""Help over a page of the form."""

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from perflead_tui.flows.rate import AnswerSession
from perflead_tui.i18n import _
from perflead_tui.tui.content import EMPTY, Rows, hanging, line, padded, wrapped
from perflead_tui.tui.widgets.action import Action

_KEY = 14  # cells


def _keys(session: AnswerSession) -> Iterator[tuple[str, str]]:
    high = session.terms.questionnaire.scale.high
    yield f"1 - {high}", _("answer; the next line opens")
    if session.terms.questionnaire.scale.not_observed:
        yield "0, N", _("not observed")
    yield "↑ ↓  Tab", _("move")
    yield "⏎  →  PgDn", _("next page")
    yield "←  PgUp", _("page before")
    yield _("Backspace"), _("take an answer back")
    if len(session.terms.questionnaire.languages) > 1:
        yield "L, F2", _("another language")
    yield "F3", _("light or dark")
    yield "Esc", _("later: leave, everything is kept")


def give_away() -> list[str]:
    """What perflead cannot protect."""
    return [
        _("Your words. A turn of phrase, or something only you saw, tells who wrote it."),
        _("The way of the file. A mail shows its sender. A shared folder may keep who put a file there, and when."),
        _("A small group. Whoever knows most of a group's answers can guess at the rest."),
        _("This machine. Whoever has its administrator's rights can watch a screen."),
        _("The law. An agency may have to hand out what it keeps, comments too."),
    ]


class HelpScreen(ModalScreen[None]):
    """The keys, what could still give a rater away, and the terms' fingerprint."""

    CSS_PATH = "../dialogs.tcss"
    AUTO_FOCUS = "#close"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,question_mark", "dismiss", show=False),
        Binding("down", "scroll_body(1)", show=False),
        Binding("up", "scroll_body(-1)", show=False),
        Binding("pagedown", "scroll_body(10)", show=False),
        Binding("pageup", "scroll_body(-10)", show=False),
    ]

    def __init__(self, session: AnswerSession) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        """One panel."""
        with Vertical(id="panel"):
            with VerticalScroll(id="told", can_focus=False):
                yield Static(Rows(self._layout), markup=False)
            with Horizontal(id="choices"):
                yield Action(_("Close"), "screen.dismiss", "Esc", id="close", main=True)

    def _layout(self, width: int) -> list[Content]:
        rows = [line(_("Keys"), "bold $accent")]
        for key, does in _keys(self._session):
            rows += hanging(padded(line(key, "bold"), _KEY), does, width)
        rows += [EMPTY, line(_("What could still give me away"), "bold $accent")]
        for text in give_away():
            rows += hanging(line("!", "bold $warn") + "  ", text, width)
        rows += [EMPTY, line(_("What was promised"), "bold $accent")]
        rows += wrapped(self._session.fingerprint, width)
        rows += wrapped(_("or, shorter: {code}").format(code=self._session.short_code), width, "$muted")
        rows += wrapped(_("Everyone who was promised the same sees the same words."), width, "$muted")
        return rows

    def action_scroll_body(self, rows: int) -> None:
        """Scroll."""
        self.query_one("#told", VerticalScroll).scroll_relative(y=rows, animate=False)
