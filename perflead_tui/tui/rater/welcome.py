"""The first two screens: what happens to the answers, and how to answer."""

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.flows.options import options_of
from perflead_tui.flows.promises import (
    Promise,
    check_words,
    circumstances,
    facts,
    heading,
    headline,
    promises,
    state,
)
from perflead_tui.i18n import _, language_name
from perflead_tui.tui.content import Rows, hanging, joined, line, plain, wrapped
from perflead_tui.tui.rater.frame import PAGE_KEYS, RaterScreen, at_once
from perflead_tui.tui.widgets.action import Action

_SCROLL: list[BindingType] = [
    *PAGE_KEYS,
    at_once("down", "screen.scroll_body(1)"),
    at_once("up", "screen.scroll_body(-1)"),
    at_once("pagedown", "screen.scroll_body(10)"),
    at_once("pageup", "screen.scroll_body(-10)"),
]


def promise_rows(told: list[Promise], width: int) -> list[Content]:
    """Promises with a tick, warnings with an exclamation mark: the glyph says it, the colour repeats it."""
    rows: list[Content] = []
    for promise in told:
        mark = line("✓", "bold $good") if promise.kept else line("!", "bold $warn")
        rows += hanging(mark + "  ", promise.text, width)
    return rows


class WelcomeScreen(RaterScreen):
    """Who asks, about whom, what will be shown to whom, and what is not protected."""

    AUTO_FOCUS = "#next"
    BINDINGS: ClassVar[list[BindingType]] = _SCROLL

    def bar(self) -> tuple[str, str]:
        """The product's name and the facts."""
        return "perflead", facts(self.session)

    def page(self) -> Iterator[Widget]:
        """Headline, circumstances, promises, fingerprint."""
        session = self.session
        yield Static(line(headline(session)), classes="title", markup=False)
        yield Static(Rows(lambda width: joined(circumstances(session), width, "$muted")), markup=False)
        if state(session):
            yield Static(plain(state(session)), classes="gap", id="state", markup=False)
        yield Static(line(heading(), "bold"), classes="gap", markup=False)
        told = promises(session)
        yield Static(Rows(lambda width: promise_rows(told, width)), markup=False)
        yield Static(plain(check_words()), classes="quiet gap", markup=False)
        yield Static(line(session.fingerprint), markup=False)

    def ways(self) -> Iterator[Widget]:
        """Later, help, language; begin."""
        yield Action(_("Later"), "app.later", "Esc")
        yield Action(_("Help"), "app.help", "F1", id="help")
        following = self.session.next_language
        if following != self.language:
            yield Action(language_name(following), "app.language", "L")
        yield Static(id="apart")
        begin = _("Go on") if self.session.resumed else _("Begin")
        yield Action(begin, "app.go_on", "⏎", id="next", main=True)

    def action_scroll_body(self, rows: int) -> None:
        """Scroll what does not fit."""
        self.query_one("#body", VerticalScroll).scroll_relative(y=rows, animate=False)


class HowScreen(RaterScreen):
    """The questionnaire's instructions, the scale's words and the keys."""

    AUTO_FOCUS = "#next"
    BINDINGS: ClassVar[list[BindingType]] = _SCROLL

    def bar(self) -> tuple[str, str]:
        """Whom it is about."""
        return self.about(), ""

    def page(self) -> Iterator[Widget]:
        """Instructions, then the answers with their keys."""
        questionnaire = self.session.terms.questionnaire
        words = questionnaire.instructions.for_reader(self.language, own=self.session.own)
        yield Static(line(_("How to answer")), classes="title", markup=False)
        yield from self.untranslated(questionnaire.instructions, questionnaire.scale)
        yield Static(Rows(lambda width: wrapped(words, min(width, 76))), classes="gap", markup=False)
        yield Static(Rows(self._scale), classes="gap", markup=False)
        keys = _("Type the key and the next line opens.") + " " + self.session.keeping
        yield Static(plain(keys), classes="quiet gap", markup=False)

    def _scale(self, width: int) -> list[Content]:
        rows: list[Content] = []
        for option in options_of(self.session.terms.questionnaire.scale, self.language):
            rows += hanging(line(option.key, "bold $accent") + "  ", option.words, width)
        return rows

    def action_scroll_body(self, rows: int) -> None:
        """Scroll what does not fit."""
        self.query_one("#body", VerticalScroll).scroll_relative(y=rows, animate=False)
