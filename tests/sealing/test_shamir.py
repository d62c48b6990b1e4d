"""Shares of a key: the published vectors, and what is said about every wrong set of shares."""

from dataclasses import replace
from hashlib import sha256
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perflead_tui.sealing.shamir import (
    MAX_SECRET,
    MAX_SHARE,
    Share,
    ShareError,
    combine,
    interpolate,
    multiply,
    split,
)

SECRET = bytes(range(32))
SHARES = split(SECRET, 3, 5)
# Botan, src/tests/data/tss/recovery.vec, without the 20 bytes of that format's header.
BOTAN_3_OF_5 = [
    "010773d64642dc18a85158f91d69546202854bc9ed910e9173",
    "0274ac6503a0a6f54dfe9bd135cc759a06b214625d8da2f5ec",
    "0334b5d5731bca274635b37b85707afc86198f16f57fa57ce4",
    "04db009b259b8982a9db67552714c770db64cac422e0e66464",
    "059b192b5520e550a2104fff97a8c8165bcf51b08a12e1ed6c",
]
BOTAN_SECRET = "476a6636f9b0caa39a7053add55b04822ed0bd456309187b"
BOTAN_WITH_SHA256 = [
    "01dae7fc9ea17b6d120af753e85a28e224109e12ae3bfd885a6209d142b4a0c26dac6f148be9ad11d8",
    "02acd3e62b56fcd33cbe62b1be8b825a7b6474585918908afa9eac22a746e014a947262b63a4fd933d",
]


def points(shares: list[str]) -> dict[int, bytes]:
    return {bytes.fromhex(share)[0]: bytes.fromhex(share)[1:] for share in shares}


def refused(shares: list[Share]) -> str:
    with pytest.raises(ShareError) as caught:
        combine(shares)
    assert "!" not in str(caught.value)
    return caught.value.kind


@pytest.mark.parametrize(("a", "b", "product"), [(0x57, 0x83, 0xC1), (0x57, 0x13, 0xFE), (0x57, 0x02, 0xAE)])
def test_the_field_is_that_of_fips_197(a: int, b: int, product: int) -> None:
    assert multiply(a, b) == multiply(b, a) == product


def test_the_test_case_of_draft_mcgrew_tss_03_is_recovered() -> None:
    assert interpolate(points(["01B9FA07E185", "02F5409B4511"]), 0) == b"test\0"


def test_the_vectors_of_botan_are_recovered_from_any_three_shares() -> None:
    for three in combinations(BOTAN_3_OF_5, 3):
        assert interpolate(points(list(three)), 0).hex() == BOTAN_SECRET
    content = interpolate(points(BOTAN_WITH_SHA256), 0)
    assert content == bytes(range(1, 9)) + sha256(bytes(range(1, 9))).digest()


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=1, max_size=80), st.integers(2, 6), st.data())
def test_any_shares_that_are_enough_give_the_secret_back(secret: bytes, needed: int, data: st.DataObject) -> None:
    total = data.draw(st.integers(needed, 8))
    shares = split(secret, needed, total)
    chosen = data.draw(st.permutations(shares))[: data.draw(st.integers(needed, total))]
    assert combine([Share.from_bytes(share.to_bytes()) for share in chosen]) == secret


def test_the_largest_numbers_are_possible() -> None:
    assert combine(split(b"k", 20, 255)[235:]) == b"k"
    assert combine(split(b"k" * MAX_SECRET, 2, 2)) == b"k" * MAX_SECRET


def test_shares_below_the_number_fit_every_secret_equally() -> None:
    """Two of three points of a parabola: for each value at 0 there is exactly one value of the third."""
    two = {1: SHARES[0].values, 2: SHARES[1].values}
    for byte in range(256):
        guess = bytes([byte]) * len(SHARES[0].values)
        third = interpolate({**two, 0: guess}, 3)
        assert interpolate({**two, 3: third}, 0) == guess


def test_equal_secrets_give_unlike_shares() -> None:
    assert split(SECRET, 2, 2)[0].values != split(SECRET, 2, 2)[0].values


def test_the_values_of_a_share_are_spread_evenly() -> None:
    seen = {share.values[0] for _ in range(600) for share in split(b"\0", 2, 2)}
    assert len(seen) > 230


@pytest.mark.parametrize(("needed", "total"), [(1, 3), (0, 0), (4, 3), (2, 256)])
def test_impossible_numbers_are_our_own_mistake(needed: int, total: int) -> None:
    with pytest.raises(ValueError, match="impossible"):
        split(SECRET, needed, total)


