"""The coach's app: unlock, home, new review, desk, walk-through. It holds the open vault and closes it when idle.

What a page needs is imported when the page is first shown, so that the first one is there at once.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from textual import events
from textual.binding import BindingType
from textual.screen import Screen

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _, language
from perflead_tui.settings import Settings
from perflead_tui.text import clean
from perflead_tui.tui.binding import bindings
from perflead_tui.tui.coach.over import OverApp
from perflead_tui.tui.commands import Where
from perflead_tui.tui.work import Outcome, Work, WorkScreen

if TYPE_CHECKING:
    from perflead_tui.flows.debrief import Debrief
    from perflead_tui.vault.vault import Vault

T = TypeVar("T")
_LOOK = 5.0  # seconds between two looks at the clock
_WARNING = 60.0  # seconds before locking
_MOMENT = 0.1  # seconds in which the answer of a dialog reaches who asked
_OVER_ALL = ("anywhere.language", "anywhere.lock", "anywhere.quit")
_FOLDER = Path(__file__).parent
_STYLES = ("coach.tcss", "new/new.tcss", "../dialogs.tcss", "../walk/walk.tcss")


@dataclass(frozen=True)
class Place:
    """Where in the app somebody is, so that unlocking leads back there."""

    name: str = "home"
    review: str = ""


@dataclass(frozen=True)
class Onward:
    """What to run when this app has left: the demo, or the form of the invitation at `path`."""

    what: Literal["demo", "answer"]
    path: Path = Path()


class CoachApp(OverApp[Onward]):
    """Home, desk and walk-through over one vault; or one walk-through alone, read only."""

    CSS_PATH = "frame.tcss"  # of the doors; all others are read when the first page behind them is shown
    DEFAULT_MODE = "0"  # every page is a mode of its own: its screens go together, and none of Textual's stays below
    BINDINGS: ClassVar[list[BindingType]] = [
        # Locking, leaving and another language work over a dialog, too.
        *(replace(each, priority=each.id in _OVER_ALL) for each in bindings(Where.ANYWHERE)),
    ]

    def __init__(
        self,
        home: Path | None,
        settings: Settings | None = None,
        *,
        vault: "Vault | None" = None,
        start: Place | None = None,
        debrief: "Debrief | None" = None,
        beside: dict[str, Any] | None = None,
    ) -> None:
        """`home` is the vault's folder, None to look at `debrief` alone; `vault` is it, if it is open already.

        `beside` is what stands beside the report: `before`, `agency`, `agency_questionnaire`.
        """
        super().__init__(settings or Settings())
        self.home, self._vault, self._alone = home, vault, debrief
        self.start = start or Place()
        self.place = self.start
        self._beside_named = {self.start.review: beside} if beside else {}
        self._held = ExitStack()
        self.clocks: tuple[Callable[[], float], ...] = (time.monotonic, time.time)
        """Seconds. The first stands still while a laptop sleeps, the second does not."""
        self._used = self._now()
        self._told_to_lock = False
        self._not_kept = False
        self._leaving = False
        self.parting: list[str] = []
        """What is said once the app has left."""
        self._pages = 0
        self.add_mode(self.DEFAULT_MODE, self._first)

    # The vault

    @property
    def vault(self) -> "Vault":
        """The open vault. Raises PerfleadError if it is locked."""
        if self._vault is None:
            raise PerfleadError(_("The vault is locked."))
        return self._vault

    @property
    def has_vault(self) -> bool:
        """Whether there is an open vault."""
        return self._vault is not None

    @property
    def locked(self) -> bool:
        """Whether the vault is closed."""
        return self._vault is None and self._alone is None

    def unlocked(self, vault: "Vault") -> None:
        """The vault is open, and the app's from now on: go where it was left, in the app's own time."""
        self._vault = vault
        self._used = self._now()
        self.call_later(self.go, self.place)

    def look_at(self, debrief: "Debrief") -> None:
        """Show one report alone; leaving it leads back."""
        self._alone = debrief
        self.call_later(self.go, Place("walk"))

    def action_lock(self) -> None:
        """Keep everything, close the vault and ask for its passphrase again."""
        self.call_later(self._lock)

    async def _lock(self) -> None:
        if self._vault is None or self._busy:
            return
        if self._finish():
            await asyncio.sleep(_MOMENT)
        try:
            self.keep()
        except PerfleadError as error:
            if not self._not_kept:  # a full disk must not cost what was said; whoever locks again means it
                self._not_kept = True
                self._used = self._now()
                self.tell(str(error) + " " + _("It is not locked yet; lock again to lose what could not be kept."))
                return
        self._not_kept = False
        if self._alone is not None:  # a file that was opened beside the vault: unlocking leads home
            self._alone, self.place = None, Place()
        vault, self._vault = self._vault, None
        try:
            await self.show(self._made(self.place)[0])
        finally:
            self._let_go(vault)

    def _let_go(self, vault: "Vault | None") -> None:
        held, self._held = self._held, ExitStack()
        with contextlib.suppress(PerfleadError):  # only a summary was to be written, and it is made again
            held.close()
        if vault is not None:
            vault.close()

    def close_vault(self) -> None:
        """Keep what can be kept and close the vault; for every way out, more than once does no harm."""
        if self._vault is not None:
            self._keep_quietly()
        vault, self._vault = self._vault, None
        self._let_go(vault)

    def keep(self) -> None:
        """Put on the disk what pages hold that is not there yet. Raises PerfleadError."""
        for screen in self.screen_stack:
            keep = getattr(screen, "keep", None)
            if callable(keep):
                keep()

    def on_unmount(self) -> None:
        """Close the vault."""
        self.close_vault()

    # Idle

    def on_mount(self) -> None:  # Textual calls that of the base, too
        """Look at the clock now and then."""
        if self.settings.lock_minutes:
            self.set_interval(_LOOK, self.look_at_clock)
        told = (*self.problems, *self.theme_problems)
        if told:
            self.call_after_refresh(self.tell, told[0])

    async def on_event(self, event: events.Event) -> None:
        """Every key and every move of the mouse says that somebody is there; too late, it says nothing else."""
        if isinstance(event, events.Key | events.MouseEvent | events.Paste):
            if self._left <= 0:
                self.action_lock()
                return
            self.used()
        await super().on_event(event)

    def used(self) -> None:
        """Somebody is there."""
        self._used = self._now()
        if self._told_to_lock:
            self._told_to_lock = False
            self.tell("")

    def _now(self) -> tuple[float, ...]:
        return tuple(clock() for clock in self.clocks)

    @property
    def _busy(self) -> bool:
        """Whether long work is going on: it is never cut off."""
        return any(isinstance(screen, WorkScreen) for screen in self.screen_stack)

    @property
    def _left(self) -> float:
        """Seconds until the vault locks; endless if it does not."""
        if self._vault is None or not self.settings.lock_minutes or self._busy:
            return float("inf")
        idle = max(now - before for now, before in zip(self._now(), self._used, strict=True))
        return self.settings.lock_minutes * 60 - idle

    async def look_at_clock(self) -> None:
        """Lock if nobody has been there for long; a minute before, say so."""
        left = self._left
        if left <= 0:
            await self._lock()
        elif left <= _WARNING and not self._told_to_lock:
            self._told_to_lock = True
            self.tell(_("Nobody seems to be here. The vault locks in a minute; any key keeps it open."))

    def tell(self, words: str) -> None:
        """Say something below the page, or over a dialog that has no place for it."""
        notice = getattr(self.screen, "notice", None)
        if callable(notice):
            notice(words)
        elif words:  # a dialog
            self.notify(clean(words), severity="warning", timeout=_WARNING, markup=False)

    # Going

    def _first(self) -> Screen[None]:
        screen, self._held = self._made(self.start)
        return screen

    def _read_styles(self) -> None:
        paths = [(_FOLDER / name).resolve() for name in _STYLES]
        if not all(self.stylesheet.has_source(str(path), "") for path in paths):
            self.stylesheet.read_all(paths)  # parsed when the page comes: a new mode reads all styles anew

    def _made(self, place: Place) -> tuple[Screen[None], ExitStack]:
        """The page at `place` and what is held open for it. Raises PerfleadError."""
        from perflead_tui.tui.coach import pages

        if self._alone is None and self._vault is None:
            return pages.first_page(self, place), ExitStack()
        self._read_styles()
        if self._alone is None and place.name != "walk":
            return pages.page_of(place), ExitStack()
        from perflead_tui.flows.debrief import Debrief
        from perflead_tui.tui.walk.screen import WalkScreen

        held = ExitStack()
        debrief = self._alone
        if debrief is None:
            debrief = held.enter_context(Debrief.of_review(self.vault, place.review, **self.beside_of(place.review)))
        return WalkScreen(debrief, prompts=self.settings.prompts), held

    def beside_of(self, review: str) -> dict[str, Any]:
        """What stands beside the report of `review`: as it was named, else what the vault has, with the agency that
        was named last.
        """
        if review in self._beside_named:
            return self._beside_named[review]
        from perflead_tui.flows.beside import material_beside

        last = next(reversed(self._beside_named.values()), {})
        agency = {name: found for name, found in last.items() if name != "before"}
        return {**material_beside(self.vault, review), **agency}

    def put_beside(self, review: str, beside: dict[str, Any]) -> None:
        """Show `beside` (as for the app itself) with the report of `review` from now on, until the app is left."""
        self._beside_named.pop(review, None)
        self._beside_named[review] = beside

    async def go(self, place: Place) -> None:
        """Show a page instead of the one before. A refusal is told at home if that was a door, else where we are."""
        self._keep_quietly()
        try:
            screen, held = self._made(place)
        except PerfleadError as error:
            if place.name != "home" and self._at_door:
                await self.go(Place())
            self.tell(str(error))
            return
        self.place = place
        await self.show(screen)
        self._let_go(None)
        self._held = held

    @property
    def _at_door(self) -> bool:
        return bool(getattr(self.screen, "is_door", False))

    async def show(self, screen: Screen[None]) -> None:
        """Show `screen` alone: the page before it, and the dialogs on that, go."""
        screen.add_class(*self.size_classes())
        self._pages += 1
        before, now = self.current_mode, str(self._pages)
        self.add_mode(now, lambda: screen)
        await self.switch_mode(now)
        await self.remove_mode(before)

    def visit(self, name: str, review: str = "") -> None:
        """Go to a page, in the app's own time."""
        self.call_later(self.go, Place(name, review))

    def leave_walk(self) -> None:
        """Home; or out, where there is only one report to look at."""
        if self.home is None or self.start.name == "walk":
            self.exit()
        else:
            self._alone = None
            self.visit("home")

    # Long work

    def work(self, title: str, work: Work[T], then: Callable[[T], Any]) -> None:
        """Do something long with its progress in sight; `then` gets the result. A refusal is told below the page."""

        def ended(outcome: Outcome[T] | None) -> None:
            self.used()
            leaving, self._leaving = self._leaving, False
            if leaving and (outcome is None or not outcome.done):  # what was done all the same is shown
                self._leave()
                return
            if outcome is None or not outcome.done:
                self.tell(
                    str(outcome.problem) if outcome and outcome.problem else _("It was stopped. Nothing is lost.")
                )
                return
            then(outcome.value)  # type: ignore[arg-type]

        self.push_screen(WorkScreen(title, work), ended)

    def share_refused(self) -> str:
        """Why nothing can be shared from here; empty if it can."""
        return ""

    # Commands

    def offers(self, name: str) -> bool:
        """Whether one of the commands of everywhere can be obeyed now."""
        return name != "anywhere.lock" or self.has_vault

    def action_leave(self) -> None:
        """Leave perflead; everything is kept. Long work is stopped first, between two of its steps."""
        work = next((screen for screen in self.screen_stack if isinstance(screen, WorkScreen)), None)
        if work is not None:
            self._leaving = True
            work.action_cancel()
        elif self._finish():
            self.set_timer(_MOMENT, self._leave)
        else:
            self._leave()

    def _finish(self) -> bool:
        """End what is being written in a dialog, so that it is not lost. Says whether there was something."""
        finish = getattr(self.screen, "finish", None)
        return callable(finish) and bool(finish())

    def _leave(self) -> None:
        self._keep_quietly()
        words = (getattr(screen, "parting", "") for screen in self.screen_stack)
        self.parting = [each for each in words if each]
        self.exit()

    def languages(self) -> list[str]:
        """The catalogues', and in a walk-through those of its questionnaire, too."""
        walk = getattr(self.screen, "walk", None)
        asked = walk.debrief.material.questionnaire.languages if walk else ()
        return list(dict.fromkeys((*asked, *super().languages())))

    async def renew(self, screen: Screen[Any]) -> None:
        """A walk-through draws its pages itself."""
        show_language = getattr(screen, "show_language", None)
        if callable(show_language):
            show_language(language())
        else:
            await super().renew(screen)
