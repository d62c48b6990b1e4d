"""Invitations by e-mail: as drafts in a folder, or handed to the coordinator's mail server.

The vault never holds a list of who got which invitation. While messages are sent it holds one pair at most, that of
the message under way (table `sending`), so that a message that may have arrived is sent again as it was and nobody
gets two invitations. When the server has it the pair goes, and at the end of a run the file is rewritten without its
history. What stays is whose invitation is still to be made, and nothing when all were sent.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.armour import INVITATION, armour
from perflead_tui.exchange.smtp import Connection, MailError, Server
from perflead_tui.export import mail
from perflead_tui.export.mail import Asked, Attachment, To
from perflead_tui.files import private_dir
from perflead_tui.flows.filling import minutes_of
from perflead_tui.flows.inviting import (
    SENDING,
    UNINVITED,
    Guest,
    Maker,
    Stage,
    count_in,
    hand_out,
    in_words,
    made_already,
    mix_codes,
    open_reviews,
    waiting,
)
from perflead_tui.flows.posting import Mailed, Plan, Post, draft_name, each, message_to, planned, tongue, with_address
from perflead_tui.flows.records import ReviewFile, Step
from perflead_tui.i18n import _, speaking
from perflead_tui.review.form import form_for
from perflead_tui.review.state import OPEN
from perflead_tui.sealing.code import keys_of
from perflead_tui.sealing.fingerprint import words
from perflead_tui.vault.vault import Vault


def _ignore(_step: Step) -> None:
    """No one watches."""


def plan(vault: Vault, wanted: str) -> Plan:
    """To whom invitations would go; nothing is made or sent."""
    with open_reviews(vault, [wanted]) as ((file,), _moved):
        return planned(waiting(file))


def write_drafts(
    vault: Vault,
    wanted: str,
    out: Path,
    on_step: Callable[[Step], None] = _ignore,
    *,
    sender: str = "",
    said: str = "",
    back: str = "",
    armoured: bool = False,
) -> Mailed:
    """An .eml draft for everyone who has an address and no invitation, with the invitation, in the folder `out`.

    Their names are random. The drafts are the only place that ties a person to an invitation. `back` says where
    sealed answers go; without it they come in replies. Raises PerfleadError if nobody is left, or a courier needs it.
    """
    with open_reviews(vault, [wanted]) as ((file,), moved), in_words(out):
        people, without = with_address(waiting(file))
        if not people:
            if moved:
                return Mailed(len(moved), 0, without, files=tuple(moved))
            raise _nobody(without)
        _require_way_back(file, back)
        maker, stage = Maker(file), Stage([file])
        words_of = _Words(said, back, sender)
        private_dir(out)
        for done, guest in enumerate(people):
            on_step((_("Making invitations"), done, len(people)))
            to, subject, body, attachment = _invitation(maker, guest, maker.held(guest), words_of, armoured=armoured)
            stage.add(out / draft_name(), mail.draft(to, sender, subject, body, attachment))
        files = hand_out([maker], stage)
        return Mailed(len(files), 0, without, files=tuple(sorted([*moved, *files])))


def send_invitations(
    vault: Vault,
    wanted: str,
    server: Server,
    on_step: Callable[[Step], None] = _ignore,
    *,
    said: str = "",
    back: str = "",
    armoured: bool = False,
) -> Mailed:
    """Send an invitation to everyone who has an address and no invitation.

    Cut off, or stopped by the server, anywhere: another run sends the rest. Raises PerfleadError as `write_drafts`, and
    MailError if the server takes nothing: then nothing was made.
    """
    with open_reviews(vault, [wanted]) as ((file,), _moved):
        people, without = with_address(waiting(file))
        if not people:
            raise _nobody(without)
        _require_way_back(file, back)
        with Connection(server) as connection, _rewritten(file):
            sender = _Sender(file, server, connection, _Words(said, back, server.sender), armoured=armoured)
            people.sort(key=lambda guest: guest.id not in sender.under_way)  # what may have arrived goes first
            done, refused, stopped = each(people, sender.send, on_step)
        return Mailed(done, len(planned(waiting(file)).to), without, refused, stopped)


@dataclass(frozen=True)
class _Words:
    """What the coordinator says in every message: words of their own, where answers go, and who writes."""

    said: str = ""
    back: str = ""
    sender: str = ""


def _require_way_back(file: ReviewFile, back: str) -> None:
    """Raise PerfleadError if no message could say where answers go: a reply would not reach the courier."""
    if file.terms.courier is not None and not back.strip():
        raise PerfleadError(
            _("Answers of this review go through a courier, and the messages must say where to send them."),
            _("Say it with --back, such as --back 'Pat Lee, pat@example.gov'. Nothing was made."),
        )


class _Sender:
    """Sends invitations of one review, one by one."""

    def __init__(
        self, file: ReviewFile, server: Server, connection: Connection, said: "_Words", *, armoured: bool
    ) -> None:
        self._file, self._server, self._said, self._armoured = file, server, said, armoured
        self._post = Post(connection)
        self._maker = Maker(file)
        self.under_way: dict[int, dict[str, Any]] = {row["person"]: row["held"] for row in file.db.table(SENDING)}

    def send(self, guest: Guest) -> None:
        """Send this guest's invitation. Raises MailError, or another PerfleadError for an address that is none."""
        held = self._held(guest)
        try:
            to, subject, body, attachment = _invitation(self._maker, guest, held, self._said, armoured=self._armoured)
            self._post.send(message_to(self._server, to, subject, body, attachment))
        except PerfleadError as error:
            if not (isinstance(error, MailError) and error.kind == "gone"):
                self._take_back(guest, held)
            raise
        with self._file.db.transaction():
            self._file.db.table(SENDING).truncate()
            self._file.db.table(UNINVITED).remove(lambda row: row["person"] == guest.id)

    def _held(self, guest: Guest) -> dict[str, Any]:
        """What the guest's invitation holds, on the disk before anything leaves."""
        held = self.under_way.pop(guest.id, None)
        if held is not None:
            return held
        held, db = self._maker.held(guest), self._file.db
        with db.transaction():
            if self._file.state != OPEN:
                count_in(self._file, [], [])
            db.table(SENDING).insert({"person": guest.id, "held": held})
            db.table("codes").insert_multiple(self._maker.codes)
        self._maker.codes.clear()
        return held

    def _take_back(self, guest: Guest, held: Mapping[str, Any]) -> None:
        """The server did not take it: this invitation is nobody's, and is forgotten."""
        db = self._file.db
        with db.transaction():
            db.table(SENDING).truncate()
            if "code" in held:
                name = keys_of(held["code"], self._file.review).name
                db.table("codes").remove(lambda row: row["name"] == name)


