"""The walk-through: nine steps over one report, for a coach and a leader in front of one screen."""

import gc
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.geometry import Size
from textual.reactive import Reactive, reactive
from textual.timer import Timer
from textual.widgets import Static

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.debrief import NOTE_LIMIT, STEPS, Debrief
from perflead_tui.i18n import _, language
from perflead_tui.tui.binding import bindings
from perflead_tui.tui.commands import Where, command
from perflead_tui.tui.content import fitted, plain
from perflead_tui.tui.results.sheet import Page, Sheet
from perflead_tui.tui.walk.bar import Rail
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.of_steps import OfSteps
from perflead_tui.tui.walk.outward import Outward
from perflead_tui.tui.walk.panel import Panel
from perflead_tui.tui.walk.step import Step
from perflead_tui.tui.walk.steps import STEPS_IN_ORDER
from perflead_tui.tui.widgets.way import Way

if TYPE_CHECKING:
    from perflead_tui.tui.coach.app import CoachApp

_ROOMY = 34  # rows; from here on there is a row between lines
_SAVE_AFTER = 0.4  # seconds of quiet after something was said
_SAVE_PLACE_AFTER = 2.0  # the same after a step: who leafs through is not held up by the disk
_MINUTE = 60.0
_QUIET = 0.25  # seconds without another page after which the next one is prepared
_SETTLED = 1.0  # seconds after which the first page is painted and its making forgotten
_WIDEST = 160  # cells, as in walk.tcss
_PLACES = 7  # ways of a step's own that fit below it


class Tools(Horizontal):
    """The ways that a step has of its own. What has no room is never shown, so nothing in it scrolls."""

    virtual_size = Reactive(Size(0, 0), layout=False)  # see Way


def _spare_the_collector() -> None:
    """Take the report, the app and its libraries out of what Python looks through for garbage: 50 ms each time, which
    somebody who presses a key at that moment would wait for.
    """
    gc.collect()
    gc.freeze()


