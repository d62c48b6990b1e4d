"""Inputs again, without a fuzzer: `python -m tests.fuzz.replay [--long] [TARGET [FILE...]]`.

Without a file everything that is kept, and with --long the seeds with very much in them. Says of each what came of it,
in seconds of this process's own time and in MiB that it had at most. An input passes if it is read or refused
(PerfleadError), in at most SECONDS, with at most MIB.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from perflead_tui.errors import PerfleadError

from .kept import MIB, SECONDS, corpus, place
from .mutate import long_ones
from .targets import TARGETS

Outcome = Literal["read", "refused", "crash", "slow", "large"]


@dataclass(frozen=True)
class Result:
    """What came of one input. `where` is the innermost place in the package, for a crash."""

    target: str
    file: str
    outcome: Outcome
    seconds: float
    mib: int
    where: str = ""

    @property
    def passed(self) -> bool:
        """Whether it is as it should be."""
        return self.outcome in ("read", "refused")


def replay(target: str, path: Path) -> Result:
    """Hand the file to the target."""
    return tried(target, path.read_bytes(), str(path))


def tried(target: str, data: bytes, name: str) -> Result:
    """Hand these bytes to the target."""
    outcome: Outcome = "read"
    where = ""
    _forget_peak()
    began = time.process_time()
    try:
        TARGETS[target](data)
    except PerfleadError as error:
        outcome = "refused"
        str(error).encode()
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        outcome, where = "crash", f"{place(error)}: {str(error)[:80]!r}"
    seconds, mib = time.process_time() - began, _peak()
    if outcome != "crash":
        outcome = "slow" if seconds > SECONDS else "large" if mib > MIB else outcome
    return Result(target, name, outcome, round(seconds, 3), mib, where)


def warm(target: str) -> None:
    """Let the target import what it needs: that is no input's time."""
    for path in list(corpus(target))[:2]:
        replay(target, path)


def results(target: str, paths: Iterable[Path]) -> Iterator[Result]:
    """The result of each file."""
    warm(target)
    for path in paths:
        yield replay(target, path)


def long_results(target: str) -> Iterator[Result]:
    """The result of the first seed of a target with very much in it."""
    warm(target)
    for path in list(corpus(target))[:1]:
        for at, data in enumerate(long_ones(path.read_bytes())):
            yield tried(target, data, f"{path.name} with much, {at}")


def _forget_peak() -> None:
    """Let the peak of this process's memory count from now, where the system can do that."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def _peak() -> int:
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if os.uname().sysname == "Linux" else 1024**2)


def main(arguments: list[str]) -> int:
    """One line of JSON for each input; 1 if one did not pass."""
    long = arguments[:1] == ["--long"]
    target, *files = arguments[long:] or [""]
    failed = False
    for each in [target] if target else TARGETS:
        found = long_results(each) if long else results(each, map(Path, files) if files else corpus(each))
        for result in found:
            failed = failed or not result.passed
            print(json.dumps({**asdict(result), "passed": result.passed}), flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
