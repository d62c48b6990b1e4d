"""What one durable insert costs in files of 100 to 50,000 documents, beside a raw append and beside other stores.

Run: python -m tests.benchmarks insert. Prints a table; it measures, it never judges.
"""

import os
import tempfile
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from perflead_tui.vault.table import EncryptedDB
from perflead_tui.vault.vault import Vault
from tests.benchmarks import rivals
from tests.benchmarks.figures import Aim, Figure
from tests.benchmarks.timing import Work, interleaved

TITLE = "A durable insert"
SIZES = (100, 1_000, 10_000, 50_000)
_RAW = "a raw append and fdatasync"
_RAW_TWICE = "two raw appends, each with fdatasync"
_OURS = "perflead"


def document(number: int) -> dict[str, Any]:
    """About 400 bytes of JSON, as an accepted answer has."""
    return {"credential": f"{number:064x}", "cell": "peers", "ratings": {f"U{i}": (number + i) % 5 for i in range(37)}}


def filled(vault: Vault, size: int) -> EncryptedDB:
    """A review with `size` documents."""
    name = "".join("abcdefghij"[int(digit)] for digit in f"{size:016d}")
    review = vault.review(name, create=True)
    review.table("answers").insert_multiple(document(number) for number in range(size))
    return review


def frame_size(review: EncryptedDB) -> int:
    """How many bytes one insert adds to the file."""
    before = review.path.stat().st_size
    review.table("answers").insert(document(0))
    return review.path.stat().st_size - before


def measure(quick: bool, missing: list[str]) -> list[Figure]:
    """Flatness and the raw append, then each rival at each size."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        os.environ["PERFLEAD_STATE"] = str(folder / "state")
        vault, _recovery = Vault.create(folder / "vault", "a benchmark passphrase")
        with vault:
            reviews = {size: filled(vault, size) for size in SIZES}
            figures = _beside_raw(reviews, folder, 200 if quick else 2000)
            for size in SIZES:
                figures += _beside_rivals(reviews[size], size, folder, missing, quick)
    return figures


def _inserting(review: EncryptedDB) -> Work:
    numbers, table = count(), review.table("answers")
    return lambda: table.insert(document(next(numbers)))


def _beside_raw(reviews: dict[int, EncryptedDB], folder: Path, rounds: int) -> list[Figure]:
    frame = os.urandom(frame_size(reviews[SIZES[0]]))
    files = [os.open(folder / name, os.O_WRONLY | os.O_CREAT) for name in ("raw", "raw again")]
    flush = getattr(os, "fdatasync", os.fsync)

    def raw(fd: int) -> None:
        os.write(fd, frame)
        flush(fd)

    def twice() -> None:
        for fd in files:
            raw(fd)

    works: dict[str, Work] = {_RAW: partial(raw, files[0]), _RAW_TWICE: twice}
    works |= {f"{size:,}": _inserting(review) for size, review in reviews.items()}
    found = interleaved(works, rounds)
    for fd in files:
        os.close(fd)
    rows = [
        Figure(f"into {size:,} documents", "s", found[f"{size:,}"], _RAW, found[_RAW], Aim(3.0)) for size in reviews
    ]
    last, first = SIZES[-1], SIZES[0]
    rows.append(Figure(f"into {first:,} documents", "s", found[f"{first:,}"], _RAW_TWICE, found[_RAW_TWICE]))
    flat = Figure(
        f"into {last:,} documents", "s", found[f"{last:,}"], f"into {first:,} documents", found[f"{first:,}"], Aim(1.1)
    )
    return [*rows, flat]


def _beside_rivals(review: EncryptedDB, size: int, folder: Path, missing: list[str], quick: bool) -> list[Figure]:
    place = folder / f"rivals-{size}"
    place.mkdir()
    documents = [document(number) for number in range(size)]
    works: dict[str, Work] = {_OURS: _inserting(review)}
    for title, make in rivals.IN_PROCESS.items():
        try:
            insert = make(place, documents)
        except ImportError as error:
            missing.append(f"{title}: {error}")
            continue
        works[title] = partial(insert, document(0))
    slow = [title for title in works if title.startswith(("TinyDB", "tinydb"))]
    found = interleaved(works, 40 if quick else 200, slow, every=20 if size < 50_000 else 66)
    try:
        found[rivals.BETTER] = rivals.better_seconds(place, size, 3 if quick else 11)
    except (ImportError, RuntimeError, OSError) as error:
        missing.append(f"{rivals.BETTER}: {error}")
    aims = {"tinydb-encrypted-jsonstorage": Aim(1 / 1000)} if size == 10_000 else {}
    ours = found.pop(_OURS)
    what = f"into {size:,} documents"
    return [Figure(what, "s", ours, title, other, aims.get(title)) for title, other in found.items()]
