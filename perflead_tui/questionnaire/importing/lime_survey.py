"""The tables of a LimeSurvey file as groups, questions, sub-questions and answers.

Two layouts exist. Up to LimeSurvey 3 a row of `groups`, `questions` and `answers` holds its text and its language, and
there is one row for each language. From LimeSurvey 4 on (DBVersion 400) the texts stand in `group_l10ns`,
`question_l10ns` and `answer_l10ns`; the exports of single questions have both. Whatever a file has is read.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.questionnaire.importing.lime_xml import Row, Tables

_QUESTIONS = 5000  # with sub-questions; no questionnaire has a tenth of that

Raw = dict[str, str]
"""A text as it stands in the file: language of the file to HTML."""


@dataclass
class Answer:
    """One answer that may be chosen; `scale` is 0, or 1 for the second scale of a dual array."""

    code: str
    order: int
    value: int | None
    scale: int
    texts: Raw = field(default_factory=dict)


@dataclass
class Question:
    """A question or sub-question; `kind` is LimeSurvey's one-character type."""

    qid: str
    gid: str
    code: str
    kind: str
    order: int
    row: Row
    texts: Raw = field(default_factory=dict)
    help: Raw = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    subs: list["Question"] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def scale(self) -> int:
        """0, or 1 for the second axis of an array of texts or numbers."""
        return _number(self.row.get("scale_id", "")) or 0

    def is_conditional(self) -> bool:
        """Whether it, or a part of it, is asked on a condition only."""
        return any(one.row.get("relevance", "1") not in ("", "1") for one in (self, *self.subs))


@dataclass
class Group:
    """A group of questions."""

    gid: str
    order: int
    conditional: bool = False
    name: Raw = field(default_factory=dict)
    description: Raw = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)


@dataclass
class Survey:
    """All of a file. `languages` has the main language first; `settings` are its texts by language."""

    version: str
    languages: list[str]
    groups: list[Group]
    settings: dict[str, Row]
    quotas: int
    assessments: int


def survey_of(tables: Tables, shown_name: str) -> Survey:
    """The survey in `tables`. Raises PerfleadError if it has more questions than any questionnaire."""
    rows = tables.rows
    ids = {row.get("qid", "") for table in ("questions", "subquestions") for row in rows[table]}
    if len(ids) > _QUESTIONS:
        raise PerfleadError(
            _("{path} has more than {n} questions.").format(path=shown_name, n=_QUESTIONS),
            _("Export the part that you need as a question group (.lsg)."),
        )
    questions = _questions(tables)
    groups = _groups(tables)
    for question in sorted(questions, key=lambda q: q.order):
        group = groups.get(question.gid)
        if group is None:
            group = groups.setdefault(question.gid, Group(question.gid, len(groups)))
        group.questions.append(question)
    return Survey(
        version=tables.version,
        languages=_languages(tables),
        groups=sorted(groups.values(), key=lambda group: group.order),
        settings={row.get("surveyls_language", ""): row for row in rows["surveys_languagesettings"]},
        quotas=len(rows["quota"]),
        assessments=len(rows["assessments"]),
    )


def _languages(tables: Tables) -> list[str]:
    """The file's languages, the main one first."""
    main = next((row["language"] for row in tables.rows["surveys"] if row.get("language")), "")
    found = [main] if main else []
    return list(dict.fromkeys([*found, *tables.languages])) or [""]


def _groups(tables: Tables) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    for row in [*tables.rows["groups"], *tables.rows["group_l10ns"]]:
        gid = row.get("gid", "")
        group = groups.setdefault(gid, Group(gid, _number(row.get("group_order", "")) or 0))
        group.conditional = group.conditional or row.get("grelevance", "1") not in ("", "1")
        _add(group.name, row, "group_name")
        _add(group.description, row, "description")
    return groups


def _questions(tables: Tables) -> list[Question]:
    """The questions that stand for themselves, with their sub-questions, answers and attributes."""
    every: dict[str, Question] = {}
    for row in [*tables.rows["questions"], *tables.rows["subquestions"]]:
        every.setdefault(row.get("qid", ""), _question(row))
    texts = ("questions", "subquestions", "question_l10ns")
    for row, question in _known(every, *(tables.rows[name] for name in texts)):
        _add(question.texts, row, "question")
        _add(question.help, row, "help")
    for row, question in _known(every, tables.rows["question_attributes"]):
        question.attributes.setdefault(row.get("attribute", ""), row.get("value", ""))
    for _row, question in _known(every, tables.rows["conditions"]):
        question.row["relevance"] = "condition"
    _add_answers(tables, every)
    return _nested(every)


def _known(every: dict[str, Question], *tables: list[Row]) -> Iterator[tuple[Row, Question]]:
    """The rows of the tables that belong to a question, with it."""
    for row in itertools.chain(*tables):
        if (question := every.get(row.get("qid", ""))) is not None:
            yield row, question


def _nested(every: dict[str, Question]) -> list[Question]:
    """The questions with their sub-questions below them."""
    top = []
    for question in every.values():
        parent = question.row.get("parent_qid", "0")
        if parent in ("", "0"):
            top.append(question)
        elif parent in every and parent != question.qid:
            every[parent].subs.append(question)
    for question in top:
        question.subs.sort(key=lambda sub: (sub.scale, sub.order))
    return top


def _question(row: Row) -> Question:
    return Question(
        qid=row.get("qid", ""),
        gid=row.get("gid", ""),
        code=row.get("title", ""),
        kind=row.get("type", "")[:1],
        order=_number(row.get("question_order", "")) or 0,
        row=dict(row),
    )


def _add_answers(tables: Tables, every: dict[str, Question]) -> None:
    by_aid: dict[str, Answer] = {}
    found: dict[tuple[str, int, str], Answer] = {}
    for row, question in _known(every, tables.rows["answers"]):
        scale = _number(row.get("scale_id", "")) or 0
        at = (question.qid, scale, row.get("code", ""))
        if at not in found:
            order, value = _number(row.get("sortorder", "")) or 0, _number(row.get("assessment_value", ""))
            found[at] = Answer(row.get("code", ""), order, value, scale)
            question.answers.append(found[at])
        _add(found[at].texts, row, "answer")
        if "aid" in row:
            by_aid[row["aid"]] = found[at]
    for row in tables.rows["answer_l10ns"]:
        if (answer := by_aid.get(row.get("aid", ""))) is not None:
            _add(answer.texts, row, "answer")
    for question in every.values():
        question.answers.sort(key=lambda answer: answer.order)


def _add(texts: Raw, row: Row, field_name: str) -> None:
    """Put the text of a row under its language; a row without a language has none."""
    if "language" in row and row.get(field_name):
        texts.setdefault(row["language"], row[field_name])


def _number(text: str) -> int | None:
    """The whole number in `text`; databases write it with a sign or with decimals of nought at most."""
    text = text.strip()
    body = text[1:] if text[:1] in "+-" else text
    if body.isascii() and body.isdigit() and len(body) <= 9:
        return int(text)
    return None


def equal_sum(question: Question) -> int | None:
    """The total that the numbers of a question must have, if it is a plain number."""
    values: Iterable[str] = (question.attributes.get(name, "") for name in ("equals_num_value", "num_value_equals"))
    return next((number for number in map(_number, values) if number is not None), None)
