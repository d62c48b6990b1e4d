"""Let what waits in the outbox leave, as far as its time has come and its drop is there."""

from dataclasses import dataclass

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.drop import DropError, Patience
from perflead_tui.exchange.invitation import parse_invitation
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


def deliver(patience: Patience | None = None) -> Delivered:
    """Claim, seal and send what can go. Nothing is lost: what cannot go stays."""
    results = [_deliver(held, patience) for held in list(outbox.entries())]
    return Delivered(
        sent=sum(result.outcome == "sent" for result in results),
        waiting=sum(result.outcome == "waiting" for result in results),
        problems=tuple(result.why for result in results if result.outcome in ("away", "damaged")),
    )


def deliver_quietly() -> int:
    """One quick try, for the start of any command; how many answers left. What is wrong is told by `deliver`."""
    try:
        return deliver(Patience(attempts=1, connect=3.0, read=5.0, whole=10.0)).sent
    except (PerfleadError, OSError):
        return 0


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
        way = session.send().way
    except DropError as error:
        return Delivery("away", error.message)
    except PerfleadError as error:
        return Delivery("damaged", _("{path} in the outbox: {why}").format(path=held.path.name, why=error.message))
    if way == "held":
        return Delivery("waiting")
    outbox.forget(held)
    return Delivery("sent" if way == "drop" else "away", "" if way == "drop" else _("The drop cannot be reached."))
