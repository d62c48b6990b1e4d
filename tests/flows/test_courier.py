"""The courier: sees who and never what, hands on what and never who."""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.armour import ENVELOPE, INVITATION, armour
from perflead_tui.exchange.signed_terms import SignedTerms
from perflead_tui.flows.collect import collect
from perflead_tui.flows.courier import CourierFile, Handover, new_courier, open_courier, read_courier_key
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.records import ReviewFile
from perflead_tui.sealing import outer
from perflead_tui.sealing.envelope import SIZES, review_of
from perflead_tui.vault import keys
from perflead_tui.vault.faults import WrongSecret
from perflead_tui.vault.keys import Argon2Cost
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import Review
from tests.vault.helpers import Points, fail, in_child

SECRET = "the courier's own words"
needs_posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, SIGKILL and pipes with names")


@pytest.fixture(autouse=True)
def cheap_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))


class Carried:
    """A review whose answers go through a courier."""

    def __init__(self, vault: Vault, folder: Path) -> None:
        self.folder, self.key = folder, folder / "courier" / "courier.key"
        self.key.parent.mkdir()
        public, _text = new_courier(self.key, SECRET)
        self.review = Review(vault, folder, courier=read_courier_key(public))
        terms = self.review.made.terms
        self.signed = SignedTerms(terms, bytes.fromhex(self.digest))
        self.sent = self.review.envelopes

    @property
    def digest(self) -> str:
        with self.review.vault.review(self.review.id) as db:
            return ReviewFile(db, self.review.id).terms_digest.hex()

    def open(self) -> CourierFile:
        return open_courier(self.key, lambda: SECRET)

    def handover(self, out: str, **more: Any) -> Handover:
        return Handover(self.open(), self.signed, self.folder / out, **more)

    def answer(self, count: int, group: str = "frontline") -> list[Path]:
        return [self.review.answer(path) for path in self.review.of(group)[:count]]


@pytest.fixture
def carried(vault: Vault, tmp_path: Path) -> Carried:
    return Carried(vault, tmp_path)


def contents(folder: Path) -> set[bytes]:
    return {path.read_bytes() for path in folder.iterdir()}


def test_what_raters_send_is_wrapped_and_neither_key_alone_is_enough(carried: Carried) -> None:
    (path,) = carried.answer(1)
    data = path.read_bytes()
    assert data.startswith(outer.MAGIC) and path.suffix == ".envelope"
    assert len(data) in outer.SIZES
    (refused,) = collect(carried.review.vault, carried.review.id, [path])
    assert refused.outcome == "refused" and "courier" in refused.why


def test_a_batch_has_no_names_no_times_and_another_order(carried: Carried) -> None:
    sent = carried.answer(5)
    done = carried.handover("batch").forward([carried.sent])
    assert (done.handed, done.missing, done.before, list(done.junk)) == (5, 0, 0, [])
    files = list((carried.folder / "batch").iterdir())
    assert not {path.name for path in files} & {path.name for path in sent}
    assert {path.stat().st_mtime for path in files} == {0}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert all(review_of(path.read_bytes()) == carried.review.id and len(path.read_bytes()) in SIZES for path in files)
    assert len(list(carried.sent.iterdir())) == 5
    results = collect(carried.review.vault, carried.review.id, [carried.folder / "batch"])
    assert [result.outcome for result in results] == ["taken"] * 5


def test_too_few_are_kept_waiting_and_nothing_is_lost(carried: Carried) -> None:
    carried.answer(3)
    done = carried.handover("batch").forward([carried.sent])
    assert (done.handed, done.missing) == (0, 1)
    assert not (carried.folder / "batch").exists()
    carried.answer(1, "peers")
    assert carried.handover("batch").forward([carried.sent]).handed == 4


def test_a_late_answer_is_never_handed_over_alone(carried: Carried) -> None:
    carried.answer(4)
    carried.handover("first").forward([carried.sent])
    carried.answer(1, "peers")
    done = carried.handover("second").forward([carried.sent])
    assert (done.handed, done.missing, done.before) == (0, 3, 4)
    assert not (carried.folder / "second").exists()
    for path in carried.review.of("peers")[1:]:
        carried.review.answer(path)
    done = carried.handover("second").forward([carried.sent])
    assert (done.handed, done.before) == (4, 4)
    assert not contents(carried.folder / "first") & contents(carried.folder / "second")


