"""The report as a workbook for spreadsheets: Read me, Competencies, Items, Comments, Time, Plan; or a plan alone.

Numbers are numbers. A mean that is given as a bound is the bound, shown as "4.5 or more"; where too little was answered
stands text, which no sum takes for 0. Text goes through the formula rule (`export/harmless.py`); no cell is a formula.
Two workbooks of one report are the same, byte by byte.
"""

from perflead_tui.export.contents import document, plan_document
from perflead_tui.export.plan_alone import PlanAlone
from perflead_tui.export.profile import profile
from perflead_tui.export.xlsx_frame import Book
from perflead_tui.export.xlsx_pages import Pages
from perflead_tui.export.xlsx_scores import competencies, items, time
from perflead_tui.export.xlsx_words import comments, plan_of_report, read_me, read_me_of_plan, the_plan
from perflead_tui.i18n import _, speaking
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.plan import Plan
from perflead_tui.results.report import Report
from perflead_tui.text import clean_line


def xlsx(report: Report, questionnaire: Questionnaire, language: str = "en", plan: Plan | None = None) -> bytes:
    """The workbook in `language`. Raises PerfleadError if XlsxWriter is not installed."""
    with speaking(language):
        told = document(report, questionnaire, language, plan=plan)
        found = profile(report, questionnaire, language)
        digest = clean_line(report.review.terms_digest, 80)
        about = _("For development. Terms digest (SHA-256): {digest}").format(digest=digest)
        book = Book(told.title, told.subtitle, about, report.review.closed_on)
        pages = Pages(book, told, found, report)
        read_me(pages)
        competencies(pages)
        items(pages)
        comments(pages)
        time(pages)
        plan_of_report(pages, plan)
        return book.finished()


def plan_xlsx(alone: PlanAlone, language: str = "en") -> bytes:
    """A workbook with the plan and no score: Read me, Plan. Raises PerfleadError if XlsxWriter is not installed."""
    with speaking(language):
        told = plan_document(alone, language)
        book = Book(told.title, told.subtitle, told.foot, "")
        read_me_of_plan(book.sheet(_("Read me"), told.title, told.foot), told)
        the_plan(book.sheet(_("Plan"), told.title, told.foot), alone.in_language(language), alone.leader)
        return book.finished()
