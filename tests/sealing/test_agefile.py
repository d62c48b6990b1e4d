"""Files for named readers: age files, and the keys that open them."""

import os
import select
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from perflead_tui.sealing import bech32
from perflead_tui.sealing.age_mark import is_age
from perflead_tui.sealing.agefile import (
    decrypt,
    decrypt_with_passphrase,
    encrypt,
    encrypt_with_passphrase,
    lock_of,
    new_passphrase,
)
from perflead_tui.sealing.agekeys import (
    AgeError,
    identities_in,
    identity_of,
    new_identity,
    recipients,
)
from perflead_tui.sealing.fingerprint import is_word
from tests.sealing.conftest import refused
from tests.sealing.quick_age import sealed

TEXT = b"the report of Jordan Rivera\n" * 40


@pytest.fixture(scope="module")
def age() -> str:
    """Debian's age. In CI its absence is a failure."""
    found = shutil.which("age")
    if found is None and os.environ.get("CI"):
        pytest.fail("age is not installed")
    return found or pytest.skip("age is not installed")


@pytest.fixture(scope="module")
def by_words() -> tuple[bytes, str]:
    """A file under six words, made once: a passphrase costs a second each time."""
    words = new_passphrase()
    return encrypt_with_passphrase(TEXT, words), words


# What goes in comes out


@pytest.mark.parametrize("name", ["age", "ed", "rsa"])
@pytest.mark.parametrize("armoured", [False, True])
def test_whoever_has_a_private_key_of_a_reader_opens_it(age_keys: Path, name: str, armoured: bool) -> None:
    readers = recipients([str(age_keys / f"{each}.pub") for each in ("age", "ed", "rsa")])
    data = encrypt(TEXT, readers, armoured=armoured)
    assert is_age(data) and lock_of(data, "x") == "keys"
    assert data.startswith(b"-----BEGIN AGE") is armoured
    assert decrypt(data, identities_in(age_keys / name), "x") == TEXT


def test_six_words_open_it_however_they_are_typed(by_words: tuple[bytes, str]) -> None:
    real, words = by_words
    assert decrypt_with_passphrase(real, words, "x") == TEXT
    data = sealed(TEXT, words)
    assert len(words.split("-")) == 6 and all(map(is_word, words.split("-")))
    assert new_passphrase() != words
    assert lock_of(data, "x") == "passphrase"
    assert decrypt_with_passphrase(data, f" {words.upper().replace('-', ' ')}", "x") == TEXT
    with refused("wrong_passphrase"):
        decrypt_with_passphrase(data, "six other words", "x")


def test_the_age_key_of_a_seed_is_spelled_as_bip_173_says() -> None:
    assert bech32.encode("a", b"") == "a12uel5l"
    program = bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6")
    assert bech32.encode("abc", bytes(program)).startswith("abc1")
    assert bech32.encode("age-secret-key-", bytes(32)).upper().startswith("AGE-SECRET-KEY-1QQQQ")
    assert identity_of(b"\x07" * 32).public() == identity_of(b"\x07" * 32).public() != identity_of(bytes(32)).public()
    with pytest.raises(ValueError, match="32 bytes"):
        identity_of(b"short")


# What is refused, each in its own words


def test_a_file_that_is_cut_off_anywhere_shows_nothing() -> None:
    own = new_identity()
    for armoured in (False, True):
        data = encrypt(TEXT, recipients([own.public()]), armoured=armoured)
        for end in range(len(data) - armoured):  # the last line break of a text is no part of it
            with pytest.raises(AgeError) as told:
                decrypt(data[:end], [own], "x")
            assert told.value.kind in ("damaged", "not_age")


def test_a_long_file_that_is_cut_off_at_a_chunk_or_beside_it_shows_nothing() -> None:
    own = new_identity()
    chunk = 64 * 1024
    data = encrypt(bytes(4 * chunk), recipients([own.public()]))
    start = len(data) - 4 * (chunk + 16)
    ends = {start + n * (chunk + 16) + by for n in range(5) for by in (-17, -16, -1, 0, 1, 16, 17)}
    for end in sorted(ends | set(range(start, len(data), 9973))):
        if end < len(data):
            with refused("damaged"):
                decrypt(data[:end], [own], "x")
    assert decrypt(data, [own], "x") == bytes(4 * chunk)


