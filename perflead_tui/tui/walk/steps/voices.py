"""Step 6: what people wrote, where the time goes, leadership beside management, and how the agency is set up."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from perflead_tui.flows.debrief import REASON_LIMIT, THEME_LIMIT
from perflead_tui.i18n import _
from perflead_tui.results.voices import Voice
from perflead_tui.tui.again import reopened
from perflead_tui.tui.content import wrapped
from perflead_tui.tui.dialogs import AskScreen, PickScreen, WriteScreen
from perflead_tui.tui.results.columns import MEASURE
from perflead_tui.tui.results.sheet import Block, Page
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.step import Step
from perflead_tui.tui.walk.voices.beside import agency_page, time_and_words_page, work_page
from perflead_tui.tui.walk.voices.comments import card_page, list_page
from perflead_tui.tui.walk.voices.places import Kind, Place, places
from perflead_tui.tui.walk.voices.prompts import prompts
from perflead_tui.tui.walk.voices.themes import offered

if TYPE_CHECKING:
    from perflead_tui.tui.walk.screen import WalkScreen

_COMMENTS = (Kind.CARD, Kind.LIST)
_NEW = "\n"  # no theme: themes are on one line


class Voices(Step):
    """Comments, time, agency."""

    number: ClassVar[int] = 6
    commands: ClassVar[tuple[str, ...]] = ("walk.theme", "walk.highlight", "walk.hide", "walk.list", "walk.table")

    def title(self) -> str:
        """Its name."""
        return _("Comments, time, agency")

    def prompts_for(self, walk: Walk, look: Look) -> tuple[str, ...]:
        """What to ask about comments, time, the two kinds of work, the agency."""
        return prompts(_place(walk, look).kind)

    def commands_for(self, walk: Walk, look: Look) -> tuple[str, ...]:
        """A leader who looks alone marks nothing."""
        kind = _place(walk, look).kind
        if kind in _COMMENTS:
            return self.commands[3:4] if walk.read_only else self.commands[:4]
        return () if kind in (Kind.AGENCY, Kind.NOTHING) else self.commands[4:]

    def parts(self, walk: Walk) -> int:
        """A comment each, then what stands beside them."""
        return len(places(walk, listed=False))

    def parts_for(self, walk: Walk, look: Look) -> int:
        """In the list a question each."""
        return len(places(walk, listed=look.listed))

    def page(self, walk: Walk, look: Look) -> Page:
        """The subpage."""
        place = _place(walk, look)
        match place.kind:
            case Kind.CARD if place.topic:
                return card_page(walk, place.topic, place.at, roomy=look.roomy)
            case Kind.LIST if place.topic:
                return list_page(walk, place.topic)
            case Kind.TIME if walk.profile.time:
                return time_and_words_page(walk, walk.profile.time, look)
            case Kind.WORK:
                return work_page(walk, look)
            case Kind.AGENCY:
                return agency_page(walk)
            case _:
                told = _("The questionnaire asked for no comments and not for time. Go on with the next step.")
                return Page("nothing", lambda _width: (), [Block(lambda width: wrapped(told, min(width, MEASURE)))])

    def open(self, screen: "WalkScreen", key: str) -> None:
        """A comment of the list, in full."""
        found = places(screen.walk, listed=False)
        at = next((at for at, place in enumerate(found) if any(voice.name == key for voice in place.card)), None)
        if at is not None:
            screen.change_look(listed=False, part=at)

    def list_or_one(self, screen: "WalkScreen") -> None:
        """The list of the question whose comment is shown, at this comment; or the comment that has the bar."""
        here = _place(screen.walk, screen.look)
        if here.kind is Kind.LIST and screen.sheet.at:
            self.open(screen, screen.sheet.at)
            return
        listed = not screen.look.listed
        key = here.topic.key if here.topic else ""
        found = places(screen.walk, listed=listed)
        at = next((at for at, place in enumerate(found) if place.topic and place.topic.key == key), 0)
        screen.change_look(listed=listed, part=at)
        if here.card:
            screen.sheet.point_at(here.card[0].name)

    # What the coach does with a comment

    @reopened
    def mark(self, screen: "WalkScreen") -> None:
        """Ask for the theme of the comment; one that it has is taken away."""
        voice = _comment(screen)
        if voice is None or voice.withheld:
            return
        own = screen.debrief.state.marks[voice.name].themes if voice.name in screen.debrief.state.marks else ()
        options = [
            (theme, f"{theme} ✓" if theme in own else theme)
            for theme in offered(screen.debrief.state.marks, voice.name)
        ]
        pick = PickScreen(_("Theme of this comment"), [*options, (_NEW, _("A new theme"))])
        screen.app.push_screen(pick, partial(_picked, screen, voice.name))

    def highlight(self, screen: "WalkScreen") -> None:
        """Highlight the comment, or take that back."""
        voice = _comment(screen)
        if voice is not None and not voice.withheld:
            screen.debrief.mark(voice.name, highlight=True)
            screen.changed()

    @reopened
    def hide(self, screen: "WalkScreen") -> None:
        """Ask why the comment is to be withheld, or whether it is to be shown again."""
        voice = _comment(screen)
        if voice is None:
            return
        if voice.withheld:
            question = _("Show this comment again? Its words will be on this screen and in the report.")
            ask = AskScreen(question, _("Show it"), _("Leave it withheld"))
            screen.app.push_screen(ask, partial(_asked, screen, voice.name))
            return
        title = _("Why is this comment withheld?")
        hint = _(
            "The reason stays in the report, for everyone who reads it. Wording is never edited: a comment is shown "
            "as it was written, or not at all. An empty reason changes nothing."
        )
        write = WriteScreen(title, hint=hint, short=True, limit=REASON_LIMIT)
        screen.app.push_screen(write, partial(_reasoned, screen, voice.name))


def _place(walk: Walk, look: Look) -> Place:
    found = places(walk, listed=look.listed)
    return found[min(look.part, len(found) - 1)]


def _comment(screen: "WalkScreen") -> Voice | None:
    """The comment that is meant: that of the card, or the one with the bar."""
    place = _place(screen.walk, screen.look)
    if place.kind is Kind.LIST and place.topic:
        at = screen.sheet.at
        return next((voice for voice in place.topic.voices if voice.name and voice.name == at), None)
    return place.card[0] if place.card and place.card[0].name else None


def _picked(screen: "WalkScreen", comment: str, theme: str | None) -> None:
    if theme is None:
        return
    if theme != _NEW:
        screen.debrief.mark(comment, theme=theme)
        screen.changed()
        return
    write = WriteScreen(_("A new theme"), hint=_("One to three words."), short=True, limit=THEME_LIMIT)
    screen.app.push_screen(write, partial(_named, screen, comment))


def _named(screen: "WalkScreen", comment: str, theme: str | None) -> None:
    if theme:
        screen.debrief.mark(comment, theme=theme)
        screen.changed()


def _reasoned(screen: "WalkScreen", comment: str, reason: str | None) -> None:
    if reason:
        screen.try_to(lambda: _renewed(screen, lambda: screen.debrief.hide_comment(comment, reason)))


def _asked(screen: "WalkScreen", comment: str, yes: bool | None) -> None:
    if yes:
        screen.try_to(lambda: _renewed(screen, lambda: screen.debrief.show_comment(comment)))


def _renewed(screen: "WalkScreen", change: Callable[[], None]) -> None:
    """Make a change to what a leader sees, which every step draws from."""
    change()
    screen.walk.renew()
