"""What it costs a desk to grant 100 claims and to collect 100 envelopes on a local drop, and what the time goes into.

Run: python -m tests.benchmarks.desk [raters]. Prints a table; it measures, it never judges.
"""

import contextlib
import datetime
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from perflead_tui.exchange.drop import Drop, Entries
from perflead_tui.flows import grants, outbox
from perflead_tui.flows.deliver import deliver
from perflead_tui.flows.grants import Round, attend
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.setup import NewReview, new_review
from perflead_tui.questionnaire.loading import load
from perflead_tui.review.roster import parse_roster
from perflead_tui.review.terms import Blind
from perflead_tui.sealing.hpke import SealKey
from perflead_tui.vault.storage import EncryptedStorage
from perflead_tui.vault.vault import Vault

NOW = datetime.datetime(2030, 5, 1, tzinfo=datetime.UTC)
UNTIL, START = NOW + datetime.timedelta(days=1), NOW + datetime.timedelta(days=2)
PARTS = ("RSA", "HPKE", "vault", "drop", "rest")


class Meter:
    """Adds up the seconds that calls take, a call inside another one counting for itself."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._inner = [0.0]

    def wrap(self, part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **named: Any) -> Any:
            self._inner.append(0.0)
            start = time.perf_counter()
            try:
                return work(*args, **named)
            finally:
                whole = time.perf_counter() - start
                self.spent[part] += whole - self._inner.pop()  # type: ignore[assignment]
                self._inner[-1] += whole

        return timed


@contextlib.contextmanager
def measured(meter: Meter) -> Iterator[None]:
    """Every call of these is told to the meter."""
    watched: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
        ("RSA", grants, ("blind_sign",)),
        ("HPKE", SealKey, ("decrypt",)),
        ("vault", EncryptedStorage, ("commit",)),
        ("drop", Drop, ("get", "put", "remove")),
        ("drop", Entries, ("__next__",)),
    )
    before = [(owner, name, getattr(owner, name)) for _part, owner, names in watched for name in names]
    for part, owner, names in watched:
        for name in names:
            setattr(owner, name, meter.wrap(part, getattr(owner, name)))
    try:
        yield
    finally:
        for owner, name, work in before:
            setattr(owner, name, work)


def prepared(vault: Vault, folder: Path, raters: int) -> tuple[str, list[Path]]:
    """A blind review with so many peers, and their invitations."""
    questionnaire = load("performance-leadership")
    roster = "name,group\nJo,self\n" + "".join(f"p{n},peers\n" for n in range(raters))
    (folder / "drop").mkdir()
    wanted = NewReview(
        leader="Jo",
        questionnaire=questionnaire,
        roster=parse_roster(roster.encode(), "roster.csv", questionnaire),
        drop=str(folder / "drop"),
        blind=Blind(claims_until=UNTIL, answers_from=START),
    )
    review = new_review(vault, wanted).review
    return review, [path for path in invite(vault, review, folder / "in") if path.name.startswith("peers")]


def finish(path: Path) -> None:
    """What a rater does: accept and answer; it is held until its time comes."""
    session = AnswerSession.open(path)
    session.claim()
    session.fill({"ratings": dict.fromkeys(session.form.item_keys, 4), "comments": {"O1": "go on"}})
    session.send()


def one_round(name: str, vault: Vault, review: str) -> tuple[Round, float]:
    """One round of the desk; prints what it took."""
    meter = Meter()
    start = time.perf_counter()
    with measured(meter):
        done = attend(vault, review)
    whole = time.perf_counter() - start
    meter.spent["rest"] = whole - sum(meter.spent.values())  # type: ignore[assignment]
    print(f"{name:10}" + "".join(f"{meter.spent[part] * 1000:9.0f}" for part in PARTS) + f"{whole * 1000:9.0f}")
    return done, whole


def main(raters: int = 100) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        os.environ["PERFLEAD_STATE"] = str(folder / "state")
        vault, _recovery = Vault.create(folder / "vault", "a benchmark passphrase")
        with vault:
            outbox.now = lambda: NOW
            review, invitations = prepared(vault, folder, raters)
            start = time.perf_counter()
            for path in invitations:
                finish(path)
            rater = (time.perf_counter() - start) / raters
            print(f"{raters} raters, ms" + "".join(f"{part:>9}" for part in PARTS)[4:] + f"{'all':>9}")
            granted, first = one_round("grant", vault, review)
            outbox.now = lambda: START
            assert deliver().sent == granted.granted == raters
            taken, second = one_round("collect", vault, review)
            assert taken.taken == raters
    print(f"together {first + second:.2f} s; a rater's own machine accepts, answers and holds in {rater * 1000:.0f} ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
