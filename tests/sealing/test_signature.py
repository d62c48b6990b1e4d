"""Signatures with a domain."""

import pytest

from perflead_tui.sealing import signature
from perflead_tui.sealing.errors import SealingError

KEY = signature.private_key(b"k" * 32)
PUBLIC = signature.public_of(KEY)
ORDER = 2**252 + 27742317777372353535851937790883648493


def refused(public: bytes, domain: bytes, message: bytes, signed: bytes) -> bool:
    with pytest.raises(SealingError) as caught:
        signature.verify(public, domain, message, signed)
    return caught.value.kind == "bad_signature"


def test_a_signature_verifies() -> None:
    signature.verify(PUBLIC, signature.TERMS, b"message", signature.sign(KEY, signature.TERMS, b"message"))


def test_a_signature_of_one_domain_is_none_of_another() -> None:
    signed = signature.sign(KEY, signature.TERMS, b"message")
    assert refused(PUBLIC, signature.RESPONSE, b"message", signed)
    assert refused(PUBLIC, b"term", b"smessage", signed)
    assert refused(PUBLIC, b"", b"termsmessage", signed)


def test_other_messages_keys_and_signatures_are_refused() -> None:
    signed = signature.sign(KEY, signature.RESPONSE, b"message")
    other = signature.public_of(signature.private_key(b"o" * 32))
    assert refused(PUBLIC, signature.RESPONSE, b"massage", signed)
    assert refused(other, signature.RESPONSE, b"message", signed)
    for bad in (b"", signed[:-1], signed + b"\0", signed[:-1] + bytes([signed[-1] ^ 1])):
        assert refused(PUBLIC, signature.RESPONSE, b"message", bad)
    for bad in (b"", PUBLIC[:-1], PUBLIC + b"\0", b"\xff" * 32):
        assert refused(bad, signature.RESPONSE, b"message", signed)


def test_a_signature_has_one_spelling() -> None:
    """RFC 8032, section 5.1.7: S is below the group's order, so adding the order does not give a second signature."""
    signed = signature.sign(KEY, signature.RESPONSE, b"message")
    s = int.from_bytes(signed[32:], "little") + ORDER
    assert refused(PUBLIC, signature.RESPONSE, b"message", signed[:32] + s.to_bytes(32, "little"))


def test_the_signed_bytes_are_those_of_the_documented_frame() -> None:
    framed = b"perflead.signature/1\n" + b"\x05" + b"terms" + b"message"
    assert signature.sign(KEY, signature.TERMS, b"message") == KEY.sign(framed)
    signature.verify(PUBLIC, signature.TERMS, b"message", KEY.sign(framed))
