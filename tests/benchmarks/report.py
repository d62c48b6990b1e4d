"""How long a report takes in each format, and those of a whole programme as PDF.

Run: python -m tests.benchmarks.report [--quick]. Prints a table; it measures, it never judges.

One report is the sample's with everything beside it, the second one made in a process that is warm. The programme is
that report again and again, made as `perflead report --all --format pdf` makes them, in one process and in as many as
that takes; `--quick` makes 20 of them and not 200.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from perflead_tui.flows import report_all
from perflead_tui.flows.beside import material_of_file
from perflead_tui.flows.demo import RESULTS, SAMPLE
from perflead_tui.flows.report_all import Wanted
from perflead_tui.flows.reporting import FORMATS, Look, Subject, render
from perflead_tui.paths import sample_dir

LIMITS = {"html": 1.0, "pdf": 3.0}
"""Seconds that one report is meant to take at most."""
PROGRAMME, QUICK, MINUTE = 200, 20, 60.0


def subject() -> Subject:
    """The sample's report with everything beside it."""
    folder = sample_dir() / SAMPLE / RESULTS
    return Subject(material_of_file(*(folder / name / "report.json" for name in ("review", "earlier", "agency"))))


def once(found: Subject, kind: str) -> float:
    """Seconds for one report."""
    start = time.perf_counter()
    render(found, kind, Look("en"))
    return time.perf_counter() - start


def programme(found: Subject, count: int, folder: Path) -> float:
    """Seconds for so many reports as PDF, written into a folder."""
    wanted = Wanted("pdf", Look("en"), folder)
    review = found.material.report.review

    def tasks() -> Iterator[tuple[Path, Subject | str]]:
        for n in range(count):  # each about somebody else, so that nothing that is kept helps
            told = found.material.report.model_copy(update={"review": review.model_copy(update={"leader": f"Jo {n}"})})
            yield folder / f"{n}.pdf", Subject(replace(found.material, report=told))

    start = time.perf_counter()
    with report_all._maker(wanted, count) as make:
        for path, data in make(tasks()):
            assert isinstance(data, bytes)
            path.write_bytes(data)
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    found, count = subject(), QUICK if "--quick" in sys.argv else PROGRAMME
    print(f"{'one report':<24}{'first':>9}{'warm':>9}{'meant':>9}{'ratio':>9}")
    for kind in FORMATS:
        first, warm = once(found, kind), once(found, kind)
        limit = LIMITS.get(kind)
        told = f"{limit:8.1f}s{first / limit:9.2f}" if limit else ""
        print(f"{kind:<24}{first:8.2f}s{warm:8.2f}s{told}")
    print(f"\n{count} reports as PDF")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        took = programme(found, count, folder)
        told = took * PROGRAMME / count
        print(f"{'several processes':<24}{took:8.1f}s{'':>9}{MINUTE:8.1f}s{told / MINUTE:9.2f}")
        few = max(count // 10, 2)
        report_all._WORTH_WORKERS = few + 1
        alone = programme(found, few, folder) * count / few
        print(f"{'one process, reckoned':<24}{alone:8.1f}s{'':>18}{alone / took:9.2f} of it")


if __name__ == "__main__":
    main()
