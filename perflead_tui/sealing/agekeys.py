"""The keys of age files: who a file is for (recipients), and who opens it (identities).

A recipient is a public key: `age1...`, or a line of an ssh-ed25519 or ssh-rsa key as `.pub` files hold it. An identity
is a private key: `AGE-SECRET-KEY-1...`, or an ssh private key, whose passphrase is asked for if it has one. A private
key given where a public one belongs is refused, and no word of it is repeated.
"""

import base64
import hashlib
import importlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, shown
from perflead_tui.i18n import _
from perflead_tui.sealing import bech32
from perflead_tui.text import clean_line

Kind = Literal[
    "not_age", "newer", "damaged", "wrong_key", "wrong_passphrase", "needs_passphrase", "needs_key", "too_slow",
    "private_key", "bad_recipient", "no_identity", "locked_identity", "wrong_key_passphrase",
]  # fmt: skip
_KEY_LIMIT = 64 * 1024  # bytes of a file of keys
# Spelled with a slip as well: what is refused as misspelt is shown.
_PRIVATE = re.compile(r"age.?secret.?key.{0,4}1[0-9a-z]{4}|age-plugin-\S+-1[0-9a-z]{4}|private key-----", re.IGNORECASE)
_SECRET = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+", re.IGNORECASE)
_SSH = ("ssh-ed25519", "ssh-rsa")
_NAMED = 100  # characters of a key that is misspelt


class AgeError(PerfleadError):
    """A file does not open, or a key is none. `kind` tells programs which case it is."""

    def __init__(self, kind: Kind, name: str = "") -> None:
        """`name` is the file or the key as shown."""
        self.kind: Kind = kind
        message, hint = {**_file_words(), **_key_words()}[kind]
        super().__init__(message.format(path=name), hint)


@dataclass(frozen=True)
class Recipient:
    """A public key that a file is encrypted to: its line without a comment, and the comment, cleaned."""

    line: str
    comment: str = ""

    @property
    def name(self) -> str:
        """The key for people: an age key as it is, an ssh key by the fingerprint that ssh-keygen shows."""
        kind, _blank, body = self.line.partition(" ")
        if not body:
            return self.line
        digest = base64.b64encode(hashlib.sha256(base64.b64decode(body)).digest()).decode().rstrip("=")
        return " ".join(filter(None, [kind, f"SHA256:{digest}", self.comment]))

    def loaded(self) -> Any:
        """The library's own object."""
        return _recipient(self.line)


@dataclass(frozen=True)
class Identity:
    """A private key, never shown."""

    secret: bytes = field(repr=False)

    def loaded(self) -> Any:
        """The library's own object."""
        if self.secret[:14].upper() == b"AGE-SECRET-KEY":
            return _pyrage().x25519.Identity.from_str(self.secret.decode("ascii"))
        return _pyrage().ssh.Identity.from_buffer(self.secret)

    def public(self) -> str:
        """The `age1...` key of an age identity."""
        return str(self.loaded().to_public())


def new_identity() -> Identity:
    """A new age identity (X25519)."""
    return Identity(str(_pyrage().x25519.Identity.generate()).encode())


def identity_of(seed: bytes) -> Identity:
    """The age identity whose X25519 private key is these 32 bytes. Raises ValueError for another length."""
    if len(seed) != 32:
        raise ValueError("a private key has 32 bytes")
    return Identity(bech32.encode("age-secret-key-", seed).upper().encode())


# Whom a file is for


def recipients(given: Sequence[str]) -> list[Recipient]:
    """The public keys that `given` names, each a key or the path of a file with keys; every key once.

    Raises AgeError: private_key, or bad_recipient, which names what is misspelt.
    """
    found = [one for each in given for one in _given(each.strip())]
    return list({one.line: one for one in found}.values())


def _given(text: str) -> Iterator[Recipient]:
    _refuse_private(text, _("what was typed"), typed=True)
    if text.lower().startswith(("age1", "ssh-")):
        yield _parsed(text, clean_line(text, _NAMED))
        return
    try:
        path = Path(text).expanduser()
        there = bool(text) and path.exists()
    except (OSError, ValueError, RuntimeError):  # no name that a file could have; the home of somebody unknown
        there = False
    if not there:
        raise AgeError("bad_recipient", clean_line(text, _NAMED))
    yield from _in_file(path)


def _in_file(path: Path) -> Iterator[Recipient]:
    name = shown(path)
    text = read_limited(path, _KEY_LIMIT, _("a file of public keys")).decode("utf-8-sig", errors="replace")
    _refuse_private(text, name, typed=False)
    lines = [(at, line.strip()) for at, line in enumerate(text.splitlines(), 1)]
    lines = [(at, line) for at, line in lines if line and not line.startswith("#")]
    if not lines:
        raise AgeError("bad_recipient", name)
    for at, line in lines:
        yield _parsed(line, _("{path}, line {line}").format(path=name, line=at))


def _parsed(text: str, name: str) -> Recipient:
    parts = text.split(None, 2)
    ssh = parts[0] in _SSH and len(parts) > 1
    line = " ".join(parts[:2]) if ssh else text
    try:
        _recipient(line)
        if ssh:
            base64.b64decode(parts[1], validate=True)  # the library reads on past what is missing at its end
        comment = clean_line(parts[2], _NAMED) if ssh and len(parts) > 2 else ""
        return Recipient(line, comment)
    except (_pyrage().RecipientError, ValueError):
        raise AgeError("bad_recipient", name) from None


