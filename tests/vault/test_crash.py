"""Killed at any moment, the vault is found as it was before or after the interrupted change, never otherwise."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb import where

from perflead_tui.vault import EncryptedDB, Vault, check_vault
from perflead_tui.vault.faults import MissingFile
from tests.vault.helpers import OTHER_REVIEW, PASSPHRASE, REVIEW, Points, Sample, State, content, in_child, kill

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

Change = Callable[[EncryptedDB], object]


def transaction(db: EncryptedDB) -> None:
    with db.transaction():
        db.table("answers").insert({"n": 50})
        db.table("comments").insert_multiple([{"text": "one"}, {"text": "two " * 500}])
        db.table("answers").remove(where("n") == 1)


CHANGES: dict[str, Change] = {
    "insert": lambda db: db.table("answers").insert({"n": 10, "text": "ten"}),
    "insert many": lambda db: db.table("answers").insert_multiple({"n": n} for n in range(20, 30)),
    "insert something long": lambda db: db.table("answers").insert({"text": "long " * 3000}),
    "update": lambda db: db.table("answers").update({"seen": True}, where("n") > 1),
    "upsert": lambda db: db.table("answers").upsert({"n": 77}, where("n") == 77),
    "remove": lambda db: db.table("answers").remove(where("n") == 2),
    "transaction": transaction,
    "compact": lambda db: db.compact(),
    "truncate": lambda db: db.table("answers").truncate(),
    "drop": lambda db: db.drop_table("answers"),
}


class Place:
    """A vault, the user's state beside it, and a copy of both to start again from."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.state = Path(os.environ["PERFLEAD_STATE"])
        self._copies = [(path, path.with_name(path.name + ".copy")) for path in (self.home, self.state)]
        if home.exists():
            self.keep()

    def keep(self) -> None:
        for path, copy in self._copies:
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(path, copy)

    def again(self) -> None:
        for path, copy in self._copies:
            shutil.rmtree(path, ignore_errors=True)
            if copy.exists():
                shutil.copytree(copy, path)


@pytest.fixture
def place(home: Path) -> Place:
    vault, _key = Vault.create(home, PASSPHRASE)
    with vault, vault.review(REVIEW, create=True) as review:
        review.table("answers").insert_multiple({"n": n} for n in range(4))
    return Place(home)


def reopened(place: Place) -> State:
    """What a person finds afterwards; and the vault must work, and doctor must find no damage."""
    with Vault.open(place.home, PASSPHRASE) as vault:
        with vault.review(REVIEW) as review:
            found = content(review)
            review.table("after").insert({})
            review.compact()
        assert all(f.ok or "interrupted" in f.message for f in check_vault(place.home, vault))
    return found


def history(place: Place, changes: list[Change]) -> list[State]:
    """The state before and after each change, when nothing goes wrong."""
    with Vault.open(place.home, PASSPHRASE) as vault, vault.review(REVIEW) as review:
        states = [content(review)]
        for change in changes:
            change(review)
            states.append(content(review))
    place.again()
    return states


def killed_everywhere(place: Place, work: Callable[[Callable[[], None]], None]) -> "list[tuple[int, int]]":
    """Yields (point, acknowledged changes) after each kill, for every point until the work ends unharmed."""
    at = 0
    while True:
        at += 1
        killed, acknowledged = in_child(work, at)
        if not killed:
            return
        yield at, acknowledged
        place.again()


@pytest.mark.skipif(sys.platform == "darwin", reason="there a flush goes through fcntl, which is not watched")
def test_every_change_is_on_the_disk_before_its_anchor_and_the_anchor_before_it_is_acknowledged(sample: Sample) -> None:
    sync = "fdatasync" if hasattr(os, "fdatasync") else "fsync"
    with sample.open() as db, pytest.MonkeyPatch.context() as patch:
        points = Points(0, kill)
        points.install(patch)
        db.table("answers").insert({"n": 1})
        assert points.seen == 2 * ["write", "half a write", sync]
        points.seen.clear()
        db.compact()
        frames = 3 * ["write", "half a write"]
        anchor = ["write", "half a write", sync]
        assert points.seen == ["unlink", "open", *frames, sync, "replace", "fsync", *anchor]


@pytest.mark.skipif(sys.platform == "darwin", reason="there a flush goes through fcntl, which is not watched")
def test_what_was_read_is_on_the_disk_with_its_name_before_an_anchor_says_so(sample: Sample) -> None:
    sync = "fdatasync" if hasattr(os, "fdatasync") else "fsync"
    sample.anchor.write_bytes(sample.anchors[-2])  # the last frame was written, and perhaps not brought to the disk
    with pytest.MonkeyPatch.context() as patch:
        points = Points(0, kill)
        points.install(patch)
        sample.open().close()
        assert points.seen == ["write", "half a write", sync, "fsync", "write", "half a write", sync]


