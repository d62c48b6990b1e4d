"""What it costs to make a report of a million answers under the disclosure rules, beside a bincount of the same.

Run: python -m tests.benchmarks aggregation. Prints a table; it measures, it never judges.

28,000 raters of 10 groups answer 37 items: 1,036,000 answers, 370 cells by item besides those of the leader and the
manager. numpy counts them from arrays that are there already; perflead starts from the responses as closing has them.
"""

import datetime
import random
from typing import Any

import numpy as np

from perflead_tui.results.disclosure import build_report
from perflead_tui.results.tally import tally
from perflead_tui.review.answers import Accepted
from perflead_tui.review.terms import Terms
from tests.benchmarks.figures import Aim, Figure
from tests.benchmarks.timing import interleaved
from tests.results.build import group, item, questionnaire, terms

TITLE = "A million answers"
RATERS, ITEMS, GROUPS, POINTS = 28_000, 37, 10, 5
_TODAY = datetime.date(2030, 5, 1)


def measure(quick: bool, missing: list[str]) -> list[Figure]:
    """The whole report, and the counting alone, beside numpy."""
    promised, accepted = many(RATERS)
    values, cells = arrays(promised, accepted)

    def counted() -> Any:
        return np.bincount(cells * (POINTS + 1) + values, minlength=(GROUPS + 2) * ITEMS * (POINTS + 1))

    works = {
        "report": lambda: build_report(promised, "5f" * 32, accepted, [], _TODAY),
        "tally": lambda: tally(promised, accepted),
        "numpy": counted,
        "arrays": lambda: arrays(promised, accepted),
    }
    found = interleaved(works, 3 if quick else 11)
    both = found["arrays"] + found["numpy"]
    what, beside = f"of {len(values):,} answers", "numpy's bincount"
    return [
        Figure(f"the report {what}", "s", found["report"], beside, found["numpy"], Aim(5.0)),
        Figure(f"the report {what}", "s", found["report"], "the same and making its arrays", both, Aim(5.0)),
        Figure(f"counting {what}", "s", found["tally"], beside, found["numpy"]),
    ]


def many(raters: int) -> tuple[Terms, list[Accepted]]:
    """The terms of ten anonymous groups, and so many responses."""
    groups = [f"g{number}" for number in range(GROUPS)]
    keys = [f"U{number}" for number in range(ITEMS)]
    asked = questionnaire(
        {"UND": [item(key) for key in keys]}, groups=[group(key) for key in ("self", "manager", *groups)], time=False
    )
    chance = random.Random(1)
    answers = (1, 2, 3, 4, 5, None)
    accepted = [
        Accepted(chance.choice(groups), dict(zip(keys, chance.choices(answers, k=ITEMS), strict=True)), None)
        for _rater in range(raters)
    ]
    accepted += [Accepted(key, dict.fromkeys(keys, 4), None) for key in ("self", "manager")]
    return terms(asked), accepted


def arrays(promised: Terms, accepted: list[Accepted]) -> tuple[Any, Any]:
    """The answers and their cells as numpy wants them; 0 is "not observed"."""
    place = {each.key: at for at, each in enumerate(promised.groups)}
    values = np.array([[rating or 0 for rating in each.ratings.values()] for each in accepted])
    rows = np.array([place[each.group] for each in accepted])[:, None] * ITEMS + np.arange(ITEMS)
    return values.ravel(), rows.ravel()
