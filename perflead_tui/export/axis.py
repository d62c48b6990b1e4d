"""A mean as a picture on a fixed axis: one row of characters from the lowest to the highest answer."""

from dataclasses import dataclass

from perflead_tui.i18n import format_number
from perflead_tui.results.report import Mean


@dataclass(frozen=True)
class Axis:
    """The axis from `low` to `high`; `unit` columns lie between two points."""

    low: int
    high: int
    unit: int

    @classmethod
    def fitting(cls, low: int, high: int, width: int) -> "Axis":
        """The widest axis of at most `width` columns."""
        return cls(low, high, max(2, (width - 1) // (high - low)))

    @property
    def width(self) -> int:
        """The columns of the whole axis."""
        return self.unit * (self.high - self.low) + 1

    def heading(self) -> str:
        """The numbers of the points, each above its column."""
        points = range(self.low, self.high + 1)
        return "".join(format_number(point).ljust(self.unit) for point in points)[: self.width]

    def row(self, mean: Mean | None, glyph: str) -> str:
        """`mean` at its place, with its interval; an empty axis without a mean."""
        row = [" "] * self.width
        for point in range(self.low, self.high + 1):
            row[(point - self.low) * self.unit] = "┊"
        if mean is None:
            return "".join(row)
        if mean.low is not None and mean.high is not None:
            low, high = self._at(mean.low), self._at(mean.high)
            row[low : high + 1] = "─" * (high + 1 - low)
            row[low], row[high] = "├", "┤"
        row[self._at(mean.mean)] = glyph
        return "".join(row)

    def _at(self, value: float) -> int:
        share = (value - self.low) / (self.high - self.low)
        return round(min(max(share, 0.0), 1.0) * (self.width - 1))
