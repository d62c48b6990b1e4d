"""Envelopes come in. They are checked from outside alone: nothing is opened before the review closes."""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.armour import ENVELOPE, TEXT_LIMIT, read_message
from perflead_tui.files import read_limited, reason, shown
from perflead_tui.flows.records import ReviewFile, Step, open_review
from perflead_tui.i18n import _
from perflead_tui.review.state import OPEN
from perflead_tui.sealing import outer
from perflead_tui.sealing.encoding import b64
from perflead_tui.sealing.envelope import review_of
from perflead_tui.vault.vault import Vault

Outcome = Literal["taken", "known", "refused"]
_PASSED_OVER = {".invitation", ".receipt"}
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
        found = list(files_under(paths))
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
            data = read_envelope(path)
            if data.startswith(outer.MAGIC):
                raise PerfleadError(
                    _("It is sealed for the courier of its review."),
                    _("Give it to the courier, who hands on all envelopes together."),
                )
            if review_of(data) != file.review:
                raise PerfleadError(_("It belongs to another review."))
        except PerfleadError as error:
            results.append(Collected(shown(path), "refused", str(error)))
            continue
        name = hashlib.sha256(data).hexdigest()
        results.append(Collected(shown(path), "known" if name in known or name in fresh else "taken"))
        if name not in known:
            fresh[name] = data
    keep(file, fresh, known)
    return results


def keep(file: ReviewFile, envelopes: Mapping[str, bytes], known: set[str]) -> int:
    """Store those of `envelopes` (by hash) that are not `known`, in random order, with one write; how many."""
    rows = [{"hash": name, "data": b64(data)} for name, data in envelopes.items() if name not in known]
    secrets.SystemRandom().shuffle(rows)
    if rows:
        file.db.table("envelopes").insert_multiple(rows)
        known.update(row["hash"] for row in rows)
    return len(rows)


def read_envelope(path: Path) -> bytes:
    """The envelope in a file, as it is or as text in an e-mail. Raises PerfleadError if it cannot be read."""
    return read_message(read_limited(path, TEXT_LIMIT, _("an envelope")), outer.MAX_OUTER, ENVELOPE)


def files_under(paths: Sequence[Path]) -> Iterator[Path | Collected]:
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
            yield from (file for file in candidates if not file.is_symlink() and _PASSED_OVER.isdisjoint(file.suffixes))
        yield from problems
