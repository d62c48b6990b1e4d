"""Makes the results of the sample reviews: `python -m tests.make_sample`.

Each goes its whole road in a vault of its own, on the answers in `sample_data`; what erasing would leave is written
beside them, with the SHA-256 of everything, so that a change of the answers without a new run is noticed.
"""

import datetime
import json
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from perflead_tui.flows.close import frozen_report
from perflead_tui.flows.demo import MADE, PARTS, REPORT, RESULTS, SAMPLE, made_list
from perflead_tui.flows.publish import publish
from perflead_tui.flows.records import Step
from perflead_tui.flows.road import Days, run_road
from perflead_tui.paths import sample_dir, temporary_state
from perflead_tui.results.report import Report
from perflead_tui.vault.vault import Vault

DAYS = {
    "review": Days(datetime.date(2026, 10, 19), datetime.date(2026, 11, 11), datetime.date(2026, 11, 13)),
    "earlier": Days(datetime.date(2025, 10, 20), datetime.date(2025, 11, 12), datetime.date(2025, 11, 14)),
    "agency": Days(datetime.date(2026, 9, 7), datetime.date(2026, 9, 25), datetime.date(2026, 9, 28)),
}


def run(part: str, out: Path | None = None) -> Report:
    """Run a sample review and return its report; with `out`, write there what is kept of it."""
    with tempfile.TemporaryDirectory(prefix="perflead-sample-") as name:
        folder = Path(name)
        with temporary_state(folder / "state"):
            vault, _recovery = Vault.create(folder / "vault", secrets.token_hex(16))
            with vault:
                review = run_road(vault, sample_dir() / SAMPLE / PARTS[part], folder, tell, DAYS[part])
                report, _terms = frozen_report(vault, review)
                if out is not None:
                    for path in publish(vault, review, out):
                        os.utime(path)  # published files carry no time; a wheel cannot hold that
                    (out / REPORT).write_text(report.to_json(), encoding="utf-8", newline="\n")
                return report


def tell(_step: Step) -> None:
    """Nothing: it is quick enough."""


def main() -> None:
    """Make the results of all sample reviews anew."""
    sample = sample_dir() / SAMPLE
    shutil.rmtree(sample / RESULTS, ignore_errors=True)
    for part in PARTS:
        run(part, sample / RESULTS / part)
        print(f"{part}: done")
    (sample / RESULTS / MADE).write_text(json.dumps(made_list(sample), indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
