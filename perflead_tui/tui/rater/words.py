"""An open question: room to write, and a gentle word when a line may give someone away."""

import asyncio
from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static, TextArea

from perflead_tui.flows.form_words import no_room
from perflead_tui.questionnaire.model import in_language
from perflead_tui.tui.content import EMPTY, Rows, hanging, line, wrapped
from perflead_tui.tui.rater.frame import Changed, RaterScreen, at_once
from perflead_tui.tui.widgets.writing import Writing


class WordsScreen(RaterScreen):
    """One open question a page."""

    CSS_PATH = "words.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        at_once("pagedown", "screen.leave('go_on')"),
        at_once("pageup", "screen.leave('go_back')"),
        at_once("escape", "screen.leave('later')"),
    ]
    next_key = "pagedown"
    _room = 0  # characters, once more than that were written

    async def action_leave(self, way: str) -> None:
        """Leave the page once all that was typed before has arrived in the text."""
        arrived = asyncio.Event()
        self.query_one(Writing).call_later(arrived.set)
        await arrived.wait()
        await self.run_action(f"app.{way}")

    @property
    def question(self) -> str:
        """The key of the question."""
        return self.session.form.open_questions[self.step.index].key

    def page(self) -> Iterator[Widget]:
        """The question, the hint, the text, the warnings."""
        session = self.session
        text = session.form.open_questions[self.step.index].text
        words = text.for_reader(self.language, own=session.own)
        hint = session.terms.questionnaire.hint
        yield Static(Rows(lambda width: wrapped(words, min(width, 76))), classes="title", markup=False)
        if hint:
            told = in_language(hint, self.language)
            yield Static(Rows(lambda width: wrapped(told, min(width, 76))), classes="quiet", markup=False)
        yield from self.untranslated(text, hint)
        yield Writing(session.comment(self.question), self._keep)
        yield Static(id="warnings", markup=False)

    def on_mount(self) -> None:
        """The cursor stands after what was written before."""
        area = self.query_one(Writing)
        area.move_cursor(area.document.end)
        self.set_focus(area)
        self._warn()

    @on(TextArea.Changed)
    def _changed(self, message: TextArea.Changed) -> None:
        self._keep(message.text_area.text)  # undo and redo change the text without an edit
        self._warn()

    def _keep(self, text: str) -> str:
        if text != self.session.comment(self.question):
            self.session.set_comment(self.question, text)
            self.post_message(Changed())
        kept = self.session.comment(self.question)
        if len(kept) < len(text):
            self._room = len(kept)
            self.notice = no_room(self._room)
        elif len(kept) < self._room:
            self._room, self.notice = 0, ""
        return kept

    def _warn(self) -> None:
        told = self.session.warnings(self.question)
        shown = Rows(
            lambda width: [row for text in told for row in hanging(line("!", "bold $warn") + "  ", text, width)]
        )
        self.query_one("#warnings", Static).update(shown if told else EMPTY)
