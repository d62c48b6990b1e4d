"""A real mail server of our own: TLS with a certificate that only these tests trust, names and passwords."""

import datetime
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from perflead_tui.exchange.smtp import Server

USER, PASSWORD = "reviews", "a password for programs"
SENDER = "reviews@example.gov"


def make_certificate(folder: Path, host: str = "127.0.0.1") -> Path:
    """A new self-signed certificate with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail of these tests")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@dataclass
class Mailbox:
    """What the server took, and how it behaves."""

    ca: Path
    port: int = 0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    """Addresses that are refused, and with what words."""
    drop_after: int | None = None
    """After so many messages of a connection it hangs up in the middle of the next one."""
    drop_before: bool = False
    """Hang up before anything is taken, in place of after."""
    closed: bool = False
    """Takes no more connections' messages at all: every one is hung up on."""
    data_answer: str = "250 taken"

    def server(self, **more: Any) -> Server:
        """How it is reached."""
        wanted: dict[str, Any] = {"user": USER, "password": PASSWORD, "ca": self.ca, "tls": "starttls", **more}
        return Server(host="127.0.0.1", port=wanted.pop("port", self.port), sender=SENDER, **wanted)

    @property
    def addresses(self) -> list[str]:
        """To whom it took something, in this order."""
        return [to for to, _message in self.taken]


class _Handler:
    def __init__(self, box: Mailbox) -> None:
        self.box = box

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.box.refuse:
            return self.box.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        count = getattr(session, "count", 0)
        session.count = count + 1
        hang_up = self.box.closed or (self.box.drop_after is not None and count >= self.box.drop_after)
        if hang_up and self.box.drop_before:
            server.transport.abort()
            return "250 never heard"
        if self.box.data_answer.startswith("250"):
            parsed = message_from_bytes(envelope.content, policy=default)
            assert isinstance(parsed, EmailMessage)
            (to,) = envelope.rcpt_tos
            self.box.taken.append((to, parsed))
        if hang_up:  # taken, but the sender never hears of it
            server.transport.abort()
        return self.box.data_answer


def _authenticator(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and data == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=good)


@contextmanager
def mail_server(
    certificate: Path, *, implicit: bool = False, starttls: bool = True, login: bool = True
) -> Iterator[Mailbox]:
    """A server in a thread."""
    box = Mailbox(certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box.port = free.getsockname()[1]
    with_tls = {"tls_context": context, "require_starttls": True} if starttls and not implicit else {}
    with_login = {"authenticator": _authenticator, "auth_required": True} if login else {}
    if implicit or not starttls:
        with_login |= {"auth_require_tls": False} if login else {}
    controller = Controller(
        _Handler(box),
        hostname="127.0.0.1",
        port=box.port,
        server_hostname="mail.test",
        ssl_context=context if implicit else None,
        **with_tls,
        **with_login,
    )
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
