"""What was said in a walk-through, as a page to read and as a file: guesses, notes, marks, weights and the step.

    {"schema": "perflead.debrief/1", "review": id, "step": 1 to 9,
     "guesses": {cell: {"highest": competency, "lowest": competency}}, "notes": {step: text},
     "marks": {comment: {"themes": [text], "highlight": false}},
     "weights": {competency: {"results": 1 to 5, "me": 1 to 5, "control": 1 to 5}}}

Comments go by their names (`results.hiding.comment_id`), never by their words. Erasing the review destroys all of it in
the vault; a file that was written stays where it is.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from perflead_tui.errors import PerfleadError
from perflead_tui.export.page import Page
from perflead_tui.export.plan import USUAL
from perflead_tui.export.profile import SELF
from perflead_tui.export.wording import columns
from perflead_tui.files import parse_json, read_limited, shown
from perflead_tui.flows.debrief import NOTE_LIMIT, STEPS, THEME_LIMIT, Debrief, Guess, Mark, Weight
from perflead_tui.i18n import _, speaking
from perflead_tui.questionnaire.model import in_language
from perflead_tui.results.hiding import comment_ids
from perflead_tui.results.voices import voices
from perflead_tui.text import clean, clean_line
from perflead_tui.vault.vault import Vault

T = TypeVar("T")
R = TypeVar("R")

SCHEMA = "perflead.debrief/1"
LIMIT = 4 * 1024 * 1024  # bytes; nine notes of full length fit, however their characters are spelled
_FIRST_WORDS = 60  # characters of a comment


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)


class _Guess(_Part):
    highest: str = ""
    lowest: str = ""


class _Mark(_Part):
    themes: list[str] = Field(default_factory=list)
    highlight: bool = False


class _Weight(_Part):
    results: int = Field(default=0, ge=0, le=5)
    me: int = Field(default=0, ge=0, le=5)
    control: int = Field(default=0, ge=0, le=5)


class Said(_Part):
    """What was said in one walk-through. A part that is None was not given: it stays as it is."""

    schema_: Literal["perflead.debrief/1"] = Field(default="perflead.debrief/1", alias="schema")
    review: str
    step: int | None = Field(default=None, ge=1, le=STEPS)
    guesses: dict[str, _Guess] | None = None
    notes: dict[str, str] | None = None
    marks: dict[str, _Mark] | None = None
    weights: dict[str, _Weight] | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was guessed, noted, marked or weighed."""
        return not (self.guesses or self.notes or self.marks or self.weights)

    def to_json(self) -> str:
        """The JSON document by the contract, ending in a newline."""
        return self.model_dump_json(by_alias=True, exclude_none=True, indent=2) + "\n"


def step_title(step: int) -> str:
    """What a step of the walk-through is called."""
    return (
        _("Contract"),
        _("Predict first"),
        _("First look"),
        _("Strengths"),
        _("Surprises"),
        _("Comments, time, agency"),
        _("Choose"),
        _("Plan"),
        _("Close"),
    )[step - 1]


def said_in(debrief: Debrief) -> Said:
    """What was said so far, without what is empty and without marks of comments that the report does not have."""
    state, there = debrief.state, set(comment_ids(debrief.material.report))
    return Said(
        review=debrief.material.report.review.id,
        step=state.at,
        guesses={
            cell: _Guess(highest=each.highest, lowest=each.lowest)
            for cell, each in state.guesses.items()
            if each.highest or each.lowest
        },
        notes={step: text for step, text in sorted(state.notes.items()) if text.strip()},
        marks={
            name: _Mark(themes=each.themes, highlight=each.highlight)
            for name, each in state.marks.items()
            if name in there and (each.themes or each.highlight)
        },
        weights={
            key: _Weight(results=each.results, me=each.me, control=each.control)
            for key, each in state.weights.items()
            if each.results or each.me or each.control
        },
    )


def kept_debrief(vault: Vault, wanted: str) -> Said:
    """What was said in the walk-through of the closed review. Raises PerfleadError if it is not closed."""
    with Debrief.of_review(vault, wanted) as debrief:
        return said_in(debrief)


