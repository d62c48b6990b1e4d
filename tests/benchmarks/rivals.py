"""Other ways to keep documents on the disk, each as a function that inserts one and returns when it is safe there.

Each raises ImportError where its package is not installed (`pip install "perflead-tui[bench]"`).
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Insert = Callable[[dict[str, Any]], object]
Documents = Sequence[dict[str, Any]]


def json_storage(folder: Path, documents: Documents) -> Insert:
    """TinyDB's own storage: it writes the whole file again and calls fsync."""
    from tinydb import TinyDB

    database = TinyDB(folder / "plain.json")
    database.insert_multiple(documents)
    return database.insert


def caching(folder: Path, documents: Documents) -> Insert:
    """TinyDB's cache, told to write after each insert: nothing is on the disk before it does."""
    from tinydb import TinyDB
    from tinydb.middlewares import CachingMiddleware
    from tinydb.storages import JSONStorage

    database = TinyDB(folder / "cached.json", storage=CachingMiddleware(JSONStorage))
    database.insert_multiple(documents)

    def insert(document: dict[str, Any]) -> None:
        database.insert(document)
        database.storage.flush()

    return insert


def encrypted_json(folder: Path, documents: Documents) -> Insert:
    """tinydb-encrypted-jsonstorage: AES-CBC without authentication, the whole file at each insert."""
    from tinydb import TinyDB
    from tinydb_encrypted_jsonstorage import EncryptedJSONStorage

    database = TinyDB(encryption_key="a passphrase", path=str(folder / "sealed.json"), storage=EncryptedJSONStorage)
    database.insert_multiple(documents)
    return database.insert


def sqlcipher(folder: Path, documents: Documents, journal: str = "delete") -> Insert:
    """SQLCipher with one row a document; each commit is flushed (synchronous=FULL)."""
    import json

    import sqlcipher3

    connection = sqlcipher3.connect(str(folder / f"{journal}.db"), isolation_level=None)
    for statement in ("key='a passphrase'", f"journal_mode={journal}", "synchronous=full"):
        connection.execute(f"pragma {statement}").fetchall()
    connection.execute("create table documents (id integer primary key, json text)")

    def insert(document: dict[str, Any]) -> None:
        connection.execute("insert into documents (json) values (?)", (json.dumps(document),))

    connection.execute("begin")
    for each in documents:
        insert(each)
    connection.execute("commit")
    return insert


def sqlcipher_wal(folder: Path, documents: Documents) -> Insert:
    """SQLCipher with a write-ahead log, which is its fastest way that is durable."""
    return sqlcipher(folder, documents, "wal")


IN_PROCESS: dict[str, Callable[[Path, Documents], Insert]] = {
    "TinyDB JSONStorage": json_storage,
    "TinyDB CachingMiddleware with flush": caching,
    "tinydb-encrypted-jsonstorage": encrypted_json,
    "SQLCipher": sqlcipher,
    "SQLCipher with a write-ahead log": sqlcipher_wal,
}
BETTER = "BetterJSONStorage"


def better_seconds(folder: Path, size: int, rounds: int) -> float:
    """The median seconds of an insert through BetterJSONStorage that is on the disk, in a process of its own.

    Its thread never rests, so it would slow down whatever ran beside it. Raises ImportError or RuntimeError.
    """
    import BetterJSONStorage  # noqa: F401 - to say here that it is missing

    command = [sys.executable, "-m", "tests.benchmarks.rivals", str(folder / f"better-{size}"), str(size), str(rounds)]
    with open(folder / "better.err", "w+", encoding="utf-8") as errors:  # noqa: PTH123 - both ways
        try:  # where its thread dies, as it does with blosc2 from 3 on, closing waits for ever
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=errors, text=True, timeout=90, check=True)
        except subprocess.SubprocessError as error:
            errors.seek(0)
            raise RuntimeError((errors.read().strip().splitlines() or [str(error)])[-1][:200]) from None
    return float(done.stdout)


def _better(path: Path, size: int, rounds: int) -> None:
    """Print the median: each insert ends with closing and fsync, which alone say that it is on the disk."""
    import statistics

    from BetterJSONStorage import BetterJSONStorage
    from tinydb import TinyDB

    from tests.benchmarks.insert import document

    def opened() -> Any:
        return TinyDB(path, access_mode="r+", storage=BetterJSONStorage)

    with opened() as database:
        database.insert_multiple(document(number) for number in range(size))
    taken = []
    for number in range(rounds):
        database = opened()
        start = time.perf_counter()
        database.insert(document(number))
        database.close()
        with path.open("rb") as file:
            os.fsync(file.fileno())
        taken.append(time.perf_counter() - start)
    print(statistics.median(taken))


if __name__ == "__main__":
    _better(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
