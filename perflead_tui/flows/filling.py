"""Filling in a form: what is asked, what was answered so far, how far it is. The draft is kept sealed on disk."""

import enum
from collections.abc import Sequence
from typing import Any, Literal

from perflead_tui.exchange.invitation import Invitation
from perflead_tui.flows.drafts import Draft, DraftFile
from perflead_tui.flows.hints import warnings_for
from perflead_tui.i18n import _, catalogues, language
from perflead_tui.questionnaire.model import in_language
from perflead_tui.review.answers import COMMENT_LIMIT, checked_answers
from perflead_tui.review.form import Form, form_for
from perflead_tui.sealing.fingerprint import short_code, words
from perflead_tui.text import clean

_SAME_LINES = 8  # that many equal answers or more are worth one question
_SECONDS_A_LINE, _SECONDS_TIME, _SECONDS_A_QUESTION = 10, 40, 30


class _Unanswered(enum.Enum):
    UNANSWERED = "unanswered"


Unanswered = Literal[_Unanswered.UNANSWERED]
UNANSWERED: Unanswered = _Unanswered.UNANSWERED


def minutes_of(form: Form) -> int:
    """About how long the form takes."""
    seconds = len(form.item_keys) * _SECONDS_A_LINE + len(form.question_keys) * _SECONDS_A_QUESTION
    return max(1, round((seconds + (_SECONDS_TIME if form.time else 0)) / 60))