def kept_page(vault: Vault, wanted: str, language: str) -> str:
    """The same as a page. Raises PerfleadError if there is nothing to read, or the review is not closed."""
    with Debrief.of_review(vault, wanted) as debrief:
        if said_in(debrief).empty:
            raise PerfleadError(
                _("Nothing was said in the walk-through of this review yet."),
                _("Open it with perflead results, or take what was said from a file with --set."),
            )
        return debrief_text(debrief, language)


# From a file


def read_debrief(path: Path) -> Said:
    """What the JSON file `path` says. Raises PerfleadError that tells what is wrong with it."""
    what = _("the notes of a walk-through")
    document = parse_json(read_limited(path, LIMIT, what), shown(path), what)
    if document.get("schema") != SCHEMA:
        raise PerfleadError(
            _("{path} does not have the form {schema}.").format(path=shown(path), schema=SCHEMA), _fields_hint()
        )
    try:
        return Said.model_validate(document, strict=True)
    except ValidationError as error:
        where = error.errors(include_input=False, include_url=False)[0]["loc"]
        raise PerfleadError(
            _("{path} cannot be used: {where}.").format(
                path=shown(path), where=clean_line(".".join(map(str, where)), 80)
            ),
            _fields_hint(),
        ) from None


def keep_debrief(vault: Vault, wanted: str, said: Said) -> None:
    """Put the parts that `said` has in the place of the review's.

    Raises PerfleadError, and changes nothing, for another review, an unknown cell, competency, comment or step, and for
    what is too long; and if the review is not closed.
    """
    with Debrief.of_review(vault, wanted) as debrief:
        parts = _checked(debrief, said)
        debrief.replace(**parts)
        debrief.save()


def _checked(debrief: Debrief, said: Said) -> dict[str, Any]:
    """The parts of the state that `said` gives, cleaned."""
    report = debrief.material.report
    if said.review != report.review.id:
        raise PerfleadError(
            _("The file is from review {other}, and this is {review}.").format(
                other=clean_line(said.review, 40), review=report.review.id
            ),
            _("Nothing was changed."),
        )
    known = [each.key for each in report.competencies]
    cells = [cell.key for cell in report.cells if cell.key != SELF]
    _require_known(said.guesses or {}, cells, _("The report has no cell {key} to guess of."))
    _require_known(said.weights or {}, known, _unknown_competency())
    _require_known(said.marks or {}, comment_ids(report), _("The report has no comment {key}."))
    _require_known(said.notes or {}, [str(step) for step in range(1, STEPS + 1)], _("There is no step {key}."))
    found = {
        "at": said.step,
        "part": None if said.step is None else 0,
        "guesses": _each(said.guesses, partial(_guess, known)),
        "notes": _each(said.notes, _note),
        "marks": _each(said.marks, _mark),
        "weights": _each(said.weights, lambda _key, each: Weight(**vars(each))),
    }
    return {name: part for name, part in found.items() if part is not None}


def _each(given: Mapping[str, T] | None, made: Callable[[str, T], R]) -> dict[str, R] | None:
    """What is `made` of each of them, by its key; None if there is nothing given."""
    return None if given is None else {key: made(key, each) for key, each in given.items()}


def _guess(known: list[str], cell: str, each: _Guess) -> Guess:
    _require_known(filter(None, (each.highest, each.lowest)), known, _unknown_competency())
    if each.highest and each.highest == each.lowest:
        raise _refused(_("The guess of {key} has one competency as highest and as lowest."), cell)
    return Guess(highest=each.highest, lowest=each.lowest)


def _note(step: str, text: str) -> str:
    text = clean(text)
    if len(text) > NOTE_LIMIT:
        raise _refused(_("The notes of step {key} are longer than {limit} characters."), step, limit=NOTE_LIMIT)
    return text


def _mark(name: str, each: _Mark) -> Mark:
    themes = [clean_line(theme) for theme in each.themes]
    if any(not theme or len(theme) > THEME_LIMIT for theme in themes):
        raise _refused(_("A theme of {key} is empty or longer than {limit} characters."), name, limit=THEME_LIMIT)
    if len(set(themes)) != len(themes):
        raise _refused(_("{key} has a theme twice."), name)
    return Mark(themes=themes, highlight=each.highlight)


