"""What shared documents (exchange/share.py) can be told by, without reading one."""

FAMILY = "perflead.shared/"


def is_share(data: bytes) -> bool:
    """Whether `data` looks like such a document, in any version."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and f'"{FAMILY}'.encode() in data
