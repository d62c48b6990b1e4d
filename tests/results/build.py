"""Small reviews made by hand for the tests of results and exports."""

import datetime
import random
from collections.abc import Callable, Sequence
from typing import Any

from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.disclosure import build_report
from perflead_tui.results.report import Report
from perflead_tui.review.answers import Accepted, Comment
from perflead_tui.review.terms import Terms

CLOSED = datetime.date(2026, 11, 30)
DIGEST = "5f" * 32
GROUPS = ("self", "manager", "peers", "frontline", "partners")


def words(english: str, spanish: str | None = None) -> dict[str, str]:
    """A text in one or two languages."""
    return {"en": english, **({"es": spanish} if spanish else {})}


def item(key: str, **more: Any) -> dict[str, Any]:
    """One line to rate."""
    return {
        "key": key,
        "text": {"other": words(f"They do {key}.", f"Hace {key}."), "self": words(f"I do {key}.")},
        **more,
    }


def questionnaire(
    competencies: dict[str, Sequence[str | dict[str, Any]]] | None = None,
    *,
    points: int = 5,
    time: bool = True,
    groups: Sequence[dict[str, Any]] | None = None,
    **more: Any,
) -> Questionnaire:
    """A questionnaire; items are given by key or in full."""
    if competencies is None:
        competencies = {"UND": ["U1", "U2", "U3", "U4"], "LDR": ["L1", "L2", "L3"]}
    value: dict[str, Any] = {
        "name": "small",
        "title": words("Small questionnaire", "Cuestionario breve"),
        "minimum": 3,
        "languages": ["en", "es"],
        "scale": {
            "kind": "frequency",
            "points": [words(f"point {n}") for n in range(1, points + 1)],
            "not_observed": words("Not observed"),
        },
        "instructions": {"other": words("Think back.")},
        "stem": {"other": words("How often did they ...")},
        "competencies": [
            {
                "key": key,
                "name": words(f"Competency {key}", f"Competencia {key}"),
                "items": [entry if isinstance(entry, dict) else item(entry) for entry in items],
            }
            for key, items in competencies.items()
        ],
        "open_questions": [
            {"key": "O1", "text": {"other": words("What should they keep doing?")}},
            {"key": "O2", "text": {"other": words("What more often?")}},
        ],
        "groups": groups or [group(key) for key in GROUPS],
        **more,
    }
    if time:
        value["time"] = TIME
    return Questionnaire.model_validate(value)


TIME: dict[str, Any] = {
    "prompt": {"other": words("Where does their time go?")},
    "desired_prompt": words("Where should it go?"),
    "cannot_tell": words("I can't tell"),
    "points": 10,
    "shares": [
        {"key": f"T{n}", "desired": f"D{n}", "name": words(name), "text": words(f"{name}: work of this kind.")}
        for n, name in enumerate(("Leading", "Managing", "Doing"), 1)
    ],
}


def group(key: str, **more: Any) -> dict[str, Any]:
    """A group of a questionnaire."""
    value = {"key": key, "label": words(key.capitalize()), "anonymous": key not in ("self", "manager")}
    return value | more


def terms(
    asked: Questionnaire | None = None, *, minimum: int = 4, short: Sequence[str] = (), supervises: bool = True
) -> Terms:
    """Terms about a leader, with dummy keys."""
    asked = asked or questionnaire()
    return Terms.model_validate(
        {
            "review": "abcdefghijklmnop",
            "leader": "Jordan Rivera",
            "created_on": "2026-11-01",
            "minimum": minimum,
            "supervises": supervises,
            "groups": [
                {
                    "key": found.key,
                    "label": found.label,
                    "anonymous": found.anonymous,
                    "invited": 30,
                    "short_form": found.key in short,
                    "sees_as": found.sees_as or found.key,
                    "credential_key": "AAAA",
                }
                for found in asked.groups
            ],
            "questionnaire": asked,
            "keys": {"seal": "AAAA", "sign": "AAAA", "desk": "AAAA"},
        }
    )


def rated(
    group: str, *ratings: int | None, keys: Sequence[str] = ("U1",), time: dict[str, int] | None = None
) -> Accepted:
    """One response with `ratings` for `keys` in order."""
    return Accepted(group, dict(zip(keys, ratings, strict=False)), time)


def cell(group: str, *ratings: int | None, key: str = "U1") -> list[Accepted]:
    """One response a rating, all to one item."""
    return [Accepted(group, {key: rating}, None) for rating in ratings]


def report(
    promised: Terms,
    accepted: Sequence[Accepted],
    comments: Sequence[Comment] = (),
    *,
    seed: int = 1,
    language: str = "en",
) -> Report:
    """The report, with a shuffle that the seed decides."""
    shuffle: Callable[[list[str]], None] = random.Random(seed).shuffle
    return build_report(promised, DIGEST, accepted, comments, CLOSED, language, shuffle)
