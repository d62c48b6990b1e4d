"""The rater's app: walks through the steps, keeps the draft, seals."""

from pathlib import Path
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.form_steps import Kind, step_of, steps_of
from perflead_tui.flows.form_words import doubts, to_mend
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.sent import Sent
from perflead_tui.i18n import _, set_language
from perflead_tui.tui.again import reopened
from perflead_tui.tui.base import BaseApp
from perflead_tui.tui.dialogs import AskScreen
from perflead_tui.tui.rater.dialogs import HelpScreen
from perflead_tui.tui.rater.frame import Changed, FrameScreen, Gone, RaterScreen
from perflead_tui.tui.rater.lines import LinesScreen
from perflead_tui.tui.rater.time import TimeScreen
from perflead_tui.tui.rater.welcome import HowScreen, WelcomeScreen

_SAVE_AFTER = 0.3  # seconds of quiet after a change


class FormApp(BaseApp[Sent]):
    """Walks through the form of one invitation at a time."""

    CSS_PATH: ClassVar[Any] = "frame.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2", "language", show=False, priority=True)]

    session: AnswerSession

    def begin(self, session: AnswerSession) -> None:
        """Start with the form of `session`, in its language."""
        self.session = session
        self.at = 0
        self.sent: Sent | None = None
        self.lost = ""
        """Why the draft could not be kept; empty if it was."""
        self._steps = steps_of(session.form)
        self._unsaved = False
        self._timer: Timer | None = None
        self._visit: str | None = None
        self._asked: set[str] = set()
        set_language(session.language)

    # Walking

    def _screen(self, at: int, start: str | None) -> RaterScreen:
        step = self._steps[at]
        if step.kind is Kind.WORDS:
            from perflead_tui.tui.rater.words import WordsScreen  # here: the first screen need not wait for it

            return WordsScreen(self.session, step, self._visit, start)
        if step.kind is Kind.REVIEW:
            from perflead_tui.tui.rater.review import ReviewScreen

            return ReviewScreen(self.session, step, self._visit, start)
        kinds = {
            Kind.WELCOME: WelcomeScreen,
            Kind.HOW: HowScreen,
            Kind.LINES: LinesScreen,
            Kind.TIME: TimeScreen,
        }
        return kinds[step.kind](self.session, step, self._visit, start)

    async def _show(self, at: int, *, visit: str | None = None, start: str | None = None) -> None:
        self.at, self._visit = min(max(at, 0), len(self._steps) - 1), visit
        screen = self._screen(self.at, start)
        screen.set_reactive(RaterScreen.kept, self._kept_words())
        if self._steps[self.at].number and self.session.place != self.at:
            self.session.place = self.at
            self._keep_soon()
        await self._put(screen)

    async def _put(self, screen: FrameScreen) -> None:
        """Show `screen` instead of the one before; the very first one stays below, since it cannot be switched."""
        screen.add_class(*self.size_classes())
        if len(self.screen_stack) > 1:
            await self.switch_screen(screen)
        else:
            await self.push_screen(screen)

    async def action_go_on(self) -> None:
        """The next step; from a visit back to the list; a rater who comes back goes on where they stopped."""
        if self._visit:
            await self._show(len(self._steps) - 1, start=self._visit)
        elif self.at == 0 and self.session.resumed and self.session.place > 1:
            await self._show(self.session.place)
        else:
            await self._show(self.at + 1)

    async def action_go_back(self) -> None:
        """The step before."""
        if self.at:
            await self._show(self.at - 1)

    async def action_go_to(self, key: str) -> None:
        """Visit the step that asks for `key`, from the list."""
        await self._show(step_of(self.session.form, key), visit=key)

    def languages(self) -> list[str]:
        """The questionnaire's, then those that perflead itself is in."""
        return self.session.languages

    async def speak(self, code: str) -> None:
        """The form in a language; it is kept in the draft and never leaves with the answers."""
        self.session.language = code
        self._keep_soon()
        await super().speak(code)

    async def renew(self, screen: Screen[Any]) -> None:
        """A step of the form begins again at what had the focus; what was answered is in the session."""
        if isinstance(screen, RaterScreen) and self.sent is None:
            await self._show(self.at, visit=self._visit, start=screen.focus_now())
        else:
            await super().renew(screen)

    async def action_help(self) -> None:
        """Keys, and what could still give a rater away."""
        await self.push_screen(HelpScreen(self.session))

    # Keeping the draft

    def on_changed(self, _message: Changed) -> None:
        """Keep the draft soon."""
        self._keep_soon()

    def _keep_soon(self) -> None:
        self._unsaved = True
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_SAVE_AFTER, self._keep_now)

    def _keep_now(self) -> None:
        """Keep it; if that fails say so once, quietly, and go on."""
        try:
            self.keep()
        except PerfleadError as error:
            if not self.lost:
                self._tell(str(error))
            self.lost = str(error)
        else:
            if self.lost:
                self._tell("")
            self.lost = ""
        for screen in self._pages():
            screen.kept = self._kept_words()

    def keep(self) -> None:
        """Put the draft on disk if it has changed. Raises PerfleadError."""
        if self._unsaved and self.sent is None:
            self.session.save()
            self._unsaved = False

    def _kept_words(self) -> str:
        if self.lost:
            return _("not saved")
        return "" if self._unsaved or not self.session.progress()[0] else _("saved")

    def _tell(self, words: str) -> None:
        for screen in self._pages():
            screen.notice = words

    def _pages(self) -> list[RaterScreen]:
        """The page in front, if there is one: none below a dialog, none while the app goes down."""
        return [screen for screen in self.screen_stack[-1:] if isinstance(screen, RaterScreen)]

    # Sealing

    async def action_seal(self) -> None:
        """Seal, unless a question is worth asking first; each is asked once."""
        problems = self.session.problems()
        if problems:
            await self.action_go_to(to_mend(self.session))
            self._tell(problems[0])
            return
        doubt = next((name for name in doubts(self.session) if name not in self._asked), "")
        if doubt:
            self._asked.add(doubt)
            self._ask(doubt)
        else:
            await self._seal()

    @reopened
    def _ask(self, doubt: str) -> None:
        question = doubts(self.session)[doubt]
        self.push_screen(AskScreen(question, _("Yes, seal"), _("Look again")), self._asked_and_answered)

    async def _asked_and_answered(self, yes: bool | None) -> None:
        if yes:
            await self._seal()

    async def _seal(self) -> None:
        try:
            self.sent = await self.send()
        except PerfleadError as error:
            self._tell(str(error))
            return
        await self._put(self.ending(self.sent))

    async def send(self) -> Sent:
        """Seal and send. Raises PerfleadError."""
        return self.session.send()

    def ending(self, sent: Sent) -> FrameScreen:
        """The last page of the form."""
        raise NotImplementedError


