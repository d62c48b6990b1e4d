"""Setting a review up: the form, what the questionnaire asks, and the terms as raters will read them."""

from perflead_tui.tui.coach.new.screen import NewScreen

__all__ = ["NewScreen"]
