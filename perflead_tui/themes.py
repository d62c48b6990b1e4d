"""Themes: one TOML file each, checked colour by colour before anything is drawn with them.

    name = "mine"               # small letters, digits and hyphens; it is what the settings call the theme
    dark = true                 # whether the background is dark
    [title]                     # what a person sees, by language; without one the name is shown
    en = "Mine"
    [colors]                    # all ten, each as #rrggbb or as a name that a browser knows, opaque
    background = "#14171c"      # behind everything
    surface = "#1a1e25"         # a field to write in, a panel over the page
    panel = "#262c36"           # the main button, a bar
    text = "#dde2e9"            # what is read
    muted = "#98a1b0"           # what is read last
    rule = "#353d4a"            # thin lines
    accent = "#86b6ea"          # where you are
    good = "#8fc79a"            # a promise that is kept
    warn = "#e2b868"            # worth a second look
    stop = "#ee948c"            # destruction and refusal; never a person's score
    [chart]                     # all six: self cell1 cell2 cell3 manager others, the marks of the pictures
    self = "#f6d08a"

Themes that come with perflead are in the folder `themes`, a person's own in `themes` of the settings folder; one of
their own with the name of a shipped one takes its place. A bad file is reported by name and line and left out: a colour
that cannot be read would otherwise end the app later. This module needs no Textual: exports use the same colours.

tests/tui/test_theme.py holds the shipped ones to this: every word has a contrast of 4.5:1 on every ground (7:1 in the
two of high contrast), and every two marks differ by a CIEDE2000 of 10 for the usual eye and for three
colour-blindnesses. `perflead-grey` is the exception: there the glyph alone tells marks apart.
"""

import os
import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perflead_tui.color_names import NAMES
from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, shown
from perflead_tui.i18n import _, language
from perflead_tui.paths import config_dir, themes_dir
from perflead_tui.text import clean_line
from perflead_tui.toml_lines import line_of, parsed

DARK, LIGHT = "perflead-dark", "perflead-light"
COLORS = ("background", "surface", "panel", "text", "muted", "rule", "accent", "good", "warn", "stop")
CHART = ("self", "cell1", "cell2", "cell3", "manager", "others")
_LIMIT = 64 * 1024
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_HEX, _SHORT = re.compile("#[0-9A-Fa-f]{6}"), re.compile("#[0-9A-Fa-f]{3}")


@dataclass(frozen=True)
class ThemeFile:
    """A theme that was read and checked. `colors` and `chart` hold `#RRGGBB` values."""

    name: str
    dark: bool
    titles: dict[str, str]
    colors: dict[str, str]
    chart: dict[str, str]

    @property
    def title(self) -> str:
        """The theme's name in the active language."""
        return self.titles.get(language()) or self.titles.get("en") or self.name


@dataclass(frozen=True)
class _File:
    """A theme's file: where it is, what stands in it, and that as TOML."""

    path: Path
    text: str
    document: dict[str, Any]

    def bad(self, what: str, *keys: str) -> PerfleadError:
        """The refusal of this file; `keys` lead to the line that is at fault, or to the table that lacks one."""
        line = line_of(self.text, *keys) or line_of(self.text, *keys[:-1])
        return _bad(self.path, _("line {n}: {what}").format(n=line, what=what) if line else what)

    def table(self, name: str) -> dict[str, Any]:
        """The table `name`, empty if it is not there."""
        table = self.document.get(name, {})
        if not isinstance(table, dict):
            raise self.bad(_("[{table}] must be a table").format(table=name), name)
        return table

    def colors(self, name: str, keys: tuple[str, ...]) -> dict[str, str]:
        """The colours `keys` of the table `name`, as `#rrggbb`."""
        table = self.table(name)
        for key in table:
            if key not in keys:
                told = _("[{table}] has no colour {key}").format(table=name, key=clean_line(key, 40))
                raise self.bad(told, name, key)
        return {key: self._color(name, key, table.get(key)) for key in keys}

    def _color(self, table: str, key: str, value: object) -> str:
        named = f"{table}.{key}"
        if value is None:
            raise self.bad(_("{key} is missing").format(key=named), table, key)
        color = _parsed(value)
        if color is None:
            told = _("{key} is not a colour: {value}").format(key=named, value=clean_line(str(value), 40))
            raise self.bad(told, table, key)
        return color


def _parsed(value: object) -> str | None:
    """An opaque colour as `#RRGGBB`; None for what is none. A transparent one has no contrast to be known."""
    if not isinstance(value, str):
        return None
    found = NAMES.get(value.strip().lower(), value.strip())
    if _SHORT.fullmatch(found):
        found = "#" + "".join(2 * digit for digit in found[1:])
    return found.upper() if _HEX.fullmatch(found) else None


def read_theme(path: Path) -> ThemeFile:
    """The theme in `path`. Raises PerfleadError that names the file, the line and what is wrong in it."""
    try:
        text = read_limited(path, _LIMIT, _("a theme")).decode()
        file = _File(path, text, parsed(text))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _bad(path, clean_line(str(error), 200)) from None
    name, dark = file.document.get("name"), file.document.get("dark")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise file.bad(_("it needs a name of small letters, digits and hyphens"), "name")
    if not isinstance(dark, bool):
        raise file.bad(_("it needs dark = true or dark = false"), "dark")
    return ThemeFile(
        name=name,
        dark=dark,
        titles={code: clean_line(words, 60) for code, words in file.table("title").items() if isinstance(words, str)},
        colors=file.colors("colors", COLORS),
        chart=file.colors("chart", CHART),
    )


def load_themes() -> tuple[dict[str, ThemeFile], list[str]]:
    """All themes by name, shipped ones first and the user's own over them, and what is wrong with the bad ones."""
    found: dict[str, ThemeFile] = {}
    problems: list[str] = []
    for folder in (themes_dir(), user_themes_dir()):
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


def in_order(themes: dict[str, ThemeFile]) -> list[ThemeFile]:
    """Themes as they are listed: the calm two, then the others by their titles."""
    return sorted(themes.values(), key=lambda theme: (theme.name != DARK, theme.name != LIGHT, theme.title.casefold()))


def counterpart(theme: str, dark: bool, known: Collection[str]) -> str:
    """What goes with `theme` by day or by night: the same of high contrast, else the calm one of the other kind."""
    other = theme.replace("dark", "light") if dark else theme.replace("light", "dark")
    return other if other != theme and other in known else LIGHT if dark else DARK


def user_themes_dir() -> Path:
    """Where a person keeps themes of their own."""
    return config_dir() / "themes"


def _bad(path: Path, what: str) -> PerfleadError:
    return PerfleadError(_("The theme {path} cannot be used: {what}.").format(path=shown(path), what=what))
