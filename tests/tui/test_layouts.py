"""Lines and boxes at every width, from words alone."""

import pytest

from perflead_tui.flows.options import Option, chosen, option_for_key, options_of
from perflead_tui.questionnaire.loading import load
from perflead_tui.tui.rater.frame import meter
from perflead_tui.tui.rater.layouts import Look, folded, grid_fits, in_grid, opened
from perflead_tui.tui.rater.time import left_words, typed

WORDS = "This person explains how a skill they are building will help us reach our goals."


def options(language: str = "en") -> tuple[Option, ...]:
    """The built-in scale."""
    return options_of(load("performance-leadership").scale, language)


def texts(rows: list) -> list[str]:  # type: ignore[type-arg]
    """Rows as text."""
    return [row.plain.rstrip() for row in rows]


def test_a_folded_line_shows_its_answer_at_the_right() -> None:
    rows = texts(folded(Look("Short.", options(), chosen=3), 70))
    assert rows == ["Short." + " " * 42 + "4  Most of the time"]


def test_an_open_line_shows_every_answer_and_marks_the_chosen_one() -> None:
    rows = texts(opened(Look("Short.", options(), chosen=3), 70))
    assert rows[1].split() == ["○", "1", "○", "2", "○", "3", "●", "4", "○", "5", "○", "N"]
    assert "observed" in " ".join(rows) and "chance" not in " ".join(rows)  # N's words in full stand on "How to answer"


@pytest.mark.parametrize("width", [30, 41, 55, 56, 60, 70, 74, 98])
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_row_is_wider_than_the_screen(width: int, language: str) -> None:
    look = Look(WORDS, options(language), chosen=2)
    for rows in (folded(look, width), opened(look, width), folded(look, width, indent=2)):
        assert max(row.cell_length for row in rows) <= width


def test_long_words_of_a_scale_stand_one_under_another() -> None:
    long = tuple(Option(str(n), n, "extraordinariamente", "extraordinariamente") for n in range(1, 8))
    rows = texts(opened(Look("Short.", long), 74))
    assert rows[1:] == [f"○ {n}  extraordinariamente" for n in range(1, 8)]
    assert not grid_fits(long, 102)


def test_a_grid_row_shows_keys_only_where_the_focus_is() -> None:
    look = Look("Short.", options(), chosen=5)
    assert texts(in_grid(look, 98, open_=False))[0].split() == ["Short.", "○", "○", "○", "○", "○", "●"]
    assert texts(in_grid(look, 98, open_=True))[0].endswith("● N")


@pytest.mark.parametrize("key", ["0", "n", "N"])
def test_zero_and_n_mean_not_observed(key: str) -> None:
    option = option_for_key(options(), key)
    assert option is not None and option.value is None
    assert chosen(options(), None) == 5


def test_keys_beyond_the_scale_and_n_where_it_is_not_offered_do_nothing() -> None:
    points = tuple(option for option in options() if option.value is not None)
    assert option_for_key(points, "6") is None and option_for_key(points, "n") is None


@pytest.mark.parametrize(
    ("before", "digit", "after"), [(None, 3, 3), (1, 0, 10), (1, 1, 1), (0, 4, 4), (10, 2, 2), (None, 0, 0)]
)
def test_digits_make_points(before: int | None, digit: int, after: int) -> None:
    assert typed(before, digit, 10) == after


def test_what_is_left_is_told_in_words() -> None:
    assert left_words(3, 10) == "3 points left to give."
    assert left_words(1, 10) == "1 point left to give."
    assert left_words(0, 10) == "✓ All 10 points are given."
    assert left_words(-1, 10) == "! 1 point too many."


def test_the_meter_fills_with_the_way() -> None:
    assert meter(3, 8, 8) == "▰▰▰▱▱▱▱▱"
    assert meter(0, 0, 4) == "▱▱▱▱"
