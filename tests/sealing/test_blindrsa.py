"""RFC 9474: the four vectors of appendix A, and what the signer refuses."""

from collections import Counter
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from perflead_tui.sealing import blindrsa, pss
from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.keys import ReviewKeys

VARIANTS = range(4)


@pytest.fixture(params=VARIANTS, ids=["A1-PSS-rand", "A2-PSSZERO-rand", "A3-PSS-det", "A4-PSSZERO-det"])
def vector(request: pytest.FixtureRequest, rfc9474: dict[str, Any]) -> dict[str, bytes]:
    found = rfc9474["vectors"][request.param]
    names = ("msg_prefix", "salt", "inv", "blinded_msg", "blind_sig", "sig")
    values = {name: bytes.fromhex(found[name]) for name in names}
    return {**values, "prepared": values["msg_prefix"] + bytes.fromhex(rfc9474["msg"])}


def test_blinding_gives_the_published_value(vector: dict[str, bytes], rfc_key: RSAPrivateKey) -> None:
    public = rfc_key.public_key()
    factor = pow(int.from_bytes(vector["inv"], "big"), -1, public.public_numbers().n)
    blinded, inverse = blindrsa.blind_with(public, vector["prepared"], vector["salt"], factor)
    assert blinded == vector["blinded_msg"]
    assert inverse == vector["inv"]


def test_signing_gives_the_published_value(vector: dict[str, bytes], rfc_key: RSAPrivateKey) -> None:
    assert blindrsa.blind_sign(rfc_key, vector["blinded_msg"]) == vector["blind_sig"]


def test_finalizing_gives_the_published_signature(vector: dict[str, bytes], rfc_key: RSAPrivateKey) -> None:
    salt = len(vector["salt"])
    signature = blindrsa.finalize(
        rfc_key.public_key(), vector["prepared"], vector["blind_sig"], vector["inv"], salt_length=salt
    )
    assert signature == vector["sig"]


def test_a_published_signature_is_not_one_of_another_message(vector: dict[str, bytes], rfc_key: RSAPrivateKey) -> None:
    with pytest.raises(SealingError):
        blindrsa.verify(rfc_key.public_key(), vector["prepared"] + b"!", vector["sig"], len(vector["salt"]))


def test_the_salt_length_is_part_of_the_signature(rfc9474: dict[str, Any], rfc_key: RSAPrivateKey) -> None:
    deterministic = rfc9474["vectors"][3]
    with pytest.raises(SealingError):
        blindrsa.verify(rfc_key.public_key(), bytes.fromhex(rfc9474["msg"]), bytes.fromhex(deterministic["sig"]))


@pytest.mark.parametrize(("bits", "salt"), [(783, 0), (784, 0), (1023, 20), (1024, 48), (2047, 48), (3071, 48)])
def test_the_encoding_fits_its_bits_and_has_its_marks(bits: int, salt: int) -> None:
    encoded = pss.encode(b"message", bits, bytes(salt))
    assert len(encoded) == (bits + 7) // 8
    assert int.from_bytes(encoded, "big").bit_length() <= bits
    assert encoded[-1] == 0xBC


def test_a_modulus_too_small_for_the_encoding_is_refused() -> None:
    with pytest.raises(ValueError, match="encoding"):
        pss.encode(b"message", 8 * (48 + 48 + 2) - 8, bytes(48))


@pytest.mark.parametrize("change", [-1, 1])
def test_the_signer_refuses_values_of_another_length(keys: ReviewKeys, change: int) -> None:
    with pytest.raises(SealingError, match="request") as caught:
        blindrsa.blind_sign(keys.groups["peers"], b"\x01" * (384 + change))
    assert caught.value.kind == "bad_claim"


@pytest.mark.parametrize("offset", [0, 1, 12345])
def test_the_signer_refuses_values_at_or_above_the_modulus(keys: ReviewKeys, offset: int) -> None:
    n = keys.groups["peers"].public_key().public_numbers().n
    with pytest.raises(SealingError) as caught:
        blindrsa.blind_sign(keys.groups["peers"], (n + offset).to_bytes(384, "big"))
    assert caught.value.kind == "bad_claim"


