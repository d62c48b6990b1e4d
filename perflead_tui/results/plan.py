"""The plan: the one or two focus areas that a leader leaves with. It holds no scores.

The JSON contract is `perflead.plan/1`. All words are cleaned on the way in.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from perflead_tui.review.terms import Day
from perflead_tui.text import clean, clean_line

SCHEMA = "perflead.plan/1"
AT_MOST = 2
"""Focus areas: who changes many things changes none."""
WORDS = 2000
"""Characters of one part of a plan."""


def _words(value: Any) -> Any:
    return clean(value).strip() if isinstance(value, str) else value


def _name(value: Any) -> Any:
    return clean_line(value) if isinstance(value, str) else value


Words = Annotated[str, BeforeValidator(_words), StringConstraints(max_length=WORDS)]
Name = Annotated[str, BeforeValidator(_name), StringConstraints(max_length=WORDS)]
Part = Literal["behaviour", "when", "support", "agency", "measure"]
PARTS: tuple[Part, ...] = ("behaviour", "when", "support", "agency", "measure")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)


class Focus(_Model):
    """One focus area: what the leader will do, when, with whose help, what others will see, and by which day."""

    competency: Name
    label: Name
    behaviour: Words = ""
    when: Words = ""
    support: Words = ""
    agency: Words = ""
    """What the agency must change for it to work."""
    measure: Words = ""
    """What others can see."""
    by: Day | None = None

    @property
    def complete(self) -> bool:
        """Whether it says what will be done and what others can see of it."""
        return bool(self.behaviour and self.measure)

    @property
    def empty(self) -> bool:
        """Whether nothing is said of it yet."""
        return self.by is None and not any(getattr(self, part) for part in PARTS)


class Plan(_Model):
    """A whole plan."""

    schema_: Literal["perflead.plan/1"] = Field(default="perflead.plan/1", alias="schema")
    leader: Name
    focus: list[Focus] = Field(default_factory=list, max_length=AT_MOST)
    pulse_on: Day | None = None
    """When three short questions to the same people will show whether it worked."""
    message: Words = ""
    """What the leader will tell the raters."""

    @model_validator(mode="after")
    def _each_once(self) -> "Plan":
        if len({focus.competency for focus in self.focus}) != len(self.focus):
            raise ValueError("a competency is chosen twice")
        return self

    @property
    def empty(self) -> bool:
        """Whether there is no plan yet."""
        return not (self.focus or self.pulse_on or self.message)

    def named(self, labels: Mapping[str, str]) -> "Plan":
        """The plan with the competencies' names as `labels` has them by key, in another language for instance."""
        focus = [each.model_copy(update={"label": labels.get(each.competency, each.label)}) for each in self.focus]
        return self.model_copy(update={"focus": focus})

    def to_json(self, indent: int | None = 2) -> str:
        """The plan as JSON by the contract, ending in a newline."""
        return self.model_dump_json(by_alias=True, indent=indent) + "\n"
