"""The command line as a person uses it: arguments in, words and an exit code out."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from perflead_tui.cli import main
from tests.flows.conftest import ROSTER, quick_keys, quick_vaults  # noqa: F401 - autouse fixtures, by their names here

PASSPHRASE = "correct horse battery"


@dataclass
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def perflead(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run `perflead ARGS` in this process; the passphrase comes from a file named in the environment."""
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE + "\n")
    monkeypatch.setenv("PERFLEAD_PASSPHRASE_FILE", str(secret))
    monkeypatch.chdir(tmp_path)

    def run(*args: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["perflead", *map(str, args)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main.run()
        printed = capsys.readouterr()
        return Said(int(ended.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A roster of 13 people."""
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER)
    return path
