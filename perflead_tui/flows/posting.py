"""Messages to many people, one by one: what all of them share, whatever they say."""

import datetime
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.smtp import PORTS, Connection, MailError, Server, Tls
from perflead_tui.export import mail
from perflead_tui.export.mail import Attachment, To
from perflead_tui.flows.inviting import Guest
from perflead_tui.flows.records import ReviewFile, Step
from perflead_tui.i18n import _, language
from perflead_tui.settings import MailSettings


@dataclass(frozen=True)
class Plan:
    """To whom messages would go now, and the names of those who are left out because they have no address."""

    to: tuple[To, ...]
    without: tuple[str, ...]


@dataclass(frozen=True)
class Refusal:
    """Someone to whom a message could not be sent, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Mailed:
    """What a run did. `left` are those with an address who have nothing yet; `stopped` is why it ended early."""

    done: int
    left: int
    without: tuple[str, ...]
    refused: tuple[Refusal, ...] = ()
    stopped: PerfleadError | None = None
    files: tuple[Path, ...] = ()


def server_of(settings: MailSettings, password: str | None = None) -> Server:
    """The mail server that is set. Raises PerfleadError, saying how to set it, if one is not."""
    if not settings.host or not settings.sender:
        raise PerfleadError(
            _("No mail server is set."),
            _("Set it once: perflead settings --mail host=SMTP.EXAMPLE.GOV --mail from=YOU@EXAMPLE.GOV."),
        )
    way: Tls = "tls" if settings.tls == "tls" else "starttls"
    mail.address(settings.sender)  # refuses what is none, before anything is made
    return Server(
        host=settings.host,
        port=settings.port or PORTS[way],
        tls=way,
        sender=settings.sender,
        user=settings.user or None,
        # Of os.path: it leaves the home of somebody unknown as it is, and then there is no such file.
        ca=Path(os.path.expanduser(settings.ca)) if settings.ca else None,  # noqa: PTH111
        password=password,
    )


class Post:
    """A connection that is made anew once, where a server takes only so many messages in one."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._sent = connection, 0

    def send(self, message: EmailMessage) -> None:
        """Send it. Raises MailError."""
        try:
            self._connection.send(message)
        except MailError as error:
            if error.kind != "gone" or not self._sent:
                raise
            self._sent = 0
            self._again(message, error)
        self._sent += 1

    def _again(self, message: EmailMessage, before: MailError) -> None:
        try:
            self._connection.connect()
        except MailError:
            raise before from None  # whether the message arrived is as unknown as it was
        self._connection.send(message)


def each(
    people: Sequence[Guest], send: Callable[[Guest], None], on_step: Callable[[Step], None]
) -> tuple[int, tuple[Refusal, ...], PerfleadError | None]:
    """How many got theirs, who was refused, and why it stopped before the end."""
    done = 0
    refused: list[Refusal] = []
    for at, guest in enumerate(people):
        on_step((_("Sending"), at, len(people)))
        try:
            send(guest)
        except MailError as error:
            if not error.about_one:
                return done, tuple(refused), error
            refused.append(Refusal(guest.name, error.message))
        except PerfleadError as error:
            refused.append(Refusal(guest.name, error.message))
        else:
            done += 1
    on_step((_("Sending"), len(people), len(people)))
    return done, tuple(refused), None


def tongue(file: ReviewFile, guest: Guest) -> str:
    """The language in which this person is written to."""
    offered = file.terms.questionnaire.languages
    return guest.language or (language() if language() in offered else offered[0])


def message_to(server: Server, to: To, subject: str, body: str, attachment: Attachment | None) -> EmailMessage:
    """A message that is ready to be sent now."""
    return mail.message(to, server.sender, subject, body, attachment, now=datetime.datetime.now(datetime.UTC))


def planned(people: Sequence[Guest]) -> Plan:
    """To whom of these people messages would go."""
    found, without = with_address(people)
    return Plan(tuple(To(guest.name, guest.email or "") for guest in found), without)


def with_address(people: Sequence[Guest]) -> tuple[list[Guest], tuple[str, ...]]:
    """Those who have an address, in the same order, and the names of the others."""
    return [each for each in people if each.email], tuple(sorted(each.name for each in people if not each.email))


def draft_name() -> str:
    """The name of a draft, which says nothing."""
    return f"{secrets.token_hex(5)}.eml"
