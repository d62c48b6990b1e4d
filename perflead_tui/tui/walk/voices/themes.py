"""The themes that a coach marks comments with: those used so far, suggestions, and how often each is met."""

from collections import Counter
from collections.abc import Iterable, Mapping

from perflead_tui.flows.debrief import Mark
from perflead_tui.i18n import _
from perflead_tui.results.voices import Voice


def suggested() -> tuple[str, ...]:
    """Themes that comments on leaders often have."""
    return (
        _("Listening"),
        _("Clear direction"),
        _("Fairness"),
        _("Follow-through"),
        _("Time for people"),
        _("Learning and growth"),
        _("Room to decide"),
    )


def counted(marks: Mapping[str, Mark], voices: Iterable[Voice]) -> list[tuple[str, int]]:
    """How many of these comments have each theme, the most frequent first; what is withheld does not count."""
    found = Counter(
        theme for voice in voices if not voice.withheld and voice.name in marks for theme in marks[voice.name].themes
    )
    return found.most_common()


def offered(marks: Mapping[str, Mark], comment: str) -> list[str]:
    """The themes to choose from for a comment: those it has, those used elsewhere, then suggestions."""
    own = marks[comment].themes if comment in marks else []
    used = Counter(theme for mark in marks.values() for theme in mark.themes)
    return list(dict.fromkeys([*own, *(theme for theme, _n in used.most_common()), *suggested()]))
