"""Looks at every file of a vault and says what is wrong and what to do. Reads only, and never fails for damage.

Without the passphrase it checks what can be checked without keys: names, permissions, keys.json, headers. With an
open vault it reads every frame of every file and compares each file with its anchor.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.files import reason, shown
from perflead_tui.i18n import _
from perflead_tui.vault import disk, lock, operations, scan
from perflead_tui.vault.anchor import Anchor
from perflead_tui.vault.faults import damaged, unreadable
from perflead_tui.vault.frame import HEADER_SIZE, BadHeader, Header, Sealer
from perflead_tui.vault.keys import KeyFile
from perflead_tui.vault.master import MasterKey
from perflead_tui.vault.vault import CATALOG, KEYS, QUARANTINE, REVIEW_ID, REVIEWS, Vault, purpose_of_review


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is in order, and if not, what to do."""

    path: Path
    ok: bool
    message: str
    hint: str = ""


def check_vault(home: Path, vault: Vault | None) -> list[Finding]:
    """All findings for the vault at `home`, good ones too; deeper if `vault` is it, opened."""
    if not home.is_dir():
        return [_bad(home, _("There is no vault at {path}."), _("Make one with `perflead init`."))]
    findings = [*_keys(home), *_journals(home, vault.master if vault else None)]
    findings.extend(_strangers(home))
    findings.extend(_permissions(home))
    return findings


def read_tables(vault: Vault, review: str) -> dict[str, list[dict[str, Any]]]:
    """The tables of a review, read without changing anything, as opening its file might.

    Raises PerfleadError if opening it would, and OSError.
    """
    purpose, path = purpose_of_review(review), vault.home / REVIEWS / review
    state: operations.State = {}
    with os.fdopen(disk.open_existing(path, write=False), "rb") as file:
        header = scan.read_header(file, path, vault.master, purpose)
        sealer = Sealer(vault.master, purpose, header.file_id)
        anchor = Anchor(vault.master, vault.home, purpose)
        anchored = anchor.read()

        def replay(payload: bytes) -> None:
            for operation in _decode(path, payload):
                operations.apply(state, operation)

        scan.judge(file, path, scan.scan(file, header, sealer, anchored, replay), anchored, anchor.path)
    return {name: list(documents.values()) for name, documents in state.items()}


def _keys(home: Path) -> Iterator[Finding]:
    path = home / KEYS
    try:
        KeyFile.read(path)
    except PerfleadError as error:
        yield Finding(path, False, error.message, error.hint)
    else:
        yield _good(path)


def _journals(home: Path, master: MasterKey | None) -> Iterator[Finding]:
    if (home / CATALOG).exists():
        yield from _journal(home / CATALOG, home, master, CATALOG)
    elif any(REVIEW_ID.fullmatch(path.name) for path in _entries(home / REVIEWS)):
        yield _bad(home / CATALOG, _("{path} is missing."), _("Put it back from a copy of the vault."))
    for path in _entries(home / REVIEWS):
        if REVIEW_ID.fullmatch(path.name):
            yield from _journal(path, home, master, purpose_of_review(path.name))


def _journal(path: Path, home: Path, master: MasterKey | None, purpose: str) -> Iterator[Finding]:
    noted: list[Finding] = []
    try:
        if master is None:
            _check_header(path)
        else:
            noted = _check_content(path, Anchor(master, home, purpose), master, purpose)
    except PerfleadError as error:
        yield Finding(path, False, error.message, error.hint)
    except OSError as error:
        refused = unreadable(path, error)
        yield Finding(path, False, refused.message, refused.hint)
    else:
        yield from noted or [_good(path)]


def _check_header(path: Path) -> None:
    with os.fdopen(disk.open_existing(path, write=False), "rb") as file:
        try:
            Header.parse(file.read(HEADER_SIZE))
        except BadHeader as bad:
            raise scan.header_error(path, bad.fault) from None


def _check_content(path: Path, anchor: Anchor, master: MasterKey, purpose: str) -> list[Finding]:
    """Read the whole file as opening it would, and note what opening would mend; raises what opening would raise."""
    with os.fdopen(disk.open_existing(path, write=False), "rb") as file:
        header = scan.read_header(file, path, master, purpose)
        anchored = anchor.read()
        sealer = Sealer(master, purpose, header.file_id)
        found = scan.scan(file, header, sealer, anchored, lambda payload: _check(path, payload))
        scan.judge(file, path, found, anchored, anchor.path)
    noted = []
    if found.tail is not scan.Tail.NONE:
        torn = _("{path} ends with a change that was interrupted before it was saved.")
        noted.append(_bad(path, torn, _("Nothing to do: the remains are set aside when the file is next opened.")))
    if anchored is None:
        message = _("{path} is in order. This machine has not seen it before, so it cannot tell an older copy.")
        noted.append(Finding(path, True, message.format(path=shown(path))))
    return noted


def _check(path: Path, payload: bytes) -> None:
    _decode(path, payload)


def _decode(path: Path, payload: bytes) -> list[operations.Operation]:
    try:
        return operations.decode(payload)
    except ValueError:
        raise damaged(path) from None


def _strangers(home: Path) -> Iterator[Finding]:
    """Left-overs, and files that are none of ours."""
    known = {KEYS, CATALOG, REVIEWS, QUARANTINE, lock.NAME, lock.HOLDER}
    for path in [*_entries(home), *_entries(home / REVIEWS)]:
        if _is_temporary(path.name):
            yield _bad(
                path, _("{path} is left over from an interrupted write."), _("It can be deleted: nothing needs it.")
            )
        elif path.name not in known if path.parent == home else not REVIEW_ID.fullmatch(path.name):
            yield _bad(path, _("{path} does not belong to the vault."), _("Move it elsewhere."))
    for path in _entries(home / QUARANTINE):
        yield _bad(
            path,
            _("{path} holds the remains of a change that was interrupted before it was saved."),
            _("It can be deleted: it was never part of what was saved."),
        )


def _permissions(home: Path) -> Iterator[Finding]:
    if os.name == "nt":  # there the folder's access list decides, which the user's profile keeps private
        return
    folders = [folder for folder in (home, home / REVIEWS, home / QUARANTINE) if folder.is_dir()]
    for path in [*folders, *(entry for folder in folders for entry in _entries(folder) if entry not in folders)]:
        try:
            mode = stat.S_IMODE(path.lstat().st_mode)
        except OSError as error:
            yield Finding(path, False, f"{shown(path)}: {reason(error)}.")
            continue
        if mode & 0o077:
            wanted = "700" if path in folders else "600"
            yield _bad(
                path,
                _("{path} may be read or changed by others on this machine."),
                _("Run: chmod {mode} {path}").format(mode=wanted, path=shown(path)),
            )


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _is_temporary(name: str) -> bool:
    return name.startswith(".") and name.endswith((".new", ".tmp"))


def _good(path: Path) -> Finding:
    return Finding(path, True, _("{path} is in order.").format(path=shown(path)))


def _bad(path: Path, message: str, hint: str) -> Finding:
    return Finding(path, False, message.format(path=shown(path)), hint)
