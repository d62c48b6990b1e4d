"""The high-contrast form of pictures: heavy lines, patterns, no quiet colour, and the same numbers."""

from collections.abc import Iterator, Sequence

import pytest
from textual.content import Content

from perflead_tui.flows.debrief import Debrief, Material
from perflead_tui.paths import themes_dir
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Report
from perflead_tui.settings import Settings, read_settings
from perflead_tui.themes import ThemeFile, read_theme
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.pictures.heat import HATCH, Head, Line, Shape, Square, heat_heads, heat_line, tint_sample
from perflead_tui.tui.pictures.ink import QUIET, STRONG, Ink, contrast, ink_for
from perflead_tui.tui.pictures.plot import Axis, Point, two_axis_plot
from perflead_tui.tui.results.bars import Part, stacked_bar, swatch
from perflead_tui.tui.results.sheet import Page
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.screen import WalkScreen
from perflead_tui.tui.walk.steps import STEPS_IN_ORDER
from tests.tui import seeing
from tests.tui.looking import screen_text

THEMES = {path.stem: read_theme(path) for path in sorted(themes_dir().glob("*.toml"))}
HIGH = ("perflead-contrast-dark", "perflead-contrast-light")
AAA = 7.0
DRAWN = ((3, 0), (5, 0), (5, 1), (6, 0))
"""The steps, and their subpages, that are pictures; of step 6 all subpages are looked at."""
HEADS = (Head("●", STRONG.mark("cell1"), "Peers"), Head("▲", STRONG.mark("cell2"), "Frontline"))
SQUARES = (Square("2.9", 0), Square("3.4", 1), Square("4.4", 2, "", "↑"), Square("", None))
PARTS = (Part("Leading", "2.5", 2.5), Part("Managing", "5.0", 5.0), Part("Doing", "2.5", 2.5))


@pytest.fixture
def walk(report: Report, questionnaire: Questionnaire) -> Walk:
    """A walk-through of a believable report."""
    return Walk(Debrief(Material(report, questionnaire)), "en")


def rows_of(page: Page, width: int = 100) -> list[Content]:
    """Everything on a page."""
    return [*page.head(width), *(row for block in page.blocks for row in block.rows(width))]


def pictures(walk: Walk, ink: Ink) -> Iterator[list[Content]]:
    """The rows of every page that is a picture."""
    for number, part in DRAWN:
        step = STEPS_IN_ORDER[number - 1]
        last = step.parts_for(walk, Look()) if number == 6 else part + 1
        for at in range(part, last):
            page = step.page(walk, Look(part=at, ink=ink))
            if page.key in ("competencies", "beside", "apart", "time", "work"):
                yield rows_of(page)


def colours(row: Content, theme: ThemeFile) -> Iterator[tuple[str, str, str]]:
    """Every character with its colour and its ground."""
    known = {"$foreground": theme.colors["text"], **{f"${name}": value for name, value in theme.colors.items()}}
    known |= {f"$chart-{name}": value for name, value in theme.chart.items()}
    for at, char in enumerate(row.plain):
        front, ground = known["$foreground"], known["$background"]
        for span in row.spans:
            if span.start <= at < span.end and isinstance(span.style, str):
                words, _on, under = f" {span.style} ".partition(" on ")
                front = next((known[word] for word in words.split() if word in known), front)
                ground = known.get(under.strip(), ground)
        yield char, front, ground


def text(rows: Sequence[Content]) -> str:
    return "\n".join(row.plain for row in rows)


# Which form


@pytest.mark.parametrize("name", sorted(THEMES))
def test_themes_of_high_contrast_and_of_greys_have_strong_pictures_and_the_others_have_not(name: str) -> None:
    ink = ink_for(THEMES[name], wanted=False)
    assert ink.strong == (name in (*HIGH, "perflead-grey"))
    assert ink.hues == (name != "perflead-grey")  # a hue stays where it has the contrast


@pytest.mark.parametrize("name", sorted(THEMES))
def test_whoever_wants_it_has_it_in_every_theme(name: str) -> None:
    assert ink_for(THEMES[name], wanted=True) == Ink(strong=True, hues=name in HIGH)


def test_a_terminal_without_colours_has_it_without_hues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert ink_for(THEMES["perflead-dark"], wanted=False) == ink_for(THEMES[HIGH[0]], wanted=False) == STRONG


def test_a_terminal_with_so_few_colours_that_tints_run_together_has_it_without_hues() -> None:
    assert ink_for(THEMES["perflead-dark"], wanted=False, few=True) == STRONG


def test_contrast_is_that_of_wcag() -> None:
    for one, other in (("#000000", "#ffffff"), ("#767676", "#ffffff"), ("#14171c", "#dde2e9")):
        assert contrast(one, other) == pytest.approx(seeing.contrast(one, other))


# What is drawn


@pytest.mark.parametrize("name", sorted(THEMES))
def test_everything_that_a_strong_picture_draws_has_aaa_in_every_theme(walk: Walk, name: str) -> None:
    theme = THEMES[name]
    ink = ink_for(theme, wanted=True)
    found, ground = 0, theme.colors["background"]
    headings = {theme.colors["accent"]}  # words above a picture, not of it
    for rows in pictures(walk, ink):
        for row in rows:
            for char, front, under in colours(row, theme):
                if char == "█" and front == under:  # a solid part is seen against the page
                    assert contrast(front, ground) >= AAA
                elif not char.isspace() and (front not in headings or name in HIGH):
                    found += 1
                    assert contrast(front, under) >= AAA, (char, front, under, row.plain)
    assert found > 1000


