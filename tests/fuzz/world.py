"""The world that the targets live in: keys and terms of reviews that never were (made by make.py), and a folder."""

import atexit
import json
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def world() -> dict[str, Any]:
    """`world.json`."""
    found: dict[str, Any] = json.loads((HERE / "world.json").read_text("utf-8"))
    return found


@cache
def folder() -> Path:
    """A folder of this process, in memory where there is such a place: every input that must be a file is one here."""
    memory = Path("/dev/shm")
    made = Path(tempfile.mkdtemp(prefix="perflead-fuzz-", dir=memory if os.access(memory, os.W_OK) else None))
    maker = os.getpid()
    atexit.register(lambda: shutil.rmtree(made, ignore_errors=True) if os.getpid() == maker else None)
    for name in ("HOME", "PERFLEAD_HOME", "PERFLEAD_STATE", "PERFLEAD_CONFIG"):
        (made / name).mkdir()
        os.environ[name] = str(made / name)
    return made


def file(data: bytes, name: str) -> Path:
    """`data` as a file."""
    path = folder() / name
    path.write_bytes(data)
    return path


def as_object(data: bytes) -> dict[str, Any] | None:
    """The JSON object in an input whose outer layer is made around it; None if it is none, which is not our case."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def text(data: bytes) -> str:
    """An input as text, with what is no UTF-8 as lone surrogates: what a terminal may hand to Python."""
    return data.decode("utf-8", "surrogateescape")
