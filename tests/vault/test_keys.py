"""One secret opens the vault; another does not; and damage is never blamed on the person who types."""

import json
import unicodedata
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.vault import Vault, keys, recovery
from perflead_tui.vault.faults import DamagedFile, ForeignFile, WrongSecret
from perflead_tui.vault.keys import Argon2Cost, KeyFile
from tests.vault.helpers import PASSPHRASE


@pytest.fixture
def made(home: Path) -> tuple[Path, str]:
    """A closed vault: its home and its recovery key."""
    vault, recovery_key = Vault.create(home, PASSPHRASE)
    vault.close()
    return home, recovery_key


def opens(home: Path, secret: str) -> None:
    Vault.open(home, secret).close()


def test_passphrase_and_recovery_key_open_the_vault(made: tuple[Path, str]) -> None:
    home, recovery_key = made
    opens(home, PASSPHRASE)
    opens(home, recovery_key)


def test_a_recovery_key_may_be_typed_carelessly(made: tuple[Path, str]) -> None:
    home, recovery_key = made
    opens(home, recovery_key.lower())
    opens(home, recovery_key.replace("-", ""))
    opens(home, "  " + recovery_key.replace("-", " ") + "\n")
    opens(home, recovery_key.replace("-", "\u2013"))
    opens(home, recovery_key.replace("0", "O").replace("1", "l"))


def test_a_recovery_key_has_no_look_alikes_and_all_its_bits(made: tuple[Path, str]) -> None:
    _home, recovery_key = made
    assert len(recovery_key.split("-")) == 9 and not set(recovery_key) & set("ILOU")
    for number in range(200):
        key = recovery.new() if number else bytes(20)
        assert recovery.read(recovery.spell(key)) == key


def test_a_typing_error_in_the_recovery_key_is_told(made: tuple[Path, str]) -> None:
    home, recovery_key = made
    swapped = recovery_key[:-1] + ("0" if recovery_key[-1] != "0" else "1")
    for wrong in (swapped, recovery_key[:-1], recovery_key + "Z", recovery_key[:8] + "U" + recovery_key[9:]):
        with pytest.raises(WrongSecret, match="typing error"):
            opens(home, wrong)


def test_the_recovery_key_of_another_vault_is_wrong(made: tuple[Path, str]) -> None:
    with pytest.raises(WrongSecret, match="passphrase is wrong"):
        opens(made[0], recovery.spell(recovery.new()))


@pytest.mark.parametrize("wrong", ["", "a quiet river bend", "A quiet river bends", "x" * 2000, "\ud800" * 9, "\0" * 9])
def test_a_wrong_passphrase_is_told_and_not_repeated(made: tuple[Path, str], wrong: str) -> None:
    with pytest.raises(WrongSecret, match="passphrase is wrong") as caught:
        opens(made[0], wrong)
    assert not wrong or wrong not in str(caught.value)
    opens(made[0], PASSPHRASE)  # the lock was freed


def test_accents_may_be_typed_on_any_system(home: Path) -> None:
    spelt = "año de la montaña"
    vault, _key = Vault.create(home, unicodedata.normalize("NFC", spelt))
    vault.close()
    opens(home, unicodedata.normalize("NFD", spelt))


@pytest.mark.parametrize("short", ["", "seven77", "       a", " " * 20])
def test_a_short_passphrase_is_refused_and_nothing_is_made(home: Path, short: str) -> None:
    with pytest.raises(PerfleadError, match="too short"):
        Vault.create(home, short)
    assert not home.exists()


def test_an_absurdly_long_passphrase_is_refused(home: Path) -> None:
    with pytest.raises(PerfleadError, match="too long"):
        Vault.create(home, "x" * 100_000)


def test_a_changed_passphrase_replaces_the_old_one_and_keeps_recovery_key_and_content(made: tuple[Path, str]) -> None:
    home, recovery_key = made
    with Vault.open(home, PASSPHRASE) as vault:
        vault.catalog.insert({"leader": "J"})
        with pytest.raises(PerfleadError, match="too short"):
            vault.change_passphrase("short")
        vault.change_passphrase("another quiet river")
    with pytest.raises(WrongSecret):
        opens(home, PASSPHRASE)
    opens(home, recovery_key)
    with Vault.open(home, "another quiet river") as vault:
        assert vault.catalog.all() == [{"leader": "J"}]


