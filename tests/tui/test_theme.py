"""Themes: readable, checked, and never the end of the app."""

import itertools
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.paths import config_dir, themes_dir
from perflead_tui.themes import CHART, COLORS, counterpart, load_themes, preferred, read_theme
from perflead_tui.tui.rater.app import RaterApp
from perflead_tui.tui.theme import to_textual

from .conftest import Opener
from .seeing import VISIONS, Triple, contrast, difference, lab

SHIPPED = sorted(themes_dir().glob("*.toml"))
GROUNDS = ("background", "surface", "panel")
WORDS = ("text", "muted", "accent", "good", "warn", "stop")
APART = 10.0  # CIEDE2000; two marks that differ by less are easily taken for each other at the size of a character
WITHOUT_HUES = "perflead-grey"


def write_theme(name: str, **changed: str) -> Path:
    """A theme of the user's: the dark one with some lines replaced."""
    text = (themes_dir() / "perflead-dark.toml").read_text()
    for old, new in changed.items():
        text = text.replace(old, new)
    path = config_dir() / "themes" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_word_and_mark_can_be_read_on_every_ground(path: Path) -> None:
    theme = read_theme(path)
    least = 7.0 if "contrast" in theme.name else 4.5  # WCAG 2.2: AAA and AA
    read = {name: theme.colors[name] for name in WORDS} | theme.chart
    for (name, color), ground in itertools.product(read.items(), GROUNDS):
        assert contrast(color, theme.colors[ground]) >= least, (name, ground)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_marks_are_told_apart_with_every_kind_of_colour_vision(path: Path, vision: str) -> None:
    theme = read_theme(path)
    if theme.name == WITHOUT_HUES:
        pytest.skip("its marks are told apart by their glyphs")
    for one, other in itertools.combinations(CHART, 2):
        apart = difference(lab(theme.chart[one], vision), lab(theme.chart[other], vision))
        assert apart >= APART, (one, other)


def test_the_theme_without_hues_has_only_greys() -> None:
    theme = read_theme(themes_dir() / f"{WITHOUT_HUES}.toml")
    for color in (*theme.colors.values(), *theme.chart.values()):
        assert color[1:3] == color[3:5] == color[5:7], color


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
        ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_of_colours_is_that_of_the_published_examples(one: Triple, other: Triple, apart: float) -> None:
    assert difference(one, other) == pytest.approx(apart, abs=1e-4)  # Sharma, Wu and Dalal (2005), table 1


def test_contrast_and_colour_blindness_are_those_of_known_pairs() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert difference(lab("#ff0000"), lab("#009900")) > 60 > 15 > difference(*reds_and_greens("deuteranopia"))
    assert lab("#808080", "protanopia") == pytest.approx(lab("#808080"), abs=0.1)  # greys stay grey


def reds_and_greens(vision: str) -> tuple[Triple, Triple]:
    """Red and green that a person of this vision takes for much the same."""
    return lab("#a00000", vision), lab("#585000", vision)


def test_every_theme_has_a_name_in_both_languages() -> None:
    themes, _problems = load_themes()
    assert len(themes) >= 6
    for code in ("en", "es"):
        assert len({theme.titles[code] for theme in themes.values()}) == len(themes)


def test_the_colours_of_marks_are_variables_for_style_sheets() -> None:
    themes, _problems = load_themes()
    for theme in themes.values():
        variables = to_textual(theme).variables
        assert {f"chart-{name}" for name in CHART} <= set(variables)


def test_a_dark_and_a_light_theme_are_shipped() -> None:
    themes, problems = load_themes()
    assert problems == []
    assert themes["perflead-dark"].dark and not themes["perflead-light"].dark
    assert set(themes["perflead-dark"].colors) == set(COLORS)


def test_a_theme_of_the_users_own_is_picked_up() -> None:
    write_theme("mine.toml", **{'"perflead-dark"': '"mine"', "#86b6ea": "gold"})
    themes, problems = load_themes()
    assert themes["mine"].colors["accent"] == "#FFD700" and problems == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"#86b6ea": "#nothex"}, "line 18: colors.accent is not a colour: #nothex"),
        ({"#86b6ea": "ansi_red"}, "line 18: colors.accent is not a colour"),
        ({"#86b6ea": "#86b6ea80"}, "line 18: colors.accent is not a colour"),
        ({'"#86b6ea"': "7"}, "line 18: colors.accent is not a colour: 7"),
        ({"accent =": "acent ="}, "line 18: [colors] has no colour acent"),
        ({'accent = "#86b6ea"': ""}, "line 11: colors.accent is missing"),  # of the table that lacks it
        ({"[chart]\n": "[chart]\nchart.x = 1\n"}, "line 23: [chart] has no colour chart"),
        ({"#78d0ff": "blueish"}, "line 25: chart.cell1 is not a colour: blueish"),
        ({'name = "perflead-dark"': 'name = "../x"'}, "line 4: it needs a name"),
        ({'name = "perflead-dark"': ""}, "it needs a name"),
        ({"dark = true": 'dark = "yes"'}, "line 5: it needs dark = true or dark = false"),
        ({"[title]": "title = 3\n[other]"}, "line 7: [title] must be a table"),
        ({"[colors]": "[colors"}, "line 11"),
        ({"#86b6ea": "\x1b[31m"}, "cannot be used"),
    ],
)
def test_a_bad_theme_is_reported_by_name_and_left_out(change: dict[str, str], said: str) -> None:
    path = write_theme("bad.toml", **change)
    with pytest.raises(PerfleadError) as error:
        read_theme(path)
    assert "bad.toml" in str(error.value) and said in str(error.value) and "\x1b" not in str(error.value)
    themes, problems = load_themes()
    assert len(problems) == 1 and "perflead-dark" in themes


async def test_a_bad_theme_does_not_end_the_app(open_session: Opener) -> None:
    write_theme("bad.toml", **{"#86b6ea": "nonsense"})
    app = RaterApp(open_session(), theme="bad")
    async with app.run_test(size=(80, 24)):
        assert app.theme == "perflead-dark"
        assert "bad.toml" in app.theme_problems[0]


async def test_one_key_changes_between_light_and_dark(open_session: Opener) -> None:
    app = RaterApp(open_session())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3")
        assert app.theme == "perflead-light"
        await pilot.press("f3")
        assert app.theme == "perflead-dark"


def test_high_contrast_stays_high_contrast_by_day_and_by_night() -> None:
    known = ("perflead-dark", "perflead-light", "perflead-contrast-dark", "perflead-contrast-light", "mine-dark")
    assert counterpart("perflead-contrast-dark", True, known) == "perflead-contrast-light"
    assert counterpart("perflead-contrast-light", False, known) == "perflead-contrast-dark"
    assert counterpart("mine-dark", True, known) == "perflead-light"
    assert counterpart("perflead-projector", False, known) == "perflead-dark"


@pytest.mark.parametrize(
    ("said", "theme"), [("0;15", "perflead-light"), ("15;0", "perflead-dark"), ("", "perflead-dark")]
)
def test_a_terminal_that_says_it_is_light_gets_the_light_theme(
    monkeypatch: pytest.MonkeyPatch, said: str, theme: str
) -> None:
    monkeypatch.setenv("COLORFGBG", said)
    assert preferred() == theme
