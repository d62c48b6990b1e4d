"""Fuzz targets, each in a process of its own: `python -m tests.fuzz [TARGET...] [--seconds N] [--jobs N]`.

Prints a table and writes tests/figures/fuzz.json. What breaks a target is tried again without the fuzzer, because a
busy machine makes anything slow. If it still breaks, it is kept in tests/fuzz/found/, where tests try it from then on.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .kept import HERE
from .targets import TARGETS

FIGURES = HERE.parent / "figures" / "fuzz.json"
_TOP = HERE.parents[1]
_LONGEST = 16 * 1024  # bytes of an input; long ones are tried without the fuzzer
_RSS = 320  # MiB with the fuzzer's own; the limit of 200 is held when an input is tried again
_MOST_BROKEN = 25  # crashes of one target after which it is left alone


@dataclass
class Fuzzed:
    """What fuzzing one target did. `broken` says of each input that breaks it how."""

    target: str
    runs: int = 0
    covered: int = 0
    kept: int = 0
    seconds: float = 0.0
    unconfirmed: int = 0
    broken: dict[str, str] = field(default_factory=dict)


def fuzz(target: str, seconds: int) -> Fuzzed:
    """Fuzz one target for so many seconds, whatever happens in it."""
    found = Fuzzed(target)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        grown = Path(folder) / "corpus"
        grown.mkdir()
        _try_long(found)
        began = time.monotonic()
        while (left := int(seconds - (time.monotonic() - began))) > 0 and len(found.broken) < _MOST_BROKEN:
            said = _run(target, grown, Path(folder), left)
            found.runs += _last(r"^#(\d+)\s", said)
            found.covered = max(found.covered, _last(r"cov: (\d+)", said))
            artifacts = [path for path in Path(folder).iterdir() if path.is_file()]
            for path in artifacts:
                _confirm(found, path)
            if not re.search(r"^Done \d+ runs", said, re.MULTILINE) and not artifacts:
                found.broken["the fuzzer"] = said[-300:]
                break
        found.kept = sum(1 for _path in grown.iterdir())
    found.seconds = round(time.monotonic() - began, 1)
    return found


def _try_long(found: Fuzzed) -> None:
    """Inputs of a million characters, and deeply nested ones: too slow for a fuzzer, and soon tried."""
    asked = [sys.executable, "-m", "tests.fuzz.replay", "--long", found.target]
    tried = subprocess.run(asked, cwd=_TOP, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in tried.stdout.splitlines()]
    found.runs += len(lines)
    if tried.returncode not in (0, 1) or not lines:
        found.broken["long"] = tried.stderr[-500:]
    for each in lines:
        if not each["passed"]:
            found.broken[each["file"]] = f"{each['outcome']} {each['where']} {each['seconds']} s {each['mib']} MiB"


def _run(target: str, grown: Path, folder: Path, seconds: int) -> str:
    """One process of libFuzzer; what it said."""
    seeds = [str(path) for path in (HERE / "seeds" / target, HERE / "found" / target) if path.is_dir()]
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.fuzz", target, str(folder), str(grown), *seeds,
         f"-max_total_time={seconds}", "-timeout=20", "-len_control=50", f"-rss_limit_mb={_RSS}",
         f"-max_len={_LONGEST}"],
        cwd=_TOP, capture_output=True, text=True, errors="replace", timeout=20 * seconds + 600, check=False,
    )  # fmt: skip
    return done.stderr + done.stdout


def _confirm(found: Fuzzed, path: Path) -> None:
    """Try an input again, without the fuzzer; keep it if it still breaks the target in a way that is new."""
    data = path.read_bytes()
    asked = [sys.executable, "-m", "tests.fuzz.replay", found.target, str(path)]
    try:
        tried = subprocess.run(asked, cwd=_TOP, capture_output=True, text=True, timeout=60, check=False)
        result = (
            json.loads(tried.stdout.splitlines()[-1]) if tried.stdout else {"outcome": "died", "where": tried.stderr}
        )
    except subprocess.TimeoutExpired:
        result = {"outcome": "hang", "where": "more than 60 s"}
    path.unlink()
    if result.get("passed"):
        found.unconfirmed += 1
        return
    how = f"{result['outcome']} {result['where']} {result.get('seconds', '')} s {result.get('mib', '')} MiB"
    if any(_same(how, other) for other in found.broken.values()):
        return
    name = hashlib.sha256(data).hexdigest()[:12]
    found.broken[name] = how
    place = HERE / "found" / found.target / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def _same(one: str, other: str) -> bool:
    """Whether two breaks are of one kind, at one place."""
    return one.split(":")[0] == other.split(":")[0] and one.split()[:4] == other.split()[:4]


def _last(pattern: str, said: str) -> int:
    return int(next(reversed(re.findall(pattern, said, re.MULTILINE)), 0))


def main() -> int:
    """Everything, or the targets that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="for each target; 60 if not said")
    parser.add_argument("--jobs", type=int, default=2, help="targets at once; 2 if not said")
    given = parser.parse_args()
    if unknown := sorted(set(given.target) - set(TARGETS)):
        parser.error(f"no target {', '.join(unknown)}")
    with ThreadPoolExecutor(given.jobs) as pool:
        done = []
        print(f"{'target':18} {'runs':>9} {'places':>7} {'inputs':>7} {'seconds':>8}  broken")
        for each in pool.map(lambda name: fuzz(name, given.seconds), given.target or TARGETS):
            done.append(each)
            print(f"{each.target:18} {each.runs:9,} {each.covered:7,} {each.kept:7,} {each.seconds:8}", end="  ")
            print(len(each.broken), flush=True)
            for name, how in each.broken.items():
                print(f"    {name}  {how[:1500]}", flush=True)
    _write(done, given.seconds)
    return int(any(each.broken for each in done))


def _write(done: list[Fuzzed], each_seconds: int) -> None:
    """The figures of the last run of every target: those that were not run now stay as they are."""
    before = json.loads(FIGURES.read_text("utf-8"))["targets"] if FIGURES.exists() else {}
    told = {each.target: {**asdict(each), "broken": len(each.broken)} for each in done}
    rows = {name: found for name in TARGETS if (found := told.get(name) or before.get(name)) is not None}
    for row in rows.values():
        row.pop("target", None)
    counts = {
        "targets": len(rows),
        "inputs tried": sum(row["runs"] for row in rows.values()),
        "places reached": sum(row["covered"] for row in rows.values()),
        "inputs that reach something new": sum(row["kept"] for row in rows.values()),
        "too slow or too large beside the fuzzer, and not without it": sum(row["unconfirmed"] for row in rows.values()),
        "inputs that broke something once, and are tried in every test": sum(
            1 for path in (HERE / "found").rglob("*") if path.is_file()
        ),
    }
    figures = {
        "title": "Fuzzing: every parser that reads what others wrote",
        "command": f"python -m tests.fuzz --seconds {each_seconds}",
        "counts": counts,
        "failures": sum(row["broken"] for row in rows.values()),
        "seconds": round(sum(row["seconds"] for row in rows.values())),
        "targets": rows,
    }
    FIGURES.parent.mkdir(exist_ok=True)
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