class Filling:
    """The form of one invitation and its draft."""

    def __init__(self, invitation: Invitation, file: DraftFile | None = None) -> None:
        """`file` keeps the draft, instead of the usual one."""
        self._invitation = invitation
        self._file = file or DraftFile(invitation)
        self._draft = self._file.load()
        self.terms, self.group = invitation.terms, invitation.group
        self.form = form_for(self.terms, self.group.key)
        self.scale = self.terms.questionnaire.scale
        self.resumed = not self._draft.empty
        self.used = bool(self._draft.revision or invitation.used)
        self._choose_language()

    # What is asked

    @property
    def own(self) -> bool:
        """Whether the rater is the leader."""
        return self.form.own

    @property
    def fingerprint(self) -> str:
        """Six words that are the same for everyone who was promised the same."""
        return words(self._invitation.terms_digest)

    @property
    def short_code(self) -> str:
        """The fingerprint as ten characters."""
        return short_code(self._invitation.terms_digest)

    @property
    def digest(self) -> str:
        """The whole terms digest, hexadecimal."""
        return self._invitation.terms_digest.hex()

    @property
    def minutes(self) -> int:
        """About how long the form takes."""
        return minutes_of(self.form)

    @property
    def language(self) -> str:
        """The language in which the questionnaire is shown. It is never sent."""
        return self._draft.language or self.terms.questionnaire.languages[0]

    @language.setter
    def language(self, code: str) -> None:
        if code in self.languages:
            self._draft.language = code

    @property
    def languages(self) -> list[str]:
        """Those that it can be shown in: the questionnaire's, then those that perflead itself is in."""
        return list(dict.fromkeys((*self.terms.questionnaire.languages, *catalogues())))

    @property
    def next_language(self) -> str:
        """The one after the language of now; the same if there is only one."""
        return self.languages[(self.languages.index(self.language) + 1) % len(self.languages)]

    @property
    def place(self) -> int:
        """The page on which the rater was last."""
        return self._draft.place

    @place.setter
    def place(self, page: int) -> None:
        self._draft.place = page

    # Answers

    @property
    def _edited(self) -> Draft:
        """The draft, to change it: what was finished is then no longer ready to leave."""
        self._draft.ready = False
        return self._draft

    def rating(self, item: str) -> int | Unanswered | None:
        """The answer to a line: a score, None for N, or UNANSWERED."""
        return self._draft.ratings.get(item, UNANSWERED)

    def rate(self, item: str, value: int | None) -> None:
        """Answer a line; None is N. What does not fit the scale is left out."""
        if item not in self.form.item_keys:
            return
        if value is None and self.scale.not_observed is None:
            return
        if value is None or self.scale.low <= value <= self.scale.high:
            self._edited.ratings[item] = value

    def clear(self, item: str) -> None:
        """Take the answer to a line back."""
        self._edited.ratings.pop(item, None)

    def points(self, key: str) -> int | None:
        """The points in one box of the time question."""
        return self._draft.points.get(key)

    def set_points(self, key: str, value: int | None) -> None:
        """Put points in a box, or empty it. Giving points takes "can't tell" back."""
        if value is None:
            self._edited.points.pop(key, None)
        elif key in self.form.time_keys + self.form.desired_keys and 0 <= value <= self._time_points:
            self._edited.points[key] = value
            if key in self.form.time_keys:
                self._draft.cannot_tell = False

    @property
    def cannot_tell(self) -> bool:
        """Whether the rater said that they can't tell where the time goes."""
        return self._draft.cannot_tell

    @cannot_tell.setter
    def cannot_tell(self, value: bool) -> None:
        self._edited.cannot_tell = value
        if value:
            for key in self.form.time_keys:
                self._draft.points.pop(key, None)

    def remainder(self, keys: Sequence[str]) -> int:
        """How many points are left to give to the boxes `keys`; negative if too many were given."""
        return self._time_points - sum(self._draft.points.get(key, 0) for key in keys)

    def comment(self, question: str) -> str:
        """What was written to an open question."""
        return self._draft.comments.get(question, "")

    def set_comment(self, question: str, text: str) -> None:
        """Write to an open question; control characters go, and what is beyond the limit."""
        if question in self.form.question_keys:
            self._edited.comments[question] = clean(text, COMMENT_LIMIT)

    def warnings(self, question: str) -> list[str]:
        """What in a comment may give someone away."""
        names = [self.terms.leader, self.terms.asked_by or ""]
        return warnings_for(self.comment(question), names)

    # How far

    def progress(self) -> tuple[int, int]:
        """Answered lines and all lines; the time question counts as one, open questions as none."""
        done = sum(key in self._draft.ratings for key in self.form.item_keys)
        total = len(self.form.item_keys)
        if self.form.time:
            total += 1
            done += self._draft.cannot_tell or self._full(self.form.time_keys)
        return done, total

    def all_same(self) -> bool:
        """Whether all lines that were answered, and there are many, have the same answer."""
        given = list(self._draft.ratings.values())
        return len(given) >= _SAME_LINES and len(set(given)) == 1

    def problems(self) -> list[str]:
        """What must be mended before sending: boxes that were begun and do not add up."""
        found = []
        for keys in (self.form.time_keys, self.form.desired_keys):
            if any(key in self._draft.points for key in keys) and not self._full(keys):
                left = self.remainder(keys)
                found.append(
                    _("The boxes {keys} have {given} points. They must add up to {points}.").format(
                        keys=", ".join(self._box_names(keys)), given=self._time_points - left, points=self._time_points
                    )
                )
        return found

    # Keeping

    def save(self) -> None:
        """Keep the draft, sealed. Raises PerfleadError if the disk does not take it."""
        self._file.save(self._draft)

    def discard(self) -> None:
        """Empty the form; what was sent before stays sent."""
        self._draft = Draft(self._draft.revision, self._draft.language, claim=self._draft.claim)
        self._file.save(self._draft)

    def fill(self, answers: Any) -> None:
        """Take answers that were made elsewhere, as in `answers.json`. Raises PerfleadError if one does not fit."""
        checked = checked_answers(answers, self.form, self.scale)
        self._draft = Draft(
            revision=self._draft.revision,
            language=self._draft.language,
            ratings=checked.ratings,
            points=checked.time or {},
            cannot_tell=not set(checked.time or ()) & set(self.form.time_keys),
            comments=checked.comments,
            claim=self._draft.claim,
        )

    def _choose_language(self) -> None:
        offered = self.terms.questionnaire.languages
        wished = (self._draft.language, self._invitation.language, language())
        self.language = next((code for code in wished if code in offered), offered[0])

    @property
    def _time_points(self) -> int:
        return self.form.time.points if self.form.time else 0

    def _box_names(self, keys: Sequence[str]) -> list[str]:
        shares = self.form.time.shares if self.form.time else []
        return [in_language(share.name, self.language) for share in shares if {share.key, share.desired} & set(keys)]

    def _full(self, keys: Sequence[str]) -> bool:
        return bool(keys) and all(key in self._draft.points for key in keys) and self.remainder(keys) == 0