def test_the_numbers_and_words_are_the_same_in_both_forms(walk: Walk) -> None:
    for quiet, strong in zip(pictures(walk, QUIET), pictures(walk, STRONG), strict=True):
        drawn = str.maketrans("━┣┫╍┃┻┗", "─├┤╌│┴└")
        signs = " ▒█▏▎▌▁▕"
        bare = [
            ["".join(row.plain.translate(drawn).translate(dict.fromkeys(map(ord, signs)))) for row in rows]
            for rows in (quiet, strong)
        ]
        assert bare[0] == bare[1]


def test_intervals_and_axes_are_heavy_lines(walk: Walk) -> None:
    strong = "\n".join(text(rows) for rows in pictures(walk, STRONG))
    assert all(sign in strong for sign in "━┣┫╍")
    assert not set(strong) & set("├┤╌└┴")


def test_the_squares_of_a_heat_map_are_told_apart_as_text() -> None:
    shape = Shape.of(100, 4, 10, 0, STRONG)
    assert shape is not None
    for high in (2, 3):
        rows = heat_line(shape, Line("Leads", "", SQUARES), 100, high=high)
        number = next(row.plain for row in rows if "2.9" in row.plain)
        assert "▒ 3.4 ▒" in number and "█ 4.4 ↑ █" in number and "  2.9  " in number and HATCH * 4 in number
        assert all(row.cell_length <= 100 for row in rows)
    assert len({tint_sample(at, STRONG).plain for at in range(3)}) == 3


@pytest.mark.parametrize("width", [5, 6, 7, 9, 14])
@pytest.mark.parametrize("square", SQUARES)
def test_a_strong_square_is_as_wide_as_a_quiet_one_and_keeps_its_number(width: int, square: Square) -> None:
    for high in (1, 2, 3):
        rows = heat_line(Shape(0, width, 0, STRONG), Line("", "", [square]), 60, high=high)
        assert all(row.cell_length == width + 1 for row in rows[-1:])
        assert square.words in text(rows)


def test_names_stand_above_strong_squares_where_they_stood() -> None:
    quiet, strong = (Shape.of(100, 2, 10, 0, ink) for ink in (QUIET, STRONG))
    assert quiet and strong and text(heat_heads(quiet, HEADS)) == text(heat_heads(strong, HEADS))


@pytest.mark.parametrize("width", [10, 20, 50, 80])
def test_a_strong_bar_has_the_same_parts_and_is_told_apart_as_text(width: int) -> None:
    quiet, strong = stacked_bar(PARTS, width), stacked_bar(PARTS, width, STRONG)
    assert strong.cell_length == quiet.cell_length == width
    assert len({swatch(at, STRONG).plain for at in range(3)}) == 3
    if width == 80:
        assert (
            "Leading 2.5 █" in strong.plain
            and "Managing 5.0 ▒" in strong.plain
            and strong.plain.endswith(" Doing 2.5 ▕       ▕")
        )


def test_a_strong_plot_puts_its_points_where_a_quiet_one_does() -> None:
    points = [Point(4, 2, "◆", "", ""), Point(3, 3, "●", "", "")]
    axes = Axis("Leading", more="more"), Axis("Managing")
    quiet, strong = (text(two_axis_plot(76, 16, *axes, points, ink)) for ink in (QUIET, STRONG))
    assert all(sign in strong for sign in "┃┫┗┻") and not set(strong) & set("│┤└┴─")
    assert [quiet.index(glyph) for glyph in "◆●"] == [strong.index(glyph) for glyph in "◆●"]


# On the screen


async def test_a_key_draws_them_in_high_contrast_and_the_settings_keep_it(
    report: Report, questionnaire: Questionnaire
) -> None:
    app = CoachApp(None, Settings(theme="perflead-dark"), debrief=Debrief(Material(report, questionnaire)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        assert "├" in screen_text(app)
        await pilot.press("k")
        await pilot.pause()
        assert "┣" in screen_text(app) and "├" not in screen_text(app)
        assert read_settings().settings.contrast
        await pilot.press("5")  # and so it is in every step
        await pilot.pause()
        assert "┣" in screen_text(app)
        await pilot.press("k")
        await pilot.pause()
        assert "├" in screen_text(app) and not read_settings().settings.contrast


async def test_a_theme_of_high_contrast_brings_them_and_takes_them_along(
    report: Report, questionnaire: Questionnaire
) -> None:
    app = CoachApp(None, Settings(theme="perflead-dark"), debrief=Debrief(Material(report, questionnaire)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3")
        app.set_theme(HIGH[1])
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, WalkScreen) and app.screen.look.ink == Ink(strong=True, hues=True)
        assert "┣" in screen_text(app)
        await pilot.press("k", "k")  # nothing to turn off here, and it is said
        await pilot.pause()
        assert "always drawn in high contrast" in screen_text(app) and "┣" in screen_text(app)
        app.set_theme("perflead-light")
        await pilot.pause()
        await pilot.pause()
        assert "┣" not in screen_text(app)
