"""The claim and the grant: how a rater gets a credential that the desk has signed without seeing it.

A claim, always 4096 bytes, sealed (hpke.py) to the desk's key, so that the drop's owner cannot tell groups or codes:

    perflead.claim/1, line feed, review id (16), line feed, HPKE encapsulated key and ciphertext of padded JSON:
    {"code": name of the code, "group", "blinded": 384 bytes (RFC 9474, section 4.2), "mac": HMAC-SHA256}

HPKE's info is the header and the terms digest. `mac` is by the code's claim key over the terms digest, the group and
the blinded value: only who has the code can claim with it.

A grant is one box (box.py, 4096 bytes) by the code's grant key: {"claim": SHA-256 of the blinded value, "signature":
384 bytes}. Its name in the drop is derived from the code, so that a rater asks for it without listing anything.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass

from perflead_tui.files import parse_json
from perflead_tui.i18n import _
from perflead_tui.review.canonical import canonical
from perflead_tui.sealing import hpke
from perflead_tui.sealing.box import open_box, seal_box
from perflead_tui.sealing.code import CodeKeys
from perflead_tui.sealing.encoding import b64, unb64_field
from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.padding import pad, unpad

SIZE = 4096
"""Every claim and every grant has this size."""
_HEADER = re.compile(rb"perflead\.claim/1\n([a-z2-7]{16})\n")
_HEADER_SIZE = 34
_GRANT = b"perflead.grant/1"
_BLINDED = 384


@dataclass(frozen=True)
class Claim:
    """An opened claim; only `check_claim` says that it comes from who has the code."""

    code: str
    group: str
    blinded: bytes
    mac: bytes

    @property
    def digest(self) -> str:
        """What the desk records before it signs: the SHA-256 of the blinded value, hexadecimal."""
        return hashlib.sha256(self.blinded).hexdigest()


def make_claim(
    keys: CodeKeys, group: str, blinded: bytes, public_desk: bytes, terms_digest: bytes, review: str
) -> bytes:
    """The claim of a rater for a blinded value."""
    header = b"perflead.claim/1\n" + review.encode("ascii") + b"\n"
    mac = _mac(keys.claim_key, terms_digest, group, blinded)
    content = canonical({"code": keys.name, "group": group, "blinded": b64(blinded), "mac": b64(mac)})
    padded = pad(content, SIZE - _HEADER_SIZE - hpke.OVERHEAD)
    return header + hpke.encrypt(padded, public_desk, header + terms_digest)


def open_claim(data: bytes, desk: hpke.SealKey, terms_digest: bytes, review: str) -> Claim:
    """The claim in `data`. Raises SealingError (bad_claim, other_review) or another PerfleadError if it is none."""
    found = _HEADER.match(data[:_HEADER_SIZE])
    if found is None or len(data) != SIZE:
        raise SealingError("bad_claim")
    if found[1] != review.encode("ascii"):
        raise SealingError("other_review")
    content = desk.decrypt(data[_HEADER_SIZE:], data[:_HEADER_SIZE] + terms_digest)
    try:
        document = parse_json(unpad(content), _("the claim"), _("a claim"))
        code, group = document["code"], document["group"]
        if not isinstance(code, str) or not isinstance(group, str):
            raise ValueError("text")
        return Claim(code, group, unb64_field(document, "blinded", _BLINDED), unb64_field(document, "mac", 32))
    except (KeyError, ValueError):
        raise SealingError("bad_claim") from None


def check_claim(claim: Claim, claim_key: bytes, group: str, terms_digest: bytes) -> None:
    """Return if the claim was made with the code, for the code's group; raise SealingError (bad_claim) if not."""
    expected = _mac(claim_key, terms_digest, group, claim.blinded)
    if claim.group != group or not hmac.compare_digest(expected, claim.mac):
        raise SealingError("bad_claim")


def make_grant(grant_key: bytes, claim_digest: str, signature: bytes, terms_digest: bytes) -> bytes:
    """The desk's answer to a claim."""
    return seal_box(grant_key, canonical({"claim": claim_digest, "signature": b64(signature)}), _GRANT + terms_digest)


def open_grant(data: bytes, keys: CodeKeys, blinded: bytes, terms_digest: bytes) -> bytes:
    """The blind signature in a grant. Raises SealingError if it is for another code, claim or other terms."""
    document = parse_json(open_box(keys.grant_key, data, _GRANT + terms_digest), _("the grant"), _("a grant"))
    try:
        signature = unb64_field(document, "signature", _BLINDED)
    except ValueError:
        raise SealingError("bad_credential") from None
    if document.get("claim") != hashlib.sha256(blinded).hexdigest():
        raise SealingError("bad_credential")
    return signature


def _mac(key: bytes, terms_digest: bytes, group: str, blinded: bytes) -> bytes:
    return hmac.digest(key, terms_digest + group.encode() + b"\0" + blinded, "sha256")
