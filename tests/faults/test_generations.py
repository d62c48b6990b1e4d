"""A journal and its anchor of different days: an older file than the anchor knows is refused, a newer one is taken."""

from pathlib import Path

import pytest

from perflead_tui.vault import EncryptedDB
from perflead_tui.vault.anchor import Anchor
from perflead_tui.vault.faults import DamagedFile, RolledBack
from perflead_tui.vault.journal import Journal
from perflead_tui.vault.master import MasterKey
from perflead_tui.vault.storage import EncryptedStorage
from perflead_tui.vault.vault import CATALOG, purpose_of_review
from tests.vault.helpers import REVIEW, content


@pytest.mark.parametrize("purpose", [CATALOG, purpose_of_review(REVIEW)], ids=["catalog", "review"])
def test_every_pair_of_a_file_and_an_anchor_is_judged_by_which_is_older(tmp_path: Path, purpose: str) -> None:
    master, path = MasterKey.new(), tmp_path / "file"
    place = Anchor(master, tmp_path, purpose).path

    def opened(*, create: bool = False) -> EncryptedDB:
        return EncryptedDB(EncryptedStorage(Journal(path, tmp_path, master, purpose), create=create))

    days = []
    with opened(create=True) as db:
        for n in range(9):
            db.compact() if n in (3, 6) else db.table("rows").insert({"n": n})
            days.append((path.read_bytes(), place.read_bytes(), content(db)))
    for file, (raw, _anchor, state) in enumerate(days):
        for known, (_raw, anchor, _state) in enumerate(days):
            path.write_bytes(raw)
            place.write_bytes(anchor)
            if file >= known:
                with opened() as db:
                    assert content(db) == state
                continue
            with pytest.raises((RolledBack, DamagedFile)):
                opened()
            assert (path.read_bytes(), place.read_bytes()) == (raw, anchor)


def test_parts_of_two_days_never_make_a_file(tmp_path: Path) -> None:
    """Also without an anchor: every frame names all that was before it."""
    master, path = MasterKey.new(), tmp_path / "file"
    files, ends = [], []
    for way in range(2):
        path.unlink(missing_ok=True)
        place = Anchor(master, tmp_path, CATALOG).path
        place.unlink(missing_ok=True)
        with EncryptedDB(EncryptedStorage(Journal(path, tmp_path, master, CATALOG), create=True)) as db:
            ends = [path.stat().st_size]
            for n in range(3):
                db.table("rows").insert({"n": n, "way": way})
                ends.append(path.stat().st_size)
        files.append(path.read_bytes())
    for cut in ends[1:-1]:
        place.unlink(missing_ok=True)
        path.write_bytes(files[0][:cut] + files[1][cut:])
        with pytest.raises(DamagedFile):
            EncryptedDB(EncryptedStorage(Journal(path, tmp_path, master, CATALOG)))
