"""What a person would see on the screen, as text."""

from typing import Any

from textual.app import App


def screen_text(app: App[Any]) -> str:
    """The rows of the screen, without colour."""
    width, height = app.size
    rows = app.screen._compositor.render_strips(app.size)
    return "\n".join(strip.crop(0, width).text.rstrip() for strip in rows[:height])
