"""Inputs that are kept, and how one breaks a target."""

import traceback
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
SECONDS, MIB = 1.0, 200
"""What an input may take: of this process's own time, and of memory, all of the process."""


def corpus(target: str) -> Iterator[Path]:
    """The seeds of a target, and what fuzzing found in it earlier."""
    for kind in ("seeds", "found"):
        yield from sorted((HERE / kind / target).glob("*"))


def place(error: BaseException) -> str:
    """What was raised, and where innermost in our package."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if "perflead_tui" in each.filename]
    where = f" in {Path(frames[-1].filename).name}:{frames[-1].name}" if frames else ""
    return f"{type(error).__name__}{where}"
