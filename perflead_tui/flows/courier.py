"""A courier between raters and coach: takes a layer off envelopes and hands them over in one batch, without names.

The key file is locked under the courier's passphrase. It also remembers what was handed over, so that no envelope is
in two batches: what a second batch has that the first had not would be one late person's answer.

    kind "courier", public {"schema": "perflead.courier-key/1", "public": ...}, secret:
    {"schema": "perflead.courier-file/1", "key": {"schema": "perflead.courier/1", ...}, "staging": path or null,
     "batches": [{"review": ..., "marks": [the first 16 bytes of an envelope's SHA-256, hexadecimal, sorted]}]}
"""

import glob
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.armour import COURIER, TEXT_LIMIT, armour, read_message
from perflead_tui.exchange.signed_terms import SignedTerms
from perflead_tui.files import fsync_dir, parse_json, private_dir, read_limited, reason, shown, write_atomic
from perflead_tui.flows.collect import Collected as Junk
from perflead_tui.flows.collect import files_under, read_envelope
from perflead_tui.flows.records import Step
from perflead_tui.i18n import _
from perflead_tui.sealing import outer
from perflead_tui.sealing.encoding import unb64
from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.hpke import SealKey
from perflead_tui.vault.locked import MAX_LOCKED, Unlocked, is_locked, lock, unlock

_KIND = "courier"
_SCHEMA = "perflead.courier-file/1"
_KEY_LIMIT = 16 * 1024
_MARK = 16


def _ignore(_step: Step) -> None:
    """No one watches."""


@dataclass(frozen=True)
class Forwarded:
    """What a courier's run did. `handed` envelopes are in the folder; if 0, so many more are `missing`.

    `before` were handed over earlier and left out; `junk` are files that are no envelopes for this courier;
    `finished` says that an earlier run which was cut off was brought to its end, and nothing else was done.
    """

    handed: int
    missing: int = 0
    before: int = 0
    junk: Sequence[Junk] = ()
    finished: bool = False


@dataclass
class CourierFile:
    """A courier's key file, unlocked."""

    path: Path
    key: SealKey = field(repr=False)
    batches: list[dict[str, Any]]
    staging: str | None
    _unlocked: Unlocked = field(repr=False)

    @property
    def public(self) -> bytes:
        """The key that raters seal to."""
        return self.key.public

    def save(self) -> None:
        """Write what was handed over; all or nothing."""
        secret = _secret(self.key, self.batches, self.staging)
        write_atomic(self.path, self._unlocked.with_secret(secret).to_bytes())


def new_courier(path: Path, passphrase: str) -> tuple[Path, str]:
    """Make a courier's keys: the locked file `path` and the public one beside it. Returns that one and it as text."""
    key = SealKey.generate()
    public = outer.public_to_document(key.public)
    spelled = (json.dumps(public, indent=1) + "\n").encode()
    beside = path.with_name(path.name + ".pub")
    if beside.exists():
        raise PerfleadError(
            _("{path} exists already and was left as it is.").format(path=shown(beside)), _("Choose another name.")
        )
    write_atomic(path, lock(_KIND, public, _secret(key, [], None), passphrase).to_bytes(), overwrite=False)
    try:
        write_atomic(beside, spelled, overwrite=False)
    except PerfleadError:
        path.unlink(missing_ok=True)  # a key that nobody can seal to is of no use
        raise
    return beside, armour(COURIER, spelled)


def read_courier_key(path: Path) -> bytes:
    """The public key that a courier gave, as a file or as text. Raises PerfleadError for anything else."""
    what = _("a courier's public key")
    data = read_message(read_limited(path, TEXT_LIMIT, what), _KEY_LIMIT, COURIER)
    document = parse_json(data, shown(path), what)
    if is_locked(document, _KIND):
        raise PerfleadError(
            _("{path} is the courier's private key file.").format(path=shown(path)),
            _("It stays with the courier. Use the file beside it whose name ends in .pub."),
        )
    return outer.public_from_document(document)


def open_courier(path: Path, ask: Callable[[], str]) -> CourierFile:
    """The key file, unlocked with the passphrase that `ask` gives. Raises PerfleadError if that cannot be."""
    what = _("a courier's key file")
    document = parse_json(read_limited(path, MAX_LOCKED, what), shown(path), what)
    if not is_locked(document, _KIND):
        raise PerfleadError(
            _("{path} is not a courier's key file.").format(path=shown(path)),
            _("It is the one that perflead courier new made, without .pub at its end."),
        )
    found = unlock(document, ask(), shown(path))
    key, secret = outer.from_document(found.secret["key"]), found.secret
    return CourierFile(path, key, list(secret["batches"]), secret["staging"], found)