@pytest.mark.parametrize("names", [(name, "insert") for name in CHANGES], ids=lambda names: names[0])
def test_killed_at_any_point_of_a_change_the_old_or_the_new_state_is_found(
    place: Place, names: tuple[str, str]
) -> None:
    changes = [CHANGES[name] for name in names]
    states = history(place, changes)

    def work(acknowledge: Callable[[], None]) -> None:
        with Vault.open(place.home, PASSPHRASE) as vault, vault.review(REVIEW) as review:
            for change in changes:
                change(review)
                acknowledge()

    points = 0
    for _at, acknowledged in killed_everywhere(place, work):
        points += 1
        assert reopened(place) in states[acknowledged : acknowledged + 2]
    assert points >= 18


def test_killed_while_the_remains_of_a_kill_are_set_aside_nothing_is_lost(place: Place) -> None:
    def interrupted(_acknowledge: Callable[[], None]) -> None:
        with Vault.open(place.home, PASSPHRASE) as vault, vault.review(REVIEW) as review:
            CHANGES["insert something long"](review)

    journal = place.home / "reviews" / REVIEW
    [before] = history(place, [])
    size = journal.stat().st_size
    for _at, _acknowledged in killed_everywhere(place, interrupted):
        if journal.stat().st_size > size:  # half of the frame is there
            break
    torn = journal.read_bytes()[size:]
    place.keep()

    def opening(_acknowledge: Callable[[], None]) -> None:
        with Vault.open(place.home, PASSPHRASE) as vault:
            vault.review(REVIEW).close()

    for _at, _acknowledged in killed_everywhere(place, opening):
        assert reopened(place) == before
        aside = [path.read_bytes() for path in (place.home / "quarantine").iterdir()]
        assert torn in aside and all(torn.startswith(part) for part in aside)


def test_killed_while_a_moved_vault_is_first_opened_nothing_is_lost(place: Place) -> None:
    [before] = history(place, [])
    shutil.rmtree(place.state / "anchors")
    place.keep()

    def opening(_acknowledge: Callable[[], None]) -> None:
        with Vault.open(place.home, PASSPHRASE) as vault:
            vault.review(REVIEW).close()

    for _at, _acknowledged in killed_everywhere(place, opening):
        assert reopened(place) == before


def test_killed_while_a_review_is_made_it_is_there_or_not(place: Place) -> None:
    def making(acknowledge: Callable[[], None]) -> None:
        with Vault.open(place.home, PASSPHRASE) as vault:
            vault.review(OTHER_REVIEW, create=True).close()
            acknowledge()

    for _at, acknowledged in killed_everywhere(place, making):
        with Vault.open(place.home, PASSPHRASE) as vault:
            if acknowledged:
                vault.review(OTHER_REVIEW).close()
            with vault.review(OTHER_REVIEW, create=True) as review:
                assert content(review) == {}


def test_killed_while_a_vault_is_made_it_is_there_or_can_be_made(home: Path) -> None:
    place = Place(home)

    def making(acknowledge: Callable[[], None]) -> None:
        vault, _key = Vault.create(home, PASSPHRASE)
        with vault:
            acknowledge()
            vault.catalog.insert({"n": 1})
            acknowledge()

    for _at, acknowledged in killed_everywhere(place, making):
        try:
            vault = Vault.open(home, PASSPHRASE)
        except MissingFile:
            assert not acknowledged
            vault, _key = Vault.create(home, PASSPHRASE)
        with vault:
            assert len(vault.catalog) <= 1 and (acknowledged < 2 or len(vault.catalog) == 1)


def test_killed_while_the_passphrase_changes_one_of_the_two_opens(place: Place) -> None:
    new = "a river that bends quietly"

    def changing(acknowledge: Callable[[], None]) -> None:
        with Vault.open(place.home, PASSPHRASE) as vault:
            vault.change_passphrase(new)
            acknowledge()

    for _at, acknowledged in killed_everywhere(place, changing):
        opened = []
        for secret in (PASSPHRASE, new):
            try:
                Vault.open(place.home, secret).close()
            except Exception:  # noqa: BLE001 - which one is judged below
                continue
            opened.append(secret)
        assert len(opened) == 1 and (not acknowledged or opened == [new])
