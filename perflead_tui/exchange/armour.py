"""Any message of ours as text that survives being pasted into an e-mail; the form of RFC 9580, section 6.2.

    -----BEGIN PERFLEAD ENVELOPE-----
    cGVyZmxlYWQuZW52ZWxvcGUvMQp...                   Base64 in lines of 64 characters
    =q1W0s8Kz                                        "=" and Base64 of the first 6 bytes of the checksum
    -----END PERFLEAD ENVELOPE-----

The checksum is SHA-256 of `perflead.armour/1 LF`, the word of the first line, LF and the message: against accidents, as
what needs to be authentic is signed or sealed inside. Reading forgives what mail programs do (quotation marks at the
start of lines, other line ends and lengths, blanks, text around the block, long dashes) and nothing else.
"""

import base64
import hashlib
import re
from typing import Literal

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.sealing.encoding import b64, unb64

Kind = Literal["absent", "cut", "damaged", "too_large", "several"]
MARK = "BEGIN PERFLEAD"
ENVELOPE, INVITATION, COURIER, SHARE, APPROVAL = "ENVELOPE", "INVITATION", "COURIER", "SHARE", "APPROVAL"
TEXT_LIMIT = 4 * 1024 * 1024
"""Of a file that may hold an e-mail around its message, in bytes: a reader need not read further."""

_COLUMNS = 64
_CHECK = 6
_CHECK_TEXT = 1 + 8  # "=" and six bytes as Base64
_WORD = re.compile(r"[A-Z]{2,20}")
_LINE = r"[-\u2010-\u2015\u2212]{{2,10}}[ \t]*{} PERFLEAD ([A-Z]{{2,20}})[ \t]*[-\u2010-\u2015\u2212]{{2,10}}"
_BEGIN, _END = re.compile(_LINE.format("BEGIN")), re.compile(_LINE.format("END"))
_QUOTE = " \t>|\u00a0\ufeff"
_SLACK = 3
"""Text may be so many times longer than its Base64: deep quotations of short lines."""


class ArmourError(PerfleadError):
    """A text holds no message, or not a whole one. `kind` tells programs which case it is."""

    def __init__(self, kind: Kind) -> None:
        self.kind: Kind = kind
        super().__init__(*_words()[kind])


def armour(kind: str, data: bytes) -> str:
    """`data` as text that ends in a newline; `kind` is one word in capital letters, such as ENVELOPE."""
    if not _WORD.fullmatch(kind):
        raise ValueError("the kind is one word in capital letters")
    text = b64(data)
    lines = [text[at : at + _COLUMNS] for at in range(0, len(text), _COLUMNS)]
    check = "=" + b64(_checksum(kind, data))
    return "\n".join([f"-----BEGIN PERFLEAD {kind}-----", *lines, check, f"-----END PERFLEAD {kind}-----", ""])


def unarmour(text: str, limit: int, kind: str | None = None) -> tuple[str, bytes]:
    """The kind and the bytes of the one message in `text`, of at most `limit` bytes; with `kind`, of that kind.

    The same block twice (a quoted mail) counts once. Raises ArmourError: absent if there is no such block, cut if its
    end is missing, damaged, too_large (before anything is decoded), several if there are different ones.
    """
    found: set[tuple[str, bytes]] = set()
    at = 0
    while begin := _BEGIN.search(text, at):
        word, at = begin[1], begin.end()
        if kind is not None and word != kind:
            continue
        found.add((word, _decoded(word, _body(text, begin, limit), limit)))
        if len(found) > 1:
            raise ArmourError("several")
    if not found:
        raise ArmourError("absent")
    return found.pop()


def read_message(data: bytes, limit: int, kind: str | None = None) -> bytes:
    """The message in a file or a pasted text, armoured or as it is; other bytes come back unchanged.

    Raises ArmourError as `unarmour` does, if there is a block in it at all; too_large also for bytes above `limit`.
    """
    text = None if data.lstrip()[:1] == b"{" or data.startswith(b"perflead.") else _as_text(data)
    if text is None or MARK not in text:
        if len(data) > limit:
            raise ArmourError("too_large")
        return data
    return unarmour(text, limit, kind)[1]


def _body(text: str, begin: re.Match[str], limit: int) -> str:
    """The Base64 and checksum of the block that starts at `begin`, without what mail programs add."""
    end = _END.search(text, begin.end())
    following = _BEGIN.search(text, begin.end())
    if end is None or (following is not None and following.start() < end.start()):
        raise ArmourError("cut")
    if end[1] != begin[1]:
        raise ArmourError("damaged")
    if end.start() - begin.end() > _SLACK * (limit * 4 // 3 + 4 * _COLUMNS):
        raise ArmourError("too_large")
    lines = text[begin.end() : end.start()].splitlines()
    return "".join("".join(line.lstrip(_QUOTE).split()) for line in lines)


def _decoded(kind: str, body: str, limit: int) -> bytes:
    content, check = body[:-_CHECK_TEXT], body[-_CHECK_TEXT:]
    if len(content) > -(-limit // 3) * 4:
        raise ArmourError("too_large")
    try:
        data, wanted = unb64(content), base64.b64decode(check[1:], validate=True)
    except ValueError:
        raise ArmourError("damaged") from None
    if check[:1] != "=" or wanted != _checksum(kind, data):
        raise ArmourError("damaged")
    if len(data) > limit:
        raise ArmourError("too_large")
    return data


def _checksum(kind: str, data: bytes) -> bytes:
    return hashlib.sha256(b"perflead.armour/1\n" + kind.encode("ascii") + b"\n" + data).digest()[:_CHECK]


def _as_text(data: bytes) -> str | None:
    """`data` as text, if it is any: UTF-8, or what some editors save as "Unicode"; other letters around do no harm."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="replace")


def _words() -> dict[Kind, tuple[str, str]]:
    whole = _("Copy everything from the line with BEGIN PERFLEAD to the line with END PERFLEAD, or use the file.")
    return {
        "absent": (_("There is no message of this kind in the text."), whole),
        "cut": (_("The message in this text is cut off: its last line is missing."), whole),
        "damaged": (_("The message in this text was changed on the way."), whole),
        "too_large": (_("The message is too large."), _("Check that it is the right one.")),
        "several": (_("There are several messages in this text."), _("Give them one at a time.")),
    }
