"""The terms of a review for everyone who checks its board: the promise, signed, and nothing that belongs to one rater.

    {"schema": "perflead.signed-terms/1", "terms": {...}, "signature": base64}

`signature` is Ed25519 by the review's key (`terms.keys.sign`) over the canonical JSON of `terms`. The key is in the
same file, so the signature shows that nothing was changed since; whether these are the terms that raters were shown,
the fingerprint shows.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.invitation import SCHEMA as INVITATION
from perflead_tui.exchange.invitation import parse_invitation
from perflead_tui.files import parse_json, read_limited, shown
from perflead_tui.i18n import _
from perflead_tui.review.canonical import canonical
from perflead_tui.review.terms import Terms, digest
from perflead_tui.sealing import signature as signing
from perflead_tui.sealing.encoding import b64, unb64
from perflead_tui.sealing.errors import SealingError

SCHEMA = "perflead.signed-terms/1"
FILE_NAME = "terms.json"
"""How they are called beside a board."""
LIMIT = 1024 * 1024
_FIELDS = {"schema", "terms", "signature"}


@dataclass(frozen=True)
class SignedTerms:
    """Terms that the review's key signed, alone or in an invitation."""

    terms: Terms
    terms_digest: bytes


def sign_terms(terms: dict[str, Any], signer: Ed25519PrivateKey) -> str:
    """The review's signature of its terms document. Made twice it is the same."""
    return b64(signing.sign(signer, signing.TERMS, canonical(terms)))


def make_signed_terms(terms: dict[str, Any], signer: Ed25519PrivateKey) -> bytes:
    """The bytes of a terms document with the review's signature."""
    return with_signature(terms, sign_terms(terms, signer))


def with_signature(terms: dict[str, Any], signature: str) -> bytes:
    """The same from a signature that was made before."""
    return (json.dumps({"schema": SCHEMA, "terms": terms, "signature": signature}, indent=1) + "\n").encode()


def parse_signed_terms(document: dict[str, Any], name: str) -> SignedTerms:
    """Check decoded terms; `name` is the file as shown. Raises PerfleadError if they were changed or are none."""
    try:
        if set(document) != _FIELDS or document["schema"] != SCHEMA:
            raise ValueError("not signed terms")
        terms = Terms.model_validate(document["terms"])
        signed = canonical(document["terms"])
        signing.verify(unb64(terms.keys.sign), signing.TERMS, signed, unb64(document["signature"]))
    except (SealingError, ValidationError, TypeError, ValueError):
        raise PerfleadError(
            _("{path} does not hold the terms of a review, or they were altered.").format(path=name),
            _("Use the terms that were published with the board, or your invitation."),
        ) from None
    return SignedTerms(terms, digest(document["terms"]))


def load_terms(path: Path) -> SignedTerms:
    """The terms in a file: signed terms, or an invitation. Raises PerfleadError if it is neither, or damaged."""
    what = _("the terms of a review")
    document = parse_json(read_limited(path, LIMIT, what), shown(path), what)
    if document.get("schema") == INVITATION:
        invitation = parse_invitation(document, shown(path))
        return SignedTerms(invitation.terms, invitation.terms_digest)
    return parse_signed_terms(document, shown(path))
