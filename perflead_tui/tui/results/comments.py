"""Comments, one question a page, word for word, in the order in which the report has them: drawn at random."""

from collections.abc import Sequence
from functools import partial

from textual.content import Content

from perflead_tui.i18n import _, ngettext
from perflead_tui.tui.content import EMPTY, hanging, line, wrapped
from perflead_tui.tui.results.columns import MEASURE
from perflead_tui.tui.results.profile import Profile, Question
from perflead_tui.tui.results.sheet import Block, Page


def comments_page(profile: Profile, at: int) -> Page:
    """The comments on question `at`."""
    question = profile.questions[at]
    blocks = [Block(partial(_told, question))]
    blocks += [Block(partial(_comment, text), size=len(text)) for text in question.anonymous]
    blocks += _side(line("■", "$chart-manager"), _("The manager, by name"), question.manager)
    words = _("{leader}, in their own words").format(leader=profile.leader)
    blocks += _side(line("◆", "$chart-self"), words, question.own)
    return Page(f"comments-{question.key}", partial(_head, profile, at), blocks)


def _head(profile: Profile, at: int, width: int) -> list[Content]:
    room = min(width, MEASURE)
    count = _("Question {number} of {total}").format(number=at + 1, total=len(profile.questions))
    return [line(count, "$muted"), *wrapped(profile.questions[at].text, room, "bold $accent"), EMPTY]


def _told(question: Question, width: int) -> list[Content]:
    """Where the comments come from; where there are none, when there would be."""
    n = len(question.anonymous)
    if n:
        told = ngettext(
            "{n} comment from the groups, word for word",
            "{n} comments from the groups, mixed, in random order, word for word",
            n,
        ).format(n=n)
    else:
        told = _("No comments from the groups: nobody wrote any, or too few answered to show them.")
    return [*wrapped(told, min(width, MEASURE), "$muted"), EMPTY]


def _side(mark: Content, words: str, texts: Sequence[str]) -> list[Block]:
    if not texts:
        return []
    heading = Block(lambda width: [*hanging(mark + " ", words, min(width, MEASURE), "$muted"), EMPTY])
    return [heading, *(Block(partial(_comment, text), size=len(text)) for text in texts)]


def _comment(text: str, width: int) -> list[Content]:
    """One comment with its quotation mark in the margin."""
    return [*hanging(line("“", "bold $accent") + " ", text, min(width, MEASURE)), EMPTY]
