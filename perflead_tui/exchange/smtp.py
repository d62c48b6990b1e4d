"""Handing messages to a mail server: SMTP (RFC 5321) under TLS, always, with a certificate that is checked.

`starttls` begins in the clear and asks for TLS before anything is said (RFC 3207; usually port 587), `tls` begins with
TLS (RFC 8314; usually port 465). There is no third way: an invitation is like a ballot paper.
"""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from perflead_tui.errors import PerfleadError
from perflead_tui.files import reason, shown
from perflead_tui.i18n import _
from perflead_tui.text import clean_line

Kind = Literal["unreachable", "tls", "login", "sender", "recipient", "message", "later", "gone"]
Tls = Literal["starttls", "tls"]
PORTS: dict[Tls, int] = {"starttls": 587, "tls": 465}
TIMEOUT = 30.0
"""Seconds that a server may take for one answer."""
_CLOSING = 421  # RFC 5321, section 3.8: the server ends the connection
_NEEDS_LOGIN = 530  # RFC 4954, section 6
_PERMANENT = 500


@dataclass(frozen=True)
class Server:
    """Where messages are handed over, and who hands them over. `ca` has the certificates of an authority of one's own.

    `user` None means that the server wants no name and password.
    """

    host: str
    port: int
    tls: Tls
    sender: str
    user: str | None = None
    ca: Path | None = None
    password: str | None = field(default=None, repr=False)


class MailError(PerfleadError):
    """A message was not handed over. `kind` says why.

    recipient, message: this one was refused. later: this one not now. gone: nobody knows whether the last one arrived.
    All others: the server takes nothing from us as we are.
    """

    def __init__(self, kind: Kind, message: str, hint: str = "") -> None:
        self.kind: Kind = kind
        super().__init__(message, hint)

    @property
    def about_one(self) -> bool:
        """Whether others can still be sent."""
        return self.kind in ("recipient", "message", "later")


