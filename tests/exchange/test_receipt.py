"""Receipts and their short codes: what a rater learns from the board with either."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.board import BoardError, parse_board
from perflead_tui.exchange.receipt import LIMIT, Receipt, code_of, make_receipt, parse_code, parse_receipt, verify

from ..review.make import KEY, terms_for
from .make_board import DIGEST, FATES, TERMS, board_bytes, envelope, resigned, withheld

BOARD = parse_board(board_bytes(), "board")
PUBLIC = TERMS.keys.sign
DATA = make_receipt(b"envelope 3", TERMS, DIGEST)
RECEIPT = parse_receipt(DATA, "receipt")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
hashes = st.binary(min_size=32, max_size=32)


def receipt_of(number: int) -> Receipt:
    return parse_receipt(make_receipt(b"envelope %d" % number, TERMS, DIGEST), "receipt")


def test_a_receipt_names_the_envelope_and_nothing_of_what_is_in_it() -> None:
    assert set(json.loads(DATA)) == {"schema", "review", "terms_digest", "envelope", "sign", "check"}
    assert RECEIPT.envelope == hashlib.sha256(b"envelope 3").hexdigest()
    assert len(DATA) < LIMIT


OUTCOMES = {3: "counted", 20: "replaced", 30: "not_counted", 31: "not_counted", 99: "not_counted"}


@pytest.mark.parametrize(("number", "outcome"), OUTCOMES.items())
def test_the_board_answers_a_receipt_and_its_code_alike(number: int, outcome: str) -> None:
    receipt = receipt_of(number)
    verdict = verify(receipt, BOARD)
    assert (verdict.outcome, verdict.signed) == (outcome, True)
    assert verify(receipt.code, BOARD, PUBLIC) == verdict
    unchecked = verify(receipt.code, BOARD)
    assert (unchecked.outcome, unchecked.reason, unchecked.signed) == (outcome, verdict.reason, False)
    assert verdict.reason.endswith(".")


def test_every_reason_not_to_count_an_answer_has_its_own_words() -> None:
    kinds = ("cannot_open", "bad_proof", "bad_content", "not_in_time")
    fates = {**FATES, **{envelope(40 + at): kind for at, kind in enumerate(kinds)}}
    board = parse_board(board_bytes(fates=fates), "board")
    verdicts = [verify(receipt_of(number), board) for number in (40, 41, 42, 43, 99)]
    assert {verdict.outcome for verdict in verdicts} == {"not_counted"}
    assert len({verdict.reason for verdict in verdicts}) == 5


def test_a_rater_of_a_withheld_group_learns_that_the_answer_arrived() -> None:
    board = parse_board(withheld(1), "board")
    verdict = verify(receipt_of(10), board)
    assert verdict.outcome == "not_counted"
    assert "too few" in verdict.reason


def test_the_board_of_another_review_is_not_asked() -> None:
    other = terms_for(review="zzzzzzzzzzzzzzzz", keys=TERMS.keys.model_dump())
    for terms, digest in ((other, DIGEST), (TERMS, bytes(32))):
        receipt = parse_receipt(make_receipt(b"envelope 3", terms, digest), "receipt")
        with pytest.raises(BoardError) as caught:
            verify(receipt, BOARD)
        assert caught.value.kind == "other_review"


def test_a_board_by_another_key_is_forged_whatever_the_receipt_says() -> None:
    receipt = parse_receipt(
        make_receipt(b"envelope 3", terms_for(keys={"seal": KEY, "sign": KEY, "desk": KEY}), DIGEST), "receipt"
    )
    for proof, public in ((receipt, None), (RECEIPT.code, KEY)):
        with pytest.raises(BoardError) as caught:
            verify(proof, BOARD, public)
        assert caught.value.kind == "forged"
    with pytest.raises(BoardError) as caught:
        verify(receipt, BOARD, PUBLIC)
    assert caught.value.kind == "other_review"


@pytest.mark.parametrize("proof", [RECEIPT, RECEIPT.code])
def test_a_board_that_contradicts_itself_answers_nobody(proof: Receipt | str) -> None:
    document = json.loads(board_bytes())
    document["envelopes"]["accepted"].pop()
    with pytest.raises(BoardError) as caught:
        verify(proof, parse_board(resigned(document), "board"))
    assert caught.value.kind == "root"


def test_every_flipped_bit_of_a_receipt_is_refused() -> None:
    for at in range(len(DATA)):
        for bit in range(8):
            with pytest.raises(PerfleadError):
                parse_receipt(DATA[:at] + bytes([DATA[at] ^ 1 << bit]) + DATA[at + 1 :], "receipt")


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.pop("sign"),
        lambda d: d.update(more=1),
        lambda d: d.update(schema="perflead.receipt/2"),
        lambda d: d.update(review=5),
        lambda d: d.update(envelope=d["envelope"][:-2]),
        lambda d: d.update(sign="AAAA"),
        lambda d: d.update(check=""),
    ],
)
def test_another_form_is_not_a_receipt(change: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(DATA)
    change(document)
    with pytest.raises(PerfleadError, match="not a receipt"):
        parse_receipt(json.dumps(document).encode(), "a file")


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", DATA[:-3], DATA[10:]])
def test_a_cut_receipt_is_not_a_receipt(data: bytes) -> None:
    with pytest.raises(PerfleadError, match="a receipt"):
        parse_receipt(data, "a file")


def test_a_code_can_be_read_aloud() -> None:
    code = RECEIPT.code
    assert [len(part) for part in code.split("-")] == [4, 4, 4, 4, 1]
    assert set(code) <= set(ALPHABET) | {"-"}
    assert code_of(bytes(32)) == "0000-0000-0000-0000-0"


@settings(deadline=None)
@given(hashes)
def test_a_code_stands_for_the_first_eighty_bits(name: bytes) -> None:
    assert parse_code(code_of(name)) == name[:10]


@settings(deadline=None)
@given(hashes, st.sampled_from([" ", "", "\u2013", " - ", "\n", "\u00a0"]))
def test_case_blanks_dashes_and_look_alikes_are_forgiven(name: bytes, between: str) -> None:
    code = code_of(name).replace("-", between)
    assert parse_code(f"  {code.lower()} ") == name[:10]
    assert parse_code(code.replace("0", "O").replace("1", "I")) == name[:10]
    assert parse_code(code.replace("0", "o").replace("1", "l")) == name[:10]


@settings(deadline=None)
@given(hashes, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(name: bytes, at: int, other: str) -> None:
    plain = code_of(name).replace("-", "")
    if plain[at] != other:
        with pytest.raises(PerfleadError, match="mistyped"):
            parse_code(plain[:at] + other + plain[at + 1 :])


@settings(deadline=None)
@given(hashes, st.integers(0, 16), st.integers(0, 16))
def test_two_characters_that_changed_places_are_noticed(name: bytes, one: int, other: int) -> None:
    plain = list(code_of(name).replace("-", ""))
    if plain[one] != plain[other]:
        plain[one], plain[other] = plain[other], plain[one]
        with pytest.raises(PerfleadError, match="mistyped"):
            parse_code("".join(plain))


@pytest.mark.parametrize("text", ["", "ABCD", "U" * 17, "0" * 18, "0" * 16, "é" * 17, "\u0660" * 17, "0" * 10_000])
def test_other_text_is_not_a_code(text: str) -> None:
    with pytest.raises(PerfleadError, match="not the code"):
        parse_code(text)
    with pytest.raises(PerfleadError, match="not the code"):
        verify(text, BOARD)


def test_the_example_of_the_error_message_is_a_code() -> None:
    with pytest.raises(PerfleadError) as caught:
        parse_code("x")
    assert parse_code(caught.value.hint.rstrip(".").split()[-1])


@settings(deadline=None)
@given(st.text())
def test_no_text_crashes_the_reader_of_codes(text: str) -> None:
    try:
        assert len(parse_code(text)) == 10
    except PerfleadError as error:
        assert error.hint
