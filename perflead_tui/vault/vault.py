"""The vault: a directory of encrypted files that one secret opens.

    keys.json      the master key, wrapped (keys.py)
    catalog        TinyDB: one summary row a review (a journal, purpose "catalog")
    reviews/ID     TinyDB: everything of one review (a journal, purpose "review:ID")
    quarantine/    remains of interrupted writes
    lock, holder.json

The master key opens every file through keys derived from the file's purpose and its random id, so no file can stand
in for another.
"""

import re
import threading
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.files import fsync_dir, private_dir, shown
from perflead_tui.i18n import _
from perflead_tui.vault import keys
from perflead_tui.vault.faults import MissingFile, unreadable
from perflead_tui.vault.journal import Journal
from perflead_tui.vault.keys import Argon2Cost, KeyFile
from perflead_tui.vault.lock import VaultLock
from perflead_tui.vault.master import MasterKey
from perflead_tui.vault.storage import EncryptedStorage
from perflead_tui.vault.table import EncryptedDB

KEYS = "keys.json"
CATALOG = "catalog"
REVIEWS = "reviews"
QUARANTINE = "quarantine"
REVIEW_ID = re.compile(r"[a-z2-7]{16}")


def purpose_of_review(review_id: str) -> str:
    """What a review's file is bound to."""
    return f"review:{review_id}"


class Vault:
    """An open vault; a context manager. Make one with `create` or `open`."""

    def __init__(self, home: Path, lock: VaultLock, key_file: KeyFile, master: MasterKey) -> None:
        self.home = home
        self._lock = lock
        self._keys = key_file
        self._master = master
        self._open: dict[str, tuple[EncryptedDB, int]] = {}  # purpose -> database, and how many use it
        self._guard = threading.RLock()
        self._closed = False

    @classmethod
    def create(cls, home: Path, passphrase: str, *, cost: Argon2Cost | None = None) -> tuple["Vault", str]:
        """Make a vault at `home`; returns it and its recovery key, which is kept nowhere.

        Raises PerfleadError if `home` holds a vault or parts of one, or if the passphrase is too short.
        """
        keys.check_passphrase(passphrase)
        private_dir(home)
        lock = VaultLock(home)
        lock.acquire()
        try:
            refuse_existing(home)
            private_dir(home / REVIEWS)
            key_file, master, recovery_key = keys.new_keys(passphrase, cost)
            key_file.write(home / KEYS, overwrite=False)
            return cls(home, lock, key_file, master), recovery_key
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, home: Path, secret: str) -> "Vault":
        """Open the vault at `home` with its passphrase or recovery key.

        Raises WrongSecret, VaultInUse, DamagedFile, MissingFile or another PerfleadError.
        """
        require_vault(home)
        lock = VaultLock(home)
        lock.acquire()
        try:
            key_file = KeyFile.read(home / KEYS)
            return cls(home, lock, key_file, key_file.unlock(home / KEYS, secret))
        except BaseException:
            lock.release()
            raise

    def __enter__(self) -> "Vault":
        return self

    def __exit__(self, *_unused: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.home.name}>"

    @property
    def master(self) -> MasterKey:
        """The key that the vault's files are checked with (`doctor`)."""
        return self._master

    @property
    def backup_recipient(self) -> str | None:
        """The age public key that backups are encrypted to, so that the recovery key opens them.

        None if the recovery key was made before there were backups.
        """
        return self._keys.backup_recipient

    @property
    def catalog(self) -> EncryptedDB:
        """The catalog; it stays open until the vault is closed."""
        with self._guard:
            held = self._open.get(CATALOG)
            if held is not None and held[0].usable:
                return held[0]
            path = self.home / CATALOG
            return self._open_database(CATALOG, path, create=not _is_there(path) and not self.review_ids())

    def review_ids(self) -> list[str]:
        """The ids of all reviews that have a file, sorted."""
        folder = self.home / REVIEWS
        try:
            return sorted(path.name for path in folder.iterdir() if REVIEW_ID.fullmatch(path.name))
        except OSError:
            return []

    def review(self, review_id: str, *, create: bool = False) -> EncryptedDB:
        """The database of one review, which the caller closes; it is made if `create` says so and it is missing.

        Who asks for an open review gets the same database; it closes when everyone has closed it.
        """
        if not REVIEW_ID.fullmatch(review_id):
            raise _no_review(review_id)
        purpose = purpose_of_review(review_id)
        with self._guard:
            held = self._open.get(purpose)
            if held is not None and held[0].usable:
                self._open[purpose] = (held[0], held[1] + 1)
                return held[0]
            path = private_dir(self.home / REVIEWS) / review_id
            create = create and not _is_there(path)
            if create:
                _made_first = self.catalog  # so that reviews without a catalog always mean that it was lost
            try:
                return self._open_database(purpose, path, create=create)
            except MissingFile as missing:
                raise missing if missing.expected else _no_review(review_id) from None

    def discard_remains(self, review_id: str) -> int:
        """Delete what interrupted writes of a review left in the quarantine; returns how many files it was."""
        try:
            remains = [path for path in (self.home / QUARANTINE).iterdir() if path.name.startswith(f"{review_id}.")]
            for path in remains:
                path.unlink(missing_ok=True)
            if remains:
                fsync_dir(self.home / QUARANTINE)  # else a power failure could bring them back
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise unreadable(self.home / QUARANTINE, error) from None
        return len(remains)

    def change_passphrase(self, new: str, *, cost: Argon2Cost | None = None) -> None:
        """Let `new` open the vault instead of the old passphrase; the recovery key stays good."""
        keys.check_passphrase(new)
        key_file = self._keys.with_passphrase(self._master, new, cost)
        key_file.write(self.home / KEYS, overwrite=True)
        self._keys = key_file

    def new_recovery_key(self) -> str:
        """A new recovery key instead of the old one, for whoever lost it."""
        key_file, recovery_key = self._keys.with_recovery(self._master)
        key_file.write(self.home / KEYS, overwrite=True)
        self._keys = key_file
        return recovery_key

    def close(self) -> None:
        """Close all databases and let others open the vault."""
        with self._guard:
            self._closed = True
            if CATALOG in self._open:  # every change of every review is a change of it
                self._open[CATALOG][0].tidy()
            while self._open:
                _purpose, (database, _uses) = self._open.popitem()
                database.close()
            self._lock.release()

    def _open_database(self, purpose: str, path: Path, *, create: bool) -> EncryptedDB:
        if self._closed:
            raise RuntimeError("the vault is closed")
        self._discard(purpose)
        storage = EncryptedStorage(Journal(path, self.home, self._master, purpose), create=create)
        database = EncryptedDB(storage, lambda closing: self._may_close(purpose, closing))
        self._open[purpose] = (database, 1)
        return database

    def _discard(self, purpose: str) -> None:
        """Close a database whose last write failed, so that it can be opened again."""
        held = self._open.pop(purpose, None)
        if held is not None:
            held[0].close()

    def _may_close(self, purpose: str, closing: EncryptedDB) -> bool:
        with self._guard:
            held = self._open.get(purpose)
            if held is None or held[0] is not closing:
                return True
            if held[1] > 1:
                self._open[purpose] = (closing, held[1] - 1)
                return False
            del self._open[purpose]
            return True


