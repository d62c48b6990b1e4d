"""Everything hostile through every way out, counted: `python -m tests.hostile`. Writes tests/figures/hostile.json."""

import json
import sys
import time
from pathlib import Path

import pytest

from .corpus import LONG, NESTED, SCREENS, TERMINAL, TEXTS
from .test_commands import ALL, FILES, READING

HERE = Path(__file__).parent
FIGURES = HERE.parent / "figures" / "hostile.json"
_OTHERS = ("tui/test_hostile.py", "tui_results/test_hostile.py", "test_text.py")


class _Count:
    """How many tests passed, and how many did not."""

    def __init__(self) -> None:
        self.passed = self.failed = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.passed += report.when == "call" and report.passed
        self.failed += report.failed


def main() -> int:
    """Run the tests and write what was counted."""
    count, began = _Count(), time.monotonic()
    code = pytest.main(
        ["-n", "auto", "-q", "-m", "", str(HERE), *(str(HERE.parent / each) for each in _OTHERS)], plugins=[count]
    )
    counts = {
        "texts in the corpus": len(TEXTS) + len(SCREENS) + len(LONG) + len(NESTED),
        "kinds of what a terminal obeys": len(TERMINAL),
        "commands, each with every argument and option": len(ALL),
        "ways to read a hostile review or to write it": len(READING.splitlines()) + len(FILES.splitlines()) - 2,
        "tests": count.passed + count.failed,
    }
    figures = {
        "title": "Hostile text: one corpus through every field and every way out",
        "command": "python -m tests.hostile",
        "counts": counts,
        "failures": count.failed,
        "seconds": round(time.monotonic() - began),
    }
    FIGURES.parent.mkdir(exist_ok=True)
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
