"""Answers of another tool as a scale of perflead's: lowest first, with the answer that means N set apart."""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from perflead_tui.questionnaire.importing.draft import Texts

FEWEST, MOST = 3, 7
"""Points that a scale of perflead can have."""

# Answers that say "I cannot tell", without accents, in small letters; they stand at the beginning of the answer.
_NOT_OBSERVED = re.compile(
    r"(n ?/ ?a\b|n\.a\.|not applicable|no answer|no opinion|(i )?(do not|don'?t) know|not (observed|seen)"
    r"|(i )?(cannot|can ?not|can'?t|could not|unable to) (say|judge|tell|rate|assess|answer|observe|see)|no basis"
    r"|not enough (information|contact)|(i had )?no (opportunity|chance)|prefer not"
    r"|no se$|no (lo )?(se|sabe|sabria)( |$|\.|/)|ns ?/ ?nc|no (se )?aplica|no (procede|contesta|corresponde)"
    r"|sin (respuesta|opinion)|no observad[oa]|no (lo )?(he )?(podido|puedo)|no (tuve|he tenido) oportunidad"
    r"|keine (angabe|antwort)|k\. ?a\.|weiss (ich )?nicht|nicht (beobachtet|beurteil|anwendbar)|kann ich nicht"
    r"|(je )?ne sais? pas|sans (reponse|objet|avis)|non (applicable|observe)|pas d'avis"
    r"|nao (sei|se aplica|observad[oa])|sem resposta|non (so$|applicabile)|weet (ik )?niet|niet van toepassing"
    r"|geen (antwoord|mening))"
)
_HIGHEST = re.compile(
    r"[\d\s.:=()-]*((almost |nearly )?always\b|strongly agree|(fully|completely|totally) agree|very (often|good|well)\b"
    r"|excellent|(casi )?siempre|(totalmente|muy|completamente) de acuerdo|muy bien|excelente|(fast )?immer\b"
    r"|(trifft )?voll|stimme voll|(presque )?toujours|tout a fait|(quase )?sempre|concordo totalmente|(bijna )?altijd)"
)
_LOWEST = re.compile(
    r"[\d\s.:=()-]*((almost |hardly )?(never|ever)\b|strongly disagree|(fully|completely|totally) disagree|not at all"
    r"|very (poor|bad)|(casi )?nunca|(totalmente|muy|completamente) en desacuerdo|muy mal|nada\b|(fast )?nie(mals)?\b"
    r"|trifft (gar|uberhaupt) nicht|stimme (gar|uberhaupt) nicht|(presque )?jamais|pas du tout|discordo totalmente"
    r"|(bijna )?nooit)"
)
_FREQUENCY = re.compile(
    r"\b(always|never|often|rarely|seldom|sometimes|usually|time|siempre|nunca|veces|menudo|immer|nie|niemals|oft"
    r"|selten|manchmal|toujours|jamais|souvent|parfois|sempre|mai|vezes|altijd|nooit|vaak)\b"
)


@dataclass(frozen=True)
class Scale:
    """`points` lowest first. `turned` if the file had them highest first; `known` if their direction is certain."""

    points: tuple[Texts, ...]
    not_observed: Texts
    turned: bool = False
    known: bool = True

    @property
    def fits(self) -> bool:
        """Whether perflead can have it."""
        return FEWEST <= len(self.points) <= MOST

    @property
    def mark(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The same for every scale with the same words."""
        return tuple(tuple(sorted((code, words.casefold()) for code, words in text.items())) for text in self.points)


def scale_of(answers: Sequence[Texts], values: Sequence[int | None] = ()) -> Scale:
    """The scale in `answers`, which stand in the order of the file; `values` are their scores there, if any."""
    apart = [at for at, text in enumerate(answers) if any(means_not_observed(words) for words in text.values())]
    kept = [at for at in range(len(answers)) if at not in apart]
    points = [answers[at] for at in kept]
    direction = _by_words(points)
    if not direction and values:
        direction = _by_numbers([values[at] for at in kept])
    if not direction:
        direction = _by_numbers([_leading(text) for text in points])
    if direction < 0:
        points.reverse()
    not_observed = answers[apart[0]] if apart else {}
    return Scale(tuple(points), not_observed, direction < 0, direction != 0)


def means_not_observed(words: str) -> bool:
    """Whether an answer says that its giver cannot tell."""
    return bool(_NOT_OBSERVED.match(_folded(words).strip(" -–(")))


def kind_of(points: Sequence[Texts]) -> str:
    """`frequency` if the words of the scale say how often, else `agreement`."""
    said = " ".join(words for text in points for words in text.values())
    return "frequency" if _FREQUENCY.search(_folded(said)) else "agreement"


def _by_words(points: Sequence[Texts]) -> int:
    """1 if the words rise, -1 if they fall, 0 if they do not say."""
    if not points:
        return 0
    first, last = ([_folded(words) for words in text.values()] for text in (points[0], points[-1]))
    rises = any(map(_LOWEST.match, first)) or any(map(_HIGHEST.match, last))
    falls = any(map(_HIGHEST.match, first)) or any(map(_LOWEST.match, last))
    return int(rises) - int(falls)


def _by_numbers(numbers: Sequence[int | None]) -> int:
    """1 if all are numbers that rise, -1 if they fall, 0 otherwise."""
    found = [number for number in numbers if number is not None]
    if len(found) < len(numbers) or len(found) < 2:
        return 0
    pairs = list(itertools.pairwise(found))
    return int(all(a < b for a, b in pairs)) - int(all(a > b for a, b in pairs))


def _leading(text: Texts) -> int | None:
    """The number that an answer begins with, such as 5 in "5 (always)"."""
    found = re.match(r"\(?(-?[0-9]{1,3})\b", next(iter(text.values()), ""))
    return int(found[1]) if found else None


def _folded(words: str) -> str:
    """Small letters without accents, and one kind of apostrophe."""
    apart = unicodedata.normalize("NFKD", words.casefold().replace("’", "'"))
    return "".join(char for char in apart if not unicodedata.combining(char))
