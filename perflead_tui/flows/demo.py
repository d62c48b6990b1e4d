"""The demo: the sample review with what stands beside it, in a temporary vault that is gone afterwards.

The three sample reviews (the one shown, an earlier one of the same leader, one on the agency) went their whole road
once, by `python -m tests.make_sample`. What erasing leaves of them travels with the package: signed terms, board and
report. `made.json` holds the SHA-256 of these files and of the sample answers that they were made from.
"""

import hashlib
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.board import LIMIT as BOARD_LIMIT
from perflead_tui.exchange.signed_terms import LIMIT as TERMS_LIMIT
from perflead_tui.files import parse_json, read_limited
from perflead_tui.flows.adopt import adopt, checked
from perflead_tui.flows.beside import LIMIT as REPORT_LIMIT
from perflead_tui.flows.beside import material_beside
from perflead_tui.flows.records import Step
from perflead_tui.i18n import _
from perflead_tui.paths import sample_dir, temporary_state
from perflead_tui.vault.keys import Argon2Cost
from perflead_tui.vault.vault import Vault

SAMPLE = "public-works"
PARTS = {"review": "", "earlier": "earlier", "agency": "agency"}
"""The sample reviews, and the folder of each within the sample."""
RESULTS, MADE = "results", "made.json"
TERMS, BOARD, REPORT = "terms.json", "board.json", "report.json"
SCHEMA = "perflead.sample-results/1"

# The vault's passphrase is random, forgotten at once and as strong as the key itself: nobody guesses at it.
_CHEAP = Argon2Cost(memory_kib=8, passes=1, lanes=1)


@dataclass(frozen=True)
class Demo:
    """The open vault, the review that is shown, and what stands beside it (see `Debrief.of_review`)."""

    vault: Vault
    review: str
    beside: dict[str, Any]


def _ignore(_step: Step) -> None:
    """No one watches."""


@contextmanager
def demo(on_step: Callable[[Step], None] = _ignore, *, live: bool = False) -> Iterator[Demo]:
    """The demo's vault for as long as this lasts. `live` runs the whole road of the sample review first.

    Nothing is written outside a temporary folder. Raises PerfleadError if the sample data was changed.
    """
    sample = sample_dir() / SAMPLE
    require_unchanged(sample)
    with tempfile.TemporaryDirectory(prefix="perflead-demo-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with temporary_state(folder / "state"):
            vault, _recovery = Vault.create(folder / "vault", secrets.token_hex(16), cost=_CHEAP)
            with vault:
                adopt(vault, *kept(sample, "earlier"))
                review = _live(vault, sample, folder, on_step) if live else adopt(vault, *kept(sample, "review"))
                signed, agency = checked(*kept(sample, "agency"))
                beside = {"agency": agency, "agency_questionnaire": signed.terms.questionnaire}
                yield Demo(vault, review, {**material_beside(vault, review), **beside})


def kept(sample: Path, part: str) -> tuple[dict[str, Any], str, bytes, str]:
    """What is kept of a sample review: its terms, their signature, its board, its report."""
    folder = sample / RESULTS / part
    signed = parse_json(read_limited(folder / TERMS, TERMS_LIMIT, _("the terms of a review")), TERMS, _("terms"))
    board = read_limited(folder / BOARD, BOARD_LIMIT, _("a board"))
    report = read_limited(folder / REPORT, REPORT_LIMIT, _("a report"))
    return signed.get("terms", {}), str(signed.get("signature")), board, report.decode(errors="replace")


def require_unchanged(sample: Path) -> None:
    """Raise PerfleadError if a file of the sample is not the one that its results were made from or with."""
    data = read_limited(sample / RESULTS / MADE, REPORT_LIMIT, _("a list of files"))
    if parse_json(data, MADE, _("a list of files")) != made_list(sample):
        raise PerfleadError(
            _("The sample data was changed since its results were made."),
            _("Install perflead again. After a change on purpose: python -m tests.make_sample."),
        )


def made_list(sample: Path) -> dict[str, Any]:
    """The SHA-256 of every data file of the sample, by its path in it; line ends count as LF."""
    files = sorted(path for kind in ("*.json", "*.csv") for path in sample.rglob(kind))
    return {
        "schema": SCHEMA,
        "files": {
            path.relative_to(sample).as_posix(): hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
            for path in files
            if path != sample / RESULTS / MADE
        },
    }


def _live(vault: Vault, sample: Path, folder: Path, on_step: Callable[[Step], None]) -> str:
    from perflead_tui.flows.road import Days, run_road  # here: most demos never walk it

    return run_road(vault, sample, folder, on_step, Days.now())
