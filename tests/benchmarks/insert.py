"""What one durable insert costs in reviews of 100 to 50,000 documents, beside a raw append and fsync.

Run: python -m tests.benchmarks.insert [rounds]. Prints a table; it measures, it never judges.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from perflead_tui.vault import EncryptedDB, Vault

SIZES = (100, 1_000, 10_000, 50_000)


def document(number: int) -> dict[str, object]:
    """About 400 bytes of JSON, as an accepted answer has."""
    return {"credential": f"{number:064x}", "cell": "peers", "ratings": {f"U{i}": (number + i) % 5 for i in range(37)}}


def filled(vault: Vault, size: int) -> EncryptedDB:
    """A review with `size` documents."""
    name = "".join("abcdefghij"[int(digit)] for digit in f"{size:016d}")
    review = vault.review(name, create=True)
    review.table("answers").insert_multiple(document(number) for number in range(size))
    return review


def measure(rounds: int, works: list[Callable[[int], object]]) -> list[float]:
    """The median of `rounds` calls of each, in microseconds; in turn, so that a busy machine is unfair to none."""
    taken: list[list[float]] = [[] for _work in works]
    for number in range(rounds):
        for work, times in zip(works, taken, strict=True):
            start = time.perf_counter()
            work(number)
            times.append(time.perf_counter() - start)
    return [statistics.median(times) * 1e6 for times in taken]


def main(rounds: int = 1000) -> None:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        os.environ["PERFLEAD_STATE"] = str(folder / "state")
        vault, _recovery = Vault.create(folder / "vault", "a benchmark passphrase")
        tables = [filled(vault, size).table("answers") for size in SIZES]
        for table in tables:
            table.insert(document(0))  # the first insert after opening looks for the highest id
        frame = os.urandom(600)  # as large as a frame that holds such a document
        fd = os.open(folder / "raw", os.O_WRONLY | os.O_CREAT)
        flush = getattr(os, "fdatasync", os.fsync)
        works = [lambda number, table=table: table.insert(document(number)) for table in tables]
        raw, *costs = measure(rounds, [lambda _number: (os.write(fd, frame), flush(fd)), *works])
        os.close(fd)
        vault.close()
    print(f"{'documents':>10} {'insert':>10} {'beside 100':>11} {'beside raw append + fsync':>26}")
    print(f"{'raw':>10} {raw:>8.0f}us")
    for size, cost in zip(SIZES, costs, strict=True):
        print(f"{size:>10,} {cost:>8.0f}us {cost / costs[0]:>10.2f}x {cost / raw:>25.2f}x")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
