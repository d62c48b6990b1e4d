"""Backups: everything of a vault in one file, and a vault from it, elsewhere, with the recovery key alone."""

import io
import json
import os
import shutil
import stat
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.backup import backup, own_recipients, restore, unpacked
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.collect import collect
from perflead_tui.flows.identity import identities, own_identity
from perflead_tui.flows.records import open_review
from perflead_tui.paths import temporary_state
from perflead_tui.sealing.agefile import encrypt
from perflead_tui.sealing.agekeys import AgeError, identities_in, new_identity, recipients
from perflead_tui.vault.doctor import check_vault
from perflead_tui.vault.faults import WrongSecret
from perflead_tui.vault.keys import Argon2Cost, recovery_identity
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import Review
from tests.sealing.quick_age import quick_words  # noqa: F401 - a fixture, by its name here

CHEAP = Argon2Cost(memory_kib=8, passes=1, lanes=1)
PASSPHRASE = "a long passphrase"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Vault, str]]:
    """A vault and its recovery key."""
    vault, recovery = Vault.create(tmp_path / "vault", PASSPHRASE, cost=CHEAP)
    with vault:
        yield vault, recovery


@pytest.fixture
def vault(made: tuple[Vault, str]) -> Vault:
    return made[0]


def kept(vault: Vault, out: Path) -> bytes:
    backup(vault, out, own_recipients(vault))
    return out.read_bytes()


def by_recovery(data: bytes, home: Path, recovery: str) -> Path:
    identity = recovery_identity(recovery)
    assert identity is not None
    return restore(data, "x", home, recovery, [identity], None).home


def test_the_recovery_key_alone_restores_everything_on_another_machine(
    made: tuple[Vault, str], review: Review, tmp_path: Path
) -> None:
    vault, recovery = made
    review.answer_all()
    collect(vault, review.id, [review.envelopes])
    close(vault, review.id)
    own = own_identity(vault)
    done = backup(vault, tmp_path / "b.age", own_recipients(vault))
    assert (done.reviews, done.damaged) == (1, ()) and done.size == (tmp_path / "b.age").stat().st_size
    expected = frozen_report(vault, review.id)
    vault.close()
    shutil.rmtree(vault.home)
    with temporary_state(tmp_path / "another machine"):
        home = by_recovery((tmp_path / "b.age").read_bytes(), tmp_path / "new" / "home", recovery)
        for secret in (recovery.lower().replace("-", " "), PASSPHRASE):
            with Vault.open(home, secret) as again:
                assert frozen_report(again, review.id) == expected
                assert identities(again) == [own]
                assert all(each.ok and "not seen it" not in each.message for each in check_vault(home, again))


