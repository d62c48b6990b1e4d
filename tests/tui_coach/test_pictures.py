"""Heat map, two-axis plot, self beside others: from numbers to rows, without an app."""

from collections.abc import Sequence

import pytest
from textual.color import Color
from textual.content import Content

from perflead_tui.themes import load_themes
from perflead_tui.tui.content import TOLD
from perflead_tui.tui.pictures.beside import LINK, Pair, pair_plot
from perflead_tui.tui.pictures.canvas import Canvas
from perflead_tui.tui.pictures.heat import EDGES, TINTS, Head, Line, Shape, Square, heat_heads, heat_line, tint_sample
from perflead_tui.tui.pictures.plot import Axis, Point, two_axis_plot
from perflead_tui.tui.results.dots import Axis as Scale
from perflead_tui.tui.results.dots import Dot, Interval
from tests.hostile.corpus import SCREENS
from tests.hostile.terminal import visible_only
from tests.tui.seeing import contrast

WIDTHS = (45, 76, 96, 116, 156)


def text(rows: Sequence[Content]) -> str:
    """The rows without any style: what is left where there are no colours."""
    return "\n".join(row.plain for row in rows)


def told(rows: Sequence[Content]) -> list[tuple[str, str]]:
    """What a pointer is told, and of which characters."""
    found = []
    for row in rows:
        for span in row.spans:
            words = getattr(span.style, "meta", {}).get(TOLD)
            if words:
                found.append((row.plain[span.start : span.end], words))
    return found


# Canvas


def test_a_canvas_keeps_its_size_whatever_is_drawn() -> None:
    canvas = Canvas(6, 2)
    canvas.put(9, 9, "x")
    assert not canvas.write(4, 0, "abc")
    assert canvas.write(1, 1, "界e\u0301z")
    rows = canvas.rows()
    assert [row.cell_length for row in rows] == [6, 6]
    assert rows[1].plain == " 界e\u0301z "


def test_words_are_not_written_over_others_nor_right_beside_them() -> None:
    canvas = Canvas(12, 1)
    assert canvas.write(0, 0, "abc")
    assert not canvas.write(2, 0, "x")
    assert not canvas.write(3, 0, "x", room=1)
    assert canvas.write(4, 0, "x", room=1)


# Two axes

LEADERSHIP, MANAGEMENT = Axis("Leadership", more="more leadership"), Axis("Management", more="more management")


def point(x: float, y: float, glyph: str = "●", label: str = "") -> Point:
    return Point(x, y, glyph, "$chart-cell1", f"{glyph} {x} {y}", label)


def plot(*points: Point, width: int = 76, height: int = 16) -> list[Content]:
    return two_axis_plot(width, height, LEADERSHIP, MANAGEMENT, points)


@pytest.mark.parametrize("width", (24, *WIDTHS))
@pytest.mark.parametrize("height", [8, 16, 24, 40])
def test_a_plot_keeps_to_its_room(width: int, height: int) -> None:
    rows = plot(point(1, 1), point(5, 5, "■"), point(3.3, 4.1, "▲", "Frontline staff"), width=width, height=height)
    assert len(rows) <= height
    assert all(row.cell_length <= width for row in rows)


def test_a_plot_grows_with_its_room() -> None:
    small, large = (plot(point(3, 3), width=width, height=height) for width, height in ((76, 16), (156, 36)))
    assert len(small) == 16 and len(large) == 36
    assert max(row.cell_length for row in large) > max(row.cell_length for row in small)


def test_a_point_stands_where_its_axes_say() -> None:
    rows = plot(point(4, 2, "◆"))
    ((row, at),) = [(y, row.plain.index("◆")) for y, row in enumerate(rows) if "◆" in row.plain]
    assert rows[row].plain.startswith(" 2┤")
    assert rows[-1].plain[at] == "4"


def test_where_both_are_equal_there_are_dots() -> None:
    rows = [row.plain for row in plot()[1:-2]]
    assert rows[0].endswith("·") and rows[-1][3] == "·"
    columns = [row.index("·") for row in rows]
    assert columns == sorted(columns, reverse=True) and len(set(columns)) == len(columns)


def test_a_plot_says_what_its_axes_and_corners_mean() -> None:
    rows = plot()
    assert rows[0].plain == "Management"
    assert rows[-1].plain.endswith("Leadership")
    assert "more management" in rows[1].plain
    assert "more leadership" in rows[-3].plain


@pytest.mark.parametrize("value", [1.0, 3.0, 5.0])
def test_no_point_hides_another(value: float) -> None:
    glyphs = "◆◉■●▲○△▽"
    shown = text(plot(*(point(value, value, glyph) for glyph in glyphs)))
    assert all(shown.count(glyph) == 1 for glyph in glyphs)


