"""Which competencies are strengths, and in which items they show."""

from dataclasses import dataclass

from perflead_tui.export.profile import CompetencyLine, ItemLine, Profile
from perflead_tui.results.report import Mean

_AT_MOST = 3
_FIRST_ITEMS = 3


@dataclass(frozen=True)
class Strengths:
    """The highest competencies, at most three, and the hidden strengths that are not among them."""

    highest: tuple[CompetencyLine, ...]
    hidden: tuple[CompetencyLine, ...]

    @property
    def lines(self) -> tuple[CompetencyLine, ...]:
        """All of them."""
        return (*self.highest, *self.hidden)


def strengths(profile: Profile) -> Strengths:
    """The strengths as others see them.

    Left out are competencies that others do not show, or about which they are split, and whatever has the lowest
    mean: so a report in which all are the same has no strengths to tell apart.
    """
    seen = [(each, mean) for each in profile.lines if (mean := leading_mean(profile, each))]
    lowest = min((mean.mean for _each, mean in seen), default=0.0)
    above = [each for each, mean in seen if mean.mean > lowest]
    highest = [each for each in above if each.agreement != "split"][:_AT_MOST]
    hidden = [each for each in above if each.flag == "hidden_strength" and each not in highest]
    return Strengths(tuple(highest), tuple(hidden))


def leading_mean(profile: Profile, each: CompetencyLine) -> Mean | None:
    """The mean that says most of a competency: of others together, or of the only cell. Never the leader's own."""
    lead = profile.leading
    return each.values.get(lead.key) if lead and lead.role != "self" else None


def by_height(profile: Profile, each: CompetencyLine) -> tuple[ItemLine, ...]:
    """The items of a competency, what others see most first; those that are not shown stand last."""
    lead = profile.leading.key if profile.leading else ""

    def height(item: ItemLine) -> float:
        mean = item.values.get(lead)
        return -mean.mean if mean else 0.0

    return tuple(sorted(each.items, key=height))


def first_items(profile: Profile, each: CompetencyLine) -> tuple[ItemLine, ...]:
    """The items in which a strength shows: those that others see at least as much as the whole, at most three."""
    lead, mean = profile.leading, leading_mean(profile, each)
    if lead is None or mean is None:
        return ()
    shown = [item for item in by_height(profile, each) if (of := item.values.get(lead.key)) and of.mean >= mean.mean]
    return tuple(shown[:_FIRST_ITEMS])
