"""The answers that a line offers, as they are shown and as they are typed."""

from dataclasses import dataclass

from perflead_tui.flows.filling import UNANSWERED, Unanswered
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import Scale, in_language
from perflead_tui.text import clean_line

NOT_OBSERVED = "N"


@dataclass(frozen=True)
class Option:
    """One answer: the key that gives it, its value (None is N), its words, and the words' beginning for a column."""

    key: str
    value: int | None
    words: str
    short: str


def options_of(scale: Scale, language: str) -> tuple[Option, ...]:
    """The answers of `scale`, lowest first, then N if it is offered."""
    found = []
    for value, label in enumerate(scale.points, start=scale.low):
        words = clean_line(in_language(label, language))
        found.append(Option(str(value), value, words, words))
    if scale.not_observed:
        words = clean_line(in_language(scale.not_observed, language))
        found.append(Option(NOT_OBSERVED, None, words, words.partition(":")[0]))
    return tuple(found)


def option_for_key(options: tuple[Option, ...], key: str) -> Option | None:
    """The answer that is given by typing `key`: a digit, or 0 or N for "not observed"."""
    wanted = NOT_OBSERVED if key in ("0", "n", "N") else key
    return next((option for option in options if option.key == wanted), None)


def chosen(options: tuple[Option, ...], rating: int | Unanswered | None) -> int | None:
    """The position of the answer that was given, or None."""
    if rating is UNANSWERED:
        return None
    return next((at for at, option in enumerate(options) if option.value == rating), None)


def time_words(points: int | None) -> str:
    """What a box of the time question holds, in a word."""
    return _("empty") if points is None else str(points)
