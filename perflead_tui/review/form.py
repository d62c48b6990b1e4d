"""The form: what one group of raters is asked, page by page. Made from the terms alone."""

from dataclasses import dataclass
from functools import cached_property

from perflead_tui.questionnaire.model import Competency, Item, OpenQuestion, TimeQuestion
from perflead_tui.review.terms import Terms

SELF = "self"


@dataclass(frozen=True)
class Page:
    """A competency and those of its items that the group is asked."""

    competency: Competency
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Form:
    """What one group is asked. `own` says that the reader is the leader."""

    pages: tuple[Page, ...]
    time: TimeQuestion | None
    open_questions: tuple[OpenQuestion, ...]
    own: bool

    @cached_property
    def item_keys(self) -> tuple[str, ...]:
        """The keys of all items on the form, in order."""
        return tuple(item.key for page in self.pages for item in page.items)

    @property
    def time_keys(self) -> tuple[str, ...]:
        """The keys of the boxes for where time goes; none if time is not asked."""
        return tuple(share.key for share in self.time.shares) if self.time else ()

    @property
    def desired_keys(self) -> tuple[str, ...]:
        """The keys of the boxes for where time should go: the leader's alone."""
        return tuple(share.desired for share in self.time.shares) if self.time and self.own else ()

    @cached_property
    def question_keys(self) -> tuple[str, ...]:
        """The keys of the open questions, in order."""
        return tuple(question.key for question in self.open_questions)


def applicable(terms: Terms, item: Item) -> bool:
    """Whether `item` applies to the leader of these terms."""
    return terms.supervises or not item.supervisors_only


def asked(terms: Terms, group: str, item: Item) -> bool:
    """Whether `group` is asked `item`: it applies, and a short form keeps what the group can see."""
    if not applicable(terms, item):
        return False
    found = terms.group(group)
    if found is None or not found.short_form or not item.seen_by:
        return found is not None
    return found.sees_as in item.seen_by


def form_for(terms: Terms, group: str) -> Form:
    """The form of `group`. Pages without an item are left out."""
    pages = []
    for competency in terms.questionnaire.competencies:
        items = tuple(item for item in competency.items if asked(terms, group, item))
        if items:
            pages.append(Page(competency, items))
    questions = tuple(terms.questionnaire.open_questions)
    return Form(tuple(pages), terms.questionnaire.time, questions, own=group == SELF)
