"""What a desk's round costs beside 10 and beside 100,000 objects of history, on a folder and on S3.

Run: python -m tests.benchmarks.drop [history]. Prints a table; it measures, it never judges.

A round lists the envelopes, takes (reads and removes) 10 new ones, and lists again. The desk removes what it has taken,
so history is the grants that stay. The last columns show what a listing would cost if nothing were removed. S3 is
moto on loopback; its listing is answered in the time of one page, as a real store does.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from perflead_tui.exchange.drop import Drop, open_drop, random_name
from tests.exchange.drop.servers import REVIEW, serving

NEW = 10
ROUNDS = 7
DATA = os.urandom(4096)


def fill(base: Path, folder: str, count: int) -> None:
    """`count` old files."""
    path = base / REVIEW / folder
    path.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        os.close(os.open(path / f"{number:032x}", os.O_CREAT | os.O_WRONLY))


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def take(drop: Drop) -> None:
    """One round of the desk."""
    taken = 0
    for entry in drop.entries("envelopes"):
        assert drop.get(f"envelopes/{entry.name}", len(DATA)) is not None
        drop.remove(f"envelopes/{entry.name}")
        taken += 1
    assert taken == NEW
    assert not list(drop.entries("envelopes"))


def rounds(drop: Drop) -> float:
    """The median of some rounds, in milliseconds; putting the new envelopes is not counted."""
    times = []
    for _round in range(ROUNDS):
        for _envelope in range(NEW):
            drop.put(f"envelopes/{random_name()}", DATA)
        times.append(timed(lambda: take(drop)))
    return statistics.median(times) * 1000


def listing(drop: Drop, count: int) -> float:
    """A listing of `count` files that were never removed, in milliseconds."""

    def listed() -> None:
        assert sum(1 for _entry in drop.entries("grants")) == count

    return timed(listed) * 1000


def row(name: str, few: Drop, many: Drop, counts: tuple[int, int]) -> None:
    """Measure and print one kind of place."""
    times = [rounds(few), rounds(many), listing(few, counts[0]), listing(many, counts[1])]
    ratios = times[1] / times[0], times[3] / times[2]
    print(
        f"{name:8}{times[0]:12.1f}{times[1]:16.1f}{ratios[0]:8.2f}{times[2]:14.1f}{times[3]:16.1f}{ratios[1]:10.0f}",
        flush=True,
    )


def folders(base: Path, counts: tuple[int, int]) -> None:
    """A folder with little history and one with much."""
    drops = []
    for count in counts:
        place = base / str(count)
        place.mkdir()
        drops.append(open_drop(str(place), REVIEW))
        drops[-1].put("terms", b"the terms")
        fill(place, "grants", count)
    row("folder", *drops, counts)


def buckets(counts: tuple[int, int]) -> None:
    """The same on S3."""
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with serving("s3", *(f"history-{count}=grants:{count}" for count in counts)) as port:
        os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{port}"
        few, many = (open_drop(f"s3://history-{count}", REVIEW) for count in counts)
        row("S3", few, many, counts)


def main() -> None:
    """Print the table."""
    history = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    counts = 10, history
    print(f"{'':8}{f'round of {NEW} new, ms':>28}{'':8}{'listing what was never removed, ms':>38}")
    few, many = f"beside {counts[0]}", f"beside {history:,}"
    print(f"{'':8}{few:>12}{many:>16}{'ratio':>8}{few.replace('beside', 'of'):>14}{f'of {history:,}':>16}{'ratio':>10}")
    with tempfile.TemporaryDirectory() as base:
        folders(Path(base), counts)
    buckets(counts)


if __name__ == "__main__":
    main()