class Connection:
    """A session with the server, as a context manager. Entering raises MailError if it cannot be had."""

    def __init__(self, server: Server, timeout: float = TIMEOUT) -> None:
        self._server, self._timeout = server, timeout
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def connect(self) -> None:
        """Connect, change to TLS, log in. Raises MailError."""
        self.close()
        try:
            self._smtp = self._opened(_context(self._server))
            self._log_in(self._smtp)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Take leave, if the server is still there to hear it."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()

    def send(self, message: EmailMessage) -> None:
        """Hand one message over to the one address in its To. Raises MailError."""
        if self._smtp is None:
            raise _gone(self._server)
        to = message["To"].addresses[0].addr_spec
        try:
            self._smtp.send_message(message, self._server.sender, [to])
        except smtplib.SMTPRecipientsRefused as error:
            raise self._refused(*next(iter(error.recipients.values())), "recipient") from None
        except smtplib.SMTPSenderRefused as error:
            raise self._refused(error.smtp_code, error.smtp_error, "sender") from None
        except smtplib.SMTPDataError as error:
            raise self._refused(error.smtp_code, error.smtp_error, "message") from None
        except smtplib.SMTPNotSupportedError:
            raise MailError("recipient", _("The server does not take addresses with such letters.")) from None
        except (OSError, smtplib.SMTPException):  # it hung up, said nothing in time, or talked nonsense
            self.close()
            raise _gone(self._server) from None

    def _opened(self, context: ssl.SSLContext) -> smtplib.SMTP:
        server = self._server
        name = clean_line(server.sender.rpartition("@")[2]) or "localhost"  # not this computer's own name
        ascii_name = name if name.isascii() else "localhost"
        try:
            if server.tls == "tls":
                return smtplib.SMTP_SSL(
                    server.host, server.port, local_hostname=ascii_name, timeout=self._timeout, context=context
                )
            smtp = smtplib.SMTP(server.host, server.port, local_hostname=ascii_name, timeout=self._timeout)
            self._smtp = smtp
            smtp.starttls(context=context)
        except ssl.SSLCertVerificationError as error:
            raise MailError(
                "tls",
                _("The certificate of {host} is not trusted: {reason}.").format(
                    host=shown(server.host), reason=clean_line(error.verify_message, 200).rstrip(".")
                ),
                _("Nothing was sent. If your agency has its own authority, name its file with the setting mail.ca."),
            ) from None
        except (smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
            raise _unreachable(server, error) from None
        except (ssl.SSLError, smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException):
            raise _no_tls(server) from None
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise _unreachable(server, error) from None
        return smtp

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        server = self._server
        if server.user is None:
            return
        try:
            smtp.login(server.user, server.password or "")
        except smtplib.SMTPAuthenticationError as error:
            raise MailError(
                "login",
                _("The server did not accept the name or the password: {reason}").format(
                    reason=_said(error.smtp_code, error.smtp_error)
                ),
                _("Nothing was sent. Some servers want a password that is made for programs."),
            ) from None
        except smtplib.SMTPServerDisconnected:
            raise _gone(server) from None
        except (smtplib.SMTPException, UnicodeError):
            raise MailError(
                "login",
                _("The server offers no way to log in that perflead knows."),
                _("Nothing was sent. Check the setting mail.user; leave it out if the server wants no name."),
            ) from None
        except OSError:
            raise _gone(server) from None

    def _refused(self, code: int, words: bytes | str, kind: Kind) -> MailError:
        said = _said(code, words)
        if code == _CLOSING:
            self.close()
            return _gone(self._server, said)
        if code == _NEEDS_LOGIN:
            return MailError(
                "login",
                _("The server wants a name and a password: {reason}").format(reason=said),
                _("Set it: perflead settings --mail user=NAME."),
            )
        if kind == "sender":
            return MailError(
                "sender",
                _("The server does not send for {sender}: {reason}").format(
                    sender=clean_line(self._server.sender, 100), reason=said
                ),
                _("Check the setting mail.from, or try again later."),
            )
        if code < _PERMANENT:
            return MailError("later", _("not taken for now: {reason}").format(reason=said))
        if kind == "recipient":
            return MailError(kind, _("the address was refused: {reason}").format(reason=said))
        return MailError(kind, _("the message was refused: {reason}").format(reason=said))


def _context(server: Server) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if server.ca is not None:
        try:
            context.load_verify_locations(server.ca)
        except ssl.SSLError:
            raise MailError(
                "tls", _("{path} does not hold certificates.").format(path=shown(server.ca)), _("It must be PEM.")
            ) from None
        except OSError as error:
            raise MailError(
                "tls",
                _("{path} could not be read: {reason}.").format(path=shown(server.ca), reason=reason(error)),
                _("Check the setting mail.ca."),
            ) from None
    return context


def _said(code: int, words: bytes | str) -> str:
    """A server's own words, as they may be shown."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return f"{code} {clean_line(text, 200)}".strip()


def _no_tls(server: Server) -> MailError:
    return MailError(
        "tls",
        _("{host} does not speak TLS on port {port} in the way that is set ({way}).").format(
            host=shown(server.host), port=server.port, way=server.tls
        ),
        _("Nothing was sent. Usual are starttls on port 587 and tls on port 465: the settings mail.tls and mail.port."),
    )


def _unreachable(server: Server, error: Exception) -> MailError:
    why = reason(error) if isinstance(error, OSError) else type(error).__name__
    if isinstance(error, TimeoutError):
        why = _("no answer in time")
    elif isinstance(error, smtplib.SMTPException):
        why = _("it does not talk like a mail server")
    return MailError(
        "unreachable",
        _("The mail server {host}, port {port}, cannot be reached: {reason}.").format(
            host=shown(server.host), port=server.port, reason=why
        ),
        _("Nothing was sent. Check the settings mail.host, mail.port and mail.tls, and the network."),
    )


def _gone(server: Server, said: str = "") -> MailError:
    words = _("The mail server {host} ended the connection.").format(host=shown(server.host))
    return MailError(
        "gone", f"{words} ({said})" if said else words, _("Run the command again: it goes on where it stopped.")
    )