class RaterApp(FormApp):
    """The form of one invitation. Its result is what was sealed, or None if the rater left before that."""

    def __init__(self, session: AnswerSession, theme: str | None = None) -> None:
        super().__init__(theme)
        self.begin(session)

    def get_default_screen(self) -> Screen[None]:
        """The welcome."""
        return WelcomeScreen(self.session, self._steps[0])

    def ending(self, sent: Sent) -> FrameScreen:
        """Where the sealed answers are, and the receipt."""
        from perflead_tui.tui.rater.sent import SentScreen

        return SentScreen(self.session, sent)

    def action_later(self) -> None:
        """Leave; everything is kept. If it cannot be kept, say so first and leave at the second time."""
        already_told = bool(self.lost)
        self._keep_now()
        if self.lost and not already_told:
            self._tell(self.lost + " " + _("Esc once more leaves without the answers since the last save."))
            return
        self.exit(return_code=1 if self.lost else 0)

    def action_done(self) -> None:
        """Leave after sealing."""
        self.exit(self.sent)

    def on_gone(self, message: Gone) -> None:
        """What waited has left while the window was open."""
        self.sent = message.sent

    @property
    def envelope(self) -> Path | None:
        """Where the sealed file is, once there is one."""
        return self.sent.path if self.sent else None
