"""Comments: pooled over the published anonymous groups, without group, language or time, in random order."""

from collections.abc import Callable, Collection, Sequence

from perflead_tui.results.cells import CellPlan
from perflead_tui.results.report import Comments, QuestionComments
from perflead_tui.review.answers import Comment
from perflead_tui.review.form import SELF
from perflead_tui.review.terms import Terms
from perflead_tui.text import clean

ANSWERS_FOR_COMMENTS = 5  # of the published anonymous cells together: fewer authors are too easily told apart

Shuffle = Callable[[list[str]], None]


def published_comments(terms: Terms, comments: Sequence[Comment], plan: CellPlan, shuffle: Shuffle) -> Comments:
    """The comments of a report. Those of withheld groups and of groups without an answer leave it."""
    anonymous = [group for cell in plan.anonymous for group in cell.groups]
    named = [cell.key for cell in plan.cells if not cell.anonymous and cell.key != SELF]
    if sum(cell.answers for cell in plan.anonymous) < ANSWERS_FOR_COMMENTS:
        anonymous = []
    return Comments(
        anonymous=_by_question(terms, comments, anonymous, shuffle),
        manager=_by_question(terms, comments, named, shuffle),
        own=_by_question(terms, comments, [SELF], shuffle),
    )


def _by_question(
    terms: Terms, comments: Sequence[Comment], groups: Collection[str], shuffle: Shuffle
) -> list[QuestionComments]:
    """Comments of `groups` by question. Sorted before the shuffle: the result depends on these texts alone."""
    found = []
    for question in terms.questionnaire.open_questions:
        texts = [clean(c.text).strip() for c in comments if c.question == question.key and c.group in groups]
        texts = sorted(text for text in texts if text)
        if texts:
            shuffle(texts)
            found.append(QuestionComments(question=question.key, texts=texts))
    return found
