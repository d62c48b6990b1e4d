"""A document as plain text for a terminal, a mail or an archive: everything in it, in 60 to 120 columns."""

from perflead_tui.export.chartdata import DotPlot, Radar, StackedBars
from perflead_tui.export.columns import display_width
from perflead_tui.export.contents import document
from perflead_tui.export.document import Block, Document, Field, Figure, Heading, Listing, Quotes, Section, Table, Words
from perflead_tui.export.page import Page
from perflead_tui.export.text_scores import draw_bars, draw_dots
from perflead_tui.export.text_tables import draw_table, legend_of
from perflead_tui.i18n import speaking
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Report

NARROWEST, WIDEST, USUAL = 60, 120, 80
_INDENT = "  "


def report_text(report: Report, questionnaire: Questionnaire, language: str = "en", width: int = USUAL) -> str:
    """The report alone as text in `language`, ending in a newline; for the width see `text`."""
    return text(document(report, questionnaire, language), width)


def text(found: Document, width: int = USUAL) -> str:
    """`found` as text, ending in a newline; `width` is brought between 60 and 120 columns."""
    with speaking(found.language):
        return str(_TextDocument(found, min(max(width, NARROWEST), WIDEST)).page)


class _TextDocument:
    """Builds the page, section by section."""

    def __init__(self, found: Document, width: int) -> None:
        self.page = Page(width)
        self.page.paragraph(found.title)
        self.page.paragraph(found.subtitle)
        for section in found.sections:
            self._section(section)
        self.page.gap()
        self.page.line()
        self.page.rule()
        self.page.paragraph(found.foot)

    def _section(self, section: Section) -> None:
        self.page.heading(section.title)
        self._above = section.title
        """What the last heading says: a table or picture of the same name does not say it again."""
        self._legend = ""
        """The legend that this section has shown."""
        fields = [block.name for block in section.blocks if isinstance(block, Field)]
        self._names = max(map(display_width, fields), default=0) + 3
        before: Block | None = None
        for block in section.blocks:
            if before is not None and not _together(before, block):
                self.page.gap()
            self._block(block)
            before = block

    def _block(self, block: Block) -> None:
        match block:
            case Words():
                self.page.paragraph(block.text, _INDENT)
            case Listing():
                for line in block.lines:
                    self.page.paragraph(line, f"{_INDENT}- ")
            case Heading():
                self.page.line()
                self.page.paragraph(block.text, _INDENT)
                self._above = block.text
            case Table():
                self._table(block)
            case Figure():
                self._figure(block)
            case Quotes():
                self._quotes(block)
            case Field():
                self.page.field(block.name, block.words, _INDENT, self._names)

    def _table(self, table: Table) -> None:
        legend = legend_of(table, self.page.width)
        if legend and legend != self._legend:
            self._legend = legend
            self.page.parts(legend.split("\n"), _INDENT)
            self.page.gap()
        draw_table(self.page, table, named=table.caption != self._above)

    def _figure(self, figure: Figure) -> None:
        if isinstance(figure.chart, Radar):
            return  # the same numbers stand in the profile; characters make no circle
        if isinstance(figure.chart, DotPlot):
            draw_dots(self.page, figure.chart)
        elif isinstance(figure.chart, StackedBars):
            draw_bars(self.page, figure.chart)
        else:
            self._table(figure.table)

    def _quotes(self, quotes: Quotes) -> None:
        self.page.paragraph(quotes.source, "    ")
        for quoted in quotes.texts:
            self.page.gap()
            for part in filter(str.strip, quoted.splitlines()):
                self.page.paragraph(part, "    │ ", "    │ ")


def _together(before: Block, block: Block) -> bool:
    """Whether two blocks follow each other without an empty line."""
    if isinstance(before, Words) and isinstance(block, Words):
        return before.note and block.note
    return isinstance(before, Field) and isinstance(block, Field)