def test_one_envelope_in_several_files_is_one_envelope(carried: Carried) -> None:
    for path in carried.answer(3):
        shutil.copy(path, path.with_name("copy of " + path.name))
        path.with_suffix(".txt").write_text("> " + armour(ENVELOPE, path.read_bytes()).replace("\n", "\n> "))
    done = carried.handover("batch").forward([carried.sent])
    assert (done.handed, done.missing, list(done.junk)) == (0, 1, [])


def test_a_lost_batch_is_handed_over_again_as_a_whole_or_not_at_all(carried: Carried) -> None:
    carried.answer(4)
    carried.handover("first").forward([carried.sent])
    late = carried.answer(1, "peers")
    assert carried.handover("again").again([carried.sent]).handed == 4
    assert contents(carried.folder / "again") == contents(carried.folder / "first")
    next(path for path in carried.sent.iterdir() if path not in late).unlink()
    with pytest.raises(PerfleadError, match="single somebody out"):
        carried.handover("third").again([carried.sent])


@needs_posix
def test_junk_is_counted_and_does_no_harm(carried: Carried, tmp_path: Path) -> None:
    sent = carried.answer(4)
    whole = sent[0].read_bytes()
    stranger = outer.wrap(
        b"perflead.envelope/1\n" + b"a" * 16 + b"\n" + bytes(4096 - 37), carried.open().public, bytes(32)
    )
    for name, data in {
        "empty": b"",
        "cut": whole[:-1],
        "changed": whole[:2000] + bytes([whole[2000] ^ 1]) + whole[2001:],
        "other review": stranger,
        "inner": b"perflead.envelope/1\n" + b"a" * 16 + b"\n" + bytes(4096 - 37),
        "mail": b"-----BEGIN PERFLEAD ENVELOPE-----\nAAAA",
        "evil\x1b[2J": b"\x00" * 100,
    }.items():
        (carried.sent / name).write_bytes(data)
    with (carried.sent / "huge").open("wb") as file:
        file.truncate(10 * 2**30)
    os.mkfifo(carried.sent / "pipe")
    done = carried.handover("batch").forward([carried.sent])
    assert done.handed == 4
    assert len(done.junk) == 9
    assert all(junk.why and "\x1b" not in junk.name for junk in done.junk)


