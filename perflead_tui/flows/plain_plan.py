"""The plan typed line by line: one or two competencies, what is done and seen, by when, what the raters are told."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from perflead_tui.errors import PerfleadError
from perflead_tui.export.plan import asked_again, day_words, part_name
from perflead_tui.export.sentence import ended
from perflead_tui.flows.debrief import Debrief, pulse_day
from perflead_tui.flows.plain_commands import Command, looks_marked, typed_command, word
from perflead_tui.flows.plain_console import Console, confirmed
from perflead_tui.flows.planning import future_day, part_hint
from perflead_tui.i18n import _, format_date
from perflead_tui.results.plan import AT_MOST, PARTS, WORDS

_COMMANDS = frozenset({Command.BACK, Command.EMPTY, Command.HELP, Command.STOP})


class _Left(Exception):
    """Enough for now was typed."""


@dataclass(frozen=True)
class _Entry:
    """One line to fill in: what stands above it, its name, what to write, what is there, how a new text is kept."""

    above: str
    name: str
    hint: str
    now: Callable[[], str]
    keep: Callable[[str], None]


class PlainPlan:
    """Fills in the plan of a review; `labels` are the names of its competencies by key."""

    def __init__(self, debrief: Debrief, console: Console, labels: Mapping[str, str], today: datetime.date) -> None:
        self._debrief, self._console = debrief, console
        self._labels, self._today = labels, today

    def run(self) -> None:
        """From the choice to the last line; what is typed is kept at once. Raises EOFError at the end of the input."""
        self._console.say(ended(_("Plan")), *self._how())
        try:
            self._choose()
            if self._debrief.plan.focus:
                self._fill_in()
        except _Left:
            pass
        self._console.say(_("The plan is kept, encrypted, with the review."))

    @staticmethod
    def _how() -> list[str]:
        back, empty, stop = (word(each, marked=True) for each in (Command.BACK, Command.EMPTY, Command.STOP))
        return [
            _("Enter keeps what is there. A command begins with a dot: {back} goes to the line before.").format(
                back=back
            ),
            _("{empty} empties the line, {stop} leaves the plan; what was typed is kept.").format(
                empty=empty, stop=stop
            ),
        ]

    # Which competencies

    def _choose(self) -> None:
        """One or two numbers of competencies, until they can be meant."""
        keys = list(self._labels)
        self._console.say("", ended(_("Which competency is it about? One is enough, two at most")))
        self._console.say(*(f"{at}. {ended(self._labels[key])}" for at, key in enumerate(keys, start=1)))
        while True:
            now = [keys.index(each.competency) + 1 for each in self._debrief.plan.focus if each.competency in keys]
            chosen = _("Now {answer}.").format(answer=", ".join(map(str, now))) + " " if now else ""
            typed = self._console.ask(chosen + _("One or two numbers, such as 2 or 2 5") + ":")
            if not typed:
                return
            if self._obeyed(typed):
                continue
            numbers = [int(part) for part in typed.replace(",", " ").split() if part.isascii() and part.isdigit()]
            wanted = [keys[at - 1] for at in dict.fromkeys(numbers) if 1 <= at <= len(keys)]
            if not wanted or len(wanted) > AT_MOST or len(wanted) != len(typed.replace(",", " ").split()):
                self._console.say(_("Type one or two numbers from 1 to {last}.").format(last=len(keys)))
                self._console.missed()
            elif self._taken(wanted):
                return

    def _taken(self, wanted: list[str]) -> bool:
        """Put the competencies into the plan and take others out; words are not lost without a question."""
        dropped = [each for each in self._debrief.plan.focus if each.competency not in wanted]
        for each in dropped:
            asked = _("Something is planned for “{name}”. Taking it out removes these words.").format(name=each.label)
            if not each.empty and not confirmed(self._console, asked + " " + _("Take it out?")):
                return False
        for each in dropped:
            self._debrief.choose(each.competency, each.label)
        for key in wanted:
            if self._debrief.focus_on(key) is None:
                self._debrief.choose(key, self._labels[key])
        self._save()
        return True

    # Line by line

    def _fill_in(self) -> None:
        entries, at = self._entries(), 0
        while at < len(entries):
            at = max(at + self._ask(entries[at]), 0)

    def _entries(self) -> list[_Entry]:
        found = []
        for at, focus in enumerate(self._debrief.plan.focus):
            for part in PARTS:
                above, now = focus.label if part == PARTS[0] else "", partial(self._part, at, part)
                found.append(_Entry(above, part_name(part), part_hint(part), now, partial(self._keep, at, part)))
            found.append(_Entry("", _("By"), self._day_hint(), partial(self._by, at), partial(self._keep_by, at)))
        offered = _("{date} would be ninety days from today").format(date=format_date(pulse_day(self._today)))
        hint = f"{asked_again()} {ended(offered)} {self._day_hint()}"
        found.append(_Entry("", _("Ask again on"), hint, self._pulse, self._keep_pulse))
        name, hint = _("What I will tell those who answered"), _("Short and in your own words.")
        found.append(_Entry("", name, hint, self._message, self._debrief.set_message))
        return found

    def _ask(self, entry: _Entry) -> int:
        """Ask for one line. Returns where to go from it: 1 on, 0 the same again, -1 back."""
        now = entry.now()
        self._console.say("", *([ended(entry.above)] if entry.above else []), *entry.hint.split("\n"))
        if now:
            self._console.say(_("Now {answer}.").format(answer=now.rstrip(".")))
        typed = self._console.ask(f"{entry.name}:")
        if not typed:
            return 1
        command = typed_command(typed, _COMMANDS, marked=True)
        if command is not None and command.command is Command.BACK:
            return -1
        if command is not None and command.command is Command.EMPTY:
            typed = ""
        elif self._obeyed(typed):
            return 0
        if len(typed) > WORDS:
            self._console.say(_("There is room for {n} characters; the rest was left out.").format(n=WORDS))
        return self._kept(entry, typed)

    def _kept(self, entry: _Entry, typed: str) -> int:
        try:
            entry.keep(typed)
        except PerfleadError as error:
            self._console.say(str(error))
            self._console.missed()
            return 0
        self._save()
        return 1

    def _obeyed(self, typed: str) -> bool:
        """Do what a command says that is the same at every line; whether it was one, or had the form of one."""
        command = typed_command(typed, _COMMANDS, marked=True)
        if command is not None and command.command is Command.STOP:
            raise _Left
        if command is not None and command.command is Command.HELP:
            self._console.say(*self._how())
            return True
        if not looks_marked(typed):
            return False
        self._console.say(_("There is no command {typed}, so it was left out.").format(typed=typed))
        self._console.missed()
        return True

    def _save(self) -> None:
        try:
            self._debrief.save()
        except PerfleadError as error:
            self._console.say(str(error))

    # What the lines hold

    def _part(self, at: int, part: str) -> str:
        words: str = getattr(self._debrief.plan.focus[at], part)
        return words

    def _keep(self, at: int, part: str, words: str) -> None:
        self._debrief.set_focus(at, **{part: words})

    def _by(self, at: int) -> str:
        return day_words(self._debrief.plan.focus[at].by)

    def _keep_by(self, at: int, typed: str) -> None:
        self._debrief.set_focus(at, by=self._day(typed))

    def _pulse(self) -> str:
        return day_words(self._debrief.plan.pulse_on)

    def _keep_pulse(self, typed: str) -> None:
        self._debrief.set_pulse(self._day(typed))

    def _message(self) -> str:
        return self._debrief.plan.message

    def _day(self, typed: str) -> datetime.date | None:
        return future_day(typed, self._today) if typed else None

    def _day_hint(self) -> str:
        return _("A day, such as {day}.").format(day=pulse_day(self._today).isoformat())
