"""Files for named readers, or for whoever knows a passphrase: the age format (age-encryption.org/v1).

Any age program opens them. A file is opened whole or not at all: the last chunk is checked before the first is used.
The library is loaded when it is needed. Its errors come as one class, so which case it is stands in the file's header
or in the error's words.
"""

import base64
import importlib
import re
import secrets
from collections.abc import Callable, Sequence
from typing import Any, Literal

from perflead_tui.sealing import fingerprint
from perflead_tui.sealing.age_mark import ARMOUR, FAMILY
from perflead_tui.sealing.agekeys import AgeError, Identity, Recipient

Lock = Literal["passphrase", "keys"]
"""What opens a file: a passphrase, or the private key of a reader."""

SHARE_LIMIT = 64 * 1024 * 1024
"""No shared file is larger, in bytes."""

_INTRO = b"age-encryption.org/v1\n"
_ARMOUR_END = b"-----END AGE ENCRYPTED FILE-----"
_HEADER_LIMIT = 1024 * 1024
_MAC_LINE = re.compile(rb"\n--- [A-Za-z0-9+/]{43}\n")
_RANDOM = 9  # bytes: 66 bits of them make six words
_WORDS = 6


def lock_of(data: bytes, name: str) -> Lock:
    """What opens the file called `name`. Raises AgeError: not_age, newer, or damaged if its header is not whole."""
    header = _header(data, name)
    if header.startswith(FAMILY) and b"\n" in header and not header.startswith(_INTRO):
        raise AgeError("newer", name)
    if not _INTRO.startswith(header[: len(_INTRO)]):
        raise AgeError("not_age", name)
    end = _MAC_LINE.search(header)
    if end is None:
        raise AgeError("damaged", name)
    kinds = re.findall(rb"^-> (\S+)", header[: end.start()], re.MULTILINE)
    return "passphrase" if b"scrypt" in kinds else "keys"


def _header(data: bytes, name: str) -> bytes:
    """The start of the binary form of an age file; the whole header is in it."""
    text = data.lstrip()
    if not text.startswith(ARMOUR):
        return data[:_HEADER_LIMIT]
    body = text[len(ARMOUR) :].partition(_ARMOUR_END)[0]
    characters = b"".join(body[: 2 * _HEADER_LIMIT].split())
    try:
        return base64.b64decode(characters[: len(characters) // 4 * 4], validate=True)
    except ValueError:
        raise AgeError("damaged", name) from None


def encrypt(data: bytes, recipients: Sequence[Recipient], *, armoured: bool = False) -> bytes:
    """`data` for each of `recipients` to read; `armoured` as text. Raises ValueError without any."""
    if not recipients:
        raise ValueError("nobody could read it")
    found: bytes = _pyrage().encrypt(data, [each.loaded() for each in recipients], armored=armoured)
    return found


def encrypt_with_passphrase(data: bytes, passphrase: str, *, armoured: bool = False) -> bytes:
    """`data` for whoever knows `passphrase` (scrypt; it takes about a second)."""
    found: bytes = _pyrage().passphrase.encrypt(data, passphrase, armored=armoured)
    return found


def decrypt(data: bytes, identities: Sequence[Identity], name: str) -> bytes:
    """What is in the file called `name`, for one of `identities`.

    Raises AgeError: wrong_key, needs_passphrase, damaged, not_age, newer. Nothing comes out of a file that is cut off.
    """
    if lock_of(data, name) == "passphrase":
        raise AgeError("needs_passphrase", name)
    if not identities:
        raise AgeError("wrong_key", name)
    return _guarded(lambda: _pyrage().decrypt(_tidy(data), [each.loaded() for each in identities]), name)


def decrypt_with_passphrase(data: bytes, passphrase: str, name: str) -> bytes:
    """The same with a passphrase; six words of ours may be typed in any case, with blanks or hyphens.

    Raises AgeError: wrong_passphrase, needs_key, too_slow, damaged, not_age, newer.
    """
    if lock_of(data, name) == "keys":
        raise AgeError("needs_key", name)
    *others, typed = _spellings(passphrase)
    for spelling in others:
        try:
            return _with_passphrase(data, spelling, name)
        except AgeError as error:
            if error.kind != "wrong_passphrase":
                raise
    return _with_passphrase(data, typed, name)


def new_passphrase() -> str:
    """Six words joined with hyphens, drawn at random: 66 bits."""
    return fingerprint.words(secrets.token_bytes(_RANDOM))


def _spellings(passphrase: str) -> list[str]:
    """How a typed passphrase may be meant: six words of the list as we print them, and as it was typed."""
    typed = passphrase.encode("utf-8", errors="ignore").decode()
    parts = [part for part in re.split(r"[\s\-\u2010-\u2015]+", typed.lower()) if part]
    ours = "-".join(parts)
    if len(parts) == _WORDS and ours != typed and all(fingerprint.is_word(part) for part in parts):
        return [ours, typed]
    return [typed]


def _with_passphrase(data: bytes, passphrase: str, name: str) -> bytes:
    return _guarded(lambda: _pyrage().passphrase.decrypt(_tidy(data), passphrase), name)


def _tidy(data: bytes) -> bytes:
    """Blank lines around the text form do no harm."""
    return data if data.startswith(FAMILY) else data.strip() + b"\n"


def _guarded(step: Callable[[], Any], name: str) -> bytes:
    try:
        return bytes(step())
    except _pyrage().DecryptError as error:
        raise AgeError(_kind(str(error)), name) from None


def _kind(words: str) -> Literal["wrong_key", "wrong_passphrase", "too_slow", "damaged"]:
    """Which case the library's words mean. What is not known means damage: nothing was decrypted either way."""
    if words.startswith("No matching keys"):
        return "wrong_key"
    if words.startswith("Decryption failed"):
        return "wrong_passphrase"
    return "too_slow" if words.startswith("Excessive work") else "damaged"


def _pyrage() -> Any:
    return importlib.import_module("pyrage")
