"""What a rater does: open an invitation, answer, leave and come back, send."""

import datetime
import enum
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.invitation import Invitation, load_invitation, mark_used, require_open
from perflead_tui.files import parse_json, read_limited, shown, write_atomic
from perflead_tui.flows.drafts import Draft, DraftFile
from perflead_tui.flows.hints import warnings_for
from perflead_tui.flows.response import make_response
from perflead_tui.i18n import _, language
from perflead_tui.questionnaire.model import in_language
from perflead_tui.review.answers import COMMENT_LIMIT, Answers, checked_answers
from perflead_tui.review.form import form_for
from perflead_tui.sealing.encoding import unb64
from perflead_tui.sealing.envelope import seal
from perflead_tui.sealing.fingerprint import short_code, words
from perflead_tui.text import clean

ANSWERS_LIMIT = 1024 * 1024
_SAME_LINES = 8  # that many equal answers or more are worth one question
_SECONDS_A_LINE, _SECONDS_TIME, _SECONDS_A_QUESTION = 10, 40, 30


class _Unanswered(enum.Enum):
    UNANSWERED = "unanswered"


Unanswered = Literal[_Unanswered.UNANSWERED]
UNANSWERED: Unanswered = _Unanswered.UNANSWERED


@dataclass(frozen=True)
class Sent:
    """A sealed response: where its envelope lies, and whether it replaces an earlier one (revision above 1)."""

    path: Path
    revision: int


class AnswerSession:
    """One rater, one invitation. Nothing leaves the machine; `send` writes one sealed file."""

    def __init__(self, path: Path, invitation: Invitation, out: Path | None) -> None:
        self._path, self._invitation, self._out = path, invitation, out
        self._file = DraftFile(invitation)
        self._draft = self._file.load()
        self.terms, self.group = invitation.terms, invitation.group
        self.form = form_for(self.terms, self.group.key)
        self.scale = self.terms.questionnaire.scale
        self.resumed = not self._draft.empty
        self.used = bool(self._draft.revision or invitation.used)
        self._choose_language()

    @classmethod
    def open(cls, path: Path, *, out: Path | None = None, today: datetime.date | None = None) -> "AnswerSession":
        """Open the invitation at `path`; `out` is where the envelope will go (a file, or a folder).

        Raises PerfleadError if the invitation is not sound, not for this version, or past its last day.
        """
        invitation = load_invitation(path)
        require_open(invitation, today or datetime.datetime.now().astimezone().date())
        return cls(path, invitation, out)

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
        seconds = len(self.form.item_keys) * _SECONDS_A_LINE + len(self.form.question_keys) * _SECONDS_A_QUESTION
        return max(1, round((seconds + (_SECONDS_TIME if self.form.time else 0)) / 60))

    @property
    def language(self) -> str:
        """The language in which the questionnaire is shown. It is never sent."""
        return self._draft.language or self.terms.questionnaire.languages[0]

    @language.setter
    def language(self, code: str) -> None:
        if code in self.terms.questionnaire.languages:
            self._draft.language = code

    @property
    def place(self) -> int:
        """The page on which the rater was last."""
        return self._draft.place

    @place.setter
    def place(self, page: int) -> None:
        self._draft.place = page

    # Answers

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
            self._draft.ratings[item] = value

    def clear(self, item: str) -> None:
        """Take the answer to a line back."""
        self._draft.ratings.pop(item, None)

    def points(self, key: str) -> int | None:
        """The points in one box of the time question."""
        return self._draft.points.get(key)

    def set_points(self, key: str, value: int | None) -> None:
        """Put points in a box, or empty it. Giving points takes "can't tell" back."""
        if value is None:
            self._draft.points.pop(key, None)
        elif key in self.form.time_keys + self.form.desired_keys and 0 <= value <= self._time_points:
            self._draft.points[key] = value
            if key in self.form.time_keys:
                self._draft.cannot_tell = False

    @property
    def cannot_tell(self) -> bool:
        """Whether the rater said that they can't tell where the time goes."""
        return self._draft.cannot_tell

    @cannot_tell.setter
    def cannot_tell(self, value: bool) -> None:
        self._draft.cannot_tell = value
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
            self._draft.comments[question] = clean(text, COMMENT_LIMIT)

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

    # Leaving and sending

    def save(self) -> None:
        """Keep the draft, sealed. Raises PerfleadError if the disk does not take it."""
        self._file.save(self._draft)

    def discard(self) -> None:
        """Empty the form; what was sent before stays sent."""
        self._draft = Draft(revision=self._draft.revision, language=self._draft.language)
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
        )

    def send(self) -> Sent:
        """Seal the answers and write the envelope; then the draft goes and the invitation is marked as used.

        Raises PerfleadError if boxes do not add up or the envelope cannot be written: the draft is then kept.
        """
        problems = self.problems()
        if problems:
            raise PerfleadError(problems[0], _("Nothing was sealed or sent."))
        revision = max(self._draft.revision, self._invitation.used) + 1
        envelope = self._sealed(revision)
        # The number is used up before the envelope exists, so that no two envelopes ever carry the same one.
        self._draft.revision = revision
        self.save()
        path = self._place_for_envelope()
        write_atomic(path, envelope, overwrite=False)
        self.discard()
        self.used = True
        self._mark(revision)
        return Sent(path, revision)

    def _sealed(self, revision: int) -> bytes:
        given = {key: self._draft.ratings[key] for key in self.form.item_keys if key in self._draft.ratings}
        answers = Answers(ratings=given, time=self._draft.points or None, comments=self._draft.comments)
        checked = checked_answers(answers.model_dump(), self.form, self.scale)
        invitation = self._invitation
        response = make_response(
            self.group.key, invitation.credential, invitation.private_key, revision, checked, invitation.terms_digest
        )
        return seal(response, unb64(self.terms.keys.seal), invitation.terms_digest, self.terms.review)

    def _place_for_envelope(self) -> Path:
        folder = self._out if self._out is not None else self._path.parent
        if self._out is not None and not self._out.is_dir():
            return self._out
        return folder / f"{secrets.token_hex(8)}.envelope"

    def _mark(self, revision: int) -> None:
        """Say in the invitation that it was used. A stick that cannot be written keeps working: the state knows too."""
        try:
            self._invitation = mark_used(self._path, self._invitation, revision)
        except PerfleadError:
            return

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


def read_answers(path: Path) -> Mapping[str, Any]:
    """The JSON object in an answers file. Raises PerfleadError if it is not one."""
    what = _("a file of answers")
    return parse_json(read_limited(path, ANSWERS_LIMIT, what), shown(path), what)
