"""Fingerprints that people can read to each other."""

import hashlib
from pathlib import Path

import pytest

from perflead_tui.sealing import fingerprint
from perflead_tui.sealing.fingerprint import short_code, words


def test_the_list_is_the_published_one() -> None:
    path = Path(fingerprint.__file__).with_name("words.txt")
    text = path.read_bytes().replace(b"\r\n", b"\n")
    assert hashlib.sha256(text).hexdigest() == "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
    listed = text.decode().split()
    assert len(listed) == len(set(listed)) == 2048
    assert len({word[:4] for word in listed}) == 2048, "four letters tell a word"
    assert "MIT" in path.with_name("words.LICENSE").read_text(encoding="utf-8")


def test_words_are_the_first_sixty_six_bits() -> None:
    assert words(bytes(32)) == "-".join(["abandon"] * 6)
    assert words(b"\xff" * 32) == "-".join(["zoo"] * 6)
    assert words(b"\x00\x20" + bytes(30)) == "ability" + "-abandon" * 5
    assert words(bytes(8) + b"\x3f") == words(bytes(9)), "bits beyond the sixty-sixth do not count"
    assert words(bytes(8) + b"\x40") == "abandon-" * 5 + "ability"


def test_the_words_agree_with_bip_39_for_its_own_vector() -> None:
    """BIP-39's test vector of 7f 7f ... begins: legal winner thank year wave sausage."""
    assert words(b"\x7f" * 16) == "legal-winner-thank-year-wave-sausage"


def test_a_short_code_is_ten_characters_of_base32() -> None:
    assert short_code(bytes(32)) == "A" * 10
    assert short_code(hashlib.sha256(b"terms").digest()).isalnum()
    assert len(short_code(hashlib.sha256(b"terms").digest())) == 10


def test_a_digest_too_short_to_tell_is_refused() -> None:
    for tell in (words, short_code):
        with pytest.raises(ValueError, match="short"):
            tell(bytes(8))


def test_nine_bytes_are_enough_for_both_forms_and_eight_are_not() -> None:
    assert len(fingerprint.short_code(bytes(9))) == 10
    assert len(fingerprint.words(bytes(9)).split("-")) == 6
    for form in (fingerprint.short_code, fingerprint.words):
        with pytest.raises(ValueError, match="too short"):
            form(bytes(8))
