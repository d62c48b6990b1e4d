"""Themes: one TOML file each, checked colour by colour before Textual sees them.

    name = "perflead-dark"      # small letters, digits and hyphens
    dark = true                 # whether the background is dark
    [title]                     # what a person sees, by language
    [colors]                    # background surface panel text muted rule accent good warn stop
    [chart]                     # self cell1 cell2 cell3 manager others

A bad file is reported by name and left out; a colour that Textual cannot parse would otherwise end the app later.
"""

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.theme import Theme

from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, shown
from perflead_tui.i18n import _, language
from perflead_tui.paths import config_dir, themes_dir
from perflead_tui.text import clean_line

DARK, LIGHT = "perflead-dark", "perflead-light"
COLORS = ("background", "surface", "panel", "text", "muted", "rule", "accent", "good", "warn", "stop")
CHART = ("self", "cell1", "cell2", "cell3", "manager", "others")
_LIMIT = 64 * 1024
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")


@dataclass(frozen=True)
class ThemeFile:
    """A theme that was read and checked. `colors` and `chart` hold `#rrggbb` values."""

    name: str
    dark: bool
    titles: dict[str, str]
    colors: dict[str, str]
    chart: dict[str, str]

    @property
    def title(self) -> str:
        """The theme's name in the active language."""
        return self.titles.get(language()) or self.titles.get("en") or self.name

    def to_textual(self) -> Theme:
        """The theme as Textual knows it; our own colours are variables for the style sheets."""
        c = self.colors
        own = {name: c[name] for name in ("muted", "rule", "good", "warn", "stop")}
        chart = {f"chart-{name}": value for name, value in self.chart.items()}
        return Theme(
            name=self.name,
            primary=c["accent"],
            secondary=c["muted"],
            accent=c["accent"],
            success=c["good"],
            warning=c["warn"],
            error=c["stop"],
            foreground=c["text"],
            background=c["background"],
            surface=c["surface"],
            panel=c["panel"],
            boost=c["panel"],
            dark=self.dark,
            text_alpha=1.0,
            variables={**own, **chart, **_widget_colors(c)},
        )


def _widget_colors(c: dict[str, str]) -> dict[str, str]:
    """Textual's own widgets in the theme's few colours."""
    return {
        "block-cursor-background": c["accent"],
        "block-cursor-foreground": c["background"],
        "block-cursor-blurred-background": c["panel"],
        "block-cursor-blurred-foreground": c["text"],
        "block-hover-background": c["panel"],
        "border": c["accent"],
        "border-blurred": c["rule"],
        "input-cursor-background": c["text"],
        "input-cursor-foreground": c["background"],
        "scrollbar": c["rule"],
        "scrollbar-hover": c["muted"],
        "scrollbar-active": c["accent"],
        "scrollbar-background": c["background"],
        "scrollbar-background-hover": c["background"],
        "scrollbar-background-active": c["background"],
        "scrollbar-corner-color": c["background"],
    }


def read_theme(path: Path) -> ThemeFile:
    """The theme in `path`. Raises PerfleadError that names the file and what is wrong in it."""
    try:
        document = tomllib.loads(read_limited(path, _LIMIT, _("a theme")).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _bad(path, clean_line(str(error), 200)) from None
    name, dark = document.get("name"), document.get("dark")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise _bad(path, _("it needs a name of small letters, digits and hyphens"))
    if not isinstance(dark, bool):
        raise _bad(path, _("it needs dark = true or dark = false"))
    titles = _table(path, document, "title")
    return ThemeFile(
        name=name,
        dark=dark,
        titles={code: clean_line(text, 60) for code, text in titles.items() if isinstance(text, str)},
        colors=_colors(path, document, "colors", COLORS),
        chart=_colors(path, document, "chart", CHART),
    )


def load_themes() -> tuple[dict[str, ThemeFile], list[str]]:
    """All themes by name, shipped ones first and the user's own over them, and what is wrong with the bad ones."""
    found: dict[str, ThemeFile] = {}
    problems: list[str] = []
    for folder in (themes_dir(), config_dir() / "themes"):
        for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            try:
                theme = read_theme(path)
                found[theme.name] = theme
            except PerfleadError as error:
                problems.append(str(error))
    return found, problems


def preferred() -> str:
    """The shipped theme that fits the terminal, if `COLORFGBG` ("15;0": white on black) tells; else the dark one."""
    background = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if background in ("7", "15") else DARK


def _table(path: Path, document: dict[str, Any], name: str) -> dict[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise _bad(path, _("[{table}] must be a table").format(table=name))
    return table


def _colors(path: Path, document: dict[str, Any], name: str, keys: tuple[str, ...]) -> dict[str, str]:
    table = _table(path, document, name)
    unknown = [clean_line(key, 40) for key in table if key not in keys]
    if unknown:
        raise _bad(path, _("[{table}] has no colour {key}").format(table=name, key=unknown[0]))
    return {key: _color(path, f"{name}.{key}", table.get(key)) for key in keys}


def _color(path: Path, key: str, value: object) -> str:
    if value is None:
        raise _bad(path, _("{key} is missing").format(key=key))
    try:
        color = Color.parse(value) if isinstance(value, str) else None
    except ColorParseError:
        color = None
    # A transparent or terminal-defined colour has no contrast that could be known.
    if color is None or color.a != 1 or color.ansi is not None:
        raise _bad(path, _("{key} is not a colour: {value}").format(key=key, value=clean_line(str(value), 40)))
    return color.hex


def _bad(path: Path, what: str) -> PerfleadError:
    return PerfleadError(_("The theme {path} cannot be used: {what}.").format(path=shown(path), what=what))
