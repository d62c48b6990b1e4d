"""The board: whoever reads it can trust it or is told why not, and it tells nothing of less than the minimum."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.board import BoardCell, BoardError, audit, check_board, make_board, parse_board
from perflead_tui.review.terms import digest
from perflead_tui.sealing import merkle
from perflead_tui.sealing import signature as signing
from perflead_tui.sealing.encoding import b64

from ..review.make import terms_for
from .make_board import CELLS, DIGEST, FATES, HEAD, SIGNER, TERMS, board_bytes, envelope, resigned, withheld

DATA = board_bytes()
BOARD = parse_board(DATA, "board")
DOCUMENT: dict[str, Any] = json.loads(DATA)
ACCEPTED = sorted(name for name, fate in FATES.items() if fate == "accepted")


def refused(data: bytes) -> str:
    with pytest.raises(PerfleadError) as caught:
        check_board(parse_board(data, "a file"), TERMS, DIGEST)
    assert "!" not in str(caught.value)
    return caught.value.kind if isinstance(caught.value, BoardError) else "unreadable"


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document = json.loads(DATA)
    change(document)
    return document


def test_a_board_is_readable_and_passes_its_own_check() -> None:
    check_board(BOARD, TERMS, DIGEST)
    assert DATA.decode().count("\n") > 20
    assert BOARD.accepted == 11
    assert BOARD.root == merkle.root(ACCEPTED).hex()
    assert BOARD.journal_head == HEAD.hex()
    assert [cell.answers for cell in BOARD.cells] == [1, 1, 4, 5]


def test_the_board_knows_what_became_of_each_envelope() -> None:
    assert {name: BOARD.fate(name) for name in FATES} == FATES
    assert BOARD.fate(envelope(1)[:10]) == "accepted"
    assert BOARD.fate(envelope(99)) is None


@settings(max_examples=20, deadline=None)
@given(st.permutations(list(FATES.items())))
def test_the_order_in_which_envelopes_came_leaves_no_trace(order: list[tuple[bytes, Any]]) -> None:
    assert board_bytes(fates=dict(order)) == DATA


def test_every_flipped_bit_is_noticed() -> None:
    for at in range(len(DATA)):
        assert refused(DATA[:at] + bytes([DATA[at] ^ 1 << at % 8]) + DATA[at + 1 :])


def test_every_flipped_byte_of_the_numbers_and_the_signature_is_noticed() -> None:
    for at in [*range(DATA.index(b'"cells"'), DATA.index(b'"root"')), *range(DATA.index(b'"signature'), len(DATA))]:
        for bit in range(0, 8, 2):
            assert refused(DATA[:at] + bytes([DATA[at] ^ 1 << bit]) + DATA[at + 1 :])


@pytest.mark.parametrize("length", [0, 1, len(DATA) // 3, len(DATA) - 3])
def test_a_cut_board_is_not_a_board(length: int) -> None:
    assert refused(DATA[:length]) == "unreadable"


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(more=1),
        lambda d: d.pop("journal_head"),
        lambda d: d.update(accepted="11"),
        lambda d: d.update(accepted=True),
        lambda d: d.update(minimum=4.0),
        lambda d: d.update(root=d["root"].upper()),
        lambda d: d.update(root=d["root"] + "\n"),
        lambda d: d.update(schema="perflead.board/2"),
        lambda d: d["envelopes"]["accepted"].append("x"),
        lambda d: d["envelopes"]["refused"][0].update(kind="because"),
        lambda d: d["cells"][0].update(grants=10**30),
        lambda d: d["cells"][0].update(mean=4),
    ],
)
def test_another_form_is_not_a_board(change: Callable[[dict[str, Any]], object]) -> None:
    assert refused(json.dumps(changed(change)).encode()) == "damaged"


def test_other_files_are_not_boards() -> None:
    for data in (b"[]", b"{}", b"\xff", b'{"a": 1, "a": 1}'):
        assert refused(data) in {"unreadable", "damaged"}


FORGERIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "another root": lambda d: d.update(root="0" * 64),
    "one left out": lambda d: d["envelopes"]["accepted"].pop(),
    "one put in": lambda d: d["envelopes"]["accepted"].append("f" * 64),
    "one made refused": lambda d: d["envelopes"]["refused"].append(
        {"envelope": d["envelopes"]["accepted"].pop(), "kind": "bad_proof"}
    ),
    "another order": lambda d: d["envelopes"]["accepted"].reverse(),
    "another reason": lambda d: d["envelopes"]["refused"][0].update(kind="not_in_time"),
    "another number": lambda d: d["cells"][2].update(answers=5),
    "another journal": lambda d: d.update(journal_head="0" * 64),
    "another signature": lambda d: d.update(signature="A" * 86 + "=="),
    "a short signature": lambda d: d.update(signature="AAAA"),
    "a signature of odd spelling": lambda d: d.update(signature=d["signature"][:-3] + "x=="),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_board_is_refused(forge: Callable[[dict[str, Any]], object]) -> None:
    assert refused(json.dumps(changed(forge)).encode()) == "forged"


def test_a_board_signed_by_someone_else_or_as_something_else_is_refused() -> None:
    other = signing.private_key(b"o" * 32)
    with pytest.raises(BoardError) as caught:
        make_board(TERMS, DIGEST, CELLS, FATES, HEAD, other)
    assert caught.value.kind == "forged"
    signature = signing.sign(SIGNER, signing.TERMS, BOARD.signed())
    assert refused(json.dumps({**DOCUMENT, "signature": b64(signature)}).encode()) == "forged"


def test_a_board_of_another_review_or_other_terms_is_refused() -> None:
    other = terms_for(review="zzzzzzzzzzzzzzzz", keys=TERMS.keys.model_dump())
    assert refused(board_bytes(terms=other)) == "other_review"
    later = terms_for(created_on="2026-11-03", keys=TERMS.keys.model_dump())
    assert refused(board_bytes(terms=later)) == "other_review"


SIGNED_LIES: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "reversed": ("order", lambda d: d["envelopes"]["accepted"].reverse()),
    "twice in a list": ("order", lambda d: d["envelopes"]["accepted"].insert(0, d["envelopes"]["accepted"][0])),
    "in two lists": ("order", lambda d: d["envelopes"].update(replaced=d["envelopes"]["accepted"][:1])),
    "refused out of order": ("order", lambda d: d["envelopes"]["refused"].reverse()),
    "another root": ("root", lambda d: d.update(root="0" * 64)),
    "one left out": ("root", lambda d: d["envelopes"]["accepted"].pop()),
    "another total": ("numbers", lambda d: d.update(accepted=12)),
    "another minimum": ("numbers", lambda d: d.update(minimum=3)),
    "more answers than grants": ("numbers", lambda d: d["cells"][2].update(grants=3)),
    "more grants than invited": ("numbers", lambda d: d["cells"][2].update(grants=6)),
    "a cell left out": ("numbers", lambda d: d["cells"].pop()),
    "an unknown group": ("numbers", lambda d: d["cells"][2]["groups"].append("board")),
    "a group twice": ("numbers", lambda d: d["cells"][2]["groups"].append("partners")),
    "a group below the minimum": (
        "numbers",
        lambda d: (d["cells"][2].update(answers=3), d["cells"][3].update(answers=6)),
    ),
    "the manager in a crowd": (
        "numbers",
        lambda d: (d["cells"].pop(1), d["cells"][1].update(groups=["manager", "peers"], answers=5)),
    ),
    "a shown group that is withheld": ("numbers", lambda d: d["withheld_groups"].append("peers")),
    "withheld ones without a group": ("numbers", lambda d: d["envelopes"].update(withheld=["f" * 64])),
}


@pytest.mark.parametrize(("kind", "lie"), SIGNED_LIES.values(), ids=SIGNED_LIES)
def test_what_cannot_be_right_is_refused_although_it_is_signed(
    kind: str, lie: Callable[[dict[str, Any]], object]
) -> None:
    assert refused(resigned(changed(lie))) == kind


@pytest.mark.parametrize("cells", [CELLS[:3], [*CELLS, CELLS[0]], [CELLS[0].model_copy(update={"answers": 2})]])
def test_a_board_that_contradicts_itself_is_never_made(cells: list[BoardCell]) -> None:
    with pytest.raises(BoardError):
        board_bytes(cells)


def test_the_number_of_withheld_answers_cannot_be_told_from_the_board() -> None:
    shapes = set()
    for number in range(4):
        board = parse_board(withheld(number), "board")
        check_board(board, TERMS, DIGEST)
        assert board.withheld_groups == ["peers", "frontline", "partners"]
        assert all(board.fate(envelope(10 + n)) == "withheld" for n in range(number))
        shapes.add((board.accepted, len(board.envelopes.withheld), len(board.cells)))
    assert shapes == {(2, 3, 2)}


def test_two_boards_of_one_closing_do_not_tell_fillers_from_envelopes() -> None:
    assert withheld(1) == withheld(1)
    fillers = set(json.loads(withheld(0))["envelopes"]["withheld"])
    assert len(fillers & set(json.loads(withheld(1))["envelopes"]["withheld"])) == 2


def test_more_withheld_answers_than_there_can_be_are_refused() -> None:
    with pytest.raises(BoardError):
        withheld(4)


def test_a_review_that_shows_nobody_has_a_board_too() -> None:
    board = parse_board(board_bytes([], {envelope(1): "withheld"}), "board")
    check_board(board, TERMS, DIGEST)
    assert board.root == hashlib.sha256().hexdigest()


def test_the_fingerprint_tells_two_boards_of_one_review_apart() -> None:
    other = parse_board(board_bytes(fates={**FATES, envelope(22): "replaced"}), "board")
    assert BOARD.fingerprint == parse_board(json.dumps(DOCUMENT).encode(), "board").fingerprint
    assert BOARD.fingerprint != other.fingerprint
    assert len(BOARD.fingerprint) == 10


def test_an_audit_with_all_envelopes_finds_nothing() -> None:
    result = audit(BOARD, TERMS, DIGEST, FATES)
    assert result.sound
    assert (result.problems, result.missing, result.unlisted) == ((), (), ())
    assert (result.counted, result.root) == (11, BOARD.root)


def test_an_audit_says_which_envelopes_are_missing_and_which_the_board_does_not_name() -> None:
    hashes = [name for name in FATES if name != envelope(3)] + [envelope(50), envelope(50)]
    result = audit(BOARD, TERMS, DIGEST, iter(hashes))
    assert not result.sound
    assert result.missing == (envelope(3).hex(),)
    assert result.unlisted == (envelope(50).hex(),)
    assert result.counted == 10
    assert result.root != BOARD.root


def test_an_audit_does_not_miss_what_may_not_exist() -> None:
    board = parse_board(withheld(1), "board")
    for given_hashes in ([envelope(1), envelope(2)], [envelope(1), envelope(2), envelope(10)]):
        result = audit(board, TERMS, DIGEST, given_hashes)
        assert result.sound
        assert result.unlisted == ()


def test_an_audit_lists_every_problem() -> None:
    document = changed(lambda d: (d.update(root="0" * 64, review="zzzzzzzzzzzzzzzz"), d["cells"].pop()))
    result = audit(parse_board(json.dumps(document).encode(), "board"), TERMS, DIGEST, FATES)
    assert not result.sound
    assert len(result.problems) == 4


def test_a_board_of_twenty_thousand_envelopes_is_made_and_audited() -> None:
    many = terms_for(
        keys=TERMS.keys.model_dump(),
        groups=[{**group.model_dump(), "invited": 12_000} for group in TERMS.groups if group.anonymous][1:],
    )
    keys = [group.key for group in many.groups if group.key != "self"]
    cells = [BoardCell(groups=[key], grants=12_000, answers=10_000) for key in keys]
    data = board_bytes(cells, {envelope(n): "accepted" for n in range(10_000 * len(cells))}, many)
    board = parse_board(data, "board")
    assert audit(board, many, digest(many.document()), ()).problems == ()


def test_terms_with_a_key_that_is_none_vouch_for_no_board() -> None:
    broken = terms_for(keys={"seal": "A", "sign": "A", "desk": "A"})
    with pytest.raises(BoardError):
        check_board(BOARD, broken, DIGEST)
    assert audit(BOARD, broken, DIGEST, FATES).problems


def test_named_groups_without_an_answer_are_left_out() -> None:
    fates = {name: fate for name, fate in FATES.items() if name not in (envelope(0), envelope(1))}
    check_board(parse_board(board_bytes(CELLS[2:], fates), "board"), TERMS, DIGEST)
