"""How each kind of question is asked and answered line by line."""

from collections.abc import Callable

from perflead_tui.export.sentence import ended
from perflead_tui.flows.filling import UNANSWERED
from perflead_tui.flows.form_steps import Kind
from perflead_tui.flows.form_words import left_words, no_room
from perflead_tui.flows.options import option_for_key
from perflead_tui.flows.plain_commands import Command, Typed, letter, looks_marked, typed_command, word
from perflead_tui.flows.plain_console import Console
from perflead_tui.flows.plain_form import Question, Wording
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.i18n import _, ngettext
from perflead_tui.review.answers import COMMENT_LIMIT

_EVERYWHERE = frozenset(
    {
        Command.AGAIN,
        Command.BACK,
        Command.CHANGE,
        Command.EMPTY,
        Command.HELP,
        Command.LANGUAGE,
        Command.REVIEW,
        Command.SEND,
        Command.STOP,
    }
)
_IN_WORDS = _EVERYWHERE | {Command.UNDO}
_END = "."


def help_lines(session: AnswerSession) -> list[str]:
    """Every command with its letter and what it does, a line each."""
    does = [
        (Command.BACK, _("the question before")),
        (Command.CHANGE, _("with a number: change that question, then come back")),
        (Command.AGAIN, _("say the question again, with what stands above it")),
        (Command.EMPTY, _("take the answer back")),
        (Command.REVIEW, _("all that will be sealed")),
        (Command.SEND, _("after the review: seal and send")),
        (Command.STOP, _("later: leave, everything is kept")),
        (Command.LANGUAGE, _("another language")),
    ]
    if len(session.terms.questionnaire.languages) < 2:
        does.pop()
    told = [f"{word(command)}, {letter(command)}: {words}." for command, words in does]
    return [
        ended(_("Commands, each with its letter")),
        *told,
        _("Enter alone: the next question. What was answered stays."),
        _("In an open question a command begins with a dot, such as {back}. {undo} takes the last line back.").format(
            back=word(Command.BACK, marked=True), undo=word(Command.UNDO, marked=True)
        ),
    ]


class _Asking:
    """What asking has in common. `keep` is called after every change; `total` is the number of questions."""

    def __init__(
        self, session: AnswerSession, console: Console, words: Wording, total: int, keep: Callable[[], None]
    ) -> None:
        self._session, self._console, self._words = session, console, words
        self._total, self._keep = total, keep

    def _position(self, question: Question) -> str:
        return _("Question {number} of {total}").format(number=question.number, total=self._total)

    def _not_an_answer(self, choices: str) -> None:
        words = _("Type {choices}. Enter alone goes on. Type {help} for the commands.")
        self._console.say(words.format(choices=choices, help=word(Command.HELP)))
        self._console.missed()


class Answering(_Asking):
    """Asks one question at a time."""

    _above: tuple[Kind, int] | None = None
    """What stood above the last question: it is not said again for the next one of the same page."""
    _whole = False

    def say_all(self) -> None:
        """Say what stands above the next question with the scale, even if it was said before."""
        self._above, self._whole = None, True

    def said_all(self) -> None:
        """The scale was just said."""
        self._whole = False

    def answered(self, question: Question) -> bool:
        """Whether the question has an answer."""
        if question.kind is Kind.LINES:
            return self._session.rating(question.keys[0]) is not UNANSWERED
        if question.kind is Kind.TIME:
            known = question.index == 0 and self._session.cannot_tell
            return known or all(self._session.points(key) is not None for key in question.keys)
        return bool(self._session.comment(question.keys[0]).strip())

    def ask(self, question: Question) -> Typed | None:
        """Ask it. Returns None to go on, else a command that is not about this question alone."""
        shared = (self._session, self._console, self._words, self._total, self._keep)
        page = (question.kind, 0 if question.kind is Kind.WORDS else question.index)
        again, self._above = page == self._above, page
        if question.kind is Kind.WORDS:
            return _Open(*shared).ask(question, brief=again)
        if not again:
            self._console.say("", *self._words.heading(question, scale=self._whole))
            self._whole = False
        return _Time(*shared).ask(question) if question.kind is Kind.TIME else self._line(question)

    def _line(self, question: Question) -> Typed | None:
        key = question.keys[0]
        self._console.say("", self._words.text(question))
        while True:
            answer = self._words.answer(question)
            now = _("Now {answer}.").format(answer=answer.partition(",")[0]) + " " if answer else ""
            typed = self._console.ask(f"{self._position(question)}. {now}{self._words.choices()}:")
            if not typed:
                return None
            option = option_for_key(self._words.options(), typed)
            if option is not None:
                self._session.rate(key, option.value)
                self._keep()
                self._console.say(ended(f"{option.key}, {option.words}"))
                return None
            command = typed_command(typed, _EVERYWHERE)
            if command is None:
                self._not_an_answer(self._words.choices())
            elif command.command is not Command.EMPTY:
                return command
            else:
                self._session.clear(key)
                self._keep()
                self._console.say(ended(_("no answer")))


