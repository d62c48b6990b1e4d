"""What a rater does: open an invitation, answer, leave and come back, send."""

import datetime
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.armour import ENVELOPE, armour
from perflead_tui.exchange.drop import Patience
from perflead_tui.exchange.invitation import Invitation, load_invitation, mark_used, require_open
from perflead_tui.exchange.receipt import code_of, make_receipt
from perflead_tui.files import parse_json, read_limited, shown, write_atomic
from perflead_tui.flows import outbox
from perflead_tui.flows.claiming import begin, credential_in, fetch, finish, post
from perflead_tui.flows.drafts import DraftFile
from perflead_tui.flows.filling import Filling
from perflead_tui.flows.outbox import Held
from perflead_tui.flows.response import make_response
from perflead_tui.flows.sent import Sent
from perflead_tui.i18n import _, format_date
from perflead_tui.review.answers import Answers, checked_answers
from perflead_tui.sealing import outer
from perflead_tui.sealing.credential import Credential
from perflead_tui.sealing.encoding import unb64
from perflead_tui.sealing.envelope import seal

ANSWERS_LIMIT = 1024 * 1024


class AnswerSession(Filling):
    """One rater, one invitation. What leaves the machine is sealed: one envelope, and in a blind review one claim."""

    def __init__(
        self, path: Path | None, invitation: Invitation, out: Path | None = None, file: DraftFile | None = None
    ) -> None:
        super().__init__(invitation, file)
        self._path, self._out = path, out
        self.armoured = False
        """Whether an envelope in a file is written as text, to be pasted into an e-mail."""
        self._receipt: tuple[bytes, Path] | None = None  # the last one, and where it would be kept

    @classmethod
    def open(cls, path: Path, *, out: Path | None = None, today: datetime.date | None = None) -> "AnswerSession":
        """Open the invitation at `path`; `out` is where the envelope will go (a file, or a folder).

        Raises PerfleadError if the invitation is not sound, not for this version, or past its last day.
        """
        invitation = load_invitation(path)
        require_open(invitation, today or datetime.datetime.now().astimezone().date())
        return cls(path, invitation, out)

    @property
    def shared(self) -> bool:
        """Whether this is a machine that many share, which sends by itself."""
        return False

    @property
    def keeping(self) -> str:
        """Where the draft is kept, in a sentence for the rater."""
        return _("Every answer is kept at once, on this machine, sealed.")

    # The credential of a blind review

    @property
    def blind(self) -> bool:
        """Whether this rater has to claim a credential."""
        return self._invitation.code is not None

    @property
    def granted(self) -> bool:
        """Whether the credential is there."""
        return credential_in(self._invitation, self._draft.claim) is not None

    def claim(self, patience: Patience | None = None) -> None:
        """Claim a credential over the drop and take the grant in, as far as that has come; again does no harm.

        Raises PerfleadError if claims have closed, DropError if the drop is away: what there is is kept.
        """
        if self.granted:
            return
        self._begin_claim()
        assert self._draft.claim is not None  # noqa: S101 - begun on the line above
        grant = fetch(self._invitation, patience)
        if grant is None:
            post(self._invitation, self._draft.claim, patience)
        else:
            self.take_grant(grant)

    def claim_bytes(self) -> bytes | None:
        """The claim, to hand over as a file where there is no drop; None if there is nothing to claim any more."""
        if self.granted:
            return None
        self._begin_claim()
        assert self._draft.claim is not None  # noqa: S101 - begun on the line above
        return unb64(self._draft.claim["claim"])

    def take_grant(self, grant: bytes) -> None:
        """Take the desk's grant in; the blinding factor is gone afterwards. Raises PerfleadError if it does not fit."""
        if self._draft.claim is None or "claim" not in self._draft.claim:
            raise PerfleadError(_("There is no open claim on this machine that this grant could answer."))
        self._draft.claim = finish(self._invitation, self._draft.claim, grant)
        self.save()

    def _begin_claim(self) -> None:
        """Make a claim and keep it before anyone sees it, unless one was made."""
        if self._draft.claim is not None:
            return
        blind = self.terms.blind
        if blind is not None and blind.claims_closed(outbox.now()):
            raise PerfleadError(
                _("This review took claims until {date}.").format(date=format_date(blind.claims_until.date())),
                _("If you think that your clock is wrong, set it and try again. Otherwise ask who invited you."),
            )
        self._draft.claim = begin(self._invitation)
        self.save()

    # Sending

    @property
    def ready(self) -> bool:
        """Whether the rater said that this draft is to leave as soon as it can."""
        return self._draft.ready

    def send(self, waiting: Held | None = None) -> Sent:
        """Seal the answers and send them: into the drop, if the terms name one, else into a file.

        Then the draft goes and the invitation is marked as used. In a blind review, before its credential is granted or
        its time has come, the draft stays, marked as ready, and is held in the outbox; `waiting` is its place there.
        Raises PerfleadError if boxes do not add up or the disk takes no envelope: the draft is then kept.
        """
        problems = self.problems()
        if problems:
            raise PerfleadError(problems[0], _("Nothing was sealed or sent."))
        revision = max(self._draft.revision, self._invitation.used) + 1
        held = credential_in(self._invitation, self._draft.claim)
        if held is None or (self._early and self._by_drop):
            return self._hold(revision)
        envelope = self._sealed(revision, *held)
        # The number is used up before the envelope exists, so that no two envelopes ever carry the same one. What
        # waited in the outbox goes on waiting, with these answers: cut off here, they leave from there.
        self._draft.revision = revision
        if self.blind:
            waiting = waiting or outbox.waiting_for(self._invitation.document)
            self._draft.ready = waiting is not None
        self.save()
        receipt = make_receipt(envelope, self.terms, self._invitation.terms_digest)
        sent = self._hand_over(self._layered(envelope), revision, receipt, waiting)
        self.discard()
        self.used = True
        self._mark(revision)
        self.take_receipt(receipt, self._place_for_receipt(sent.path))
        return replace(sent, code=code_of(hashlib.sha256(envelope).digest()))

    @property
    def has_receipt(self) -> bool:
        """Whether there is a receipt: an envelope was made, or what this session left in the outbox has gone."""
        return self._receipt is not None

    def take_receipt(self, data: bytes, place: Path | None = None) -> None:
        """The receipt of the envelope that was sent last, and where it would be kept. It is not written."""
        self._receipt = data, place or self._place_for_receipt(None)

    def receipt(self) -> bytes:
        """The receipt for the envelope that was sent last. Nothing keeps it unless `save_receipt` is asked to.

        Raises PerfleadError if no envelope was made in this session.
        """
        return self._last_receipt()[0]

    def save_receipt(self, path: Path | None = None) -> Path:
        """Write the receipt to `path`, else beside the envelope; returns where. Raises PerfleadError if it exists."""
        data, beside = self._last_receipt()
        write_atomic(path or beside, data, overwrite=False)
        return path or beside

    def _last_receipt(self) -> tuple[bytes, Path]:
        if self._receipt is None:
            raise PerfleadError(
                _("There is no receipt yet, because there is no envelope yet."),
                _("When your answers leave, perflead deliver --receipts FOLDER keeps it."),
            )
        return self._receipt

    def _place_for_receipt(self, envelope: Path | None) -> Path:
        if envelope is not None:
            return envelope.with_name(envelope.name.removesuffix(".txt").removesuffix(".envelope") + ".receipt")
        beside = self._path.parent if self._path is not None else Path.cwd()
        return beside / f"{secrets.token_hex(8)}.receipt"

    @property
    def _early(self) -> bool:
        """Whether envelopes of this review do not leave yet."""
        return self.terms.blind is not None and not self.terms.blind.answers_open(outbox.now())

    @property
    def _by_drop(self) -> bool:
        return self.terms.drop is not None and self.terms.courier is None and self._out is None

    def _hold(self, revision: int) -> Sent:
        """Keep the finished draft: for the outbox to send, or without a drop until its grant is brought."""
        self._draft.ready = self._by_drop
        self.save()
        if not self._by_drop:
            return Sent(None, revision, "held")
        held = outbox.hold_invitation(self._invitation.document)
        leaves_from = self.terms.blind.answers_from if self.terms.blind else None
        return Sent(None, revision, "held", leaves_from, waits=held.path)

    def _hand_over(self, envelope: bytes, revision: int, receipt: bytes, waiting: Held | None) -> Sent:
        if self._by_drop and self.terms.drop is not None:
            held = outbox.hold_envelope(self.terms.drop, self.terms.review, envelope, receipt, waiting)
            left = outbox.send_envelope(held).outcome == "sent"
            return Sent(None, revision, "drop" if left else "outbox", waits=None if left else held.path)
        path = self._place_for_envelope()
        write_atomic(path, armour(ENVELOPE, envelope).encode() if self.armoured else envelope, overwrite=False)
        later = self.terms.blind.answers_from if self._early and self.terms.blind else None
        return Sent(path, revision, "file", later, to_courier=self.terms.courier is not None)

    def _sealed(self, revision: int, credential: Credential, private_key: bytes) -> bytes:
        given = {key: self._draft.ratings[key] for key in self.form.item_keys if key in self._draft.ratings}
        answers = Answers(ratings=given, time=self._draft.points or None, comments=self._draft.comments)
        checked = checked_answers(answers.model_dump(), self.form, self.scale)
        invitation = self._invitation
        response = make_response(self.group.key, credential, private_key, revision, checked, invitation.terms_digest)
        return seal(response, unb64(self.terms.keys.seal), invitation.terms_digest, self.terms.review)

    def _layered(self, envelope: bytes) -> bytes:
        """The envelope as it travels: with a layer for the courier, if the terms name one."""
        if self.terms.courier is None:
            return envelope
        return outer.wrap(envelope, unb64(self.terms.courier), self._invitation.terms_digest)

    def _place_for_envelope(self) -> Path:
        if self._out is not None and not self._out.is_dir():
            return self._out
        beside = self._path.parent if self._path is not None else Path.cwd()
        return (self._out or beside) / f"{secrets.token_hex(8)}.envelope{'.txt' if self.armoured else ''}"

    def _mark(self, revision: int) -> None:
        """Say in the invitation that it was used. A stick that cannot be written keeps working: the state knows too."""
        if self._path is None:
            return
        try:
            self._invitation = mark_used(self._path, self._invitation, revision)
        except PerfleadError:
            return


def read_answers(path: Path) -> Mapping[str, Any]:
    """The JSON object in an answers file. Raises PerfleadError if it is not one."""
    what = _("a file of answers")
    return parse_json(read_limited(path, ANSWERS_LIMIT, what), shown(path), what)
