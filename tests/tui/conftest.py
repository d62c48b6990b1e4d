"""Real invitations, signed and with a credential, made once a test run; every test opens its own copy."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.exchange.invitation import make_invitation, with_credential
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.questionnaire.loading import load
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.review.terms import Keys, Terms, TermsGroup
from perflead_tui.sealing.credential import issue, new_key, public_key_of
from perflead_tui.sealing.encoding import b64
from perflead_tui.sealing.keys import ReviewKeys

GROUPS = ("self", "manager", "peers", "frontline", "partners")
INVITED = {"self": 1, "manager": 1, "peers": 5, "frontline": 7, "partners": 2}
TODAY = datetime.date(2026, 11, 2)

Opener = Callable[..., AnswerSession]


@pytest.fixture(scope="session")
def keys() -> ReviewKeys:
    """The keys of one review."""
    return ReviewKeys.generate(GROUPS)


def make_terms(keys: ReviewKeys, questionnaire: Questionnaire | None = None, **changed: Any) -> Terms:
    """The terms of a believable review; `changed` replaces fields."""
    questionnaire = questionnaire or load("performance-leadership")
    groups = []
    for group in questionnaire.groups:
        modulus = keys.groups[group.key].public_key().public_numbers().n
        groups.append(
            TermsGroup(
                key=group.key,
                label=group.label,
                anonymous=group.anonymous,
                invited=INVITED[group.key],
                sees_as=group.sees_as or group.key,
                credential_key=b64(modulus.to_bytes(384, "big")),
            )
        )
    wanted: dict[str, Any] = {
        "review": "abcdefghijklmnop",
        "leader": "Jordan Rivera",
        "role": "Supervisor, Public Works",
        "asked_by": "Dana Whitfield (coach)",
        "created_on": TODAY,
        "closes_on": datetime.date(2026, 12, 15),
        "minimum": 4,
        "groups": groups,
        "questionnaire": questionnaire,
        "keys": Keys(seal=b64(keys.public_seal), sign=b64(keys.public_sign), desk=b64(keys.public_desk)),
        **changed,
    }
    return Terms(**wanted)


def write_invitation(path: Path, keys: ReviewKeys, terms: Terms, group: str, language: str | None = None) -> Path:
    """One rater's invitation."""
    private = new_key()
    credential = issue(keys.groups[group], public_key_of(private))
    held = with_credential(credential, private)
    path.write_bytes(make_invitation(terms.document(), group, language, held, keys.sign))
    return path


@pytest.fixture
def open_session(tmp_path: Path, keys: ReviewKeys) -> Opener:
    """Opens an invitation of `group`, the second time the same one. Other arguments change the terms."""

    def opener(group: str = "peers", language: str | None = None, **changed: Any) -> AnswerSession:
        path = tmp_path / f"{group}.invitation"
        if not path.exists():
            write_invitation(path, keys, make_terms(keys, **changed), group, language)
        return AnswerSession.open(path, today=TODAY)

    return opener
