"""Doctor looks at everything, says what is wrong and what to do, and changes nothing."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from perflead_tui.vault import Finding, Vault, check_vault
from tests.vault.helpers import OTHER_REVIEW, PASSPHRASE, REVIEW


@pytest.fixture
def kept(vault: Vault) -> Iterator[Vault]:
    vault.catalog.insert({"id": REVIEW})
    for review_id in (REVIEW, OTHER_REVIEW):
        with vault.review(review_id, create=True) as review:
            review.insert_multiple([{"n": 1}, {"n": 2}])
    yield vault


def wrong(home: Path, vault: Vault | None) -> dict[str, Finding]:
    """What is not in order, by file name; and nothing on the disk may change."""
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file() and path.stat().st_mode & 0o400}
    found = [finding for finding in check_vault(home, vault) if not finding.ok]
    assert before == {path: path.read_bytes() for path in before}
    assert all(finding.hint for finding in found)
    return {finding.path.name: finding for finding in found}


@pytest.mark.parametrize("deep", [True, False])
def test_a_sound_vault_has_every_file_in_order(kept: Vault, home: Path, deep: bool) -> None:
    findings = check_vault(home, kept if deep else None)
    assert all(finding.ok for finding in findings)
    assert [finding.path.name for finding in findings] == ["keys.json", "catalog", REVIEW, OTHER_REVIEW]
    assert all("in order" in finding.message for finding in findings)


def test_no_vault_is_told(tmp_path: Path) -> None:
    assert "perflead init" in wrong(tmp_path / "none", None)["none"].hint
    assert not check_vault(tmp_path, None)[0].ok


def test_each_damaged_file_is_named_and_the_others_are_not(kept: Vault, home: Path) -> None:
    for path in (home / "catalog", home / "reviews" / REVIEW):
        raw = path.read_bytes()
        for at in (0, 20, 80, 120, len(raw) - 5):
            path.write_bytes(raw[:at] + bytes([raw[at] ^ 4]) + raw[at + 1 :])
            assert set(wrong(home, kept)) == {path.name}
            assert set(wrong(home, None)) == ({path.name} if at < 74 else set())
        path.write_bytes(raw)
    (home / "keys.json").write_bytes(b"{}")
    assert "damaged" in wrong(home, None)["keys.json"].message
    (home / "keys.json").unlink()
    assert "no file" in wrong(home, None)["keys.json"].message


def test_a_file_cut_short_an_old_file_and_a_foreign_file_are_told_apart(kept: Vault, home: Path) -> None:
    path = home / "reviews" / REVIEW
    old = path.read_bytes()
    path.write_bytes(old[:-3])
    assert "older" in wrong(home, kept)[REVIEW].message
    path.write_bytes(b"")
    assert "damaged" in wrong(home, kept)[REVIEW].message
    path.write_bytes(old)
    with kept.review(REVIEW) as review:
        review.insert({})
    path.write_bytes(old)
    assert "older" in wrong(home, kept)[REVIEW].message
    shutil.copy(home / "reviews" / OTHER_REVIEW, path)
    assert "another part" in wrong(home, kept)[REVIEW].message
    path.unlink()
    path.mkdir()
    assert REVIEW in wrong(home, kept)


def test_an_interrupted_write_is_told_before_and_after_it_is_set_aside(kept: Vault, home: Path) -> None:
    path = home / "reviews" / REVIEW
    path.write_bytes(path.read_bytes() + b"\1" * 20)
    finding = wrong(home, kept)[REVIEW]
    assert "interrupted" in finding.message and "Nothing to do" in finding.hint
    with kept.review(REVIEW) as review:
        assert review.set_aside is not None and review.set_aside.read_bytes() == b"\1" * 20
    [(name, finding)] = wrong(home, kept).items()
    assert name.endswith(".tail") and "can be deleted" in finding.hint


def test_left_overs_and_strangers_are_told(kept: Vault, home: Path) -> None:
    for name in (f".{REVIEW}.new", ".keys.json.0123.tmp"):
        (home / name).touch(0o600)
        assert "can be deleted" in wrong(home, kept)[name].hint
        (home / name).unlink()
    (home / "reviews" / "notes.txt").touch(0o600)
    (home / "thesis.doc").touch(0o600)
    assert {finding.hint for finding in wrong(home, kept).values()} == {"Move it elsewhere."}


def test_a_missing_catalog_is_told(kept: Vault, home: Path) -> None:
    (home / "catalog").unlink()
    assert "missing" in wrong(home, kept)["catalog"].message


def test_anchors_are_looked_at(kept: Vault, home: Path) -> None:
    anchors = Path(os.environ["PERFLEAD_STATE"]) / "anchors"
    for path in anchors.iterdir():
        path.write_bytes(bytes(10))
    assert set(wrong(home, kept)) == {"catalog", REVIEW, OTHER_REVIEW}
    shutil.rmtree(anchors)
    assert wrong(home, kept) == {}
    assert any("has not seen it before" in finding.message for finding in check_vault(home, kept))


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps files private by the folder's access list")
def test_loose_permissions_are_told_with_the_command_that_mends_them(kept: Vault, home: Path) -> None:
    home.chmod(0o755)
    (home / "keys.json").chmod(0o644)
    found = wrong(home, kept)
    assert found["vault"].hint == f"Run: chmod 700 {home}"
    assert found["keys.json"].hint == f"Run: chmod 600 {home / 'keys.json'}"


def test_what_the_names_of_files_say_is_never_obeyed(kept: Vault, home: Path) -> None:
    (home / "\x1b[2J\u202eevil").touch(0o600)
    messages = " ".join(finding.message for finding in check_vault(home, kept))
    assert "\x1b" not in messages and "\u202e" not in messages


def test_doctor_looks_at_a_vault_that_another_process_holds(kept: Vault, home: Path) -> None:
    assert check_vault(home, None)
    kept.close()
    with Vault.open(home, PASSPHRASE) as again:
        assert all(finding.ok for finding in check_vault(home, again))
