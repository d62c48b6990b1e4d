"""The signed document that is shared: what is changed in it, or who else signs it, is found."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from perflead_tui.exchange.share import (
    SCHEMA,
    ShareError,
    Signer,
    check_deputy,
    make_deputy,
    make_share,
    parse_share,
)
from perflead_tui.exchange.share_mark import is_share
from perflead_tui.exchange.signed_terms import sign_terms
from perflead_tui.review.canonical import canonical
from perflead_tui.review.terms import Terms, digest
from perflead_tui.sealing import signature as signing
from perflead_tui.sealing.encoding import b64
from perflead_tui.sealing.errors import SealingError
from tests.review.make import terms_for

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))


def terms_of(key: Ed25519PrivateKey = KEY) -> dict[str, Any]:
    document = terms_for().document()
    document["keys"]["sign"] = b64(signing.public_of(key))
    return document


def shared(signer: Signer | None = None, **parts: Any) -> bytes:
    terms = terms_of()
    return make_share("plan", terms, sign_terms(terms, KEY), signer or Signer(KEY), plan='{"a":1}', **parts)


def kind_of(data: bytes) -> str:
    with pytest.raises(ShareError) as told:
        parse_share(data, "x")
    return told.value.kind


def test_what_was_signed_comes_back() -> None:
    found = parse_share(shared(), "x")
    assert (found.what, found.plan, found.report, found.handed) == ("plan", '{"a":1}', None, None)
    assert found.terms_digest == digest(terms_of())
    assert is_share(shared())


def test_made_twice_it_is_the_same() -> None:
    assert shared() == shared()


@pytest.mark.parametrize("part", ["plan", "terms", "terms_signature", "signature", "what"])
def test_a_change_of_any_part_is_found(part: str) -> None:
    document = json.loads(shared())
    changed: dict[str, Any] = {
        "plan": '{"a":2}',
        "terms": {**document["terms"], "leader": "Someone Else"},
        "terms_signature": sign_terms(document["terms"], OTHER),
        "signature": b64(signing.sign(OTHER, signing.SHARED, canonical(document))),
        "what": "report",
    }
    document[part] = changed[part]
    assert kind_of(json.dumps(document).encode()) == ("damaged" if part == "what" else "forged")


def test_somebody_elses_key_in_the_terms_does_not_help() -> None:
    terms = terms_of(OTHER)
    data = make_share("plan", terms, sign_terms(terms, KEY), Signer(OTHER), plan="{}")
    assert kind_of(data) == "forged"


def test_a_signature_of_another_kind_does_not_pass() -> None:
    document = json.loads(shared())
    bare = {key: value for key, value in document.items() if key != "signature"}
    document["signature"] = b64(signing.sign(KEY, signing.BOARD, canonical(bare)))
    assert kind_of(json.dumps(document).encode()) == "forged"


def test_a_deputy_signs_after_the_key_is_gone() -> None:
    deputy = make_deputy(digest(terms_of()), KEY)
    data = shared(Signer.of_deputy(deputy))
    assert json.loads(data)["deputy"]["certificate"] == deputy["certificate"]
    assert parse_share(data, "x").plan == '{"a":1}'
    assert check_deputy(deputy, Terms.model_validate(terms_of()), digest(terms_of())) == deputy


@pytest.mark.parametrize("wrong", ["stranger", "other_terms", "no_certificate"])
def test_a_deputy_that_the_review_does_not_vouch_for_is_refused(wrong: str) -> None:
    terms_digest = digest(terms_of())
    deputies = {
        "stranger": lambda: make_deputy(terms_digest, OTHER),
        "other_terms": lambda: make_deputy(bytes(32), KEY),
        "no_certificate": lambda: {**make_deputy(terms_digest, KEY), "certificate": b64(bytes(64))},
    }
    deputy = deputies[wrong]()
    assert kind_of(shared(Signer.of_deputy(deputy))) == "forged"
    with pytest.raises(SealingError):
        check_deputy(deputy, Terms.model_validate(terms_of()), terms_digest)


def test_a_deputy_signs_shares_and_nothing_else() -> None:
    """Its signature is not one of the review's key, and it has no certificate for another domain."""
    deputy = make_deputy(digest(terms_of()), KEY)
    terms = terms_of()
    signed_by_deputy = sign_terms(terms, Signer.of_deputy(deputy).key)
    assert kind_of(make_share("plan", terms, signed_by_deputy, Signer.of_deputy(deputy), plan="{}")) == "forged"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF", "foreign"),
        (b"{}", "foreign"),
        (b"[1]", "foreign"),
        (b'{"schema": "perflead.report/1"}', "foreign"),
        (b'{"schema": "perflead.shared/2"}', "newer"),
        (b'{"schema": "perflead.shared/1"}', "damaged"),
        (b'{"schema": "perflead.shared/1", "what": ', "damaged"),
        (b'{"schema": "perflead.shared/1", "schema": "perflead.shared/1"}', "damaged"),
        (b'{"schema": "perflead.shared/1", "x": ' + b"[" * 2000 + b"]" * 2000 + b"}", "damaged"),
        (b'{"schema": "perflead.shared/1", "terms": ' + b'{"a":' * 700 + b"1" + b"}" * 700 + b"}", "damaged"),
        (b'{"schema": ["perflead.shared/1"]}', "foreign"),
    ],
)
def test_what_is_not_ours_is_told_as_what_it_is(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize("change", [{"more": 1}, {"plan": None}, {"report": "{}"}, {"handed": {}}, {"plan": 1.5}])
def test_parts_that_do_not_belong_together_are_refused(change: dict[str, Any]) -> None:
    document = json.loads(shared())
    del document["signature"]
    document |= change
    if "plan" in change and change["plan"] is None:
        del document["plan"]
    document["signature"] = b64(bytes(64))
    assert kind_of(json.dumps(document).encode()) == "damaged"
    assert json.loads(shared())["schema"] == SCHEMA
