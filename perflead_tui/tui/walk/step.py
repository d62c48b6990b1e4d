"""One step of the walk-through: what is on its page, what the coach may ask, what Enter does."""

from typing import TYPE_CHECKING, ClassVar

from perflead_tui.tui.results.sheet import Page
from perflead_tui.tui.walk.model import Look, Walk

if TYPE_CHECKING:
    from perflead_tui.tui.walk.screen import WalkScreen


class Step:
    """A step. Its page is made from the walk and the look alone, so that it can be tried without a screen."""

    number: ClassVar[int]
    commands: ClassVar[tuple[str, ...]] = ()
    """The commands that are offered at the bottom here, beside those of every step."""

    def title(self) -> str:
        """What the step is called, in two or three words."""
        raise NotImplementedError

    def prompts(self) -> tuple[str, ...]:
        """What the coach may say or ask here: each a sentence or two."""
        return ()

    def prompts_for(self, walk: Walk, look: Look) -> tuple[str, ...]:
        """The prompts of the subpage that is looked at; those of the step where subpages have none of their own."""
        return self.prompts()

    def commands_for(self, walk: Walk, look: Look) -> tuple[str, ...]:
        """The commands that the subpage offers; those of the step where subpages do not differ."""
        return self.commands

    def parts(self, walk: Walk) -> int:
        """How many subpages there are: the way on goes through them first."""
        return 1

    def parts_for(self, walk: Walk, look: Look) -> int:
        """How many subpages there are as it is looked at; a list may have fewer."""
        return self.parts(walk)

    def part_title(self, part: int) -> str:
        """What the subpage `part` is called, for the ways to it; empty: it has no name."""
        return ""

    def page(self, walk: Walk, look: Look) -> Page:
        """What is on screen."""
        raise NotImplementedError

    def open(self, screen: "WalkScreen", key: str) -> None:
        """Enter, or a click, on the block `key`: opens it in its place, or closes it."""
        screen.toggle(key)

    def list_or_one(self, screen: "WalkScreen") -> None:
        """Show the same as a list, or one thing at a time again."""
        screen.change_look(listed=not screen.look.listed, part=0)
