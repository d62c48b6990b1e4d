"""Answering an invitation line by line, without a screen: everything that the form offers, as a conversation.

    what is asked, then the prompt "Question 3 of 41. 1 to 5, or N:", then a line that is typed

An answer is kept at once. Enter alone goes on; `help` lists the commands. See `plain_commands`.
"""

from collections.abc import Callable

from perflead_tui.errors import PerfleadError
from perflead_tui.export.sentence import ended
from perflead_tui.files import shown
from perflead_tui.flows.form_steps import step_of, steps_of
from perflead_tui.flows.form_words import (
    code_words,
    doubts,
    give_away,
    left_before,
    open_lines,
    receipt_kept,
    sealed_title,
    to_mend,
    what_next,
)
from perflead_tui.flows.kiosk_words import code_words as shared_code_words
from perflead_tui.flows.kiosk_words import what_became
from perflead_tui.flows.plain_ask import Answering, help_lines
from perflead_tui.flows.plain_commands import Command, Typed, typed_command, word
from perflead_tui.flows.plain_console import Console, confirmed
from perflead_tui.flows.plain_form import Question, Wording, questions_of
from perflead_tui.flows.promises import check_words, circumstances, fact_parts, heading, headline, promises, state
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.sent import Sent
from perflead_tui.i18n import _, language_name, set_language, speaking
from perflead_tui.questionnaire.translated import untranslated
from perflead_tui.sealing.code import read_code
from perflead_tui.sealing.errors import SealingError

INTERRUPTED = 130
_DONE, _ENDED = 0, 1
_AT_WELCOME = frozenset({Command.AGAIN, Command.HELP, Command.LANGUAGE, Command.STOP})
_AT_REVIEW = frozenset(
    {
        Command.AGAIN,
        Command.BACK,
        Command.CHANGE,
        Command.HELP,
        Command.LANGUAGE,
        Command.REVIEW,
        Command.SEND,
        Command.STOP,
    }
)


class _Left(Exception):
    """The rater typed `stop`."""


def asked_code(console: Console) -> str:
    """The code of a pack, asked for until it is one. Raises PerfleadError at the end of the input."""
    while True:
        try:
            return read_code(console.ask(_("The code from your letter") + ":"))
        except SealingError as error:
            console.say(f"{error.message} {error.hint}")
            console.missed()
        except EOFError:
            raise PerfleadError(
                _("A code is needed, and the input has ended."), _("Give it with --code-file FILE.")
            ) from None


def answer_plain(session: AnswerSession, console: Console, *, offer_receipt: bool = True) -> int:
    """Let a rater answer; `offer_receipt` asks at the end whether the receipt is to be kept in a file.

    Returns the exit code: 0 sealed or stopped, 1 if the input ended before, 130 after Ctrl+C. Raises PerfleadError if
    nobody is there and the input makes no sense; what was answered is kept in any case.
    """
    set_language(session.language)
    rater = PlainRater(session, console)
    try:
        rater.run()
        if offer_receipt and rater.sent is not None and rater.sent.code is not None:
            rater.offer_receipt()
    except _Left:
        return rater.leave(_DONE)
    except EOFError:
        if rater.sent is not None:
            return _DONE
        console.say(_("The input has ended."))
        return rater.leave(_ENDED)
    except KeyboardInterrupt:
        if rater.sent is None:
            console.say("")
            rater.leave(_DONE)
        return INTERRUPTED
    return _DONE


