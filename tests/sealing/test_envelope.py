"""Envelopes: fixed sizes, bound to review and terms, refused in any other state."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perflead_tui.sealing import envelope as envelopes
from perflead_tui.sealing import hpke
from perflead_tui.sealing.envelope import HEADER, MAX_CONTENT, OVERHEAD, SIZES, open_envelope, review_of, seal
from perflead_tui.sealing.errors import SealingError

KEY = hpke.SealKey(b"k" * 32)
TERMS = hashlib.sha256(b"terms").digest()
REVIEW = "abcdefgh234567xy"
EDGES = [length for size in SIZES for length in (size - OVERHEAD - 1, size - OVERHEAD, size - OVERHEAD + 1)][:-1]


def sealed(content: bytes = b"answers", review: str = REVIEW, terms: bytes = TERMS) -> bytes:
    return seal(content, KEY.public, terms, review)


def refused(envelope: bytes, key: hpke.SealKey = KEY, terms: bytes = TERMS) -> str:
    with pytest.raises(SealingError) as caught:
        open_envelope(envelope, key, terms)
    return caught.value.kind


@pytest.mark.parametrize("length", [0, 1, *EDGES])
def test_what_is_sealed_is_opened(length: int) -> None:
    content = bytes(range(256)) * (length // 256) + bytes(range(length % 256))
    assert open_envelope(sealed(content), KEY, TERMS) == content


@pytest.mark.parametrize("size", SIZES)
def test_the_length_tells_only_the_size_class(size: int) -> None:
    smallest = 0 if size == SIZES[0] else size // 2 - OVERHEAD + 1
    largest = size - OVERHEAD
    for length in {smallest, (smallest + largest) // 2, largest}:
        assert len(sealed(b"x" * length)) == size


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=9000))
def test_any_content_comes_back_from_a_file_of_a_fixed_size(content: bytes) -> None:
    envelope = sealed(content)
    assert len(envelope) in SIZES
    assert open_envelope(envelope, KEY, TERMS) == content


def test_twenty_long_comments_fit() -> None:
    assert 20 * 4000 * 4 < MAX_CONTENT == 523_111
    with pytest.raises(SealingError) as caught:
        sealed(bytes(MAX_CONTENT + 1))
    assert caught.value.kind == "too_large"


def test_the_clear_part_is_the_version_and_the_review_and_nothing_else() -> None:
    one, two = sealed(b"one"), sealed(b"two")
    assert one[:HEADER] == two[:HEADER] == b"perflead.envelope/1\n" + REVIEW.encode() + b"\n"
    assert review_of(one) == REVIEW
    assert b"one" not in one
    assert one[HEADER:] != sealed(b"one")[HEADER:]


def test_other_terms_do_not_open_it() -> None:
    assert refused(sealed(), terms=hashlib.sha256(b"terms, altered").digest()) == "cannot_open"


def test_another_key_does_not_open_it() -> None:
    assert refused(sealed(), key=hpke.SealKey.generate()) == "cannot_open"


def test_it_cannot_be_passed_off_as_one_of_another_review() -> None:
    other = "zzzzzzzzzzzzzzzz"
    moved = sealed().replace(REVIEW.encode(), other.encode(), 1)
    assert review_of(moved) == other
    assert refused(moved) == "cannot_open"


@pytest.mark.parametrize(
    "at", [HEADER, HEADER + 500, HEADER + 1087, HEADER + 1088, HEADER + 1119, HEADER + 1120, 3000, -1]
)
@pytest.mark.parametrize("bit", [0x01, 0x80])
def test_a_flipped_bit_is_noticed(at: int, bit: int) -> None:
    changed = bytearray(sealed())
    changed[at] ^= bit
    kind = refused(bytes(changed))
    assert kind == "cannot_open"


@pytest.mark.parametrize("at", range(HEADER))
def test_every_byte_of_the_header_counts(at: int) -> None:
    changed = bytearray(sealed())
    changed[at] ^= 0x01
    assert refused(bytes(changed)) in {"not_an_envelope", "version", "cannot_open"}


@pytest.mark.parametrize("length", [1, 17, 18, 19, 20, 36, 37, 38, 1156, 4095, 4097, 8191])
def test_a_part_of_an_envelope_is_called_incomplete(length: int) -> None:
    with pytest.raises(SealingError, match="full length") as caught:
        review_of(sealed(b"x" * 5000)[:length])
    assert caught.value.kind == "truncated"


def test_cut_to_a_smaller_class_it_does_not_open() -> None:
    for size in SIZES[:-1]:
        assert refused(sealed(b"x" * (2 * size - OVERHEAD))[:size]) == "cannot_open"


def test_with_anything_appended_it_is_refused() -> None:
    assert refused(sealed() + b"\n") == "truncated"
    assert refused(sealed() + bytes(4096)) == "cannot_open"
    assert refused(sealed() + bytes(SIZES[-1])) == "too_large"


@pytest.mark.parametrize("junk", [b"", b"\0" * 4096, b"PK\x03\x04" * 1024, b"perflead.terms/1" + bytes(4080)])
def test_other_files_are_not_envelopes(junk: bytes) -> None:
    assert refused(junk) == "not_an_envelope"


@pytest.mark.parametrize(
    "review", [b"ABCDEFGHIJKLMNOP", b"abcdefgh234567x1", b"../../etc/passwd", b"\x1b[31mabcdefghijk"]
)
def test_a_header_with_a_malformed_review_id_is_not_an_envelope(review: bytes) -> None:
    assert refused(sealed().replace(REVIEW.encode(), review, 1)) == "not_an_envelope"


def test_a_later_version_is_named_as_such() -> None:
    assert refused(sealed().replace(b"/1\n", b"/2\n", 1)) == "version"
    assert refused(sealed().replace(b"/1\n", b"/x\n", 1)) == "not_an_envelope"


def crafted(padded: bytes) -> bytes:
    """What a program other than ours, with the public key, could send."""
    header = b"perflead.envelope/1\n" + REVIEW.encode() + b"\n"
    return header + hpke.encrypt(padded, KEY.public, header + TERMS)


def test_padding_is_checked_on_opening() -> None:
    room = SIZES[0] - HEADER - hpke.OVERHEAD
    assert open_envelope(crafted((3).to_bytes(4, "big") + b"abc" + bytes(room - 7)), KEY, TERMS) == b"abc"
    for padded in (
        (3).to_bytes(4, "big") + b"abc" + bytes(room - 8) + b"\x01",
        (2).to_bytes(4, "big") + b"abc" + bytes(room - 7),
        room.to_bytes(4, "big") + bytes(room - 4),
        b"\xff" * room,
        (3).to_bytes(4, "big") + b"abc" + bytes(SIZES[1] - HEADER - hpke.OVERHEAD - 7),  # a class too large
    ):
        assert refused(crafted(padded)) == "bad_padding"


def test_our_own_mistakes_are_not_blamed_on_the_file() -> None:
    with pytest.raises(ValueError, match="review"):
        sealed(review="short")
    with pytest.raises(ValueError, match="digest"):
        sealed(terms=b"short")
    assert envelopes.MAX_ENVELOPE == 512 * 1024


def test_a_header_alone_tells_its_version_before_its_length() -> None:
    header = sealed()[:HEADER]
    with pytest.raises(SealingError) as caught:
        review_of(header)
    assert caught.value.kind == "truncated"
    with pytest.raises(SealingError) as caught:
        review_of(header.replace(b"/1\n", b"/2\n"))
    assert caught.value.kind == "version"
