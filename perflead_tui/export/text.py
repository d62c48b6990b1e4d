"""The report as plain text for a terminal, a mail or an archive: everything in it, in 60 to 120 columns."""

import datetime

from perflead_tui.export.comments import withheld_words
from perflead_tui.export.page import Page
from perflead_tui.export.text_scores import ScoreText
from perflead_tui.export.wording import answers_words, columns, group_label, joined_words, scale_of
from perflead_tui.i18n import _, format_date, format_number
from perflead_tui.questionnaire.model import Questionnaire, in_language
from perflead_tui.results.comments import ANSWERS_FOR_COMMENTS
from perflead_tui.results.report import QuestionComments, Report
from perflead_tui.review.form import SELF
from perflead_tui.text import clean_line

NARROWEST, WIDEST = 60, 120
_DIGEST_PART = 8  # characters of the digest that stand together


def report_text(report: Report, questionnaire: Questionnaire, language: str = "en", width: int = 80) -> str:
    """The whole report, ending in a newline; `width` is brought between 60 and 120 columns.

    Names and questions are in `language` where the questionnaire has it; all other words are in the language that the
    program shows.
    """
    return str(_TextReport(report, questionnaire, language, min(max(width, NARROWEST), WIDEST)).page)


class _TextReport:
    """Builds the page, section by section."""

    def __init__(self, report: Report, questionnaire: Questionnaire, language: str, width: int) -> None:
        self.page = Page(width)
        self._report, self._questionnaire, self._language = report, questionnaire, language
        self._columns = columns(report, questionnaire, language)
        self._scale = scale_of(report, questionnaire)
        scores = ScoreText(self.page, report, questionnaire, language)
        self._head()
        self._who_answered()
        self._how_to_read()
        scores.overview()
        scores.competencies()
        scores.items()
        scores.time()
        self._comments()
        self._foot()

    def _head(self) -> None:
        review = self._report.review
        self.page.paragraph(review.leader)
        self.page.paragraph(
            _("{questionnaire} · closed on {date}").format(
                questionnaire=in_language(self._questionnaire.title, self._language),
                date=_date_words(review.closed_on),
            )
        )
        self.page.rule()

    def _who_answered(self) -> None:
        self.page.gap()
        self.page.paragraph(_("Who answered"))
        self.page.gap()
        for column in self._columns:
            words = answers_words(column.cell.answers)
            if not column.cell.anonymous:
                words = _("{answers}, by name").format(answers=words)
            self.page.paragraph(f"{column.label}: {words}", f"  {column.glyph} ", "    ")
        self.page.gap()
        if any(not column.cell.anonymous for column in self._columns):
            self._note(_("Whoever answers by name was told so: these answers are shown as they are."))
        for column in self._columns:
            if len(column.cell.groups) > 1:
                self._note(
                    _("{groups} are shown as one group, because at least one of them has fewer than {minimum}.").format(
                        groups=column.label, minimum=self._report.review.minimum
                    )
                )
        if self._report.withheld:
            names = [group_label(w.group, self._questionnaire, self._language) for w in self._report.withheld]
            self._note(
                _(
                    "Not shown: {groups}. There were fewer than {minimum} answers, so nothing of them is shown, and "
                    "nothing of them is in any number or comment of this report."
                ).format(groups=joined_words(names, self._language), minimum=self._report.review.minimum)
            )
        if not any(column.cell.anonymous for column in self._columns):
            self._note(_("No group has enough answers to be shown."))

    def _how_to_read(self) -> None:
        points = self._questionnaire.scale.points
        self.page.heading(_("How to read this"))
        self._note(
            _('Answers go from {low} ("{lowest}") to {high} ("{highest}"). "Not observed" is no answer.').format(
                low=self._scale.low,
                lowest=in_language(points[0], self._language),
                high=self._scale.high,
                highest=in_language(points[-1], self._language),
            )
        )
        for note in self._reading_notes():
            self.page.gap()
            self._note(note)

    def _reading_notes(self) -> list[str]:
        minimum = self._report.review.minimum
        return [
            _(
                "Numbers are averages. The line around a dot, ├──●──┤, shows how far an average of so few people may "
                "be off. Where lines overlap, or self lies on the line of others, there is no clear difference."
            ),
            _(
                "{others} is the average of the groups, each group counting the same. The leader and those who answer "
                "by name are not part of it."
            ).format(others=_("Others together")),
            _(
                "To protect those who answered, a group is shown from {minimum} answers on, very high averages read "
                '"{top} or more" (≥{top}) and very low ones "{bottom} or less" (≤{bottom}). "Not enough seen" means '
                "that too few of a group could answer."
            ).format(
                minimum=minimum,
                top=format_number(self._scale.at_least / 10, 1),
                bottom=format_number(self._scale.at_most / 10, 1),
            ),
            _(
                "This report is for development: to learn from and to choose one thing to work on. It is not made for "
                "decisions on pay, promotion or discipline, nor to compare people with each other."
            ),
        ]

    def _comments(self) -> None:
        self.page.heading(_("In their own words"))
        self._note(_("Every comment stands as it was written. Comments of the groups are mixed, in random order."))
        comments = self._report.comments
        answered = sum(column.cell.answers for column in self._columns if column.cell.anonymous)
        if answered < ANSWERS_FOR_COMMENTS:
            self.page.gap()
            self._note(
                _("Comments of the groups are shown from {n} answers on, so there are none here.").format(
                    n=ANSWERS_FOR_COMMENTS
                )
            )
        names = {column.key: column.label for column in self._columns}
        named = [column.label for column in self._columns if not column.cell.anonymous and column.key != SELF]
        sources = [
            (_("The groups, mixed"), comments.anonymous),
            (joined_words(named, self._language) or _("Manager"), comments.manager),
            (names.get(SELF, _("Self")), comments.own),
        ]
        if not any(found for _source, found in sources) and not comments.hidden:
            self.page.gap()
            self._note(_("Nobody wrote a comment that can be shown."))
        for key, words in self._questions(sources):
            self.page.gap()
            self.page.line()
            self.page.paragraph(words, "  ")
            for source, found in sources:
                self._quotes(source, [text for entry in found if entry.question == key for text in entry.texts])
            self._withheld(key)

    def _questions(self, sources: list[tuple[str, list[QuestionComments]]]) -> list[tuple[str, str]]:
        """The questions that have comments, with their words, in the order of the questionnaire."""
        used = {entry.question for _source, found in sources for entry in found}
        used |= {entry.question for entry in self._report.comments.hidden}
        questions = {
            question.key: question.text.for_reader(self._language, own=False)
            for question in self._questionnaire.open_questions
        }
        known = [(key, words) for key, words in questions.items() if key in used]
        return known + [(key, clean_line(key)) for key in sorted(used - questions.keys())]

    def _quotes(self, source: str, texts: list[str]) -> None:
        if not texts:
            return
        self.page.gap()
        self.page.paragraph(source, "    ")
        for text in texts:
            self.page.gap()
            for part in filter(str.strip, text.splitlines()):
                self.page.paragraph(part, "    │ ", "    │ ")

    def _withheld(self, question: str) -> None:
        for words in withheld_words(each.reason for each in self._report.comments.hidden if each.question == question):
            self.page.gap()
            self.page.paragraph(words, "    ")

    def _foot(self) -> None:
        self.page.gap()
        self.page.line()
        self.page.rule()
        digest = clean_line(self._report.review.terms_digest, 200)
        parts = [digest[at : at + _DIGEST_PART] for at in range(0, len(digest), _DIGEST_PART)]
        self.page.paragraph(
            _(
                "Made under the terms that everyone who answered was shown. Everything here follows from them; nothing "
                "that they keep back is in this file."
            )
        )
        self.page.paragraph(_("Terms digest (SHA-256): {digest}").format(digest=" ".join(parts)))

    def _note(self, text: str) -> None:
        self.page.paragraph(text, "  ")


def _date_words(day: str) -> str:
    """An ISO date in words; anything else as it is."""
    try:
        return format_date(datetime.date.fromisoformat(day))
    except ValueError:
        return clean_line(day, 40)