def _require_known(given: Iterable[str], known: Iterable[str], words: str) -> None:
    there = set(known)
    for key in given:
        if key not in there:
            raise _refused(words, key)


def _refused(words: str, key: str, **more: int) -> PerfleadError:
    return PerfleadError(words.format(key=clean_line(key, 40), **more), _("Nothing was changed."))


def _unknown_competency() -> str:
    return _("The review has no competency {key}.")


def _fields_hint() -> str:
    return _("perflead guide formats has every field.")


# To read


def debrief_text(debrief: Debrief, language: str, width: int = USUAL) -> str:
    """What was said, step by step, as a page of `width` columns in `language`, ending in a newline."""
    with speaking(language):
        return str(_SaidPage(debrief, language, width).page)


class _SaidPage:
    """Builds the page from top to bottom. What was not said is not there."""

    def __init__(self, debrief: Debrief, language: str, width: int) -> None:
        self.page = Page(width)
        self._debrief, self._said, self._language = debrief, said_in(debrief), language
        material = debrief.material
        self._labels = {each.key: each.label for each in material.report.competencies}
        for each in material.questionnaire.competencies:
            self._labels[each.key] = in_language(each.name, language)
        self._head()
        self._notes()
        self._guesses()
        self._marks()
        self._weights()

    def _head(self) -> None:
        leader = clean_line(self._debrief.material.report.review.leader)
        self.page.paragraph(_("The walk-through with {leader}").format(leader=leader))
        self.page.rule()
        state = self._debrief.state
        told = _("At step {n}, {title}; {minutes} min in all.")
        self.page.paragraph(told.format(n=state.at, title=step_title(state.at), minutes=self._debrief.minutes))

    def _notes(self) -> None:
        notes = self._said.notes or {}
        if notes:
            self.page.heading(_("Notes"))
        for step, text in notes.items():
            self.page.gap()
            self.page.paragraph(f"{step} {step_title(int(step))}")
            for line in clean(text).strip().split("\n"):
                self.page.paragraph(line, "   ")

    def _guesses(self) -> None:
        guesses = self._said.guesses or {}
        if guesses:
            self.page.heading(_("Guesses"))
        material = self._debrief.material
        for column in columns(material.report, material.questionnaire, self._language):
            guess = guesses.get(column.key)
            if guess is None:
                continue
            self.page.paragraph(column.label)
            for words, key in ((_("highest: {name}"), guess.highest), (_("lowest: {name}"), guess.lowest)):
                if key:
                    self.page.paragraph(words.format(name=self._name(key)), "   ")

    def _marks(self) -> None:
        marks = self._said.marks or {}
        if marks:
            self.page.heading(_("Marked comments"))
        for each in voices(self._debrief.material.report, self._debrief.hidden).values():
            for voice in each:
                if (mark := marks.get(voice.name)) is None:
                    continue
                words = clean_line(voice.text[: 2 * _FIRST_WORDS])
                words = words if len(words) <= _FIRST_WORDS else words[: _FIRST_WORDS - 1] + "…"
                themes = [clean_line(theme) for theme in mark.themes]
                told = [*([_("highlighted")] if mark.highlight else []), *themes]
                told += [_("withheld")] if voice.withheld else []
                self.page.paragraph(f"{clean_line(voice.name)}: {', '.join(told)}")
                self.page.paragraph(f"“{words}”", "   ")

    def _weights(self) -> None:
        weights = self._said.weights or {}
        if weights:
            self.page.heading(_("What matters, 1 to 5"))
        told = _("results {results}, to the leader {me}, in their control {control}")
        for key, each in weights.items():
            points = {name: value or "·" for name, value in vars(each).items()}
            self.page.paragraph(self._name(key))
            self.page.paragraph(told.format(**points), "   ")

    def _name(self, key: str) -> str:
        return clean_line(self._labels.get(key, key), 120)