def _recipient(line: str) -> Any:
    kind = _pyrage().ssh if line.startswith("ssh-") else _pyrage().x25519
    return kind.Recipient.from_str(line)


def _refuse_private(text: str, name: str, *, typed: bool) -> None:
    if not _PRIVATE.search(text):
        return
    error = AgeError("private_key", name)
    if typed:
        error.hint += " " + _(
            "What was typed may be kept by your shell. If it was a real key, do not use it any more: make a new one."
        )
    raise error


# Who opens a file


def identities_in(path: Path, ask: Callable[[str], str] | None = None) -> list[Identity]:
    """The private keys in the file at `path`: age keys, a line each, or one ssh key.

    `ask` gives the passphrase of an ssh key that has one, told the file's name. Raises AgeError: no_identity,
    locked_identity if there is nobody to ask, wrong_key_passphrase.
    """
    name = shown(path)
    data = read_limited(path, _KEY_LIMIT, _("a private key"))
    text = data.decode("utf-8-sig", errors="replace")
    if "PRIVATE KEY-----" in text:
        return [_checked(Identity(_unlocked(data, name, ask) if _has_passphrase(data) else data), name)]
    lines = [line.strip() for line in text.splitlines()]
    found = [line for line in lines if _SECRET.fullmatch(line)]
    if not found or any(line and not line.startswith("#") and line not in found for line in lines):
        raise AgeError("no_identity", name)
    return [_checked(Identity(line.encode()), name) for line in found]


def _has_passphrase(data: bytes) -> bool:
    """Whether an ssh key is encrypted: in PEM its header says so, in OpenSSH's form the library."""
    if b"BEGIN ENCRYPTED PRIVATE KEY" in data or b"Proc-Type: 4,ENCRYPTED" in data:
        return True
    try:
        Identity(data).loaded()
    except _pyrage().IdentityError as error:
        return "decrypted first" in str(error)
    return False


def _unlocked(data: bytes, name: str, ask: Callable[[str], str] | None) -> bytes:
    from perflead_tui.sealing.sshlock import unlocked

    found = "unknown" if ask is None else unlocked(data, ask(name))
    if isinstance(found, bytes):
        return found
    raise AgeError("wrong_key_passphrase" if found == "wrong" else "locked_identity", name)


def _checked(identity: Identity, name: str) -> Identity:
    try:
        identity.loaded()
    except _pyrage().IdentityError:
        raise AgeError("no_identity", name) from None
    return identity


def _pyrage() -> Any:
    return importlib.import_module("pyrage")


def _file_words() -> dict[str, tuple[str, str]]:
    return {
        "not_age": (
            _("{path} is not an age file."),
            _("Look for a file that ends in .age. If it should be one, ask for it again."),
        ),
        "newer": (
            _("{path} is of a newer version of the age format."),
            _("Install the newest perflead, or open it with a newer age."),
        ),
        "damaged": (
            _("{path} is damaged: it was cut off, or it was changed on the way. Nothing of it was used."),
            _("Ask for it again."),
        ),
        "wrong_key": (
            _("{path} was encrypted to other keys, and is not for this key."),
            _(
                "Name the private key that it was encrypted to with --identity FILE. If you have none of them, ask the "
                "sender for a new file, and give them your public key: perflead key. If you are sure of the key, the "
                "file was damaged on the way."
            ),
        ),
        "wrong_passphrase": (
            _("The passphrase does not open {path}."),
            _("Type it as it was given to you: six words with hyphens, or what the sender chose."),
        ),
        "needs_passphrase": (
            _("{path} opens with a passphrase, not with a key."),
            _("Ask the sender for it; it does not come in the same message."),
        ),
        "needs_key": (
            _("{path} opens with a private key, not with a passphrase."),
            _("Name the file of your private key with --identity FILE, or open it where your vault is."),
        ),
        "too_slow": (
            _("{path} is made so that trying one passphrase takes too long on this computer."),
            _("Open it with age, on a quicker computer."),
        ),
    }


def _key_words() -> dict[str, tuple[str, str]]:
    return {
        "private_key": (
            _("Refused: {path} is a private key, which must never leave its owner. Nothing was encrypted."),
            _("Give the public key that belongs to it: one that begins with age1, or the file that ends in .pub."),
        ),
        "bad_recipient": (
            _("This is not a key that a file can be encrypted to, and no file with one: {path}."),
            _(
                "Give an age1... key, a whole line that begins with ssh-ed25519 or ssh-rsa, or a .pub file. "
                "A key that was copied by hand may hold a typing error."
            ),
        ),
        "no_identity": (
            _("{path} is not a private key that opens age files."),
            _("Name a file with AGE-SECRET-KEY-1..., or a private ssh key of the kind ed25519 or rsa."),
        ),
        "locked_identity": (
            _("The key in {path} has a passphrase of its own, and it could not be unlocked."),
            _(
                "On a terminal perflead open asks for it. Or decrypt with age -d -i KEY -o NEW FILE, give the new file "
                "to perflead, and delete it afterwards."
            ),
        ),
        "wrong_key_passphrase": (
            _("The passphrase does not unlock the key in {path}."),
            _("It is the one that you chose for this key, when it was made."),
        ),
    }