class PlainRater:
    """One rater at one form."""

    def __init__(self, session: AnswerSession, console: Console) -> None:
        self.session, self._console = session, console
        self.sent: Sent | None = None
        self._questions = questions_of(session.form)
        self._words = Wording(session)
        self._answering = Answering(session, console, self._words, len(self._questions), self.keep)
        self._at = 0
        self._back_to: int | None = None
        self._visited: Question | None = None
        """The question that was visited from the review: there it alone is said again."""
        self._asked: set[str] = set()
        self._lost = ""

    def run(self) -> None:
        """From the welcome to the receipt's code. Raises EOFError at the end of the input."""
        self._welcome()
        self._answering.said_all()
        self._at = self._where_left()
        while self.sent is None:
            if self._at == len(self._questions):
                self._review()
            else:
                self._question()
        self._finished(self.sent)

    def leave(self, code: int) -> int:
        """Say that everything is kept, or why it is not; returns the exit code."""
        self.keep()
        self._console.say(self._lost or left_before(self.session))
        return 1 if self._lost else code

    def keep(self) -> None:
        """Keep the draft; if that fails say so, once, and go on."""
        try:
            self.session.save()
        except PerfleadError as error:
            if str(error) != self._lost:
                self._console.say(str(error))
            self._lost = str(error)
        else:
            self._lost = ""

    # Welcome

    def _welcome(self) -> None:
        self._promise()
        self._until_enter()
        questionnaire = self.session.terms.questionnaire
        how = questionnaire.instructions.for_reader(self.session.language, own=self.session.own)
        self._console.say("", ended(_("How to answer")), how, self._words.scale(), self.session.keeping)
        self._say_untranslated()

    def _say_untranslated(self) -> None:
        note = untranslated(self.session.language, self.session.terms.questionnaire)
        if note:
            self._console.say(note)

    def _until_enter(self) -> None:
        """Wait for Enter, and obey on the way what may be typed before the first question."""
        while True:
            prompt = _("Enter begins. Type {help} for the commands:").format(help=word(Command.HELP))
            typed = self._console.ask(prompt)
            if not typed:
                return
            code = self._languages().get(typed.casefold())
            found = Typed(Command.LANGUAGE, code) if code else typed_command(typed, _AT_WELCOME)
            if found is None:
                self._not_known()
                continue
            self._obey(found)
            if found.command in (Command.AGAIN, Command.LANGUAGE):
                self._promise()

    def _promise(self) -> None:
        """What the first screen of the form says, in its words."""
        session, say = self.session, self._console.say
        say(f"perflead. {ended(', '.join(fact_parts(session)))}", ended(headline(session)))
        say(ended("; ".join(circumstances(session))))
        if state(session):
            say(state(session))
        say("", ended(heading()))
        for promise in promises(session):
            say(promise.text if promise.kept else _("Not protected: {words}").format(words=promise.text))
        say("", check_words(), session.fingerprint)
        for code in session.languages:
            if code != session.language:
                with speaking(code):
                    say(_("For {language} type: {code}").format(language=language_name(code), code=code))

    def _where_left(self) -> int:
        """The place to begin at: for somebody who comes back the first open question of the page they were on."""
        step = steps_of(self.session.form)[self.session.place] if self.session.resumed else None
        if step is None or not step.number:
            return 0
        page = [at for at, each in enumerate(self._questions) if (each.kind, each.index) == (step.kind, step.index)]
        return next((at for at in page if not self._answering.answered(self._questions[at])), page[0])

    # Questions

    def _question(self) -> None:
        question = self._questions[self._at]
        self.session.place = step_of(self.session.form, question.keys[0])
        typed = self._answering.ask(question)
        if typed is None:
            self._visited = question if self._back_to == len(self._questions) else None
            self._at = self._at + 1 if self._back_to is None else self._back_to
            self._back_to = None
        else:
            self._obey(typed)

    def _obey(self, typed: Typed) -> None:
        """Do what every question's commands do."""
        jumps: dict[Command, Callable[[], None]] = {
            Command.BACK: lambda: self._go_to(max(self._at - 1, 0)),
            Command.REVIEW: lambda: self._go_to(len(self._questions)),
            Command.CHANGE: lambda: self._change(typed.argument),
            Command.LANGUAGE: lambda: self._language(typed.argument),
            Command.HELP: self._help,
            Command.AGAIN: self._answering.say_all,
            Command.SEND: self._not_yet,
            Command.STOP: self._stop,
        }
        jumps[typed.command]()

    def _go_to(self, at: int) -> None:
        self._at, self._back_to = at, None
        self._answering.say_all()

    def _change(self, number: str) -> None:
        """Visit a question, and come back afterwards."""
        last = len(self._questions)
        if not (number.isascii() and number.isdigit() and 1 <= int(number[:4]) <= last):
            self._console.say(
                _("Type {change} and a number from 1 to {last}, such as: {change} 3").format(
                    change=word(Command.CHANGE), last=last
                )
            )
            self._console.missed()
            return
        if self._back_to is None:
            self._back_to = self._at
        self._at = int(number[:4]) - 1
        self._answering.say_all()

    def _language(self, wanted: str) -> None:
        """The language that was named, else the next one; nothing is lost."""
        self.session.language = self._languages().get(wanted.casefold(), self.session.next_language)
        set_language(self.session.language)
        self.keep()
        self._console.say(ended(language_name(self.session.language)))
        self._say_untranslated()
        self._answering.say_all()

    def _languages(self) -> dict[str, str]:
        """The languages by what may be typed for them: their names and codes."""
        codes = self.session.languages
        return {language_name(code).casefold(): code for code in codes} | {code.casefold(): code for code in codes}

    def _help(self) -> None:
        session = self.session
        self._console.say(
            "",
            *help_lines(session),
            "",
            ended(_("What could still give me away")),
            *give_away(shared=self.session.shared),
        )
        self._console.say("", ended(_("What was promised")), session.fingerprint)
        self._console.say(_("or, shorter: {code}").format(code=session.short_code), check_words(), "")

    def _not_yet(self) -> None:
        words = _("Type {review} first: it says everything that will be sealed. {send} works there.")
        self._console.say(words.format(review=word(Command.REVIEW), send=word(Command.SEND)))

    def _stop(self) -> None:
        raise _Left

    def _not_known(self) -> None:
        self._console.say(_("That is not known here. Type {help} for the commands.").format(help=word(Command.HELP)))
        self._console.missed()

    # Review and sealing

    def _review(self) -> None:
        """Everything as it will be sealed; then what is to be done with it."""
        if self._visited is not None:
            self._console.say("", self._words.reviewed(self._visited))
            self._visited = None
        else:
            self._say_review()
        while self._at == len(self._questions) and self.sent is None:
            done, total = self.session.progress()
            told = _("Review. {done} of {total} lines answered.").format(done=done, total=total)
            commands = (Command.SEND, Command.CHANGE, Command.STOP)
            self._of_review(self._console.ask(f"{told} {', '.join(map(word, commands))}:"))

    def _say_review(self) -> None:
        session, say = self.session, self._console.say
        say("", ended(_("This is what will be sealed")), *self._words.review(self._questions))
        say("", *filter(None, [open_lines(session)]), *session.problems())
        say(
            _(
                "Type {send} to seal your answers, {change} 3 to change question 3, {stop} to leave with all kept."
            ).format(send=word(Command.SEND), change=word(Command.CHANGE), stop=word(Command.STOP))
        )

    def _of_review(self, text: str) -> None:
        found = typed_command(text, _AT_REVIEW)
        if found is None:
            self._not_known()
        elif found.command is Command.SEND:
            self._send()
        else:
            self._obey(found)
            if found.command in (Command.AGAIN, Command.REVIEW, Command.LANGUAGE):
                self._say_review()

    def _send(self) -> None:
        """Seal, unless something is to be mended or a question is worth asking first; each is asked once."""
        session = self.session
        problems = session.problems()
        if problems:
            self._console.say(problems[0])
            key = to_mend(session)
            self._change(str(next(each.number for each in self._questions if key in each.keys)))
            return
        for name, question in doubts(session).items():
            if name in self._asked:
                continue
            self._asked.add(name)
            if not confirmed(self._console, question):
                return
        try:
            self.sent = session.send()
        except PerfleadError as error:
            self._console.say(str(error))

    def _finished(self, sent: Sent) -> None:
        """Where the answers are, what is left to do, the receipt."""
        say = self._console.say
        shared = self.session.shared
        say("", ended(sealed_title(sent)))
        if sent.path is not None and not shared:
            say(shown(sent.path))
        say(*(what_became(self.session, sent) if shared else what_next(self.session, sent)))
        if sent.code is not None:
            about = shared_code_words() if shared else code_words()
            say("", _("Receipt: {code}").format(code=sent.code), *about)

    def offer_receipt(self) -> None:
        """Keep the receipt in a file, if the rater wants to."""
        receipt = word(Command.RECEIPT)
        while typed := self._console.ask(_("Type {receipt} to keep it in a file. Enter ends:").format(receipt=receipt)):
            if typed_command(typed, {Command.RECEIPT}) is None:
                self._console.say(_("Type {receipt}, or press Enter.").format(receipt=receipt))
                self._console.missed()
                continue
            self._keep_receipt()
            return

    def _keep_receipt(self) -> None:
        try:
            path = shown(self.session.save_receipt())
        except PerfleadError as error:
            self._console.say(str(error))
        else:
            self._console.say(receipt_kept(path))