@contextmanager
def _rewritten(file: ReviewFile) -> Iterator[None]:
    """Afterwards, however it ends, the review's file does not remember who got what, or when."""
    try:
        yield
    finally:
        with file.db.transaction():
            mix_codes(file)
        file.db.compact()


def asked_of(file: ReviewFile, group: str, own: _Words | None = None) -> Asked:
    """What an invitation to a group says."""
    found = file.terms.group(group)
    if found is None:
        raise ValueError("the roster has a group that the terms do not have")
    minutes, own = minutes_of(form_for(file.terms, group)), own or _Words()
    return Asked(file.terms, found, minutes, words(file.terms_digest), own.said, own.back, own.sender)


def _invitation(
    maker: Maker, guest: Guest, held: dict[str, Any], said: _Words, *, armoured: bool
) -> tuple[To, str, str, Attachment]:
    file = maker.file
    name, data = f"review-{file.review[:6]}.invitation", maker.make(guest, held)
    attachment = Attachment(name, data)
    if armoured:
        attachment = Attachment(f"{name}.txt", armour(INVITATION, data).encode(), text=True)
    to, asked = To(guest.name, guest.email or ""), asked_of(file, guest.group, said)
    with speaking(tongue(file, guest)):
        return (
            to,
            mail.invitation_subject(file.terms, own=asked.own),
            mail.invitation_body(asked, to, attachment.name),
            attachment,
        )


def _nobody(without: Sequence[str]) -> PerfleadError:
    if not without:
        return made_already()
    return PerfleadError(
        _("Nobody who still needs an invitation has an address: {names}.").format(names=", ".join(without[:5])),
        _("Make letters for them with --letters, or files with --out."),
    )
