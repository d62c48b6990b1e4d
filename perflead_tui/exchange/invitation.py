"""The invitation: the terms plus what one rater needs to answer, as JSON that a security officer can read.

    {"schema": "perflead.invitation/1", "terms": {...}, "group": "peers", "language": "es",
     "credential": {"public_key", "prefix", "signature", "private_key"}, "signature": base64, "used": 1}

In a blind review there is a personal one-time `code` (code.py) in the place of `credential`: the rater claims a
credential with it that the desk signs unseen (claim.py).

`signature` is Ed25519 by the review's key (`terms.keys.sign`) over the canonical JSON of everything but
`signature` and `used`. `used` is written by the rater's own machine: how often this invitation has answered.
"""

import datetime
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.armour import INVITATION, TEXT_LIMIT, read_message
from perflead_tui.files import parse_json, read_limited, shown, write_atomic
from perflead_tui.i18n import _, format_date
from perflead_tui.review.canonical import canonical
from perflead_tui.review.terms import Terms, TermsGroup, digest
from perflead_tui.sealing import signature as signing
from perflead_tui.sealing.code import CodeKeys, keys_of
from perflead_tui.sealing.credential import Credential, check_credential, group_key
from perflead_tui.sealing.encoding import b64, unb64
from perflead_tui.sealing.errors import SealingError

SCHEMA = "perflead.invitation/1"
LIMIT = 1024 * 1024
_UNSIGNED = ("signature", "used")


@dataclass(frozen=True)
class Invitation:
    """A checked invitation: with a credential and the seed of its one-time Ed25519 key, or with a code to claim one."""

    terms: Terms
    terms_digest: bytes
    group: TermsGroup
    language: str | None
    credential: Credential | None
    private_key: bytes | None
    code: CodeKeys | None
    used: int
    document: dict[str, Any]

    @property
    def draft_seed(self) -> bytes:
        """The secret that the key of this rater's draft comes from."""
        seed = self.private_key if self.code is None else self.code.draft_seed
        assert seed is not None  # noqa: S101 - parse_invitation lets no other pass
        return seed

    def __repr__(self) -> str:
        return f"Invitation(review={self.terms.review!r}, group={self.group.key!r})"


def with_credential(credential: Credential, private_key: bytes) -> dict[str, Any]:
    """What a simple review's invitation holds to answer with."""
    return {"credential": {**credential.to_document(), "private_key": b64(private_key)}}


def make_invitation(
    terms: dict[str, Any], group: str, language: str | None, held: dict[str, Any], signer: Ed25519PrivateKey
) -> bytes:
    """The bytes of a new invitation, signed with the review's key; `held` is `with_credential` or {"code": ...}."""
    document: dict[str, Any] = {"schema": SCHEMA, "terms": terms, "group": group, **held}
    if language:
        document["language"] = language
    document["signature"] = b64(signing.sign(signer, signing.INVITATION, canonical(document)))
    return _spelled(document)


def load_invitation(path: Path) -> Invitation:
    """Read and check an invitation. Raises PerfleadError with what is wrong and what to do."""
    what = _("an invitation")
    data = read_message(read_limited(path, TEXT_LIMIT, what), LIMIT, INVITATION)
    return parse_invitation(parse_json(data, shown(path), what), shown(path))


def parse_invitation(document: dict[str, Any], name: str) -> Invitation:
    """Check a decoded invitation: version, shape, signature, group and credential, in this order."""
    if document.get("schema") != SCHEMA:
        raise _wrong_schema(document, name)
    try:
        terms_document = document["terms"]
        terms = Terms.model_validate(terms_document)
        signed = canonical({key: value for key, value in document.items() if key not in _UNSIGNED})
        signing.verify(unb64(terms.keys.sign), signing.INVITATION, signed, unb64(document["signature"]))
        group = terms.group(document["group"])
        if group is None:
            raise ValueError("group")
        group_key(unb64(group.credential_key))
        credential, private_key, code = _held(document, terms, group)
    except (SealingError, ValidationError, KeyError, TypeError, ValueError):
        raise PerfleadError(
            _("{path} was altered or damaged: its signature does not fit its content.").format(path=name),
            _("Nothing was answered. Ask the person who invited you for a new copy."),
        ) from None
    language = document.get("language")
    return Invitation(
        terms=terms,
        terms_digest=digest(terms_document),
        group=group,
        language=language if language in terms.questionnaire.languages else None,
        credential=credential,
        private_key=private_key,
        code=code,
        used=_count(document.get("used")),
        document=document,
    )


def require_open(invitation: Invitation, today: datetime.date) -> None:
    """Raise PerfleadError if the review's last day has passed."""
    closes_on = invitation.terms.closes_on
    if closes_on is not None and today > closes_on:
        raise PerfleadError(
            _("This review took answers until {date}. It has closed.").format(date=format_date(closes_on)),
            _("If you think that the date is wrong, ask the person who invited you."),
        )


def mark_used(path: Path, invitation: Invitation, used: int) -> Invitation:
    """Write into the invitation file that it has answered `used` times; PerfleadError if it cannot."""
    document = {**invitation.document, "used": used}
    if (
        read_limited(path, TEXT_LIMIT, _("an invitation"))[:4].lstrip(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    ):  # not a saved e-mail
        write_atomic(path, _spelled(document))
    return replace(invitation, used=used, document=document)


def _held(
    document: dict[str, Any], terms: Terms, group: TermsGroup
) -> tuple[Credential | None, bytes | None, CodeKeys | None]:
    """The credential with its private key, or in a blind review the code."""
    if terms.blind is not None:
        code = document["code"]
        if not isinstance(code, str):
            raise TypeError("code")
        return None, None, keys_of(code, terms.review)
    held = dict(document["credential"])
    private_key = unb64(held.pop("private_key"))
    credential = Credential.from_document(held)
    if not _pair(private_key, credential.public_key):
        raise ValueError("key")
    check_credential(credential, unb64(group.credential_key))
    return credential, private_key, None


def _spelled(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _pair(private_key: bytes, public_key: bytes) -> bool:
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw() == public_key


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1_000_000 else 0


def _wrong_schema(document: dict[str, Any], name: str) -> PerfleadError:
    if str(document.get("schema", "")).startswith("perflead.invitation/"):
        return PerfleadError(
            _("{path} was made by another version of perflead.").format(path=name),
            _("Install the newest version and try again."),
        )
    return PerfleadError(
        _("{path} is not an invitation.").format(path=name),
        _("An invitation is the file that you were sent to take part in a review."),
    )
