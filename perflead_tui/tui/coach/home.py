"""Home: a list of the reviews, each with its state in words and the next thing to do."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.agenda import Entry, Next, agenda
from perflead_tui.flows.begun import BEGUN, begun_entry
from perflead_tui.i18n import _, ngettext
from perflead_tui.tui.binding import bindings
from perflead_tui.tui.coach.app import Onward
from perflead_tui.tui.coach.listing import ListScreen
from perflead_tui.tui.coach.tools import Tools
from perflead_tui.tui.coach.upkeep import Upkeep
from perflead_tui.tui.commands import Where
from perflead_tui.tui.content import EMPTY, beside, fitted, hanging, line, padded, wrapped
from perflead_tui.tui.results.sheet import Block, Page
from perflead_tui.tui.widgets.action import Action
from perflead_tui.tui.widgets.way import Way

_MEASURE = 66  # cells of a text to read
_LEAST = 16  # cells that a leader's name keeps beside the next thing to do
_MOST_ROWS = 3  # of a state; why a file is damaged may be long
_PLACES = {Next.CLOSE: "closing", Next.WALK: "walk", Next.GO_ON: "new"}
"""Where the next thing is done; at the desk, if it is not here."""


class HomeScreen(Upkeep, Tools, ListScreen):
    """The reviews of the vault."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.HOME, Where.TOOLS)]

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []
        self._problem = ""

    def on_mount(self) -> None:  # before the list's own, which draws it
        """Read the reviews' summaries: they are in one file that is in memory, whatever their number."""
        self._read()

    def renewed(self) -> None:
        """What there is to do, in other words."""
        self._read()
        super().renewed()

    def _read(self) -> None:
        try:
            first = begun_entry(self.coach.vault)
            self.entries = [*([first] if first else []), *agenda(self.coach.vault)]
        except PerfleadError as error:
            self._problem = str(error)

    def ways(self) -> Iterator[Widget]:
        """Leave, everything, a new review; the next thing."""
        yield Action(_("Leave"), "app.leave", self.coach.key_of("anywhere.quit")).add_class("extra")
        yield Action(_("More"), "app.command_palette", self.coach.key_of("anywhere.palette")).add_class("extra")
        yield Static(id="apart")
        yield self.way("home.new")
        yield Way("screen.open", id="next", main=True)

    # The list

    def listing(self) -> Page:
        """The reviews; or what there is to do first."""
        if not self.entries:
            return Page("home", lambda _width: (), [Block(self._nothing)])
        blocks = [Block(partial(_rows, entry), entry.review, gap=lambda _width: (EMPTY,)) for entry in self.entries]
        return Page("home", self._head, blocks)

    def _head(self, width: int) -> list[Content]:
        n = sum(entry.review != BEGUN for entry in self.entries)
        count = ngettext("{n} review", "{n} reviews", n).format(n=n)
        return [*beside([line(_("Reviews"), "bold $accent")], [line(count, "$muted")], width), EMPTY]

    def _nothing(self, width: int) -> list[Content]:
        room = min(width, _MEASURE)
        if self._problem:
            rows = wrapped(_("The list of reviews cannot be read"), room, "bold $accent")
            told = _("perflead doctor says what can be done. Your reviews are files of their own.")
            return [*rows, EMPTY, *wrapped(self._problem, room, "$warn"), EMPTY, *wrapped(told, room)]
        rows = wrapped(_("No reviews yet"), room, "bold $accent")
        what = _("A review asks the people around a leader how they lead, and ends in one thing to do differently.")
        how = _("Press {key} to set up the first one. It takes a name, a list of people and a last day.")
        nothing_sent = _("Nothing is sent to anyone before you make the invitations and give them out.")
        rows += [EMPTY, *wrapped(what, room), EMPTY, *wrapped(how.format(key=self.coach.key_of("home.new")), room)]
        return [*rows, EMPTY, *wrapped(nothing_sent, room, "$muted")]

    # Opening

    def _entry(self, key: str = "") -> Entry | None:
        wanted = key or self.sheet.at
        return next((entry for entry in self.entries if entry.review == wanted), None)

    def pointed(self) -> None:
        """Say what Enter does here."""
        entry = self._entry()
        way = self.query_one("#next", Way)
        if entry:
            way.say(entry.action, self.coach.key_of("home.open"))
        else:
            way.say("" if self._problem else _("Set up the first review"), self.coach.key_of("home.open"))

    def choose(self, key: str) -> None:
        """Do the next thing of this review; without reviews, set one up."""
        entry = self._entry(key)
        if entry is None:
            if not self._problem:
                self.action_new()
        elif entry.next is Next.MEND:
            self._tell_broken(entry)
        else:
            self.coach.visit(_PLACES.get(entry.next, "desk"), entry.review)

    def _tell_broken(self, entry: Entry) -> None:
        self.notice(f"{entry.words} " + _("perflead doctor checks every file of the vault."))

    def action_new(self) -> None:
        """Set up a review."""
        self.coach.visit("new")

    def action_demo(self) -> None:
        """Leave, and run the demo."""
        self.coach.exit(Onward("demo"))

    def action_file(self) -> None:
        """Open a file that somebody sent."""
        self.coach.visit("file")

    def action_share(self) -> None:
        """Share this review."""
        from perflead_tui.tui.coach.shares import ask_share

        entry = self._entry()
        if entry is not None and entry.next is Next.MEND:
            self._tell_broken(entry)
        elif entry is not None and entry.next is not Next.GO_ON:
            ask_share(self.coach, entry.review)
        else:
            self.notice(_("There is nothing to share here: choose a review."))

    def action_reports(self) -> None:
        """The reports of all closed reviews."""
        from perflead_tui.tui.coach.reports import ask_all_reports

        ask_all_reports(self.coach)

    def action_desk(self) -> None:
        """The desk of this review."""
        entry = self._entry()
        if entry is not None and entry.next is Next.MEND:
            self._tell_broken(entry)
        elif entry is not None:
            self.coach.visit("new" if entry.next is Next.GO_ON else "desk", entry.review)

    def action_results(self) -> None:
        """The walk-through of this review, if it is closed."""
        entry = self._entry()
        if entry is None:
            return
        if entry.next is Next.MEND:
            self._tell_broken(entry)
        elif entry.closed:
            self.coach.visit("walk", entry.review)
        else:
            self.notice(_("There is nothing to walk through yet: a report is made when the review closes."))


def _rows(entry: Entry, width: int) -> list[Content]:
    """An entry: leader and next thing, below them the state."""
    action = line(entry.action, "$accent")
    if width < action.cell_length + 2 + _LEAST:
        return [fitted(entry.leader, width, "bold"), *_state(entry, width), action.truncate(width)]
    name = fitted(entry.leader, width - action.cell_length - 2, "bold")
    return [*beside([name], [action], width), *_state(entry, width)]


def _state(entry: Entry, width: int) -> list[Content]:
    mark = padded(line("!", "bold $warn"), 2) if entry.urgent else EMPTY
    return hanging(mark, entry.words, width, "$muted")[:_MOST_ROWS]
