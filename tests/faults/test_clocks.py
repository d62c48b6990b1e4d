"""Clocks that jump and machines that sleep: nothing is lost, opened too long or erased too early for it."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.close import close
from perflead_tui.flows.collect import collect
from perflead_tui.flows.erase import erase
from perflead_tui.flows.health import reminders
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.records import all_statuses
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.vault import Vault, lock
from tests.flows.conftest import Review, quick_keys, quick_vaults  # noqa: F401 - fixtures
from tests.vault.helpers import PASSPHRASE

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2030, 5, 1)
NOW = datetime.datetime.now().astimezone().date()
HOUR = 3600.0


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made, _recovery = Vault.create(tmp_path / "vault", PASSPHRASE)
    with made:
        yield made


@pytest.mark.parametrize(
    ("monotonic", "wall", "locks"),
    [
        (0.0, 0.0, False),
        (14 * 60, 14 * 60, False),
        (15 * 60, 15 * 60, True),
        (60.0, 8 * HOUR, True),  # it slept: many clocks stand still meanwhile
        (8 * HOUR, 60.0, True),  # the clock was set back meanwhile
        (8 * HOUR, -24 * HOUR, True),
        (60.0, -24 * HOUR, False),
    ],
)
def test_the_vault_locks_after_its_minutes_by_whichever_clock_saw_them(
    monotonic: float, wall: float, locks: bool
) -> None:
    fget: Any = CoachApp._left.fget  # type: ignore[attr-defined]
    seen = SimpleNamespace(
        _vault=object(), settings=SimpleNamespace(lock_minutes=15), _busy=False, _used=(5.0, 5e9),
        _now=lambda: (5.0 + monotonic, 5e9 + wall),
    )  # fmt: skip
    assert (fget(seen) <= 0) == locks


def test_the_app_watches_a_clock_that_stands_still_in_sleep_and_one_that_does_not() -> None:
    import time

    assert set(CoachApp(None).clocks) == {time.monotonic, time.time}


@pytest.mark.parametrize("shift", [-3650 * DAY, 3650 * DAY], ids=["ten years back", "ten years ahead"])
def test_a_vault_opens_and_locks_whatever_day_its_machine_believes_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shift: datetime.timedelta
) -> None:
    real = datetime.datetime

    class Jumped(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:  # type: ignore[override]
            return real.now(tz) + shift

    Vault.create(tmp_path / "vault", PASSPHRASE)[0].close()
    monkeypatch.setattr(lock, "datetime", SimpleNamespace(datetime=Jumped))
    with Vault.open(tmp_path / "vault", PASSPHRASE) as again:
        with pytest.raises(PerfleadError, match="in use by another perflead"):
            Vault.open(tmp_path / "vault", PASSPHRASE)
        again.catalog.insert({"n": 1})


def test_a_rater_whose_clock_is_ahead_is_refused_and_can_answer_when_it_is_right(vault: Vault, tmp_path: Path) -> None:
    review = Review(vault, tmp_path, closes_on=NOW + 10 * DAY)
    path = review.invitations[0]
    with pytest.raises(PerfleadError) as refused:
        AnswerSession.open(path, today=NOW + 11 * DAY)
    assert "date" in refused.value.hint
    assert AnswerSession.open(path, out=review.envelopes, today=NOW - 3650 * DAY).send().path


def test_retention_follows_the_closing_day_on_record_and_nothing_erases_by_itself(vault: Vault, tmp_path: Path) -> None:
    review = Review(vault, tmp_path)
    for path in review.of("peers"):
        review.answer(path)
    collect(vault, review.id, [review.envelopes])
    close(vault, review.id, today=TODAY)
    [status] = all_statuses(vault)
    assert status.erase_on == TODAY + 30 * DAY
    assert reminders(vault, TODAY - 3650 * DAY) == []  # a clock that went back reminds of nothing
    assert len(reminders(vault, TODAY + 30 * DAY)) == 1
    assert len(reminders(vault, TODAY + 36500 * DAY)) == 1
    [status] = all_statuses(vault)
    assert status.erased_on is None and status.envelopes == 4  # a clock that ran ahead has destroyed nothing
    erase(vault, review.id, TODAY - 100 * DAY)  # done on a day that, by this clock, was before the closing
    [status] = all_statuses(vault)
    assert status.erased_on == TODAY - 100 * DAY and reminders(vault, TODAY + 40 * DAY) == []