def test_more_points_than_columns_are_drawn_without_harm() -> None:
    assert len(plot(*[point(3, 3)] * 200, width=24, height=8)) == 8


def test_a_point_tells_its_numbers_and_is_named_where_there_is_room() -> None:
    rows = plot(point(3, 4, "▲", "Frontline staff"), point(3.2, 4, "●", "Peers"))
    assert ("▲", "▲ 3 4") in told(rows)
    assert "▲ Frontline" not in text(rows)  # ● is in the way
    assert "▲ Frontline staff" in text(plot(point(3, 4, "▲", "Frontline staff")))
    assert "Frontline staff ▲" in text(plot(point(4.9, 4, "▲", "Frontline staff")))


@pytest.mark.parametrize("name", SCREENS)
def test_hostile_words_stay_words_in_a_plot(name: str) -> None:
    words = SCREENS[name]
    axis = Axis(words, more=words)
    rows = two_axis_plot(76, 16, axis, axis, [Point(3, 3, "●", "", words, words)])
    assert len(rows) == 16
    assert all(row.cell_length <= 76 for row in rows)
    assert visible_only(text(rows))


# Heat map

LINES = (
    Line("Leads", "raters agree", (Square("4.4", 2, "told a", "↑"), Square("3.2", 1, "told b")), "● 1.2 above ▲"),
    Line("Manages the work that has to be done", "", (Square("2.9", 0), Square("", None, "not enough seen"))),
)
HEADS = (Head("●", "$chart-cell1", "Peers (8)"), Head("▲", "$chart-cell2", "Frontline staff and everyone else (9)"))


def heat(width: int, lines: Sequence[Line] = LINES, heads: Sequence[Head] = HEADS, high: int = 2) -> list[Content]:
    shape = Shape.of(width, len(heads), max(len(each.label) for each in lines), max(len(each.note) for each in lines))
    assert shape is not None
    return [*heat_heads(shape, heads), *(row for each in lines for row in heat_line(shape, each, width, high=high))]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("columns", [1, 2, 4, 7])
def test_a_heat_map_has_every_number_at_every_width(width: int, columns: int) -> None:
    squares = [Square(f"{at + 1}.{at}", at % 3) for at in range(columns)]
    heads = [Head("●", "", f"Group {at}") for at in range(columns)]
    rows = heat(width, [Line("Leads", "", squares, "● 1.2 above ▲")], heads)
    assert all(row.cell_length <= width for row in rows)
    assert all(square.words in text(rows) for square in squares)


def test_squares_that_have_no_room_are_not_drawn() -> None:
    assert Shape.of(42, 8, 20, 0) is None


def test_numbers_stand_under_their_glyphs() -> None:
    rows = [row.plain for row in heat(116)]
    at = rows[0].index("▲")
    assert abs(next(row for row in rows if "3.2" in row).index("3.2") + 1 - at) <= 1


def test_a_name_above_a_column_takes_two_rows_at_most() -> None:
    rows = [row.plain for row in heat(76)]
    assert "Peers (8)" in rows[1]
    assert "Frontline" in rows[1] and "…" in rows[2]
    assert rows[3].startswith("Leads")


def test_in_narrow_columns_the_glyph_stands_alone() -> None:
    heads = [Head("●", "", "Peers")] * 6
    shape = Shape.of(76, 6, 20, 0)
    assert shape is not None and not shape.names
    assert [row.plain.split() for row in heat_heads(shape, heads)] == [["●"] * 6]


def test_what_is_not_there_is_hatched_and_tells_why() -> None:
    rows = heat(76)
    assert any("·····" in row.plain for row in rows)
    assert any(words == "not enough seen" for _char, words in told(rows))


def test_without_colours_a_heat_map_has_numbers_edges_and_rules() -> None:
    shown = text(heat(76))
    assert all(number in shown for number in ("4.4", "3.2", "2.9"))
    assert all(edge in shown for edge in EDGES)
    assert "▁▁▁" in shown
    assert len({tint_sample(at).plain for at in range(3)}) == 3


def test_the_squares_that_differ_are_set_off_by_more_than_colour() -> None:
    shown = text(heat(76))
    assert "4.4 ↑" in shown
    assert shown.count("↑") == 1


def test_a_mark_that_has_no_room_takes_none_from_the_number() -> None:
    for width, words in ((7, "≥4.5 ↑"), (6, "≥4.5↑"), (5, "≥4.5")):
        rows = heat_line(Shape(0, width, 0), Line("", "", [Square("≥4.5", 2, mark="↑")]), 60)
        assert rows[-1].plain.strip(f"{EDGES} ") == words


