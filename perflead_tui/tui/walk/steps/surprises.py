"""Step 5: where self and others see it differently, and where those who answered differ among themselves."""

from typing import ClassVar

from perflead_tui.export.apart import cells_of
from perflead_tui.i18n import _
from perflead_tui.tui.results.sheet import Page
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.step import Step
from perflead_tui.tui.walk.surprises.apart import apart_page
from perflead_tui.tui.walk.surprises.beside import beside_page

_CELLS = 2  # fewer have nothing to differ from


class Surprises(Step):
    """Self beside others, then cell beside cell."""

    number: ClassVar[int] = 5
    commands: ClassVar[tuple[str, ...]] = ("walk.table",)

    def title(self) -> str:
        """Its name."""
        return _("Surprises")

    def prompts(self) -> tuple[str, ...]:
        """What to ask where views differ, without saying whose view is right."""
        return (
            _("Begin with what others see and self does not. Why does it look small?"),
            _("Self higher: when do others get to see it, and when not?"),
            _("No clear difference: there is nothing to explain. Go on."),
            _("Groups differ: what does each of them see, and what can it not see?"),
        )

    def parts(self, walk: Walk) -> int:
        """Cells are shown beside each other if there are at least two."""
        return 2 if len(cells_of(walk.profile)) >= _CELLS and walk.profile.lines else 1

    def page(self, walk: Walk, look: Look) -> Page:
        """Self and others, or the cells."""
        return apart_page(walk, look) if look.part else beside_page(walk, look)
