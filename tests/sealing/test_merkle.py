"""Merkle trees: the reference tree of Certificate Transparency, and what holds for every tree."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perflead_tui.sealing.merkle import inclusion_proof, root, verify_inclusion

# The tree that RFC 6962's reference implementations share (transparency-dev/merkle, testonly/constants.go).
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    bytes.fromhex(text)
    for text in (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
PROOFS = {  # (index, size): from the inclusion tests of the same implementations
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
lists = st.lists(st.binary(max_size=40), min_size=1, max_size=70)


@pytest.mark.parametrize("size", range(9))
def test_the_reference_tree_has_the_published_roots(size: int) -> None:
    assert root(LEAVES[:size]) == ROOTS[size]


@pytest.mark.parametrize(("place", "wanted"), PROOFS.items())
def test_the_reference_tree_has_the_published_proofs(place: tuple[int, int], wanted: list[str]) -> None:
    index, size = place
    proof = inclusion_proof(LEAVES[:size], index)
    assert [step.hex() for step in proof] == wanted
    assert verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])


def defined(leaves: list[bytes]) -> bytes:
    """Section 2.1.1, word for word."""
    if len(leaves) < 2:
        return hashlib.sha256(b"".join(b"\0" + leaf for leaf in leaves)).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + defined(leaves[:k]) + defined(leaves[k:])).digest()


@settings(deadline=None)
@given(lists)
def test_the_root_is_the_one_of_the_recursive_definition(leaves: list[bytes]) -> None:
    assert root(leaves) == defined(leaves)


@settings(deadline=None)
@given(lists, st.data())
def test_every_leaf_proves_itself_and_nothing_else(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    size, top = len(leaves), root(leaves)
    proof = inclusion_proof(leaves, index)
    assert verify_inclusion(leaves[index], index, size, proof, top)
    assert not verify_inclusion(leaves[index] + b"x", index, size, proof, top)
    assert not verify_inclusion(leaves[index], index, size, [*proof, bytes(32)], top)
    assert not verify_inclusion(leaves[index], index, size, proof, bytes(32))
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        changed = proof[at][:-1] + bytes([proof[at][-1] ^ 1])
        assert not verify_inclusion(leaves[index], index, size, [*proof[:at], changed, *proof[at + 1 :]], top)
        assert not verify_inclusion(leaves[index], index, size, proof[:-1], top)


@settings(deadline=None)
@given(lists, st.data())
def test_order_and_number_of_leaves_are_part_of_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    assert root([*leaves, leaves[-1]]) != root(leaves)
    other = data.draw(st.permutations(leaves))
    assert (root(other) == root(leaves)) == (other == leaves)


def test_a_node_never_passes_for_a_leaf() -> None:
    left, right = (hashlib.sha256(b"\0" + leaf).digest() for leaf in (b"a", b"b"))
    assert root([left + right]) != root([b"a", b"b"])


@pytest.mark.parametrize(("index", "size"), [(-1, 8), (8, 8), (0, 0)])
def test_a_place_outside_the_tree_proves_nothing(index: int, size: int) -> None:
    assert not verify_inclusion(LEAVES[0], index, size, [], ROOTS[1])
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES[:size], index)


@pytest.mark.parametrize("size", range(1, 9))
def test_a_proof_for_a_place_beyond_the_tree_or_of_another_length_shows_nothing(size: int) -> None:
    leaves = LEAVES[:size]
    for index in range(size):
        proof, leaf = inclusion_proof(leaves, index), leaves[index]
        assert verify_inclusion(leaf, index, size, proof, ROOTS[size])
        assert not verify_inclusion(leaf, size, size, proof, ROOTS[size])
        assert not verify_inclusion(leaf, -1, size, proof, ROOTS[size])
        assert not verify_inclusion(leaf, index, size, [*proof, bytes(32)], ROOTS[size])
    if size == 1:
        assert not verify_inclusion(leaves[0], 1, 1, [], ROOTS[1])


def test_a_node_of_another_length_is_no_node() -> None:
    left, right = (hashlib.sha256(b"\0" + entry).digest() for entry in (b"a", b"b"))
    for long in (right + b"x", right[:-1], b""):
        made = hashlib.sha256(b"\1" + left + long).digest()
        assert not verify_inclusion(b"a", 0, 2, [long], made)
    assert verify_inclusion(b"a", 0, 2, [right], hashlib.sha256(b"\1" + left + right).digest())
