"""After sealing: where the file is, the one thing that is left to do, and the receipt."""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.receipt import parse_receipt
from perflead_tui.files import shown
from perflead_tui.flows import outbox
from perflead_tui.flows.deliver import deliver_quietly
from perflead_tui.flows.form_words import receipt_kept, what_next
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.sent import Sent
from perflead_tui.i18n import _
from perflead_tui.tui.content import EMPTY, hanging, line, plain, wrapped
from perflead_tui.tui.rater.frame import Gone, at_once
from perflead_tui.tui.rater.leaving import LOOK, Leaving
from perflead_tui.tui.rater.sealed import WIDEST, SealedScreen
from perflead_tui.tui.widgets.action import Action


class SentScreen(SealedScreen):
    """The end of the form."""

    BINDINGS: ClassVar[list[BindingType]] = [
        at_once("escape,enter,q", "app.done"),
        at_once("r,R", "screen.keep_receipt"),
    ]

    def __init__(self, session: AnswerSession, sent: Sent) -> None:
        super().__init__(session, sent)
        self._kept = ""
        self._leaving = Leaving(sent.leaves_from)

    def on_mount(self) -> None:
        """While the window is open, what waits leaves when its time has come."""
        if self._sent.way == "outbox" or (self._sent.leaves_from and self._sent.way == "held"):
            self.set_interval(LOOK, self._look)

    def _look(self) -> None:
        if self._sent.way != "drop" and self._leaving.due(outbox.now()):
            self.run_worker(self._leave, thread=True, exclusive=True)

    def _leave(self) -> None:
        place, receipts = self._sent.waits, deliver_quietly().receipts
        if place is not None and place in receipts:
            self.app.call_from_thread(self._left, receipts[place])

    def _left(self, receipt: bytes) -> None:
        """It has gone: now there is a receipt, and nothing is left to do."""
        self.session.take_receipt(receipt)
        self._sent = replace(self._sent, way="drop", waits=None, code=parse_receipt(receipt, "").code)
        self.post_message(Gone(self._sent))
        self.refresh(recompose=True)

    def told(self, width: int) -> list[Content]:
        """Where the file is, and what to do with it."""
        width = min(width, WIDEST)
        rows = [*wrapped(shown(self._sent.path), width, "bold"), EMPTY] if self._sent.path is not None else []
        for number, text in enumerate(what_next(self.session, self._sent), start=1):
            mark = (line("→", "bold $accent") if number == 1 else plain(" ")) + "  "
            rows += [*hanging(mark, text, width), *([EMPTY] if number == 1 else [])]
        return rows

    def ways(self) -> Iterator[Widget]:
        """The way out, and the receipt as a file."""
        if self._sent.code is not None:
            yield Action(_("Keep a receipt file"), "screen.keep_receipt", "R", id="keep")
        yield Static(id="apart")
        yield Action(_("Done"), "app.done", "⏎", id="next", main=True)

    def action_keep_receipt(self) -> None:
        """Write the small file, once; a file that is there is left as it is."""
        if self._sent.code is None:
            return
        if not self._kept:
            try:
                self._kept = shown(self.session.save_receipt())
            except PerfleadError as error:
                self.notice = str(error)
                return
        self.notice = receipt_kept(self._kept)