class _Time(_Asking):
    """The time question: its boxes one after the other, or all in one line."""

    def ask(self, question: Question) -> Typed | None:
        """Ask for all boxes; again as long as they do not add up and something new is typed."""
        while True:
            before = self._held(question)
            command = self._boxes(question)
            now = self._held(question)
            if command is not None or not any(held is not None for held in now) or self._adds_up(question):
                return command
            words = _("The boxes must add up to {points} before you can seal.").format(points=self._most)
            self._console.say(f"{self._left(question)} {words}")
            if now == before:
                return None

    def _boxes(self, question: Question) -> Typed | None:
        at = 0
        while at < len(question.keys):
            step = self._box(question, at)
            if isinstance(step, Typed):
                return step
            at = step
        return None

    def _box(self, question: Question, at: int) -> Typed | int:
        """Ask for one box. Returns the place of the box that is next, or a command."""
        key, name = self._words.boxes(question)[at]
        held = self._session.points(key)
        now = _("Now {answer}.").format(answer=held) + " " if held is not None else ""
        where = _("box {at} of {all}: {name}").format(at=at + 1, all=len(question.keys), name=ended(name))
        choices = self._choices(question)
        typed = self._console.ask(f"{self._position(question)}, {where} {now}{choices}:")
        if not typed:
            return at + 1
        if typed.casefold() == "n" and question.index == 0:
            return self._cannot_tell(question)
        if self._all_at_once(question, typed):
            return len(question.keys)
        if (points := self._points(typed)) is not None:
            self._give({key: points})
            self._console.say(self._left(question))
            return at + 1
        return self._command(question, at, typed, choices)

    def _command(self, question: Question, at: int, typed: str, choices: str) -> Typed | int:
        command = typed_command(typed, _EVERYWHERE)
        if command is None:
            self._not_an_answer(choices)
            return at
        if command.command is Command.BACK and at:
            return at - 1
        if command.command is not Command.EMPTY:
            return command
        self._session.set_points(question.keys[at], None)
        self._keep()
        self._console.say(self._left(question))
        return at

    def _cannot_tell(self, question: Question) -> int:
        self._session.cannot_tell = True
        self._keep()
        self._console.say(ended(self._words.given_points(question)))
        return len(question.keys)

    def _all_at_once(self, question: Question, typed: str) -> bool:
        """Points for all boxes in one line, such as `3 4 3`."""
        points = [self._points(part) for part in typed.replace(",", " ").split()]
        if len(points) != len(question.keys) or None in points:
            return False
        self._give(dict(zip(question.keys, points, strict=True)))
        self._console.say(ended(self._words.given_points(question)), self._left(question))
        return True

    def _give(self, points: dict[str, int | None]) -> None:
        for key, value in points.items():
            self._session.set_points(key, value)
        self._keep()

    def _points(self, typed: str) -> int | None:
        fits = typed.isascii() and typed.isdigit() and len(typed) <= len(str(self._most))
        return int(typed) if fits and int(typed) <= self._most else None

    def _choices(self, question: Question) -> str:
        words = _("0 to {most}, or N") if question.index == 0 else _("0 to {most}")
        return words.format(most=self._most)

    @property
    def _most(self) -> int:
        time = self._session.form.time
        return time.points if time else 0

    def _held(self, question: Question) -> list[int | None]:
        return [self._session.points(key) for key in question.keys]

    def _left(self, question: Question) -> str:
        return left_words(self._session.remainder(question.keys), self._most)

    def _adds_up(self, question: Question) -> bool:
        return None not in self._held(question) and not self._session.remainder(question.keys)


