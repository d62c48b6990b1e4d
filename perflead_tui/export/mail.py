"""E-mail messages (RFC 5322) with an invitation or a reminder, for one person each.

What came from outside is one clean line before it enters a header, and the headers are made by `email.policy`, which
refuses line breaks: nothing in a name, an address or a subject can add a header or a recipient.
"""

import datetime
import re
import secrets
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _, format_date, ngettext
from perflead_tui.questionnaire.model import in_language
from perflead_tui.review.terms import Terms, TermsGroup
from perflead_tui.text import clean, clean_line

_NAME = 100  # characters of a name in a message
_SUBJECT = 150  # characters
_BACK = 300  # characters of where answers go
_SAID = 2000  # characters of what the coordinator adds
_OWN = "self"
_LOCAL = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_SPECIAL = str.maketrans(dict.fromkeys('<>,;:"\\()[]@', " "))
"""What has a meaning in an address list: older versions of Python lose the quotation marks when they fold a line."""


@dataclass(frozen=True)
class To:
    """Whom a message is for."""

    name: str
    address: str


@dataclass(frozen=True)
class Attachment:
    """A file that goes along; `text` says whether it is shown as text."""

    name: str
    data: bytes = field(repr=False)
    text: bool = False


@dataclass(frozen=True)
class Asked:
    """What an invitation says besides the terms. `said` are the coordinator's own words.

    `back` says where the sealed file goes; without it, back to `sender`, whose address may be empty, in a reply.
    """

    terms: Terms
    group: TermsGroup
    minutes: int
    fingerprint: str
    said: str = ""
    back: str = ""
    sender: str = ""

    @property
    def own(self) -> bool:
        """Whether the rater is the leader."""
        return self.group.key == _OWN and self.terms.questionnaire.about == "leader"


def address(text: str) -> Address:
    """An e-mail address as a header takes it, the domain in its ASCII form (RFC 5890). Raises PerfleadError."""
    local, _at, domain = clean_line(text).rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(ascii_domain):
            raise ValueError("not an address")
        return Address(username=local, domain=ascii_domain)
    except (ValueError, MessageError, IndexError):
        raise PerfleadError(
            _("'{email}' is not an e-mail address.").format(email=clean_line(text, 60)),
            _("Correct it, or use another way for this person."),
        ) from None


def message(
    to: To, sender: str, subject: str, body: str, attachment: Attachment | None = None, *, now: datetime.datetime
) -> EmailMessage:
    """A message to one person, ready to be sent. Raises PerfleadError for an address that is none."""
    made = _message(to, sender, subject, body, attachment)
    made["Date"] = format_datetime(now)
    # Not email.utils.make_msgid: that tells the moment and the number of the process.
    made["Message-ID"] = f"<{secrets.token_hex(16)}@{address(sender).domain}>"
    return made


def draft(to: To, sender: str, subject: str, body: str, attachment: Attachment | None = None) -> bytes:
    """The same as the bytes of an .eml file that a mail program opens for sending; `sender` may be empty."""
    made = _message(to, sender, subject, body, attachment)
    made["X-Unsent"] = "1"
    return made.as_bytes()


def _message(to: To, sender: str, subject: str, body: str, attachment: Attachment | None) -> EmailMessage:
    to_whom = address(to.address)
    made = EmailMessage(policy=SMTP if to_whom.username.isascii() else SMTPUTF8)
    if sender:
        made["From"] = address(sender)
    made["To"] = Address(_display(to.name), username=to_whom.username, domain=to_whom.domain)
    made["Subject"] = _decoded(clean_line(subject, _SUBJECT))
    made.set_content(clean(body), cte="quoted-printable")
    if attachment is not None and attachment.text:
        made.add_attachment(attachment.data.decode(), filename=attachment.name)
    elif attachment is not None:
        made.add_attachment(attachment.data, maintype="application", subtype="octet-stream", filename=attachment.name)
    return made


def _display(name: str) -> str:
    """A name as it may stand before an address."""
    return _decoded(clean_line(clean_line(name, _NAME).translate(_SPECIAL)))


def _decoded(text: str) -> str:
    """Text that no reader takes for an encoded word (RFC 2047)."""
    return text.replace("=?", "= ?").replace("?=", "? =")


def invitation_subject(terms: Terms, *, own: bool) -> str:
    """The subject of an invitation."""
    if own:
        return _("Your own part in your review")
    return _("Your view of {leader}").format(leader=clean_line(terms.leader, _NAME))


