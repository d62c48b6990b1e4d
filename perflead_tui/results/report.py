"""The report: what may be published of a closed review, and the only thing that screens and exports see.

The JSON contract is `perflead.report/1`. Means are published values: one decimal, top and bottom coded.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA = "perflead.report/1"
MOST_ANSWERS = 1_000_000
"""No review has more in one cell: a number beyond that is a mistake, or meant to break what shows it."""

Bound = Literal["at_least", "at_most"]
Agreement = Literal["close", "mixed", "split"]
Flag = Literal["blind_spot", "hidden_strength"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)


class Mean(_Part):
    """A published mean. With a bound, `mean` is the bound itself ("4.5 or more"); low and high are the interval."""

    mean: float
    bound: Bound | None = None
    low: float | None = None
    high: float | None = None


class ReviewFacts(_Part):
    """Which review this is."""

    id: str
    leader: str
    questionnaire: str
    closed_on: str
    terms_digest: str
    minimum: int = Field(ge=1, le=100)


class Cell(_Part):
    """One column of the report: self, the manager, or one or more anonymous groups."""

    key: str
    label: str
    groups: list[str] = Field(min_length=1)
    answers: int = Field(ge=0, le=MOST_ANSWERS)
    anonymous: bool


class Withheld(_Part):
    """A group of which nothing is shown or counted."""

    group: str
    reason: Literal["too_few"] = "too_few"


class CompetencyResult(_Part):
    """One competency; `cells` has every cell but self, None where too little was answered."""

    key: str
    label: str
    own: Mean | None = Field(alias="self")
    cells: dict[str, Mean | None]
    others: Mean | None
    gap: float | None
    agreement: Agreement | None
    flag: Flag | None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ItemResult(_Part):
    """One item, as for a competency, without intervals."""

    key: str
    competency: str
    text: str
    own: Mean | None = Field(alias="self")
    cells: dict[str, Mean | None]
    others: Mean | None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Shares = dict[str, float]
"""Points by box of the time question, one decimal: {"T1": 2.8, "T2": 4.6, "T3": 2.6}."""


class TimeResult(_Part):
    """Where time goes. `desired` has the leader's view under the same keys as `self` (T1, T2, T3)."""

    own: Shares | None = Field(alias="self")
    desired: Shares | None
    cells: dict[str, Shares | None]
    others: Shares | None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class QuestionComments(_Part):
    """All published comments on one question, in random order."""

    question: str
    texts: list[str]


class HiddenComment(_Part):
    """A comment that the coach hid after closing, and why."""

    question: str
    reason: str


class Comments(_Part):
    """Comments: pooled over the anonymous groups, the manager's and the leader's own; and what the coach hid."""

    anonymous: list[QuestionComments] = []
    manager: list[QuestionComments] = []
    own: list[QuestionComments] = Field(default=[], alias="self")
    hidden: list[HiddenComment] = []

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Report(_Part):
    """A whole report."""

    schema_: Literal["perflead.report/1"] = Field(default="perflead.report/1", alias="schema")
    purpose: Literal["development"] | None = None
    """What an export says of itself: it is to learn from, not for decisions on pay, promotion or discipline."""
    made_with: str | None = Field(default=None, max_length=40)
    """What wrote an export: `perflead 0.1.0`."""
    review: ReviewFacts
    cells: list[Cell]
    withheld: list[Withheld]
    competencies: list[CompetencyResult]
    items: list[ItemResult]
    time: TimeResult | None
    comments: Comments

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def to_json(self, indent: int | None = 2) -> str:
        """The report as JSON by the contract, ending in a newline."""
        unsaid = {name for name in ("purpose", "made_with") if getattr(self, name) is None}
        return self.model_dump_json(by_alias=True, indent=indent, exclude=unsaid) + "\n"

    def exported(self, version: str) -> "Report":
        """The report as it leaves: saying what it is for and which perflead wrote it."""
        return self.model_copy(update={"purpose": "development", "made_with": f"perflead {version}"})
