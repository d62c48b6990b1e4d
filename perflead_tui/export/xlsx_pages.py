"""What all sheets of a workbook are made from."""

from dataclasses import dataclass

from perflead_tui.export.document import Document, Section
from perflead_tui.export.profile import Profile
from perflead_tui.export.xlsx_frame import Book, Sheet
from perflead_tui.results.report import Report


@dataclass(frozen=True)
class Pages:
    """A workbook, and the report as words and as lines that go into it."""

    book: Book
    told: Document
    found: Profile
    report: Report

    def sheet(self, name: str) -> Sheet:
        """A new sheet with the report's name on every page."""
        return self.book.sheet(name, self.told.title, self.told.foot)

    def section(self, key: str) -> Section | None:
        """A section of the report's words; None if it has none."""
        return next((each for each in self.told.sections if each.key == key), None)
