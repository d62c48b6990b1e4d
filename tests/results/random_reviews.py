"""Reviews drawn at random, with N, merges, short forms, items for supervisors, and scales of 3 to 7 points."""

import random
from dataclasses import dataclass

from perflead_tui.review.answers import Accepted, Comment
from perflead_tui.review.form import form_for
from perflead_tui.review.terms import Terms
from tests.results.build import group, item, questionnaire, terms


@dataclass
class Review:
    """What `build_report` gets."""

    terms: Terms
    accepted: list[Accepted]
    comments: list[Comment]


def random_review(rng: random.Random) -> Review:
    """A review; small numbers are likely, so that rules at the edge are met."""
    anonymous = [f"g{n}" for n in range(rng.randint(1, 4))]
    named = ["self", "manager"]
    competencies = {
        f"C{c}": [
            item(
                f"I{c}x{n}",
                seen_by=rng.choice([[], [], anonymous[:1], ["manager", *anonymous[1:]]]),
                supervisors_only=rng.random() < 0.15,
            )
            for n in range(rng.choice([1, 2, 3, 4, 5, 6]))
        ]
        for c in range(rng.randint(1, 3))
    }
    promised = terms(
        questionnaire(competencies, points=rng.randint(3, 7), groups=[group(key) for key in named + anonymous]),
        minimum=rng.choice([3, 4, 4, 5]),
        short=[key for key in anonymous if rng.random() < 0.3],
        supervises=rng.random() < 0.8,
    )
    accepted = [random_answers(rng, promised, key) for key in named if rng.random() < 0.85]
    for key in anonymous:
        accepted += [random_answers(rng, promised, key) for _ in range(rng.choice([0, 1, 2, 3, 4, 5, 6, 8, 11]))]
    rng.shuffle(accepted)
    comments = [
        Comment(answers.group, rng.choice(["O1", "O2"]), f"words {rng.randrange(1000)}")
        for answers in accepted
        if rng.random() < 0.6
    ]
    return Review(promised, accepted, comments)


def random_answers(rng: random.Random, promised: Terms, key: str) -> Accepted:
    """One response: often much alike, sometimes at an end, with N and lines left open."""
    form, high = form_for(promised, key), promised.questionnaire.scale.high
    usual, missing = rng.choice([1, 2, 3, high - 1, high, high]), rng.choice([0, 0, 0.1, 0.5])
    ratings: dict[str, int | None] = {}
    for item_key in form.item_keys:
        if rng.random() < missing:
            if rng.random() < 0.5:
                ratings[item_key] = None
        else:
            ratings[item_key] = min(high, max(1, usual + rng.choice([-1, 0, 0, 0, 1])))
    time = None if rng.random() < 0.2 else random_points(rng, form.time_keys)
    if time is not None and rng.random() < 0.7:
        time |= random_points(rng, form.desired_keys)
    return Accepted(key, ratings, time)


def random_points(rng: random.Random, keys: tuple[str, ...]) -> dict[str, int]:
    """Ten points in the boxes."""
    points = dict.fromkeys(keys, 0)
    for _ in range(10 if keys else 0):
        points[rng.choice(keys)] += 1
    return points
