"""Credentials: who can make one, and that nothing else passes for one."""

import dataclasses
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from perflead_tui.sealing import credential as credentials
from perflead_tui.sealing.credential import Credential, check_credential
from perflead_tui.sealing.encoding import b64
from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.keys import ReviewKeys


@pytest.fixture(scope="module")
def issued(keys: ReviewKeys) -> Credential:
    return credentials.issue(keys.groups["peers"], credentials.public_key_of(credentials.new_key()))


def refused(credential: Credential, modulus: bytes) -> str:
    with pytest.raises(SealingError) as caught:
        check_credential(credential, modulus)
    return caught.value.kind


def test_an_issued_credential_is_valid(issued: Credential, peers: bytes) -> None:
    check_credential(issued, peers)


def test_a_blindly_signed_credential_is_valid_and_of_the_same_form(keys: ReviewKeys, peers: bytes) -> None:
    public = credentials.public_key_of(credentials.new_key())
    blinded, kept = credentials.blind(peers, public)
    made = credentials.finalize(peers, kept, credentials.blind_sign(keys.groups["peers"], blinded))
    check_credential(made, peers)
    assert made.public_key == public
    assert Credential.from_document(made.to_document()) == made


def test_the_desk_sees_nothing_of_what_it_signs(keys: ReviewKeys, peers: bytes) -> None:
    blinded, kept = credentials.blind(peers, bytes(32))
    signed = credentials.blind_sign(keys.groups["peers"], blinded)
    made = credentials.finalize(peers, kept, signed)
    for part in (made.public_key, made.prefix, made.signature):
        assert part not in blinded + signed
    assert "inverse" not in repr(kept)


def test_a_credential_of_another_group_or_review_is_refused(issued: Credential, keys: ReviewKeys) -> None:
    assert refused(issued, keys.public_group("frontline")) == "bad_credential"


@pytest.mark.parametrize("part", ["public_key", "prefix", "signature"])
@pytest.mark.parametrize("at", [0, 15, -1])
def test_a_changed_credential_is_refused(issued: Credential, peers: bytes, part: str, at: int) -> None:
    changed = bytearray(getattr(issued, part))
    changed[at] ^= 0x10
    assert refused(dataclasses.replace(issued, **{part: bytes(changed)}), peers) == "bad_credential"


def test_forgeries_from_the_public_key_alone_are_refused(issued: Credential, peers: bytes) -> None:
    n = int.from_bytes(peers, "big")
    for value in (0, 1, n - 1, n, int.from_bytes(issued.signature, "big") * 2 % n):
        forged = dataclasses.replace(issued, signature=value.to_bytes(384, "big"))
        assert refused(forged, peers) == "bad_credential"


def test_a_signature_has_one_spelling(issued: Credential, peers: bytes) -> None:
    n, s = int.from_bytes(peers, "big"), int.from_bytes(issued.signature, "big")
    assert refused(dataclasses.replace(issued, signature=(n - s).to_bytes(384, "big")), peers) == "bad_credential"
    if s + n < 1 << 3072:
        assert refused(dataclasses.replace(issued, signature=(s + n).to_bytes(384, "big")), peers) == "bad_credential"


def test_two_signatures_do_not_make_a_third(keys: ReviewKeys, peers: bytes) -> None:
    """Textbook RSA signatures multiply; the encoding stops that."""
    n = int.from_bytes(peers, "big")
    one, two = (credentials.issue(keys.groups["peers"], bytes([i]) * 32) for i in (1, 2))
    product = int.from_bytes(one.signature, "big") * int.from_bytes(two.signature, "big") % n
    for base in (one, two):
        assert refused(dataclasses.replace(base, signature=product.to_bytes(384, "big")), peers) == "bad_credential"


def test_a_signature_of_the_bare_key_without_the_label_is_refused(keys: ReviewKeys, peers: bytes) -> None:
    from perflead_tui.sealing import blindrsa

    key = keys.groups["peers"]
    prepared = blindrsa.prepare(bytes(32))
    blinded, inverse = blindrsa.blind(key.public_key(), prepared)
    signature = blindrsa.finalize(key.public_key(), prepared, blindrsa.blind_sign(key, blinded), inverse)
    assert refused(Credential(bytes(32), prepared[:32], signature), peers) == "bad_credential"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: {**d, "note": "peer 3"},
        lambda d: {k: v for k, v in d.items() if k != "prefix"},
        lambda d: {**d, "prefix": None},
        lambda d: {**d, "prefix": 7},
        lambda d: {**d, "prefix": d["prefix"] + "\n"},
        lambda d: {**d, "prefix": d["prefix"].rstrip("=")},
        lambda d: {**d, "prefix": "-_" + d["prefix"][2:]},
        lambda d: {**d, "prefix": "é" + d["prefix"][1:]},
        lambda d: {**d, "public_key": b64(bytes(31))},
        lambda d: {**d, "signature": b64(bytes(385))},
        lambda d: [d],
        lambda d: None,
    ],
)
def test_a_malformed_document_is_refused(issued: Credential, spoil: Any) -> None:
    with pytest.raises(SealingError) as caught:
        Credential.from_document(spoil(issued.to_document()))
    assert caught.value.kind == "bad_credential"


@pytest.mark.parametrize(
    "modulus", [b"", bytes(384), b"\xff" * 383, b"\xff" * 385, b"\x7f" + b"\xff" * 383, b"\xff" * 383 + b"\xfe"]
)
def test_a_group_key_is_odd_and_of_exactly_3072_bits(modulus: bytes) -> None:
    with pytest.raises(SealingError) as caught:
        credentials.group_key(modulus)
    assert caught.value.kind == "bad_key"


def test_the_desk_signs_with_no_other_size_of_key(rfc_key: rsa.RSAPrivateKey) -> None:
    for use in (lambda: credentials.issue(rfc_key, bytes(32)), lambda: credentials.blind_sign(rfc_key, bytes(512))):
        with pytest.raises(SealingError) as caught:
            use()
        assert caught.value.kind == "bad_key"


def test_a_public_key_of_another_length_is_refused(keys: ReviewKeys) -> None:
    with pytest.raises(SealingError):
        credentials.issue(keys.groups["peers"], bytes(33))