@pytest.mark.parametrize("secret", [b"", b"x" * (MAX_SECRET + 1)])
def test_a_secret_of_impossible_length_is_our_own_mistake(secret: bytes) -> None:
    with pytest.raises(ValueError, match="impossible"):
        split(secret, 2, 3)


def test_too_few_shares_are_counted_aloud() -> None:
    assert refused([]) == refused(SHARES[:1]) == "too_few"
    with pytest.raises(ShareError, match=r"^3 shares are needed, and 2 were given\."):
        combine(SHARES[:2])
    with pytest.raises(ShareError, match=r"^3 shares are needed, and 1 was given\."):
        combine(SHARES[:1])


def test_a_share_given_twice_is_said_so() -> None:
    assert refused([*SHARES[:2], SHARES[1]]) == "duplicate"
    assert refused([*SHARES[:3], replace(SHARES[0], values=SHARES[1].values)]) == "duplicate"


def test_shares_of_two_secrets_are_told_apart() -> None:
    assert refused([*SHARES[:2], split(SECRET, 3, 5)[2]]) == "mixed"
    assert refused([*SHARES[:2], replace(SHARES[2], needed=2)]) == "mixed"
    assert refused([*SHARES[:2], replace(SHARES[2], values=SHARES[2].values[1:])]) == "mixed"


@pytest.mark.parametrize("given", [3, 5])
def test_a_forged_share_is_noticed_wherever_it_stands(given: int) -> None:
    for at in range(given):
        for byte in (0, 31, 32, 63):
            values = bytearray(SHARES[at].values)
            values[byte] ^= 1
            forged = [*SHARES[:at], replace(SHARES[at], values=bytes(values)), *SHARES[at + 1 : given]]
            assert refused(forged) == "does_not_fit"


def test_a_lowered_number_of_shares_gives_nothing() -> None:
    assert refused([replace(share, needed=2) for share in SHARES[:2]]) == "does_not_fit"


def test_every_flipped_bit_and_every_cut_of_a_kept_share_is_refused() -> None:
    kept = SHARES[0].to_bytes()
    for at in range(len(kept)):
        for bit in range(8):
            with pytest.raises(ShareError):
                Share.from_bytes(kept[:at] + bytes([kept[at] ^ 1 << bit]) + kept[at + 1 :])
        with pytest.raises(ShareError):
            Share.from_bytes(kept[:at])
    with pytest.raises(ShareError):
        Share.from_bytes(kept + b"\0")


@pytest.mark.parametrize(
    ("change", "kind"),
    [({"number": 0}, "damaged"), ({"needed": 1}, "damaged"), ({"values": bytes(32)}, "damaged")],
)
def test_impossible_shares_are_refused_even_with_a_right_checksum(change: dict[str, int], kind: str) -> None:
    with pytest.raises(ShareError) as caught:
        Share.from_bytes(replace(SHARES[0], **change).to_bytes())
    assert caught.value.kind == kind


def test_another_version_and_another_file_are_told_apart() -> None:
    body = b"perflead.share/2\n" + SHARES[0].to_bytes()[17:-8]
    for data, kind in ((body + sha256(body).digest()[:8], "version"), (b"{}", "not_a_share"), (b"", "not_a_share")):
        with pytest.raises(ShareError) as caught:
            Share.from_bytes(data)
        assert caught.value.kind == kind


def test_a_share_does_not_print_its_values() -> None:
    assert "values" not in repr(SHARES[0])


def test_every_kind_of_fault_has_words_and_says_what_to_do() -> None:
    kinds = ("not_a_share", "version", "damaged", "mixed", "duplicate", "too_few", "does_not_fit")
    told = {kind: ShareError(kind) for kind in kinds}
    assert len({error.message for error in told.values()}) == len(kinds)
    assert all(len(error.message) > 10 and len(error.hint) > 10 for error in told.values())
    assert ShareError("too_few", "other words").message == "other words"


def test_the_largest_secret_is_kept_and_comes_back() -> None:
    secret = bytes(MAX_SECRET)
    kept = [share.to_bytes() for share in split(secret, 2, 2)]
    assert [len(each) for each in kept] == [MAX_SHARE, MAX_SHARE]
    assert combine([Share.from_bytes(each) for each in kept]) == secret
    assert refused_bytes(kept[0] + b"x") == "not_a_share"


def refused_bytes(data: bytes) -> str:
    with pytest.raises(ShareError) as caught:
        Share.from_bytes(data)
    return caught.value.kind
