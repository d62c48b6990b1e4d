"""The report's numbers and findings in words. Short where they stand in a column, whole sentences where there is room."""

from functools import lru_cache

from perflead_tui.i18n import _, format_number, language
from perflead_tui.results.profile import SELF, CompetencyLine, Finding, Profile, Series
from perflead_tui.results.report import Mean

UNSEEN = "·"


@lru_cache(maxsize=512)
def _one_decimal(value: float, _language: str) -> str:
    return format_number(value, 1)


def number(value: float) -> str:
    """A value with one decimal, in the language that is shown."""
    return _one_decimal(value, language())


def short(mean: Mean | None) -> str:
    """A mean for a column: `4.1`, `≥4.5`, `≤2.3`, or a dot where not enough was seen."""
    if mean is None:
        return UNSEEN
    return {None: "", "at_least": "≥", "at_most": "≤"}[mean.bound] + number(mean.mean)


def bounded(mean: Mean) -> str:
    """A mean in a sentence: `4.1`, `4.5 or more`, `2.3 or less`."""
    if mean.bound == "at_least":
        return _("{number} or more").format(number=number(mean.mean))
    if mean.bound == "at_most":
        return _("{number} or less").format(number=number(mean.mean))
    return number(mean.mean)


def finding(line: CompetencyLine) -> str:
    """What a competency shows of self and others, in a few words."""
    gap = number(abs(line.gap)) if line.gap is not None else ""
    if gap:
        words = {
            Finding.BLIND_SPOT: _("Blind spot: self {gap} higher than others"),
            Finding.HIDDEN_STRENGTH: _("Hidden strength: others {gap} higher"),
            Finding.SELF_HIGHER: _("Self {gap} higher than others"),
            Finding.OTHERS_HIGHER: _("Others {gap} higher than self"),
        }
    else:
        words = {
            Finding.BLIND_SPOT: _("Blind spot: self is higher than others"),
            Finding.HIDDEN_STRENGTH: _("Hidden strength: others are higher"),
            Finding.SELF_HIGHER: _("Self is higher than others"),
            Finding.OTHERS_HIGHER: _("Others are higher than self"),
        }
    words[Finding.NO_CLEAR_DIFFERENCE] = _("No clear difference")
    words[Finding.NO_SELF] = ""
    words[Finding.NO_OTHERS] = _("Not enough seen to show others")
    return words[line.finding].format(gap=gap)


def unseen(line: CompetencyLine) -> list[str]:
    """Who has not seen enough of a competency; nothing where others as a whole have not."""
    if line.finding is Finding.NO_OTHERS:
        return []
    return [_("not enough seen by {group}").format(group=group) for group in line.unseen]


def agreement(line: CompetencyLine) -> str:
    """How much alike the raters answered, as a sentence; empty where it is not told."""
    return {
        "close": _("The anonymous raters see this much alike."),
        "mixed": _("The anonymous raters see this in different ways."),
        "split": _("The anonymous raters are split: the mean hides very different views."),
        None: "",
    }[line.agreement]


def meaning(line: CompetencyLine) -> str:
    """What a finding means for the reader, as a sentence."""
    return {
        Finding.BLIND_SPOT: _("Self is clearly higher than others, who see room to grow here."),
        Finding.HIDDEN_STRENGTH: _("Others see a strength here that self does not."),
        Finding.SELF_HIGHER: _("Self lies above the line of what others say."),
        Finding.OTHERS_HIGHER: _("Self lies below the line of what others say."),
        Finding.NO_CLEAR_DIFFERENCE: _("Self lies inside the line of what others say: no clear difference."),
        Finding.NO_SELF: _("There is no self-rating to set beside it."),
        Finding.NO_OTHERS: _("Too few could see this to show it without giving anyone away. It is not a low score."),
    }[line.finding]


def counted(series: Series) -> str:
    """A column with the number of its answers; one who answers alone needs none."""
    return f"{series.label} ({series.answers})" if series.anonymous else series.label


def others_label(profile: Profile) -> str:
    """What the mean over the anonymous cells is called."""
    several = sum(each.anonymous for each in profile.series) > 1
    return _("Others together") if several else _("Others")


def is_self(series: Series) -> bool:
    """Whether this is the leader's own column."""
    return series.key == SELF
