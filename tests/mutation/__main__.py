"""Changes the source a little, many times over, and counts how often a test notices: `python -m tests.mutation [PART]`.

mutmut makes the changes ("mutants") in a copy of the repository and runs the tests that touch the changed function
until one fails. A mutant that no test notices is a survivor: `judged.json` has those that are equal in behaviour, each
with the reason; any other survivor is a gap in the tests, and the command fails.

It takes an hour or two on two cores. A part is a name of PARTS; without one all are run. With MUTANTS=FOLDER in the
environment the copies are kept there: a run that was stopped goes on, and one that ended tries its survivors again,
with the tests as they are now. (Delete FOLDER when the source has changed.) The score is written into
`tests/figures/mutation.json`.
Lines that are nothing but words for people are left out: `tests/test_catalogue.py` holds the words.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from mutmut.stats import status_by_exit_code  # type: ignore[import-untyped]

from tests.figures import FOLDER, record

TOP = Path(__file__).parents[2]
JUDGED = Path(__file__).with_name("judged.json")
COPIED = ("perflead_tui", "tests", "themes", "sample_data", "pyproject.toml", "README.md")
WORDS = [r"_\($", r"_\(\"", r"_\('", r"^\s*_\(", r"^\s*\"[^\"]*\",?$", r"raise \w+Error\("]
AIM = 90  # per cent
_NOTICED = ("killed", "timeout", "skipped")  # what mutmut says of mutants that did not survive


@dataclass(frozen=True)
class Part:
    """Modules, and the tests that are to notice a change in them: the quick ones."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    without: str = ""


PARTS = {
    "disclosure": Part(
        tuple(
            f"perflead_tui/results/{name}.py"
            for name in ("disclosure", "cells", "tally", "scores", "shares", "comments", "insight", "change")
        ),
        tuple(f"tests/results/test_{name}.py" for name in ("cells", "change", "insight", "report")),
        "loads_no_numpy",
    ),
    "sealing": Part(("perflead_tui/sealing/*.py",), ("tests/sealing",), "encrypted_under_a_passphrase or cut"),
    "journal": Part(
        tuple(f"perflead_tui/vault/{name}.py" for name in ("journal", "frame", "scan", "anchor")),
        tuple(f"tests/vault/test_{name}.py" for name in ("journal", "format", "scan", "full_disk", "told")),
        "flipped_bit_anywhere or cut_at_any_length",
    ),
}


def settings(part: Part) -> str:
    """What mutmut reads."""
    tests = [path for path in part.tests if (TOP / path).exists()]
    selection = json.dumps(["-n", "0", "-p", "no:cacheprovider", "-k", f"not ({part.without})"])
    return f"""
[tool.mutmut]
source_paths = ["perflead_tui"]
only_mutate = {json.dumps(part.modules)}
do_not_mutate_patterns = {json.dumps(WORDS)}
also_copy = ["themes", "sample_data", "README.md"]
pytest_add_cli_args = {selection}
pytest_add_cli_args_test_selection = {json.dumps(tests)}
use_git_change_detection = false
timeout_constant = 4.0
"""


def copy(part: Part, folder: Path) -> None:
    """The repository, with the settings of a part."""
    for name in COPIED:
        source = TOP / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder)
    _set(part, folder)


def _set(part: Part, folder: Path) -> None:
    written = (TOP / "pyproject.toml").read_text(encoding="utf-8")
    for place in (folder, folder / "mutants"):
        if place.is_dir():
            (place / "pyproject.toml").write_text(written + settings(part), encoding="utf-8")


