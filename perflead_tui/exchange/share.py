"""What is shared of a review: one JSON document, signed. It travels inside an age file, which any age program opens.

    {"schema": "perflead.shared/1", "what": "report", "terms": {...}, "terms_signature": base64,
     "report": "{...}", "before": "{...}", "plan": "{...}", "handed": {...},
     "deputy": {"public": base64, "certificate": base64}, "signature": base64}

`what` is report, plan or review; parts that it does not have are left out. `report`, `before` (an earlier report) and
`plan` are texts that hold JSON of their own, so that their numbers stay spelled as they are and each can be taken out
as a file. `handed` is a whole review, see flows/handing.py.

`signature` is Ed25519 over the canonical JSON of everything else, by the review's key (`terms.keys.sign`); or, after
the review was erased, by its deputy: a key that this key signed (domain `deputy`, over terms digest || public key)
before it was destroyed. A reader checks terms, then the deputy, then the signature. All of it is in the same file, so
it shows that nothing was changed; whose review it is, the fingerprint of the terms shows.
"""

import json
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.share_mark import FAMILY, is_share
from perflead_tui.exchange.signed_terms import SCHEMA as SIGNED_TERMS
from perflead_tui.exchange.signed_terms import parse_signed_terms
from perflead_tui.files import parse_json
from perflead_tui.i18n import _
from perflead_tui.review.canonical import canonical
from perflead_tui.review.terms import Base64, Terms
from perflead_tui.sealing import signature as signing
from perflead_tui.sealing.encoding import b64, unb64, unb64_field
from perflead_tui.sealing.errors import SealingError

SCHEMA = "perflead.shared/1"
What = Literal["report", "plan", "review"]
WHATS: tuple[What, ...] = ("report", "plan", "review")
Kind = Literal["foreign", "newer", "damaged", "forged"]

_PARTS: dict[What, tuple[set[str], set[str]]] = {
    "report": ({"report"}, {"before", "plan"}),
    "plan": ({"plan"}, set()),
    "review": ({"handed"}, set()),
}
"""What each kind must hold, and what it may hold besides."""
_Text = Annotated[str, StringConstraints(min_length=2)]


class ShareError(PerfleadError):
    """A shared document cannot be relied on. `kind` tells programs why."""

    def __init__(self, kind: Kind, name: str) -> None:
        self.kind: Kind = kind
        message, hint = _words()[kind]
        super().__init__(message.format(path=name), hint)


class _Deputy(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    public: Base64
    certificate: Base64


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True, defer_build=True)

    schema_: Literal["perflead.shared/1"]
    what: What
    terms: dict[str, Any]
    terms_signature: Base64
    report: _Text | None = None
    before: _Text | None = None
    plan: _Text | None = None
    handed: dict[str, Any] | None = None
    deputy: _Deputy | None = None
    signature: Base64

    @model_validator(mode="after")
    def _has_its_parts(self) -> "_Document":
        needed, allowed = _PARTS[self.what]
        there = {part for part in ("report", "before", "plan", "handed") if getattr(self, part) is not None}
        if not needed <= there <= needed | allowed:
            raise ValueError("the parts are not those of its kind")
        return self


