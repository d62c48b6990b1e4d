"""A theme as Textual knows it. What a theme is, and how its file is read: `perflead_tui/themes.py`."""

from textual.theme import Theme

from perflead_tui.themes import ThemeFile


def to_textual(theme: ThemeFile) -> Theme:
    """The theme as Textual knows it; our own colours are variables for the style sheets."""
    c = theme.colors
    own = {name: c[name] for name in ("muted", "rule", "good", "warn", "stop")}
    chart = {f"chart-{name}": value for name, value in theme.chart.items()}
    return Theme(
        name=theme.name,
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
        dark=theme.dark,
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
