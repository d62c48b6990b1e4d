"""Drafts on the rater's disk, and the padding they share with envelopes."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from perflead_tui.sealing.box import MAX_BOX, STEP, derive_key, open_box, seal_box
from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.padding import pad, unpad

SEED = b"s" * 32
KEY = derive_key(SEED, b"draft")


def refused(box: bytes, key: bytes = KEY, context: bytes = b"context") -> bool:
    with pytest.raises(SealingError) as caught:
        open_box(key, box, context)
    return caught.value.kind == "bad_box"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=10_000), st.binary(max_size=50))
def test_what_is_put_in_comes_out(content: bytes, context: bytes) -> None:
    box = seal_box(KEY, content, context)
    assert len(box) % STEP == 0
    assert len(box) - len(content) <= STEP + 64
    assert open_box(KEY, box, context) == content


def test_a_longer_draft_on_the_same_page_looks_the_same() -> None:
    assert len({len(seal_box(KEY, b"x" * n, b"")) for n in range(0, 4000, 500)}) == 1


def test_another_key_or_context_does_not_open_it() -> None:
    box = seal_box(KEY, b"draft", b"context")
    assert refused(box, key=derive_key(SEED, b"receipt"))
    assert refused(box, key=derive_key(b"t" * 32, b"draft"))
    assert refused(box, context=b"contex")


def test_no_two_boxes_are_alike() -> None:
    assert len({seal_box(KEY, b"draft", b"") for _ in range(50)}) == 50


def test_damage_is_noticed_everywhere() -> None:
    box = seal_box(KEY, b"draft", b"context")
    for at in (*range(60), *range(60, len(box), 101), len(box) - 1):
        assert refused(box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :])
        assert refused(box[:at])
    assert refused(box + b"\0")
    assert refused(box + bytes(STEP))
    assert refused(b"")


def test_there_is_a_largest_box() -> None:
    assert len(seal_box(KEY, bytes(MAX_BOX - 47), b"")) == MAX_BOX
    with pytest.raises(SealingError) as caught:
        seal_box(KEY, bytes(MAX_BOX - 46), b"")
    assert caught.value.kind == "too_large"


@pytest.mark.parametrize("size", [4095, 5000, MAX_BOX + STEP])
def test_a_genuine_box_of_a_size_we_never_write_is_refused(size: int) -> None:
    head, nonce = b"perflead.box/1\n", bytes(12)
    box = head + nonce + ChaCha20Poly1305(KEY).encrypt(nonce, pad(b"draft", size - 43), head + b"context")
    assert len(box) == size
    assert refused(box)


def test_a_key_needs_a_seed_worth_the_name() -> None:
    assert len(KEY) == 32
    with pytest.raises(ValueError, match="seed"):
        derive_key(b"short", b"draft")


@given(st.binary(max_size=300), st.integers(0, 100))
def test_padding_is_undone(content: bytes, more: int) -> None:
    assert unpad(pad(content, len(content) + 4 + more)) == content


@given(st.binary(max_size=60))
def test_whatever_unpads_is_what_pad_makes(padded: bytes) -> None:
    try:
        content = unpad(padded)
    except ValueError:
        return
    assert pad(content, len(padded)) == padded


def test_content_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="fit"):
        pad(bytes(5), 8)


def test_a_key_is_derived_by_hkdf_for_its_purpose_alone() -> None:
    known = HKDF(SHA256(), 32, salt=None, info=b"perflead.box/1\ndraft").derive(SEED)
    assert derive_key(SEED, b"draft") == known
    assert derive_key(SEED, b"another") != known


def test_a_seed_has_at_least_sixteen_bytes() -> None:
    assert len(derive_key(b"s" * 16, b"draft")) == 32
    with pytest.raises(ValueError, match="too short"):
        derive_key(b"s" * 15, b"draft")


def test_the_largest_box_opens() -> None:
    content = bytes(MAX_BOX - 64)
    box = seal_box(KEY, content, b"context")
    assert len(box) == MAX_BOX and open_box(KEY, box, b"context") == content


@pytest.mark.parametrize("padded", [b"", b"\0\0\0", b"\0\0\0\x05abcd", b"\0\0\1\0" + bytes(50)])
def test_a_length_beyond_the_end_is_impossible(padded: bytes) -> None:
    with pytest.raises(ValueError, match="impossible"):
        unpad(padded)
