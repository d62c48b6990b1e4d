"""Words that a questionnaire needs and other tools do not have: perflead's own, in English and Spanish."""

from typing import Any

from perflead_tui.questionnaire.importing.draft import Line, Texts
from perflead_tui.questionnaire.loading import load
from perflead_tui.questionnaire.model import Questionnaire

MAIN = "en"
"""The language that stands in where there are no words in the one that is needed."""

INSTRUCTIONS = Line(
    other={
        "en": "Answer each line for the person who is reviewed. Leave a line open if you cannot say.",
        "es": "Conteste cada frase pensando en la persona evaluada. Deje sin contestar lo que no pueda decir.",
    },
    own={
        "en": "Answer each line for yourself. The same lines go to the people who work with you.",
        "es": "Conteste cada frase pensando en usted. Las mismas frases las contestan quienes trabajan con usted.",
    },
)
STEMS = {
    "frequency": Line(other={"en": "How often is this true?", "es": "¿Con qué frecuencia es así?"}),
    "agreement": Line(other={"en": "How far do you agree?", "es": "¿Qué tan de acuerdo está?"}),
}
CHAPTER: Texts = {"en": "Group {n}", "es": "Grupo {n}"}
TITLE: Texts = {"en": "Questionnaire {name}", "es": "Cuestionario {name}"}


def in_languages(words: Texts, languages: list[str]) -> Texts:
    """`words` in each of the languages: those of the language without its region, or English, where there are none."""
    return {code: words.get(code) or words.get(code[:2]) or words[MAIN] for code in languages}


def is_foreign(languages: list[str]) -> list[str]:
    """The languages for which perflead's own words are not there."""
    return [code for code in languages if code not in CHAPTER and code[:2] not in CHAPTER]


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
        "desired_prompt": in_languages(DESIRED, languages),
        "cannot_tell": in_languages(found.cannot_tell, languages),
    }


DESIRED: Texts = {
    "en": "Now share out the points to show where your work time should go.",
    "es": "Ahora reparta los puntos para mostrar en qué debería irse su tiempo de trabajo.",
}


def _builtin() -> Questionnaire:
    return load("performance-leadership")
