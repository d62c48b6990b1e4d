"""One review that a code opens at a kiosk: how it stands, and a session that leaves nothing behind in clear."""

import enum
import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.armour import ENVELOPE, armour
from perflead_tui.exchange.drop import DropError
from perflead_tui.exchange.invitation import Invitation, require_open
from perflead_tui.flows import outbox
from perflead_tui.flows.kiosk_copies import draft_of
from perflead_tui.flows.kiosk_keeping import QUICK, keep_waiting, timeless, write_envelope
from perflead_tui.flows.moments import today
from perflead_tui.flows.outbox import Held
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.sent import Sent
from perflead_tui.i18n import _, format_date, language, ngettext, speaking
from perflead_tui.text import clean_line

_NAME = 80  # characters of a name inside a sentence


@dataclass(frozen=True)
class Places:
    """Where envelopes go: into `envelopes`, else into `drop`, else into the drop that the terms name."""

    drop: str | None = None
    envelopes: Path | None = None


class KioskSession(AnswerSession):
    """A session at a machine that is not the rater's own."""

    def __init__(self, invitation: Invitation, places: Places) -> None:
        if places.drop is not None:  # the same drop may be reached from here by another address
            terms = invitation.terms.model_copy(update={"drop": places.drop})
            invitation = replace(invitation, terms=terms)
        self._kept = draft_of(invitation, places.envelopes)
        super().__init__(None, invitation, places.envelopes, self._kept)

    @property
    def shared(self) -> bool:
        """It is."""
        return True

    @property
    def keeping(self) -> str:
        """Where the draft is kept, in a sentence for the rater."""
        return _("Every answer is kept at once, sealed. Only your code opens it.")

    def send(self, waiting: Held | None = None) -> Sent:
        """Seal the answers and send them, as a newer answer than any that this code has sent from a kiosk of this drop.

        Raises PerfleadError: the draft is then kept.
        """
        self._draft.revision = max(self._draft.revision, self._file.load().revision)
        return super().send(waiting)

    def _begin_claim(self) -> None:
        """Make a claim; it is posted when every kiosk of the drop can go on with it."""
        super()._begin_claim()
        self._kept.ensure()

    def _hold(self, revision: int) -> Sent:
        """Nothing that could be read without the code waits at a kiosk."""
        raise PerfleadError(
            _("This review does not take your answers yet."), _("Your draft is kept, sealed. Come back later.")
        )

    def _hand_over(self, envelope: bytes, revision: int, receipt: bytes, waiting: Held | None) -> Sent:
        self._kept.ensure()  # the number of this answer: no kiosk of the drop gives it a second time
        if self._by_drop and self.terms.drop is not None:
            # Without its receipt: that is the rater's alone.
            held = outbox.hold_envelope(self.terms.drop, self.terms.review, envelope, b"")
            timeless(held.path)
            left = outbox.send_envelope(held, QUICK).outcome == "sent"
            return Sent(None, revision, "drop" if left else "outbox")
        assert self._out is not None  # noqa: S101 - `check_places` lets no other pass
        name = f"{secrets.token_hex(8)}.envelope"
        data = armour(ENVELOPE, envelope).encode() if self.armoured else envelope
        try:
            write_envelope(self._out / name, data)
        except (PerfleadError, OSError):
            keep_waiting(name, data)
            return Sent(None, revision, "outbox", to_courier=self.terms.courier is not None)
        return Sent(self._out / name, revision, "file", to_courier=self.terms.courier is not None)


class Stand(enum.Enum):
    """How one review stands for one code."""

    READY = enum.auto()
    LATER = enum.auto()
    """It was claimed, or will be: answers are taken another time."""
    OVER = enum.auto()


@dataclass(frozen=True)
class Asked:
    """One review behind a code: its session if it can be answered now, and what is to be said of it."""

    leader: str
    stand: Stand
    told: str
    """Why it cannot be answered now, in the language of the invitation; empty if it can."""
    session: KioskSession | None = None
    language: str | None = None
    """That of the invitation, if it names one."""

    @property
    def words(self) -> str:
        """What is to be said of it."""
        return _ready(self.session) if self.session is not None else self.told

    @property
    def minutes(self) -> int:
        """About how long the form takes; 0 if it is not to be answered now."""
        return self.session.minutes if self.session is not None else 0


def asked(invitation: Invitation, places: Places) -> Asked:
    """How the review of this invitation stands; in a blind review a credential is claimed on the way."""
    leader, spoken = clean_line(invitation.terms.leader, _NAME), invitation.language
    with speaking(spoken or language()):
        try:
            require_open(invitation, today())
        except PerfleadError as error:
            return Asked(leader, Stand.OVER, error.message, language=spoken)
        session = KioskSession(invitation, places)
        waits = _claimed(session) if session.blind else None
    if waits is not None:
        return Asked(leader, *waits, language=spoken)
    return Asked(leader, Stand.READY, "", session, session.language)


def _claimed(session: KioskSession) -> tuple[Stand, str] | None:
    """Claim over the drop and take the grant in. What the rater has to wait for, or nothing."""
    away = False
    try:
        session.claim(QUICK)
    except DropError:
        away = True
    except PerfleadError as error:
        return Stand.OVER, f"{error.message} {error.hint}".strip()
    blind = session.terms.blind
    early = blind is not None and not blind.answers_open(outbox.now())
    if away and not session.granted:
        return Stand.LATER, _("The place where invitations are accepted cannot be reached now. Come back later.")
    if early and blind is not None:
        words = _(
            "Your invitation is being accepted, without your name. That is all for today. "
            "Come back on {day} or later with the same code, and answer."
        )
        return Stand.LATER, words.format(day=format_date(blind.answers_from.astimezone().date()))
    if not session.granted:
        return Stand.LATER, _(
            "Your invitation is being accepted, without your name. That takes a while: "
            "come back later with the same code, and answer."
        )
    return None


def _ready(session: KioskSession) -> str:
    minutes = ngettext("about {n} minute", "about {n} minutes", session.minutes).format(n=session.minutes)
    if session.resumed:
        done, total = session.progress()
        return _("{minutes}; your draft was kept: {done} of {total} lines").format(
            minutes=minutes, done=done, total=total
        )
    if session.used:
        return _("answered; new answers replace the earlier ones")
    return minutes
