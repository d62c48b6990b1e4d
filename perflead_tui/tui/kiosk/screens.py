"""The kiosk's own pages: the code, what it opens, and the receipt."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.flows.kiosk import how_many
from perflead_tui.flows.kiosk_session import Asked, Stand
from perflead_tui.flows.kiosk_words import code_words, welcome_words, what_became
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.sent import Sent
from perflead_tui.i18n import _, language, language_name
from perflead_tui.tui.content import EMPTY, Rows, hanging, line, wrapped
from perflead_tui.tui.kiosk.code import CodeEntry
from perflead_tui.tui.rater.frame import FrameScreen, at_once
from perflead_tui.tui.rater.sealed import WIDEST, SealedScreen
from perflead_tui.tui.widgets.action import Action


class EntryScreen(FrameScreen):
    """The welcome: the code."""

    AUTO_FOCUS = "CodeEntry"
    BINDINGS: ClassVar[list[BindingType]] = [
        at_once("escape", "screen.forget"),
        at_once("down,tab", "screen.step_focus(1)"),
        at_once("up,shift+tab", "screen.step_focus(-1)"),
        at_once("f10", "app.host"),
    ]

    def __init__(self, languages: Sequence[str], *, host: bool) -> None:
        """`host` says whether the host may leave."""
        super().__init__()
        self._languages, self._host = languages, host

    def bar(self) -> tuple[str, str]:
        """The product's name."""
        return "perflead", ""

    def page(self) -> Iterator[Widget]:
        """The title, the code, what happens to what is typed."""
        yield Static(line(_("Welcome")), classes="title", markup=False)
        yield Static(Rows(lambda width: self._wrapped(_("Type the code from your letter."), width)), markup=False)
        yield CodeEntry()
        told = welcome_words()
        yield Static(
            Rows(lambda width: [row for text in told for row in hanging(line("✓", "bold $good") + "  ", text, width)]),
            classes="gap",
            markup=False,
        )

    @staticmethod
    def _wrapped(words: str, width: int) -> list[Content]:
        return wrapped(words, min(width, WIDEST))

    def ways(self) -> Iterator[Widget]:
        """Help, language, the host's way out; open."""
        yield Action(_("Help"), "app.help", "F1")
        others = [code for code in self._languages if code != language()]
        if others:
            yield Action(language_name(others[0]), "app.language", "F2", id="language")
        if self._host:
            yield Action(_("Host"), "app.host", "F10", id="host")
        yield Static(id="apart")
        yield Action(_("Open"), "screen.open", "⏎", id="next", main=True)

    @on(CodeEntry.Changed)
    def _typed(self) -> None:
        self.notice = ""

    async def renew(self, typed: str = "") -> None:
        """Say everything anew, in the language that is active now; `typed` is the beginning of a code."""
        self.notice = ""
        await self.recompose()
        entry = self.query_one(CodeEntry)
        entry.typed = typed
        self.set_focus(entry)

    def give_back(self, typed: str) -> None:
        """A code that was taken and not tried stands in its place again, unless another one was begun."""
        for entry in self.query(CodeEntry):
            entry.typed = entry.typed or typed

    @on(CodeEntry.Submitted)
    def _submitted(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Try the code, if it is well typed."""
        entry = next(iter(self.query(CodeEntry)), None)
        if entry is None:  # the page is being made anew
            return
        if entry.fits:
            self.notice = ""
            self.app.call_later(self.run_action, "app.try_code")
            return
        if not entry.wrong:
            entry.wrong = _("A code has 16 characters, in four groups.")
        entry.focus()

    def action_forget(self) -> None:
        """Empty the code."""
        self.notice = ""
        for entry in self.query(CodeEntry):
            entry.forget()


class OverviewScreen(FrameScreen):
    """What a code opens: each review and how it stands."""

    CSS_PATH = "kiosk.tcss"
    AUTO_FOCUS = "#next"
    BINDINGS: ClassVar[list[BindingType]] = [
        at_once("escape", "app.later"),
        at_once("enter", "screen.enter"),
        at_once("down,tab", "screen.step_focus(1)"),
        at_once("up,shift+tab", "screen.step_focus(-1)"),
    ]

    def __init__(self, found: Sequence[Asked], done: Sequence[bool]) -> None:
        """`done` says of each whether it was answered in this sitting."""
        super().__init__()
        self._found, self._done = found, done

    def bar(self) -> tuple[str, str]:
        """The product's name."""
        return "perflead", ""

    @property
    def _next(self) -> Asked | None:
        ready = (each for each, done in zip(self._found, self._done, strict=True) if not done)
        return next((each for each in ready if each.stand is Stand.READY), None)

    def page(self) -> Iterator[Widget]:
        """How many, how long, and a line or two for each."""
        yield Static(line(_("What your code opens")), classes="title", markup=False)
        yield Static(
            Rows(lambda width: wrapped(how_many(self._found), min(width, WIDEST), "$muted")),
            markup=False,
        )
        for each, done in zip(self._found, self._done, strict=True):
            yield Static(Rows(lambda width, each=each, done=done: self._row(each, done, width)), classes="gap")  # type: ignore[misc]

    def _row(self, each: Asked, done: bool, width: int) -> list[Content]:
        mark = line("✓", "bold $good") if done else line("→" if each is self._next else "·", "bold $accent")
        words = _("answered just now") if done else each.words
        rows = hanging(mark + "  ", each.leader, width, "bold")
        return rows + [row.pad_left(3) for row in wrapped(words, min(width, WIDEST) - 3, "$muted")]

    def ways(self) -> Iterator[Widget]:
        """On to the next form, or back to the start."""
        if self._next is None:
            yield Static(id="apart")
            yield Action(_("To the start"), "app.finish", "⏎", id="next", main=True)
            return
        yield Action(_("Later"), "app.later", "Esc")
        yield Static(id="apart")
        yield Action(_("Go on"), "app.next_form", "⏎", id="next", main=True)


class DoneScreen(SealedScreen):
    """After sealing: what became of the answers, and the receipt to note."""

    CSS_PATH = "../rater/sent.tcss"  # Textual looks from the folder of this class
    BINDINGS: ClassVar[list[BindingType]] = [at_once("escape,enter", "app.done")]

    def __init__(self, session: AnswerSession, sent: Sent, following: str) -> None:
        """`following` is the leader of the next form behind the same code, if there is one."""
        super().__init__(session, sent)
        self._following = following

    def told(self, width: int) -> list[Content]:
        """What became of them, and who is next."""
        rows: list[Content] = []
        for text in what_became(self.session, self._sent):
            rows += wrapped(text, min(width, WIDEST))
        if self._following:
            words = _("Next: {leader}.").format(leader=self._following)
            rows += [EMPTY, *hanging(line("→", "bold $accent") + "  ", words, width)]
        return rows

    def about_receipt(self) -> list[str]:
        """The same, for somebody without a machine of their own."""
        return code_words()

    def ways(self) -> Iterator[Widget]:
        """On, or to the start."""
        yield Static(id="apart")
        yield Action(_("Next form") if self._following else _("Done"), "app.done", "⏎", id="next", main=True)
