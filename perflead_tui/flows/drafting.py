"""A review that is being set up: what was entered, what is wrong with it in words, and the wishes that it makes.

What the command line asks with an option is an entry here, checked by the same functions.
"""

import datetime
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.drop import DropError, check_address
from perflead_tui.files import read_limited, reason, shown
from perflead_tui.flows.courier import read_courier_key
from perflead_tui.flows.moments import parse_day, parse_moment, phases, suggested_phases, today
from perflead_tui.flows.openers import how_many, parse_openers, require_new
from perflead_tui.flows.setup import NAME_LIMIT, NewReview, leaves_too_late
from perflead_tui.i18n import _, language, ngettext
from perflead_tui.questionnaire.loading import builtin_names, load
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.review.roster import LIMIT, Roster, parse_roster, parse_typed
from perflead_tui.review.terms import Blind, Openers
from perflead_tui.text import clean_line

T = TypeVar("T")

FIELDS = (
    "leader", "role", "asked_by", "questionnaire", "roster", "minimum", "closes", "claims_until", "answers_from",
    "drop", "erase_after", "short_for", "courier", "openers", "opener_names", "shares",
)  # fmt: skip
"""What a problem can be about, in the order of the form."""
ERASE_AFTER, ERASE_LATEST = 30, 3650  # days
HIGHEST_MINIMUM = 100


class Unfit(PerfleadError):
    """An entry cannot be taken. `field` is one of `FIELDS`."""

    def __init__(self, about: str, message: str) -> None:
        super().__init__(message)
        self.field = about


