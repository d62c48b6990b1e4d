"""A report as pictures and tables need it: its columns with a glyph each, its lines in reading order, what a line means.

Made without a screen. Labels are the questionnaire's in the language asked for; where it has none, the report's own.
"""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from perflead_tui.questionnaire.model import Localized, Questionnaire, in_language
from perflead_tui.results.cells import joined_label
from perflead_tui.results.report import Agreement, Cell, CompetencyResult, Mean, QuestionComments, Report, Shares
from perflead_tui.results.scores import Scale

SELF = "self"

Role = Literal["self", "cell1", "cell2", "cell3", "manager"]
"""The name of a column's colour in a theme."""

_CELL_ROLES: tuple[Role, ...] = ("cell1", "cell2", "cell3")
_CELL_GLYPHS = "●▲○▼□△◉▽"  # the glyph alone tells cells apart: colours repeat after the third
_NAMED_GLYPHS = "■▣"


@dataclass(frozen=True)
class Series:
    """One column of the report: self, an anonymous cell, or someone who answers alone."""

    key: str
    label: str
    glyph: str
    role: Role
    answers: int
    anonymous: bool


class Finding(enum.Enum):
    """How self and others compare on one competency."""

    BLIND_SPOT = enum.auto()
    HIDDEN_STRENGTH = enum.auto()
    SELF_HIGHER = enum.auto()
    OTHERS_HIGHER = enum.auto()
    NO_CLEAR_DIFFERENCE = enum.auto()
    NO_SELF = enum.auto()
    NO_OTHERS = enum.auto()


@dataclass(frozen=True)
class ItemLine:
    """One item: its exact words, and a value for every series (None: not enough seen)."""

    key: str
    text: str
    values: Mapping[str, Mean | None]
    others: Mean | None


@dataclass(frozen=True)
class CompetencyLine:
    """One competency, as an item, with what it means. `unseen` has the labels of the series without a value."""

    key: str
    label: str
    values: Mapping[str, Mean | None]
    others: Mean | None
    gap: float | None
    finding: Finding
    agreement: Agreement | None
    unseen: tuple[str, ...]
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class Box:
    """One box of the time question."""

    key: str
    name: str
    about: str


@dataclass(frozen=True)
class Bar:
    """Where time goes, as one side sees it: points by box, or None. A bar of a `series` has its glyph."""

    kind: Literal["self", "others", "desired", "cell"]
    shares: Shares | None
    series: Series | None = None


