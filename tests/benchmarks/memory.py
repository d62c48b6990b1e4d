"""How much memory screens take, beside a bare Textual app; and whether a desk grows with the history on its drop.

Run: python -m tests.benchmarks memory. Prints a table; it measures, it never judges.

Of each process all that it has in memory (RSS, Linux), some seconds after its first screen.
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.benchmarks.apps import BARE, HISTORY, LOADED, command, perflead, prepared, private, shown
from tests.benchmarks.figures import Aim, Figure

TITLE = "Memory"


def measure(quick: bool, missing: list[str]) -> list[Figure]:
    """Each screen beside hello world, then the desk beside itself."""
    if not Path("/proc/self/smaps_rollup").exists():
        missing.append("memory is counted on Linux only")
        return []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        invitation = prepared(folder / "few")
        many, few = folder / "many", folder / "short"
        prepared(many, HISTORY)
        prepared(few, 10)
        walk = folder / "walk"
        subprocess.run(command("large", walk), check=True, env=private(walk))  # what makes it is not measured
        sizes = {
            BARE: _taken(command("hello", folder), folder),
            LOADED: _taken(command("libraries", folder), folder),
            "the rater's form": _taken(perflead("answer", str(invitation)), folder, ("enter", "enter", "3", "4")),
            "the walk-through with 400 comments": _taken(command("walk", walk), walk, ("6", "right", "down", "7", "4")),
            "a desk with 10 names on the drop": _taken(command("desk", few), few),
            f"a desk with {HISTORY:,} names on the drop": _taken(command("desk", many), many),
        }
        shutil.rmtree(many)
    bare, loaded, *_rest, short, long = sizes.values()
    ours = list(sizes)[2:]
    rows = [Figure(title, "MB", sizes[title], BARE, bare, Aim(2.0)) for title in ours]
    rows += [Figure(title, "MB", sizes[title], LOADED, loaded) for title in ours]
    return [*rows, Figure(ours[-1], "MB", long, ours[-2], short, Aim(1.05))]


def _taken(arguments: list[str], folder: Path, keys: tuple[str, ...] = ()) -> float:
    """Megabytes of a program that shows its screen and was used for a moment."""
    with shown(arguments, folder) as (terminal, pid):
        for key in keys:
            terminal.press(key)
        terminal.quiet(1.0)
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.findall(r"^Rss:\s+(\d+) kB", text, re.MULTILINE)[0]) / 1024
