"""The keys of age files: readers are named by public keys, and what is no such key, or a private one, is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.sealing.agefile import decrypt, encrypt
from perflead_tui.sealing.agekeys import Identity, identities_in, new_identity, recipients
from tests.sealing.conftest import refused

TEXT = b"the report of Jordan Rivera\n" * 40

# Readers


def test_a_reader_is_named_so_that_the_key_can_be_compared(age_keys: Path) -> None:
    line = (age_keys / "ed.pub").read_text()
    shown = subprocess.run(
        ["ssh-keygen", "-lf", age_keys / "ed.pub"], capture_output=True, text=True, check=True
    ).stdout
    (ssh,) = recipients([line])
    assert ssh.name == f"ssh-ed25519 {shown.split()[1]} dana@desk"
    (own,) = recipients([str(age_keys / "age.pub")])
    assert own.name == own.line and own.line.startswith("age1")


def test_every_reader_counts_once(age_keys: Path) -> None:
    line = (age_keys / "ed.pub").read_text()
    assert len(recipients([line, str(age_keys / "ed.pub"), str(age_keys / "age.pub")])) == 2


def test_a_misspelt_reader_is_refused_and_named(age_keys: Path) -> None:
    own = new_identity().public()
    for wrong in (own[:-1] + ("q" if own[-1] != "q" else "p"), "age1x", "ssh-ed25519 AAAA x", "dana", "", "/no/file"):
        with refused("bad_recipient") as told:
            recipients([own, wrong])
        assert wrong[:60] in str(told.value)
    (age_keys / "list").write_text(f"{own}\nage1broken\n")
    with refused("bad_recipient") as told:
        recipients([str(age_keys / "list")])
    assert "line 2" in str(told.value)
    with refused("bad_recipient"):
        recipients([str(age_keys / "ec.pub")])
    with pytest.raises(PerfleadError):
        recipients([str(age_keys)])


def test_a_private_key_given_as_a_reader_is_refused_and_not_repeated(age_keys: Path) -> None:
    secret = new_identity().secret.decode()
    body = (age_keys / "ed").read_text()
    for given in (secret, secret.lower(), f" {secret}", secret[:-5], body, str(age_keys / "ed"), str(age_keys / "age")):
        with refused("private_key") as told:
            recipients([given])
        assert secret[20:40].lower() not in str(told.value).lower()
        assert body.splitlines()[2] not in str(told.value)
    with refused("private_key") as told:
        recipients([secret])
    assert "shell" in str(told.value)


def test_hostile_names_of_readers_are_cleaned(tmp_path: Path, age_keys: Path) -> None:
    line = (age_keys / "ed.pub").read_text().split()
    (tmp_path / "k.pub").write_text(f"{line[0]} {line[1]} \x1b]0;owned\x07\u202edana\n")
    (reader,) = recipients([str(tmp_path / "k.pub")])
    assert "\x1b" not in reader.name and "\u202e" not in reader.name
    with refused("bad_recipient") as told:
        recipients(["\x1b[2Jage"])
    assert "\x1b" not in str(told.value)


def test_what_stands_behind_an_ssh_key_is_its_name_and_no_part_of_it(age_keys: Path) -> None:
    kind, body, _name = (age_keys / "ed.pub").read_text().split()
    (bare,) = recipients([f"{kind} {body}"])
    (named,) = recipients([f"  {kind}  {body}  Dana of the desk \n"])
    assert (named.line, named.comment) == (bare.line, "Dana of the desk") and bare.comment == ""
    assert named.name == f"{bare.name} Dana of the desk" and len(bare.name.split()) == 2
    (long,) = recipients([f"{kind} {body} {'d' * 500}"])
    assert 90 < len(long.comment) <= 101
    (own,) = recipients([new_identity().public()])
    assert own.comment == ""
    for wrong in (f"{kind} {body}!!", f"{kind} {body}!! Dana", f"{own.line} Dana", f"{own.line} Dana of the desk"):
        with refused("bad_recipient"):
            recipients([wrong])


def test_a_long_misspelling_is_shown_in_part() -> None:
    with refused("bad_recipient") as told:
        recipients(["age1" + "q" * 500])
    assert "q" * 80 in told.value.message and "q" * 120 not in told.value.message


def test_a_folder_of_somebody_unknown_holds_no_keys() -> None:
    with refused("bad_recipient") as told:
        recipients(["~nobody-of-this-name/keys.pub"])
    assert "~nobody-of-this-name" in told.value.message


def test_a_file_with_a_private_key_is_named_and_not_called_typed(age_keys: Path) -> None:
    with refused("private_key") as told:
        recipients([str(age_keys / "age")])
    assert str(age_keys / "age") in told.value.message and "shell" not in told.value.hint
    assert "age1" in told.value.hint


# Private keys


def test_a_file_without_a_usable_private_key_is_refused(age_keys: Path, tmp_path: Path) -> None:
    for name in ("ed.pub", "ec", "age.pub"):
        with refused("no_identity"):
            identities_in(age_keys / name)
    with refused("locked_identity"):
        identities_in(age_keys / "locked")
    with refused("wrong_key_passphrase"):
        identities_in(age_keys / "locked", lambda _name: "Secret")
    (tmp_path / "mixed").write_text((age_keys / "age").read_text() + "more words\n")
    with refused("no_identity"):
        identities_in(tmp_path / "mixed")


def test_a_private_key_is_never_shown() -> None:
    own = new_identity()
    assert own.secret.decode() not in repr(own) + str(own)
    assert "secret" not in repr(Identity(b"x"))


LOCKED = {
    "ed25519": ["-t", "ed25519"],
    "another cipher": ["-t", "ed25519", "-Z", "aes256-gcm@openssh.com"],
    "rsa": ["-t", "rsa", "-b", "2048"],
    "PEM": ["-t", "rsa", "-b", "2048", "-m", "PEM"],
    "PKCS 8": ["-t", "rsa", "-b", "2048", "-m", "PKCS8"],
}


@pytest.mark.parametrize("made", LOCKED)
def test_an_ssh_key_with_a_passphrase_opens_a_file_when_it_is_asked_for(made: str, tmp_path: Path) -> None:
    key, asked = tmp_path / "key", list[str]()
    subprocess.run(["ssh-keygen", "-q", *LOCKED[made], "-N", "my Secret", "-f", key], check=True)
    data = encrypt(TEXT, recipients([f"{key}.pub"]))

    def ask(name: str) -> str:
        asked.append(name)
        return "my Secret"

    assert decrypt(data, identities_in(key, ask), "x") == TEXT
    assert asked == [str(key)] and sorted(path.name for path in tmp_path.iterdir()) == ["key", "key.pub"]
    with refused("wrong_key_passphrase"):
        identities_in(key, lambda _name: "another")
    with refused("locked_identity"):
        identities_in(key)


def test_a_key_of_a_kind_that_age_has_not_is_refused_unlocked_as_well(tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ecdsa", "-N", "my Secret", "-f", tmp_path / "key"], check=True)
    with refused("no_identity"):
        identities_in(tmp_path / "key", lambda _name: "my Secret")


def test_a_file_of_keys_may_come_from_any_editor(tmp_path: Path) -> None:
    own = new_identity()
    for name, start in (("marked", b"\xef\xbb\xbf# mine\r\n"), ("old", b"# caf\xe9\n"), ("bare", b"\xef\xbb\xbf")):
        (tmp_path / name).write_bytes(start + own.secret + b"\r\n")
        assert identities_in(tmp_path / name) == [own]


def test_what_is_wrong_with_a_private_key_names_its_file(age_keys: Path, tmp_path: Path) -> None:
    (tmp_path / "broken").write_text("AGE-SECRET-KEY-1QQQQ\n")
    for path in (tmp_path / "broken", age_keys / "ec", age_keys / "ed.pub"):
        with refused("no_identity") as told:
            identities_in(path)
        assert str(path) in told.value.message and told.value.hint


def test_the_passphrase_of_a_key_is_taken_as_text(age_keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert identities_in(age_keys / "locked", lambda _name: "secret\udcff")
    monkeypatch.setitem(sys.modules, "bcrypt", None)
    with pytest.raises(PerfleadError) as told:
        identities_in(age_keys / "locked", lambda _name: "secret")
    assert "perflead-tui[coach]" in told.value.hint
