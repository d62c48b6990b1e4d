"""Invitations: made once for each person, by whatever way they reach people, and tied to nobody in the vault.

The vault knows whose invitation is still to be made (table `uninvited`; while the review is a draft, everybody's) and
nothing about which invitation went to whom. Files are first written aside, then the vault records that they exist, then
they are moved into place: cut off anywhere, a second run either starts over with new credentials or finishes the
moving, and nobody ever gets two. What the vault keeps until they are moved (table `making`): a random token, the
folders, and, before several reviews that were made together are all recorded, what is to be recorded.
"""

import os
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.armour import INVITATION, armour
from perflead_tui.exchange.invitation import make_invitation, with_credential
from perflead_tui.files import fsync_dir, private_dir, reason, shown, write_atomic
from perflead_tui.flows.records import ReviewFile, Step, open_review, resolve
from perflead_tui.i18n import _
from perflead_tui.review.state import DRAFT, OPEN
from perflead_tui.review.terms import TermsGroup
from perflead_tui.sealing.code import keys_of, new_code
from perflead_tui.sealing.credential import issue, new_key, public_key_of
from perflead_tui.sealing.encoding import b64
from perflead_tui.vault.vault import Vault

UNINVITED, MAKING, SENDING = "uninvited", "making", "sending"
"""Whose invitation is to be made; what is being moved into place; the one message whose arrival is not known."""


def _ignore(_step: Step) -> None:
    """No one watches."""


@dataclass(frozen=True)
class Guest:
    """One person of the roster; `id` is the row's. `language` is the person's own, None if the roster does not say."""

    id: int
    name: str
    group: str
    email: str | None
    language: str | None


def guests(file: ReviewFile) -> list[Guest]:
    """Everybody on the roster."""
    return [
        Guest(row.doc_id, row["name"], row["group"], row["email"], row["language"]) for row in file.db.table("roster")
    ]


def waiting(file: ReviewFile) -> list[Guest]:
    """Those whose invitation is not made yet, in random order: nothing should follow the order of the roster."""
    people = guests(file)
    if file.state != DRAFT:
        left = {row["person"] for row in file.db.table(UNINVITED)}
        people = [person for person in people if person.id in left]
    secrets.SystemRandom().shuffle(people)
    return people


@contextmanager
def open_reviews(vault: Vault, wanted: Sequence[str]) -> Iterator[tuple[list[ReviewFile], list[Path]]]:
    """Several reviews, each once, that are not closed; what a run was cut off from is finished: the files of that."""
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(open_review(vault, name)) for name in (resolve(vault, each) for each in wanted)
        }
        for file in files.values():
            file.require(DRAFT, OPEN)
        known = set(vault.review_ids())
        named = {name for file in files.values() for row in file.db.table(MAKING) for name in row["reviews"]}
        others = {name: stack.enter_context(open_review(vault, name)) for name in sorted(named & known - set(files))}
        yield list(files.values()), _finish_moving([*files.values(), *others.values()])


class Maker:
    """Makes invitations of one review, and remembers what the vault has to keep of them."""

    def __init__(self, file: ReviewFile) -> None:
        self.file = file
        self.people: list[int] = []
        self.codes: list[dict[str, Any]] = []
        """Of a blind review: what the desk finds a claim's code by."""
        self._keys = file.keys()
        spoken = [(person.group, person.language) for person in guests(file)]
        self._told = {
            each.key for each in file.terms.groups if _languages_may_be_told(each, spoken, file.terms.minimum)
        }
        self._held = {row["person"]: row["held"] for row in file.db.table(SENDING)}

    def spoken(self, guest: Guest) -> str | None:
        """The language that the guest's invitation may carry."""
        return guest.language if guest.group in self._told else None

    def held(self, guest: Guest) -> dict[str, Any]:
        """What a new invitation for this guest holds to answer with; what may have been sent already, if it was."""
        self.people.append(guest.id)
        if guest.id in self._held:
            held: dict[str, Any] = self._held[guest.id]
            return held
        if self.file.terms.blind is None:
            private = new_key()
            return with_credential(issue(self._keys.groups[guest.group], public_key_of(private)), private)
        code = new_code()
        self.codes.append(code_row(code, self.file.review, guest.group))
        return {"code": code}

    def make(self, guest: Guest, held: dict[str, Any] | None = None) -> bytes:
        """The guest's invitation; made again of the same `held` it is the same."""
        return make_invitation(
            self.file.terms_document,
            guest.group,
            self.spoken(guest),
            held if held is not None else self.held(guest),
            self._keys.sign,
        )

    @property
    def signer(self) -> Ed25519PrivateKey:
        """The review's key."""
        return self._keys.sign

    def record(self) -> dict[str, Any]:
        """What the vault is to record, in orders that say nothing about which code is whose."""
        secrets.SystemRandom().shuffle(self.codes)
        return {"people": sorted(self.people), "codes": self.codes}