def test_a_new_recovery_key_replaces_the_old_one(made: tuple[Path, str]) -> None:
    home, recovery_key = made
    with Vault.open(home, PASSPHRASE) as vault:
        renewed = vault.new_recovery_key()
    opens(home, PASSPHRASE)
    opens(home, renewed)
    with pytest.raises(WrongSecret):
        opens(home, recovery_key)


def test_any_changed_byte_of_the_key_file_is_damage_and_not_a_wrong_passphrase(made: tuple[Path, str]) -> None:
    path = made[0] / "keys.json"
    raw = path.read_bytes()
    for at in range(len(raw)):
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 1 << at % 7]) + raw[at + 1 :])
        try:
            found = KeyFile.read(path)
        except DamagedFile:
            continue
        assert found.model_dump() == keys.KeyFile.read(_whole(path, raw)).model_dump()  # only white space changed


def _whole(path: Path, raw: bytes) -> Path:
    whole = path.with_name("whole.json")
    whole.write_bytes(raw)
    return whole


def test_a_key_file_cut_at_any_length_is_refused(made: tuple[Path, str]) -> None:
    path = made[0] / "keys.json"
    raw = path.read_bytes().rstrip()
    for size in range(0, len(raw), 3):
        path.write_bytes(raw[:size])
        with pytest.raises(PerfleadError):
            KeyFile.read(path)


def _forge(path: Path, **changes: object) -> None:
    """Change the passphrase slot's derivation and mend the checksum, as someone who means harm can."""
    content = json.loads(path.read_bytes())
    content["slots"]["passphrase"]["kdf"].update(changes)
    del content["checksum"]
    content["checksum"] = keys._checksum(content)
    path.write_text(json.dumps(content))


@pytest.mark.parametrize(
    "changes",
    [
        {"memory_kib": 2**31},
        {"memory_kib": -1},
        {"memory_kib": 1, "lanes": 64},
        {"passes": 10**9},
        {"passes": 64, "memory_kib": 2**20},
        {"lanes": 2**24},
        {"salt": ""},
        {"name": "scrypt"},
        {"more": 1},
        {"passes": True},
        {"passes": "3"},
    ],
)
def test_derivation_parameters_that_would_take_all_memory_or_time_are_refused(
    made: tuple[Path, str], changes: dict[str, object]
) -> None:
    _forge(made[0] / "keys.json", **changes)
    with pytest.raises(DamagedFile):
        opens(made[0], PASSPHRASE)


def test_a_key_file_with_a_mended_checksum_is_still_refused(made: tuple[Path, str], tmp_path: Path) -> None:
    home, recovery_key = made
    _forge(home / "keys.json", passes=2)
    with pytest.raises(WrongSecret):
        opens(home, PASSPHRASE)
    with pytest.raises(DamagedFile):  # this slot fits, and shows that the other one was changed
        opens(home, recovery_key)


@pytest.mark.parametrize("junk", [b"{", b"[]", b"null", b"7", b"{}", b"[" * 10_000, b"\xff\xfe", b'{"checksum": 1}'])
def test_a_key_file_that_is_something_else_is_damage(made: tuple[Path, str], junk: bytes) -> None:
    (made[0] / "keys.json").write_bytes(junk)
    with pytest.raises(DamagedFile):
        opens(made[0], PASSPHRASE)


def test_a_key_file_of_a_newer_format_is_told_from_damage(made: tuple[Path, str]) -> None:
    path = made[0] / "keys.json"
    content = json.loads(path.read_bytes()) | {"schema": "perflead.keys/2"}
    del content["checksum"]
    path.write_text(json.dumps(content | {"checksum": keys._checksum(content)}))
    with pytest.raises(ForeignFile, match="newer"):
        opens(made[0], PASSPHRASE)


def test_the_cost_of_a_real_passphrase_is_what_the_design_says() -> None:
    assert Argon2Cost() == Argon2Cost(memory_kib=65536, passes=3, lanes=4)


def test_too_little_memory_is_told_in_plain_words(made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(**_unused: object) -> None:
        raise MemoryError

    monkeypatch.setattr(keys, "Argon2id", refuses)
    with pytest.raises(PerfleadError, match="not enough free memory"):
        opens(made[0], PASSPHRASE)
