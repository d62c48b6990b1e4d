"""The courier's layer: it comes off with the courier's key alone, and what is inside stays sealed."""

import hashlib
import secrets
from typing import Any

import pytest

from perflead_tui.sealing import envelope, hpke, outer
from perflead_tui.sealing.encoding import b64
from perflead_tui.sealing.errors import SealingError

REVIEW_KEY = hpke.SealKey(b"k" * 32)
COURIER = hpke.SealKey(b"c" * 32)
TERMS = hashlib.sha256(b"terms").digest()
REVIEW = "abcdefgh234567xy"
INNER = envelope.seal(b"answers", REVIEW_KEY.public, TERMS, REVIEW)
WRAPPED = outer.wrap(INNER, COURIER.public, TERMS)


def refused(data: bytes, key: hpke.SealKey = COURIER, terms: bytes = TERMS) -> str:
    with pytest.raises(SealingError) as caught:
        outer.unwrap(data, key, terms)
    assert "!" not in str(caught.value)
    return caught.value.kind


def test_the_courier_gets_the_very_envelope_and_cannot_open_it() -> None:
    inner = outer.unwrap(WRAPPED, COURIER, TERMS)
    assert inner == INNER
    assert envelope.open_envelope(inner, REVIEW_KEY, TERMS) == b"answers"
    with pytest.raises(SealingError):
        envelope.open_envelope(inner, COURIER, TERMS)


@pytest.mark.parametrize("at", range(8))
def test_the_size_depends_on_the_size_class_inside_and_on_nothing_else(at: int) -> None:
    inner = secrets.token_bytes(envelope.SIZES[at])
    inner = INNER[: envelope.HEADER] + inner[envelope.HEADER :]
    wrapped = outer.wrap(inner, COURIER.public, TERMS)
    assert len(wrapped) == outer.SIZES[at] == envelope.SIZES[at] + 1170
    assert outer.unwrap(wrapped, COURIER, TERMS) == inner


def test_wrapping_twice_gives_unlike_files() -> None:
    assert outer.wrap(INNER, COURIER.public, TERMS)[outer.HEADER :] != WRAPPED[outer.HEADER :]


def test_only_the_courier_unwraps_and_only_under_the_same_terms() -> None:
    assert refused(WRAPPED, REVIEW_KEY) == "cannot_open"
    assert refused(WRAPPED, terms=hashlib.sha256(b"others").digest()) == "cannot_open"


def test_one_layer_never_passes_for_the_other() -> None:
    assert refused(INNER) == "not_an_envelope"
    with pytest.raises(SealingError):
        envelope.open_envelope(WRAPPED, COURIER, TERMS)
    same_key = outer.wrap(INNER, REVIEW_KEY.public, TERMS)
    moved = INNER[: envelope.HEADER] + same_key[outer.HEADER :]
    with pytest.raises(SealingError) as caught:
        REVIEW_KEY.decrypt(moved[envelope.HEADER :], moved[: envelope.HEADER] + TERMS)
    assert caught.value.kind == "cannot_open"


def test_every_flipped_byte_of_the_head_and_many_of_the_rest_are_refused() -> None:
    for at in [*range(outer.HEADER + 8), *range(outer.HEADER + 8, len(WRAPPED), 37), len(WRAPPED) - 1]:
        assert refused(WRAPPED[:at] + bytes([WRAPPED[at] ^ 1]) + WRAPPED[at + 1 :])


@pytest.mark.parametrize("length", [0, 1, 15, 17, 34, 5000, len(WRAPPED) - 1])
def test_what_is_cut_is_refused(length: int) -> None:
    assert refused(WRAPPED[:length]) in {"not_an_envelope", "version", "truncated"}


def test_what_is_too_large_or_of_another_version_is_said_so() -> None:
    assert refused(WRAPPED.ljust(outer.MAX_OUTER + 1, b"\0")) == "too_large"
    assert refused(WRAPPED.replace(b"outer/1", b"outer/2", 1)) == "version"
    assert refused(WRAPPED + b"\0") == "truncated"


