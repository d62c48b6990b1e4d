"""The desk and the raters with a drop that is full, read-only, slow or away, that comes back, and with two desks."""

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from perflead_tui.exchange.drop import DropError
from perflead_tui.exchange.drop.folder import FolderStore
from perflead_tui.exchange.drop.patience import Patience
from perflead_tui.flows import outbox
from perflead_tui.flows.close import close
from perflead_tui.flows.deliver import deliver
from perflead_tui.flows.grants import Round, attend
from perflead_tui.vault.vault import Vault
from tests.flows.test_blind import LATER, BlindReview, Clock, blind, clock, finished  # noqa: F401 - fixtures

PASSPHRASE = "a long passphrase"


@pytest.fixture
def review(request: pytest.FixtureRequest) -> BlindReview:
    """A blind review with five finished answers and their claims on the drop."""
    found: BlindReview = request.getfixturevalue("blind")
    for path in found.invitations:
        finished(path).send()
    return found


@pytest.fixture
def time(request: pytest.FixtureRequest) -> Clock:
    found: Clock = request.getfixturevalue("clock")
    return found


@pytest.fixture(params=[errno.ENOSPC, errno.EROFS, errno.ETIMEDOUT], ids=["full", "read-only", "slow"])
def trouble(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Lets that many more files be created, and then none; -1 ends the trouble."""
    left, create = -1, FolderStore.create

    def failing(store: FolderStore, name: str, data: bytes) -> None:
        nonlocal left
        if left == 0:
            raise OSError(request.param, os.strerror(request.param))
        left -= 1
        create(store, name, data)

    def set_to(count: int) -> None:
        nonlocal left
        left = count

    monkeypatch.setattr(FolderStore, "create", failing)
    monkeypatch.setattr(Patience, "pauses", lambda _self: iter(()))
    return set_to


def granted(review: BlindReview) -> int:
    return sum(row["claim"] is not None for row in review.codes())


def test_a_desk_whose_grants_cannot_be_written_grants_the_same_when_they_can(
    review: BlindReview, time: Clock, trouble: Callable[[int], None]
) -> None:
    trouble(2)
    with pytest.raises(DropError, match=r"lost|again"):
        attend(review.vault, review.id)
    assert granted(review) == 3, "the third is recorded, its grant has not left"
    trouble(-1)
    done = attend(review.vault, review.id)
    assert (done.granted, done.again, done.refused) == (2, 1, 0)
    deliver()
    time.now = LATER
    assert deliver().sent == 5
    attend(review.vault, review.id)
    assert close(review.vault, review.id).counted == 5


def test_answers_that_cannot_be_written_stay_in_the_outbox(
    review: BlindReview, time: Clock, trouble: Callable[[int], None]
) -> None:
    attend(review.vault, review.id)
    deliver()
    time.now = LATER
    trouble(2)
    done = deliver()
    assert (done.sent, len(done.problems)) == (2, 3)
    assert len(list(outbox.entries())) == 3
    trouble(-1)
    assert deliver().sent == 3
    assert attend(review.vault, review.id).taken == 5


def test_a_drop_that_is_away_in_the_middle_of_a_round_comes_back(
    review: BlindReview, time: Clock, tmp_path: Path
) -> None:
    away = tmp_path / "away"
    review.drop.rename(away)
    with pytest.raises(DropError):
        attend(review.vault, review.id)
    away.rename(review.drop)
    assert attend(review.vault, review.id).granted == 5


def test_two_desks_at_once_grant_each_code_once_and_lose_nothing(
    review: BlindReview, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two programs of one vault: the second waits for the first's lock or is told who holds it."""
    home = review.vault.home
    review.vault.close()
    rounds: list[Round] = []
    refused: list[str] = []

    def one_desk() -> None:
        try:
            with Vault.open(home, PASSPHRASE) as vault:
                rounds.append(attend(vault, review.id))
        except Exception as error:  # noqa: BLE001 - told below
            refused.append(str(error))

    desks = [threading.Thread(target=one_desk) for _n in range(2)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert len(rounds) + len(refused) == 2 and rounds
    assert sum(done.granted for done in rounds) == 5
    assert all("open" in words or "use" in words for words in refused), refused
    with Vault.open(home, PASSPHRASE) as vault:
        deliver()
        time.now = LATER
        assert deliver().sent == 5
        attend(vault, review.id)
        assert close(vault, review.id).counted == 5
