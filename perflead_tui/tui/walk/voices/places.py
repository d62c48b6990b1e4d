"""The subpages of step 6, in their order. Made without Textual."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from perflead_tui.export.profile import LEADERSHIP, MANAGEMENT
from perflead_tui.results.voices import Voice, voices
from perflead_tui.tui.walk.model import Walk


class Kind(Enum):
    """What a subpage is about."""

    CARD = "card"
    LIST = "list"
    TIME = "time"
    WORK = "work"
    AGENCY = "agency"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Topic:
    """A question and every comment on it; it is number `number` of `total` questions."""

    key: str
    text: str
    number: int
    total: int
    voices: tuple[Voice, ...]

    @cached_property
    def cards(self) -> tuple[tuple[Voice, ...], ...]:
        """One comment each; those that the report lacks share the last one. A question without any has one, empty."""
        lacking = tuple(voice for voice in self.voices if not voice.name)
        found = [(voice,) for voice in self.voices if voice.name]
        return (*found, *([lacking] if lacking or not found else []))


@dataclass(frozen=True)
class Place:
    """One subpage: for comments the question and, one at a time, the card `at`."""

    kind: Kind
    topic: Topic | None = None
    at: int = 0

    @property
    def card(self) -> tuple[Voice, ...]:
        """The comments of the card."""
        return self.topic.cards[self.at] if self.topic and self.kind is Kind.CARD else ()


def topics(walk: Walk) -> list[Topic]:
    """The questions in their order, with the comments of the whole report and what of them is withheld."""
    debrief = walk.debrief
    words = {each.key: each.text for each in walk.profile.questions}
    found = voices(debrief.material.report, debrief.hidden, list(words))
    return [
        Topic(key, words.get(key, key), number, len(found), tuple(each))
        for number, (key, each) in enumerate(found.items(), start=1)
    ]


def places(walk: Walk, *, listed: bool) -> list[Place]:
    """The subpages: a comment each or, listed, a question each; then time, leadership and management, the agency.

    There is always one, if only to say that nothing of this was asked.
    """
    name = "listed" if listed else "cards"
    if name not in walk.kept:
        walk.kept[name] = [*_of_comments(walk, listed=listed), *_beside(walk)] or [Place(Kind.NOTHING)]
    found: list[Place] = walk.kept[name]
    return found


def _of_comments(walk: Walk, *, listed: bool) -> Iterator[Place]:
    for topic in topics(walk):
        if listed:
            yield Place(Kind.LIST, topic)
        else:
            yield from (Place(Kind.CARD, topic, at) for at in range(len(topic.cards)))


def _beside(walk: Walk) -> Iterator[Place]:
    if walk.profile.time:
        yield Place(Kind.TIME)
    if {LEADERSHIP, MANAGEMENT} <= {each.key for each in walk.profile.lines}:
        yield Place(Kind.WORK)
    if walk.debrief.material.agency and walk.debrief.material.agency_questionnaire:
        yield Place(Kind.AGENCY)
