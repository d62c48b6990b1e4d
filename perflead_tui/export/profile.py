"""A report as pictures and tables need it: its columns, its lines in reading order, its words in the reader's language.

Made without Textual. Words are those of the exports, so that screen and paper say the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from perflead_tui.export import wording
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import Questionnaire, in_language
from perflead_tui.questionnaire.translated import untranslated
from perflead_tui.results.change import Kind, changes
from perflead_tui.results.report import (
    Agreement,
    CompetencyResult,
    Flag,
    ItemResult,
    Mean,
    QuestionComments,
    Report,
    Shares,
)

SELF, OTHERS = "self", "*others"
"""Keys of two series; no key of a group starts with an asterisk."""

LEADERSHIP, MANAGEMENT = "LDR", "MGT"
"""The competencies that stand beside each other on two axes, in questionnaires that have both."""

CHANGES: Mapping[Kind, str] = {"up": "↑", "down": "↓", "unclear": "↔", "unsaid": "·"}
"""The sign of each kind of change since an earlier report."""

Role = Literal["self", "cell1", "cell2", "cell3", "manager", "others"]
"""The name of a column's colour in a theme."""

Values = Mapping[str, Mean | None]
"""A mean by the key of its series; None where too little was answered."""

_CELL_ROLES: tuple[Role, ...] = ("cell1", "cell2", "cell3")  # they repeat: the glyph alone tells cells apart


@dataclass(frozen=True)
class Series:
    """One column: self, an anonymous cell, someone who answers by name, or others together."""

    key: str
    label: str
    glyph: str
    role: Role
    answers: int
    anonymous: bool
    merged: bool = False
    """Whether several groups stand in it, because not all of them have enough answers."""

    @property
    def counted(self) -> str:
        """The label, for an anonymous cell with the number of its answers."""
        return f"{self.label} ({self.answers})" if self.anonymous else self.label


@dataclass(frozen=True)
class ItemLine:
    """One item in its exact words: `text` is what others read, `own_text` what the leader read."""

    key: str
    text: str
    values: Values
    own_text: str = ""


@dataclass(frozen=True)
class CompetencyLine:
    """One competency: its values and what they say, in a few words (`compared`) and in sentences (`told`)."""

    key: str
    label: str
    values: Values
    flag: Flag | None
    agreement: Agreement | None
    compared: str
    told: str
    unseen: tuple[str, ...]
    """The labels of those others who have not seen enough of it."""
    items: tuple[ItemLine, ...]
    changed: str = ""
    """What became of others' mean since an earlier report, with a sign; empty without one."""


@dataclass(frozen=True)
class Box:
    """One box of the time question."""

    key: str
    name: str
    about: str


@dataclass(frozen=True)
class Bar:
    """Where time goes, as one side sees it: points by box, or None. `desired` is how the leader would have it."""

    label: str
    series: Series
    shares: Shares | None
    desired: bool = False


@dataclass(frozen=True)
class TimePicture:
    """The bars of the time question, the boxes that divide them, and what a whole bar stands for."""

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
    """A whole report for its reader. Means at or beyond `at_most` and `at_least` are shown as these bounds."""

    leader: str
    title: str
    closed_on: str
    minimum: int
    stem: str
    scale: tuple[str, ...]
    at_most: float
    at_least: float
    series: tuple[Series, ...]
    withheld: tuple[str, ...]
    lines: tuple[CompetencyLine, ...]
    time: TimePicture | None
    questions: tuple[Question, ...]
    low: int = 1
    own_stem: str = ""
    """`stem` as the leader read it."""
    before: str = ""
    """The month of the earlier report, as `November 2025`; empty without one."""
    untranslated: str = ""
    """A note, if some of the questionnaire's words are shown in another language."""

    @property
    def high(self) -> int:
        """The highest point of the scale."""
        return self.low + len(self.scale) - 1

    @property
    def leading(self) -> Series | None:
        """The column that says most: others, or the only anonymous cell, or whoever there is."""
        found = [each for each in self.series if each.role == "others" or each.anonymous] or self.series
        return found[-1] if found else None

    @property
    def answered(self) -> tuple[Series, ...]:
        """The columns that people stand behind: all but others together."""
        return tuple(each for each in self.series if each.key != OTHERS)


def profile(report: Report, questionnaire: Questionnaire, language: str, before: Report | None = None) -> Profile:
    """`report` for a reader of `language`, and what changed since an earlier one of the same leader.

    Sentences are in the language that the program shows.
    """
    scale = wording.scale_of(report, questionnaire)
    series = _series(report, questionnaire, language)
    return Profile(
        leader=report.review.leader,
        title=in_language(questionnaire.title, language),
        closed_on=report.review.closed_on,
        minimum=report.review.minimum,
        stem=questionnaire.stem.for_reader(language, own=False),
        scale=tuple(in_language(point, language) for point in questionnaire.scale.points),
        at_most=scale.at_most / 10,
        at_least=scale.at_least / 10,
        series=series,
        withheld=tuple(wording.group_label(each.group, questionnaire, language) for each in report.withheld),
        lines=_lines(report, questionnaire, language, series, before),
        time=_time(report, questionnaire, language, series),
        questions=_questions(report, questionnaire, language),
        low=questionnaire.scale.low,
        own_stem=questionnaire.stem.for_reader(language, own=True),
        before=wording.closing_month(before) if before else "",
        untranslated=untranslated(language, questionnaire),
    )


