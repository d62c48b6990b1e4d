"""A kiosk over every kind of drop that we know well: pack, draft, claim, answer, and what closing opens.

A folder, OpenSSH's own server for SFTP, an S3 server and a WebDAV server that speak HTTP: real programs on loopback.
"""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from perflead_tui.exchange.drop import CLAIMS, ENVELOPES, KIOSK, PACK, open_drop
from perflead_tui.flows import kiosk_copies
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.grants import attend
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.kiosk import Kiosk, open_kiosk
from perflead_tui.flows.kiosk_session import KioskSession, Stand
from perflead_tui.flows.setup import new_review
from perflead_tui.review.terms import Blind
from perflead_tui.vault.vault import Vault
from tests.exchange.drop.conftest import (  # noqa: F401 - fixtures of the drop's own tests
    Place,
    a_place,
    ground,
    s3_port,
    sftp_port,
    ssh_home,
    webdav_port,
)
from tests.flows.conftest import wanted
from tests.flows.kiosk_made import packed
from tests.flows.test_blind import LATER, ROSTER, START, UNTIL, Clock, clock  # noqa: F401 - clock is a fixture

SECRET = "tangerine gearbox"


@pytest.fixture(params=["folder", "sftp", "webdav", pytest.param("s3", marks=pytest.mark.long)])
def store(request: pytest.FixtureRequest) -> Place:
    """An empty place; without OpenSSH's server its kind is skipped."""
    make: Callable[[str], Place] = request.getfixturevalue("a_place")
    return make(request.param)


@pytest.fixture
def now(request: pytest.FixtureRequest) -> Clock:
    """The clock that raters and desk see."""
    found: Clock = request.getfixturevalue("clock")
    return found


class Shift:
    """A blind review, its pack in the drop, and a code for each person; each visit is at a machine of its own."""

    def __init__(self, vault: Vault, folder: Path, store: Place, patch: pytest.MonkeyPatch) -> None:
        self._folder, self._url, self._patch = folder, store.url(), patch
        blind = Blind(claims_until=UNTIL, answers_from=START)
        self.review = new_review(vault, wanted(ROSTER, blind=blind, drop=store.url())).review
        pack = folder / "codes.pack"
        self.codes = packed(vault, pack, [[path] for path in invite(vault, self.review, folder / "invitations")])
        with open_drop(self._url, KIOSK) as drop:
            drop.lay()
            drop.put(PACK, pack.read_bytes())

    def machine(self, name: str) -> Kiosk:
        """A kiosk on the drop, at a machine of its own."""
        self._patch.setenv("PERFLEAD_STATE", str(self._folder / name))
        return open_kiosk(self._url)

    def lying(self, folder: str) -> int:
        with open_drop(self._url, self.review) as drop:
            return sum(entry.size % 4096 == 0 for entry in drop.entries(folder))


def ready(kiosk: Kiosk, code: str) -> KioskSession:
    (found,) = kiosk.open(code)
    assert found.stand is Stand.READY and found.session is not None
    return found.session


def answer(session: KioskSession, rating: int) -> tuple[str, int]:
    """Fill the form and send it: how it travels, and which answer of this person it is."""
    session.fill({"ratings": dict.fromkeys(session.form.item_keys, rating), "comments": {"O1": "go on"}})
    sent = session.send()
    return sent.way, sent.revision


def test_a_shift_claims_answers_and_comes_back_at_another_machine_over_every_store(
    vault: Vault, tmp_path: Path, now: Clock, store: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = Shift(vault, tmp_path, store, monkeypatch)
    kiosk = shift.machine("here")
    assert [kiosk.open(code)[0].stand for code in shift.codes] == [Stand.LATER] * 5
    assert shift.lying(CLAIMS) == 5
    assert attend(vault, shift.review).granted == 5

    now.now = LATER
    for code in shift.codes:
        assert answer(ready(kiosk, code), 4 if code != shift.codes[0] else 1) == ("drop", 1)
    begun = ready(kiosk, shift.codes[0])
    begun.rate(begun.form.item_keys[0], 2)
    begun.save()
    kiosk_copies.finish_copies(20)
    gone_on = ready(shift.machine("there"), shift.codes[0])
    assert gone_on.resumed and gone_on.rating(gone_on.form.item_keys[0]) == 2
    assert answer(gone_on, 4) == ("drop", 2), "the newer answer, wherever it is given"
    assert shift.lying(ENVELOPES) == 6
    assert attend(vault, shift.review).taken == 6
    assert close(vault, shift.review).counted == 5
    report, _terms = frozen_report(vault, shift.review)
    assert [(cell.key, cell.answers) for cell in report.cells] == [("self", 1), ("peers", 4)]
    means = {mean.mean for item in report.items for mean in (item.own, *item.cells.values()) if mean is not None}
    assert means == {4.0}


def test_while_the_server_is_away_the_draft_is_on_this_machine_and_goes_there_later(
    vault: Vault, tmp_path: Path, now: Clock, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    store: Place = request.getfixturevalue("a_place")("webdav")
    shift = Shift(vault, tmp_path, store, monkeypatch)
    kiosk = shift.machine("here")
    assert kiosk.open(shift.codes[0])[0].stand is Stand.LATER
    attend(vault, shift.review)
    now.now = LATER
    session = ready(kiosk, shift.codes[0])
    gone = store.backing.rename(store.backing.with_name("gone"))
    session.rate(session.form.item_keys[0], 5)
    session.set_comment("O1", SECRET)
    before = time.monotonic()
    session.save()
    assert time.monotonic() - before < 1, "who answers does not wait for a server"
    kiosk_copies.finish_copies(20)
    again = ready(kiosk, shift.codes[0])
    assert again.rating(again.form.item_keys[0]) == 5
    gone.rename(store.backing)
    for _time in range(3):
        again.save()
        kiosk_copies.finish_copies(20)
    copies = [path for path in (store.backing / KIOSK).iterdir() if path.name != PACK]
    assert len(copies) == 2, "the newer one and the one before, and no more"
    for path in copies:
        assert path.read_bytes().startswith(b"perflead.box/1") and SECRET.encode() not in path.read_bytes()
    copies[0].write_bytes(b"damaged")
    other = ready(shift.machine("there"), shift.codes[0])
    assert (other.rating(other.form.item_keys[0]), other.comment("O1")) == (5, SECRET)
