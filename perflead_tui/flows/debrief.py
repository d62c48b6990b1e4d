"""The walk-through of a report: where it is, what was guessed, noted, marked, chosen and planned.

Everything is kept in the review's encrypted file: notes and marks in the table `debrief` (a row a part), hidden
comments in `hidden`, the plan in `plan`. Erasing a review destroys `debrief` and keeps the other two.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.hiding import comment_ids, hide
from perflead_tui.results.plan import AT_MOST, WORDS, Focus, Plan
from perflead_tui.results.report import Report
from perflead_tui.review.state import CLOSED
from perflead_tui.text import clean, clean_line

if TYPE_CHECKING:
    from perflead_tui.flows.records import ReviewFile
    from perflead_tui.vault.vault import Vault

STEPS = 9
NOTE_LIMIT = 20_000
REASON_LIMIT = 200
THEME_LIMIT = 40


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", validate_assignment=True, defer_build=True)


class Guess(_Part):
    """What the leader expects of one cell, before any number: keys of competencies."""

    highest: str = ""
    lowest: str = ""


class Mark(_Part):
    """What the coach marked a comment with."""

    themes: list[str] = Field(default_factory=list)
    highlight: bool = False


class Weight(_Part):
    """How much a competency matters, 1 to 5 each; 0 is not said yet."""

    results: int = Field(default=0, ge=0, le=5)
    me: int = Field(default=0, ge=0, le=5)
    control: int = Field(default=0, ge=0, le=5)

    @property
    def product(self) -> int:
        """The three multiplied; 0 until all are said."""
        return self.results * self.me * self.control

    @property
    def share(self) -> float:
        """The product as a part of the highest one, 0 to 1: what a bar shows."""
        return self.product / 125


class State(_Part):
    """The state of a walk-through. Its fields are the parts that are kept, each by itself."""

    at: int = Field(default=1, ge=1, le=STEPS)
    part: int = Field(default=0, ge=0)
    """The subpage of the step, from 0; of another number of them when the report or its comments are listed."""
    listed: bool = False
    """Whether comments are looked at as a list."""
    seconds: dict[str, int] = Field(default_factory=dict)
    """How long each step took, by its number."""
    guesses: dict[str, Guess] = Field(default_factory=dict)
    """By the key of the cell."""
    notes: dict[str, str] = Field(default_factory=dict)
    """By the number of the step."""
    marks: dict[str, Mark] = Field(default_factory=dict)
    """By the name of the comment (`results.hiding.comment_id`)."""
    weights: dict[str, Weight] = Field(default_factory=dict)
    """By the key of the competency."""


@dataclass(frozen=True)
class Material:
    """What a walk-through shows: a report, and what stands beside it. `report` has every comment of the frozen one."""

    report: Report
    questionnaire: Questionnaire
    before: Report | None = None
    """An earlier report of the same leader."""
    agency: Report | None = None
    agency_questionnaire: Questionnaire | None = None


class Debrief:
    """One walk-through. Without a review file it is read only, and nothing of it is kept."""

    def __init__(self, material: Material, file: "ReviewFile | None" = None, plan: Plan | None = None) -> None:
        self.material = material
        self._file = file
        self._dirty: set[str] = set()
        self.state = State()
        self.hidden: dict[str, str] = {}
        self.plan = plan or Plan(leader=clean(material.report.review.leader, WORDS))
        self.erase_on: datetime.date | None = None
        """By when keys and single answers are to be destroyed; None if that is done, or not known here."""
        if file is not None:
            self._load(file)

    @classmethod
    @contextmanager
    def of_review(cls, vault: "Vault", wanted: str, **beside: Any) -> Iterator["Debrief"]:
        """The walk-through of a closed review; `beside` is `before`, `agency`, `agency_questionnaire`."""
        from perflead_tui.flows.records import open_review  # here: the report in a file needs no vault

        with open_review(vault, wanted) as file:
            file.require(CLOSED)
            yield cls(Material(file.report(), file.terms.questionnaire, **beside), file)

    @property
    def read_only(self) -> bool:
        """Whether it is only looked at."""
        return self._file is None

    @property
    def report(self) -> Report:
        """The report without what the coach hid: what a leader sees."""
        return hide(self.material.report, self.hidden)

    # Where we are

    def go_to(self, step: int, spent: float = 0.0) -> None:
        """Go to a step (1 to 9), having spent so many seconds at the one before."""
        before = str(self.state.at)
        self.state.seconds = {**self.state.seconds, before: self.state.seconds.get(before, 0) + round(spent)}
        self.state.at = min(max(step, 1), STEPS)
        self._touch("at", "seconds")

    def look(self, part: int, *, listed: bool) -> None:
        """Look at a subpage of the step, from 0; comments one at a time or `listed`."""
        if (part, listed) != (self.state.part, self.state.listed):
            self.state.part, self.state.listed = part, listed
            self._touch("part", "listed")

    @property
    def minutes(self) -> int:
        """How long all steps took together."""
        return sum(self.state.seconds.values()) // 60

    # What is said in it

    def guess(self, cell: str, *, highest: str | None = None, lowest: str | None = None) -> None:
        """Note what the leader expects of a cell; None leaves a side as it is, an empty key takes it back."""
        now = self.state.guesses.get(cell, Guess())
        new = Guess(
            highest=now.highest if highest is None else highest, lowest=now.lowest if lowest is None else lowest
        )
        self.state.guesses = {**self.state.guesses, cell: new}
        self._touch("guesses")

    def note(self, step: int, text: str) -> None:
        """Keep the notes of a step."""
        self.state.notes = {**self.state.notes, str(step): clean(text)[:NOTE_LIMIT]}
        self._touch("notes")

    def mark(self, comment: str, *, theme: str = "", highlight: bool = False) -> None:
        """Turn a theme or the highlight of a comment on, or off if it is on."""
        now = self.state.marks.get(comment, Mark())
        themes, theme = list(now.themes), clean_line(theme, THEME_LIMIT)
        if theme:
            themes = [each for each in themes if each != theme] if theme in themes else [*themes, theme]
        new = Mark(themes=themes, highlight=now.highlight ^ highlight)
        self.state.marks = {**self.state.marks, comment: new}
        self._touch("marks")

    def weigh(self, competency: str, weight: Weight) -> None:
        """Note how much a competency matters."""
        self.state.weights = {**self.state.weights, competency: weight}
        self._touch("weights")

    def replace(self, **parts: Any) -> None:
        """Put whole parts of the state, checked, in the place of those that are there."""
        for part, value in parts.items():
            setattr(self.state, part, value)
        self._touch(*parts)

    # What a coach hides

    def hide_comment(self, comment: str, reason: str) -> None:
        """Hide a comment of the report; the reason stays in the report. Raises PerfleadError without a reason."""
        reason = clean_line(reason, REASON_LIMIT)
        self._require(comment)
        if not reason:
            raise PerfleadError(_("A reason is needed: it stays in the report."))
        self._keep_hidden({**self.hidden, comment: reason})

    def show_comment(self, comment: str) -> None:
        """Show a hidden comment again. Raises PerfleadError if the report has no such comment."""
        self._require(comment)
        if comment in self.hidden:
            self._keep_hidden({name: why for name, why in self.hidden.items() if name != comment})

    def _require(self, comment: str) -> None:
        if comment not in comment_ids(self.material.report):
            raise PerfleadError(_("The report has no such comment."), _("perflead hide REVIEW lists them."))

    def _keep_hidden(self, hidden: dict[str, str]) -> None:
        """On the disk first: a comment counts as hidden only when that is kept."""
        if self._file is not None:
            table = self._file.db.table("hidden")
            with self._file.db.transaction():
                table.truncate()
                table.insert_multiple({"comment": name, "reason": why} for name, why in sorted(hidden.items()))
        self.hidden = hidden

    # The plan

    def focus_on(self, competency: str) -> Focus | None:
        """What is planned for a competency; None if it was not chosen."""
        return next((focus for focus in self.plan.focus if focus.competency == competency), None)

    def choose(self, competency: str, label: str) -> None:
        """Take a competency into the plan, or out of it with all that was planned for it.

        Raises PerfleadError if there are two already.
        """
        chosen = [focus for focus in self.plan.focus if focus.competency != competency]
        if len(chosen) == len(self.plan.focus):
            if len(chosen) == AT_MOST:
                raise PerfleadError(
                    _("Two focus areas are chosen. More than two and none gets done."), _("Take one out first.")
                )
            chosen.append(Focus(competency=competency, label=clean_line(label, 200)))
        self._change_plan(focus=chosen)

    def set_focus(self, at: int, **changed: Any) -> None:
        """Change parts of the focus area `at`; words are cleaned, and cut at the limit of a plan."""
        focus = list(self.plan.focus)
        focus[at] = Focus.model_validate({**focus[at].model_dump(), **_limited(changed)})
        self._change_plan(focus=focus)

    def set_message(self, text: str) -> None:
        """What the leader will tell the raters."""
        self._change_plan(**_limited({"message": text}))

    def set_pulse(self, day: datetime.date | None) -> None:
        """When the same people are asked again; None for never."""
        self._change_plan(pulse_on=day)

    def _change_plan(self, **changed: Any) -> None:
        self.set_plan(self.plan.model_copy(update=changed))

    def set_plan(self, plan: Plan) -> None:
        """Replace the plan; it is checked and cleaned again."""
        self.plan = Plan.model_validate(plan.model_dump(by_alias=True))
        self._touch("plan")

    # Keeping

    def _touch(self, *parts: str) -> None:
        self._dirty.update(parts)

    @property
    def unsaved(self) -> bool:
        """Whether something is not on the disk yet."""
        return bool(self._dirty) and self._file is not None

    def save(self) -> None:
        """Put every changed part on the disk, encrypted, in one change. Raises PerfleadError if that cannot be."""
        if self._file is None or not self._dirty:
            return
        db, parts = self._file.db, set(self._dirty)
        with db.transaction():
            if "plan" in parts:
                table = db.table("plan")
                table.truncate()
                table.insert({"json": self.plan.to_json(indent=None)})
            table = db.table("debrief")
            for part in sorted(parts - {"plan"}):
                value = self.state.model_dump(mode="json")[part]
                known = [row.doc_id for row in table if row["part"] == part]
                if known:
                    table.update({"value": value}, doc_ids=known)
                else:
                    table.insert({"part": part, "value": value})
        self._dirty -= parts

    def _load(self, file: "ReviewFile") -> None:
        self.state = State.model_validate({row["part"]: row["value"] for row in file.db.table("debrief")})
        self.hidden = file.hidden()
        self.erase_on = file.status().erase_on
        self.plan = plan_of(file) or self.plan


def plan_of(file: "ReviewFile") -> Plan | None:
    """The plan of a closed review, if there is one."""
    kept = file.db.table("plan").all()
    return Plan.model_validate_json(kept[0]["json"]) if kept else None


def _limited(changed: dict[str, Any]) -> dict[str, Any]:
    return {part: clean(value, WORDS) if isinstance(value, str) else value for part, value in changed.items()}


def pulse_day(today: datetime.date) -> datetime.date:
    """Ninety days on: long enough to see a habit, soon enough to remember the plan."""
    return today + datetime.timedelta(days=90)
