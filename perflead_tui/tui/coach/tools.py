"""The way from home and from the first page to what needs no vault."""

from perflead_tui.tui.coach.frame import CoachScreen


class Tools(CoachScreen):
    """A page from which the tools can be reached; they are loaded when one is."""

    def action_tool(self, name: str) -> None:
        """One of `toolbox.TOOLS`."""
        from perflead_tui.tui.coach.toolbox import TOOLS

        TOOLS[name](self)
