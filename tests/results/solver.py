"""A solver that looks for answers which the published output gives away.

It is an attacker with a lot of luck. They hold the whole output of a review (the JSON report; a test shows that every
other format is made from it), the terms, and perflead's own rules. They are told on top, beyond any output, how many of
each cell gave an answer to each line and how many gave points of time. They may be an insider, who knows all of their
own answers.

Raters of a cell are exchangeable in all that is published, so an answer of one of them is certain if, and only if, all
of the others of the cell gave this answer in every *world*: every set of answers with the same output. What is certain
is true; so the solver is asked of each thing that all others of a cell have in common: is there a world in which they
have not? OR-tools finds one, and `rewritten` makes it a review, so that a test can see the same output come out of it;
or it proves that there is none, and the answer is given away.

Lines of one competency hang together by the word for agreement (which pools cells and lines); competencies and the time
question do not hang together once the numbers above are known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement
from math import ceil, floor, lcm
from typing import Any

from ortools.sat.python import cp_model

from perflead_tui.results import disclosure, insight
from perflead_tui.results.agreement import critical_variance
from perflead_tui.results.scores import Scale, Score, items_needed
from perflead_tui.results.tally import Count
from perflead_tui.review.answers import Accepted
from perflead_tui.review.form import applicable, asked
from perflead_tui.review.terms import Terms

Json = dict[str, Any]
World = tuple[int, ...]
"""The answers of those of a cell who gave one to an item, ascending."""
Target = tuple[str, str]
"""The key of a cell and of an item."""
Term = tuple[cp_model.LinearExpr, int]
"""A whole number and what it is divided by."""
_QUICK, _EXACT = 10**4, 10**12  # what a variance is multiplied by at most; the sums stay below 2**63
WITHHELD = "withheld"
"""The key that the groups of which nothing is shown get here."""


@dataclass(frozen=True)
class Rule:
    """How the output was made, where a weaker rule is tried. As it is here, it is perflead's."""

    exact_competencies: bool = False
    any_total: bool = False


PERFLEAD = Rule()


@dataclass(frozen=True, order=True)
class Shape:
    """What the output can see of the answers of a cell to an item: the rest of the model is about these numbers."""

    total: int
    n: int
    seen_total: int
    seen_squares: int


Shapes = Mapping[Shape, Sequence[World]]


@dataclass
class Verdict:
    """What was found: answers that are certain, and worlds that show of the others that they are not."""

    certain: dict[Target, int] = field(default_factory=dict)
    worlds: list[dict[Target, World]] = field(default_factory=list)


def cells_of(output: Json) -> dict[str, list[str]]:
    """The anonymous cells by key and groups; the groups of which nothing is shown are one more."""
    cells = {cell["key"]: cell["groups"] for cell in output["cells"] if cell["anonymous"]}
    withheld = [entry["group"] for entry in output["withheld"]]
    return cells | ({WITHHELD: withheld} if withheld else {})


class Attack:
    """One attacker. `given` says how many of a cell answered an item; `own` are an insider's answers."""

    def __init__(
        self,
        terms: Terms,
        output: Json,
        given: Mapping[Target, int],
        own: Accepted | None = None,
        rule: Rule = PERFLEAD,
    ) -> None:
        scale = terms.questionnaire.scale
        self.terms, self.output, self.given, self.own, self.rule = terms, output, given, own, rule
        self.scale = Scale(scale.low, scale.high, terms.minimum)
        self.cells = cells_of(output)
        self.rows = {row["key"]: row for row in output["items"]}

    def home(self, cell: str) -> bool:
        """Whether the insider is of this cell."""
        return self.own is not None and self.own.group in self.cells[cell]

    def known(self, target: Target) -> int | None:
        """The insider's own answer, if it is one of this cell's."""
        return self.own.ratings.get(target[1]) if self.own and self.home(target[0]) else None

    def certain(self, competency: str, guesses: Mapping[Target, int]) -> Verdict:
        """Which of these guesses ("all the others of the cell gave v to the item") hold in every world."""
        verdict = Verdict()
        world = _Model(self, competency).world_without(guesses) if guesses else None
        if world is not None:
            verdict.worlds.append(world)
            return verdict
        for target, value in guesses.items():
            alone = _Model(self, competency).world_without({target: value})
            if alone is None:
                verdict.certain[target] = value
            else:
                verdict.worlds.append(alone)
        return verdict

    def allows(self, competency: str, world: Mapping[Target, World]) -> bool:
        """Whether the model has this world: what is true must be in it."""
        return _Model(self, competency).allows(world)