def test_an_envelope_of_another_review_is_not_smuggled_in() -> None:
    header = outer.MAGIC + outer.VERSION + b"\n" + b"zzzzzzzzzzzzzzzz\n"
    assert refused(header + hpke.encrypt(INNER, COURIER.public, header + TERMS)) == "other_review"
    header = WRAPPED[: outer.HEADER]
    junk = b"\0" * envelope.SIZES[0]
    assert refused(header + hpke.encrypt(junk, COURIER.public, header + TERMS)) == "not_an_envelope"


def test_only_envelopes_are_wrapped_and_only_for_a_courier() -> None:
    with pytest.raises(SealingError) as caught:
        outer.wrap(b"{}", COURIER.public, TERMS)
    assert caught.value.kind == "not_an_envelope"
    with pytest.raises(SealingError) as caught:
        outer.wrap(INNER, b"\xff" * hpke.PUBLIC, TERMS)
    assert caught.value.kind == "bad_key"
    with pytest.raises(ValueError, match="digest"):
        outer.wrap(INNER, COURIER.public, b"short")


def test_keys_come_back_from_their_documents() -> None:
    assert outer.from_document(outer.to_document(COURIER)).seed == COURIER.seed
    assert outer.public_from_document(outer.public_to_document(COURIER.public)) == COURIER.public


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "perflead.keys/1"},
        {"private": "AAAA"},
        {"private": 5},
        {"public": outer.to_document(REVIEW_KEY)["public"]},
        {"more": 1},
    ],
)
def test_documents_that_are_no_courier_keys_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(SealingError) as caught:
        outer.from_document(outer.to_document(COURIER) | change)
    assert caught.value.kind == "bad_keys"


@pytest.mark.parametrize("change", [{"schema": "x"}, {"public": "AAAA"}, {"public": None}, {"private": "AAAA"}])
def test_documents_that_are_no_public_courier_keys_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(SealingError) as caught:
        outer.public_from_document(outer.public_to_document(COURIER.public) | change)
    assert caught.value.kind == "bad_key"
    with pytest.raises(SealingError):
        outer.public_from_document(outer.public_to_document(b"\xff" * hpke.PUBLIC))


@pytest.mark.parametrize(("name", "length"), [("private", 31), ("private", 33), ("public", 1215), ("public", 1217)])
def test_a_courier_key_of_another_length_is_refused(name: str, length: int) -> None:
    with pytest.raises(SealingError) as caught:
        outer.from_document({**outer.to_document(COURIER), name: b64(bytes(length))})
    assert caught.value.kind == "bad_keys"


@pytest.mark.parametrize("length", [0, 1215, 1217])
def test_a_public_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(SealingError) as caught:
        outer.public_from_document({"schema": outer.PUBLIC_SCHEMA, "public": b64(bytes(length))})
    assert caught.value.kind == "bad_key"


@pytest.mark.parametrize(("raised", "told"), [("unsupported", "unsupported"), ("cannot_open", "bad_key")])
def test_a_system_without_the_algorithm_is_told_apart_from_a_bad_key(
    monkeypatch: pytest.MonkeyPatch, raised: Any, told: str
) -> None:
    def fail(*_given: object) -> bytes:
        raise SealingError(raised)

    monkeypatch.setattr(outer.hpke, "encrypt", fail)
    with pytest.raises(SealingError) as caught:
        outer.public_from_document(outer.public_to_document(COURIER.public))
    assert caught.value.kind == told


def test_a_courier_is_told_of_a_wrapping_that_does_not_open_and_of_other_faults_in_their_own_words() -> None:
    with pytest.raises(SealingError) as caught:
        outer.unwrap(WRAPPED, REVIEW_KEY, TERMS)
    assert "cannot be unwrapped with the courier's key" in caught.value.message
    assert "wrapped for another courier" in caught.value.hint
    other = SealingError("bad_padding")
    assert outer._for_couriers(other) is other
