"""Padding, so that a length tells nothing: length (4 bytes, big-endian), content, zeros.

It goes inside an authenticated encryption, so it needs no protection of its own; it is checked all the same,
because bytes that nobody looks at are bytes that can carry a mark.
"""

PREFIX = 4


def pad(content: bytes, size: int) -> bytes:
    """`content` as exactly `size` bytes. Raises ValueError if it does not fit."""
    if PREFIX + len(content) > size:
        raise ValueError("the content does not fit")
    return (len(content).to_bytes(PREFIX, "big") + content).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    """What `pad` was given. Raises ValueError if the length is impossible or the rest is not all zeros."""
    end = PREFIX + int.from_bytes(padded[:PREFIX], "big")
    if len(padded) < PREFIX or end > len(padded):
        raise ValueError("impossible length")
    if padded.count(0, end) != len(padded) - end:
        raise ValueError("padding must be zeros")
    return padded[PREFIX:end]
