"""Let what waits in the outbox leave, as far as its time has come and its drop is there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.drop import DropError, Patience
from perflead_tui.exchange.invitation import parse_invitation
from perflead_tui.exchange.receipt import parse_receipt
from perflead_tui.files import private_dir, write_atomic
from perflead_tui.flows import outbox
from perflead_tui.flows.outbox import Delivery, Held
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.i18n import _


@dataclass(frozen=True)
class Delivered:
    """What a round did: how many answers left, how many wait for their time or grant, and what stood in the way."""

    sent: int
    waiting: int
    problems: tuple[str, ...]
    receipts: Mapping[Path, bytes] = field(default_factory=dict)
    """The receipt of each answer that left, by its place in the outbox."""

    @property
    def codes(self) -> list[str]:
        """The short codes of the receipts, in no order that means anything."""
        return sorted(parse_receipt(data, path.name).code for path, data in self.receipts.items())


def deliver(patience: Patience | None = None) -> Delivered:
    """Claim, seal and send what can go. Nothing is lost: what cannot go stays."""
    done = [(held.path, _deliver(held, patience)) for held in list(outbox.entries())]
    return Delivered(
        sent=sum(result.outcome == "sent" for _path, result in done),
        waiting=sum(result.outcome == "waiting" for _path, result in done),
        problems=tuple(result.why for _path, result in done if result.outcome in ("away", "damaged")),
        receipts={path: result.receipt for path, result in done if result.outcome == "sent" and result.receipt},
    )


def deliver_quietly() -> Delivered:
    """One quick try, for the start of any command and for an open window. What is wrong is told by `deliver`."""
    try:
        return deliver(Patience(attempts=1, connect=3.0, read=5.0, whole=10.0))
    except (PerfleadError, OSError):
        return Delivered(0, 0, ())


def save_receipts(done: Delivered, folder: Path) -> list[Path]:
    """Write the receipts of what left into `folder`, named as the envelopes would be. Raises PerfleadError."""
    private_dir(folder)
    written = []
    for path, data in done.receipts.items():
        written.append(folder / f"{path.stem}.receipt")
        write_atomic(written[-1], data, overwrite=False)
    return written


def _deliver(held: Held, patience: Patience | None) -> Delivery:
    if held.invitation is None:
        return outbox.send_envelope(held, patience)
    try:
        session = AnswerSession(None, parse_invitation(held.invitation, held.path.name))
        if not session.ready:  # it was changed, or sent in another way
            if not session.resumed:
                outbox.forget(held)
            return Delivery("waiting")
        before = session.granted
        session.claim(patience)
        two_phases = session.terms.blind is not None and session.terms.blind.two_phases
        if not session.granted or (two_phases and not before):
            return Delivery("waiting")  # fetching the grant and sending in one go would tie the two together
        sent = session.send(held)
    except DropError as error:
        return Delivery("away", error.message)
    except PerfleadError as error:
        return Delivery("damaged", _("{path} in the outbox: {why}").format(path=held.path.name, why=error.message))
    if sent.way == "held":
        return Delivery("waiting")
    if sent.way == "outbox":
        return Delivery("away", _("The drop cannot be reached."))
    return Delivery("sent", receipt=session.receipt())
