"""What a benchmark found: figures with what they are held beside, as a table and as JSON."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from perflead_tui.files import write_atomic

_SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}


@dataclass(frozen=True)
class Aim:
    """What a figure is meant to be at most: its ratio to what stands beside it, or the figure itself."""

    most: float
    of: Literal["ratio", "figure"] = "ratio"


@dataclass(frozen=True)
class Figure:
    """One row. `value` and `other` are in `unit` (us, ms, s or MB); without `other` there is no ratio."""

    what: str
    unit: str
    value: float
    beside: str = ""
    other: float | None = None
    aim: Aim | None = None

    @property
    def ratio(self) -> float | None:
        """How many times as much as what stands beside it."""
        return self.value / self.other if self.other else None

    @property
    def met(self) -> bool | None:
        """Whether it is what it is meant to be; None if nothing is meant."""
        if self.aim is None:
            return None
        found = self.value if self.aim.of == "figure" else self.ratio
        return found is not None and found <= self.aim.most


@dataclass(frozen=True)
class Section:
    """The figures of one run of one benchmark, on which machine, and what could not be measured there."""

    name: str
    title: str
    figures: Sequence[Figure]
    missing: Sequence[str] = ()
    machine: dict[str, Any] = field(default_factory=dict)


def amount(value: float, unit: str) -> str:
    """A figure with its unit, to three digits: `1.24 ms`."""
    if unit in _SECONDS:
        seconds = value * _SECONDS[unit]
        unit = "s" if seconds >= 1 else "ms" if seconds >= 1e-3 else "us"
        value = seconds / _SECONDS[unit]
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:.{digits}f} {unit}"


def times(ratio: float | None) -> str:
    """A ratio: `2.41`, and `1/1,950` where it is small."""
    if ratio is None:
        return ""
    return f"1/{1 / ratio:,.0f}" if ratio < 0.1 else f"{ratio:.2f}"


def meant(figure: Figure) -> str:
    """The aim in as few characters: `2`, `1/1,000`, `16 ms`."""
    if figure.aim is None:
        return ""
    if figure.aim.of == "figure":
        number, unit = amount(figure.aim.most, figure.unit).split()
        return f"{float(number):g} {unit}"
    return f"{figure.aim.most:g}" if figure.aim.most >= 0.1 else times(figure.aim.most)


def told(section: Section) -> str:
    """The section as a table for a terminal."""
    lines = [section.title, f"{'':54}{'measured':>10} {'beside':>10} {'ratio':>8} {'aim':>8}"]
    for each in section.figures:
        other = "" if each.other is None else amount(each.other, each.unit)
        mark = {None: "", True: " ok", False: " MISSED"}[each.met]
        row = f"  {each.what[:52]:52}{amount(each.value, each.unit):>10} {other:>10} {times(each.ratio):>8}"
        lines.append(f"{row} {meant(each):>8}{mark}" + (f"   beside {each.beside}" if each.beside else ""))
    return "\n".join([*lines, *(f"  not measured: {why}" for why in section.missing), ""])


def machine(stolen: float) -> dict[str, Any]:
    """Where the figures were taken. `stolen` is the share of time that the host of a virtual machine took away."""
    return {
        "system": platform.system(),
        "python": platform.python_version(),
        "cores": os.cpu_count() or 0,
        "stolen": round(stolen, 3),
    }


def cpu_times() -> tuple[float, float]:
    """Ticks of all cores that the host took away, and all ticks, since the start; zeros where nobody counts."""
    try:
        ticks = [float(each) for each in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    except OSError:
        return 0.0, 0.0
    return ticks[7], sum(ticks)


def read(path: Path) -> list[Section]:
    """The sections in a file that `keep` wrote; none if there is no file."""
    if not path.exists():
        return []
    found = json.loads(path.read_text(encoding="utf-8"))["sections"]
    return [Section(**{**each, "figures": [_figure(row) for row in each["figures"]]}) for each in found]


def keep(path: Path, sections: Sequence[Section], order: Sequence[str]) -> None:
    """Write the sections to a file, in place of those in it that have their names; `order` is that of all names."""
    kept = {each.name: each for each in (*read(path), *sections)}
    rows = [asdict(kept[name]) for name in order if name in kept]
    text = json.dumps({"sections": rows}, indent=1, ensure_ascii=False) + "\n"
    write_atomic(path, text.encode())


def _figure(row: dict[str, Any]) -> Figure:
    return Figure(**{**row, "aim": Aim(**row["aim"]) if row["aim"] else None})
