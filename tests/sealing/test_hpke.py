"""HPKE with the hybrid KEM: a published vector, and keys that are not keys."""

import json

import pytest
from cryptography.hazmat.primitives import hpke as primitives

from perflead_tui.sealing import hpke
from perflead_tui.sealing.errors import SealingError
from tests.sealing.conftest import HERE

VECTOR = json.loads((HERE / "hpke_pq_vector.json").read_text())


def test_the_suite_and_the_key_are_those_of_the_published_vector() -> None:
    key = hpke.SealKey(bytes.fromhex(VECTOR["skRm"]))
    assert key.public == bytes.fromhex(VECTOR["pkRm"])
    sent = VECTOR["encryption"]
    # The public interface has no additional data and the vector does.
    plaintext = primitives.rust_openssl.hpke._decrypt_with_aad(
        hpke._suite(),
        bytes.fromhex(VECTOR["enc"] + sent["ct"]),
        primitives.MLKEM768X25519PrivateKey(*key._halves),
        bytes.fromhex(VECTOR["info"]),
        bytes.fromhex(sent["aad"]),
    )
    assert plaintext == bytes.fromhex(sent["pt"])


def test_what_is_encrypted_is_decrypted_and_never_twice_the_same() -> None:
    key = hpke.SealKey.generate()
    one, two = (hpke.encrypt(b"content", key.public, b"info") for _ in range(2))
    assert one != two
    assert key.decrypt(one, b"info") == key.decrypt(two, b"info") == b"content"
    assert len(one) == len(b"content") + hpke.OVERHEAD


@pytest.mark.parametrize("length", [0, 1, 31, 32, 1088, 1120, 1135])
def test_output_too_short_to_be_one_is_refused(length: int) -> None:
    key = hpke.SealKey.generate()
    with pytest.raises(SealingError) as caught:
        key.decrypt(hpke.encrypt(b"content", key.public, b"")[:length], b"")
    assert caught.value.kind == "cannot_open"


@pytest.mark.parametrize("point", [bytes(32), (1).to_bytes(32, "little"), b"\xff" * 32])
def test_a_point_of_small_order_is_refused_on_opening(point: bytes) -> None:
    key = hpke.SealKey.generate()
    sent = hpke.encrypt(b"content", key.public, b"")
    with pytest.raises(SealingError) as caught:
        key.decrypt(sent[:1088] + point + sent[1120:], b"")
    assert caught.value.kind == "cannot_open"


def test_a_public_key_that_is_none_is_refused() -> None:
    good = hpke.SealKey.generate().public
    for bad in (b"", good[:-1], good + b"\0", good[:1184] + bytes(32), b"\xff" * 1184 + good[1184:]):
        with pytest.raises(SealingError) as caught:
            hpke.encrypt(b"content", bad, b"")
        assert caught.value.kind == "bad_key"


def test_a_library_without_ml_kem_is_named_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.exceptions import UnsupportedAlgorithm

    def missing(_: bytes) -> None:
        raise UnsupportedAlgorithm("ML-KEM-768 is not supported by this backend.")

    public = hpke.SealKey.generate().public
    monkeypatch.setattr(hpke.MLKEM768PrivateKey, "from_seed_bytes", missing)
    monkeypatch.setattr(hpke.MLKEM768PublicKey, "from_public_bytes", missing)
    for use in (lambda: hpke.SealKey.generate().public, lambda: hpke.encrypt(b"", public, b"")):
        with pytest.raises(SealingError, match="pip install") as caught:
            use()
        assert caught.value.kind == "unsupported"


def test_a_key_does_not_show_itself() -> None:
    key = hpke.SealKey(b"\x41" * 32)
    assert "A" * 4 not in repr(key)
    assert "41" * 4 not in repr(key)
