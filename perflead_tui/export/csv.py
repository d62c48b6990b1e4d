"""The numbers of a report as one tidy table with the header `level,key,label,cell,mean,bound,low,high,answers`.

RFC 4180: commas, CRLF, quotation marks doubled. There is no byte order mark: programs would take it for a part of the
first header; for spreadsheets there is XLSX. Text is on one line and goes through the formula rule
(`export/harmless.py`); numbers have a decimal point and no sign. `perflead guide formats` has every level.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from perflead_tui import __version__
from perflead_tui.export.comments import withheld_words
from perflead_tui.export.contents import document
from perflead_tui.export.document import Document, Words
from perflead_tui.export.harmless import harmless
from perflead_tui.export.wording import (
    cell_label,
    competency_label,
    group_label,
    scale_of,
    withheld_group,
)
from perflead_tui.i18n import _, speaking
from perflead_tui.questionnaire.model import Questionnaire, in_language
from perflead_tui.results.comments import ANSWERS_FOR_COMMENTS
from perflead_tui.results.report import Mean, Report, Shares
from perflead_tui.review.form import SELF
from perflead_tui.text import clean_line

HEADER = ("level", "key", "label", "cell", "mean", "bound", "low", "high", "answers")
OTHERS = "others"
"""What stands in `cell` for others together; `*others` if a group of the review is called so."""

_Number = float | None
_Row = tuple[str, ...]


def csv_table(report: Report, questionnaire: Questionnaire, language: str = "en") -> str:
    """The table, header first, every row ended by CRLF. Two tables of one report are the same."""
    with speaking(language):
        table = _Table(report, questionnaire, language)
        file = io.StringIO()
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(table.rows())
        return file.getvalue()


def _row(
    level: str,
    key: str,
    label: str,
    cell: str = "",
    mean: _Number = None,
    bound: str | None = None,
    low: _Number = None,
    high: _Number = None,
    answers: int | None = None,
) -> _Row:
    """A row; what is None is left empty."""
    words = (harmless(clean_line(text)) for text in (level, key, label, cell))
    numbers = ("" if value is None else repr(value) for value in (low, high, answers))
    return (*words, "" if mean is None else repr(mean), bound or "", *numbers)


class _Table:
    """The rows of one report."""

    def __init__(self, report: Report, questionnaire: Questionnaire, language: str) -> None:
        self._report, self._asked, self._language = report, questionnaire, language
        self._others = "*others" if any(cell.key == OTHERS for cell in report.cells) else OTHERS

    def rows(self) -> Iterator[_Row]:
        """All rows: what the report is, what is withheld and why, and the numbers."""
        told = document(self._report, self._asked, self._language)
        yield from self._facts()
        yield from (_row("about", "reading", words) for words in _paragraphs(told, "reading"))
        yield from (_row("about", "answered", words) for words in _paragraphs(told, "answered"))
        yield from (_row("about", "terms", words) for words in _paragraphs(told, "about"))
        yield from self._withheld()
        for cell in self._report.cells:
            label = cell_label(cell, self._asked, self._language)
            yield _row("cell", cell.key, label, cell.key, answers=cell.answers)
        yield from self._competencies()
        yield from self._items()
        yield from self._time()

    def _facts(self) -> Iterator[_Row]:
        review, scale = self._report.review, scale_of(self._report, self._asked)
        for key, words in (
            ("schema", self._report.schema_),
            ("version", f"perflead {__version__}"),
            ("review", review.id),
            ("leader", review.leader),
            ("questionnaire", review.questionnaire),
            ("title", in_language(self._asked.title, self._language)),
            ("closed_on", review.closed_on),
            ("terms_digest", review.terms_digest),
        ):
            yield _row("about", key, words)
        yield _row("about", "minimum", _("A group is shown from so many answers on"), answers=review.minimum)
        yield _row("about", "scale", _("The lowest and the highest answer"), low=scale.low, high=scale.high)
        if self._report.time is not None and self._asked.time is not None:
            words = _("The points that are divided in the time question")
            yield _row("about", "time", words, low=0, high=self._asked.time.points)

    def _withheld(self) -> Iterator[_Row]:
        report = self._report
        for gone in report.withheld:
            name = group_label(gone.group, self._asked, self._language)
            yield _row("withheld", gone.group, withheld_group(name, report.review.minimum))
        empty = _("Where mean is empty, too few could answer, so nothing is shown. It is not a low score.")
        yield _row("withheld", "mean", empty)
        if sum(cell.answers for cell in report.cells if cell.anonymous) < ANSWERS_FOR_COMMENTS:
            told = _("Comments of the groups are shown from {n} answers on, so there are none here.")
            yield _row("withheld", "comments", told.format(n=ANSWERS_FOR_COMMENTS))
        for question in dict.fromkeys(each.question for each in report.comments.hidden):
            reasons = [each.reason for each in report.comments.hidden if each.question == question]
            yield from (_row("withheld", question, words) for words in withheld_words(reasons))

    def _competencies(self) -> Iterator[_Row]:
        names = [competency_label(each, self._asked, self._language) for each in self._report.competencies]
        for each, name in zip(self._report.competencies, names, strict=True):
            yield from self._means("competency", each.key, name, each.own, each.cells, each.others)
        for each, name in zip(self._report.competencies, names, strict=True):
            if each.gap is not None:
                higher = SELF if each.gap > 0 else self._others if each.gap < 0 else ""
                yield _row("gap", each.key, name, higher, abs(each.gap))

    def _items(self) -> Iterator[_Row]:
        texts = {item.key: item.text.for_reader(self._language, own=False) for item in self._asked.items}
        for each in self._report.items:
            words = texts.get(each.key, each.text)
            yield from self._means("item", each.key, words, each.own, each.cells, each.others)

    def _means(
        self, level: str, key: str, label: str, own: Mean | None, cells: dict[str, Mean | None], others: Mean | None
    ) -> Iterator[_Row]:
        """A row for self, each cell and others; one with an empty mean where too little was answered."""
        found = [(cell.key, own if cell.key == SELF else cells.get(cell.key)) for cell in self._report.cells]
        for cell, mean in (*found, (self._others, others)):
            if mean is None:
                yield _row(level, key, label, cell)
            else:
                yield _row(level, key, label, cell, mean.mean, mean.bound, mean.low, mean.high)

    def _time(self) -> Iterator[_Row]:
        result, question = self._report.time, self._asked.time
        if result is None or question is None:
            return
        sides: list[tuple[str, str, Shares | None]] = [
            ("time", cell.key, result.own if cell.key == SELF else result.cells.get(cell.key))
            for cell in self._report.cells
        ]
        sides += [("time", self._others, result.others), ("desired_time", SELF, result.desired)]
        for level, cell, shares in sides:
            for box in question.shares:
                name = in_language(box.name, self._language)
                yield _row(level, box.key, name, cell, shares.get(box.key) if shares else None)


def _paragraphs(told: Document, key: str) -> Iterable[str]:
    """The paragraphs of one section."""
    sections = [section for section in told.sections if section.key == key]
    return [block.text for section in sections for block in section.blocks if isinstance(block, Words)]
