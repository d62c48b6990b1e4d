"""The report's numbers a second time, written differently: plain loops over answers, fractions, no shared code."""

import math
from fractions import Fraction
from typing import Any

from perflead_tui.results.agreement import critical_rwg
from perflead_tui.review.answers import Accepted
from perflead_tui.review.terms import Terms

Value = tuple[Fraction, str | None]
M = dict[str, Any] | None


def tenth(x: Fraction) -> Fraction:
    """To one decimal, halves upward."""
    return Fraction(math.floor(x * 10 + Fraction(1, 2)), 10)


class Recalculation:
    """Everything in a report but labels and comments."""

    def __init__(self, terms: Terms, accepted: list[Accepted]) -> None:
        self.terms, self.accepted = terms, accepted
        self.low, self.high, self.m = 1, len(terms.questionnaire.scale.points), terms.minimum
        top = Fraction(self.high) - Fraction(self.high - self.low, 8)
        self.top = min(tenth(top), tenth(self.high - Fraction(1, self.m)))
        self.bottom = tenth(self.low + Fraction(self.high - self.low + 1, self.m))
        self.cells, self.withheld = self.merge()

    def merge(self) -> tuple[list[list[str]], list[str]]:
        cells = [[g.key] for g in self.terms.groups if g.anonymous]
        place = [g.key for g in self.terms.groups].index
        while True:
            cells.sort(key=lambda c: (self.size(c), min(map(place, c))))
            if len(cells) < 2 or self.size(cells[0]) >= self.m:
                break
            cells[:2] = [cells[0] + cells[1]]
        cells = [sorted(c, key=place) for c in cells]
        cells.sort(key=lambda c: place(c[0]))
        shown = [c for c in cells if self.size(c) >= self.m]
        return shown, [g for c in cells if c not in shown for g in c]

    def size(self, groups: list[str]) -> int:
        return sum(1 for a in self.accepted if a.group in groups)

    def items(self, competency: Any) -> list[Any]:
        return [i for i in competency.items if self.terms.supervises or not i.supervisors_only]

    def is_asked(self, group: str, item: Any) -> bool:
        g = next(g for g in self.terms.groups if g.key == group)
        return not g.short_form or not item.seen_by or g.sees_as in item.seen_by

    def answers(self, groups: list[str], item: Any) -> list[int | None]:
        return [a.ratings.get(item.key) for a in self.accepted if a.group in groups and self.is_asked(a.group, item)]

    def code(self, x: Fraction) -> Value:
        x = tenth(x)
        if x >= self.top:
            return self.top, "at_least"
        if x <= self.bottom:
            return self.bottom, "at_most"
        return x, None

    def item_value(self, groups: list[str], item: Any, anonymous: bool) -> Value | None:
        every = self.answers(groups, item)
        given = [v for v in every if v is not None]
        if not anonymous:
            return (tenth(Fraction(sum(given), len(given))), None) if given else None
        if len(given) < self.m or len(every) - len(given) > Fraction(len(every), 2):
            return None
        return self.code(Fraction(sum(given), len(given)))

    def competency_value(self, groups: list[str], competency: Any, anonymous: bool) -> Value | None:
        items = self.items(competency)
        values = [v for i in items if (v := self.item_value(groups, i, anonymous))]
        least = 3 if len(items) >= 3 else len(items)
        if len(values) < least or Fraction(len(values), len(items)) < Fraction(3, 5):
            return None
        mean = sum(v for v, _ in values) / len(values)
        return self.code(mean) if anonymous else (tenth(mean), None)

    def others(self, values: list[Value | None]) -> Value | None:
        known = [v[0] for v in values if v]
        return self.code(sum(known, Fraction(0)) / len(known)) if known else None

    def with_interval(self, value: Value | None, sizes: list[int]) -> M:
        if value is None:
            return None
        half = 1.96 * 0.85 * (self.high - self.low) / 4 * math.sqrt(sum(1 / n for n in sizes)) / len(sizes)
        low = max(float(self.low), math.floor((float(value[0]) - half) * 10 + 0.5) / 10)
        high = min(float(self.high), math.floor((float(value[0]) + half) * 10 + 0.5) / 10)
        return {"mean": float(value[0]), "bound": value[1], "low": low, "high": high}

    @staticmethod
    def plain(value: Value | None) -> M:
        return {"mean": float(value[0]), "bound": value[1], "low": None, "high": None} if value else None

    def named(self) -> list[str]:
        return [g.key for g in self.terms.groups if not g.anonymous and g.key != "self" and self.size([g.key])]

    def competency_row(self, competency: Any) -> dict[str, Any]:
        own = self.competency_value(["self"], competency, False)
        row: dict[str, Any] = {"key": competency.key, "self": self.plain(own)}
        row["cells"] = {g: self.plain(self.competency_value([g], competency, False)) for g in self.named()}
        values = [self.competency_value(c, competency, True) for c in self.cells]
        row["cells"] |= {
            "+".join(c): self.with_interval(v, [self.size(c)]) for c, v in zip(self.cells, values, strict=True)
        }
        others, sizes = self.others(values), [self.size(c) for c, v in zip(self.cells, values, strict=True) if v]
        row["others"] = self.with_interval(others, sizes)
        row["gap"] = float(own[0] - others[0]) if own and others and not others[1] else None
        row["flag"] = self.flag(own, others, sum(sizes))
        row["agreement"] = self.band(competency) if others else None
        return row

    def flag(self, own: Value | None, others: Value | None, n: int) -> str | None:
        if not own or not others:
            return None
        stretch = (self.high - self.low) / 4
        clear = max(0.5, 1.96 * 0.85 / math.sqrt(n)) * stretch - 1e-9
        if own[0] - others[0] >= clear and others[0] < 1 + 2.5 * stretch - 1e-9:
            return "blind_spot"
        if others[0] - own[0] >= clear and others[0] >= 1 + 3 * stretch - 1e-9:
            return "hidden_strength"
        return None

    def band(self, competency: Any) -> str | None:
        variances, sizes = [], []
        for item in self.items(competency):
            pool: list[int] = []
            for groups in self.cells:
                given = [v for v in self.answers(groups, item) if v is not None]
                if self.item_value(groups, item, True) and len(given) >= 4:
                    pool += self.disguise(given)
            if len(pool) >= 8:
                mean = Fraction(sum(pool), len(pool))
                variances.append(sum((v - mean) ** 2 for v in pool) / (len(pool) - 1))
                sizes.append(len(pool))
        items = len(self.items(competency))
        if len(variances) < min(items, 3) or len(variances) * 5 < items * 3:
            return None
        agreement = 1 - (sum(variances) / len(variances)) / Fraction((self.high - self.low + 1) ** 2 - 1, 12)
        if agreement <= 0:
            return "split"
        return "close" if agreement >= critical_rwg(min(sizes), self.high - self.low + 1) - 1e-12 else "mixed"

    def disguise(self, given: list[int]) -> list[int]:
        """If all or all but one agree: two of those who agree differ."""
        given = sorted(given)
        common = given[1]  # of 4 or more answers of which all but one agree, the second is one of the many
        rest = [v for v in given if v != common]
        if len(rest) > 1:
            return given
        same = len(given) - len(rest)
        if common == self.low:
            two = [self.low + 1] * (2 - len([v for v in rest if v > self.low]))
            return [common] * (same - len(two)) + two + rest
        if common == self.high:
            return given if rest else [common] * (same - 1) + [common - 1]
        return [common] * (same - 2) + [common - 1, common + 1, *rest]

    def item_row(self, competency: Any, item: Any) -> dict[str, Any]:
        values = [self.item_value(c, item, True) for c in self.cells]
        cells = {g: self.plain(self.item_value([g], item, False)) for g in self.named()}
        cells |= {"+".join(c): self.plain(v) for c, v in zip(self.cells, values, strict=True)}
        own = self.plain(self.item_value(["self"], item, False))
        others = self.plain(self.others(values))
        return {"key": item.key, "competency": competency.key, "self": own, "cells": cells, "others": others}

    def time(self) -> dict[str, Any]:
        boxes = [s.key for s in self.terms.questionnaire.time.shares]  # type: ignore[union-attr]
        cells: dict[str, Any] = {g: self.shares([g], boxes) for g in self.named()}
        anonymous = []
        for groups in self.cells:
            asked = [a.time for a in self.accepted if a.group in groups]
            given = [t for t in asked if t]
            safe = len(given) >= self.m and len(given) * 2 >= len(asked)
            safe = safe and all(sum(t[b] for t in given) > 10 for b in boxes)
            cells["+".join(groups)] = self.shares(groups, boxes) if safe else None
            anonymous += [cells["+".join(groups)]] if safe else []
        others = None
        if anonymous:
            others = {
                b: float(tenth(sum(Fraction(round(s[b] * 10), 10) for s in anonymous) / len(anonymous))) for b in boxes
            }
        wanted = self.shares(["self"], [b.replace("T", "D") for b in boxes])
        return {
            "self": self.shares(["self"], boxes),
            "desired": {k.replace("D", "T"): v for k, v in wanted.items()} if wanted else None,
            "cells": cells,
            "others": others,
        }

    def shares(self, groups: list[str], boxes: list[str]) -> dict[str, float] | None:
        given = [a.time for a in self.accepted if a.group in groups and a.time and boxes[0] in a.time]
        return {b: float(tenth(Fraction(sum(t[b] for t in given), len(given)))) for b in boxes} if given else None

    def result(self) -> dict[str, Any]:
        competencies = [c for c in self.terms.questionnaire.competencies if self.items(c)]
        return {
            "withheld": self.withheld,
            "competencies": [self.competency_row(c) for c in competencies],
            "items": [self.item_row(c, i) for c in competencies for i in self.items(c)],
            "time": self.time(),
        }
