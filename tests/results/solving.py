"""What a review's output gives away: every attacker, every answer, and each verdict seen to be true.

Attackers are somebody outside and every rater in turn. What they cannot be certain of is shown by another review that
the same rules turn into the same output, byte for byte, with the attacker's own answers as they were.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from perflead_tui.results.report import Report
from perflead_tui.review.answers import Accepted
from perflead_tui.review.terms import Terms
from tests.results.build import report
from tests.results.random_reviews import Review, random_review
from tests.results.solver import (
    PERFLEAD,
    Attack,
    Rule,
    Target,
    cells_of,
    certain_points,
    given_of,
    raters,
    rewritten,
    with_points,
)

Json = dict[str, Any]
Publish = Callable[[Terms, list[Accepted]], Json]


@dataclass(frozen=True)
class Breach:
    """An answer that is certain: of all the others of a cell, about an item or a box of the time question."""

    cell: str
    what: str
    value: int
    insider: str | None
    at_home: bool


@dataclass
class Counts:
    """What was looked at."""

    reviews: int = 0
    attackers: int = 0
    asked: int = 0
    """Things that all the others of a cell have in common: the solver was asked about each."""
    worlds: int = 0
    """Other reviews that were made to show the same output."""
    known_top: int = 0
    """The harmless case: an insider who learns that all the others of their cell gave the top answer."""
    breaches: list[Breach] = field(default_factory=list)

    def add(self, more: "Counts") -> None:
        for name, value in vars(more).items():
            setattr(self, name, getattr(self, name) + value)


def published(review: Review) -> Report:
    """The output of a review. The seed stands for a shuffle of the system: comments are no part of the search."""
    return report(review.terms, review.accepted, review.comments)


def output_of(review: Review) -> Json:
    found: Json = json.loads(published(review).exported("0").to_json())
    return found


def unanimous_review(rng: random.Random) -> Review:
    """A random review in which cells often agree on a line, or all but one do: the edge of every rule."""
    review = random_review(rng)
    high = len(review.terms.questionnaire.scale.points)
    usual = {
        (each.group, item.key): rng.choice([None, 1, 2, 3, high - 1, high])
        for each in review.accepted
        for item in review.terms.questionnaire.items
    }
    accepted = []
    for each in review.accepted:
        ratings = {
            item: same if answer and (same := usual[each.group, item]) and rng.random() < 0.95 else answer
            for item, answer in each.ratings.items()
        }
        accepted.append(Accepted(each.group, ratings, each.time))
    return Review(review.terms, accepted, review.comments)


def reviews(seeds: range) -> Iterator[Review]:
    """A review a seed, every other one at the edge."""
    for seed in seeds:
        rng = random.Random(f"disclosure {seed}")
        yield unanimous_review(rng) if seed % 2 else random_review(rng)


def search(
    review: Review,
    rule: Rule = PERFLEAD,
    output: Callable[[Review], Json] = output_of,
    insiders: int | None = None,
) -> Counts:
    """Attack a review from outside and from the place of every rater, or of some `insiders` drawn from them."""
    told = output(review)
    counts = Counts(reviews=1)
    places = list(range(len(review.accepted)))
    if insiders is not None:
        places = random.Random(len(places)).sample(places, min(insiders, len(places)))
    seen: set[str] = set()
    for insider in [None, *places]:
        own = None if insider is None else review.accepted[insider]
        if repr(own) not in seen:  # two raters of a group with the same answers see the same
            seen.add(repr(own))
            counts.attackers += 1
            _attack(review, told, insider, rule, output, counts)
    return counts


def _attack(
    review: Review, told: Json, insider: int | None, rule: Rule, output: Callable[[Review], Json], counts: Counts
) -> None:
    cells = cells_of(told)
    own = None if insider is None else review.accepted[insider]
    given = given_of(review.terms, review.accepted, cells)
    attack = Attack(review.terms, told, given, own, rule)
    guesses = _in_common(review, attack, insider)
    for competency in told["competencies"]:
        items = {row["key"] for row in told["items"] if row["competency"] == competency["key"]}
        here = {target: value for target, value in guesses.items() if target[1] in items}
        verdict = attack.certain(competency["key"], here)
        counts.asked += len(here)
        for world in verdict.worlds:
            _see(review, rewritten(review.accepted, cells, world, insider), told, insider, output)
            counts.worlds += 1
        for (cell, item), value in verdict.certain.items():
            _note(counts, attack, Breach(cell, item, value, own.group if own else None, attack.home(cell)))
    for cell, groups in cells.items():
        _attack_time(review, attack, cell, groups, insider, output, counts)


def _in_common(review: Review, attack: Attack, insider: int | None) -> dict[Target, int]:
    """What all the others of a cell answered alike: nothing else can be certain."""
    found = {}
    for (cell, item), _n in attack.given.items():
        answers = {
            review.accepted[at].ratings[item] for at in raters(review.accepted, attack.cells[cell], item, insider)
        }
        if len(answers) == 1:
            found[cell, item] = answers.pop()
    return found


def _attack_time(
    review: Review,
    attack: Attack,
    cell: str,
    groups: list[str],
    insider: int | None,
    output: Callable[[Review], Json],
    counts: Counts,
) -> None:
    every = [each.time for each in review.accepted if each.group in groups and each.time]
    rest = [
        each.time for at, each in enumerate(review.accepted) if each.group in groups and each.time and at != insider
    ]
    if not rest:
        return
    guesses = {box: rest[0][box] for box in rest[0] if len({points[box] for points in rest}) == 1}
    certain, worlds = certain_points(attack, cell, len(every), guesses)
    counts.asked += len(guesses)
    for world in worlds:
        _see(review, with_points(review.accepted, groups, world, insider), attack.output, insider, output)
        counts.worlds += 1
    for box, value in certain.items():
        own = attack.own.group if attack.own else None
        counts.breaches.append(Breach(cell, box, value, own, attack.home(cell)))


def _see(
    review: Review, other: list[Accepted], told: Json, insider: int | None, output: Callable[[Review], Json]
) -> None:
    """The other review has the same output, and the insider said the same."""
    assert other != review.accepted
    assert insider is None or other[insider] == review.accepted[insider]
    assert output(replace(review, accepted=other)) == told


def _note(counts: Counts, attack: Attack, breach: Breach) -> None:
    """The one thing that DESIGN accepts is counted apart."""
    high = attack.scale.high
    if breach.at_home and breach.value == high:
        counts.known_top += 1
    else:
        counts.breaches.append(breach)


def run(seeds: range, insiders: int | None = None) -> Counts:
    """Search a review for each seed."""
    counts = Counts()
    for review in reviews(seeds):
        counts.add(search(review, insiders=insiders))
    return counts