class Stage:
    """Files that are written aside, beside where they will be, until the vault has recorded them."""

    def __init__(self, files: Sequence[ReviewFile]) -> None:
        self._prefix = ".perflead-" + "-".join(sorted(file.review for file in files))
        self.token = secrets.token_hex(8)
        self.folders: dict[Path, None] = {}

    def add(self, path: Path, data: bytes) -> None:
        """A file that will be at `path`. Raises PerfleadError if it cannot be written."""
        aside = path.parent / f"{self._prefix}-{self.token}"
        if path.parent not in self.folders:
            for left in path.parent.glob(f"{self._prefix}-*"):  # by a run that was cut off before it counted
                shutil.rmtree(left, ignore_errors=True)
            private_dir(aside)
            self.folders[path.parent] = None
        write_atomic(aside / path.name, data, overwrite=False)

    def places(self) -> list[str]:
        """Where the files wait."""
        return [str((folder / f"{self._prefix}-{self.token}").absolute()) for folder in self.folders]


def _finish_moving(files: Sequence[ReviewFile]) -> list[Path]:
    """Finish what a run was cut off from after it had counted, forget it if it had not; the files that were moved.

    It counts when each of its reviews has noted what is to be recorded; none is recorded before.
    """
    rows = {file.review: row for file in files for row in file.db.table(MAKING)}
    moved: list[Path] = []
    for token in {row["token"] for row in rows.values()}:
        own = [file for file in files if file.review in rows and rows[file.review]["token"] == token]
        row = rows[own[0].review]
        recorded = any("record" not in rows[file.review] for file in own)
        if recorded or {file.review for file in own} == set(row["reviews"]):
            for file in own:
                _record(file)
            moved += [path for place in row["places"] for path in _move_all(Path(place))]
        _forget(own)
    return sorted(moved)


def hand_out(makers: Sequence[Maker], stage: Stage) -> list[Path]:
    """Record that the invitations exist, and move their files into place. Returns them in alphabetical order."""
    files = [maker.file for maker in makers]
    row = {"token": stage.token, "places": stage.places(), "reviews": [file.review for file in files]}
    if len(makers) == 1:
        with files[0].db.transaction():
            count_in(files[0], makers[0].people, makers[0].codes)
            files[0].db.table(MAKING).insert(row)
    else:
        for maker in makers:
            maker.file.db.table(MAKING).insert({**row, "record": maker.record()})
        for file in files:
            _record(file)
    moved = [path for place in row["places"] for path in _move_all(Path(place))]
    _forget(files)
    return sorted(moved)


def _record(file: ReviewFile) -> None:
    """Record what was noted, if that is still to be done, in one change."""
    rows = file.db.table(MAKING).all()
    if not rows or "record" not in rows[0]:
        return
    row = dict(rows[0])
    record = row.pop("record")
    with file.db.transaction():
        count_in(file, record["people"], record["codes"])
        file.db.table(MAKING).truncate()
        file.db.table(MAKING).insert(row)


