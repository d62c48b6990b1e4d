"""Bech32, held to BIP 173's own vectors and to what age reads."""

import pytest

from perflead_tui.sealing import bech32
from perflead_tui.sealing.agekeys import identity_of


@pytest.mark.parametrize(
    ("prefix", "data", "spelled"),
    [
        ("a", "", "a12uel5l"),
        ("abcdef", "00443214c74254b635cf84653a56d7c675be77df", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"),
        (
            "split",
            "c5f38b70305f519bf66d85fb6cf03058f3dde463ecd7918f2dc743918f2d",
            "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
        ),
    ],
)
def test_the_vectors_of_bip_173(prefix: str, data: str, spelled: str) -> None:
    assert bech32.encode(prefix, bytes.fromhex(data)) == spelled


def test_bits_that_fill_up_the_last_character_are_zeros() -> None:
    """One byte is two characters, and three bits of the second one are filled up (BIP 173, "Segwit address format")."""
    assert bech32.encode("a", b"\xff")[2:4] == "lu"
    assert bech32.encode("a", b"\x01\x02")[2:6] == "qypq"


def test_a_private_key_is_spelled_as_age_spells_it() -> None:
    import pyrage

    text = identity_of(bytes(range(32))).secret.decode()
    assert text.startswith("AGE-SECRET-KEY-1") and text == text.upper()
    assert str(pyrage.x25519.Identity.from_str(text)) == text
