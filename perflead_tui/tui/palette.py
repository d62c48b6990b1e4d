"""The palette: everything that can be done here, and the reviews of an open vault.

Names of leaders come from outside. They are shown as they are: Textual's own matcher and hits would read
them as markup.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.fuzzy import FuzzySearch
from textual.style import Style

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.text import clean_line
from perflead_tui.tui.binding import commands_on
from perflead_tui.tui.commands import Where
from perflead_tui.tui.content import line, padded

if TYPE_CHECKING:
    from perflead_tui.tui.coach.app import CoachApp

_WORDS, _KEY = 28, 8  # cells
_PLACES = {"closed": "walk"}
"""Where a review is gone to, by its state; to its desk, if it is not here."""


@dataclass(frozen=True)
class Entry:
    """One line of the palette: its words, what they mean, its key, and what it does."""

    words: str
    about: str
    does: Callable[[], object]
    key: str = ""

    def shown(self, matched: Content | None = None) -> Content:
        """The words, by default as they are, the key and what they mean; what does not fit is cut at the right."""
        words, key, about = matched or line(self.words), line(self.key, "$muted"), line(self.about, "$muted")
        return padded(words, _WORDS) + padded(key.pad_left(2), _KEY) + about.pad_left(2)


class Registry(Provider):
    """The registry's commands, and reviews."""

    async def startup(self) -> None:
        """Look up what there is, once for this time that the palette is open."""
        self._entries = [*self._commands(), *self._reviews()]

    async def discover(self) -> Hits:
        """Everything."""
        for entry in self._entries:
            yield DiscoveryHit(entry.shown(), entry.does, clean_line(entry.words))

    async def search(self, query: str) -> Hits:
        """What fits the letters that were typed; a line that says so if nothing does."""
        found, search = False, FuzzySearch()
        for entry in self._entries:
            words = clean_line(entry.words)
            score, offsets = search.match(query, words)
            if score:
                found = True
                shown = entry.shown(self._matched(words, list(offsets)))
                yield Hit(score, shown, entry.does, words)
        if not found:
            yield Hit(0, line(_("Nothing here is called that."), "$muted"), _nothing, "")

    def _matched(self, words: str, offsets: list[int]) -> Content:
        content = Content(words)
        for at in offsets:
            content = content.stylize(self.match_style or Style(underline=True), at, at + 1)
        return content

    @property
    def _coach(self) -> "CoachApp":
        return cast("CoachApp", self.app)

    def _commands(self) -> Iterator[Entry]:
        for each in sorted(commands_on(self.screen), key=lambda each: each.where is Where.ANYWHERE):
            if each.in_palette:
                yield Entry(each.title(), each.about(), self._run(each.action), self._coach.key_of(each.name))

    def _run(self, action: str) -> Callable[[], Awaitable[object]]:
        return partial(self.app.run_action, action, self.screen)

    def _reviews(self) -> Iterator[Entry]:
        """The reviews; but not beside a leader's report, where the leader looks on."""
        if not self._coach.has_vault or hasattr(self.screen, "walk"):
            return
        from perflead_tui.flows.records import all_statuses

        try:
            found = all_statuses(self._coach.vault, lambda _review, _error: None)
        except PerfleadError:  # home says what is wrong with the vault
            return
        for status in found:
            words = _("Go to review {name}").format(name=status.leader)
            about = _("The report, step by step.") if status.state in _PLACES else _("Its desk.")
            place = _PLACES.get(status.state, "desk")
            yield Entry(words, about, partial(self._coach.visit, place, status.review))


def _nothing() -> None:
    """What choosing the line for nothing does."""