def again(part: Part, folder: Path) -> None:
    """Make a kept copy ready: the tests of today, and survivors as if they had never been tried."""
    _set(part, folder)
    for place in (folder / "tests", folder / "mutants" / "tests"):
        shutil.copytree(TOP / "tests", place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (folder / "mutants").rglob("*.meta"):
        meta = json.loads(path.read_text(encoding="utf-8"))
        codes = meta["exit_code_by_key"]
        survived = [name for name, code in codes.items() if code is not None and not _noticed(code)]
        path.write_text(json.dumps({**meta, "exit_code_by_key": {**codes, **dict.fromkeys(survived)}}))


def _noticed(code: int) -> bool:
    return status_by_exit_code[code] in _NOTICED


def mutate(folder: Path) -> dict[str, str]:
    """What became of each mutant of a part: killed, survived, timeout, no tests and so on."""
    mutmut = Path(sys.executable).with_name("mutmut")
    with (folder / "log").open("w") as log:
        subprocess.run(
            [mutmut, "run", "--max-children", str(os.cpu_count() or 1)], cwd=folder, stdout=log, stderr=log, check=True
        )
    found: dict[str, str] = {}
    for meta in sorted((folder / "mutants").rglob("*.meta")):
        codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        found |= {name: status_by_exit_code[code] for name, code in codes.items()}
    return found


def differences(folder: Path, names: list[str]) -> dict[str, str]:
    """What was changed in each of these mutants, as a diff without its place."""
    mutmut = Path(sys.executable).with_name("mutmut")
    found = {}
    for name in names:
        told = subprocess.run([mutmut, "show", name], cwd=folder, capture_output=True, text=True, check=True).stdout
        lines = [line for line in told.splitlines() if re.match(r"[+-](?![+-])", line)]
        found[name] = "\n".join(lines)
    return found


def run(name: str) -> dict[str, int | float]:
    """The counts of one part; survivors that nobody judged are printed with what was changed."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="perflead-mutants-") as made:
        folder = _kept(made) / name
        if folder.exists():
            again(PARTS[name], folder)
        else:
            folder.mkdir(parents=True)
            copy(PARTS[name], folder)
        found = mutate(folder)
        survivors = [mutant for mutant, status in found.items() if status not in _NOTICED]
        changed = differences(folder, survivors)
    judged = json.loads(JUDGED.read_text(encoding="utf-8")) if JUDGED.exists() else {}
    unjudged = 0
    for mutant, change in changed.items():
        if judged.get(_function(mutant), {}).get(change) is None:
            unjudged += 1
            print(f"{mutant} {found[mutant]}\n{change}\n")
    made_in_all = sum(status != "skipped" for status in found.values())
    return {
        "mutants": made_in_all,
        "killed": made_in_all - len(survivors),
        "survivors judged": len(survivors) - unjudged,
        "survivors not judged": unjudged,
        "seconds": round(time.monotonic() - started),
    }


def _kept(otherwise: str = "") -> Path:
    """Where copies are kept, if they are."""
    return Path(os.environ.get("MUTANTS", otherwise))


def _function(mutant: str) -> str:
    """The function that a mutant is of: `perflead_tui.results.cells._merged`."""
    return re.sub(r"__mutmut_\d+$", "", mutant).replace("x_", "", 1)


def main() -> None:
    parts = sys.argv[1:] or list(PARTS)
    path = FOLDER / "mutation.json"
    counts = json.loads(path.read_text(encoding="utf-8"))["parts"] if path.exists() else {}
    for name in parts:
        earlier = counts.get(name, {}).get("seconds", 0) if (_kept() / name).exists() else 0
        counts[name] = run(name)
        counts[name]["seconds"] += earlier  # a kept copy goes on where it was left
        score = 100 * counts[name]["killed"] / counts[name]["mutants"]
        counts[name]["killed, per cent"] = round(score, 1)
        print(f"{name}: {counts[name]}")
    failures = sum(each["survivors not judged"] for each in counts.values())
    record(
        "mutation",
        "Small changes of the source that a test notices",
        "python -m tests.mutation",
        {f"{part}: {what}": n for part, each in counts.items() for what, n in each.items() if what != "seconds"},
        failures=failures,
        seconds=sum(each["seconds"] for each in counts.values()),
        parts=counts,
    )
    low = [name for name, each in counts.items() if each["killed, per cent"] < AIM]
    sys.exit(f"not judged: {failures}; below {AIM} %: {', '.join(low) or 'none'}" if failures or low else 0)


if __name__ == "__main__":
    main()