def _is_there(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def require_vault(home: Path) -> None:
    """Raise PerfleadError if there is no vault at `home`: worth asking before a person types a passphrase."""
    try:
        (home / KEYS).stat()
    except (FileNotFoundError, NotADirectoryError):
        raise _no_vault(home) from None
    except OSError as error:
        raise unreadable(home / KEYS, error) from None


def refuse_existing(home: Path) -> None:
    """Raise PerfleadError if `home` holds a vault, or parts of one."""
    if (home / KEYS).exists():
        raise PerfleadError(
            _("There is a vault at {path} already.").format(path=shown(home)),
            _("Open it, or choose another folder with --home."),
        )
    reviews = home / REVIEWS
    if (home / CATALOG).exists() or (reviews.is_dir() and any(reviews.iterdir())):
        raise PerfleadError(
            _("{path} holds files of a vault whose keys.json is missing.").format(path=shown(home)),
            _("Put keys.json back from a copy, or choose another folder with --home."),
        )


def _no_vault(home: Path) -> MissingFile:
    return MissingFile(
        _("There is no vault at {path}.").format(path=shown(home)),
        _("Make one with `perflead init`, or name another folder with --home."),
    )


def _no_review(review_id: str) -> MissingFile:
    return MissingFile(
        _("There is no review {id} in this vault.").format(id=shown(review_id)[:40]),
        _("`perflead status` lists the reviews."),
    )
