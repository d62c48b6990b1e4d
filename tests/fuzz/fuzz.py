"""One target under atheris, in this process: `python -m tests.fuzz.fuzz TARGET FOLDER LIBFUZZER-OPTIONS...`.

Coverage is of our package and of the parsers in Python that it leans on. An input that breaks the target is written
into FOLDER, one for each place where it breaks, and fuzzing goes on; libFuzzer stops a hang and memory without end.
"""

import contextlib
import hashlib
import importlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import atheris

from perflead_tui.errors import PerfleadError

from .kept import HERE, SECONDS, corpus, place

_COVERED = ["perflead_tui", "tomllib", "tomlkit", "tarfile", "openpyxl", "yaml", "urllib.parse", "csv", "json"]


def warm_up(names: Iterable[str]) -> None:
    """Try what is kept for these targets, so that everything they need is imported, and is covered."""
    with atheris.instrument_imports(include=_COVERED):
        targets = importlib.import_module("tests.fuzz.targets").TARGETS
        for name in names:
            for path in corpus(name):
                with contextlib.suppress(Exception):  # a break is found again by the fuzzer
                    targets[name](path.read_bytes())


def fuzz_here(name: str, folder: str, options: list[str]) -> None:
    """Fuzz until libFuzzer ends the process."""
    from .mutate import mutated
    from .targets import TARGETS

    broken: set[str] = set()

    def run(data: bytes) -> None:
        how, began = "", time.process_time()
        try:
            TARGETS[name](data)
        except PerfleadError as error:
            str(error).encode("utf-8")
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            how = place(error)
        if time.process_time() - began > SECONDS:
            how = how or "slow"
        if how and how not in broken:
            broken.add(how)
            words = re.sub(r"\W+", "-", how)
            (Path(folder) / f"broken-{words}-{hashlib.sha256(data).hexdigest()[:12]}").write_bytes(data)

    def change(data: bytes, most: int, seed: int) -> bytes:
        return mutated(data, most, seed, atheris.Mutate)

    atheris.Setup([name, f"-artifact_prefix={folder}/", *options], run, custom_mutator=change)
    atheris.Fuzz()


def short(seconds: int, names: list[str]) -> int:
    """These targets, one after the other, for so many seconds each; 1 if something broke. Everything is imported once.

    Prints the target, the inputs that were tried, how the process ended, and what broke it and how.
    """
    warm_up(names)
    failed = False
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            seeds = [str(each) for each in (HERE / "seeds" / name, HERE / "found" / name) if each.is_dir()]
            child = os.fork()
            if not child:
                said = os.open(Path(folder) / "said", os.O_WRONLY | os.O_CREAT, 0o600)
                os.dup2(said, 1)
                os.dup2(said, 2)
                grown = Path(folder) / "grown"  # libFuzzer writes into the first folder that it is given
                grown.mkdir()
                fuzz_here(
                    name, folder, [f"-max_total_time={seconds}", "-max_len=4096", "-timeout=20", str(grown), *seeds]
                )
            ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            said_text = (Path(folder) / "said").read_text(errors="replace")
            done = re.search(r"^Done (\d+) runs", said_text, re.MULTILINE)
            broken = [(each.name, each.read_bytes()) for each in Path(folder).glob("*-*")]
            print(name, done[1] if done else said_text[-500:], ended, *broken, flush=True)
            failed = failed or bool(broken or ended or not done)
    return int(failed)


def main(arguments: list[str]) -> int:
    """One target; or `--short SECONDS TARGET...`."""
    if arguments[0] == "--short":
        return short(int(arguments[1]), arguments[2:])
    name, folder, *options = arguments
    warm_up([name])
    fuzz_here(name, folder, options)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