@dataclass
class ReviewDraft:
    """What was entered so far, as text where a person types. `flows/begun.py` keeps it until it is signed."""

    leader: str = ""
    role: str = ""
    asked_by: str = ""
    questionnaire: str = field(default_factory=lambda: builtin_names()[0])
    """The name of a built-in one; empty if it is in `questionnaire_file`."""
    questionnaire_file: str = ""
    typed: bool = False
    """Whether the roster is the text `roster_typed`, not the file `roster_file`."""
    roster_file: str = ""
    roster_typed: str = ""
    supervises: bool = True
    minimum: str = ""
    closes: str = ""
    blind: bool = False
    claims_until: str = ""
    answers_from: str = ""
    drop: str = ""
    erase_after: str = str(ERASE_AFTER)
    short_for: tuple[str, ...] = ()
    courier: str = ""
    openers: str = ""
    opener_names: str = ""
    """Separated by commas; by semicolons if there is one."""
    shares: str = ""
    _held: dict[str, tuple[object, object]] = field(default_factory=dict, repr=False, compare=False)
    _suggested: tuple[str, str] = field(default=("", ""), repr=False, compare=False)

    @property
    def empty(self) -> bool:
        """Whether nothing would be lost with it."""
        fresh = ReviewDraft()
        own = {name: getattr(self, name) for name in _entries() if getattr(self, name) != getattr(fresh, name)}
        if (self.claims_until, self.answers_from) == self._suggested:
            own.pop("claims_until", None), own.pop("answers_from", None)
        return not own

    def entered(self) -> dict[str, Any]:
        """All entries, and which phases were suggested, as JSON can hold them."""
        found = {name: getattr(self, name) for name in _entries()}
        return {**found, "short_for": list(self.short_for), "suggested": list(self._suggested)}

    @classmethod
    def of_entered(cls, entered: Mapping[str, Any]) -> "ReviewDraft":
        """The form of these entries; one that is missing, unknown or of another type is as at the beginning."""
        draft = cls()
        for name in _entries():
            value = entered.get(name)
            value = tuple(value) if name == "short_for" and isinstance(value, list) else value
            if type(value) is type(getattr(draft, name)):
                setattr(draft, name, value)
        suggested = entered.get("suggested")
        if isinstance(suggested, list) and len(suggested) == 2:
            draft._suggested = (str(suggested[0]), str(suggested[1]))
        return draft

    def suggest_phases(self) -> None:
        """Fill in the phases of a blind review, or fit them to the last day, unless they were entered."""
        if not self.blind or (self.claims_until, self.answers_from) not in (("", ""), self._suggested):
            return
        try:
            end = self.last_day()
        except Unfit:
            end = None
        until, start = suggested_phases(today(), end)
        self._suggested = until.isoformat(), start.isoformat()
        self.claims_until, self.answers_from = self._suggested

    # What is wrong

    def problem(self, name: str) -> str:
        """What is wrong with the entry `name`, in words; empty if it can be taken."""
        try:
            _CHECKS[name](self)
        except Unfit as error:
            return str(error) if error.field == name else ""
        return ""

    def problems(self) -> dict[str, str]:
        """What is wrong, by entry, in the order of the form."""
        found = {name: self.problem(name) for name in FIELDS}
        return {name: words for name, words in found.items() if words}

    def field_of(self, refusal: PerfleadError) -> str:
        """The entry that a refusal of the whole is about; empty if that is not known."""
        if isinstance(refusal, Unfit):
            return refusal.field
        if isinstance(refusal, DropError):
            return "drop"
        return next(iter(self.problems()), "")

    def wanted(self) -> NewReview:
        """The wishes that these entries make. Raises Unfit, with the first entry that cannot be taken."""
        found = {name: check(self) for name, check in _CHECKS.items()}
        return NewReview(
            leader=found["leader"],
            role=clean_line(self.role) or None,
            asked_by=clean_line(self.asked_by) or None,
            questionnaire=found["questionnaire"],
            roster=found["roster"],
            supervises=self.supervises,
            minimum=found["minimum"],
            closes_on=found["closes"],
            drop=found["drop"],
            blind=found["answers_from"],
            erase_after_days=found["erase_after"],
            short_for=found["short_for"],
            courier=found["courier"],
            openers=found["opener_names"],
            shares=found["shares"],
        )

    # What was entered, checked; each raises Unfit

    def asked(self) -> Questionnaire:
        """The questionnaire."""
        name = self.questionnaire or _path(self.questionnaire_file)
        if not name:
            raise Unfit("questionnaire", _("Name the file of the questionnaire."))
        return self._once("questionnaire", self._asked_key(), lambda: load(name))

    def people(self) -> Roster:
        """The roster."""
        questionnaire = self.asked()
        if self.typed:
            key = (self.roster_typed, self._asked_key())
            return self._once("roster", key, lambda: _typed(self.roster_typed, questionnaire))
        name = _path(self.roster_file)
        if not name:
            raise Unfit("roster", _("Name the file of the roster, or type it in."))
        path = Path(name)

        def read() -> Roster:
            return parse_roster(read_limited(path, LIMIT, _("a roster")), shown(path), questionnaire)

        return self._once("roster", (_stamp(name), self._asked_key()), read)

    def last_day(self) -> datetime.date | None:
        """The last day for answers, if there is one."""
        if not self.closes.strip():
            return None
        try:
            day = parse_day(self.closes)
        except PerfleadError as error:
            raise Unfit("closes", str(error)) from None
        if day < today():
            raise Unfit("closes", _("This day has passed. Choose today or a later day."))
        return day

    def phases(self) -> Blind | None:
        """The two phases of a blind review; None for a simple one."""
        until = self._claims_until()
        if until is None:
            return None
        try:
            blind = phases(until, parse_moment(self.answers_from))
        except PerfleadError as error:
            raise Unfit("answers_from", str(error)) from None
        if blind.claims_closed(datetime.datetime.now(datetime.UTC)):
            raise Unfit("claims_until", _("The time for claims has passed."))
        if leaves_too_late(blind, self.last_day()):
            raise Unfit("answers_from", _("Answers would leave only after the last day."))
        return blind

    def counts(self) -> Iterator[tuple[str, int]]:
        """The groups of the roster by key, in the questionnaire's order, with their people."""
        people = self.people()
        for group in self.asked().groups:
            if invited := len(people.in_group(group.key)):
                yield group.key, invited

    def _leader(self) -> str:
        if not clean_line(self.leader):
            raise Unfit("leader", _("The review needs the leader's name."))
        return clean_line(self.leader, NAME_LIMIT)

    def _minimum(self) -> int | None:
        if not self.minimum.strip():
            return None
        floor = self.asked().minimum
        number = _number(self.minimum)
        if number is None or number > HIGHEST_MINIMUM:
            raise Unfit("minimum", _("Write a number, such as {floor}.").format(floor=floor))
        if number < floor:
            words = _("With this questionnaire it is at least {floor}: a smaller group would give people away.")
            raise Unfit("minimum", words.format(floor=floor))
        return number

    def _claims_until(self) -> datetime.datetime | None:
        if not self.blind:
            return None
        try:
            until = parse_moment(self.claims_until)
        except PerfleadError as error:
            raise Unfit("claims_until", str(error)) from None
        return until

    def _claims(self) -> datetime.datetime | None:
        until = self._claims_until()
        try:
            self.phases()
        except Unfit as error:
            if error.field == "claims_until":
                raise
        return until

    def _drop(self) -> str | None:
        where = self.drop.strip()
        if not where:
            return None
        where = _path(where)
        try:
            place = check_address(where)
        except DropError as error:
            raise Unfit("drop", str(error)) from None
        if isinstance(place, Path) and not os.path.isdir(place):  # noqa: PTH112 - it never raises
            words = _("There is no folder {path}. Make it first, or connect what is shared.")
            raise Unfit("drop", words.format(path=shown(place)))
        return where

    def _erase_after(self) -> int:
        days = _number(self.erase_after)
        if days is None or days > ERASE_LATEST:
            raise Unfit("erase_after", _("Write a number of days, from 0 to {n}.").format(n=ERASE_LATEST))
        return days

    def _short_for(self) -> tuple[str, ...]:
        there = dict(self.counts())
        return tuple(key for key in self.short_for if key in there)

    def _courier(self) -> bytes | None:
        name = _path(self.courier)
        if not name:
            return None
        return self._once("courier", _stamp(name), lambda: read_courier_key(Path(name)))

    def _how_many(self) -> tuple[int, int] | None:
        if not self.openers.strip():
            if self._names() or _path(self.shares):
                raise Unfit("openers", _("Say how many of them are needed, such as 2of3."))
            return None
        try:
            return how_many(self.openers)
        except PerfleadError as error:
            raise Unfit("openers", str(error)) from None

    def _openers(self) -> Openers | None:
        if self._how_many() is None:
            return None
        try:
            return parse_openers(self.openers, self._names())
        except PerfleadError as error:
            raise Unfit("opener_names", error.message) from None

    def _names(self) -> list[str]:
        mark = ";" if ";" in self.opener_names else ","
        return [name for name in map(clean_line, self.opener_names.split(mark)) if name]

    def _shares(self) -> Path | None:
        name = _path(self.shares)
        if self._how_many() is None:
            return None
        if not name:
            raise Unfit("shares", _("Name a new folder for the openers' shares."))
        try:
            require_new(Path(name))
        except PerfleadError as error:
            raise Unfit("shares", str(error)) from None
        except OSError as error:
            words = _("{path} cannot be used: {reason}.").format(path=shown(name), reason=reason(error))
            raise Unfit("shares", words) from None
        return Path(name)

    # Files are read when they or their names change, not after every key

    def _asked_key(self) -> object:
        return self.questionnaire or _stamp(_path(self.questionnaire_file))

    def _once(self, about: str, key: object, make: Callable[[], T]) -> T:
        """What `make` gives or refuses, kept until `key` changes. Raises Unfit about `about`."""
        key = (key, language())
        if about not in self._held or self._held[about][0] != key:
            try:
                self._held[about] = key, make()
            except PerfleadError as error:
                self._held[about] = key, error
        found: Any = self._held[about][1]
        if isinstance(found, PerfleadError):
            raise Unfit(about, str(found))
        return found  # type: ignore[no-any-return]


