"""An ssh private key with a passphrase of its own, unlocked in memory. It is written nowhere."""

from typing import Literal

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as spelled

from perflead_tui.extras import require

_OPENSSH = b"BEGIN OPENSSH PRIVATE KEY"


def unlocked(data: bytes, passphrase: str) -> bytes | Literal["wrong", "unknown"]:
    """The key in `data`, in OpenSSH's form and without a passphrase; or why there is none.

    OpenSSH's form, and PEM (PKCS #1, PKCS #8). Raises PerfleadError if OpenSSH's form needs the extra `coach`, whose
    bcrypt derives the key that it is encrypted under.
    """
    secret = passphrase.encode("utf-8", errors="ignore")
    try:
        if _OPENSSH in data:
            require("bcrypt", "coach")
            key = spelled.load_ssh_private_key(data, secret)
        else:
            key = spelled.load_pem_private_key(data, secret)  # type: ignore[assignment]  # more kinds of keys
        return key.private_bytes(spelled.Encoding.PEM, spelled.PrivateFormat.OpenSSH, spelled.NoEncryption())
    except (ValueError, InvalidTag):  # a checksum or a tag does not fit
        return "wrong"
    except (UnsupportedAlgorithm, TypeError):
        return "unknown"
