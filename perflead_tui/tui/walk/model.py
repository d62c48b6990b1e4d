"""What the steps of a walk-through draw from: the debrief and the report's profile, in the language that is shown."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from perflead_tui.export.profile import Profile, profile
from perflead_tui.flows.debrief import Debrief
from perflead_tui.tui.pictures.ink import QUIET, Ink

if TYPE_CHECKING:  # what is made here is made without Textual
    from perflead_tui.tui.results.sheet import Page


@dataclass(frozen=True)
class Look:
    """How a step is looked at: `part` is its subpage from 0, `opened` has the keys of the blocks that are open."""

    part: int = 0
    table: bool = False
    listed: bool = False
    """Comments as a list."""
    roomy: bool = False
    opened: frozenset[str] = frozenset()
    ink: Ink = QUIET
    """What pictures are drawn with."""


class Walk:
    """A walk-through on its way to a screen. Call `renew` when what a leader sees has changed."""

    def __init__(self, debrief: Debrief, language: str) -> None:
        self.debrief, self.language = debrief, language
        self.renew()

    def renew(self, language: str = "") -> None:
        """Make the profile again: another language, or a comment was hidden."""
        self.language = language or self.language
        self.kept: dict[str, Any] = {}
        """What steps made of it and would have to make again at every key. It goes when anything changes."""
        self.pages: dict[tuple[int, Look], Page] = {}
        """The pages that were shown, by step and look. They go when anything is said."""
        material = self.debrief.material
        self.profile: Profile = profile(self.debrief.report, material.questionnaire, self.language, material.before)

    @property
    def read_only(self) -> bool:
        """Whether it is only looked at, by a leader for instance."""
        return self.debrief.read_only
