"""The order in which a form is walked through: one thing a screen."""

import enum
from dataclasses import dataclass

from perflead_tui.review.form import Form


class Kind(enum.Enum):
    """What a screen asks for."""

    WELCOME = enum.auto()
    HOW = enum.auto()
    LINES = enum.auto()
    TIME = enum.auto()
    WORDS = enum.auto()
    REVIEW = enum.auto()


@dataclass(frozen=True)
class Step:
    """One screen. `index` is the page or question of its kind; `number` counts what is asked, from 1; else 0."""

    kind: Kind
    index: int = 0
    number: int = 0


def steps_of(form: Form) -> tuple[Step, ...]:
    """All steps of `form`: welcome, how to answer, one a competency, time, one an open question, review."""
    asked = [(Kind.LINES, at) for at in range(len(form.pages))]
    asked += [(Kind.TIME, 0)] if form.time else []
    asked += [(Kind.WORDS, at) for at in range(len(form.open_questions))]
    middle = [Step(kind, index, number) for number, (kind, index) in enumerate(asked, start=1)]
    return (Step(Kind.WELCOME), Step(Kind.HOW), *middle, Step(Kind.REVIEW))


def step_of(form: Form, key: str) -> int:
    """The position of the step that asks for `key` (a line, a box or an open question)."""
    for at, step in enumerate(steps_of(form)):
        if step.kind is Kind.LINES and key in [item.key for item in form.pages[step.index].items]:
            return at
        if step.kind is Kind.TIME and key in form.time_keys + form.desired_keys:
            return at
        if step.kind is Kind.WORDS and key == form.open_questions[step.index].key:
            return at
    return 0