def test_a_cut_file_under_a_passphrase_shows_nothing() -> None:
    words = new_passphrase()
    data = sealed(bytes(70_000), words)
    assert decrypt_with_passphrase(data, words, "x") == bytes(70_000)
    for end in [*range(1, 400), *range(400, len(data), 997), len(data) - 1]:
        with refused("damaged"):
            decrypt_with_passphrase(data[:end], words, "x")


def test_a_changed_file_is_told_from_a_wrong_key() -> None:
    own = new_identity()
    data = bytearray(encrypt(TEXT, recipients([own.public()])))
    data[-30] ^= 1
    with refused("damaged"):
        decrypt(bytes(data), [own], "x")
    with refused("damaged"):
        decrypt(bytes(data) + b"more", [own], "x")
    with refused("wrong_key"):
        decrypt(encrypt(TEXT, recipients([own.public()])), [new_identity()], "x")
    with refused("wrong_key"):
        decrypt(encrypt(TEXT, recipients([own.public()])), [], "x")


def test_the_header_says_what_to_ask_for(by_words: tuple[bytes, str]) -> None:
    own, (data, words) = new_identity(), by_words
    with refused("needs_key"):
        decrypt_with_passphrase(encrypt(TEXT, recipients([own.public()])), words, "x")
    with refused("needs_passphrase"):
        decrypt(data, [own], "x")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7", "not_age"),
        (b"\0" * 100, "not_age"),
        (b"age-encryption.org/v2\n-> X", "newer"),
        (b"age-encryption.org/v1\n-> X25519 abc\n", "damaged"),
        (b"age-encryption.org/v1\nage-encryption.org/v1\n", "damaged"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n%%%%\n", "damaged"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n", "damaged"),
    ],
)
def test_what_is_no_age_file_is_told_as_what_it_is(data: bytes, kind: str) -> None:
    with refused(kind):
        lock_of(data, "x")


# Debian's age opens what we made, and we open what it made


@pytest.mark.parametrize("name", ["age", "ed", "rsa"])
def test_age_opens_what_we_encrypted_to_a_key(age: str, age_keys: Path, name: str, tmp_path: Path) -> None:
    for armoured in (False, True):
        (tmp_path / "x.age").write_bytes(encrypt(TEXT, recipients([str(age_keys / f"{name}.pub")]), armoured=armoured))
        done = subprocess.run([age, "-d", "-i", age_keys / name, tmp_path / "x.age"], capture_output=True, check=True)
        assert done.stdout == TEXT


@pytest.mark.parametrize("name", ["age", "ed", "rsa"])
def test_we_open_what_age_encrypted_to_a_key(age: str, age_keys: Path, name: str) -> None:
    public = ["-R", str(age_keys / f"{name}.pub")]
    for more in ([], ["-a"]):
        done = subprocess.run([age, "-e", *more, *public], input=TEXT, capture_output=True, check=True)
        assert decrypt(done.stdout, identities_in(age_keys / name), "x") == TEXT


def typed(args: list[str], answers: list[str]) -> int:
    """Run `args` on a terminal of its own and type an answer at each question; the exit code."""
    pid, terminal = pytest.importorskip("pty").fork()  # Windows has none
    if pid == 0:
        os.execv(args[0], args)
    ends, seen = time.monotonic() + 60, b""
    while time.monotonic() < ends and select.select([terminal], [], [], 60)[0]:
        try:
            seen += os.read(terminal, 4096)
        except OSError:
            break
        if answers and seen.rstrip().endswith(b":"):
            os.write(terminal, answers.pop(0).encode() + b"\n")
            seen = b""
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_age_opens_what_we_encrypted_under_words(age: str, by_words: tuple[bytes, str], tmp_path: Path) -> None:
    data, words = by_words
    (tmp_path / "x.age").write_bytes(data)
    assert typed([age, "-d", "-o", str(tmp_path / "x"), str(tmp_path / "x.age")], [words]) == 0
    assert (tmp_path / "x").read_bytes() == TEXT


