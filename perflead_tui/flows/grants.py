"""The desk of a blind review: answer claims, and take envelopes from the drop when their time has come.

A code is granted once. What it is granted for is on the disk before anything is signed: killed in between, the desk
signs the same again and nothing else. RSA signing of a blinded value gives the same result every time.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.armour import armour, read_message
from perflead_tui.exchange.claim import SIZE, Claim, check_claim, make_grant, open_claim
from perflead_tui.exchange.drop import CLAIMS, ENVELOPES, GRANTS, Drop, Exists, TooLarge, open_drop
from perflead_tui.files import private_dir, read_limited, shown, write_atomic
from perflead_tui.flows import outbox
from perflead_tui.flows.collect import keep
from perflead_tui.flows.records import ReviewFile, Step, open_review
from perflead_tui.i18n import _
from perflead_tui.review.state import OPEN
from perflead_tui.sealing.credential import blind_sign
from perflead_tui.sealing.encoding import unb64
from perflead_tui.sealing.envelope import MAX_ENVELOPE, review_of
from perflead_tui.sealing.keys import ReviewKeys
from perflead_tui.vault.vault import Vault

_BATCH = 64  # envelopes that are stored with one write of the vault


@dataclass
class Round:
    """What one look at the drop did: numbers alone. `problems` are about the drop or single files."""

    granted: int = 0
    again: int = 0
    refused: int = 0
    taken: int = 0
    early: int = 0
    ignored: int = 0
    problems: tuple[str, ...] = ()


def _ignore(_step: Step) -> None:
    """No one watches."""


def attend(vault: Vault, wanted: str, on_step: Callable[[Step], None] = _ignore) -> Round:
    """One round over the drop: grant what was claimed, take what was sent. Raises DropError if the drop is away."""
    with open_review(vault, wanted) as file:
        file.require(OPEN)
        if file.terms.drop is None:
            raise PerfleadError(
                _("This review has no drop."),
                _("Give claims as files: perflead desk {review} --claims PATH --out DIR.").format(review=file.review),
            )
        done = Round()
        with open_drop(file.terms.drop, file.review) as drop:
            if file.terms.blind is not None:
                _grant_from_drop(file, drop, done, on_step)
            _take_from_drop(file, drop, done, on_step)
        return done


def grant_files(
    vault: Vault, wanted: str, paths: Iterable[Path], out: Path, *, armoured: bool = False
) -> tuple[Round, list[Path]]:
    """Answer claims that came as files (binary or pasted text); the grants go into the folder `out`.

    `armoured` ones are text that can be pasted into an e-mail.
    """
    done, written, problems = Round(), [], []
    with open_review(vault, wanted) as file:
        file.require(OPEN)
        desk = _Granting(file)
        for path in paths:
            try:
                data = read_message(read_limited(path, 4 * SIZE, _("a claim")), SIZE, "CLAIM")
                claim, row, new = desk.record(data)
                target = private_dir(out) / f"{row['grant_name']}.grant"
                data = desk.sign(claim, row)
                write_atomic(target, armour("GRANT", data).encode() if armoured else data)
            except PerfleadError as error:
                done.refused += 1
                problems.append(f"{shown(path)}: {error.message}")
                continue
            done.granted, done.again = done.granted + new, done.again + (not new)
            written.append(target)
    done.problems = tuple(problems)
    return done, written


def granted(file: ReviewFile) -> Mapping[str, int]:
    """How many credentials each group got: those invited, or in a blind review those that were claimed."""
    if file.terms.blind is None:
        return {group.key: group.invited for group in file.terms.groups}
    rows = [row for row in file.db.table("codes") if row["claim"] is not None]
    return {group.key: sum(row["group"] == group.key for row in rows) for group in file.terms.groups}


class _Granting:
    """Granting under the keys of one review."""

    def __init__(self, file: ReviewFile) -> None:
        self._file = file
        self._keys: ReviewKeys = file.keys()
        self._rows: dict[str, Any] = {row["name"]: row for row in file.db.table("codes")}

    def record(self, data: bytes) -> tuple[Claim, Any, bool]:
        """Check a claim and note durably what its code is granted for: the claim, the code's row, whether it is new.

        Raises PerfleadError if the claim is unsound, its code unknown or used for another credential, or too late.
        """
        blind = self._file.terms.blind
        if blind is not None and blind.two_phases and blind.answers_open(outbox.now()):
            raise PerfleadError(
                _("Claims have closed: answers are being sent now."),
                _("A credential that is granted now could be tied to the answer that follows."),
            )
        claim = open_claim(data, self._keys.desk, self._file.terms_digest, self._file.review)
        row = self._rows.get(claim.code)
        if row is None:
            raise PerfleadError(_("A claim was made with a code that this review does not know."))
        check_claim(claim, unb64(row["claim_key"]), row["group"], self._file.terms_digest)
        if row["claim"] not in (None, claim.digest):
            raise PerfleadError(_("A code was used a second time, for another credential. It was refused."))
        new = row["claim"] is None
        if new:
            self._file.db.table("codes").update({"claim": claim.digest}, doc_ids=[row.doc_id])
            row["claim"] = claim.digest
        return claim, row, new

    def sign(self, claim: Claim, row: Mapping[str, Any]) -> bytes:
        """The grant for a claim that was recorded."""
        signature = blind_sign(self._keys.groups[row["group"]], claim.blinded)
        return make_grant(unb64(row["grant_key"]), claim.digest, signature, self._file.terms_digest)


def _grant_from_drop(file: ReviewFile, drop: Drop, done: Round, on_step: Callable[[Step], None]) -> None:
    desk = _Granting(file)
    problems = []
    for batch in _batches(_objects(drop, CLAIMS, SIZE, done)):
        for at, (name, data) in enumerate(batch):
            on_step((_("Granting claims"), at, len(batch)))
            try:
                claim, row, new = desk.record(data)
            except PerfleadError as error:
                done.refused += 1
                problems.append(error.message)
            else:
                grant = f"{GRANTS}/{row['grant_name']}"
                try:
                    if drop.get(grant, SIZE) is None:
                        drop.put(grant, desk.sign(claim, row))
                except Exists:  # another desk was quicker
                    new = False
                done.granted, done.again = done.granted + new, done.again + (not new)
            drop.remove(name)
    done.problems = tuple(dict.fromkeys(problems))


def _take_from_drop(file: ReviewFile, drop: Drop, done: Round, on_step: Callable[[Step], None]) -> None:
    blind = file.terms.blind
    if blind is not None and not blind.answers_open(outbox.now()):
        done.early = sum(1 for _entry in drop.entries(ENVELOPES))
        return
    known = {row["hash"] for row in file.db.table("envelopes")}
    for batch in _batches(_objects(drop, ENVELOPES, MAX_ENVELOPE, done)):
        on_step((_("Taking envelopes"), done.taken, done.taken + len(batch)))
        fresh = {}
        for _name, data in batch:
            try:
                ours = review_of(data) == file.review
            except PerfleadError:
                ours = False
            done.refused += not ours
            if ours:
                fresh[hashlib.sha256(data).hexdigest()] = data
        done.taken += keep(file, fresh, known)
        for name, _data in batch:  # only now, when the vault has them
            drop.remove(name)


def _objects(drop: Drop, folder: str, limit: int, done: Round) -> Iterator[tuple[str, bytes]]:
    """What lies in a folder of the drop; too large or gone again is passed over, and counted."""
    entries = drop.entries(folder)
    for entry in entries:
        try:
            data = drop.get(f"{folder}/{entry.name}", limit) if entry.size <= limit else None
        except TooLarge:
            data = None
        if data is None:
            done.ignored += 1
        else:
            yield f"{folder}/{entry.name}", data
    done.ignored += entries.ignored


def _batches(objects: Iterable[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    batch: list[tuple[str, bytes]] = []
    for one in objects:
        batch.append(one)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
