"""A page after sealing: what became of the answers, and the code of their receipt."""

from abc import abstractmethod
from collections.abc import Iterator

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.flows.form_steps import Kind, Step
from perflead_tui.flows.form_words import code_words, sealed_title
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.sent import Sent
from perflead_tui.tui.content import Rows, line, plain, wrapped
from perflead_tui.tui.rater.frame import RaterScreen

WIDEST = 76
_SPACED = 60  # columns from which the code has air between its characters


class SealedScreen(RaterScreen):
    """Subclasses say what became of the answers, and the ways on."""

    CSS_PATH = "sent.tcss"
    AUTO_FOCUS = "#next"

    def __init__(self, session: AnswerSession, sent: Sent) -> None:
        super().__init__(session, Step(Kind.REVIEW))
        self._sent = sent

    def bar(self) -> tuple[str, str]:
        """Whom it was about."""
        return self.about(), ""

    def page(self) -> Iterator[Widget]:
        """What became of them, then the receipt."""
        yield Static(line(sealed_title(self._sent)), classes="title", markup=False)
        yield Static(Rows(self.told), classes="gap", markup=False)
        if self._sent.code is not None:
            with Vertical(id="receipt"):
                yield Static(Rows(self._code), id="code", markup=False)
                yield Static(Rows(self._about_code), id="about-code", markup=False)

    @abstractmethod
    def told(self, width: int) -> list[Content]:
        """What became of the answers, in at most `width` cells."""

    def about_receipt(self) -> list[str]:
        """What the code is for, and that nobody has to keep it."""
        return code_words()

    def _code(self, width: int) -> list[Content]:
        code = self._sent.code or ""
        if width >= _SPACED:
            code = "   ".join(" ".join(group) for group in code.split("-"))
        return [plain(code, "bold $accent")]

    def _about_code(self, width: int) -> list[Content]:
        words, choice = self.about_receipt()
        width = min(width, WIDEST)
        return [*wrapped(words, width), *wrapped(choice, width, "$muted")]
