"""Textual's scroll bar, kept line by line.

Textual draws all of it anew at every paint, which takes longer than the page beside it.
"""

from rich.style import Style
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget


def quick_lines(widget: Widget, crop: Region) -> list[Strip]:
    """What `Widget.render_lines` returns, for a widget without border, padding, tint and opacity that keeps its lines.

    Textual looks all of these up again for every line.
    """
    background, filters = widget.background_colors[1], widget.get_line_filters()
    lines = []
    for y in crop.line_range:
        strip = widget.render_line(y)
        for each in filters:
            strip = strip.apply_filter(each, background)  # Textual keeps it with the line
        lines.append(strip)
    whole = crop.column_span == (0, widget.size.width)
    return lines if whole else [strip.crop(*crop.column_span) for strip in lines]


class LineBar(ScrollBar):
    """It looks and works as Textual's own."""

    def __init__(self) -> None:
        super().__init__(vertical=True, name="vertical")
        self._drawn: dict[tuple[object, ...], list[Strip]] = {}

    def notify_style_update(self) -> None:
        """Draw anew in other colours."""
        super().notify_style_update()
        self._drawn.clear()

    virtual_size = Reactive(Size(0, 0), layout=False)  # nothing is inside; see Way

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of `crop`."""
        return quick_lines(self, crop)

    def render_line(self, y: int) -> Strip:
        """One cell of the bar."""
        place = (self.size.height, self.window_virtual_size, self.window_size, self.position)
        state = (*place, self.mouse_over, bool(self.grabbed))
        if state not in self._drawn:
            self._drawn = {state: self._cells()}
        cells = self._drawn[state]
        return cells[y] if y < len(cells) else Strip.blank(self.size.width)

    def _cells(self) -> list[Strip]:
        """What Textual draws, from the top."""
        bar = self.render()
        style = bar.style if isinstance(bar, ScrollBarRender) else None
        if not isinstance(bar, ScrollBarRender) or not isinstance(style, Style) or not style.color or not style.bgcolor:
            return []
        cells = bar.render_bar(
            size=self.size.height,
            virtual_size=bar.virtual_size,
            window_size=bar.window_size,
            position=bar.position,
            vertical=True,
            back_color=style.bgcolor,
            bar_color=style.color,
        )
        return [Strip([cell], 1) for cell in cells.segments]
