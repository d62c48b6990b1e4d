"""Split opening: the vault alone does not open a review, so many openers together do."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.flows import openers
from perflead_tui.flows.close import check, close
from perflead_tui.flows.collect import collect
from perflead_tui.flows.openers import Approved, accept, approve, opening_key, parse_openers
from perflead_tui.flows.records import all_statuses, open_review
from perflead_tui.flows.setup import new_review
from perflead_tui.paths import state_dir
from perflead_tui.review.canonical import with_check
from perflead_tui.sealing.encoding import b64, unb64
from perflead_tui.vault import keys
from perflead_tui.vault.faults import WrongSecret
from perflead_tui.vault.keys import Argon2Cost
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import Review, wanted
from tests.vault.helpers import Points, fail, in_child

SECRET = "the words of an opener"
THREE = parse_openers("2of3", ["Dana W", "Ana Ñ", "東京"])
needs_posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, SIGKILL and pipes with names")


@pytest.fixture(autouse=True)
def cheap_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))


def ask(_name: str) -> str:
    return SECRET


@pytest.fixture
def review(vault: Vault, tmp_path: Path) -> Review:
    """A review with three openers whose peers have answered."""
    made = Review(vault, tmp_path, openers=THREE, shares=tmp_path / "shares")
    for invitation in made.of("peers"):
        made.answer(invitation)
    collect(vault, made.id, [made.envelopes])
    return made


def shares_of(review: Review) -> list[Path]:
    return sorted((review.folder / "shares").iterdir())


def approvals_of(review: Review) -> list[Path]:
    found = []
    for n, path in enumerate(shares_of(review)):
        found.append(review.folder / f"{n}.approval")
        approve(path, found[-1], ask)
    return found


def test_the_vault_holds_no_copy_of_the_shared_key(review: Review) -> None:
    with open_review(review.vault, review.id) as file:
        document = dict(file.db.table("keys").all()[0])
        assert document["seal"] is None
        assert file.keys().seal is None
        found = opening_key(file, Approved(shares_of(review)[:2]))
        assert found is not None and found.public == unb64(file.terms.keys.seal)
        everything = json.dumps({name: file.db.table(name).all() for name in file.db.tables()})
    assert b64(found.seed) not in everything and found.seed.hex() not in everything


def test_the_terms_name_the_openers_and_the_files_are_private(review: Review) -> None:
    assert review.made.terms.openers == THREE
    assert [path.name for path in shares_of(review)] == ["1-dana-w.share", "2-ana.share", "3.share"]
    assert {path.stat().st_mode & 0o777 for path in shares_of(review)} == {0o600}


def test_closing_and_checking_need_the_openers(review: Review) -> None:
    for work in (check, close):
        with pytest.raises(PerfleadError, match=r"2 of its 3 openers, and 0 have approved"):
            work(review.vault, review.id)
    with pytest.raises(PerfleadError, match="1 has approved"):
        close(review.vault, review.id, approved=Approved(shares_of(review)[:1]))
    assert check(review.vault, review.id, approved=Approved(approvals=approvals_of(review)[1:])).shown
    assert close(review.vault, review.id, approved=Approved(shares_of(review))).counted == 4


def test_a_refused_closing_is_not_a_check(review: Review) -> None:
    with pytest.raises(PerfleadError):
        check(review.vault, review.id)
    with review.vault.review(review.id) as db:
        assert "checked_at" not in db.table("review").all()[0]


def test_a_share_and_its_own_approval_are_one(review: Review) -> None:
    with pytest.raises(PerfleadError, match="1 has approved"):
        close(review.vault, review.id, approved=Approved(shares_of(review)[:1], approvals_of(review)[:1]))


def test_an_accepted_share_needs_its_passphrase(review: Review) -> None:
    path, other = shares_of(review)[:2]
    before = json.loads(path.read_text())
    told = accept(path, SECRET)
    assert "share" not in told and told["opener"] == "Dana W"
    assert before["share"] not in path.read_text() and "Dana W" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(PerfleadError, match="has a passphrase already"):
        accept(path, SECRET)
    with pytest.raises(PerfleadError, match="share of Dana W needs its passphrase"):
        close(review.vault, review.id, approved=Approved([path, other]))
    with pytest.raises(WrongSecret):
        close(review.vault, review.id, approved=Approved([path, other], ask=lambda _name: "wrong wrong"))
    with pytest.raises(PerfleadError, match="too short"):
        accept(other, "short")
    assert close(review.vault, review.id, approved=Approved([path, other], ask=ask)).counted == 4


def test_an_approval_shows_nothing_of_the_share_and_is_never_overwritten(review: Review) -> None:
    path = shares_of(review)[0]
    (first, *_more) = approvals_of(review)
    assert json.loads(path.read_text())["share"] not in first.read_text()
    assert "Dana" not in first.read_text()
    with pytest.raises(PerfleadError, match="exists already"):
        approve(path, first, ask)


def test_a_review_without_openers_wants_none(vault: Vault, tmp_path: Path, review: Review) -> None:
    plain = new_review(vault, wanted())
    with open_review(vault, plain.review) as file, pytest.raises(PerfleadError, match="has no openers"):
        opening_key(file, Approved(shares_of(review)))


def test_shares_of_another_review_are_refused(vault: Vault, review: Review, tmp_path: Path) -> None:
    made = new_review(vault, wanted(openers=THREE, shares=tmp_path / "others"))
    foreign = sorted((tmp_path / "others").iterdir())
    with pytest.raises(PerfleadError, match="is for another review"):
        close(vault, review.id, approved=Approved([shares_of(review)[0], foreign[1]]))
    out = tmp_path / "foreign.approval"
    approve(foreign[0], out, ask)
    with pytest.raises(PerfleadError, match="is for another review"):
        close(vault, review.id, approved=Approved(approvals=[out]))
    assert made.review != review.id


def forged(review: Review, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Path:
    document = json.loads(shares_of(review)[1].read_text())
    path = review.folder / "forged.share"
    path.write_text(json.dumps(rechecked(change(document))))
    return path


def rechecked(document: dict[str, Any]) -> dict[str, Any]:
    """With a `check` that fits, as whoever forges a file would write it."""
    return with_check({key: value for key, value in document.items() if key != "check"})


def test_a_share_of_another_secret_under_this_reviews_name_is_refused(
    vault: Vault, review: Review, tmp_path: Path
) -> None:
    new_review(vault, wanted(openers=THREE, shares=tmp_path / "others"))
    foreign = json.loads(sorted((tmp_path / "others").iterdir())[1].read_text())["share"]
    path = forged(review, lambda d: {**d, "share": foreign})
    with pytest.raises(PerfleadError, match="do not belong together"):
        close(vault, review.id, approved=Approved([shares_of(review)[0], path]))


def test_a_whole_set_that_gives_another_key_is_refused(review: Review) -> None:
    from perflead_tui.sealing import shamir

    paths = []
    for n, share in enumerate(shamir.split(bytes(32), 2, 2)):
        paths.append(review.folder / f"set{n}.share")
        document = json.loads(shares_of(review)[0].read_text())
        paths[-1].write_text(json.dumps(rechecked({**document, "share": b64(share.to_bytes())})))
    with pytest.raises(PerfleadError, match="not genuine"):
        close(review.vault, review.id, approved=Approved(paths))


@pytest.mark.parametrize(
    "change",
    [
        lambda d: {},
        lambda d: {**d, "schema": "perflead.share-file/2"},
        lambda d: {**d, "share": d["share"][:-8]},
        lambda d: {**d, "share": 7},
        lambda d: {**d, "leader": None},
        lambda d: {**d, "terms_digest": "zz"},
        lambda d: {**d, "terms_digest": "00"},
        lambda d: {**d, "desk": "AAAA"},
        lambda d: {key: value for key, value in d.items() if key != "opener"},
        lambda d: {"schema": "perflead.locked/1", "kind": "share", "public": [], "kdf": {}, "box": ""},
    ],
)
def test_a_spoilt_share_is_refused_with_a_sentence(review: Review, change: Any) -> None:
    path = forged(review, change)
    for work in (
        lambda: accept(path, SECRET),
        lambda: approve(path, review.folder / "out", ask),
        lambda: close(review.vault, review.id, approved=Approved([shares_of(review)[0], path], ask=ask)),
    ):
        with pytest.raises(PerfleadError) as caught:
            work()
        assert caught.value.hint
    assert not (review.folder / "out").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda d: {**d, "schema": "x"},
        lambda d: {**d, "sealed": d["sealed"][:-8]},
        lambda d: {**d, "sealed": ("B" if d["sealed"][0] == "A" else "A") + d["sealed"][1:]},
        lambda d: {**d, "sealed": None},
        lambda d: {**d, "terms_digest": "00" * 32},
        lambda d: {**d, "review": ["a"]},
    ],
)
def test_a_spoilt_approval_is_refused_with_a_sentence(review: Review, change: Any) -> None:
    first, second, _third = approvals_of(review)
    second.write_text(json.dumps(change(json.loads(second.read_text()))))
    with pytest.raises(PerfleadError) as caught:
        close(review.vault, review.id, approved=Approved(approvals=[first, second]))
    assert caught.value.hint


def test_no_review_is_made_if_its_shares_cannot_be_written(vault: Vault, tmp_path: Path) -> None:
    real = openers.write_atomic
    for at in (1, 3, 5, 12, 18):
        folder = tmp_path / f"shares{at}"
        with pytest.MonkeyPatch.context() as patch:
            points = Points(at, fail(), sticky=True)

            def armed(*args: Any, points: Points = points, patch: pytest.MonkeyPatch = patch, **named: Any) -> None:
                if not points.count:
                    points.install(patch)
                real(*args, **named)

            patch.setattr(openers, "write_atomic", armed)
            with pytest.raises(PerfleadError, match="could not be written"):
                new_review(vault, wanted(openers=THREE, shares=folder))
        assert not list(folder.glob("*.share"))
    assert vault.review_ids() == []


@needs_posix
def test_killed_while_setting_up_no_review_has_a_key_that_nobody_holds(vault: Vault, tmp_path: Path) -> None:
    roster = "name,group\nJo,self\n" + "".join(f"p{n},peers\n" for n in range(4))
    place = tmp_path / "out"
    vault.close()
    copies = [(part, part.with_name(part.name + ".copy")) for part in (vault.home, state_dir())]
    state_dir().mkdir(parents=True, exist_ok=True)
    for part, copy in copies:
        shutil.copytree(part, copy)

    def work(acknowledge: Any) -> None:
        with Vault.open(vault.home, "a long passphrase") as again:
            new_review(again, wanted(roster, openers=THREE, shares=place))
            acknowledge()

    at, before, after = 0, 0, 0
    while True:
        at += 1
        killed, acknowledged = in_child(work, at)
        if not killed:
            break
        with Vault.open(vault.home, "a long passphrase") as again:
            made = [status.review for status in all_statuses(again)]
            for review in made:
                with open_review(again, review) as file:
                    assert opening_key(file, Approved(sorted(place.iterdir())[1:]))
            before, after = before + (not made), after + bool(made)
            assert made or not acknowledged
        shutil.rmtree(place, ignore_errors=True)
        for part, copy in copies:
            shutil.rmtree(part)
            shutil.copytree(copy, part)
    assert before > 10 and after > 0


@needs_posix
def test_killed_while_accepting_the_share_is_as_before_or_locked(review: Review) -> None:
    path = shares_of(review)[0]
    plain = path.read_bytes()

    def work(acknowledge: Any) -> None:
        accept(path, SECRET)
        acknowledge()

    at = 0
    while True:
        at += 1
        path.write_bytes(plain)
        killed, acknowledged = in_child(work, at)
        if not killed:
            break
        assert path.read_bytes() != plain or not acknowledged
        out = review.folder / f"{at}.approval"
        assert approve(path, out, ask)["opener"] == "Dana W"
    assert at > 4
