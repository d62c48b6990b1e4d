"""The files of a vault, each with its reader: keys.json, the two kinds of journal, the anchor."""

from itertools import pairwise
from pathlib import Path

from perflead_tui.vault import EncryptedDB
from perflead_tui.vault.anchor import Anchor
from perflead_tui.vault.journal import Journal
from perflead_tui.vault.keys import KeyFile
from perflead_tui.vault.master import MasterKey
from perflead_tui.vault.storage import EncryptedStorage
from perflead_tui.vault.vault import CATALOG, Vault, purpose_of_review
from tests.faults.registry import Format
from tests.vault.helpers import content

SECRET = "a long passphrase"
WRONG = "another long passphrase"


def vault_files(vault: Vault, folder: Path, review: str) -> list[Format]:
    """All of them; they are read in `folder`."""
    return [
        keys_file(vault, folder),
        journal(CATALOG, folder),
        journal(purpose_of_review(review), folder),
        anchor(folder),
    ]


def keys_file(vault: Vault, folder: Path) -> Format:
    """keys.json of the vault, and that of another one."""
    other, _code = Vault.create(folder / "other", WRONG)
    other.close()
    copy = folder / "keys.json"

    def read(data: bytes, secret: str = SECRET) -> object:
        copy.write_bytes(data)
        key = KeyFile.read(copy).unlock(copy, secret)
        return key.material() == vault.master.material()

    data, second = ((home / "keys.json").read_bytes() for home in (vault.home, other.home))
    return Format("keys", data, second, read, wrong=lambda raw: read(raw, WRONG))


def journal(purpose: str, folder: Path) -> Format:
    """A journal of four changes, one that is a change older, and an anchor that is put back for each try."""
    name = purpose.partition(":")[0]
    home = folder / f"journal-{name}"
    home.mkdir()
    path, master = home / "file", MasterKey.new()

    def opened(*, create: bool = False, key: MasterKey = master) -> EncryptedDB:
        return EncryptedDB(EncryptedStorage(Journal(path, home, key, purpose), create=create))

    states = []
    with opened(create=True) as db:
        for n in range(4):
            db.table("rows").insert({"n": n, "text": "words " * 9})
            states.append(path.read_bytes())
    data, place = states[-1], Anchor(master, home, purpose).path
    kept = place.read_bytes()

    def read(raw: bytes, key: MasterKey = master) -> object:
        path.write_bytes(raw)
        place.write_bytes(kept)
        with opened(key=key) as db:
            return content(db)

    ends = [106, *map(len, states)]
    parts = [data[:106], *(data[a:b] for a, b in pairwise(ends))]
    return Format(name, data, states[-2], read, wrong=lambda raw: read(raw, MasterKey.new()), parts=parts)


def anchor(folder: Path) -> Format:
    """Its two slots are two truths, the last and the one before: which of them is read depends on what is whole."""
    home = folder / "anchored"
    home.mkdir()
    path, master = home / "file", MasterKey.new()
    place = Anchor(master, home, CATALOG).path
    files, marks = [], []
    with EncryptedDB(EncryptedStorage(Journal(path, home, master, CATALOG), create=True)) as db:
        for n in range(4):
            db.table("rows").insert({"n": n})
            files.append(place.read_bytes())
            marks.append(Anchor(master, home, CATALOG).read())

    def read(raw: bytes) -> object:
        place.write_bytes(raw)
        found = Anchor(master, home, CATALOG).read()
        return "one that was written" if found in marks else found

    return Format("anchor", files[3], files[1], read)
