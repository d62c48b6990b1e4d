"""The questionnaire as data. The YAML that people write is read by `loading`; the guide documents it."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from perflead_tui.text import clean_line

SCHEMA = "perflead.questionnaire/1"
LIMIT = 1024 * 1024  # bytes of a questionnaire file; the built-in ones have 25 KiB
MINIMUM_FLOOR = 3  # DESIGN, disclosure control: a minimum is never below this
DEFAULT_MINIMUM = 4

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,31}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]


def _cleaned(text: str) -> str:
    cleaned = clean_line(text)
    if not cleaned:
        raise ValueError("must not be empty")
    return cleaned


_LEVELS = 10  # a text by language is eight levels deep at most
Words = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_cleaned)]
Localized = Annotated[dict[Language, Words], Field(min_length=1, max_length=12)]
"""One text in several languages: language code to words."""


def in_language(text: Localized, language: str) -> str:
    """`text` in `language`, else in the first language that it has: the questionnaire's first, of those."""
    return text.get(language) or next(iter(text.values()))


def shown_in(text: Localized, language: str) -> str:
    """The language that `in_language` takes."""
    return language if text.get(language) else next(iter(text))


def _in_order(value: Any, places: dict[str, int], levels: int = _LEVELS) -> Any:
    """`value` with its texts by language in the order of `places`; what is nested deeper than any text stays."""
    if levels and isinstance(value, list):
        return [_in_order(each, places, levels - 1) for each in value]
    if not levels or not isinstance(value, dict):
        return value
    names = sorted(value, key=places.__getitem__) if value and all(name in places for name in value) else value
    return {name: _in_order(value[name], places, levels - 1) for name in names}


class Model(BaseModel):
    """A strict, frozen part of a questionnaire or of terms: unknown fields are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class Wording(Model):
    """One text for those who rate the leader (`other`) and for the leader (`self`; the same words if left out)."""

    other: Localized
    own: Localized | None = Field(default=None, alias="self")

    def for_reader(self, language: str, *, own: bool) -> str:
        """The words in `language` for the leader (`own`) or for everyone else."""
        return in_language(self.own if own and self.own else self.other, language)


class Item(Model):
    """One line to rate."""

    key: Key
    text: Wording
    seen_by: list[Key] = Field(default_factory=list)
    """Groups that can usually see it, for short forms; empty: every group."""
    supervisors_only: bool = False
    mirrors: Key | None = None
    """The competency of a leader's questionnaire that an agency item mirrors."""


class Competency(Model):
    """A named set of items."""

    key: Key
    name: Localized
    items: list[Item] = Field(min_length=1, max_length=60)


class Scale(Model):
    """The answers to a line, lowest first: 3 to 7 points that are scored 1, 2, 3, ..."""

    kind: Literal["frequency", "agreement"]
    points: list[Localized] = Field(min_length=3, max_length=7)
    not_observed: Localized | None = None
    """The words of N; without them N is not offered."""

    @property
    def low(self) -> int:
        """The lowest score."""
        return 1

    @property
    def high(self) -> int:
        """The highest score."""
        return len(self.points)


class Share(Model):
    """One box of the time question. `desired` is the key under which the leader says what it should be."""

    key: Key
    desired: Key
    name: Localized
    text: Localized


class TimeQuestion(Model):
    """Where work time goes: boxes that add up to `points`."""

    prompt: Wording
    desired_prompt: Localized
    cannot_tell: Localized
    points: int = Field(default=10, ge=2, le=100)
    shares: list[Share] = Field(min_length=2, max_length=6)


class OpenQuestion(Model):
    """A question that is answered in words."""

    key: Key
    text: Wording


class Group(Model):
    """A group of raters. `sees_as` names the group whose view of the items it shares (partners see as peers)."""

    key: Key
    label: Localized
    anonymous: bool = True
    at_most: int | None = Field(default=None, ge=1)
    sees_as: Key | None = None


class Questionnaire(Model):
    """Everything that is asked in a review."""

    schema_: Literal["perflead.questionnaire/1"] = Field(default="perflead.questionnaire/1", alias="schema")
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    version: Words = "1"
    title: Localized
    about: Literal["leader", "agency"] = "leader"
    minimum: int = Field(default=DEFAULT_MINIMUM, ge=MINIMUM_FLOOR, le=100)
    """The smallest `minimum` that a review with this questionnaire may promise, and its default."""
    languages: list[Language] = Field(min_length=1, max_length=12)
    scale: Scale
    instructions: Wording
    stem: Wording
    """The words above every page of lines."""
    competencies: list[Competency] = Field(min_length=1, max_length=40)
    time: TimeQuestion | None = None
    open_questions: list[OpenQuestion] = Field(default_factory=list, max_length=20)
    hint: Localized | None = None
    """Shown under each open question."""
    groups: list[Group] = Field(min_length=1, max_length=20)

    @property
    def items(self) -> list[Item]:
        """All items, in order."""
        return [item for competency in self.competencies for item in competency.items]

    def group(self, key: str) -> Group | None:
        """The group called `key`."""
        return next((group for group in self.groups if group.key == key), None)

    @model_validator(mode="before")
    @classmethod
    def _languages_in_their_order(cls, raw: Any) -> Any:
        """Every text begins with the questionnaire's first language; canonical JSON sorts them by their codes."""
        listed = raw.get("languages") if isinstance(raw, dict) else None
        if not isinstance(listed, list) or not all(isinstance(code, str) for code in listed):
            return raw
        return _in_order(raw, {code: at for at, code in enumerate(listed)})

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        keys = [c.key for c in self.competencies] + [i.key for i in self.items]
        keys += [q.key for q in self.open_questions]
        if self.time:
            keys += [key for share in self.time.shares for key in (share.key, share.desired)]
        for kind, names in (("key", keys), ("group", [g.key for g in self.groups])):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"the {kind} {twice[0]!r} is used twice")
        return self
