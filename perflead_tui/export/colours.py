"""The colours of a report on paper and in a browser, from a theme and without Textual."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal, get_args

from perflead_tui.export.profile import Role
from perflead_tui.paths import themes_dir
from perflead_tui.themes import DARK, LIGHT, ThemeFile, counterpart, load_themes, read_theme

Ink = Literal[
    "paper", "panel", "text", "muted", "rule", "accent", "tint0", "tint1", "tint2", "on0", "on1", "on2"
] | Role  # fmt: skip
"""What a colour is for: words and lines, three tints of the accent and the words on them, and whose values."""

Palette = Mapping[Ink, str]
"""A colour for each ink, as `#rrggbb`, or as whatever the format calls a colour."""

INKS: tuple[Ink, ...] = tuple(get_args(get_args(Ink)[0])) + tuple(get_args(Role))

_TINTS = (0.12, 0.32, 0.92)  # of the accent in the paper; the words on the last one are paper


def palette(theme: ThemeFile) -> dict[Ink, str]:
    """The colours of a theme."""
    colors = {name: value.lower() for name, value in theme.colors.items()}
    paper, text, accent = colors["background"], colors["text"], colors["accent"]
    found: dict[Ink, str] = {role: theme.chart[role].lower() for role in get_args(Role)}
    found |= {"paper": paper, "panel": colors["panel"], "text": text, "accent": accent}
    found |= {"muted": colors["muted"], "rule": colors["rule"]}
    tint0, tint1, tint2 = (_blended(accent, paper, share) for share in _TINTS)
    return found | {"tint0": tint0, "tint1": tint1, "tint2": tint2, "on0": text, "on1": text, "on2": paper}


@cache
def printed() -> Palette:
    """The colours on white paper: those of the calm light theme."""
    light = dict(palette(read_theme(themes_dir() / f"{LIGHT}.toml")))
    return light | {"paper": "#ffffff", "on2": "#ffffff"}


def by_day_and_night(name: str = "") -> tuple[Palette, Palette]:
    """The colours of the theme `name` and of its counterpart: light ones first, then dark ones.

    Without a name, or with one that is not there, they are those of the two calm themes.
    """
    themes, _problems = load_themes()
    theme = themes.get(name) or themes[LIGHT]
    other = themes.get(counterpart(theme.name, theme.dark, themes)) or themes[LIGHT if theme.dark else DARK]
    light, dark = (other, theme) if theme.dark else (theme, other)
    return palette(light), palette(dark)


def _blended(over: str, under: str, share: float) -> str:
    """`share` of one colour and the rest of the other, in sRGB as a terminal and a browser blend."""
    mixed = (round(share * a + (1 - share) * b) for a, b in zip(_parts(over), _parts(under), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _parts(color: str) -> Sequence[int]:
    return bytes.fromhex(color[1:])
