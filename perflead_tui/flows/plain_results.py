"""Walking through a report line by line: its parts in the order of the walk-through, one after the other.

A part is said as `export.aloud` has it, then comes the prompt "Part 3 of 11. Enter for the next:". The plan of a review
in the vault can be typed; of a file everything is read only.
"""

import datetime
from dataclasses import replace

from perflead_tui.export.aloud import aloud, beginning
from perflead_tui.export.document import Document
from perflead_tui.export.sentence import ended
from perflead_tui.flows.debrief import Debrief
from perflead_tui.flows.plain_commands import Command, Typed, letter, typed_command, word
from perflead_tui.flows.plain_console import Console
from perflead_tui.flows.plain_plan import PlainPlan
from perflead_tui.flows.planning import reading_only
from perflead_tui.flows.reporting import Look, Subject, document_of
from perflead_tui.i18n import _, language, set_language
from perflead_tui.questionnaire.model import in_language

INTERRUPTED = 130
_COMMANDS = frozenset(
    {Command.AGAIN, Command.BACK, Command.HELP, Command.LANGUAGE, Command.LIST, Command.PLAN, Command.STOP}
)


def walk_plain(debrief: Debrief, console: Console, today: datetime.date | None = None) -> int:
    """Walk through the report of `debrief`. Returns the exit code: 0, or 130 after Ctrl+C.

    Raises PerfleadError if nobody is there and the input makes no sense.
    """
    try:
        PlainWalk(debrief, console, today or datetime.datetime.now().astimezone().date()).run()
    except EOFError:
        pass
    except KeyboardInterrupt:
        console.say("")
        return INTERRUPTED
    return 0


class PlainWalk:
    """One walk-through."""

    def __init__(self, debrief: Debrief, console: Console, today: datetime.date) -> None:
        self._debrief, self._console, self._today = debrief, console, today
        self._languages = debrief.material.questionnaire.languages
        self._language = language() if language() in self._languages else self._languages[0]
        self._document = self._made()
        self._at = 0
        self._left = False

    def run(self) -> None:
        """From the first part to the last, or wherever the reader goes. Raises EOFError at the end of the input."""
        self._console.say(*beginning(self._document))
        self._console.say(_("Type {help} for the commands.").format(help=word(Command.HELP)))
        while not self._left:
            self._console.say("", *aloud(self._document, self._document.sections[self._at]), "")
            self._wait()

    def _made(self) -> Document:
        """The report as it is now: what is hidden and planned may change on the way."""
        shown = replace(self._debrief.material, report=self._debrief.report)
        return document_of(Subject(shown, self._debrief.plan), Look(self._language))

    @property
    def _last(self) -> int:
        return len(self._document.sections)

    def _wait(self) -> None:
        """Ask what is next until that is another part, or the end."""
        moved = False
        while not moved:
            where = _("Part {number} of {total}.").format(number=self._at + 1, total=self._last)
            onward = _("Enter for the next:") if self._at + 1 < self._last else _("That was the last. Enter ends:")
            moved = self._went(self._console.ask(f"{where} {onward}"))

    def _went(self, typed: str) -> bool:
        """Do what was typed; whether a part is to be said now, or it is over."""
        if not typed:
            self._left = self._at + 1 == self._last
            self._at = min(self._at + 1, self._last - 1)
            return True
        if typed.isascii() and typed.isdigit() and 1 <= int(typed[:4]) <= self._last:
            self._at = int(typed[:4]) - 1
            return True
        command = typed_command(typed, _COMMANDS)
        if command is not None:
            return self._obeyed(command)
        words = _("Type a number from 1 to {last}, or {help} for the commands. Enter alone goes on.")
        self._console.say(words.format(last=self._last, help=word(Command.HELP)))
        self._console.missed()
        return False

    def _obeyed(self, typed: Typed) -> bool:
        """Do what a command says; whether a part is to be said now, or it is over."""
        match typed.command:
            case Command.BACK:
                self._at = max(self._at - 1, 0)
            case Command.STOP:
                self._left = True
            case Command.LANGUAGE:
                following = self._languages.index(self._language) + 1
                self._language = self._languages[following % len(self._languages)]
                set_language(self._language)
                self._document = self._made()
            case Command.PLAN:
                return self._plan()
            case Command.LIST:
                titles = enumerate(self._document.sections, start=1)
                self._console.say(*(f"{at}. {ended(section.title)}" for at, section in titles))
                return False
            case Command.HELP:
                self._console.say(*self._help())
                return False
            case _:
                pass
        return True

    def _help(self) -> list[str]:
        does = [
            (Command.BACK, _("the part before")),
            (Command.AGAIN, _("this part again")),
            (Command.LIST, _("all parts with their numbers; a number goes there")),
            (Command.PLAN, _("write the plan")),
            (Command.LANGUAGE, _("another language")),
            (Command.STOP, _("leave")),
        ]
        told = [f"{word(command)}, {letter(command)}: {words}." for command, words in does]
        return [ended(_("Commands, each with its letter")), *told, _("Enter alone: the next part.")]

    def _plan(self) -> bool:
        """Type the plan, then say it; in a file there is nothing to be changed."""
        if self._debrief.read_only:
            self._console.say(reading_only())
            return False
        asked = self._debrief.material.questionnaire.competencies
        known = {each.key for each in self._debrief.report.competencies}
        labels = {each.key: in_language(each.name, self._language) for each in asked if each.key in known}
        try:
            PlainPlan(self._debrief, self._console, labels, self._today).run()
        finally:
            self._document = self._made()
        self._at = next((at for at, each in enumerate(self._document.sections) if each.key == "plan"), self._at)
        return True
