"""Terms: the signed, unchangeable promise of one review."""

import datetime
import hashlib
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints, model_validator

from perflead_tui.questionnaire.model import MINIMUM_FLOOR, Key, Localized, Model, Questionnaire, Words
from perflead_tui.review.canonical import canonical

SCHEMA = "perflead.terms/1"

ReviewId = Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{16}$")]
"""80 random bits in lower-case base32."""
Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=4000)]
Day = Annotated[
    datetime.date,
    BeforeValidator(lambda v: datetime.date.fromisoformat(v) if isinstance(v, str) else v),
    PlainSerializer(lambda day: day.isoformat(), return_type=str),
]


def _moment(value: object) -> object:
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return value.astimezone(datetime.UTC).replace(microsecond=0)
    raise ValueError("must be a moment with its zone")


Moment = Annotated[
    datetime.datetime,
    BeforeValidator(_moment),
    PlainSerializer(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ"), return_type=str),
]
"""A point in time, to the second, in UTC."""


class TermsGroup(Model):
    """A group as it was promised. `credential_key` is its RSA modulus (3072 bits, e = 65537), base64."""

    key: Key
    label: Localized
    anonymous: bool
    invited: int = Field(ge=1, le=100_000)
    short_form: bool = False
    sees_as: Key
    credential_key: Base64


class Keys(Model):
    """The public keys of a review, base64: `seal` is HPKE's (ML-KEM-768 + X25519), `sign` is Ed25519.

    `desk` is HPKE's as well: claims are sealed to it, so that granting them needs no key that opens envelopes.
    """

    seal: Base64
    sign: Base64
    desk: Base64


class Blind(Model):
    """The two phases of a blind review: credentials are claimed, then envelopes are sent.

    If both are one moment there is one phase: claiming and sending at any time, which whoever watches the times can
    tie together.
    """

    claims_until: Moment
    answers_from: Moment

    @property
    def two_phases(self) -> bool:
        """Whether claiming ends before sending begins."""
        return self.answers_from > self.claims_until

    def claims_closed(self, now: datetime.datetime) -> bool:
        """Whether raters no longer claim."""
        return self.two_phases and now > self.claims_until

    def answers_open(self, now: datetime.datetime) -> bool:
        """Whether envelopes may leave and be taken; from then on no claim is granted."""
        return not self.two_phases or now >= self.answers_from

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.answers_from < self.claims_until:
            raise ValueError("answers_from is before claims_until")
        return self


class Openers(Model):
    """Whose shares open the envelopes: at least `needed` of the people `names`."""

    needed: int = Field(ge=2, le=20)
    names: list[Words] = Field(min_length=2, max_length=20)

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.needed > len(self.names) or len(set(self.names)) != len(self.names):
            raise ValueError("more openers are needed than there are, or one is named twice")
        return self


class Terms(Model):
    """What every rater of one review was promised."""

    schema_: Literal["perflead.terms/1"] = Field(default="perflead.terms/1", alias="schema")
    review: ReviewId
    leader: Words
    role: Words | None = None
    """What the leader does and where: "Supervisor, Public Works"."""
    asked_by: Words | None = None
    created_on: Day
    closes_on: Day | None = None
    minimum: int = Field(ge=MINIMUM_FLOOR, le=100)
    supervises: bool = True
    groups: list[TermsGroup] = Field(min_length=1, max_length=20)
    questionnaire: Questionnaire
    keys: Keys
    drop: Words | None = None
    """The place through which files travel: a folder or a URL, without any secret."""
    blind: Blind | None = None
    courier: Base64 | None = None
    """The HPKE key of a neutral person who forwards envelopes without names; raters add a layer for it."""
    openers: Openers | None = None
    erase_after_days: int = Field(default=30, ge=0, le=3650)
    """So many days after closing, keys, envelopes and single answers are to be destroyed."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.minimum < self.questionnaire.minimum:
            raise ValueError("the minimum is below that of the questionnaire")
        keys = [group.key for group in self.groups]
        if len(set(keys)) != len(keys):
            raise ValueError("a group is named twice")
        return self

    def group(self, key: str) -> TermsGroup | None:
        """The group called `key`."""
        return next((group for group in self.groups if group.key == key), None)

    def document(self) -> dict[str, Any]:
        """The terms as the JSON object that is signed and sent."""
        document: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return document


def digest(document: dict[str, Any]) -> bytes:
    """The terms digest (32 bytes) of a terms document exactly as it was received."""
    return hashlib.sha256(canonical(document)).digest()
