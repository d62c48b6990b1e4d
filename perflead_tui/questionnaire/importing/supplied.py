"""Words that a questionnaire needs and other tools do not have: perflead's own, in each language that it speaks."""

from collections.abc import Callable
from typing import Any

from perflead_tui.i18n import _, catalogues, speaking
from perflead_tui.questionnaire.importing.draft import Line, Texts
from perflead_tui.questionnaire.loading import load
from perflead_tui.questionnaire.model import Questionnaire

MAIN = "en"
"""The language that stands in where there are no words in the one that is needed."""


def _in_each(say: Callable[[], str]) -> Texts:
    """What `say` gives in each language that has a catalogue."""
    found = {}
    for code in catalogues():
        with speaking(code):
            found[code] = say()
    return found


def instructions() -> Line:
    """How to answer."""
    return Line(
        other=_in_each(
            lambda: _("Answer each line for the person who is reviewed. Leave a line open if you cannot say.")
        ),
        own=_in_each(lambda: _("Answer each line for yourself. The same lines go to the people who work with you.")),
    )


def stem(kind: str) -> Line:
    """What stands above the lines of a scale of `frequency` or `agreement`."""
    words = {
        "frequency": lambda: _("How often is this true?"),
        "agreement": lambda: _("How far do you agree?"),
    }
    return Line(other=_in_each(words[kind]))


def chapter(n: int) -> Texts:
    """The name of a competency that has none."""
    return _in_each(lambda: _("Group {n}").format(n=n))


def title(name: str) -> Texts:
    """The title of a questionnaire that has none."""
    return _in_each(lambda: _("Questionnaire {name}").format(name=name))


def in_languages(words: Texts, languages: list[str]) -> Texts:
    """`words` in each of the languages: those of the language without its region, or English, where there are none."""
    return {code: words.get(code) or words.get(code[:2]) or words[MAIN] for code in languages}


def is_foreign(languages: list[str]) -> list[str]:
    """The languages for which perflead's own words are not there."""
    known = {*catalogues()} & {*_builtin().languages}
    return [code for code in languages if code not in known and code[:2] not in known]


def groups(languages: list[str]) -> list[dict[str, Any]]:
    """The five groups of a review of a leader."""
    found: list[dict[str, Any]] = []
    for group in _builtin().groups:
        entry = group.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        found.append(entry | {"label": in_languages(group.label, languages)})
    return found


def scale(languages: list[str]) -> tuple[list[Texts], Texts]:
    """The points of perflead's own scale, lowest first, and the words of N."""
    found = _builtin().scale
    return [in_languages(point, languages) for point in found.points], in_languages(found.not_observed or {}, languages)


def time_words(languages: list[str]) -> dict[str, Texts]:
    """What the time question says beside its prompt and its boxes."""
    found = _builtin().time
    if found is None:
        return {}
    return {
        "desired_prompt": in_languages(_in_each(_desired), languages),
        "cannot_tell": in_languages(found.cannot_tell, languages),
    }


def _desired() -> str:
    return _("Now share out the points to show where your work time should go.")


def _builtin() -> Questionnaire:
    return load("performance-leadership")
