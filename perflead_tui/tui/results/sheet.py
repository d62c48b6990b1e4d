"""A long page that is laid out only as far as it is seen, drawn line by line.

A page is a head that stays in sight and blocks below it. Blocks with a key can be pointed at and opened.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.visual import Visual

from perflead_tui.tui.content import EMPTY, TOLD, line
from perflead_tui.tui.widgets.scrollbar import LineBar, quick_lines

Rows = Callable[[int], Sequence[Content]]
"""Lays something out: a width in cells to rows, none wider."""

_GUTTER = 2  # cells at the left, for the bar that says where you are
_MARGIN = 1  # cells at the right, before the scroll bar
_AHEAD = 40  # rows that are laid out in one quiet moment after the first paint
_REMEMBERED = 24  # pages whose layout is kept, so that going back is quick
_WHEEL = 3  # rows by one turn of the wheel, or by an arrow where a block is taller than the screen


@dataclass(frozen=True, eq=False)
class Block:
    """Something that stands together. `size` (characters) guesses its height until it is laid out.

    A block whose key is `KEY/more` belongs to the block `KEY`: both are brought into sight together.
    """

    rows: Rows
    key: str = ""
    size: int = 60
    gap: Rows | None = None
    """What parts it from the next one."""


@dataclass(frozen=True, eq=False)
class Page:
    """What a sheet shows. Pages with one `key` are states of the same page: the place in it is kept."""

    key: str
    head: Rows
    blocks: Sequence[Block]

    @property
    def keys(self) -> list[str]:
        """The keys of the blocks that can be pointed at."""
        return [block.key for block in self.blocks if block.key]


class Layout:
    """The rows of a page at one width, made from the top as far as they are asked for."""

    def __init__(self, page: Page, width: int) -> None:
        self.width = width
        self.head = list(page.head(width))
        self.rows: list[Content] = []
        self.owners: list[str] = []
        """The key of the block that each row belongs to."""
        self._blocks = page.blocks
        self.strips: dict[tuple[int, str], Strip] = {}
        """Rows as they were drawn, by their number and mark; in other colours they are drawn anew."""
        self._made = 0
        self._left = sum(self._guess(block) for block in page.blocks)

    def _guess(self, block: Block) -> int:
        return block.size // max(self.width, 1) + 2

    @property
    def done(self) -> bool:
        """Whether every block is laid out."""
        return self._made == len(self._blocks)

    @property
    def height(self) -> int:
        """The number of rows below the head; a guess until all is laid out."""
        return len(self.rows) + (0 if self.done else self._left)

    def until(self, row: int) -> None:
        """Lay out as far as `row`."""
        while len(self.rows) <= row and not self.done:
            block = self._blocks[self._made]
            made, gap = block.rows(self.width), block.gap(self.width) if block.gap else ()
            self.rows += [*made, *gap]
            self.owners += [block.key] * len(made) + [""] * len(gap)
            self._left -= self._guess(block)
            self._made += 1

    def place(self, key: str) -> tuple[int, int]:
        """The first row of the block `key`, and the row after its last."""
        while key not in self.owners and not self.done:
            self.until(len(self.rows))
        if key not in self.owners:
            return 0, 0
        first = self.owners.index(key)
        return first, first + self.owners.count(key)


class Sheet(ScrollView, can_focus=True):
    """Shows a `page`; the block `at` has the bar.

    Anything on a page can tell more to the mouse: `content.stylize(told("Frontline: 3.6"))`, with `told` of
    `tui/content.py`. Pointing at it or clicking it posts `Told` with the words; leaving it posts `Told` with none.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup,shift+space", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("enter", "open", show=False),
        Binding("space", "open_or_turn", show=False),
    ]

    page: reactive[Page | None] = reactive(None, init=False)
    at: reactive[str] = reactive("", init=False)
    over: reactive[str] = reactive("", init=False)
    """The block under the mouse."""
    tells: reactive[str] = reactive("", init=False)
    """What is told about the place under the mouse."""

    class Opened(Message):
        """The block `key` was chosen; empty if the page has none to choose."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Moved(Message):
        """The bar has moved."""

    class Told(Message):
        """The mouse is over something that has more to tell; no words: over nothing of the kind."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._layout_now: Layout | None = None
        self._layouts: dict[tuple[Page, int], Layout] = {}

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scroll bar, made when it is first needed."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = LineBar()
            self.app._start_widget(self, self._vertical_scrollbar)  # as Textual makes it
        return self._vertical_scrollbar

    def held(self) -> str:
        """The block with the bar."""
        return self.at

    def hold(self, at: str) -> None:
        """The bar there again."""
        self.point_at(at)

    # What is shown

    def watch_page(self, old: Page | None, new: Page | None) -> None:
        """Lay the page out; another page starts at its top."""
        self._layout_now = None
        same = old is not None and new is not None and old.key == new.key
        keys = new.keys if new else []
        if not same or self.at not in keys:
            self.at = keys[0] if keys else ""
        if not same:
            self.over = self.tells = ""
            self._fit()
            self.scroll_to(y=0, animate=False, force=True)
        self._fit()
        if same and self.at:
            self._reveal()
        self.refresh()

    def watch_at(self) -> None:
        """Move the bar."""
        self.refresh()
        self.post_message(self.Moved())

    def watch_over(self) -> None:
        """Show what a click would open."""
        self.refresh()

    def watch_tells(self) -> None:
        """Say what is under the mouse."""
        self.post_message(self.Told(self.tells))

    def on_resize(self) -> None:
        """Lay out anew for the new width."""
        self._fit()
        if self.at:
            self._reveal()

    def notify_style_update(self) -> None:
        """Draw anew in other colours."""
        super().notify_style_update()
        for layout in self._layouts.values():
            layout.strips.clear()

    @property
    def layout_now(self) -> Layout | None:
        """The rows for the width there is now."""
        width = self.scrollable_content_region.width - _GUTTER - _MARGIN
        if self.page is None or width < 1:
            return None
        if self._layout_now is None or self._layout_now.width != width:
            self._layout_now = self._laid_out(self.page, width)
        return self._layout_now

    def _laid_out(self, page: Page, width: int) -> Layout:
        """The layout of a page that was shown before, as it was; else a new one. A few are remembered."""
        found = self._layouts.pop((page, width), None) or Layout(page, width)
        self._layouts[page, width] = found
        if len(self._layouts) > _REMEMBERED:
            del self._layouts[next(iter(self._layouts))]
        return found

    def prepare(self, page: Page) -> None:
        """Lay out as much of a page as will be in sight, before it is shown."""
        width = self.scrollable_content_region.width - _GUTTER - _MARGIN
        if width > 0:
            self._laid_out(page, width).until(self.size.height)

    def _fit(self) -> None:
        """Lay out what is in sight and tell the scroll bar; the rest follows when nothing else is to do."""
        layout = self.layout_now
        if layout is None:
            return
        layout.until(round(self.scroll_y) + self.size.height)
        self.virtual_size = Size(self.size.width, len(layout.head) + layout.height)
        if not layout.done:
            self.call_after_refresh(self._go_on, layout)

    def _go_on(self, layout: Layout) -> None:
        if layout is self._layout_now and not layout.done:
            layout.until(len(layout.rows) + _AHEAD)
            self._fit()

    # Drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of `crop`."""
        return quick_lines(self, crop)

    def render_line(self, y: int) -> Strip:
        """One row: of the head, or of the blocks as far as they are scrolled."""
        layout = self.layout_now
        width = self.size.width
        if layout is None:
            return Strip.blank(width, self.rich_style)
        if y < len(layout.head):
            return self._strip(-1 - y, "", layout.head[y])
        row = y - len(layout.head) + round(self.scroll_y)
        layout.until(row)
        if row >= len(layout.rows):
            return Strip.blank(width, self.rich_style)
        owner = layout.owners[row]
        mark = "" if not owner else "at" if owner == self.at else "over" if owner == self.over else ""
        return self._strip(row, mark, layout.rows[row])

    def _strip(self, row: int, mark: str, content: Content) -> Strip:
        strips = self._layout_now.strips if self._layout_now else {}
        found = strips.get((row, mark))
        if found is None:
            bar = {"at": line("▌", "$accent"), "over": line("▌", "$rule")}.get(mark, EMPTY)
            shown = bar.pad_right(_GUTTER - bar.cell_length) + content
            width = self.size.width
            shown = shown.truncate(width)
            found = Visual.to_strips(self, shown, width, 1, self.visual_style, pad=True)[0]
            strips[row, mark] = found
        return found

    # Moving

    def _room(self) -> int:
        layout = self.layout_now
        return self.size.height - (len(layout.head) if layout else 0)

    def _scroll(self, y: float) -> None:
        self.scroll_to(y=y, animate=False, force=True)

    def _reveal(self) -> None:
        """Bring the block with the bar and what belongs to it into sight: all of it if it fits, else its beginning."""
        layout = self.layout_now
        if layout is None or self.page is None:
            return
        first, end = layout.place(self.at)
        end = max([end, *(layout.place(key)[1] for key in self.page.keys if key.startswith(f"{self.at}/"))])
        self._fit()
        top, room = self.scroll_y, self._room()
        if end > top + room:
            top = end - room
        self._scroll(min(top, first))

    def action_move(self, by: int) -> None:
        """The block above or below; a block that is taller than the screen is scrolled through first."""
        layout, keys = self.layout_now, self.page.keys if self.page else []
        if layout is None or not keys:
            self._scroll(self.scroll_y + by)
            return
        first, end = layout.place(self.at)
        hidden = end - (self.scroll_y + self._room()) if by > 0 else self.scroll_y - first
        at = keys.index(self.at) + by
        if hidden > 0 or not 0 <= at < len(keys):
            self._scroll(self.scroll_y + by * _WHEEL)
            return
        self.at = keys[at]
        self._reveal()

    def action_turn(self, by: int) -> None:
        """A screen down or up; one row stays to go on from."""
        self._scroll(self.scroll_y + by * max(self._room() - 1, 1))

    def action_edge(self, to: int) -> None:
        """The first or the last."""
        layout, keys = self.layout_now, self.page.keys if self.page else []
        if layout is None:
            return
        if keys:
            self.at = keys[0 if to < 0 else -1]
            self._reveal()
        layout.until(layout.height if to > 0 else 0)
        self._fit()
        self._scroll(self.max_scroll_y if to > 0 else 0)

    def point_at(self, key: str) -> None:
        """Put the bar at the block `key` and bring it into sight."""
        if self.page is not None and key in self.page.keys:
            self.at = key
            self._reveal()

    # Choosing

    def action_open(self) -> None:
        """Choose the block with the bar."""
        self.post_message(self.Opened(self.at))

    def action_open_or_turn(self) -> None:
        """Choose where there is something to choose; else go on reading."""
        if self.at:
            self.action_open()
        else:
            self.action_turn(1)

    def _key_at(self, y: int) -> str:
        layout = self.layout_now
        row = y - len(layout.head) + round(self.scroll_y) if layout else -1
        if layout is None or y < len(layout.head) or row >= len(layout.owners):
            return ""
        return layout.owners[row]

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show what a click would open, and tell what there is to tell."""
        self.over = self._key_at(event.y)
        self.tells = event.style.meta.get(TOLD, "")

    def on_leave(self) -> None:
        """Nothing is under the mouse."""
        self.over = self.tells = ""

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked; tell what there is to tell."""
        self.tells = event.style.meta.get(TOLD, "")
        key = self._key_at(event.y)
        if key:
            self.at = key
            self.post_message(self.Opened(key))