@dataclass(frozen=True)
class Share:
    """A shared document whose signatures are right. Its texts are as they came: whoever shows them cleans them."""

    what: What
    terms: Terms
    terms_digest: bytes
    terms_document: dict[str, Any] = field(repr=False)
    terms_signature: str
    report: str | None = field(default=None, repr=False)
    before: str | None = field(default=None, repr=False)
    plan: str | None = field(default=None, repr=False)
    handed: dict[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Signer:
    """What signs a share: the review's key, or its deputy with the certificate that the key gave it."""

    key: Ed25519PrivateKey = field(repr=False)
    certificate: str | None = None

    @classmethod
    def of_deputy(cls, deputy: dict[str, str]) -> "Signer":
        """The signer of a kept deputy. Raises ValueError if it is malformed."""
        return cls(signing.private_key(unb64_field(deputy, "seed", 32)), deputy["certificate"])


def make_deputy(terms_digest: bytes, signer: Ed25519PrivateKey) -> dict[str, str]:
    """A new key, and the review's word for it: all that is left to sign with when the review's key is destroyed."""
    key = Ed25519PrivateKey.generate()
    certificate = signing.sign(signer, signing.DEPUTY, terms_digest + signing.public_of(key))
    return {"seed": b64(key.private_bytes_raw()), "certificate": b64(certificate)}


def check_deputy(deputy: object, terms: Terms, terms_digest: bytes) -> dict[str, str]:
    """The kept deputy, if the review's key vouches for it. Raises ValueError or SealingError if not."""
    if not isinstance(deputy, dict) or set(deputy) != {"seed", "certificate"}:
        raise ValueError("not a deputy")
    public = signing.public_of(Signer.of_deputy(deputy).key)
    _vouched(public, unb64_field(deputy, "certificate"), terms, terms_digest)
    return deputy


def make_share(
    what: What, terms: dict[str, Any], terms_signature: str, signer: Signer, **parts: str | dict[str, Any] | None
) -> bytes:
    """The bytes of a signed document; `parts` are report, before, plan and handed, None for what is not in it.

    Raises ValueError if a part has no canonical form.
    """
    document: dict[str, Any] = {"schema": SCHEMA, "what": what, "terms": terms, "terms_signature": terms_signature}
    document |= {name: part for name, part in parts.items() if part is not None}
    if signer.certificate is not None:
        document["deputy"] = {"public": b64(signing.public_of(signer.key)), "certificate": signer.certificate}
    document["signature"] = b64(signing.sign(signer.key, signing.SHARED, canonical(document)))
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def parse_share(data: bytes, name: str) -> Share:
    """The document in `data`; `name` is the file as shown.

    Raises ShareError: foreign, newer, damaged, forged (the signature is wrong, so something in it was changed).
    """
    document = _document(data, name)
    signature = document.get("signature")
    try:
        schema = document.pop("schema")
        found = _Document.model_validate({"schema_": schema, **document})
        document["schema"] = schema
        signed = canonical({part: value for part, value in document.items() if part != "signature"})
    except (ValidationError, ValueError, RecursionError):
        raise ShareError("damaged", name) from None
    try:
        terms = parse_signed_terms(
            {"schema": SIGNED_TERMS, "terms": found.terms, "signature": found.terms_signature}, name
        )
        key = _signing_key(found, terms.terms, terms.terms_digest)
        signing.verify(key, signing.SHARED, signed, unb64(str(signature)))
    except (PerfleadError, ValueError):  # SealingError is one of the first kind
        raise ShareError("forged", name) from None
    return Share(
        found.what,
        terms.terms,
        terms.terms_digest,
        found.terms,
        found.terms_signature,
        found.report,
        found.before,
        found.plan,
        found.handed,
    )


def _document(data: bytes, name: str) -> dict[str, Any]:
    """The JSON object, if it calls itself ours."""
    try:
        document = parse_json(data, name, _("a shared document"))
    except PerfleadError:
        raise ShareError("damaged" if is_share(data) else "foreign", name) from None
    schema = document.get("schema")
    if schema == SCHEMA:
        return document
    raise ShareError("newer" if str(schema).startswith(FAMILY) else "foreign", name)


def _signing_key(found: _Document, terms: Terms, terms_digest: bytes) -> bytes:
    """The public key that must have signed: the review's own, or the deputy's that it vouches for."""
    if found.deputy is None:
        return unb64(terms.keys.sign)
    public = unb64(found.deputy.public)
    _vouched(public, unb64(found.deputy.certificate), terms, terms_digest)
    return public


def _vouched(public: bytes, certificate: bytes, terms: Terms, terms_digest: bytes) -> None:
    if len(public) != signing.PUBLIC:
        raise SealingError("bad_signature")
    signing.verify(unb64(terms.keys.sign), signing.DEPUTY, terms_digest + public, certificate)


def _words() -> dict[Kind, tuple[str, str]]:
    again = _("Do not rely on it. Ask for the file again.")
    return {
        "foreign": (
            _("{path} holds something else than what perflead share writes."),
            _(
                "Ask for the right file. If another program encrypted it, perflead open FILE --out NEW writes what is "
                "in it."
            ),
        ),
        "newer": (
            _("{path} was shared by a newer version of perflead."),
            _("Install the newest version and open it again."),
        ),
        "damaged": (_("{path} does not have the form of a shared document."), again),
        "forged": (
            _("The signature of {path} does not match: it was changed after it was signed, or someone else made it."),
            again,
        ),
    }
