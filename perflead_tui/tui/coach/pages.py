"""Which page is at which place; each is loaded when it is first shown."""

from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from perflead_tui.tui.coach.app import CoachApp, Place

KEYS = "keys.json"
"""`vault.vault.KEYS`; a test holds them together. That module loads much that the first page does not need."""


def first_page(app: "CoachApp", place: "Place") -> Screen[None]:
    """What is shown while no vault is open: the passphrase; without a vault, the welcome and what it offers."""
    if app.home is not None and (app.home / KEYS).exists():
        from perflead_tui.tui.coach.unlock import UnlockScreen

        return UnlockScreen()
    if place.name == "vault":
        from perflead_tui.tui.coach.start import StartScreen

        return StartScreen()
    if place.name == "file":
        from perflead_tui.tui.coach.receive import ReceiveScreen

        return ReceiveScreen()
    from perflead_tui.tui.coach.first import FirstScreen

    return FirstScreen()


def page_of(place: "Place") -> Screen[None]:
    """The page at `place`, in an open vault; home for a place that nobody knows."""
    if place.name == "new":
        from perflead_tui.tui.coach.new import NewScreen

        return NewScreen()
    if place.name == "file":
        from perflead_tui.tui.coach.receive import ReceiveScreen

        return ReceiveScreen()
    if place.name == "desk":
        from perflead_tui.tui.coach.desk import DeskScreen

        return DeskScreen(place.review)
    if place.name == "closing":
        from perflead_tui.tui.coach.closing import ClosingScreen

        return ClosingScreen(place.review)
    from perflead_tui.tui.coach.home import HomeScreen

    return HomeScreen()
