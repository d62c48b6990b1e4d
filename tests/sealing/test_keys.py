"""A review's keys: made, kept, and never shown."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from perflead_tui.sealing import keys as key_room
from perflead_tui.sealing import signature
from perflead_tui.sealing.credential import check_credential, issue
from perflead_tui.sealing.encoding import b64, unb64
from perflead_tui.sealing.envelope import open_envelope, seal
from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.hpke import SealKey
from perflead_tui.sealing.keys import ReviewKeys


def der(key: Any) -> str:
    return b64(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def test_keys_survive_their_document(keys: ReviewKeys) -> None:
    document = json.loads(json.dumps(keys.to_document()))
    again = ReviewKeys.from_document(document)
    assert again.to_document() == document
    assert list(again.groups) == ["peers", "frontline"]
    envelope = seal(b"answers", keys.public_seal, bytes(32), "a" * 16)
    assert open_envelope(envelope, again.seal, bytes(32)) == b"answers"
    signature.verify(keys.public_sign, signature.TERMS, b"t", signature.sign(again.sign, signature.TERMS, b"t"))
    check_credential(issue(again.groups["peers"], bytes(32)), keys.public_group("peers"))


def test_public_keys_have_their_documented_lengths(keys: ReviewKeys) -> None:
    assert (len(keys.public_seal), len(keys.public_sign), len(keys.public_group("peers"))) == (1216, 32, 384)
    assert keys.public_group("peers") != keys.public_group("frontline")


def test_an_unknown_group_has_no_key(keys: ReviewKeys) -> None:
    with pytest.raises(KeyError):
        keys.public_group("partners")


def test_keys_do_not_show_themselves(keys: ReviewKeys) -> None:
    assert repr(keys) == "ReviewKeys(groups=['peers', 'frontline'])"
    for secret in (keys.to_document()["seal"], keys.to_document()["sign"], keys.seal.seed.hex()):
        assert secret not in f"{keys!r} {keys.seal!r} {keys.sign!r} {keys.groups!r}"


def test_progress_is_told_in_this_thread_and_the_order_of_groups_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_room, "BITS", 1024)  # quick; nothing is signed here
    steps: list[tuple[int, int]] = []
    made = ReviewKeys.generate(["self", "manager", "peers"], on_step=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert list(made.groups) == ["self", "manager", "peers"]
    assert ReviewKeys.generate([]).groups == {}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: {},
        lambda d: {**d, "schema": "perflead.keys/2"},
        lambda d: {**d, "seal": d["seal"][:-4]},
        lambda d: {**d, "sign": 5},
        lambda d: {**d, "groups": None},
        lambda d: {**d, "groups": {"peers": "AAAA"}},
        lambda d: {**d, "groups": {"peers": der(ec.generate_private_key(ec.SECP256R1()))}},
        lambda d: {**d, "groups": {"peers": der(rsa.generate_private_key(65537, 2048))}},
    ],
)
def test_a_malformed_document_is_refused(keys: ReviewKeys, spoil: Any) -> None:
    with pytest.raises(SealingError) as caught:
        ReviewKeys.from_document(spoil(keys.to_document()))
    assert caught.value.kind == "bad_keys"


def test_a_damaged_rsa_key_is_refused_wherever_the_damage_is(keys: ReviewKeys) -> None:
    document = keys.to_document()
    whole = unb64(document["groups"]["peers"])
    for at in range(0, len(whole), 97):
        damaged = bytearray(whole)
        damaged[at] ^= 0x04
        with pytest.raises(SealingError):
            ReviewKeys.from_document({**document, "groups": {"peers": b64(bytes(damaged))}})


def test_new_keys_are_all_there_and_all_their_own() -> None:
    made = ReviewKeys.generate(["peers"])
    assert made.seal is not None
    assert len({made.seal.seed, made.desk.seed, made.sign.private_bytes_raw()}) == 3
    assert [len(seed) for seed in (made.seal.seed, made.desk.seed)] == [32, 32]
    assert (len(made.public_seal), len(made.public_desk), len(made.public_sign)) == (1216, 1216, 32)
    number = made.groups["peers"].public_key().public_numbers().n
    assert made.public_group("peers") == number.to_bytes(384, "big")


def test_a_key_in_shares_is_null_and_not_missing(keys: ReviewKeys) -> None:
    document = keys.to_document()
    assert ReviewKeys.from_document({**document, "seal": None}).seal is None
    with pytest.raises(SealingError):
        ReviewKeys.from_document({key: value for key, value in document.items() if key != "seal"})


@pytest.mark.parametrize("name", ["seal", "desk", "sign"])
@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_refused(keys: ReviewKeys, name: str, length: int) -> None:
    with pytest.raises(SealingError) as caught:
        ReviewKeys.from_document({**keys.to_document(), name: b64(bytes(length))})
    assert caught.value.kind == "bad_keys"


def test_keys_without_the_one_that_opens_have_all_the_others(keys: ReviewKeys) -> None:
    rest = keys.without_seal()
    assert rest.to_document() == {**keys.to_document(), "seal": None}
    assert ReviewKeys.from_document(rest.to_document()).seal is None


def test_a_library_that_cannot_seal_is_told_before_the_long_search_for_primes(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(_key: SealKey) -> bytes:
        raise SealingError("unsupported")

    monkeypatch.setattr(SealKey, "public", property(unsupported))
    monkeypatch.setattr(key_room, "_generate_rsa", lambda *_given: pytest.fail("primes were looked for"))
    with pytest.raises(SealingError) as refused:
        ReviewKeys.generate(["peers"])
    assert refused.value.kind == "unsupported"
