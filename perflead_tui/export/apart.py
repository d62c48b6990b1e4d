"""Where views differ, as screens and exports show it: lines by how self stands, and cells beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from perflead_tui.export import wording
from perflead_tui.export.profile import OTHERS, SELF, CompetencyLine, Profile, Series
from perflead_tui.i18n import _, format_number, language
from perflead_tui.results.differ import (
    Difference,
    Standing,
    cells_apart,
    clearly_apart,
    entering,
    level,
    level_edges,
    surprises,
)
from perflead_tui.results.report import Mean, Report
from perflead_tui.results.scores import Scale


@dataclass(frozen=True)
class GapLine:
    """One competency, self beside others. `apart` are the points between them in words, where they are clear."""

    line: CompetencyLine
    standing: Standing
    own: Mean | None
    others: Mean | None
    apart: str

    @property
    def clear(self) -> bool:
        """Whether self and others are clearly apart."""
        return self.standing in ("over", "under")


@dataclass(frozen=True)
class ApartLine:
    """One competency beside all cells: the widest difference that counts, and how close raters are, in words."""

    line: CompetencyLine
    widest: Difference | None
    short: str
    told: str
    agreement: str
    agreement_told: str


def gap_groups(profile: Profile, report: Report) -> list[tuple[Standing, tuple[GapLine, ...]]]:
    """The competencies by how self stands beside others, in the order in which they are talked about."""
    scale = scale_of(profile)
    lines = {each.key: each for each in profile.lines}
    found = []
    for standing, results in surprises(report, scale):
        group = []
        for each in results:
            difference = clearly_apart(each, entering(each, report), scale)
            group.append(GapLine(lines[each.key], standing, each.own, each.others, _points(difference)))
        found.append((standing, tuple(group)))
    return found


def cells_beside(profile: Profile, report: Report) -> list[ApartLine]:
    """The competencies by how far cells are apart."""
    lines = {each.key: each for each in profile.lines}
    names = {each.key: each for each in profile.series}
    return [
        ApartLine(
            line=lines[key],
            widest=widest,
            short=_short(widest, names) if widest else "",
            told=_told(widest, names) if widest else _("No clear difference between those who answered."),
            agreement={"close": _("raters agree"), "mixed": _("raters differ"), "split": _("raters are split")}.get(
                lines[key].agreement or "", ""
            ),
            agreement_told=wording.agreement_told(lines[key].agreement),
        )
        for key, widest in cells_apart(report, scale_of(profile))
    ]


def cells_of(profile: Profile) -> Sequence[Series]:
    """The columns that stand beside each other: everyone but self."""
    return [each for each in profile.answered if each.key != SELF]


def others_of(profile: Profile) -> Series | None:
    """The column of others; with one cell alone, that cell."""
    lead = profile.leading
    return lead if lead and (lead.key == OTHERS or lead.anonymous) else None


def scale_of(profile: Profile) -> Scale:
    """The scale of the report."""
    return Scale(profile.low, profile.high, profile.minimum)


def tint_words(profile: Profile) -> tuple[str, str, str]:
    """What each tint stands for: `below 3`, `from 3`, `from 4`."""
    middle, high = (format_number(edge, 0 if edge.is_integer() else 1) for edge in level_edges(scale_of(profile)))
    return (
        _("below {number}").format(number=middle),
        _("from {number}").format(number=middle),
        _("from {number}").format(number=high),
    )


def tint(profile: Profile, mean: Mean | None) -> int | None:
    """The tint of a mean; None without one."""
    return None if mean is None else level(mean, scale_of(profile))


def sign(mean: Mean | None) -> str:
    """A mean for a narrow column; nothing without one."""
    return _signed(mean, language()) if mean else ""


@lru_cache(maxsize=1024)
def _signed(mean: Mean, _language: str) -> str:
    return wording.mean_sign(mean)


def told_mean(series: Series, mean: Mean | None) -> str:
    """What the mouse is told of a mean: whose it is, the number, the line."""
    return _mean_told(series, mean, language())


@lru_cache(maxsize=1024)
def _mean_told(series: Series, mean: Mean | None, _language: str) -> str:
    name = f"{series.glyph} {series.counted}"
    if mean is None:
        return _("{name}: not enough seen. It is not a low score.").format(name=name)
    told = f"{name}: {wording.mean_words(mean)}"
    interval = wording.interval_words(mean)
    return told + (_(" · line {interval}").format(interval=interval) if interval else "")


def _points(difference: Difference | None) -> str:
    if difference is None:
        return ""
    return ("≥" if difference.at_least else "") + format_number(difference.points, 1)


def _short(found: Difference, names: dict[str, Series]) -> str:
    higher, lower = names[found.higher].glyph, names[found.lower].glyph
    return _("{higher} {points} above {lower}").format(higher=higher, points=_points(found), lower=lower)


def _told(found: Difference, names: dict[str, Series]) -> str:
    words = _("{higher}: clearly higher than {lower}, by {points} points.")
    if found.at_least:
        words = _("{higher}: clearly higher than {lower}, by {points} points or more.")
    points = format_number(found.points, 1)
    return words.format(higher=names[found.higher].label, lower=names[found.lower].label, points=points)