def test_notes_stand_beside_the_squares_if_there_is_room_and_labels_above_them_if_there_is_none() -> None:
    assert "● 1.2 above ▲" in text(heat(76))
    narrow = heat(45, [Line("Leads", "raters agree", [Square("4.4", 2)] * 4, "● 1.2 above ▲")], HEADS * 2)
    assert "● 1.2 above ▲" not in text(narrow)
    assert [row.plain.rstrip() for row in narrow[-3:-1]] == ["Leads", "raters agree"]


@pytest.mark.parametrize("high", [2, 3])
def test_squares_are_as_high_as_their_label(high: int) -> None:
    shape = Shape.of(76, 2, 60, 0)
    assert shape is not None
    assert len(heat_line(shape, Line("Leads", "", LINES[0].squares), 76, high=high)) == high
    assert len(heat_line(shape, Line("word " * 30, "agree", LINES[0].squares), 76, high=high)) > 4


@pytest.mark.parametrize("name", sorted(load_themes()[0]))
def test_the_number_on_every_tint_is_easy_to_read_in_every_theme(name: str) -> None:
    colors = load_themes()[0][name].colors
    least = 7.0 if "contrast" in name else 4.5  # WCAG 2.2: AAA and AA
    background = Color.parse(colors["background"])
    for words, ground in TINTS:
        share = int(ground.split()[1].removesuffix("%")) / 100
        tint = background.blend(Color.parse(colors["accent"]), share)
        color = colors["text"] if words == "$foreground" else colors["background"]
        assert contrast(color, tint.hex) >= least, (words, ground)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SCREENS)
def test_hostile_words_stay_words_in_a_heat_map(name: str, width: int) -> None:
    words = SCREENS[name]
    shape = Shape.of(width, 3, 4000, 15)
    assert shape is not None
    squares = [Square("3.6", 1, words), Square("", None, words), Square("≥4.5", 2, words)]
    rows = [*heat_heads(shape, [Head("●", "", words)] * 3), *heat_line(shape, Line(words, words, squares), width)]
    assert all(row.cell_length <= width for row in rows)
    assert visible_only(text(rows))
    assert "3.6" in text(rows) and "≥4.5" in text(rows)


# Self beside others

SCALE = Scale(1, 5, 33)
SELF, OTHERS = Dot(4.6, "◆", "", words="self"), Dot(3.2, "◉", "", words="others")


def pair(own: Dot | None, others: Dot | None, interval: Interval | None = None, *, apart: bool = False) -> str:
    row = pair_plot(SCALE, Pair(own, others, interval, apart))
    assert row.cell_length == SCALE.width
    return row.plain


def test_a_link_goes_from_self_to_the_line_of_others_only_where_they_are_clearly_apart() -> None:
    line = Interval(2.8, 3.6)
    assert pair(SELF, OTHERS, line, apart=True) == f"┊       ┊     ├───◉──┤{LINK * 7}◆  ┊"
    assert LINK not in pair(SELF, OTHERS, line)


def test_self_below_others_is_linked_from_the_left() -> None:
    shown = pair(Dot(2.0, "◆", ""), Dot(4.0, "◉", ""), Interval(3.5, 4.5), apart=True)
    assert shown == f"┊       ◆{LINK * 11}├───◉───┤   ┊"


@pytest.mark.parametrize("value", [1.0, 3.0, 5.0])
def test_two_equal_values_are_both_seen(value: float) -> None:
    shown = pair(Dot(value, "◆", ""), Dot(value, "◉", ""))
    assert abs(shown.index("◆") - shown.index("◉")) == 1


def test_what_is_missing_is_not_drawn() -> None:
    assert pair(None, None) == "┊       ┊       ┊       ┊       ┊"
    assert "◆" in pair(SELF, None) and "◉" in pair(None, OTHERS)


def test_a_bound_points_away_from_its_dot_and_covers_no_other() -> None:
    assert "◉›" in pair(None, Dot(4.5, "◉", "", reach=1))
    assert "◉◆" in pair(Dot(4.6, "◆", ""), Dot(4.5, "◉", "", reach=1))


def test_dots_and_line_tell_their_numbers() -> None:
    row = pair_plot(SCALE, Pair(SELF, OTHERS, Interval(2.8, 3.6, "line 2.8 to 3.6")))
    found = told([row])
    assert ("◆", "self") in found and ("◉", "others") in found
    assert any(words == "line 2.8 to 3.6" for _char, words in found)