def test_we_open_what_age_encrypted_under_a_passphrase(age: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(TEXT)
    chosen = "my own Words, chosen"
    assert typed([age, "-e", "-p", "-o", str(tmp_path / "x.age"), str(tmp_path / "x")], [chosen, chosen]) == 0
    data = (tmp_path / "x.age").read_bytes()
    assert decrypt_with_passphrase(data, chosen, "x") == TEXT


def test_an_armoured_file_may_have_blank_lines_before_it() -> None:
    data = b"\n  -----BEGIN AGE ENCRYPTED FILE-----\n"
    assert is_age(data) and not is_age(b"\n" + b"age-encryption.org/v1\n") and not is_age(b"")


def test_words_are_tried_as_they_are_printed_and_then_as_they_were_typed() -> None:
    """Another program may have been given our words with blanks between them."""
    words = new_passphrase()
    typed = words.replace("-", " ").upper()
    assert decrypt_with_passphrase(sealed(TEXT, words), typed, "x") == TEXT
    assert decrypt_with_passphrase(sealed(TEXT, typed), typed, "x") == TEXT
    five = words.rpartition("-")[0]
    for passphrase in (five, f"{five}-qqqq", "Six, But-Not Of The List"):
        assert decrypt_with_passphrase(sealed(TEXT, passphrase), passphrase, "x") == TEXT
        if passphrase.lower() != passphrase:
            with refused("wrong_passphrase"):
                decrypt_with_passphrase(sealed(TEXT, passphrase.lower()), passphrase, "x")
    for ours, passphrase in ((five, five.upper()), ("six,-but-not-of-the-list", "Six, But-Not Of The List")):
        with refused("wrong_passphrase"):
            decrypt_with_passphrase(sealed(TEXT, ours), passphrase, "x")


def test_what_a_keyboard_sends_that_is_no_text_does_not_count() -> None:
    assert decrypt_with_passphrase(sealed(TEXT, "caf\u00e9"), "caf\u00e9\udcff", "x") == TEXT


def test_a_file_under_words_names_itself_in_what_is_wrong_with_it() -> None:
    words = new_passphrase()
    data = sealed(TEXT, words)
    typed = words.replace("-", " ")
    whole = {"wrong_passphrase": (data, "another one"), "damaged": (data[:-1] + b"x", typed)}
    whole |= {
        "not_age": (b"nothing", typed),
        "needs_key": (encrypt(TEXT, recipients([new_identity().public()])), typed),
    }
    for kind, (spoiled, passphrase) in whole.items():
        with refused(kind) as caught:
            decrypt_with_passphrase(spoiled, passphrase, "minutes.age")
        assert "minutes.age" in caught.value.message


def test_a_file_for_keys_names_itself_in_what_is_wrong_with_it(by_words: tuple[bytes, str]) -> None:
    own = new_identity()
    data = encrypt(TEXT, recipients([own.public()]))
    text = encrypt(TEXT, recipients([own.public()]), armoured=True)
    whole = {
        "needs_passphrase": by_words[0],
        "damaged": data[:-1] + bytes([data[-1] ^ 1]),
        "wrong_key": encrypt(TEXT, recipients([new_identity().public()])),
        "newer": b"age-encryption.org/v2\n",
        "not_age": b"nothing",
    }
    for kind, spoiled in whole.items():
        with refused(kind) as caught:
            decrypt(spoiled, [own], "minutes.age")
        assert "minutes.age" in caught.value.message
    for spoiled in (text[:60] + b"!!!!" + text[60:], text.replace(b"\n", b"\n\xff", 2)):
        with refused("damaged") as caught:
            lock_of(spoiled, "minutes.age")
        assert "minutes.age" in caught.value.message


def test_the_header_of_a_text_is_read_though_its_end_is_missing() -> None:
    own = new_identity()
    text = encrypt(b"", recipients([own.public()]), armoured=True)
    assert lock_of(text, "x") == "keys"
    long = encrypt(TEXT, recipients([own.public()]), armoured=True)
    for end in range(len(long) // 2, len(long) // 2 + 4):
        assert lock_of(long[:end], "x") == "keys"
        with refused("damaged"):
            decrypt(long[:end], [own], "x")
    assert decrypt(b"\n  \n" + long + b"\n \n", [own], "x") == TEXT


def test_a_file_that_would_take_hours_to_try_is_refused_at_once() -> None:
    slow = sealed(TEXT, "words").replace(b" 4\n", b" 40\n", 1)
    with refused("too_slow"):
        decrypt_with_passphrase(slow, "words", "x")


def test_an_encrypted_file_is_binary_unless_text_is_asked_for(by_words: tuple[bytes, str]) -> None:
    assert by_words[0].startswith(b"age-encryption.org/v1\n")
    assert encrypt(TEXT, recipients([new_identity().public()])).startswith(b"age-encryption.org/v1\n")
    assert encrypt_with_passphrase(TEXT, "words", armoured=True).startswith(b"-----BEGIN AGE ENCRYPTED FILE-----")
