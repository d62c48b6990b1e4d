"""Reports made by hand: as small as a test needs, or as large as the screen must bear."""

from collections.abc import Mapping, Sequence
from typing import Any

from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import (
    Cell,
    Comments,
    CompetencyResult,
    ItemResult,
    Mean,
    QuestionComments,
    Report,
    ReviewFacts,
    TimeResult,
    Withheld,
)

Values = Sequence[float | None]

CELLS = (
    Cell(key="self", label="Self", groups=["self"], answers=1, anonymous=False),
    Cell(key="manager", label="Manager", groups=["manager"], answers=1, anonymous=False),
    Cell(key="peers+partners", label="Peers and partners", groups=["peers", "partners"], answers=7, anonymous=True),
    Cell(key="frontline", label="Frontline staff", groups=["frontline"], answers=7, anonymous=True),
)
COMPETENCIES = {  # key: self, manager, the cells, others
    "UND": (4.0, 4.0, 3.9, 3.6, 3.8),
    "SKL": (3.4, 3.0, 3.1, 2.9, 3.0),
    "CHO": (4.4, 4.4, 4.1, 3.7, 3.9),
    "LVL": (4.6, None, 3.4, 2.8, 3.1),
    "PPL": (3.4, 4.2, 4.2, 4.1, 4.2),
    "LDR": (3.4, 3.2, 3.1, None, 3.1),
}
FLAGS = {"LVL": "blind_spot", "PPL": "hidden_strength"}


def mean(value: float | None, half: float = 0.0, low: int = 1, high: int = 5) -> Mean | None:
    """A mean as published, coded at 4.5 and 2.3, with an interval if `half` is given."""
    if value is None:
        return None
    bound = "at_least" if half and value >= 4.5 else "at_most" if half and value <= 2.3 else None
    ends = {"low": max(low, value - half), "high": min(high, value + half)} if half else {}
    return Mean(mean=value, bound=bound, **ends)


def competency(
    key: str, values: Sequence[float | None], cells: Sequence[Cell] = CELLS, **more: Any
) -> CompetencyResult:
    """One competency: the values of `cells`, self first, then others."""
    own, *rest, others = values
    gap = round(own - others, 1) if own is not None and others is not None else None
    named = zip(cells[1:], rest, strict=True)
    return CompetencyResult(
        own=mean(own),
        cells={cell.key: mean(value, 0.6 if cell.anonymous else 0) for cell, value in named},
        others=mean(others, 0.4),
        **{"key": key, "label": f"Report's own {key}", "gap": gap, "agreement": None, "flag": None, **more},
    )


def item(
    key: str, owner: str, values: Sequence[float | None], cells: Sequence[Cell] = CELLS, text: str = ""
) -> ItemResult:
    """One item: the values of `cells`, self first, then others."""
    own, *rest, others = values
    found = {cell.key: mean(value) for cell, value in zip(cells[1:], rest, strict=True)}
    words = text or f"Report's own {key}"
    return ItemResult(key=key, competency=owner, text=words, own=mean(own), cells=found, others=mean(others))


def report(questionnaire: Questionnaire, **changed: Any) -> Report:
    """A believable report of the built-in questionnaire; `changed` replaces parts of it."""
    names = {each.key: each for each in questionnaire.competencies}
    results = [competency(key, values, flag=FLAGS.get(key)) for key, values in COMPETENCIES.items() if key in names]
    items = [item(line.key, each.key, COMPETENCIES[each.key]) for each in results for line in names[each.key].items]
    return Report(
        **{
            "review": facts(),
            "cells": list(CELLS),
            "withheld": [],
            "competencies": results,
            "items": items,
            "time": TimeResult(
                own={"T1": 4.0, "T2": 4.0, "T3": 2.0},
                desired={"T1": 5.0, "T2": 3.0, "T3": 2.0},
                cells={"manager": None, "peers+partners": {"T1": 2.5, "T2": 5.0, "T3": 2.5}, "frontline": None},
                others={"T1": 2.5, "T2": 5.0, "T3": 2.5},
            ),
            "comments": comments({"O1": ["Comes to the yard at six.", "Listens."], "O2": ["Ask us first."]}),
            **changed,
        }
    )


def facts(**changed: Any) -> ReviewFacts:
    """The facts of the review."""
    return ReviewFacts(
        **{
            "id": "abcdefghijklmnop",
            "leader": "Jordan Rivera",
            "questionnaire": "performance-leadership",
            "closed_on": "2026-12-15",
            "terms_digest": "0" * 64,
            "minimum": 4,
            **changed,
        }
    )


def comments(texts: Mapping[str, Sequence[str]]) -> Comments:
    """The same texts from the groups, the manager and the leader."""
    found = [QuestionComments(question=key, texts=list(each)) for key, each in texts.items()]
    return Comments(anonymous=found, manager=found[:1], own=found[:1])


def nothing(questionnaire: Questionnaire) -> Report:
    """A report in which every group is withheld and nobody else answered."""
    empty = [competency(each.key, (None, None), CELLS[:1]) for each in questionnaire.competencies]
    items = [
        item(line.key, each.key, (None, None), CELLS[:1]) for each in questionnaire.competencies for line in each.items
    ]
    time = TimeResult(own=None, desired=None, cells={}, others=None) if questionnaire.time else None
    withheld = [Withheld(group=group.key) for group in questionnaire.groups if group.anonymous]
    none = Comments()
    return report(questionnaire, cells=[], withheld=withheld, competencies=empty, items=items, time=time, comments=none)


def large(questionnaire: Questionnaire, length: int = 300) -> Report:
    """60 items, 8 cells, 400 comments of `length` characters."""
    cells = [
        Cell(key=f"group{n}", label=f"Group {n}", groups=[f"group{n}"], answers=8, anonymous=n > 1) for n in range(9)
    ]
    cells[0] = CELLS[0]
    values = (4.0, 3.9, 3.8, 3.7, 3.6, 3.5, 3.4, 3.3, 3.2, 3.5)
    keys = [f"C{n}" for n in range(10)]
    words = "Comes to the yard at six and asks what we need. "
    texts = [(f"{n} " + words * (length // len(words) + 1))[:length] for n in range(200)]
    return report(
        questionnaire,
        cells=cells,
        competencies=[competency(key, values, cells) for key in keys],
        items=[item(f"{key}-{n}", key, values, cells, words * 2) for key in keys for n in range(6)],
        time=TimeResult(own=None, desired=None, cells={}, others=None),
        comments=comments({"O1": texts, "O2": texts}),
    )