def test_a_courier_of_another_review_is_refused(carried: Carried, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    new_courier(other, SECRET)
    with pytest.raises(PerfleadError, match="do not name this courier"):
        Handover(open_courier(other, lambda: SECRET), carried.signed, tmp_path / "batch")


def test_the_minimum_may_be_raised_and_not_lowered(carried: Carried) -> None:
    carried.answer(5)
    assert carried.handover("batch", minimum=6).forward([carried.sent]).missing == 1
    with pytest.raises(PerfleadError, match="promised"):
        carried.handover("batch", minimum=3)


def test_the_folder_for_a_batch_is_new_or_empty(carried: Carried) -> None:
    carried.answer(4)
    (carried.folder / "full").mkdir()
    (carried.folder / "full" / "file").touch()
    for name in ("full", "full/file"):
        with pytest.raises(PerfleadError, match="not an empty folder"):
            carried.handover(name)
    (carried.folder / "empty").mkdir()
    assert carried.handover("empty").forward([carried.sent]).handed == 4


@needs_posix
def test_killed_while_handing_over_every_envelope_is_handed_over_once(carried: Carried) -> None:
    carried.answer(4)
    whole = shutil.copytree(carried.key.parent, carried.folder / "copy")
    place = carried.folder / "out"

    def work(acknowledge: Any) -> None:
        carried.handover("out/batch").forward([carried.sent])
        acknowledge()

    at, finished = 0, 0
    while True:
        at += 1
        shutil.rmtree(carried.key.parent)
        shutil.copytree(whole, carried.key.parent)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        killed, acknowledged = in_child(work, at)
        if not killed:
            break
        if not (place / "batch").exists():
            assert not acknowledged
            done = carried.handover("out/batch").forward([carried.sent])
            finished += done.finished
            assert done.handed == 4
        assert len(contents(place / "batch")) == 4
        again = carried.handover("out/second").forward([carried.sent])
        assert (again.handed, again.before) == (0, 4)
        assert [path.name for path in place.iterdir()] == ["batch"]
    assert at > 20 and finished > 0


def test_a_handover_that_was_cut_off_is_not_given_to_another_review(vault: Vault, carried: Carried) -> None:
    carried.answer(4)
    courier = carried.open()
    left = carried.folder / "left"
    left.mkdir()
    courier.staging = str(left)
    courier.batches = [{"review": "a" * 16, "marks": []}]
    courier.save()
    with pytest.raises(PerfleadError, match="another review was cut off"):
        carried.handover("batch").forward([carried.sent])
    assert left.is_dir() and not (carried.folder / "batch").exists()


def test_with_a_courier_answers_go_into_files_even_if_there_is_a_drop(vault: Vault, tmp_path: Path) -> None:
    public, _text = new_courier(tmp_path / "courier.key", SECRET)
    (tmp_path / "drop").mkdir()
    review = Review(vault, tmp_path, courier=read_courier_key(public), drop=str(tmp_path / "drop"))
    session = AnswerSession.open(review.of("peers")[0])
    session.rate("U1", 4)
    sent = session.send()
    assert sent.way == "file" and sent.path is not None
    assert sent.path.read_bytes().startswith(outer.MAGIC)


def test_an_invitation_in_a_saved_mail_is_answered_and_the_mail_stays(vault: Vault, tmp_path: Path) -> None:
    review = Review(vault, tmp_path)
    mail = tmp_path / "mail.txt"
    text = "Dear all\n\n" + armour(INVITATION, review.of("peers")[0].read_bytes()) + "\nBye\n"
    mail.write_text(text)
    for revision in (1, 2):
        session = AnswerSession.open(mail)
        session.rate("U1", 4)
        assert session.send().revision == revision
    assert mail.read_text() == text


def test_a_full_disk_hands_nothing_over_and_says_so(carried: Carried) -> None:
    carried.answer(4)
    for at in range(1, 30, 3):
        with pytest.MonkeyPatch.context() as patch:
            batch = carried.handover("batch")
            Points(at, fail(), sticky=True).install(patch)
            try:
                batch.forward([carried.sent])
            except PerfleadError as error:
                assert re.search("could not be|did not confirm", error.message)
        if (carried.folder / "batch").exists():
            break
        assert not list(carried.folder.glob("batch"))
    else:
        assert carried.handover("batch").forward([carried.sent]).handed == 4
    assert len(contents(carried.folder / "batch")) == 4


def test_a_courier_key_that_was_not_made_to_the_end_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "k.pub").touch()
    with pytest.raises(PerfleadError, match="exists already"):
        new_courier(tmp_path / "k", SECRET)
    assert not (tmp_path / "k").exists()
    with pytest.raises(PerfleadError, match="too short"):
        new_courier(tmp_path / "short", "1234567")
    assert [path.name for path in tmp_path.iterdir()] == ["k.pub"]


def test_a_key_file_says_nothing_without_its_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "courier.key"
    new_courier(path, SECRET)
    seed = open_courier(path, lambda: SECRET).key.seed
    assert seed not in path.read_bytes() and path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(WrongSecret, match="passphrase is wrong"):
        open_courier(path, lambda: "something else")
    assert seed.hex() not in repr(open_courier(path, lambda: SECRET))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: {**d, "box": "AAAA"},
        lambda d: {**d, "box": 5},
        lambda d: {**d, "more": 1},
        lambda d: {**d, "kdf": {**d["kdf"], "memory_kib": 2**40}},
        lambda d: {**d, "kdf": None},
        lambda d: {**d, "kdf": {**d["kdf"], "salt": "00" * 16}},
        lambda d: {**d, "public": {}},
        lambda d: {**d, "public": {"a": 1.5}},
        lambda d: {**d, "kind": "share"},
        lambda d: {"schema": "perflead.courier-key/1"},
    ],
)
def test_a_spoilt_key_file_is_refused_with_a_sentence(tmp_path: Path, spoil: Any) -> None:
    path = tmp_path / "courier.key"
    new_courier(path, SECRET)
    path.write_text(json.dumps(spoil(json.loads(path.read_text()))))
    with pytest.raises(PerfleadError) as caught:
        open_courier(path, lambda: SECRET)
    assert caught.value.hint


@pytest.mark.parametrize("data", [b"x", b"{}", b'{"schema": "perflead.courier-key/1", "public": "AAAA"}', b"[1]"])
def test_what_is_no_couriers_key_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "k").write_bytes(data)
    with pytest.raises(PerfleadError):
        read_courier_key(tmp_path / "k")