def _series(report: Report, questionnaire: Questionnaire, language: str) -> tuple[Series, ...]:
    """The columns in the order of the report; others together stand last, where there are several cells."""
    found: list[Series] = []
    cells = 0
    for column in wording.columns(report, questionnaire, language):
        cell = column.cell
        role: Role = "self" if cell.key == SELF else "manager"
        if cell.anonymous and cell.key != SELF:
            role, cells = _CELL_ROLES[cells % len(_CELL_ROLES)], cells + 1
        found.append(
            Series(cell.key, column.label, column.glyph, role, cell.answers, cell.anonymous, len(cell.groups) > 1)
        )
    if cells > 1:
        answers = sum(each.answers for each in found if each.anonymous)
        found.append(Series(OTHERS, _("Others together"), wording.OTHERS_GLYPH, "others", answers, anonymous=False))
    return tuple(found)


def _values(result: CompetencyResult | ItemResult) -> Values:
    return {SELF: result.own, **result.cells, OTHERS: result.others}


def _lines(
    report: Report, questionnaire: Questionnaire, language: str, series: Sequence[Series], before: Report | None
) -> tuple[CompetencyLine, ...]:
    """The competencies, the highest mean of others first; those without one stand last, in the report's order."""
    scale = wording.scale_of(report, questionnaire)
    items = _items(report, questionnaire, language)
    changed = changes(report, before, scale) if before else {}
    lines = []
    for result in sorted(report.competencies, key=lambda each: -each.others.mean if each.others else 0):
        told = [wording.gap_sentence(result, report, scale), wording.agreement_sentence(result)]
        change = changed[result.key].others if before else None
        if before and change:
            told.append(wording.change_sentence(change, before))
        missing = [each.label for each in series if each.key not in (SELF, OTHERS) and not result.cells.get(each.key)]
        lines.append(
            CompetencyLine(
                key=result.key,
                label=wording.competency_label(result, questionnaire, language),
                values=_values(result),
                flag=result.flag,
                agreement=result.agreement,
                compared=_compared(wording.gap_words(result, report, scale), result.gap),
                told=" ".join(filter(None, told)),
                unseen=tuple(missing),
                items=tuple(items.get(result.key, ())),
                changed=f"{CHANGES[change.kind]} {wording.change_words(change, before)}" if before and change else "",
            )
        )
    return tuple(lines)


def _compared(words: str, gap: float | None) -> str:
    """`Self higher (+0.5)`; a difference that is not clear has no number, which could make it look like one."""
    told = words[:1].upper() + words[1:]
    return (
        told
        if gap is None or not told or words == _("self: no clear difference")
        else f"{told} ({wording.signed(gap)})"
    )


def _items(report: Report, questionnaire: Questionnaire, language: str) -> dict[str, list[ItemLine]]:
    texts = {item.key: item.text.for_reader(language, own=False) for item in questionnaire.items}
    own = {item.key: item.text.for_reader(language, own=True) for item in questionnaire.items}
    found: dict[str, list[ItemLine]] = {}
    for item in report.items:
        line = ItemLine(item.key, texts.get(item.key, item.text), _values(item), own.get(item.key, ""))
        found.setdefault(item.competency, []).append(line)
    return found


def _time(report: Report, questionnaire: Questionnaire, language: str, series: Sequence[Series]) -> TimePicture | None:
    """Self, how self would have it and others directly under one another, then everyone else."""
    result, question = report.time, questionnaire.time
    if result is None or question is None:
        return None
    boxes = [Box(s.key, in_language(s.name, language), in_language(s.text, language)) for s in question.shares]
    first, rest = [], []
    for each in series:
        if each.key == SELF:
            wished = _("{name}, as it should be").format(name=each.label)
            first += [Bar(each.label, each, result.own), Bar(wished, each, result.desired, desired=True)]
        elif each.key == OTHERS:
            first.insert(1, Bar(each.label, each, result.others))
        else:
            rest.append(Bar(each.label, each, result.cells.get(each.key)))
    return TimePicture(question.points, tuple(boxes), (*first, *rest))


def _questions(report: Report, questionnaire: Questionnaire, language: str) -> tuple[Question, ...]:
    """The questionnaire's open questions; a question that only the report knows is named by its key."""
    texts = {each.key: each.text.for_reader(language, own=False) for each in questionnaire.open_questions}
    sides = [_by_question(side) for side in (report.comments.anonymous, report.comments.manager, report.comments.own)]
    for side in sides:
        texts.update({key: key for key in side if key not in texts})
    return tuple(Question(key, text, *(side.get(key, ()) for side in sides)) for key, text in texts.items())


def _by_question(side: Sequence[QuestionComments]) -> dict[str, tuple[str, ...]]:
    return {each.question: tuple(each.texts) for each in side}
