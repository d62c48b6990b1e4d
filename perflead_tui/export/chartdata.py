"""Pictures as plain data: what the terminal draws in cells, and `export/charts.py` on paper.

Values are those of the report; where a value is missing, a picture shows that it is withheld and never a gap or a zero.
"""

from dataclasses import dataclass

from perflead_tui.export.profile import Role
from perflead_tui.results.report import Mean


@dataclass(frozen=True)
class ChartSeries:
    """Whose values these are: a name, the glyph that stands for it, and the name of its colour in a theme."""

    label: str
    glyph: str
    role: Role


@dataclass(frozen=True)
class DotRow:
    """One line of a dot plot: a mean for each series, None where too little was answered."""

    label: str
    values: tuple[Mean | None, ...]


@dataclass(frozen=True)
class DotPlot:
    """Means on the fixed axis of the scale, the interval of each as a line. The rows stand from top to bottom."""

    low: int
    high: int
    series: tuple[ChartSeries, ...]
    rows: tuple[DotRow, ...]


@dataclass(frozen=True)
class Square:
    """One square of a heat map: the number as it is said, and its tint, 0 to 2; None where nothing is shown."""

    words: str
    level: int | None


@dataclass(frozen=True)
class HeatRow:
    """One line of a heat map, a square for each column."""

    label: str
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class HeatMap:
    """Lines down, columns across, the number in every square. `tints` says what each tint stands for."""

    columns: tuple[ChartSeries, ...]
    rows: tuple[HeatRow, ...]
    tints: tuple[str, str, str]


@dataclass(frozen=True)
class StackedBar:
    """How one side divides the points: a part for each box, or None where it is not shown."""

    label: str
    parts: tuple[float, ...] | None


@dataclass(frozen=True)
class StackedBars:
    """Bars of equal length directly under one another. `total` is what a whole bar stands for."""

    total: int
    boxes: tuple[str, ...]
    bars: tuple[StackedBar, ...]


@dataclass(frozen=True)
class Radar:
    """The same as a dot plot without intervals, in a circle. Only on request: many readers misread it."""

    low: int
    high: int
    series: tuple[ChartSeries, ...]
    rows: tuple[DotRow, ...]


Chart = DotPlot | HeatMap | StackedBars | Radar
