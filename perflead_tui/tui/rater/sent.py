"""After sealing: where the file is, and the one thing that is left to do."""

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.files import shown
from perflead_tui.flows.rate import AnswerSession, Sent
from perflead_tui.i18n import _
from perflead_tui.text import clean_line
from perflead_tui.tui.content import EMPTY, Rows, hanging, line, plain, wrapped
from perflead_tui.tui.rater.frame import RaterScreen, at_once
from perflead_tui.tui.rater.steps import Kind, Step
from perflead_tui.tui.widgets.action import Action


def what_next(session: AnswerSession) -> list[str]:
    """What to do with the file, and what is true of it."""
    asked_by = session.terms.asked_by
    asker = clean_line(asked_by, 80) if asked_by else _("the person who invited you")
    return [
        _("Give this file to {asker}, in the way that you were told. Nothing has left this machine yet.").format(
            asker=asker
        ),
        _("The draft is gone. Only the key of the review opens the file."),
        _("To change your mind, open the invitation again before the review closes. The newest answers count."),
    ]


class SentScreen(RaterScreen):
    """The end of the form."""

    AUTO_FOCUS = "#next"
    BINDINGS: ClassVar[list[BindingType]] = [
        at_once("escape,enter,q", "app.done"),
        at_once("f2", "screen.noop"),
    ]

    def __init__(self, session: AnswerSession, sent: Sent) -> None:
        super().__init__(session, Step(Kind.REVIEW))
        self._sent = sent

    def bar(self) -> tuple[str, str]:
        """Whom it was about."""
        return self.about(), ""

    def page(self) -> Iterator[Widget]:
        """The file first."""
        title = _("Your answers are sealed") if self._sent.revision == 1 else _("Your new answers are sealed")
        yield Static(line(title), classes="title", markup=False)
        yield Static(Rows(self._layout), classes="gap", markup=False)

    def _layout(self, width: int) -> list[Content]:
        width = min(width, 76)
        rows = [*wrapped(shown(self._sent.path), width, "bold"), EMPTY]
        for number, text in enumerate(what_next(self.session), start=1):
            mark = (line("→", "bold $accent") if number == 1 else plain(" ")) + "  "
            rows += [*hanging(mark, text, width), EMPTY]
        return rows

    def ways(self) -> Iterator[Widget]:
        """Only the way out."""
        yield Static(id="apart")
        yield Action(_("Done"), "app.done", "⏎", id="next", main=True)

    def action_noop(self) -> None:
        """The language no longer matters."""
