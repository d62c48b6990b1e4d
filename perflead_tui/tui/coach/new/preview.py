"""What a questionnaire asks, to scroll through."""

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from perflead_tui.flows.options import options_of
from perflead_tui.i18n import _, language
from perflead_tui.questionnaire.model import Item, Questionnaire, in_language
from perflead_tui.tui.coach.new.said import size_words
from perflead_tui.tui.content import EMPTY, hanging, line, padded, wrapped
from perflead_tui.tui.told import ToldScreen
from perflead_tui.tui.widgets.action import Action

_KEY = 6  # cells


class PreviewScreen(ToldScreen[None]):
    """The scale, competencies and items, where time goes, the open questions, as those who rate the leader read it."""

    CSS_PATH = "../../dialogs.tcss"
    PANEL = "-preview"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f5", "dismiss", show=False),
        Binding("space", "scroll_body(10)", show=False),
        Binding("l,L", "next_language", show=False),
    ]

    def __init__(self, questionnaire: Questionnaire) -> None:
        super().__init__()
        self._questionnaire = questionnaire
        spoken = questionnaire.languages
        self._language = language() if language() in spoken else spoken[0]

    def ways(self) -> Iterator[Action]:
        """Another language, and back."""
        if len(self._questionnaire.languages) > 1:
            yield Action(_("Another language"), "screen.next_language", "L")
        yield Action(_("Close"), "screen.dismiss", "Esc", id="close", main=True)

    def action_next_language(self) -> None:
        """Show it in its next language."""
        spoken = self._questionnaire.languages
        self._language = spoken[(spoken.index(self._language) + 1) % len(spoken)]
        self.tell_again()

    def rows(self, width: int) -> list[Content]:
        """What is told."""
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
        return hanging(padded(line(f"{item.key} ", "$muted"), _KEY), words, width)

    def _time(self, width: int) -> list[Content]:
        time, code = self._questionnaire.time, self._language
        if time is None:
            return []
        rows = [EMPTY, *wrapped(time.prompt.for_reader(code, own=False), width, "bold")]
        for share in time.shares:
            words = f"{in_language(share.name, code)}: {in_language(share.text, code)}"
            rows += hanging(padded(line(f"{share.key} ", "$muted"), _KEY), words, width)
        return rows

    def _questions(self, width: int) -> list[Content]:
        asked = self._questionnaire.open_questions
        if not asked:
            return []
        rows = [EMPTY, line(_("In their own words"), "bold")]
        for question in asked:
            words = question.text.for_reader(self._language, own=False)
            rows += hanging(padded(line(f"{question.key} ", "$muted"), _KEY), words, width)
        return rows
