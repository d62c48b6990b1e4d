"""The figures of a long run, gathered from all its processes and written where the guide's page reads them.

The run writes `tests/figures/faults.json` only if it was the whole long run of this folder: its command stands in it.
"""

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from perflead_tui import __version__

COUNTS: Counter[str] = Counter()
"""What this process has run: histories, operations, faults by kind, files changed in which way."""

COMMAND = "python -m pytest -m long tests/faults"
_TARGET = Path(__file__).parents[1] / "figures" / "faults.json"


class Gathering:
    """A plugin of pytest: adds up what the workers counted."""

    def __init__(self, config: pytest.Config) -> None:
        self._total: Counter[str] = Counter()
        self._config = config
        self._began = time.monotonic()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker of xdist has ended."""
        self._total.update(node.workeroutput.get("faults", {}))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A worker hands its counts over; the one who started them writes the sum."""
        output = getattr(self._config, "workeroutput", None)
        if output is not None:
            output["faults"] = dict(COUNTS)
            return
        self._total.update(COUNTS)
        if is_whole_run(self._config) and self._total:
            write(self._total, session.testsfailed, round(time.monotonic() - self._began))


def is_whole_run(config: pytest.Config) -> bool:
    """Whether this is the long run of this folder, and all of it."""
    named = [Path(arg).resolve() for arg in config.args]
    return config.option.markexpr == "long" and not config.option.keyword and named == [Path(__file__).parent]


def write(counts: Counter[str], failures: int, seconds: int) -> None:
    """Write the figures."""
    figures = {
        "title": "Faults: histories of operations cut off, refused and spoiled, and files of every format changed",
        "command": COMMAND,
        "version": __version__,
        "counts": {name: counts[name] for name in sorted(counts, key=_place)},
        "failures": failures,
        "seconds": seconds,
    }
    _TARGET.parent.mkdir(exist_ok=True)
    _TARGET.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _place(name: str) -> tuple[int, str]:
    first = ["histories", "operations", "power cuts between operations", "files changed"]
    return (first.index(name) if name in first else len(first), name)
