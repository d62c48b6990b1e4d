"""Themes: readable, checked, and never the end of the app."""

import itertools
from pathlib import Path

import pytest
from textual.color import Color

from perflead_tui.errors import PerfleadError
from perflead_tui.paths import config_dir, themes_dir
from perflead_tui.tui.rater.app import RaterApp
from perflead_tui.tui.theme import CHART, COLORS, load_themes, preferred, read_theme

from .conftest import Opener

SHIPPED = sorted(themes_dir().glob("*.toml"))


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [part / 255 for part in Color.parse(color).rgb]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2): 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


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
def test_text_can_be_read_on_every_ground(path: Path) -> None:
    theme = read_theme(path)
    grounds = ("background", "surface", "panel")
    for name, ground in itertools.product(("text", "muted", "accent", "good", "warn", "stop"), grounds):
        assert contrast(theme.colors[name], theme.colors[ground]) >= 4.5, (name, ground)
    for name in CHART:
        assert contrast(theme.chart[name], theme.colors["background"]) >= 4.5, name
    assert contrast(theme.colors["accent"], theme.colors["background"]) >= 4.5  # the word on the button in focus


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
        ({"#86b6ea": "#nothex"}, "colors.accent is not a colour: #nothex"),
        ({"#86b6ea": "ansi_red"}, "colors.accent is not a colour"),
        ({"#86b6ea": "#86b6ea80"}, "colors.accent is not a colour"),
        ({"accent =": "acent ="}, "[colors] has no colour acent"),
        ({'accent = "#86b6ea"': ""}, "colors.accent is missing"),
        ({'name = "perflead-dark"': 'name = "../x"'}, "needs a name"),
        ({"dark = true": 'dark = "yes"'}, "dark = true or dark = false"),
        ({"[colors]": "[colors"}, "line"),
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


@pytest.mark.parametrize(
    ("said", "theme"), [("0;15", "perflead-light"), ("15;0", "perflead-dark"), ("", "perflead-dark")]
)
def test_a_terminal_that_says_it_is_light_gets_the_light_theme(
    monkeypatch: pytest.MonkeyPatch, said: str, theme: str
) -> None:
    monkeypatch.setenv("COLORFGBG", said)
    assert preferred() == theme
