"""perflead beside what people would use instead: every measurement, one command.

    python -m tests.benchmarks [NAME...] [--json FILE] [--quick]

Without a name all that make up the guide's page *performance* are run. `--json FILE` keeps the figures in a file, in
place of those in it that have the same names. It prints; it never judges.
"""

import argparse
import importlib
import os
from pathlib import Path

from tests.benchmarks.figures import Section, cpu_times, keep, machine, told

MEASURED = ("insert", "opening", "closing", "aggregation", "start", "paint", "keystroke", "memory")
TALKING = ("desk", "drop", "keys", "report", "serve")
"""Benchmarks with a table of their own, run one by one: python -m tests.benchmarks.NAME."""


def run(name: str, quick: bool) -> Section:
    """The figures of one benchmark."""
    module = importlib.import_module(f"tests.benchmarks.{name}")
    missing: list[str] = []
    before = cpu_times()
    figures = module.measure(quick, missing)
    stolen, ticks = (now - then for now, then in zip(cpu_times(), before, strict=True))
    return Section(name, module.TITLE, figures, missing, machine(stolen / ticks if ticks else 0.0))


def main() -> None:
    """Run what was asked for."""
    first, *rest = (__doc__ or "").split("\n\n")
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=first, epilog=rest[-1])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join((*MEASURED, *TALKING)))
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures in this file")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: to see that everything runs")
    asked = parser.parse_args()
    unknown = [name for name in asked.names if name not in (*MEASURED, *TALKING)]
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # programs are measured as they are once they have run before
    for name in asked.names or MEASURED:
        if name in TALKING:
            importlib.import_module(f"tests.benchmarks.{name}").main(*_DEFAULTS.get(name, ()))
            continue
        section = run(name, asked.quick)
        print(told(section), flush=True)
        if asked.json:
            keep(asked.json, [section], MEASURED)


_DEFAULTS = {"keys": (5,), "serve": (50, 1.0)}


if __name__ == "__main__":
    main()