class _Open(_Asking):
    """An open question: lines of text, and commands that begin with a dot."""

    def ask(self, question: Question, *, brief: bool) -> Typed | None:
        """Ask for lines until an empty one, or one with a dot alone; `brief` if it was just told how to write."""
        self._console.say("", self._words.text(question))
        if not brief:
            back, help_ = word(Command.BACK, marked=True), word(Command.HELP, marked=True)
            words = _("Write line by line. An empty line ends. A command begins with a dot, such as {back} or {help}.")
            self._console.say(*self._words.hint(), words.format(back=back, help=help_))
        self._read(question)
        self._told = self._session.warnings(question.keys[0])
        first = True
        while True:
            typed = self._console.ask(self._prompt(question, first=first))
            if typed in ("", _END):
                return None
            command = typed_command(typed, _IN_WORDS, marked=True)
            if command is not None and command.command not in (Command.EMPTY, Command.UNDO):
                return command
            if command is not None:
                self._take_back(question, all_=command.command is Command.EMPTY)
            elif looks_marked(typed):
                self._console.say(_("There is no command {typed}, so it was left out.").format(typed=typed))
                self._console.missed()
            else:
                first = False
                self._add(question, typed)

    def _prompt(self, question: Question, *, first: bool) -> str:
        if first:
            return self._position(question) + ". " + _("Your words") + ":"
        return _("Line {number}:").format(number=len(self._lines(question)) + 1)

    def _lines(self, question: Question) -> list[str]:
        text = self._session.comment(question.keys[0])
        return text.split("\n") if text else []

    def _read(self, question: Question) -> None:
        """Say what was written before."""
        lines = self._lines(question)
        if lines:
            self._console.say(_("So far you wrote this; new lines go below it:"), *lines)

    def _add(self, question: Question, typed: str) -> None:
        key = question.keys[0]
        text = "\n".join([*self._lines(question), typed])
        self._session.set_comment(key, text)
        self._keep()
        if len(text) > COMMENT_LIMIT:
            self._console.say(no_room(COMMENT_LIMIT))
        commands = {Command.BACK, Command.HELP, Command.REVIEW, Command.SEND, Command.STOP, Command.UNDO}
        meant = typed_command(typed, commands)
        if meant is not None and typed.casefold() == word(meant.command):
            self._console.say(
                _("This was taken as your words. The command is {command}; {undo} takes the line back.").format(
                    command=word(meant.command, marked=True), undo=word(Command.UNDO, marked=True)
                )
            )
        self._warn(key)

    def _warn(self, key: str) -> None:
        """Say once what may give the writer away."""
        found = self._session.warnings(key)
        new = [words for words in found if words not in self._told]
        self._told = found
        if new:
            take = _("{undo} takes the line back.").format(undo=word(Command.UNDO, marked=True))
            self._console.say(*(_("Note: {words}").format(words=words) for words in new), take)

    def _take_back(self, question: Question, *, all_: bool) -> None:
        """Take the last line back, or everything."""
        left = [] if all_ else self._lines(question)[:-1]
        self._session.set_comment(question.keys[0], "\n".join(left))
        self._keep()
        self._told = self._session.warnings(question.keys[0])
        n = len(left)
        words = ngettext("{n} line is left.", "{n} lines are left.", n) if n else _("Nothing is written now.")
        self._console.say(words.format(n=n))
