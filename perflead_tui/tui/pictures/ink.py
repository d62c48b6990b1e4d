"""What pictures are drawn with: quiet lines and tints, or the form of high contrast.

In the strong form everything is drawn with the colour of text: intervals as heavy lines, the squares of a heat map and
the parts of a bar told apart by pattern and by text on ground turned round. Whose value a mark is, its glyph tells; it
keeps its hue where the theme has a contrast of 7:1 for it (WCAG 2.2, AAA). The numbers are the same in both forms.
"""

import os
from dataclasses import dataclass

from perflead_tui.themes import CHART, ThemeFile

AAA = 7.0
"""The contrast that WCAG 2.2 asks of text on its ground for level AAA."""
_WORDS = ("text", "muted", "accent", "good", "warn", "stop")


@dataclass(frozen=True)
class Ink:
    """The styles and characters of a picture. `hues` says whether marks keep the colour of whose value they are."""

    strong: bool = False
    hues: bool = True

    @property
    def quiet(self) -> str:
        """For words and signs that are read last."""
        return "$foreground" if self.strong else "$muted"

    @property
    def rule(self) -> str:
        """For lines that only guide the eye."""
        return "$foreground" if self.strong else "$rule"

    @property
    def interval(self) -> tuple[str, str, str]:
        """A line, its left end and its right end."""
        return ("━", "┣", "┫") if self.strong else ("─", "├", "┤")

    @property
    def link(self) -> str:
        """What joins two dots that are clearly apart."""
        return "╍" if self.strong else "╌"

    def mark(self, role: str) -> str:
        """For the glyph of a series, by its role in the theme."""
        style = f"$chart-{role}" if self.hues else "$foreground"
        return f"bold {style}" if self.strong else style


QUIET, STRONG = Ink(), Ink(strong=True, hues=False)
_PATTERNS = " ▒█"
"""What fills the room beside the words in the strong form, by the order of tints. As text, too, they differ."""


@dataclass(frozen=True)
class Pattern:
    """A character that fills room, its style, and the style of words and thin lines among it."""

    fill: str
    style: str
    words: str


def pattern(at: int) -> Pattern:
    """The pattern of the tint `at`, 0 to 2; among the last one, words are turned round."""
    if at == len(_PATTERNS) - 1:
        return Pattern(_PATTERNS[at], "$foreground on $foreground", "$background on $foreground")
    return Pattern(_PATTERNS[at], "$foreground on $background", "$foreground on $background")


def ink_for(theme: ThemeFile | None, *, wanted: bool, few: bool = False) -> Ink:
    """The ink for pictures in `theme`: strong if it was `wanted`, or the theme is one of high contrast or of greys, or
    the terminal is asked for no colours (NO_COLOR, no-color.org), or has so few that tints would run together."""
    plain = few or bool(os.environ.get("NO_COLOR")) or (theme is not None and grey(theme))
    high = theme is not None and high_contrast(theme)
    return Ink(strong=True, hues=high and not plain) if wanted or plain or high else QUIET


def high_contrast(theme: ThemeFile) -> bool:
    """Whether every word and every mark of `theme` has AAA on its background."""
    read = [theme.colors[name] for name in _WORDS] + [theme.chart[name] for name in CHART]
    return all(contrast(color, theme.colors["background"]) >= AAA for color in read)


def grey(theme: ThemeFile) -> bool:
    """Whether the marks of `theme` have no hue."""
    return all(len({color[1:3].lower(), color[3:5].lower(), color[5:7].lower()}) == 1 for color in theme.chart.values())


def contrast(one: str, other: str) -> float:
    """The contrast of two colours `#rrggbb`, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
