"""A backup: all files of a vault in one age file, and a vault from a backup.

Inside the age file is a tar archive (POSIX ustar). Its first member says what it is; the others are the vault's files
as they stand on the disk, which are encrypted themselves:

    perflead-backup.json    {"schema": "perflead.backup/1", "files": {"keys.json": SHA-256 in hex, ...}}
    keys.json, catalog, reviews/ID, ...

It is encrypted to the age key that belongs to the vault's recovery key (vault/keys.py), so that the recovery key alone
opens it and the vault in it; or to a passphrase. Anchors are not in it: they belong to a place, and the place where a
backup is restored gets its own.
"""

import contextlib
import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from perflead_tui.errors import PerfleadError
from perflead_tui.files import fsync_dir, parse_json, private_dir, read_limited, reason, shown, write_atomic
from perflead_tui.flows.records import Step
from perflead_tui.i18n import _
from perflead_tui.sealing import agefile
from perflead_tui.sealing.agekeys import Identity, Recipient, new_identity, recipients
from perflead_tui.vault.anchor import Anchor
from perflead_tui.vault.doctor import check_vault
from perflead_tui.vault.table import EncryptedDB
from perflead_tui.vault.vault import CATALOG, KEYS, REVIEW_ID, REVIEWS, Vault, purpose_of_review

LIMIT = 2 * 1024 * 1024 * 1024
"""Bytes of a backup: it is held in memory, so that nothing of it is used before all of it is checked."""
SCHEMA = "perflead.backup/1"
_FAMILY = "perflead.backup/"
_LIST = "perflead-backup.json"


@dataclass(frozen=True)
class Kept:
    """A backup that was written and read back: how many reviews are in it, its size in bytes, and in words which files
    were damaged in the vault already. Those are in it as they are."""

    reviews: int
    size: int
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Restored:
    """A vault that was restored: where, how many reviews it has, and in words which of its files are damaged."""

    home: Path
    reviews: int
    damaged: tuple[str, ...] = ()


def _ignore(_step: Step) -> None:
    """No one watches."""


def own_recipients(vault: Vault) -> list[Recipient]:
    """The key that backups are encrypted to. Raises PerfleadError if the recovery key is older than backups are."""
    if vault.backup_recipient is None:
        raise PerfleadError(
            _("The recovery key of this vault is of an older kind, which does not open backups."),
            _("Make a new one with perflead passphrase --recovery, or back up with --passphrase."),
        )
    return recipients([vault.backup_recipient])


def backup(
    vault: Vault,
    out: Path,
    readers: Sequence[Recipient],
    passphrase: str | None = None,
    *,
    overwrite: bool = False,
    on_step: Callable[[Step], None] = _ignore,
) -> Kept:
    """Write all files of the open vault into the age file `out`, for `readers`, or under `passphrase` if there is one.

    The file is read back from the disk, decrypted and compared with the vault, whose files are checked. Raises
    PerfleadError if it exists, unless `overwrite`, or cannot be written, or is not what it should be.
    """
    words = _("Making the backup")
    on_step((words, 0, 3))
    problems = [each.message for each in check_vault(vault.home, vault) if not each.ok and _is_kept(vault, each.path)]
    files = _files(vault)
    archive = _packed(files)
    on_step((words, 1, 3))
    # Whoever writes cannot read what is for others: a key made for this moment reads it back, and is gone then.
    witness = new_identity()
    if passphrase is None:
        sealed = agefile.encrypt(archive, [*readers, *recipients([witness.public()])])
    else:
        sealed = agefile.encrypt_with_passphrase(archive, passphrase)
    write_atomic(out, sealed, overwrite=overwrite)
    on_step((words, 2, 3))
    _compare(out, files, witness, passphrase)
    on_step((words, 3, 3))
    return Kept(_reviews(files), len(sealed), tuple(problems))


def restore(data: bytes, name: str, home: Path, secret: str, keys: Sequence[Identity], words: str | None) -> Restored:
    """Put the vault in the backup `data` at `home`, a folder that is empty or does not exist.

    `secret` is the vault's passphrase or recovery key; `keys` or the passphrase `words` open the backup itself.
    Everything is checked in a folder beside `home` before it gets its name. Raises PerfleadError if the backup does not
    open, is damaged or is none, if the secret is wrong, or if `home` holds anything: then nothing was changed. A file
    that was damaged when the backup was made does no harm to the others.
    """
    require_empty(home)
    opened = agefile.decrypt(data, keys, name) if words is None else agefile.decrypt_with_passphrase(data, words, name)
    files = unpacked(opened, name)
    staging = home.absolute().with_name(f".{home.absolute().name}.restoring")
    try:
        shutil.rmtree(staging, ignore_errors=True)  # of a run that was cut off
        _lay_out(files, staging)
        with Vault.open(staging, secret) as vault:  # a wrong secret ends here
            problems = [each.message for each in check_vault(staging, vault) if not each.ok]
        if home.is_dir():
            home.rmdir()  # it is empty; Windows gives no name that is taken
        staging.replace(home)
        fsync_dir(home.absolute().parent)
    except OSError as error:
        raise PerfleadError(
            _("The vault could not be written to {path}: {reason}.").format(path=shown(home), reason=reason(error)),
            _("Make room or choose another folder, and run the command again."),
        ) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    _anchor(home, secret)
    told = [problem.replace(shown(staging), shown(home)) for problem in problems]
    return Restored(home, _reviews(files), tuple(told))


