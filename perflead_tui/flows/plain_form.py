"""The questions of a form one by one, in words: what is asked, how it is answered, what was answered."""

from collections.abc import Iterator
from dataclasses import dataclass

from perflead_tui.export.sentence import ended
from perflead_tui.flows.filling import UNANSWERED
from perflead_tui.flows.form_steps import Kind
from perflead_tui.flows.options import Option, options_of
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.i18n import _, ngettext
from perflead_tui.questionnaire.model import TimeQuestion, in_language
from perflead_tui.review.form import Form


@dataclass(frozen=True)
class Question:
    """One question. `index` is its page or its place among its kind; `keys` are its line, its boxes or itself."""

    number: int
    kind: Kind
    index: int
    keys: tuple[str, ...]


def questions_of(form: Form) -> tuple[Question, ...]:
    """All questions in the order of the form: each line, the time question once or twice, each open question."""
    found: list[tuple[Kind, int, tuple[str, ...]]] = []
    for at, page in enumerate(form.pages):
        found += [(Kind.LINES, at, (item.key,)) for item in page.items]
    found += [(Kind.TIME, at, keys) for at, keys in enumerate((form.time_keys, form.desired_keys)) if keys]
    found += [(Kind.WORDS, at, (question.key,)) for at, question in enumerate(form.open_questions)]
    return tuple(Question(number, *each) for number, each in enumerate(found, start=1))


class Wording:
    """The words of one rater's form, in the language that the session has now."""

    def __init__(self, session: AnswerSession) -> None:
        self._session = session

    # What is asked

    def heading(self, question: Question, *, scale: bool = False) -> list[str]:
        """What stands above a question: the competency, its stem and if wanted the scale; what is said of time."""
        session, form = self._session, self._session.form
        if question.kind is Kind.LINES:
            page = form.pages[question.index]
            lines = ngettext("{n} line", "{n} lines", len(page.items)).format(n=len(page.items))
            stem = session.terms.questionnaire.stem.for_reader(session.language, own=session.own)
            title = ended(in_language(page.competency.name, session.language))
            return [f"{title} {lines}.", stem, *([self.scale()] if scale else [])]
        return self._about_time(question) if question.kind is Kind.TIME else []

    def hint(self) -> list[str]:
        """What to think of when one writes; nothing if the questionnaire says nothing of it."""
        hint = self._session.terms.questionnaire.hint
        return [in_language(hint, self._session.language)] if hint else []

    def text(self, question: Question) -> str:
        """The question itself; for the time question its title."""
        session, form = self._session, self._session.form
        if question.kind is Kind.LINES:
            items = (item for page in form.pages for item in page.items)
            item = next(item for item in items if item.key == question.keys[0])
            return item.text.for_reader(session.language, own=session.own)
        if question.kind is Kind.TIME:
            return _("Where the time goes") if question.index == 0 else _("Where it should go")
        return form.open_questions[question.index].text.for_reader(session.language, own=session.own)

    def options(self) -> tuple[Option, ...]:
        """The answers of a line."""
        return options_of(self._session.terms.questionnaire.scale, self._session.language)

    def scale(self) -> str:
        """The answers of a line with their words, in one paragraph."""
        return " ".join(f"{each.key}: {ended(each.words)}" for each in self.options())

    def choices(self) -> str:
        """What is typed to answer a line."""
        scale = self._session.scale
        words = _("{low} to {high}, or N") if scale.not_observed else _("{low} to {high}")
        return words.format(low=scale.low, high=scale.high)

    def boxes(self, question: Question) -> list[tuple[str, str]]:
        """The keys and names of the boxes of the time question."""
        names = [in_language(share.name, self._session.language) for share in self._time.shares]
        return list(zip(question.keys, names, strict=True))

    def _about_time(self, question: Question) -> list[str]:
        session, time = self._session, self._time
        if question.index:
            return [ended(self.text(question)), in_language(time.desired_prompt, session.language)]
        names = [
            f"{in_language(share.name, session.language)}: {ended(in_language(share.text, session.language))}"
            for share in time.shares
        ]
        prompt = time.prompt.for_reader(session.language, own=session.own)
        return [
            ended(self.text(question)),
            prompt,
            *names,
            f"N: {ended(in_language(time.cannot_tell, session.language))}",
        ]

    @property
    def _time(self) -> TimeQuestion:
        assert self._session.form.time is not None  # noqa: S101 - a form without it has no such question
        return self._session.form.time

    # What was answered

    def answer(self, question: Question) -> str:
        """The answer to a line, such as `4, Most of the time`; empty if there is none."""
        given = self._session.rating(question.keys[0])
        if given is UNANSWERED:
            return ""
        option = next((each for each in self.options() if each.value == given), None)
        return f"{option.key}, {option.words}" if option else ""

    def review(self, questions: tuple[Question, ...]) -> Iterator[str]:
        """Everything as it will be sealed, a question a line, with its number."""
        above = ""
        for question in questions:
            if question.kind is Kind.LINES:
                page = self._session.form.pages[question.index]
                title = in_language(page.competency.name, self._session.language)
                if title != above:
                    yield ended(title)
                above = title
            yield self.reviewed(question)

    def reviewed(self, question: Question) -> str:
        """A question with its number and its answer."""
        return f"{question.number}. {self._answered(question)}"

    def _answered(self, question: Question) -> str:
        text = self.text(question)
        if question.kind is Kind.LINES:
            return f"{text} {ended(self.answer(question) or _('no answer'))}"
        if question.kind is Kind.TIME:
            return f"{ended(text)} {ended(self.given_points(question))}"
        written = self._session.comment(question.keys[0]).strip()
        told = _("You wrote: {words}").format(words=written) if written else ended(_("nothing written"))
        return f"{text} {told}"

    def given_points(self, question: Question) -> str:
        """What the boxes hold, in words."""
        if question.index == 0 and self._session.cannot_tell:
            return in_language(self._time.cannot_tell, self._session.language)
        points = [(name, self._session.points(key)) for key, name in self.boxes(question)]
        empty = _("empty")
        return ", ".join(f"{name} {empty if held is None else held}" for name, held in points)