def test_the_signer_refuses_zero_and_multiples_of_a_factor(keys: ReviewKeys) -> None:
    key = keys.groups["peers"]
    for value in (0, key.private_numbers().p, 3 * key.private_numbers().q):
        with pytest.raises(SealingError) as caught:
            blindrsa.blind_sign(key, value.to_bytes(384, "big"))
        assert caught.value.kind == "bad_claim"


def test_the_signer_signs_small_values_with_all_their_leading_zeros(keys: ReviewKeys) -> None:
    one = (1).to_bytes(384, "big")
    assert blindrsa.blind_sign(keys.groups["peers"], one) == one


def test_a_faulty_signature_never_leaves(keys: ReviewKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    key = keys.groups["peers"]
    right = blindrsa._crt_power

    def wrong_modulo_p(numbers: Any, base: int) -> int:
        return (right(numbers, base) + numbers.q) % (numbers.p * numbers.q)

    blinded, _ = blindrsa.blind(key.public_key(), b"prepared")
    monkeypatch.setattr(blindrsa, "_crt_power", wrong_modulo_p)
    with pytest.raises(SealingError) as caught:
        blindrsa.blind_sign(key, blinded)
    assert caught.value.kind == "fault"


def test_the_exponentiation_never_sees_the_value_that_was_sent(
    keys: ReviewKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    right = blindrsa._crt_power
    monkeypatch.setattr(blindrsa, "_crt_power", lambda numbers, base: (seen.append(base), right(numbers, base))[1])
    blinded, _ = blindrsa.blind(keys.groups["peers"].public_key(), b"prepared")
    first, second = (blindrsa.blind_sign(keys.groups["peers"], blinded) for _ in range(2))
    assert first == second
    assert len({*seen, int.from_bytes(blinded, "big")}) == 3


def test_blinded_values_are_fresh_and_look_uniform(keys: ReviewKeys) -> None:
    """200 blindings of one message: none repeats, and each of the low 256 bits is set about half the time."""
    public = keys.groups["peers"].public_key()
    pairs = [blindrsa.blind(public, b"the same prepared message") for _ in range(200)]
    assert len({blinded for blinded, _ in pairs}) == len({inverse for _, inverse in pairs}) == 200
    ones = Counter(bit for blinded, _ in pairs for bit in range(256) if int.from_bytes(blinded, "big") >> bit & 1)
    # 6.4 standard deviations of 256 fair bits: fails by chance less than once in ten million runs
    assert all(55 <= ones[bit] <= 145 for bit in range(256))


def test_any_blinded_value_fits_any_message(keys: ReviewKeys) -> None:
    """Perfect blindness: for a blinded value and any message there is a factor that joins the two."""
    private = keys.groups["peers"]
    n = private.public_key().public_numbers().n
    blinded, _ = blindrsa.blind(private.public_key(), b"message one")
    other = int.from_bytes(pss.encode(b"message two", n.bit_length() - 1, bytes(48)), "big")
    quotient = (int.from_bytes(blinded, "big") * pow(other, -1, n) % n).to_bytes(384, "big")
    factor = int.from_bytes(blindrsa.blind_sign(private, quotient), "big")
    again, _ = blindrsa.blind_with(private.public_key(), b"message two", bytes(48), factor)
    assert again == blinded


@pytest.mark.parametrize("spoil", [lambda s: s[:-1], lambda s: s + b"\0", lambda s: s[:-1] + bytes([s[-1] ^ 1])])
def test_finalizing_refuses_what_the_signer_did_not_sign(keys: ReviewKeys, spoil: Any) -> None:
    key = keys.groups["peers"]
    prepared = blindrsa.prepare(b"message")
    blinded, inverse = blindrsa.blind(key.public_key(), prepared)
    signed = blindrsa.blind_sign(key, blinded)
    with pytest.raises(SealingError) as caught:
        blindrsa.finalize(key.public_key(), prepared, spoil(signed), inverse)
    assert caught.value.kind == "bad_credential"


def test_the_shortest_encoding_has_no_zeros() -> None:
    encoded = pss.encode(b"message", 8 * (48 + 48 + 2), bytes(48))
    assert len(encoded) == 98 and encoded[-1] == 0xBC
