"""What the leader guessed of each cell beside what came. Made without Textual."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from perflead_tui.export.profile import OTHERS, SELF, Profile, Series
from perflead_tui.flows.debrief import Guess
from perflead_tui.results.report import Mean, Report

End = Literal["highest", "lowest"]
ENDS: tuple[End, End] = ("highest", "lowest")

Result = Literal["met", "near", "other", "unseen"]
"""Met: it is the one, or one of several as high. Near: no clear difference from it. Unseen: no score is shown."""


@dataclass(frozen=True)
class Outcome:
    """One guess and what came: labels of competencies. `came` is empty if the cell shows nothing at all."""

    guessed: str
    came: tuple[str, ...]
    result: Result


def guessed_cells(profile: Profile) -> tuple[Series, ...]:
    """The columns of which the leader guesses: every one but the leader's own."""
    return tuple(each for each in profile.series if each.key not in (SELF, OTHERS))


def choices(report: Report, profile: Profile) -> list[tuple[str, str]]:
    """The competencies to guess from, by key and label, in the order of the report: it says nothing of scores."""
    labels = {each.key: each.label for each in profile.lines}
    return [(each.key, labels[each.key]) for each in report.competencies if each.key in labels]


def outcome(profile: Profile, cell: str, end: End, guessed: str) -> Outcome | None:
    """What came of guessing the competency `guessed`; None if nothing, or something unknown, was guessed.

    Published means are compared; a guess within the interval of what came is near it.
    """
    labels = {each.key: each.label for each in profile.lines}
    if guessed not in labels:
        return None
    means = {each.key: mean for each in profile.lines if (mean := each.values.get(cell))}
    keys = _at_end(means, end)
    came = tuple(labels[key] for key in keys)
    if guessed not in means:
        return Outcome(labels[guessed], came, "unseen")
    result: Result = "met" if guessed in keys else "near" if _near(means[guessed], means[keys[0]]) else "other"
    return Outcome(labels[guessed], came, result)


def guess_of(guess: Guess | None, end: End) -> str:
    """One end of a guess: the key of a competency, empty if there is none yet."""
    return "" if guess is None else guess.highest if end == "highest" else guess.lowest


def any_guess(guesses: Mapping[str, Guess], profile: Profile) -> bool:
    """Whether anything that is shown was guessed."""
    cells = {each.key for each in guessed_cells(profile)}
    return any(cell in cells and (guess.highest or guess.lowest) for cell, guess in guesses.items())


def _at_end(means: Mapping[str, Mean], end: End) -> list[str]:
    """The keys of the highest or of the lowest mean; several if they are the same."""
    if not means:
        return []
    values = [mean.mean for mean in means.values()]
    wanted = max(values) if end == "highest" else min(values)
    return [key for key, mean in means.items() if mean.mean == wanted]


def _near(mean: Mean, end: Mean) -> bool:
    return end.low is not None and end.high is not None and end.low <= mean.mean <= end.high
