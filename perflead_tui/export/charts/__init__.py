"""Pictures, made once with matplotlib for HTML and PDF alike, from the same chart data as the terminal's.

A picture is the same, byte for byte, for the same data, width and palette. Words in it are real text.
"""

from contextlib import nullcontext
from dataclasses import dataclass

from perflead_tui.export.chartdata import Chart, DotPlot, HeatMap, Radar, StackedBars
from perflead_tui.export.charts.bars import stacked_bars
from perflead_tui.export.charts.canvas import Canvas
from perflead_tui.export.charts.dots import dot_plot
from perflead_tui.export.charts.heat import heat_map
from perflead_tui.export.charts.radar import radar
from perflead_tui.export.colours import Palette, printed
from perflead_tui.i18n import speaking

WIDTH, NARROW = 152.0, 74.0
"""Millimetres: the measure of a page, and that of a telephone."""
_POINTS = 72 / 25.4


@dataclass(frozen=True)
class Picture:
    """A drawn picture: its size in points and its SVG elements, without the element around them."""

    width: float
    height: float
    body: str

    @property
    def box(self) -> str:
        """The `viewBox` of its SVG element."""
        return f"0 0 {self.width:.1f} {self.height:.1f}"


def picture(chart: Chart, *, palette: Palette, width: float = WIDTH) -> Picture:
    """`chart` as a picture of `width` millimetres, in the language that is shown.

    Raises PerfleadError if matplotlib is not installed.
    """
    canvas = _canvas(chart, round(width * _POINTS, 1))
    return Picture(canvas.width, round(canvas.height, 1), canvas.body(palette))


def svg(
    chart: Chart,
    *,
    palette: Palette | None = None,
    width: float = WIDTH,
    family: str = "DejaVu Sans, sans-serif",
    language: str | None = None,
) -> bytes:
    """`chart` as an SVG file of `width` millimetres, in a palette (without one: on white paper) and a language.

    `family` are the names of its fonts. Raises PerfleadError if matplotlib is not installed.
    """
    with speaking(language) if language else nullcontext():
        made = picture(chart, palette=palette or printed(), width=width)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{made.box}" width="{made.width:.1f}pt"'
        f' height="{made.height:.1f}pt" font-family="{family}">'
    )
    return f"{head}{made.body}</svg>\n".encode()


def _canvas(chart: Chart, width: float) -> Canvas:
    match chart:
        case DotPlot():
            return dot_plot(chart, width)
        case HeatMap():
            return heat_map(chart, width)
        case StackedBars():
            return stacked_bars(chart, width)
        case Radar():
            return radar(chart, width)