@dataclass(frozen=True)
class TimePicture:
    """All bars of the time question, and the boxes in which each is divided. A whole bar is `points`."""

    points: int
    boxes: tuple[Box, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Question:
    """An open question in others' words, and the published comments on it."""

    key: str
    text: str
    anonymous: tuple[str, ...]
    manager: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """A whole report for the reader. `at_most` and `at_least` are the bounds at which means are coded."""

    leader: str
    title: str
    closed_on: str
    minimum: int
    scale: tuple[str, ...]
    at_most: float
    at_least: float
    series: tuple[Series, ...]
    withheld: tuple[str, ...]
    lines: tuple[CompetencyLine, ...]
    time: TimePicture | None
    questions: tuple[Question, ...]

    @property
    def low(self) -> int:
        """The lowest point of the scale."""
        return 1

    @property
    def high(self) -> int:
        """The highest point of the scale."""
        return len(self.scale)


def profile(report: Report, questionnaire: Questionnaire, language: str) -> Profile:
    """`report` for the reader, in `language`."""
    scale = questionnaire.scale
    bounds = Scale(scale.low, scale.high, report.review.minimum)
    series = _series(report.cells, questionnaire, language)
    return Profile(
        leader=report.review.leader,
        title=in_language(questionnaire.title, language),
        closed_on=report.review.closed_on,
        minimum=report.review.minimum,
        scale=tuple(in_language(point, language) for point in scale.points),
        at_most=bounds.at_most / 10,
        at_least=bounds.at_least / 10,
        series=series,
        withheld=tuple(_group_label(each.group, questionnaire, language) for each in report.withheld),
        lines=_lines(report, questionnaire, language, series),
        time=_time(report, questionnaire, language, series),
        questions=_questions(report, questionnaire, language),
    )


def compare(result: CompetencyResult) -> Finding:
    """What the published values of one competency say about self and others.

    A self-rating inside the interval of others is no clear difference; a coded mean has no limit on its coded side.
    """
    own, others = result.own, result.others
    if others is None:
        return Finding.NO_OTHERS
    if own is None:
        return Finding.NO_SELF
    if result.flag:
        return Finding.BLIND_SPOT if result.flag == "blind_spot" else Finding.HIDDEN_STRENGTH
    low = others.mean if others.low is None else others.low
    high = others.mean if others.high is None else others.high
    if own.mean > high and others.bound != "at_least":
        return Finding.SELF_HIGHER
    if own.mean < low and others.bound != "at_most":
        return Finding.OTHERS_HIGHER
    return Finding.NO_CLEAR_DIFFERENCE


# Columns


def _series(cells: Sequence[Cell], questionnaire: Questionnaire, language: str) -> tuple[Series, ...]:
    """Self first, then the anonymous cells, then those who answer alone."""

    def made(cell: Cell, glyph: str, role: Role) -> Series:
        return Series(cell.key, _cell_label(cell, questionnaire, language), glyph, role, cell.answers, cell.anonymous)

    own = [made(cell, "◆", "self") for cell in cells if cell.key == SELF]
    anonymous = [
        made(cell, _CELL_GLYPHS[at % len(_CELL_GLYPHS)], _CELL_ROLES[at % len(_CELL_ROLES)])
        for at, cell in enumerate(cell for cell in cells if cell.anonymous)
    ]
    named = [
        made(cell, _NAMED_GLYPHS[min(at, 1)], "manager")
        for at, cell in enumerate(cell for cell in cells if not cell.anonymous and cell.key != SELF)
    ]
    return (*own, *anonymous, *named)


def _cell_label(cell: Cell, questionnaire: Questionnaire, language: str) -> str:
    groups = [questionnaire.group(key) for key in cell.groups]
    labels = [in_language(group.label, language) for group in groups if group]
    return joined_label(labels, language) if labels and len(labels) == len(cell.groups) else cell.label


def _group_label(key: str, questionnaire: Questionnaire, language: str) -> str:
    group = questionnaire.group(key)
    return in_language(group.label, language) if group else key


# Lines


def _lines(
    report: Report, questionnaire: Questionnaire, language: str, series: Sequence[Series]
) -> tuple[CompetencyLine, ...]:
    """The competencies, the highest mean of others first; those without one stand last, in the report's order."""
    names: dict[str, Localized] = {each.key: each.name for each in questionnaire.competencies}
    items = _items(report, questionnaire, language)
    lines = []
    for result in report.competencies:
        values = {SELF: result.own, **result.cells}
        lines.append(
            CompetencyLine(
                key=result.key,
                label=in_language(names[result.key], language) if result.key in names else result.label,
                values=values,
                others=result.others,
                gap=result.gap,
                finding=compare(result),
                agreement=result.agreement,
                unseen=tuple(each.label for each in series if each.key != SELF and values.get(each.key) is None),
                items=tuple(items.get(result.key, ())),
            )
        )
    return tuple(sorted(lines, key=lambda line: -line.others.mean if line.others else float("inf")))


def _items(report: Report, questionnaire: Questionnaire, language: str) -> dict[str, list[ItemLine]]:
    texts = {item.key: item.text.for_reader(language, own=False) for item in questionnaire.items}
    found: dict[str, list[ItemLine]] = {}
    for item in report.items:
        values = {SELF: item.own, **item.cells}
        found.setdefault(item.competency, []).append(
            ItemLine(item.key, texts.get(item.key, item.text), values, item.others)
        )
    return found


# Time and words


def _time(
    report: Report, questionnaire: Questionnaire, language: str, series: Sequence[Series]
) -> TimePicture | None:
    """Self, others and desired directly under one another, then the cells that others is made of, then who stands alone."""
    result, question = report.time, questionnaire.time
    if result is None or question is None:
        return None
    boxes = [Box(s.key, in_language(s.name, language), in_language(s.text, language)) for s in question.shares]
    own = next((each for each in series if each.key == SELF), None)
    bars = [Bar("self", result.own, own)] if own else []
    bars.append(Bar("others", result.others))
    if own:
        bars.append(Bar("desired", result.desired))
    bars += [Bar("cell", result.cells.get(each.key), each) for each in series if each.key != SELF]
    return TimePicture(question.points, tuple(boxes), tuple(bars))


def _questions(report: Report, questionnaire: Questionnaire, language: str) -> tuple[Question, ...]:
    """The questionnaire's open questions; a question that only the report knows is named by its key."""
    texts = {each.key: each.text.for_reader(language, own=False) for each in questionnaire.open_questions}
    sides = [_by_question(side) for side in (report.comments.anonymous, report.comments.manager, report.comments.own)]
    for side in sides:
        texts.update({key: key for key in side if key not in texts})
    return tuple(Question(key, text, *(side.get(key, ()) for side in sides)) for key, text in texts.items())


def _by_question(side: Sequence[QuestionComments]) -> dict[str, tuple[str, ...]]:
    return {each.question: tuple(each.texts) for each in side}