class Handover:
    """One batch for one review: `forward` for new envelopes, `again` for a batch that was lost on its way."""

    def __init__(self, courier: CourierFile, signed: SignedTerms, out: Path, minimum: int | None = None) -> None:
        """`minimum` may be more than that of the terms, not less. Raises PerfleadError if something does not fit."""
        terms = signed.terms
        self._courier, self._digest, self._out = courier, signed.terms_digest, out
        self._review = terms.review
        self._minimum = terms.minimum if minimum is None else minimum
        self._staging = out.absolute().with_name(f".perflead-{out.name}-{secrets.token_hex(6)}")
        if terms.courier is None or unb64(terms.courier) != courier.public:
            raise PerfleadError(
                _("The terms of this review do not name this courier."),
                _("Use the terms of the review for which you were asked, and the key file that you made for it."),
            )
        if self._minimum < terms.minimum:
            raise PerfleadError(
                _("Raters were promised batches of at least {minimum}.").format(minimum=terms.minimum),
                _("Ask for as many or more."),
            )
        if (out.exists() and not out.is_dir()) or (out.is_dir() and any(out.iterdir())):
            raise PerfleadError(
                _("{path} is not an empty folder.").format(path=shown(out)), _("Name a new folder for each batch.")
            )

    def forward(self, paths: Sequence[Path], on_step: Callable[[Step], None] = _ignore) -> Forwarded:
        """Hand over what is new in `paths` (files or folders), if there is enough of it; the inputs stay."""
        if (finished := self._finish()) is not None:
            return finished
        found, junk = self._found(paths, on_step)
        known = {mark for batch in self._mine() for mark in batch["marks"]}
        fresh = {mark: path for mark, path in found.items() if mark not in known}
        before = len(found) - len(fresh)
        if len(fresh) < self._minimum:
            return Forwarded(0, self._minimum - len(fresh), before, junk)
        self._hand_over(fresh, on_step)
        return Forwarded(len(fresh), 0, before, junk)

    def again(self, paths: Sequence[Path], on_step: Callable[[Step], None] = _ignore) -> Forwarded:
        """Hand over once more exactly what was handed over before. Raises PerfleadError if a part of it is missing."""
        if (finished := self._finish()) is not None:
            return finished
        found, junk = self._found(paths, on_step)
        known = {mark for batch in self._mine() for mark in batch["marks"]}
        if not known or known - set(found):
            raise PerfleadError(
                _("Not all envelopes that were handed over are here, so none is handed over again."),
                _("A part of a batch could single somebody out. Name every file and folder of that time."),
            )
        self._hand_over({mark: found[mark] for mark in known}, on_step)
        return Forwarded(len(known), 0, 0, junk)

    def _mine(self) -> list[dict[str, Any]]:
        return [batch for batch in self._courier.batches if batch["review"] == self._review]

    def _found(self, paths: Sequence[Path], on_step: Callable[[Step], None]) -> tuple[dict[str, Path], list[Junk]]:
        """Every envelope once, by its mark, with a file that holds it; contents are not kept in memory."""
        found: dict[str, Path] = {}
        junk: list[Junk] = []
        files = list(files_under(paths))
        for done, path in enumerate(files):
            on_step((_("Looking at envelopes"), done, len(files)))
            if isinstance(path, Junk):
                junk.append(path)
                continue
            try:
                found.setdefault(_mark(self._inner(path)), path)
            except PerfleadError as error:
                junk.append(Junk(shown(path), "refused", str(error)))
        return found, junk

    def _inner(self, path: Path) -> bytes:
        data = read_envelope(path)
        if outer.review_of_outer(data) != self._review:
            raise SealingError("other_review")
        return outer.unwrap(data, self._courier.key, self._digest)

    def _hand_over(self, envelopes: dict[str, Path], on_step: Callable[[Step], None]) -> None:
        """Write the batch aside, record it, put it in place: cut off anywhere, the next run ends or begins anew."""
        for left in self._staging.parent.glob(f".perflead-{glob.escape(self._out.name)}-*"):
            shutil.rmtree(left, ignore_errors=True)  # of a run that was killed before it had recorded anything
        try:
            private_dir(self._staging)
            self._write(envelopes, on_step)
        except BaseException:
            shutil.rmtree(self._staging, ignore_errors=True)
            raise
        before = self._courier.batches
        self._courier.batches = [*before, {"review": self._review, "marks": sorted(envelopes)}]
        self._courier.staging = str(self._staging)
        self._courier.save()
        self._place()

    def _write(self, envelopes: dict[str, Path], on_step: Callable[[Step], None]) -> None:
        order = list(envelopes.items())
        secrets.SystemRandom().shuffle(order)
        for done, (mark, path) in enumerate(order):
            on_step((_("Writing the batch"), done, len(order)))
            inner = self._inner(path)
            if _mark(inner) != mark:
                raise PerfleadError(_("{path} was changed meanwhile.").format(path=shown(path)), _("Try again."))
            target = self._staging / f"{secrets.token_hex(8)}.envelope"
            write_atomic(target, inner, overwrite=False)
            os.utime(target, (0, 0))  # one time for all

    def _finish(self) -> Forwarded | None:
        """Bring a handover to its end that was recorded and then cut off; None if there is none."""
        held = self._courier.staging
        if held is None or not Path(held).is_dir():
            return None
        if self._courier.batches[-1]["review"] != self._review:
            raise PerfleadError(
                _("A handover for another review was cut off, and its envelopes are not handed over yet."),
                _("Run that one again first, with the terms of that review."),
            )
        self._staging = Path(held)
        count = sum(1 for _file in self._staging.iterdir())
        self._place()
        return Forwarded(count, finished=True)

    def _place(self) -> None:
        try:
            if self._out.is_dir():
                self._out.rmdir()  # it is empty; Windows renames onto nothing
            self._staging.rename(self._out)
            fsync_dir(self._out.absolute().parent)
        except OSError as error:
            raise PerfleadError(
                _("The batch could not be put in place at {path}: {reason}.").format(
                    path=shown(self._out), reason=reason(error)
                ),
                _("Nothing is lost. Run the command again with a new folder beside {path}.").format(
                    path=shown(self._staging)
                ),
            ) from None


def _mark(inner: bytes) -> str:
    return hashlib.sha256(inner).digest()[:_MARK].hex()


def _secret(key: SealKey, batches: list[dict[str, Any]], staging: str | None) -> dict[str, Any]:
    return {"schema": _SCHEMA, "key": outer.to_document(key), "batches": batches, "staging": staging}
