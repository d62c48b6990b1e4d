"""Merkle trees (RFC 9162, section 2.1) with SHA-256: one hash commits to a list, a short proof to one entry.

    empty tree   SHA-256 of nothing
    leaf         SHA-256(00 || entry)
    node         SHA-256(01 || left || right)

The left half of a tree of n > 1 leaves holds the largest power of two below n. The same tree grows from below by
pairing neighbours and passing an odd last node up, which is how it is computed here.
"""

import hashlib
import hmac
from collections.abc import Sequence

HASH = 32


def root(leaves: Sequence[bytes]) -> bytes:
    """The tree's hash (32 bytes) over `leaves` in the order given (section 2.1.1)."""
    level = [_leaf(leaf) for leaf in leaves]
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else hashlib.sha256().digest()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from leaf number `index` to the root (section 2.1.3.1). Raises IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError("no such leaf")
    level = [_leaf(leaf) for leaf in leaves]
    proof = []
    while len(level) > 1:
        if index ^ 1 < len(level):
            proof.append(level[index ^ 1])
        level, index = _above(level), index >> 1
    return proof


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `leaf` is number `index` of the `size` leaves under `root` (section 2.1.3.2, step by step)."""
    if not 0 <= index < size:
        return False
    fn, sn = index, size - 1
    r = _leaf(leaf)
    for p in proof:
        if sn == 0 or len(p) != HASH:
            return False
        if fn & 1 or fn == sn:
            r = _node(p, r)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = _node(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and hmac.compare_digest(r, root)


def _above(level: list[bytes]) -> list[bytes]:
    """The next level of nodes; one without a neighbour goes up as it is."""
    pairs = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return pairs + level[len(pairs) * 2 :]


def _leaf(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
