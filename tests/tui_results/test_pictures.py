"""Dot plots and stacked bars, from numbers to rows."""

from itertools import pairwise

import pytest

from perflead_tui.tui.results.bars import Part, bar_width, stacked_bar
from perflead_tui.tui.results.dots import Axis, Dot, Interval, axis_numbers, axis_words, dot_plot, grid

AXIS = Axis(1, 5, 33)


def rows(*dots: Dot, interval: Interval | None = None, axis: Axis = AXIS) -> list[str]:
    return [row.plain for row in dot_plot(axis, dots, interval)]


@pytest.mark.parametrize(("low", "high", "room"), [(1, 3, 40), (1, 5, 40), (1, 7, 40), (1, 5, 3), (0, 9, 50)])
def test_all_points_of_a_scale_have_the_same_distance(low: int, high: int, room: int) -> None:
    axis = Axis.within(low, high, room)
    columns = [axis.column(point) for point in axis.points]
    assert columns[0] == 0 and columns[-1] == axis.width - 1
    assert len({after - before for before, after in pairwise(columns)}) == 1
    assert axis.width <= max(room, 2 * (high - low) + 1)
    assert axis_numbers(axis).cell_length == grid(axis).cell_length == axis.width


def test_a_dot_stands_at_its_value_and_its_interval_around_it() -> None:
    (row,) = rows(Dot(3.0, "●", ""), interval=Interval(2.5, 3.5))
    assert row == "┊       ┊   ├───●───┤   ┊       ┊"


def test_the_first_dot_stays_in_the_interval_and_an_equal_one_stands_below() -> None:
    above, below = rows(Dot(3.0, "◉", ""), Dot(3.0, "●", ""), interval=Interval(2.5, 3.5))
    assert above[16] == "◉" and below[16] == "●"


@pytest.mark.parametrize("value", [1.0, 3.0, 5.0])
def test_many_equal_dots_are_all_seen_on_two_rows(value: float) -> None:
    glyphs = "◉◆■●▲○△▽□◇"
    found = rows(*(Dot(value, glyph, "") for glyph in glyphs))
    assert len(found) == 2
    assert sorted(glyph for row in found for glyph in row if glyph in glyphs) == sorted(glyphs)
    assert all(len(row) == AXIS.width for row in found)


def test_a_bound_points_to_where_the_value_may_lie() -> None:
    assert rows(Dot(4.5, "●", "", reach=1))[0].endswith("●›  ┊")
    assert rows(Dot(2.3, "●", "", reach=-1))[0][9:11] == "‹●"


def test_values_beyond_the_scale_stand_at_its_end() -> None:
    assert rows(Dot(9.0, "●", ""), interval=Interval(-3, 12))[0] == "├" + "─" * 31 + "●"


def test_the_words_of_the_ends_never_touch() -> None:
    assert axis_words(AXIS, "Almost never", "Almost always").cell_length == AXIS.width
    assert "…" in axis_words(AXIS, "x" * 40, "y" * 40).plain


PARTS = [Part("Leading", "2.5", 2.5), Part("Managing", "5.0", 5.0), Part("Doing", "2.5", 2.5)]


@pytest.mark.parametrize("width", [10, 20, 50, 80])
def test_a_bar_is_as_wide_as_it_should_be(width: int) -> None:
    assert stacked_bar(PARTS, width).cell_length == width
    assert stacked_bar([Part("界界界", "1.0", 1.0), *PARTS], width).cell_length == width


def test_labels_stand_inside_as_far_as_they_fit() -> None:
    assert "Leading 2.5" in stacked_bar(PARTS, 80).plain
    narrow = stacked_bar(PARTS, 20).plain
    assert "Leading" not in narrow and " 2.5" in narrow and " 5.0" in narrow


def test_a_part_of_nothing_takes_no_room() -> None:
    assert "Managing" not in stacked_bar([Part("Leading", "10", 10), Part("Managing", "0.0", 0)], 50).plain


def test_a_bar_of_nothing_is_empty() -> None:
    assert stacked_bar([Part("Leading", "0.0", 0.0)], 50).plain == ""
    assert stacked_bar([], 50).plain == ""


def test_a_bar_has_ten_blocks() -> None:
    assert bar_width(57) == 50 and bar_width(7) == 10
    assert stacked_bar([Part("", "", 10.0)], 50).plain.count("▕") == 10
