"""Commands that only some steps of a walk-through obey: each step says itself what they do."""

from typing import TYPE_CHECKING, cast

from textual.screen import Screen

if TYPE_CHECKING:
    from perflead_tui.tui.walk.screen import WalkScreen


class OfSteps(Screen[None]):
    """A step obeys a command by a method of its name; in a walk-through that is only read none changes anything."""

    def _for_step(self, name: str) -> None:
        screen = cast("WalkScreen", self)
        found = getattr(screen.step, name, None)
        if found is not None and not screen.walk.read_only:
            found(screen)

    def action_list_comments(self) -> None:
        """One comment at a time, or all."""
        screen = cast("WalkScreen", self)
        if "walk.list" in screen.step.commands_for(screen.walk, screen.look):
            screen.step.list_or_one(screen)

    def action_mark(self) -> None:
        """Mark the comment with a theme."""
        self._for_step("mark")

    def action_highlight(self) -> None:
        """Highlight the comment."""
        self._for_step("highlight")

    def action_hide(self) -> None:
        """Withhold the comment, or show it again."""
        self._for_step("hide")

    def action_choose(self) -> None:
        """Take the competency into the plan, or out of it."""
        self._for_step("choose")
