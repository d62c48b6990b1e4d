"""Long pages: laid out as far as they are seen, complete when they are read to the end."""

from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.content import Content

from perflead_tui.tui.content import line, wrapped
from perflead_tui.tui.results.sheet import Block, Layout, Page, Sheet

from ..tui.looking import screen_text


def page(count: int, length: int = 4000, *, keys: bool = False) -> tuple[Page, list[int]]:
    """A page of `count` blocks, and a list that grows by the number of each block that is laid out."""
    made: list[int] = []

    def block(n: int) -> Block:
        def rows(width: int) -> Sequence[Content]:
            made.append(n)
            return wrapped(f"block {n} " + "word " * (length // 5), width)

        return Block(rows, str(n) if keys else "", size=length)

    return Page("long", lambda _width: [line("the head")], [block(n) for n in range(count)]), made


class SheetApp(App[None]):
    """A sheet and nothing else."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def compose(self) -> ComposeResult:
        yield Sheet()

    def on_mount(self) -> None:
        self.query_one(Sheet).page = self._page


def test_a_layout_is_made_only_as_far_as_it_is_asked_for() -> None:
    shown, made = page(400)
    layout = Layout(shown, 76)
    layout.until(20)
    assert made == [0]
    assert layout.height > 400 * 4000 // 76


async def test_the_head_stays_in_sight_and_the_end_can_be_reached() -> None:
    shown, made = page(40)
    app = SheetApp(shown)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        await pilot.pause()
        rows = screen_text(app).splitlines()
        assert rows[0].strip() == "the head"
        assert "block 39" in screen_text(app) or made[-1] == 39
        assert rows[-1].strip()
        await pilot.press("home")
        assert "block 0 word" in screen_text(app)


async def test_space_reads_on_without_leaving_a_row_out() -> None:
    shown, _made = page(3, 3000)
    app = SheetApp(shown)
    async with app.run_test(size=(80, 24)) as pilot:
        before = screen_text(app).splitlines()
        await pilot.press("space")
        await pilot.pause()
        assert app.query_one(Sheet).scroll_y == 22
        assert screen_text(app).splitlines()[1] == before[-1]


async def test_a_block_taller_than_the_screen_is_read_before_the_next_one_is_reached() -> None:
    shown, _made = page(2, 4000, keys=True)
    app = SheetApp(shown)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down")
        sheet = app.query_one(Sheet)
        assert sheet.at == "0" and sheet.scroll_y == 3
        await pilot.press(*["down"] * 12)
        assert sheet.at == "1"


async def test_a_narrower_window_lays_out_anew_and_keeps_the_place() -> None:
    shown, _made = page(30, 100, keys=True)
    app = SheetApp(shown)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["down"] * 15)
        await pilot.resize_terminal(45, 20)
        await pilot.pause()
        assert "▌ block 15" in screen_text(app)