def test_what_is_restored_is_private_and_nothing_is_left_beside_it(made: tuple[Vault, str], tmp_path: Path) -> None:
    vault, recovery = made
    own_identity(vault)
    home = by_recovery(kept(vault, tmp_path / "b.age"), tmp_path / "home", recovery)
    for path in [home, *home.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert stat.S_IMODE((tmp_path / "b.age").stat().st_mode) == 0o600
    assert not list(tmp_path.glob(".*"))
    assert (home / "keys.json").read_bytes() == (vault.home / "keys.json").read_bytes()


def test_a_backup_goes_back_to_the_place_that_it_came_from(
    made: tuple[Vault, str], review: Review, tmp_path: Path
) -> None:
    """This machine remembers the newer files that were lost; what is restored on purpose takes their place."""
    vault, recovery = made
    data = kept(vault, tmp_path / "b.age")
    collect(vault, review.id, [review.answer(review.of("peers")[0])])
    vault.close()
    shutil.rmtree(vault.home)
    by_recovery(data, vault.home, recovery)
    with Vault.open(vault.home, PASSPHRASE) as again, open_review(again, review.id) as file:
        assert len(file.db.table("envelopes")) == 0


def test_words_or_a_named_key_open_it_instead(
    vault: Vault,
    tmp_path: Path,
    quick_words: None,  # noqa: F811 - the fixture
) -> None:
    reader = new_identity()
    backup(vault, tmp_path / "k.age", [*own_recipients(vault), *recipients([reader.public()])])
    done = restore((tmp_path / "k.age").read_bytes(), "x", tmp_path / "one", PASSPHRASE, [reader], None)
    assert done.home == tmp_path / "one"
    backup(vault, tmp_path / "w.age", [], "six words that open it")
    data = (tmp_path / "w.age").read_bytes()
    restore(data, "x", tmp_path / "two", PASSPHRASE, [], "six words that open it")
    Vault.open(tmp_path / "two", PASSPHRASE).close()


def test_an_old_recovery_key_opens_the_backups_of_its_time(made: tuple[Vault, str], tmp_path: Path) -> None:
    vault, old = made
    first = kept(vault, tmp_path / "1.age")
    new = vault.new_recovery_key()
    vault.change_passphrase("another passphrase", cost=CHEAP)
    second = kept(vault, tmp_path / "2.age")
    by_recovery(first, tmp_path / "one", old)
    by_recovery(second, tmp_path / "two", new)
    for data, wrong in ((first, new), (second, old)):
        with pytest.raises(AgeError):
            by_recovery(data, tmp_path / "three", wrong)
    assert not (tmp_path / "three").exists()


def test_a_vault_from_before_backups_says_what_to_do(vault: Vault, tmp_path: Path) -> None:
    slots = vault._keys.slots
    older = slots.recovery.model_copy(update={"recipient": None})
    vault._keys = vault._keys.model_copy(update={"slots": slots.model_copy(update={"recovery": older})})
    with pytest.raises(PerfleadError, match="perflead passphrase --recovery"):
        own_recipients(vault)
    vault.new_recovery_key()
    assert own_recipients(vault)


def test_any_age_program_and_tar_open_it(made: tuple[Vault, str], tmp_path: Path) -> None:
    age = shutil.which("age")
    if age is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("age is not installed")
    vault, recovery = made
    own_identity(vault)
    kept(vault, tmp_path / "b.age")
    identity = recovery_identity(recovery)
    assert identity is not None
    (tmp_path / "key").write_bytes(identity.secret + b"\n")
    assert identities_in(tmp_path / "key")
    tar = subprocess.run(
        [age, "-d", "-i", tmp_path / "key", tmp_path / "b.age"], capture_output=True, check=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        assert archive.getnames() == ["perflead-backup.json", "keys.json", "catalog"]
        assert {(member.mtime, member.uid, member.uname) for member in archive} == {(0, 0, "")}


def test_a_damaged_file_is_told_and_does_no_harm_to_the_others(
    made: tuple[Vault, str], review: Review, tmp_path: Path
) -> None:
    vault, recovery = made
    path = vault.home / "reviews" / review.id
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(bytes(data))
    done = backup(vault, tmp_path / "b.age", own_recipients(vault))
    assert len(done.damaged) == 1 and review.id in done.damaged[0]
    back = (tmp_path / "b.age").read_bytes()
    identity = recovery_identity(recovery)
    assert identity is not None
    restored = restore(back, "x", tmp_path / "home", recovery, [identity], None)
    assert len(restored.damaged) == 1 and str(tmp_path / "home") in restored.damaged[0]
    with Vault.open(tmp_path / "home", PASSPHRASE) as again:
        assert again.catalog.table("reviews").all()


# Refused


def test_a_folder_that_is_not_empty_and_a_file_that_exists_are_left_alone(
    made: tuple[Vault, str], tmp_path: Path
) -> None:
    vault, recovery = made
    data = kept(vault, tmp_path / "b.age")
    with pytest.raises(PerfleadError, match="exists"):
        backup(vault, tmp_path / "b.age", own_recipients(vault))
    backup(vault, tmp_path / "b.age", own_recipients(vault), overwrite=True)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("x")
    for home in (tmp_path / "full", tmp_path / "b.age", vault.home):
        with pytest.raises(PerfleadError, match="empty"):
            by_recovery(data, home, recovery)
    (tmp_path / "empty").mkdir()
    by_recovery(data, tmp_path / "empty", recovery)


def test_a_wrong_secret_or_a_cut_file_restores_nothing(made: tuple[Vault, str], tmp_path: Path) -> None:
    vault, recovery = made
    data = kept(vault, tmp_path / "b.age")
    identity = recovery_identity(recovery)
    assert identity is not None
    with pytest.raises(WrongSecret):
        restore(data, "x", tmp_path / "home", "not the passphrase", [identity], None)
    with pytest.raises(WrongSecret):
        recovery_identity(recovery[:-1] + ("A" if recovery[-1] != "A" else "B"))
    assert recovery_identity(PASSPHRASE) is None
    for end in (10, 200, len(data) // 2, len(data) - 1):
        with pytest.raises(AgeError):
            restore(data[:end], "x", tmp_path / "home", recovery, [identity], None)
    assert not (tmp_path / "home").exists() and not list(tmp_path.glob(".*"))


def tar_of(files: dict[str, bytes], link: str = "") -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
        if link:
            member = tarfile.TarInfo("catalog")
            member.type, member.linkname = tarfile.SYMTYPE, link
            tar.addfile(member)
    return archive.getvalue()


def listed(files: dict[str, bytes], schema: str = "perflead.backup/1") -> dict[str, bytes]:
    import hashlib

    found: dict[str, Any] = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    return {"perflead-backup.json": json.dumps({"schema": schema, "files": found}).encode(), **files}


def test_only_a_backup_is_a_backup(vault: Vault, tmp_path: Path) -> None:
    keys = {"keys.json": b"{}"}
    assert unpacked(tar_of(listed(keys)), "x") == keys
    outside = ["../evil", "/etc/passwd", "reviews/../../evil", "reviews/UPPER", "lock", "reviews/sub/aaaaaaaaaaaaaaaa"]
    wrong = [
        b"",
        b"not a tar",
        tar_of({}),
        tar_of(keys),
        tar_of(listed(keys), link="/etc/passwd"),
        tar_of({**listed(keys), "catalog": b"not listed"}),
        tar_of({"perflead-backup.json": listed({**keys, "catalog": b"x"})["perflead-backup.json"], **keys}),
        tar_of(listed({"catalog": b"x"})),
        tar_of({"perflead-backup.json": b"[]", **keys}),
        *(tar_of(listed({**keys, name: b"x"})) for name in outside),
    ]
    for at, data in enumerate(wrong):
        with pytest.raises(PerfleadError) as told:
            unpacked(data, "x")
        assert "newer" not in str(told.value), at
    with pytest.raises(PerfleadError, match="newer"):
        unpacked(tar_of(listed(keys, "perflead.backup/2")), "x")


def test_another_age_file_is_not_restored(made: tuple[Vault, str], tmp_path: Path) -> None:
    own = new_identity()
    with pytest.raises(PerfleadError, match="not a backup"):
        restore(encrypt(b"words", recipients([own.public()])), "x", tmp_path / "h", "s", [own], None)
    with pytest.raises(AgeError):
        restore(b"words", "x", tmp_path / "h", "s", [own], None)
    assert not (tmp_path / "h").exists()
