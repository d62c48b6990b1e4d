"""Where self and others, and where cells among themselves, see a leader differently enough to say so.

Everything is worked out from published means in exact arithmetic. A bound counts as it is printed, so that a
difference is never made larger than the report says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, count
from typing import Literal

from perflead_tui.results.change import exceeds
from perflead_tui.results.insight import is_clear
from perflead_tui.results.report import CompetencyResult, Mean, Report
from perflead_tui.results.scores import Scale
from perflead_tui.review.form import SELF

Standing = Literal["under", "over", "agree", "unknown", "missing"]
"""Self beside others: others clearly higher, self clearly higher, no clear difference; not to be told because others
are given as a bound; one of both is missing."""

OTHERS = "*others"
"""The key of others together; no key of a group starts with an asterisk."""

_ORDER: tuple[Standing, ...] = ("under", "over", "agree", "unknown", "missing")
_LEVELS = (Fraction(1, 2), Fraction(3, 4))  # the way up the scale to 3.0 and 4.0 on 1-5


@dataclass(frozen=True)
class Difference:
    """Two cells that are clearly apart: their keys, and by how many points (one decimal).

    `at_least` tells that one of both means is a bound, so that they may be further apart.
    """

    higher: str
    lower: str
    points: float
    at_least: bool = False


def counts(one: Mean, other: Mean, answers: tuple[int, int], scale: Scale) -> bool:
    """Whether two means of so many answers differ by more than 1.96 * 0.85 * sqrt(1/n1 + 1/n2), as for change.

    Without answers on a side nothing counts.
    """
    return min(answers) > 0 and abs(_tenths(one) - _tenths(other)) >= _least(answers, scale)


@lru_cache(maxsize=256)
def _least(answers: tuple[int, int], scale: Scale) -> int:
    """The smallest difference in tenths that counts between means of so many answers."""
    return next(tenths for tenths in count(1) if exceeds(tenths, answers[:1], answers[1:], scale))


def widest(values: Mapping[str, Mean | None], answers: Mapping[str, int], scale: Scale) -> Difference | None:
    """The largest difference that counts between two cells; None if none does. Of equal ones the first is told.

    `values` and `answers` are by the key of the cell.
    """
    found: Difference | None = None
    known = [(key, mean) for key, mean in values.items() if mean is not None]
    for pair in combinations(known, 2):
        (higher, up), (lower, down) = sorted(pair, key=lambda each: -_tenths(each[1]))
        if up.bound == "at_most" or down.bound == "at_least":
            continue  # they may be the same
        size = (_tenths(up) - _tenths(down)) / 10
        if counts(up, down, (answers.get(higher, 0), answers.get(lower, 0)), scale) and (
            found is None or size > found.points
        ):
            found = Difference(higher, lower, size, at_least=bool(up.bound or down.bound))
    return found


def cells_apart(report: Report, scale: Scale) -> list[tuple[str, Difference | None]]:
    """Every competency by its key with the widest difference between cells, self aside.

    The widest stand first, those without one stay in the order of the report; as in `surprises`, the competency with
    the lowest mean of others never opens the list.
    """
    answers = {cell.key: cell.answers for cell in report.cells if cell.key != SELF}
    found = {each.key: widest(each.cells, answers, scale) for each in report.competencies}
    ordered = sorted(report.competencies, key=lambda each: -(apart.points if (apart := found[each.key]) else 0))
    return [(each.key, found[each.key]) for each in _opening(ordered, _lowest(report))]


def clearly_apart(result: CompetencyResult, answers: int, scale: Scale) -> Difference | None:
    """Self and others of one competency, if they are clearly apart; `answers` is the sum over the cells of others.

    A bound on others makes a difference away from it only larger; one into it may be none.
    """
    own, others = result.own, result.others
    if own is None or others is None or own.bound:
        return None
    apart = _tenths(own) - _tenths(others)
    if not {"at_least": apart < 0, "at_most": apart > 0, None: True}[others.bound]:
        return None
    if not is_clear(apart, answers, scale):
        return None
    higher, lower = (SELF, OTHERS) if apart > 0 else (OTHERS, SELF)
    return Difference(higher, lower, abs(apart) / 10, at_least=bool(others.bound))


def standing(result: CompetencyResult, answers: int, scale: Scale) -> Standing:
    """How self stands beside others of one competency; `answers` as for `clearly_apart`."""
    if result.own is None or result.others is None:
        return "missing"
    found = clearly_apart(result, answers, scale)
    if found:
        return "over" if found.higher == SELF else "under"
    return "agree" if result.own.bound is None and result.others.bound is None else "unknown"


def surprises(report: Report, scale: Scale) -> list[tuple[Standing, tuple[CompetencyResult, ...]]]:
    """Competencies by how self stands beside others, in the order in which they are best talked about.

    What others see more of comes first, hidden strengths before all, then the larger differences before the smaller
    ones. Whatever the numbers are, the list never opens on the lowest mean of others, unless all are equal.
    """
    groups: dict[Standing, list[CompetencyResult]] = {key: [] for key in _ORDER}
    for each in report.competencies:
        groups[standing(each, entering(each, report), scale)].append(each)
    for key, found in groups.items():
        found.sort(key=_clearest_first if key in ("under", "over") else _highest_first)
    shown = [(key, found) for key, found in groups.items() if found]
    low = _lowest(report)
    for at, (key, found) in enumerate(shown):
        if any(_is_above(each, low) for each in found):
            return [(key, _opening(found, low)), *((k, tuple(f)) for k, f in shown[:at] + shown[at + 1 :])]
    return [(key, tuple(found)) for key, found in shown]


def _lowest(report: Report) -> int:
    return min((_tenths(each.others) for each in report.competencies if each.others), default=0)


def _is_above(each: CompetencyResult, low: int) -> bool:
    return each.others is not None and _tenths(each.others) > low


def _opening(found: Sequence[CompetencyResult], low: int) -> tuple[CompetencyResult, ...]:
    """The same with the first one above the lowest in front, if there is one."""
    first = next((each for each in found if _is_above(each, low)), None)
    return (first, *(each for each in found if each is not first)) if first else tuple(found)


def entering(result: CompetencyResult, report: Report) -> int:
    """How many answers stand behind the others of a competency."""
    return sum(cell.answers for cell in report.cells if cell.anonymous and result.cells.get(cell.key))


def level(mean: Mean, scale: Scale) -> int:
    """How far up the scale a mean is, for tints: 0 below its middle, 1, 2 from three quarters on."""
    return sum(_tenths(mean) >= edge for edge in _edges(scale))


def level_edges(scale: Scale) -> tuple[float, float]:
    """Where the tints change, in points: 3.0 and 4.0 on a 1-5 scale."""
    middle, high = _edges(scale)
    return float(middle / 10), float(high / 10)


@lru_cache(maxsize=16)
def _edges(scale: Scale) -> tuple[Fraction, Fraction]:
    return scale.at(_LEVELS[0]), scale.at(_LEVELS[1])


def _clearest_first(each: CompetencyResult) -> tuple[int, int]:
    """Hidden strengths first, then the larger differences."""
    apart = _tenths(each.own) - _tenths(each.others) if each.own and each.others else 0
    return (0 if each.flag == "hidden_strength" else 1, -abs(apart))


def _highest_first(each: CompetencyResult) -> int:
    """What others see most: a difference that is not clear orders nothing."""
    return -_tenths(each.others) if each.others else 0


def _tenths(mean: Mean) -> int:
    return round(10 * mean.mean)
