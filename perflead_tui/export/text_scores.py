"""The parts of the text report that hold numbers: overview, competencies, items, time."""

from perflead_tui.export import wording
from perflead_tui.export.axis import Axis
from perflead_tui.export.columns import display_width, padded, wrapped
from perflead_tui.export.page import Page
from perflead_tui.export.wording import OTHERS_GLYPH, SELF_GLYPH
from perflead_tui.i18n import _, format_number
from perflead_tui.questionnaire.model import Questionnaire, TimeQuestion, in_language
from perflead_tui.results.report import CompetencyResult, ItemResult, Mean, Report, Shares
from perflead_tui.review.form import SELF
from perflead_tui.text import clean_line

_INDENT = "  "
_NOT_SHOWN = "·"
_FILLS = "█▓▒░▚▞"  # one for each box of the time question
_BLOCKS = 10  # of a bar of time
_HEAD = 8  # columns that a name over a column of numbers may take on a page that is not roomy
_ROOMY = 80
_AXIS = 61  # columns: a wider picture is not clearer
_LINE_TEXT = 34  # columns that the words of an item need at least beside its numbers

Row = tuple[str, str, Mean | None]
"""Glyph, name and mean of one cell."""


class ScoreText:
    """Writes the sections with numbers on a page."""

    def __init__(self, page: Page, report: Report, questionnaire: Questionnaire, language: str) -> None:
        self._page, self._report, self._questionnaire, self._language = page, report, questionnaire, language
        self._columns = wording.columns(report, questionnaire, language)
        self._scale = wording.scale_of(report, questionnaire)
        # The highest first, so that nobody starts with what went worst; without a mean of others, last.
        self._ordered = sorted(report.competencies, key=lambda result: -result.others.mean if result.others else 0)

    def overview(self) -> None:
        """A table of all competencies: self, others, and how they compare."""
        self._page.heading(_("At a glance"))
        names = (self._label(SELF, _("Self")), SELF_GLYPH), (_("Others"), OTHERS_GLYPH)
        heads = [name if display_width(name) <= _HEAD or self._page.width >= _ROOMY else glyph for name, glyph in names]
        rows = [
            (
                wording.competency_label(result, self._questionnaire, self._language),
                wording.mean_sign(result.own) if result.own else _NOT_SHOWN,
                wording.mean_sign(result.others) if result.others else _NOT_SHOWN,
                wording.gap_words(result, self._report, self._scale),
            )
            for result in self._ordered
        ]
        numbers = [max(6, min(14, display_width(head))) for head in heads]
        words = max((display_width(row[3]) for row in rows), default=0)
        name = min(44, self._page.width - 2 - sum(numbers) - 4 - 3 - words)
        self._page.line(
            _INDENT + " " * name + "".join(f"  {padded(heads[at], numbers[at], right=True)}" for at in (0, 1))
        )
        for label, own, others, gap in rows:
            lines = wrapped(label, name)
            cells = f"  {padded(own, numbers[0], right=True)}  {padded(others, numbers[1], right=True)}"
            self._page.line(_INDENT + padded(lines[0], name) + cells + f"   {gap}")
            for line in lines[1:]:
                self._page.line(_INDENT + "  " + line)

    def competencies(self) -> None:
        """Every competency: each cell's mean on the axis, and what it says."""
        self._page.heading(_("Competencies"))
        self._page.paragraph(_("What others rate highest comes first."), _INDENT)
        rows = [self._rows(result) for result in self._ordered]
        name = min(max((display_width(row[1]) for found in rows for row in found), default=0), self._page.width // 4)
        number = max(
            (display_width(wording.mean_words(row[2])) for found in rows for row in found if row[2]), default=4
        )
        axis = Axis.fitting(self._scale, min(_AXIS, self._page.width - (2 + 2 + name + 2 + number + 2 + 2 + 7)))
        for result, found in zip(self._ordered, rows, strict=True):
            self._page.gap()
            self._page.line()
            self._page.paragraph(wording.competency_label(result, self._questionnaire, self._language), _INDENT)
            self._page.line(" " * (4 + name + 2 + number + 2) + axis.heading())
            for row in found:
                self._row(row, axis, name, number)
            self._findings(result)

    def _rows(self, result: CompetencyResult) -> list[Row]:
        rows: list[Row] = []
        for column in self._columns:
            mean = result.own if column.key == SELF else result.cells.get(column.key)
            rows.append((column.glyph, column.label, mean))
        if self._several():
            rows.append((OTHERS_GLYPH, _("Others together"), result.others))
        return rows

    def _row(self, row: Row, axis: Axis, name: int, number: int) -> None:
        glyph, label, mean = row
        lines = wrapped(label, name) or [""]
        start = f"{_INDENT}{glyph} {padded(lines[0], name)}  "
        if mean:
            words = padded(wording.mean_words(mean), number)
            self._page.line(f"{start}{words}  {axis.row(mean, glyph)}  {wording.interval_words(mean)}")
        else:
            missing = _("not enough answered") if glyph == SELF_GLYPH else _("not enough seen")
            self._page.line(f"{start}{missing}")
        for line in lines[1:]:
            self._page.line(f"{_INDENT}  {line}")

    def _findings(self, result: CompetencyResult) -> None:
        said = [wording.gap_sentence(result, self._report, self._scale), wording.agreement_sentence(result)]
        if any(said):
            self._page.paragraph(" ".join(filter(None, said)), _INDENT + "  ")

    def items(self) -> None:
        """Every item under its competency, one number a cell."""
        self._page.heading(_("Line by line"))
        stem = self._questionnaire.stem.for_reader(self._language, own=False)
        self._page.paragraph(stem, _INDENT)
        glyphs = [(column.glyph, column.key) for column in self._columns]
        if self._several():
            glyphs.append((OTHERS_GLYPH, ""))
        self._page.gap()
        for column in self._columns:
            self._page.paragraph(column.label, f"{_INDENT}{column.glyph} ", "    ")
        if len(glyphs) > len(self._columns):
            self._page.line(f"{_INDENT}{OTHERS_GLYPH} {_('Others together')}")
        self._page.line(f"{_INDENT}{_NOT_SHOWN} {_('not enough seen or answered')}")
        for result in self._ordered:
            found = [item for item in self._report.items if item.competency == result.key]
            self._item_table(wording.competency_label(result, self._questionnaire, self._language), found, glyphs)

    def _item_table(self, title: str, items: list[ItemResult], glyphs: list[tuple[str, str]]) -> None:
        wide = self._page.width - 2 - 6 * len(glyphs)
        beside = wide >= _LINE_TEXT
        self._page.gap()
        heads = "".join(padded(glyph, 6, right=True) for glyph, _key in glyphs)
        titles = wrapped(title, wide if beside else self._page.width - 2)
        for line in titles[:-1]:
            self._page.line(_INDENT + line)
        self._page.line(_INDENT + (padded(titles[-1], wide) + heads if beside else titles[-1]))
        for item in items:
            means = [(glyph, self._mean(item, key)) for glyph, key in glyphs]
            signs = [(glyph, wording.mean_sign(mean) if mean else _NOT_SHOWN) for glyph, mean in means]
            words = wrapped(self._item_text(item), min(wide, 76) - 4 if beside else self._page.width - 4)
            if beside:
                numbers = "".join(padded(sign, 6, right=True) for _glyph, sign in signs)
                self._page.line(_INDENT + padded("  " + words[0], wide) + numbers)
            else:
                self._page.line(_INDENT + "  " + words[0])
            for line in words[1:]:
                self._page.line(_INDENT + "  " + line)
            if not beside:
                self._page.paragraph("   ".join(f"{glyph} {sign}" for glyph, sign in signs), _INDENT + "    ")

    @staticmethod
    def _mean(item: ItemResult, key: str) -> Mean | None:
        if key == SELF:
            return item.own
        return item.cells.get(key) if key else item.others

    def _item_text(self, item: ItemResult) -> str:
        texts = {found.key: found.text for found in self._questionnaire.items}
        words = texts[item.key].for_reader(self._language, own=False) if item.key in texts else item.text
        return clean_line(words) or item.key

    def time(self) -> None:
        """Where time goes: points by box and a bar of ten blocks for each."""
        question, rows = self._questionnaire.time, self._shares()
        if question is None or not rows:
            return
        self._page.heading(_("Where the time goes"))
        intro = _("Points out of {points}, as averages. There is no right share; it is something to talk about.")
        self._page.paragraph(intro.format(points=question.points), _INDENT)
        self._page.gap()
        for fill, share in zip(_FILLS, question.shares, strict=False):
            name, text = in_language(share.name, self._language), in_language(share.text, self._language)
            self._page.paragraph(f"{name}: {text}", f"{_INDENT}{fill} ", "    ")
        self._page.gap()
        self._time_rows(rows, question)

    def _shares(self) -> list[tuple[str, str, Shares | None]]:
        """Glyph, name and shares of all who were asked; self and desired only if they were answered."""
        result = self._report.time
        if result is None:
            return []
        label = self._label(SELF, _("Self"))
        own = (label, result.own), (_("{name}, as it should be").format(name=label), result.desired)
        rows: list[tuple[str, str, Shares | None]] = [(SELF_GLYPH, name, shares) for name, shares in own if shares]
        rows += [(c.glyph, c.label, result.cells.get(c.key)) for c in self._columns if c.key != SELF]
        if self._several():
            rows.append((OTHERS_GLYPH, _("Others together"), result.others))
        return rows

    def _several(self) -> bool:
        """Whether others together are more than one cell."""
        return sum(column.cell.anonymous for column in self._columns) > 1

    def _time_rows(self, rows: list[tuple[str, str, Shares | None]], question: TimeQuestion) -> None:
        keys = [share.key for share in question.shares]
        heads, number = self._time_heads(question)
        room = self._page.width - 4 - number * len(keys) - 3 - _BLOCKS
        name = min(max(display_width(label) for _glyph, label, _shares in rows), room)
        self._page.line(" " * (4 + name) + "".join(padded(head, number, right=True) for head in heads))
        for glyph, label, shares in rows:
            lines = wrapped(label, name) or [""]
            start = f"{_INDENT}{glyph} {padded(lines[0], name)}"
            if shares:
                points = [shares.get(key, 0) for key in keys]
                numbers = "".join(padded(format_number(n, 1), number, right=True) for n in points)
                self._page.line(f"{start}{numbers}   {_bar(points)}")
            else:
                self._page.line(f"{start}  {_('not shown: too few could tell')}")
            for line in lines[1:]:
                self._page.line(f"{_INDENT}  {line}")

    def _time_heads(self, question: TimeQuestion) -> tuple[list[str], int]:
        """The heads of the boxes' columns, by name where there is room, and the width of a column."""
        fills = list(_FILLS[: len(question.shares)])
        names = [in_language(share.name, self._language) for share in question.shares]
        heads = [f"{fill} {name}" for fill, name in zip(fills, names, strict=True)]
        width = max(map(display_width, heads)) + 2
        return (heads, width) if width * len(heads) <= self._page.width - 42 else (fills, 6)

    def _label(self, key: str, default: str) -> str:
        return next((column.label for column in self._columns if column.key == key), default)


def _bar(shares: list[float]) -> str:
    """Ten blocks, shared out by the largest remainders."""
    total = sum(shares) or 1
    exact = [_BLOCKS * share / total for share in shares]
    blocks = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda at: blocks[at] - exact[at])
    for at in by_rest[: _BLOCKS - sum(blocks)]:
        blocks[at] += 1
    return "".join(fill * count for fill, count in zip(_FILLS, blocks, strict=False))
