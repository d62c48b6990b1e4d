"""Envelopes come in. They are checked from outside alone: nothing is opened before the review closes."""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, reason, shown
from perflead_tui.flows.records import ReviewFile, Step, open_review
from perflead_tui.i18n import _
from perflead_tui.review.state import OPEN
from perflead_tui.sealing.encoding import b64
from perflead_tui.sealing.envelope import MAX_ENVELOPE, review_of
from perflead_tui.vault.vault import Vault

Outcome = Literal["taken", "known", "refused"]
_BATCH = 64  # envelopes a vault write: one write is one flush to disk


@dataclass(frozen=True)
class Collected:
    """What became of one file. `why` is said for those that were refused."""

    name: str
    outcome: Outcome
    why: str = ""


def _ignore(_step: Step) -> None:
    """No one watches."""


def collect(
    vault: Vault, wanted: str, paths: Sequence[Path], on_step: Callable[[Step], None] = _ignore
) -> list[Collected]:
    """Take the envelopes in `paths` (files, or folders with everything in them) into the vault.

    A batch is stored whole or not at all, in random order, without file names or times. What is returned has been
    written to disk. Raises PerfleadError if the review does not take envelopes (any more) or the vault cannot write.
    """
    with open_review(vault, wanted) as file:
        file.require(OPEN)
        found = list(_files(paths))
        known = {row["hash"] for row in file.db.table("envelopes")}
        results: list[Collected] = []
        for start in range(0, len(found), _BATCH):
            on_step((_("Taking envelopes"), start, len(found)))
            results += _take(file, found[start : start + _BATCH], known)
        on_step((_("Taking envelopes"), len(found), len(found)))
        return results


def _take(file: ReviewFile, batch: Sequence[Path | Collected], known: set[str]) -> list[Collected]:
    fresh: dict[str, bytes] = {}
    results: list[Collected] = []
    for path in batch:
        if isinstance(path, Collected):
            results.append(path)
            continue
        try:
            data = read_limited(path, MAX_ENVELOPE, _("an envelope"))
            if review_of(data) != file.review:
                raise PerfleadError(_("It belongs to another review."))
        except PerfleadError as error:
            results.append(Collected(shown(path), "refused", str(error)))
            continue
        name = hashlib.sha256(data).hexdigest()
        results.append(Collected(shown(path), "known" if name in known or name in fresh else "taken"))
        if name not in known:
            fresh[name] = data
    rows = [{"hash": name, "data": b64(data)} for name, data in fresh.items()]
    secrets.SystemRandom().shuffle(rows)
    if rows:
        file.db.table("envelopes").insert_multiple(rows)
        known.update(fresh)
    return results


def _files(paths: Sequence[Path]) -> Iterator[Path | Collected]:
    """All files under `paths`, by name; hidden files and links in folders are left alone."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        problems: list[Collected] = []

        def note(error: OSError, problems: list[Collected] = problems) -> None:
            problems.append(Collected(shown(error.filename or ""), "refused", reason(error)))

        for folder, folders, names in os.walk(path, onerror=note):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            candidates = (Path(folder) / name for name in sorted(names) if not name.startswith("."))
            yield from (file for file in candidates if not file.is_symlink() and file.suffix != ".invitation")
        yield from problems
