"""How long a command takes from its start to its end, beside Python alone and beside the imports it cannot do without.

Run: python -m tests.benchmarks start. Prints a table; it measures, it never judges.

Each is a process of its own, started in turn. `answer` fills in and seals a whole review, `report` reads a report and
prints it as JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from itertools import count
from pathlib import Path

from perflead_tui.flows.demo import RESULTS, SAMPLE
from perflead_tui.flows.inviting import invite
from perflead_tui.paths import sample_dir
from perflead_tui.vault.vault import Vault
from tests.benchmarks.figures import Aim, Figure
from tests.benchmarks.opening import PASSPHRASE, made
from tests.benchmarks.timing import Work, interleaved

TITLE = "Commands"
_ALONE, _IMPORTS = "python -c pass", "importing pydantic and cryptography"
_RULES = "importing them and making the rules of terms"
_UNAVOIDABLE = """
import click
from pydantic import BaseModel, Field
from cryptography.hazmat.primitives.asymmetric import ed25519, mlkem, rsa, x25519
from cryptography.hazmat.primitives.ciphers import aead
from cryptography.hazmat.primitives import hpke
"""
_WITH_RULES = f"{_UNAVOIDABLE}\nfrom perflead_tui.review.terms import Terms\nTerms.model_rebuild(force=True)"


def measure(quick: bool, missing: list[str]) -> list[Figure]:
    """Each command beside both."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        os.environ["PERFLEAD_STATE"] = str(folder / "state")
        private = {f"PERFLEAD_{part.upper()}": str(folder / part) for part in ("state", "config", "home")}
        commands = _commands(folder, {**os.environ, **private})
        found = interleaved(commands, 3 if quick else 25)
    ours = [title for title in commands if title not in (_ALONE, _IMPORTS, _RULES)]
    rows = [Figure(title, "s", found[title], _IMPORTS, found[_IMPORTS], Aim(1.5)) for title in ours]
    rows += [Figure(title, "s", found[title], _RULES, found[_RULES]) for title in ours[2:]]  # --version reads no terms
    return [*rows, *(Figure(title, "s", found[title], _ALONE, found[_ALONE]) for title in ours)]


def _commands(folder: Path, environment: Mapping[str, str]) -> dict[str, Work]:
    invitation, answers = _invitation(folder)
    report = sample_dir() / SAMPLE / RESULTS / "review" / "report.json"
    numbers = count()

    def run(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)

    def perflead(*arguments: str) -> None:
        run("-c", "from perflead_tui.cli.main import run; run()", *arguments)

    def answer() -> None:
        out = folder / f"{next(numbers)}.envelope"
        perflead("answer", str(invitation), "--answers", str(answers), "--out", str(out))
        assert out.exists()

    return {
        _ALONE: partial(run, "-c", "pass"),
        _IMPORTS: partial(run, "-c", _UNAVOIDABLE),
        _RULES: partial(run, "-c", _WITH_RULES),
        "perflead --version": partial(perflead, "--version"),
        "perflead --help": partial(perflead, "--help"),
        "perflead answer --answers": answer,
        "perflead report --format json": partial(perflead, "report", str(report), "--format", "json"),
    }


def _invitation(folder: Path) -> tuple[Path, Path]:
    """An invitation, and answers to it."""
    vault, _recovery = Vault.create(folder / "vault", PASSPHRASE)
    with vault:
        review = made(vault)
        invitation = next(path for path in invite(vault, review, folder / "in") if path.name.startswith("peers"))
    answers = folder / "answers.json"
    answers.write_text(json.dumps({"ratings": {}, "comments": {"O1": "Keep asking us what slows the work down."}}))
    return invitation, answers
