"""Bytes as text inside JSON: Base64 with padding (RFC 4648, section 4), one spelling for one value."""

import base64
from collections.abc import Mapping
from typing import Any


def b64(data: bytes) -> str:
    """`data` as Base64."""
    return base64.b64encode(data).decode("ascii")


def unb64(text: str) -> bytes:
    """The bytes that `text` spells. Raises ValueError unless it is exactly what `b64` would write for them."""
    data = base64.b64decode(text, validate=True)
    if b64(data) != text:  # the decoder accepts stray bits in the last character
        raise ValueError("not canonical Base64")
    return data


def unb64_field(document: Mapping[str, Any], name: str, length: int | None = None) -> bytes:
    """The bytes of a Base64 field of a JSON object. Raises ValueError if missing, no text, or not `length` bytes."""
    text = document.get(name) if isinstance(document, Mapping) else None
    if not isinstance(text, str):
        raise ValueError(f"{name} must be text")
    data = unb64(text)
    if length is not None and len(data) != length:
        raise ValueError(f"{name} must have {length} bytes")
    return data
