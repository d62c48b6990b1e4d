"""The response: what is inside an envelope, as canonical JSON.

    {"schema": "perflead.response/1", "group", "credential": {"public_key", "prefix", "signature"},
     "revision", "answers": {"ratings", "time", "comments"}, "signature"}

`signature` is Ed25519 by the credential's key over the terms digest and the canonical JSON of the rest. It holds no
name, no time and no language.
"""

from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from perflead_tui.errors import PerfleadError
from perflead_tui.files import parse_json
from perflead_tui.i18n import _
from perflead_tui.review.answers import Answers, checked_answers
from perflead_tui.review.canonical import canonical
from perflead_tui.review.form import Form, form_for
from perflead_tui.review.terms import Terms
from perflead_tui.sealing import signature as signing
from perflead_tui.sealing.credential import Credential, check_credential
from perflead_tui.sealing.encoding import b64, unb64

SCHEMA = "perflead.response/1"
MAX_REVISION = 2**31


@dataclass(frozen=True)
class Response:
    """An opened and verified response."""

    group: str
    credential: Credential
    revision: int
    answers: Answers


def make_response(
    group: str, credential: Credential, private_key: bytes, revision: int, answers: Answers, terms_digest: bytes
) -> bytes:
    """The signed response as bytes, ready to be sealed."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "group": group,
        "credential": credential.to_document(),
        "revision": revision,
        "answers": answers.model_dump(),
    }
    key = Ed25519PrivateKey.from_private_bytes(private_key)
    document["signature"] = b64(signing.sign(key, signing.RESPONSE, terms_digest + canonical(document)))
    return canonical(document)


class Reader:
    """Reads the responses to one review; what those of a group have in common is worked out once."""

    def __init__(self, terms: Terms, terms_digest: bytes) -> None:
        self._terms, self._digest = terms, terms_digest
        self._groups: dict[str, tuple[bytes, Form]] = {}

    def read(self, data: bytes) -> Response:
        """Check an opened response: shape, credential of its group, signature, answers.

        Raises PerfleadError if it is refused.
        """
        document = parse_json(data, _("the envelope"), _("a response"))
        try:
            if document["schema"] != SCHEMA:
                raise ValueError("schema")
            signature = unb64(document.pop("signature"))
            credential = Credential.from_document(document["credential"])
            group, revision, answers = document["group"], document["revision"], document["answers"]
            if type(revision) is not int or not 0 < revision < MAX_REVISION:
                raise ValueError("revision")
            signed = canonical(document)
            modulus, form = self._group(group)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise PerfleadError(_("What is inside is not a response to this review.")) from None
        check_credential(credential, modulus)
        signing.verify(credential.public_key, signing.RESPONSE, self._digest + signed, signature)
        try:
            checked = checked_answers(answers, form, self._terms.questionnaire.scale)
        except PerfleadError:  # its words would tell of one person's answers
            raise PerfleadError(_("What is inside does not fit the questionnaire.")) from None
        return Response(group, credential, revision, checked)

    def _group(self, key: str) -> tuple[bytes, Form]:
        """The modulus and the form of a group. Raises ValueError if there is none, TypeError if it is no text."""
        if key not in self._groups:
            group = self._terms.group(key)
            if group is None:
                raise ValueError("group")
            self._groups[key] = unb64(group.credential_key), form_for(self._terms, key)
        return self._groups[key]
