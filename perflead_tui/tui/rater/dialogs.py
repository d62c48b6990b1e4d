"""Help over a page of the form."""

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from perflead_tui.flows.form_words import give_away
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.i18n import _, language_name
from perflead_tui.tui.content import EMPTY, hanging, line, padded, wrapped
from perflead_tui.tui.keys import key_name
from perflead_tui.tui.told import ToldScreen
from perflead_tui.tui.widgets.action import Action

_KEY = 14  # cells


def _keys(session: AnswerSession) -> Iterator[tuple[str, str]]:
    high = session.terms.questionnaire.scale.high
    yield f"1 - {high}", _("answer; the next line opens")
    if session.terms.questionnaire.scale.not_observed:
        yield "0, N", _("not observed")
    yield "↑ ↓  Tab", _("move")
    yield f"⏎  →  {key_name('pagedown')}", _("next page")
    yield f"←  {key_name('pageup')}", _("page before")
    yield key_name("backspace"), _("take an answer back")
    yield "L, F2", _("another language")
    yield "F3", _("light or dark")
    yield "Esc", _("later: leave, everything is kept")


class HelpScreen(ToldScreen[None]):
    """The keys, what could still give a rater away, and the terms' fingerprint."""

    CSS_PATH = "../dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,question_mark", "dismiss", show=False),
    ]

    def __init__(self, session: AnswerSession) -> None:
        super().__init__()
        self._session = session

    def ways(self) -> Iterator[Action]:
        """Another language, for those who touch; back."""
        following = self._session.next_language
        if following != self._session.language:
            yield Action(language_name(following), "app.language", "F2", id="language")
        yield Action(_("Close"), "screen.dismiss", "Esc", id="close", main=True)

    def rows(self, width: int) -> list[Content]:
        """What is told."""
        rows = [line(_("Keys"), "bold $accent")]
        for key, does in _keys(self._session):
            rows += hanging(padded(line(key, "bold"), _KEY), does, width)
        rows += [EMPTY, line(_("What could still give me away"), "bold $accent")]
        for text in give_away(shared=self._session.shared):
            rows += hanging(line("!", "bold $warn") + "  ", text, width)
        rows += [EMPTY, line(_("What was promised"), "bold $accent")]
        rows += wrapped(self._session.fingerprint, width)
        rows += wrapped(_("or, shorter: {code}").format(code=self._session.short_code), width, "$muted")
        rows += wrapped(_("Everyone who was promised the same sees the same words."), width, "$muted")
        return rows