def count_in(file: ReviewFile, people: Iterable[int], codes: Sequence[dict[str, Any]]) -> None:
    """Record that these people's invitations are made, and the codes in an order drawn at random."""
    made = set(people)
    left = [person.id for person in waiting(file) if person.id not in made]
    file.db.table(UNINVITED).truncate()
    file.db.table(UNINVITED).insert_multiple({"person": each} for each in sorted(left))
    sending = file.db.table(SENDING)
    sending.remove(doc_ids=[row.doc_id for row in sending if row["person"] in made])
    mix_codes(file, codes)
    if file.state == DRAFT:
        file.set_state(OPEN)


def mix_codes(file: ReviewFile, more: Sequence[dict[str, Any]] = ()) -> None:
    """Store the codes of a blind review, and `more`, in an order that tells of no one's which was made when."""
    if file.terms.blind is None:
        return
    table = file.db.table("codes")
    codes = [*(dict(row) for row in table), *more]
    secrets.SystemRandom().shuffle(codes)
    table.truncate()
    table.insert_multiple(codes)


def _forget(files: Iterable[ReviewFile]) -> None:
    """What was being moved is moved, or never counted."""
    for file in files:
        if MAKING in file.db.tables():
            file.db.drop_table(MAKING)
            file.db.compact()  # the file remembers what it held: who was invited when


def _move_all(aside: Path) -> list[Path]:
    """Move the files of one folder into place; none if that was done before."""
    if not aside.is_dir():
        return []
    out = aside.parent
    paths = sorted(aside.iterdir())
    for path in paths:
        os.utime(path, (0, 0))  # one time for all: the order of making them is nobody's business
        path.replace(out / path.name)
    aside.rmdir()
    fsync_dir(out)
    return [out / path.name for path in paths]


def made_already() -> PerfleadError:
    """Nobody is left to be invited in this way."""
    return PerfleadError(
        _("The invitations of this review were made already."),
        _("They are made once, so that nobody can answer twice. Send the same files again."),
    )


@contextmanager
def in_words(out: Path) -> Iterator[None]:
    """Says in words what the system has against writing to `out`."""
    try:
        yield
    except OSError as error:
        raise PerfleadError(
            _("The invitations could not be written to {path}: {reason}.").format(
                path=shown(out), reason=reason(error)
            ),
            _("Make room or choose another folder, and run the command again."),
        ) from None


def invite(
    vault: Vault, wanted: str, out: Path, on_step: Callable[[Step], None] = _ignore, *, armoured: bool = False
) -> list[Path]:
    """Write an invitation file for everyone who has none into the folder `out`. Returns them in alphabetical order.

    `armoured` ones are text that can be pasted into an e-mail. Names hold the group, the language if enough of the
    group share it, and a random part. Nothing records which file is whose. Raises PerfleadError if everyone has one.
    """
    with open_reviews(vault, [wanted]) as ((file,), moved), in_words(out):
        people = waiting(file)
        if not people and not moved:
            raise made_already()
        if not people:
            return moved
        maker, stage = Maker(file), Stage([file])
        private_dir(out)
        for done, guest in enumerate(people):
            on_step((_("Making invitations"), done, len(people)))
            data = maker.make(guest)
            name = "-".join(part for part in (guest.group, maker.spoken(guest), secrets.token_hex(5)) if part)
            name += ".invitation"
            if armoured:
                name, data = f"{name}.txt", armour(INVITATION, data).encode()
            stage.add(out / name, data)
        on_step((_("Making invitations"), len(people), len(people)))
        return sorted([*moved, *hand_out([maker], stage)])


def code_row(code: str, review: str, group: str) -> dict[str, Any]:
    """What the vault of a blind review keeps of a code: what is derived from it, and not the code."""
    keys = keys_of(code, review)
    return {
        "name": keys.name,
        "group": group,
        "claim_key": b64(keys.claim_key),
        "grant_name": keys.grant_name,
        "grant_key": b64(keys.grant_key),
        "claim": None,
    }


def _languages_may_be_told(group: TermsGroup, people: Sequence[tuple[str, str | None]], minimum: int) -> bool:
    """Whether a group's invitations may carry their language.

    A language that few of an anonymous group share would tell their files from the others.
    """
    spoken = Counter(language for key, language in people if key == group.key)
    return not group.anonymous or min(spoken.values(), default=0) >= minimum
