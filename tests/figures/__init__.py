"""What the long runs found, one JSON file a run: written by the run, kept in the repository, shown by the guide.

A file has `title`, `command`, `counts` (what was tried, by name), `failures` and `seconds`; no dates,
machines or paths.
"""

import json
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent


def record(
    name: str,
    title: str,
    command: str,
    counts: Mapping[str, int | float],
    *,
    failures: int,
    seconds: float,
    **more: object,
) -> None:
    """Write the figures of a run, and what `more` the run itself wants to read again, to `tests/figures/NAME.json`."""
    found = {
        "title": title,
        "command": command,
        "counts": dict(counts),
        "failures": failures,
        "seconds": round(seconds),
        **more,
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