_CHECKS: dict[str, Callable[[ReviewDraft], Any]] = {
    "leader": ReviewDraft._leader,
    "role": lambda draft: draft.role,
    "asked_by": lambda draft: draft.asked_by,
    "questionnaire": ReviewDraft.asked,
    "roster": ReviewDraft.people,
    "minimum": ReviewDraft._minimum,
    "closes": ReviewDraft.last_day,
    "claims_until": ReviewDraft._claims,
    "answers_from": ReviewDraft.phases,
    "drop": ReviewDraft._drop,
    "erase_after": ReviewDraft._erase_after,
    "short_for": ReviewDraft._short_for,
    "courier": ReviewDraft._courier,
    "openers": ReviewDraft._how_many,
    "opener_names": ReviewDraft._openers,
    "shares": ReviewDraft._shares,
}


def _typed(text: str, questionnaire: Questionnaire) -> Roster:
    try:
        return parse_typed(text, questionnaire)
    except PerfleadError as error:
        raise PerfleadError(error.message) from None  # the hint is for files


def people_words(n: int) -> str:
    """`12 people`."""
    return ngettext("{n} person", "{n} people", n).format(n=n)


def _entries() -> list[str]:
    return [one.name for one in fields(ReviewDraft) if one.compare]


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _path(text: str) -> str:
    """A path as it was meant: terminals put what is dropped on them between quotation marks, and ~ is home."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    return os.path.expanduser(text)  # noqa: PTH111 - a URL would not survive as a Path


def _stamp(name: str) -> object:
    """Changes when the file of that name changes."""
    try:
        found = Path(name).stat()
    except (OSError, ValueError):
        return name
    return name, found.st_mtime_ns, found.st_size
