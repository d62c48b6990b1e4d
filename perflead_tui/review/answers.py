"""Answers: what one rater says. Only the flows and what lies below them may import this module."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import Scale
from perflead_tui.review.form import Form
from perflead_tui.text import clean, clean_line

COMMENT_LIMIT = 4000  # characters of one comment: about a page


class Answers(BaseModel):
    """One rater's answers. A rating of None is N; an item that is not named was left open, which counts as N.

    `time` has a whole number of points for every box or is None for "can't tell". The leader's also holds where
    time should go. Comments are clean text.
    """

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)

    ratings: dict[str, int | None] = {}
    time: dict[str, int] | None = None
    comments: dict[str, str] = {}


@dataclass(frozen=True)
class Accepted:
    """The ratings and the time answer of one accepted response, as they are stored at closing: without comments."""

    group: str
    ratings: dict[str, int | None]
    time: dict[str, int] | None


@dataclass(frozen=True)
class Comment:
    """One comment, as it is stored at closing: in a record of its own."""

    group: str
    question: str
    text: str


def checked_answers(value: Any, form: Form, scale: Scale) -> Answers:
    """`value` as the answers to `form`. Raises PerfleadError naming the first entry that does not fit."""
    try:
        answers = Answers.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = clean_line(".".join(str(part) for part in first["loc"]), 80) or _("the file")
        raise PerfleadError(
            _("The answers are not in the right form at {where}.").format(where=where),
            _('Ratings and points are whole numbers, null is "not observed", comments are text.'),
        ) from None
    _check_ratings(answers, form, scale)
    _check_time(answers, form)
    return answers.model_copy(update={"comments": _checked_comments(answers.comments, form)})


def _check_ratings(answers: Answers, form: Form, scale: Scale) -> None:
    known = set(form.item_keys)
    for key, rating in answers.ratings.items():
        if key not in known:
            raise _refused(key, _("is not a line of this form"))
        if rating is None:
            if scale.not_observed is None:
                raise _refused(key, _('needs a rating: this questionnaire has no "not observed"'))
        elif not scale.low <= rating <= scale.high:
            raise _refused(key, _("must be from {low} to {high}").format(low=scale.low, high=scale.high))


def _check_time(answers: Answers, form: Form) -> None:
    if answers.time is None:
        return
    if form.time is None:
        raise PerfleadError(_("This form does not ask about time."), _('Leave "time" out.'))
    given = set(answers.time)
    for keys in (form.time_keys, form.desired_keys):
        if not keys or not given & set(keys):
            continue
        points = [answers.time.get(key, -1) for key in keys]
        if min(points) < 0 or sum(points) != form.time.points:
            raise PerfleadError(
                _("The boxes {keys} must be 0 or more and add up to {points}.").format(
                    keys=", ".join(keys), points=form.time.points
                ),
                _('Leave all of them out for "can\'t tell".'),
            )
        given -= set(keys)
    if given:
        raise _refused(sorted(given)[0], _("is not a box of this form"))


def _checked_comments(comments: dict[str, str], form: Form) -> dict[str, str]:
    cleaned: dict[str, str] = {}
    for key, text in comments.items():
        if key not in form.question_keys:
            raise _refused(key, _("is not a question of this form"))
        if len(text) > COMMENT_LIMIT:
            raise _refused(key, _("is longer than {limit} characters").format(limit=COMMENT_LIMIT))
        text = clean(text).strip()
        if text:
            cleaned[key] = text
    return cleaned


def _refused(key: str, why: str) -> PerfleadError:
    return PerfleadError(
        _("The answer to {key} {why}.").format(key=clean_line(key, 40), why=why), _("Nothing was sealed or sent.")
    )
