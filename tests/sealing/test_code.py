"""Codes: how they are written, what is read from what people type, and what is derived from them."""

import pytest

from perflead_tui.sealing import code
from perflead_tui.sealing.box import derive_key
from perflead_tui.sealing.errors import SealingError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REVIEW = "abcdefghijklmnop"
SEED = "ABCD-EFGH-JKMN-PQR"
KNOWN = SEED + code._check(SEED.replace("-", ""))


def test_a_code_has_four_groups_of_four_and_its_last_symbol_checks_the_rest() -> None:
    made = [code.new_code() for _n in range(200)]
    assert len(set(made)) == 200
    for each in made:
        assert [len(group) for group in each.split("-")] == [4, 4, 4, 4]
        assert set(each) <= {*ALPHABET, "-"}
        assert code.read_code(each) == each
    assert set("".join(made)) == {*ALPHABET, "-"}


def test_the_symbol_that_checks_is_a_hash_of_the_others() -> None:
    """SHA-256("perflead code/1 check " and the symbols), the low five bits of its first byte."""
    import hashlib

    digest = hashlib.sha256(b"perflead code/1 check " + SEED.replace("-", "").encode()).digest()
    assert KNOWN[-1] == ALPHABET[digest[0] % 32]


@pytest.mark.parametrize("typed", [KNOWN.lower(), KNOWN.replace("-", ""), KNOWN.replace("-", " \t"), f" {KNOWN}\r\n"])
def test_case_blanks_and_dashes_do_not_matter(typed: str) -> None:
    assert code.read_code(typed) == KNOWN


@pytest.mark.parametrize("dash", "\u2010\u2011\u2012\u2013\u2014")
def test_any_dash_is_a_dash(dash: str) -> None:
    assert code.read_code(KNOWN.replace("-", dash)) == KNOWN


def test_look_alikes_are_read_as_the_digit() -> None:
    bare = "0011" + "ABCDEFGHJKM"
    spelled = bare + code._check(bare)
    assert code.read_code("OoIl" + spelled[4:]) == code.read_code(spelled)
    assert code.typed_code("oOiL u! é" + "A" * 20) == "0011" + "A" * 12


def test_each_single_mistake_of_many_is_noticed() -> None:
    bare, noticed, tried = KNOWN.replace("-", ""), 0, 0
    for at in range(16):
        for symbol in ALPHABET:
            if symbol != bare[at]:
                tried += 1
                try:
                    code.read_code(bare[:at] + symbol + bare[at + 1 :])
                except SealingError as error:
                    noticed += error.kind == "bad_claim"
    assert noticed > 0.9 * tried


@pytest.mark.parametrize(("n", "told"), [(1, "this has 1"), (15, "this has 15"), (16, "mistyped"), (17, "mistyped")])
def test_too_short_a_code_is_told_its_length(n: int, told: str) -> None:
    wrong = (KNOWN.replace("-", "") * 2)[: n - 1] + ("U" if n > 15 else "A")
    with pytest.raises(SealingError) as caught:
        code.read_code(wrong)
    assert told in caught.value.message
    assert caught.value.hint == "Compare it again."
    assert ("has 16 characters" in caught.value.message) == (n <= 15)


@pytest.mark.parametrize("typed", ["", "-", "é" * 16, "U" * 15])
def test_what_is_no_code_at_all_is_refused(typed: str) -> None:
    with pytest.raises(SealingError) as caught:
        code.read_code(typed)
    assert "not a code of an invitation" in caught.value.message


def test_no_more_than_a_hundred_characters_are_looked_at() -> None:
    assert code.read_code(KNOWN + " " * 81 + "A") == KNOWN
    assert code.typed_code("-" * 99 + "AB") == "A"


def test_well_typed_tells_a_whole_code_from_others() -> None:
    bare = KNOWN.replace("-", "")
    assert code.well_typed(bare)
    assert not code.well_typed(bare[:-1])
    assert not code.well_typed(bare + bare[-1])
    assert not code.well_typed(bare[:-1] + ("0" if bare[-1] != "0" else "1"))


def test_the_keys_of_a_code_are_derived_each_for_its_purpose_and_its_review() -> None:
    found = code.keys_of(KNOWN.lower(), REVIEW)

    def key(purpose: str) -> bytes:
        return derive_key(KNOWN.encode(), f"perflead code/1 {purpose} {REVIEW}".encode())

    assert (found.name, found.grant_name) == (key("name")[:16].hex(), key("grant name")[:16].hex())
    assert (found.claim_key, found.grant_key, found.draft_seed) == (key("claim"), key("grant"), key("draft"))
    assert code.keys_of(KNOWN, "bcdefghijklmnopq").claim_key != found.claim_key
    assert found.claim_key.hex() not in repr(found) and repr(found.draft_seed) not in repr(found)