class _Model:
    """The worlds of one competency, for the solver: for every cell and item one shape, and what ties shapes.

    All is linear in whole numbers. Fractions are brought to one denominator; where that is too large for 64 bits they
    are rounded so that worlds are lost and none is added, so what is said not to be certain is not.
    """

    def __init__(self, attack: Attack, competency: str) -> None:
        self.attack, self.scale = attack, attack.scale
        self.row = next(row for row in attack.output["competencies"] if row["key"] == competency)
        found = next(each for each in attack.terms.questionnaire.competencies if each.key == competency)
        self.items = [item.key for item in found.items if applicable(attack.terms, item)]
        self.shapes: dict[Target, Shapes] = {
            target: self._shapes(target)
            for item in self.items
            for cell in attack.cells
            if attack.given.get(target := (cell, item), 0)
        }

    def _shapes(self, target: Target) -> Shapes:
        cell, item = target
        printed = None if cell == WITHHELD else self.attack.rows[item]["cells"][cell]
        tenths = None if printed is None else (round(10 * printed["mean"]), printed["bound"])
        return _fitting(self.attack.given[target], self.scale, tenths, self.attack.known(target))

    def world_without(self, guesses: Mapping[Target, int]) -> dict[Target, World] | None:
        """A world in which none of these guesses holds, or None."""
        for target, value in guesses.items():
            known = self.attack.known(target)
            self.shapes[target] = {
                shape: other
                for shape, worlds in self.shapes[target].items()
                if (other := [world for world in worlds if others(world, known) != {value}])
            }
        return self._world()

    def allows(self, world: Mapping[Target, World]) -> bool:
        self.shapes = {
            target: {shape: [world[target]] for shape, worlds in shapes.items() if world[target] in worlds}
            for target, shapes in self.shapes.items()
        }
        return self._world() is not None

    def _world(self) -> dict[Target, World] | None:
        """A world of these shapes. A few of them and rounded sums are quick to try; if there is none, all decide."""
        few = {target: _spread(shapes) for target, shapes in self.shapes.items()}
        return self._world_in(few, _QUICK) or self._world_in(self.shapes, _EXACT)

    def _world_in(self, shapes: Mapping[Target, Shapes], finest: int) -> dict[Target, World] | None:
        self.model, self.finest, self.chosen = cp_model.CpModel(), finest, {}
        for target, found in shapes.items():
            self.chosen[target] = {shape: self.model.new_bool_var("") for shape in found}
            self.model.add_exactly_one(self.chosen[target].values())
        self._add_band()
        if self.attack.rule.exact_competencies:
            self._add_exact_means()
        solver = solved(self.model)
        if solver is None:
            return None
        return {
            target: next(self.shapes[target][shape][0] for shape, choice in choices.items() if solver.value(choice))
            for target, choices in self.chosen.items()
        }

    def _add_band(self) -> None:
        """The word for agreement, as `insight.agreement` finds it."""
        word = self.row["agreement"]
        pools = [self._pool(item) for item in self.items]
        used = [pool for pool in pools if self._n(pool) >= insight.POOLED]
        if self.row["others"] is None or not used or len(used) < items_needed(len(pools)):
            assert word is None
            return
        variances = [self._variance(pool) for pool in used]
        split = len(used) * Fraction(self.scale.options**2 - 1, 12)
        critical = critical_variance(min(self._n(pool) for pool in used), self.scale.options)
        close = None if critical is None else len(used) * critical
        if word == "split":
            self._at_least(variances, split)
        else:
            self._at_most(variances, split, or_equal=False)
        if word == "close":
            assert close is not None
            self._at_most(variances, close)
        elif word == "mixed" and close is not None:
            self._at_least(variances, close, or_equal=False)

    def _pool(self, item: str) -> list[Target]:
        cells = self.attack.rows[item]["cells"]
        targets = [(cell, item) for cell in self.attack.cells if cell != WITHHELD and cells[cell]]
        return [target for target in targets if self.attack.given[target] >= insight._SPREAD_FROM]

    def _n(self, pool: Sequence[Target]) -> int:
        return sum(self.attack.given[target] for target in pool)

    def _variance(self, pool: Sequence[Target]) -> Term:
        """The sample variance of an item: a whole number and what it is divided by."""
        n, total, squares = self._n(pool), *(self._sum(pool, name) for name in ("seen_total", "seen_squares"))
        most = n * (self.scale.high + 1)
        copy, square = self.model.new_int_var(0, most, ""), self.model.new_int_var(0, most * most, "")
        self.model.add(copy == total)
        self.model.add_multiplication_equality(square, copy, copy)
        return n * squares - square, n * (n - 1)

    def _sum(self, pool: Iterable[Target], name: str) -> cp_model.LinearExpr:
        return cp_model.LinearExpr.sum(
            [getattr(shape, name) * choice for target in pool for shape, choice in self.chosen[target].items()]
        )

    def _add_exact_means(self) -> None:
        """A weaker rule: the competency is the mean of the exact means of its published lines, then rounded."""
        for cell, printed in self.row["cells"].items():
            targets = [(cell, item) for item in self.items if self.attack.rows[item]["cells"][cell]]
            if cell in self.attack.cells and printed:
                means = [(self._sum([target], "total"), self.attack.given[target]) for target in targets]
                tenths = round(10 * printed["mean"])
                if printed["bound"] != "at_most":
                    self._at_least(means, len(means) * Fraction(2 * tenths - 1, 20))
                if printed["bound"] != "at_least":
                    self._at_most(means, len(means) * Fraction(2 * tenths + 1, 20), or_equal=False)

    def _at_least(self, terms: Sequence[Term], least: Fraction, or_equal: bool = True) -> None:
        """The sum of the terms is `least` or more."""
        common = lcm(least.denominator, *(divisor for _, divisor in terms))
        common = min(common, self.finest)
        whole = [common // divisor * value for value, divisor in terms]  # terms are never negative: rounded down
        limit = ceil(least * common) if or_equal else floor(least * common) + 1
        self.model.add(cp_model.LinearExpr.sum(whole) >= limit)

    def _at_most(self, terms: Sequence[Term], most: Fraction, or_equal: bool = True) -> None:
        """The sum of the terms is `most` or less."""
        common = lcm(most.denominator, *(divisor for _, divisor in terms))
        common = min(common, self.finest)
        whole = [-(-common // divisor) * value for value, divisor in terms]
        limit = floor(most * common) if or_equal else ceil(most * common) - 1
        self.model.add(cp_model.LinearExpr.sum(whole) <= limit)


def _spread(shapes: Shapes) -> Shapes:
    """A few shapes from the narrowest to the widest."""
    ordered = sorted(shapes, key=lambda shape: (shape.seen_squares * shape.n - shape.seen_total**2, shape))
    few = ordered[:: max(1, len(ordered) // 4)]
    return {shape: shapes[shape] for shape in few}


def solved(model: cp_model.CpModel) -> cp_model.CpSolver | None:
    """The solver with a solution, or None if it has proved that there is none. Always the same for the same model."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 0  # quicker here: few variables, no objective
    solver.parameters.max_deterministic_time = 60
    status = solver.solve(model)
    assert status in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE), solver.status_name(status)
    return None if status == cp_model.INFEASIBLE else solver


def others(world: World, known: int | None) -> set[int]:
    """What the others gave, without one who gave `known`."""
    rest = list(world)
    if known is not None:
        rest.remove(known)
    return set(rest)


def count_of(world: World, scale: Scale, asked: int | None = None) -> Count:
    """The counts of a world; none of those asked said N unless more were `asked`."""
    points = tuple(world.count(value) for value in range(scale.low, scale.high + 1))
    return Count(len(world) if asked is None else asked, points, scale.low)


_UNSEEN = Shape(0, 0, 0, 0)


@lru_cache(maxsize=4096)
def _fitting(n: int, scale: Scale, printed: tuple[int, str | None] | None, known: int | None) -> Shapes:
    """All answers of `n` raters that are printed so, one of them `known`. What is not printed allows all."""
    found: dict[Shape, list[World]] = {}
    for score, shape, world in _worlds(n, scale):
        if known is None or known in world:
            if printed is None:
                found.setdefault(_UNSEEN, []).append(world)
            elif score == Score(*printed):
                found.setdefault(shape, []).append(world)
    return found


@lru_cache(maxsize=256)
def _worlds(n: int, scale: Scale) -> list[tuple[Score | None, Shape, World]]:
    """Every world of `n` answers, what perflead's own rules print of it, and what else they see of it."""
    found = []
    for world in combinations_with_replacement(range(scale.low, scale.high + 1), n):
        count = count_of(world, scale)
        seen = insight.disguised(count) if n >= insight._SPREAD_FROM else count
        shape = Shape(count.total, count.n, seen.total, seen.squares)
        found.append((disclosure.anonymous_score(count, scale), shape, world))
    return found


def forget_rules() -> None:
    """To be called when a test puts another rule in the place of one of perflead's."""
    _worlds.cache_clear()
    _fitting.cache_clear()


# The time question


def certain_points(
    attack: Attack, cell: str, given: int, guesses: Mapping[str, int]
) -> tuple[dict[str, int], list[list[dict[str, int]]]]:
    """Boxes into which all the others put as many points in every world, and worlds for the other boxes.

    `given` raters of the cell gave points. A world is a split of the points for each of them, the insider's own first.
    """
    question = attack.terms.questionnaire.time
    assert question is not None
    boxes = [share.key for share in question.shares]
    known = attack.own.time if attack.own and attack.home(cell) else None
    certain, worlds = {}, []
    for box, value in guesses.items():
        model = cp_model.CpModel()
        people = [{key: model.new_int_var(0, question.points, "") for key in boxes} for _ in range(given)]
        for points in people:
            model.add(sum(points.values()) == question.points)
        if known:
            for key in boxes:
                model.add(people[0][key] == known[key])
        _add_printed(model, attack, cell, people)
        differ = []
        for points in people[1:] if known else people:
            differ += [model.new_bool_var("")]
            model.add(points[box] != value).only_enforce_if(differ[-1])
        model.add_bool_or(differ)
        solver = solved(model)
        if solver is None:
            certain[box] = value
        else:
            worlds.append([{key: solver.value(points[key]) for key in boxes} for points in people])
    return certain, worlds


def _add_printed(
    model: cp_model.CpModel, attack: Attack, cell: str, people: Sequence[Mapping[str, cp_model.IntVar]]
) -> None:
    """What the output says of a cell's points, or that it says nothing."""
    question = attack.terms.questionnaire.time
    assert question is not None
    given = len(people)
    totals = {share.key: sum(points[share.key] for points in people) for share in question.shares}
    printed = None if cell == WITHHELD else attack.output["time"]["cells"][cell]
    answers = next((each["answers"] for each in attack.output["cells"] if each["key"] == cell), 0)
    if printed:
        for key, total in totals.items():
            tenths = round(10 * printed[key])
            model.add(20 * total + given >= 2 * given * tenths)
            model.add(20 * total + given < 2 * given * (tenths + 1))
            if not attack.rule.any_total:
                model.add(total > question.points)
    elif cell != WITHHELD and given >= attack.terms.minimum and 2 * given >= answers:
        small = []
        for total in totals.values():
            small += [model.new_bool_var("")]
            model.add(total <= question.points).only_enforce_if(small[-1])
        model.add_bool_or(small)


# From worlds to reviews


def raters(accepted: Sequence[Accepted], groups: Sequence[str], item: str, insider: int | None) -> list[int]:
    """Who of these groups gave an answer to `item`, by place, the insider left out."""
    return [at for at, each in enumerate(accepted) if each.group in groups and each.ratings.get(item) and at != insider]


def given_of(terms: Terms, accepted: Sequence[Accepted], cells: Mapping[str, list[str]]) -> dict[Target, int]:
    """How many of each cell gave an answer to each item that their group is asked."""
    return {
        (key, item.key): n
        for key, groups in cells.items()
        for item in terms.questionnaire.items
        if (n := len(raters(accepted, [g for g in groups if asked(terms, g, item)], item.key, None)))
    }


def rewritten(
    accepted: Sequence[Accepted],
    cells: Mapping[str, list[str]],
    world: Mapping[Target, World],
    insider: int | None = None,
) -> list[Accepted]:
    """The review with the answers of a world: who answered what stays, and so does all that the insider said."""
    ratings = [dict(each.ratings) for each in accepted]
    for (cell, item), answers in world.items():
        rest = list(answers)
        if insider is not None and accepted[insider].group in cells[cell] and accepted[insider].ratings.get(item):
            rest.remove(accepted[insider].ratings[item])
        for at, answer in zip(raters(accepted, cells[cell], item, insider), rest, strict=True):
            ratings[at][item] = answer
    return [Accepted(each.group, new, each.time) for each, new in zip(accepted, ratings, strict=True)]


def with_points(
    accepted: Sequence[Accepted], groups: Sequence[str], world: Sequence[Mapping[str, int]], insider: int | None = None
) -> list[Accepted]:
    """The review with the points of a world in one cell; the insider's own, the first, stay."""
    inside = insider is not None and accepted[insider].group in groups and bool(accepted[insider].time)
    places = [at for at, each in enumerate(accepted) if each.group in groups and each.time and at != insider]
    new = dict(zip(places, world[1:] if inside else world, strict=True))
    return [
        Accepted(each.group, each.ratings, dict(new[at])) if at in new else each for at, each in enumerate(accepted)
    ]
