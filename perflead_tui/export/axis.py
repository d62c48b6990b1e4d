"""A mean as a picture on a fixed axis: one row of characters from the lowest to the highest answer."""

from dataclasses import dataclass

from perflead_tui.i18n import format_number
from perflead_tui.results.report import Mean
from perflead_tui.results.scores import Scale


@dataclass(frozen=True)
class Axis:
    """The axis of a scale; `unit` columns lie between two points."""

    scale: Scale
    unit: int

    @classmethod
    def fitting(cls, scale: Scale, width: int) -> "Axis":
        """The widest axis of at most `width` columns."""
        return cls(scale, max(2, (width - 1) // (scale.high - scale.low)))

    @property
    def width(self) -> int:
        """The columns of the whole axis."""
        return self.unit * (self.scale.high - self.scale.low) + 1

    def heading(self) -> str:
        """The numbers of the points, each above its column."""
        points = range(self.scale.low, self.scale.high + 1)
        return "".join(format_number(point).ljust(self.unit) for point in points)[: self.width]

    def row(self, mean: Mean | None, glyph: str) -> str:
        """`mean` at its place, with its interval; an empty axis without a mean."""
        row = [" "] * self.width
        for point in range(self.scale.low, self.scale.high + 1):
            row[(point - self.scale.low) * self.unit] = "┊"
        if mean is None:
            return "".join(row)
        if mean.low is not None and mean.high is not None:
            low, high = self._at(mean.low), self._at(mean.high)
            row[low : high + 1] = "─" * (high + 1 - low)
            row[low], row[high] = "├", "┤"
        row[self._at(mean.mean)] = glyph
        return "".join(row)

    def _at(self, value: float) -> int:
        share = (value - self.scale.low) / (self.scale.high - self.scale.low)
        return round(min(max(share, 0.0), 1.0) * (self.width - 1))