def require_empty(home: Path) -> None:
    """Raise PerfleadError unless `home` is an empty folder or nothing at all."""
    try:
        taken = home.exists() and (not home.is_dir() or any(home.iterdir()))
    except OSError as error:
        raise PerfleadError(
            _("{path} could not be read: {reason}.").format(path=shown(home), reason=reason(error))
        ) from None
    if taken:
        raise PerfleadError(
            _("{path} is not an empty folder.").format(path=shown(home)),
            _("A vault is restored into a new folder: name it with --home DIR."),
        )


# The archive


def _files(vault: Vault) -> dict[str, bytes]:
    """The vault's files by their path in it."""
    names = [KEYS, CATALOG, *(f"{REVIEWS}/{review}" for review in vault.review_ids())]
    found = [(name, vault.home / name) for name in names]
    return {name: read_limited(path, LIMIT, _("a file of a vault")) for name, path in found if path.exists()}


def _is_kept(vault: Vault, path: Path) -> bool:
    return path.name in (KEYS, CATALOG) or path.parent == vault.home / REVIEWS


def _packed(files: Mapping[str, bytes]) -> bytes:
    """The archive. No times, no owners: the same vault gives the same bytes."""
    listed = {"schema": SCHEMA, "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}}
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in {_LIST: (json.dumps(listed, indent=1) + "\n").encode(), **files}.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o600
            tar.addfile(member, io.BytesIO(data))
    return archive.getvalue()


class _PlainFile(tarfile.TarInfo):
    """A header as `_packed` writes them. A sparse file would take memory that it does not have in the archive, and
    other headers have led the library into loops without end."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_PlainFile":
        found = super().frombuf(buf, encoding, errors)
        if found.type != tarfile.REGTYPE or found.size < 0:
            raise tarfile.ReadError("not a plain file")
        return found


def unpacked(archive: bytes, name: str) -> dict[str, bytes]:
    """The vault's files in a decrypted backup. Raises PerfleadError if it is none, of a newer kind, or not whole."""
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:", tarinfo=_PlainFile) as tar:
            for member in tar:
                data = tar.extractfile(member)
                if data is None or member.name in found:
                    raise tarfile.TarError("not a plain file")
                found[member.name] = data.read()
    except (tarfile.TarError, ValueError, EOFError):
        raise _not_a_backup(name) from None
    if next(iter(found), None) != _LIST:
        raise _not_a_backup(name)
    listed = parse_json(found.pop(_LIST), name, _("a backup"))
    if listed.get("schema") != SCHEMA:
        raise _newer(name) if str(listed.get("schema")).startswith(_FAMILY) else _not_a_backup(name)
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in found.items()}
    if listed.get("files") != hashes or KEYS not in found or not all(map(_may_be, found)):
        raise _not_a_backup(name)
    return found


def _may_be(name: str) -> bool:
    """Whether a vault has a file of this name: nothing else is ever written, wherever its name leads."""
    path = PurePosixPath(name)
    return name in (KEYS, CATALOG) or (name == f"{REVIEWS}/{path.name}" and bool(REVIEW_ID.fullmatch(path.name)))


def _reviews(files: Mapping[str, bytes]) -> int:
    return sum(name.startswith(f"{REVIEWS}/") for name in files)


def _compare(out: Path, files: Mapping[str, bytes], witness: Identity, passphrase: str | None) -> None:
    """Raise PerfleadError unless the file on the disk opens and holds exactly `files`."""
    data, name = read_limited(out, LIMIT + LIMIT // 8, _("a backup")), shown(out)
    if passphrase is None:
        opened = agefile.decrypt(data, [witness], name)
    else:
        opened = agefile.decrypt_with_passphrase(data, passphrase, name)
    if unpacked(opened, name) != dict(files):
        raise PerfleadError(
            _("{path} was written, and does not hold what was to be kept.").format(path=name),
            _("Do not rely on it. Check the disk, and make the backup again."),
        )


# The place where it is restored


def _lay_out(files: Mapping[str, bytes], folder: Path) -> None:
    private_dir(folder)
    private_dir(folder / REVIEWS)
    for name, data in files.items():
        write_atomic(folder / name, data, overwrite=False)


def _anchor(home: Path, secret: str) -> None:
    """Let this machine remember the restored files, instead of what was at this place before."""
    with Vault.open(home, secret) as vault:
        for purpose in (CATALOG, *map(purpose_of_review, vault.review_ids())):
            Anchor(vault.master, home, purpose).path.unlink(missing_ok=True)
        opening: list[Callable[[], EncryptedDB]] = [partial(vault.review, each) for each in vault.review_ids()]
        for open_file in (lambda: vault.catalog, *opening):
            with contextlib.suppress(PerfleadError):  # what is damaged was told, and is left as it is
                open_file().close()


def _not_a_backup(name: str) -> PerfleadError:
    return PerfleadError(
        _("{path} is not a backup of a vault.").format(path=name),
        _("A backup is the file that perflead backup writes. What is in another age file, perflead open shows."),
    )


def _newer(name: str) -> PerfleadError:
    return PerfleadError(
        _("{path} was made by a newer version of perflead.").format(path=name),
        _("Install that version, then restore it."),
    )