def invitation_body(asked: Asked, to: To, file: str) -> str:
    """The words of an invitation, in the active language. `file` is the name of the attachment."""
    parts = [
        _("Hello {name},").format(name=clean_line(to.name, _NAME)),
        _what_for(asked),
        "\n".join(
            [
                _("1. Save the file {file} that is attached.").format(file=file),
                _("2. Where it is, type: perflead answer {file}").format(file=file),
                "3. " + _back(asked),
            ]
        ),
        clean(asked.said, _SAID).strip(),
        _("What happens to your answers:") + "\n" + "\n".join(f"- {each}" for each in promises(asked)),
        _("Six words stand for this promise. They are the same for everyone; compare them with a colleague:")
        + f"\n{asked.fingerprint}",
        _(
            "The file is like a ballot paper: whoever has it can answer with it, once. Do not pass it on. Delete it "
            "and this message when the review has closed."
        ),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _what_for(asked: Asked) -> str:
    """Who asks about whom, how long it takes, and until when."""
    terms = asked.terms
    leader, asker = clean_line(terms.leader, _NAME), clean_line(terms.asked_by or "", _NAME)
    if asked.own and asker:
        words = _("{asker} asks how you see your own work as a leader.").format(asker=asker)
    elif asked.own:
        words = _("You are asked how you see your own work as a leader.")
    elif asker:
        words = _("{asker} asks for your view of {leader}.").format(asker=asker, leader=leader)
    else:
        words = _("You are asked for your view of {leader}.").format(leader=leader)
    minutes = ngettext("It takes about {n} minute.", "It takes about {n} minutes.", asked.minutes)
    return " ".join([words, minutes.format(n=asked.minutes), *dates(terms)])


def dates(terms: Terms) -> list[str]:
    """By when to accept and to answer, a sentence each."""
    said = []
    if terms.blind is not None:
        accept = _("Open your invitation by {date} to accept it, which takes seconds.")
        said.append(accept.format(date=format_date(terms.blind.claims_until.date())))
        said.append(_("Answers are sent from {date} on.").format(date=format_date(terms.blind.answers_from.date())))
    if terms.closes_on is not None:
        said.append(_("Answer by {date}.").format(date=format_date(terms.closes_on)))
    return said


def _back(asked: Asked) -> str:
    if asked.terms.drop is not None and asked.terms.courier is None:
        return _("At the end your answers are sealed, and perflead hands them in for you.")
    sealed = _("At the end your answers are sealed in a file.")
    where = clean_line(asked.back, _BACK)
    if where:
        goes = [_("Where it goes: {where}").format(where=where)]
    elif asked.sender:
        goes = [_("Send it to {address}, in a reply to this message for instance.").format(address=asked.sender)]
    else:
        goes = [_("Send it back in a reply to this message.")]
    if asked.terms.courier is not None:
        return " ".join([sealed, *goes, _("The courier hands it on without your name.")])
    return " ".join([sealed, *goes, *([] if where else [_("A mail shows its sender, never the answers.")])])


def promises(asked: Asked, *, served: bool = False) -> list[str]:
    """What happens to the answers of this rater's group, a sentence or two each, in the active language.

    `served` says whether they may be given in a browser.
    """
    terms, group = asked.terms, asked.group
    names = {
        "leader": clean_line(terms.leader, _NAME),
        "asker": clean_line(terms.asked_by or "", _NAME) or _("those who run the review"),
        "n": terms.minimum,
    }
    said = [_("They are sealed on the machine where you answer, and opened once, when the review closes.")]
    if served:
        said.append(
            _(
                "In a browser that machine is the computer that serves the page. Whoever runs it could watch what is "
                "typed."
            )
        )
    if asked.own:
        said.append(_("They are shown as yours, beside those of the others. So are your comments."))
    elif not group.anonymous:
        said.append(_("You are not anonymous: {leader} sees the answers of your group as such.").format(**names))
    else:
        said.append(_("{leader} and {asker} see averages of groups, never one person's answer.").format(**names))
        said.append(_("A group is shown from {n} answers on. Comments are shown word for word, mixed.").format(**names))
        said.append(_("How you write can still give you away, and so can a note of who got which invitation."))
    return said


def label(asked: Asked, language: str) -> str:
    """The name of the rater's group."""
    return clean_line(in_language(asked.group.label, language), _NAME)


def reminder_subject(terms: Terms) -> str:
    """The subject of a reminder."""
    return _("Reminder: your view of {leader}").format(leader=clean_line(terms.leader, _NAME))


def reminder_body(terms: Terms, to: To) -> str:
    """The words of a reminder. It goes to everyone and says so: nobody can see who has answered."""
    parts = [
        _("Hello {name},").format(name=clean_line(to.name, _NAME)),
        " ".join(
            [
                _("You were asked about {leader}.").format(leader=clean_line(terms.leader, _NAME)),
                *dates(terms),
                _("Your invitation came to you before; it is the same one."),
            ]
        ),
        _(
            "This goes to everyone who was invited, because nobody can see who has answered. If you have answered "
            "already, there is nothing to do. Thank you."
        ),
    ]
    return "\n\n".join(parts) + "\n"