class WalkScreen(Outward, OfSteps):
    """Shows one step of `debrief` at a time, and keeps what is said in it."""

    CSS_PATH = "walk.tcss"
    AUTO_FOCUS = "Sheet"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-wide")]  # noqa: RUF012 - an instance variable in Textual
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.WALK)]

    look: reactive[Look] = reactive(Look(), init=False)
    prompts: reactive[bool] = reactive(True, init=False)

    def __init__(self, debrief: Debrief, *, prompts: bool = True) -> None:
        super().__init__()
        languages = debrief.material.questionnaire.languages
        self.walk = Walk(debrief, language() if language() in languages else languages[0])
        self.set_reactive(WalkScreen.prompts, prompts and not debrief.read_only)
        self._since = time.monotonic()
        self._looks: dict[int, Look] = {}
        self._timer: Timer | None = None
        self._said = False  # since the last save; else there is only a place to keep
        self._prompted: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """The rail, the sheet, the panel, the ways."""
        yield Rail()
        yield Sheet(id="sheet")
        yield Static(id="pointed", markup=False)
        yield Panel()
        yield Static(id="notice", markup=False)
        with Horizontal(id="nav"):
            with Tools(id="tools"):
                yield Way("screen.leave", id="leave")
                for at in range(_PLACES):
                    yield Way("", id=f"tool{at}")
            yield Way("screen.step(-1)", id="back")
            yield Way("screen.step(1)", id="next", main=True)

    def on_mount(self) -> None:
        """Go on where it was left."""
        self.set_reactive(WalkScreen.look, self._look_as_left())
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.change_ink())
        self.set_interval(_MINUTE / 4, self._tell_time)
        self.set_timer(_SETTLED, _spare_the_collector)
        self._ahead = self.set_interval(_QUIET, self._prepare, pause=True)
        self._arrive()

    # What is shown

    @property
    def coach(self) -> "CoachApp":
        """The app around it."""
        return cast("CoachApp", self.app)

    @property
    def debrief(self) -> Debrief:
        """What is walked through."""
        return self.walk.debrief

    @property
    def sheet(self) -> Sheet:
        """Where the step is shown."""
        return self.query_one(Sheet)

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return STEPS_IN_ORDER[self.debrief.state.at - 1]

    def draw(self) -> None:
        """Show the step again, as it is now."""
        self.sheet.page = self._page(self.debrief.state.at, self.look)
        self._ways()
        self._ahead.reset()
        self._ahead.resume()

    def _page(self, number: int, look: Look) -> Page:
        if (number, look) not in self.walk.pages:
            self.walk.pages[number, look] = STEPS_IN_ORDER[number - 1].page(self.walk, look)
        return self.walk.pages[number, look]

    def _prepare(self) -> None:
        """In a quiet moment: lay out the page that comes after this one, so that nobody waits for it."""
        self._ahead.pause()
        at, part = self.debrief.state.at, self.look.part + 1
        if part < self.step.parts_for(self.walk, self.look):
            self.sheet.prepare(self._page(at, replace(self.look, part=part)))
        elif at < STEPS:
            self.sheet.prepare(self._page(at + 1, self._look_at(at + 1)))

    def _arrive(self) -> None:
        """Show another step."""
        rail = self.query_one(Rail)
        rail.leader, rail.at = self.walk.profile.leader, self.debrief.state.at
        rail.titles = tuple(step.title() for step in STEPS_IN_ORDER)
        self._tell_time()
        self._panel()
        self.notice("")
        self.draw()
        self.sheet.focus()

    def _panel(self) -> None:
        number = self.debrief.state.at
        panel = self.query_one(Panel)
        panel.display = self.prompts
        self._prompted = self.step.prompts_for(self.walk, self.look)
        panel.show(self._prompted, self.debrief.state.notes.get(str(number), ""), self._keep_notes)

    def _ways(self) -> None:
        """The words of every way from here; what has no room at the bottom is left out, the last tool first."""
        leave, onward = self.query_one("#leave", Way), self.query_one("#next", Way)
        leave.say(_("Leave"), self.coach.key_of("walk.leave"))
        back, following = self._neighbours()
        onward.say(following or _("Done"), self.coach.key_of("walk.next" if following else "walk.leave"))
        room = min(self.size.width or self.app.size.width, _WIDEST) - 2 - leave.cells - onward.cells
        names = [*self.step.commands_for(self.walk, self.look), *self._panel_commands()]
        for place in range(_PLACES):
            way = self.query_one(f"#tool{place}", Way)
            found = command(names[place]) if place < len(names) else None
            if found:
                way.say(found.in_short, self.coach.key_of(found.name), found.action)
                room -= way.cells
            if not found or room < 0:
                way.say("")
        way = self.query_one("#back", Way)
        way.say(f"← {back}" if back else "")
        if way.cells > room:
            way.say("")

    def _neighbours(self) -> tuple[str, str]:
        """What the steps or subpages before and after this one are called; empty where there is none."""
        at, part, parts = self.debrief.state.at, self.look.part, self.step.parts_for(self.walk, self.look)
        before = STEPS_IN_ORDER[at - 2].title() if at > 1 else ""
        after = f"{at + 1} {STEPS_IN_ORDER[at].title()}" if at < STEPS else ""
        if part:
            before = self.step.part_title(part - 1) or _("Previous")
        if part + 1 < parts:
            after = self.step.part_title(part + 1) or _("Next")
        return before, after

    def _panel_commands(self) -> tuple[str, ...]:
        if self.walk.read_only:
            return ()
        return ("walk.prompts", "walk.notes") if self.prompts else ("walk.prompts",)

    def offers(self, name: str) -> bool:
        """Whether a command can be obeyed in this step."""
        if name in ("walk.prompts", "walk.notes", "walk.share"):
            return not self.walk.read_only
        known = ("step", "go_to", "open", "leave", "contrast", "export", "beside")
        found = command(name).action
        everywhere = found.startswith((*(f"screen.{each}" for each in known), "app."))
        return everywhere or name in self.step.commands_for(self.walk, self.look)

    def _tell_time(self) -> None:
        spent = time.monotonic() - self._since
        self.query_one(Rail).minutes = int((sum(self.debrief.state.seconds.values()) + spent) // _MINUTE)

    def notice(self, words: str, style: str = "$warn") -> None:
        """One quiet line above the ways; nothing takes no room."""
        place = self.query_one("#notice", Static)
        place.update(plain(words, style))
        place.display = bool(words)

    def watch_look(self, old: Look, new: Look) -> None:
        """The same step, looked at in another way."""
        if new.part != old.part:
            self.sheet.focus()
        if (new.part, new.listed) != (old.part, old.listed):
            self.debrief.look(new.part, listed=new.listed)
            self._save_soon()
        self.draw()
        if self.step.prompts_for(self.walk, new) != self._prompted:
            self._panel()

    def watch_prompts(self) -> None:
        """With the coach's panel or without it."""
        self.query_one(Panel).display = self.prompts
        self._ways()
        if not self.prompts:
            self.sheet.focus()

    # Walking

    def action_step(self, by: int) -> None:
        """The next subpage or step, or the one before; after the last there is only the way out."""
        part, parts = self.look.part + by, self.step.parts_for(self.walk, self.look)
        if 0 <= part < parts:
            self.change_look(part=part)
        elif 1 <= self.debrief.state.at + by <= STEPS:
            self.action_go_to(self.debrief.state.at + by, last=by < 0)

    def action_go_to(self, number: int, *, last: bool = False) -> None:
        """Any step by its number; `last` shows its last subpage."""
        if number == self.debrief.state.at:
            return
        self._looks[self.debrief.state.at] = self.look
        now = time.monotonic()
        self.debrief.go_to(number, now - self._since)
        self._since = now
        look = self._look_at(number)
        if last:
            look = replace(look, part=self.step.parts_for(self.walk, look) - 1)
        self.set_reactive(WalkScreen.look, look)
        self.debrief.look(look.part, listed=look.listed)
        self._arrive()
        self._save_soon()

    def _look_as_left(self) -> Look:
        """The subpage where the walk-through was left, as far as there is still one."""
        kept = self.debrief.state
        look = Look(listed=kept.listed, roomy=self.app.size.height >= _ROOMY, ink=self.coach.ink)
        return replace(look, part=min(kept.part, self.step.parts_for(self.walk, look) - 1))

    def _look_at(self, number: int) -> Look:
        """How a step is looked at when somebody comes to it: as it was left, from its first subpage."""
        kept = self._looks.get(number, Look())
        return Look(opened=kept.opened, listed=kept.listed, roomy=self.look.roomy, ink=self.look.ink)

    @on(Rail.Chosen)
    def _chosen(self, message: Rail.Chosen) -> None:
        self.action_go_to(message.step)

    def change_look(self, **changed: Any) -> None:
        """Look at the same step in another way."""
        self.look = replace(self.look, **changed)

    def toggle(self, key: str) -> None:
        """Open a block in its place, or close it."""
        self.change_look(opened=self.look.opened ^ {key})

    def action_open(self) -> None:
        """Open what has the bar."""
        self.sheet.action_open()

    @on(Sheet.Opened)
    def _opened(self, message: Sheet.Opened) -> None:
        if message.key:
            self.step.open(self, message.key)
        else:
            self.action_step(1)

    @on(Sheet.Told)
    def _tell(self, message: Sheet.Told) -> None:
        """What the mouse points at, below the page; its row is always there, so that nothing moves."""
        place = self.query_one("#pointed", Static)
        place.update(fitted(message.words, place.size.width, "$muted"))

    def action_table(self) -> None:
        """Table or picture."""
        if "walk.table" in self.step.commands_for(self.walk, self.look):
            self.change_look(table=not self.look.table)

    def change_ink(self) -> None:
        """Draw pictures with the ink of now: another theme, or another setting."""
        self.change_look(ink=self.coach.ink)

    def action_contrast(self) -> None:
        """Pictures of high contrast from now on, or as the theme has them."""
        on = self.coach.change_contrast()
        if not on and self.look.ink.strong:
            self.notice(_("In this theme pictures are always drawn in high contrast."), "$muted")

    def show_language(self, code: str) -> None:
        """All words in another language; the place stays."""
        self.walk.renew(code)
        self._arrive()

    # The coach's panel

    def action_prompts(self) -> None:
        """Show or hide the coach's panel."""
        if not self.walk.read_only:
            self.prompts = not self.prompts

    def action_notes(self) -> None:
        """Write notes."""
        if not self.walk.read_only:
            self.prompts = True
            self.query_one(Panel).write()

    def action_end_notes(self) -> None:
        """Back to the step."""
        self.query_one(Panel).end()
        self.sheet.focus()

    def _keep_notes(self, text: str) -> str:
        self.debrief.note(self.debrief.state.at, text)
        self.changed(redraw=False)
        return self.debrief.state.notes[str(self.debrief.state.at)] if len(text) > NOTE_LIMIT else text

    # Keeping

    def changed(self, *, redraw: bool = True) -> None:
        """Something was said: keep it soon, and show it. Without `redraw` no page tells of it."""
        if redraw:
            self.walk.pages.clear()
            self.draw()
        self._said = True
        self._save_soon()

    def _save_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_SAVE_AFTER if self._said else _SAVE_PLACE_AFTER, self._save)

    def try_to(self, change: Callable[[], None]) -> None:
        """Make a change that may be refused; a refusal is told below."""
        try:
            change()
        except PerfleadError as error:
            self.notice(str(error))
        else:
            self.notice("")
            self.changed()

    def _save(self) -> None:
        try:
            self.keep()
        except PerfleadError as error:
            self.notice(str(error))

    def keep(self) -> None:
        """Put what was said on the disk. Raises PerfleadError."""
        now = time.monotonic()
        if not self.walk.read_only and now - self._since >= 1:
            self.debrief.go_to(self.debrief.state.at, now - self._since)
            self._since = now
        self.debrief.save()
        self._said = False

    def action_leave(self) -> None:
        """Leave; it goes on here next time. If it cannot be kept, say so and leave at the second time."""
        unsaved = self.debrief.unsaved and self.query_one("#notice", Static).display
        try:
            self.keep()
        except PerfleadError as error:
            if not unsaved:
                self.notice(str(error) + " " + _("Esc once more leaves without what was said since the last save."))
                return
        self.coach.leave_walk()

    def on_resize(self, event: events.Resize) -> None:
        """Rows between lines where there is room."""
        self.change_look(roomy=event.size.height >= _ROOMY)
        self._ways()
