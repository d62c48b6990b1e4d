"""The vault hands out the right file to one process at a time, or says why not."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.vault import Vault
from perflead_tui.vault.faults import DamagedFile, ForeignFile, MissingFile, RolledBack, VaultInUse
from tests.vault.helpers import OTHER_REVIEW, PASSPHRASE, REVIEW


def test_a_vault_keeps_a_catalog_and_reviews(vault: Vault, home: Path) -> None:
    vault.catalog.insert({"id": REVIEW})
    with vault.review(REVIEW, create=True) as review:
        review.table("roster").insert({"name": "Ana"})
    vault.review(OTHER_REVIEW, create=True).close()
    vault.close()
    with Vault.open(home, PASSPHRASE) as again:
        assert again.review_ids() == [REVIEW, OTHER_REVIEW]
        assert again.catalog.all() == [{"id": REVIEW}]
        with again.review(REVIEW) as review:
            assert review.table("roster").all() == [{"name": "Ana"}]


def test_where_there_is_no_vault_a_person_is_told_to_make_one(tmp_path: Path) -> None:
    for home in (tmp_path, tmp_path / "missing", Path(__file__)):
        with pytest.raises(MissingFile, match="no vault") as caught:
            Vault.open(home, PASSPHRASE)
        assert "perflead init" in caught.value.hint


def test_an_existing_vault_is_not_made_anew(vault: Vault, home: Path) -> None:
    vault.close()
    before = (home / "keys.json").read_bytes()
    with pytest.raises(PerfleadError, match=r"a vault at .* already"):
        Vault.create(home, PASSPHRASE)
    assert (home / "keys.json").read_bytes() == before


def test_files_without_their_key_file_are_not_buried_under_a_new_vault(vault: Vault, home: Path) -> None:
    vault.catalog.insert({})
    vault.close()
    (home / "keys.json").unlink()
    with pytest.raises(PerfleadError, match=r"keys\.json is missing"):
        Vault.create(home, PASSPHRASE)


@pytest.mark.parametrize(
    "review_id", ["", "..", "../keys.json", "a" * 15, "a" * 17, "A" * 16, "abcdefghij23456\n", "abcdefghij234567\n"]
)
def test_an_id_that_is_not_one_never_becomes_a_file_name(vault: Vault, home: Path, review_id: str) -> None:
    for create in (True, False):
        with pytest.raises(MissingFile, match="no review"):
            vault.review(review_id, create=create)
    assert not (home / "catalog").exists() and vault.review_ids() == []


def test_a_review_that_was_never_made_is_missed(vault: Vault) -> None:
    with pytest.raises(MissingFile, match="no review"):
        vault.review(REVIEW)
    assert vault.review_ids() == []


def test_a_review_or_catalog_that_vanished_is_missed_and_not_made_anew(vault: Vault, home: Path) -> None:
    vault.review(REVIEW, create=True).close()
    vault.review(OTHER_REVIEW, create=True).close()
    vault.close()
    (home / "reviews" / REVIEW).unlink()
    (home / "catalog").unlink()
    with Vault.open(home, PASSPHRASE) as again:
        for create in (True, False):
            with pytest.raises(MissingFile, match="is gone"):
                again.review(REVIEW, create=create)
        with pytest.raises(MissingFile):
            _catalog = again.catalog
        shutil.rmtree(Path(os.environ["PERFLEAD_STATE"]))  # as on another machine
        with pytest.raises(MissingFile, match="catalog"):
            _catalog = again.catalog


def test_two_reviews_that_changed_places_are_told(vault: Vault, home: Path) -> None:
    for review_id in (REVIEW, OTHER_REVIEW):
        vault.review(review_id, create=True).close()
    _catalog = vault.catalog
    vault.close()
    one, two, spare = (home / "reviews" / name for name in (REVIEW, OTHER_REVIEW, "spare"))
    one.rename(spare)
    two.rename(one)
    spare.rename(two)
    shutil.rmtree(Path(os.environ["PERFLEAD_STATE"]))  # not even the anchors are needed to see it
    with Vault.open(home, PASSPHRASE) as again:
        for review_id in (REVIEW, OTHER_REVIEW):
            with pytest.raises(ForeignFile, match="another part of the vault"):
                again.review(review_id)
        shutil.copy(home / "catalog", one)
        with pytest.raises(ForeignFile, match="another part of the vault"):
            again.review(REVIEW)
        shutil.copy(two, home / "catalog")
        with pytest.raises(ForeignFile, match="another part of the vault"):
            _catalog = again.catalog


def test_a_file_of_another_vault_is_told(vault: Vault, home: Path, tmp_path: Path) -> None:
    other, _key = Vault.create(tmp_path / "other", PASSPHRASE)
    for one in (vault, other):
        one.review(REVIEW, create=True).close()
        one.close()
    shutil.copy(tmp_path / "other" / "reviews" / REVIEW, home / "reviews" / REVIEW)
    with Vault.open(home, PASSPHRASE) as again, pytest.raises(ForeignFile, match="another vault"):
        again.review(REVIEW)


def test_damage_to_one_review_leaves_the_others(vault: Vault, home: Path) -> None:
    for review_id in (REVIEW, OTHER_REVIEW):
        with vault.review(review_id, create=True) as review:
            review.insert({"n": 1})
    path = home / "reviews" / REVIEW
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(DamagedFile):
        vault.review(REVIEW)
    with vault.review(OTHER_REVIEW) as review:
        assert review.all() == [{"n": 1}]


def test_a_vault_put_back_from_a_backup_is_noticed_and_a_moved_one_is_not_suspected(vault: Vault, home: Path) -> None:
    with vault.review(REVIEW, create=True) as review:
        review.insert({"n": 1})
    vault.close()
    backup = home.with_name("backup")
    shutil.copytree(home, backup)
    with Vault.open(home, PASSPHRASE) as again, again.review(REVIEW) as review:
        review.insert({"n": 2})
    with Vault.open(backup, PASSPHRASE) as again, again.review(REVIEW) as review:
        assert len(review) == 1  # a copy under another name is a vault of its own
    shutil.rmtree(home)
    shutil.copytree(backup, home)
    with Vault.open(home, PASSPHRASE) as again, pytest.raises(RolledBack):
        again.review(REVIEW)


def test_who_asks_twice_gets_one_database_that_closes_when_both_are_done(vault: Vault) -> None:
    first = vault.review(REVIEW, create=True)
    with vault.review(REVIEW) as second:
        assert second is first
        second.insert({"n": 1})
    first.insert({"n": 2})
    first.close()
    with pytest.raises(RuntimeError, match="closed"):
        first.insert({"n": 3})
    with vault.review(REVIEW) as third:
        assert third is not first and len(third) == 2


def test_a_closed_vault_opens_nothing(vault: Vault) -> None:
    review = vault.review(REVIEW, create=True)
    vault.close()
    vault.close()
    for use in (lambda: vault.review(REVIEW), lambda: vault.catalog, lambda: review.insert({})):
        with pytest.raises(RuntimeError, match="closed"):
            use()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps files private by the folder's access list")
def test_files_are_private_whatever_the_umask(home: Path) -> None:
    before = os.umask(0)
    try:
        vault, _key = Vault.create(home, PASSPHRASE)
        with vault, vault.review(REVIEW, create=True) as review:
            review.insert({})
            review.compact()
            state = Path(os.environ["PERFLEAD_STATE"])
            for root in (home, state / "anchors"):
                for path in [root, *root.rglob("*")]:
                    assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    finally:
        os.umask(before)


def test_a_second_opener_is_told_who_holds_the_vault(vault: Vault, home: Path) -> None:
    with pytest.raises(VaultInUse, match=f"process {os.getpid()} on .*, since 20"):
        Vault.open(home, PASSPHRASE)
    with pytest.raises(VaultInUse):
        Vault.create(home, PASSPHRASE)
    for note in (b"", b"{", b"[1]", b"\xff", b'{"pid": 1}', b"[" * 4000):
        (home / "holder.json").write_bytes(note)
        with pytest.raises(VaultInUse, match="in use by another perflead"):
            Vault.open(home, PASSPHRASE)
    (home / "holder.json").write_text('{"pid": "\\u001b[2J7", "host": "\\u202eh", "since": "s"}')
    with pytest.raises(VaultInUse, match=r"process \[2J7 on h, since s"):
        Vault.open(home, PASSPHRASE)


CHILD = """
import sys
from pathlib import Path
from perflead_tui.errors import PerfleadError
from perflead_tui.vault import Vault
try:
    vault = Vault.open(Path(sys.argv[1]), sys.argv[2])
except PerfleadError as error:
    print(error.message)
    sys.exit(1)
print("open", flush=True)
sys.stdin.read()
"""


def _child(home: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(home), PASSPHRASE], stdin=-1, stdout=-1, text=True, encoding="utf-8"
    )


def test_two_processes_take_turns_and_a_killed_one_leaves_no_lock(vault: Vault, home: Path) -> None:
    second = _child(home)
    said, _errors = second.communicate()
    assert second.returncode == 1 and f"process {os.getpid()}" in said
    vault.close()
    third = _child(home)
    assert third.stdout and third.stdout.readline() == "open\n"
    with pytest.raises(VaultInUse, match=f"process {third.pid}"):
        Vault.open(home, PASSPHRASE)
    third.kill()
    third.communicate()
    Vault.open(home, PASSPHRASE).close()
    assert not (home / "holder.json").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root and Windows write where others may not")
def test_a_vault_that_may_not_be_written_is_told_in_plain_words(vault: Vault, home: Path) -> None:
    vault.close()
    home.chmod(0o500)
    try:
        with pytest.raises(PerfleadError):
            Vault.open(home, PASSPHRASE)
    finally:
        home.chmod(0o700)
