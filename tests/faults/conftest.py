"""A disk in memory for the histories, and the figures of the long run."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.counting import Gathering

_MEMORY = Path("/dev/shm")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder for a disk that is written anew thousands of times: in memory where the system has such a place."""
    if not _MEMORY.is_dir():
        yield tmp_path
        return
    made = Path(tempfile.mkdtemp(prefix="perflead-", dir=_MEMORY))
    yield made
    shutil.rmtree(made)


def pytest_configure(config: pytest.Config) -> None:
    """Count what is run, in every process."""
    if not config.pluginmanager.has_plugin("faults"):
        config.pluginmanager.register(Gathering(config), "faults")
