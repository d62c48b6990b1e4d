"""The columns and the kinds of rows of a spreadsheet, by their English and Spanish names."""

import re
import unicodedata
from dataclasses import dataclass, field

KIND, KEY, COMPETENCY, TEXT, OWN = "kind", "key", "competency", "text", "self"
TITLE, INSTRUCTIONS, STEM, POINT, NOT_OBSERVED = "title", "instructions", "stem", "point", "not observed"
LINE, OPEN, HINT = "line", "open question", "hint"

_COLUMNS = {
    KIND: ("kind", "type", "tipo", "clase"),
    KEY: ("key", "code", "clave", "codigo"),
    COMPETENCY: ("competency", "competencia"),
    TEXT: ("text", "words", "line", "item", "texto", "frase"),
    OWN: ("self", "leader", "lider", "yo"),
}
_KINDS = {
    TITLE: ("title", "titulo"),
    INSTRUCTIONS: ("instructions", "instrucciones"),
    STEM: ("stem", "heading", "encabezado"),
    POINT: ("point", "scale", "scale point", "answer", "punto", "escala", "respuesta"),
    NOT_OBSERVED: ("not observed", "n", "no observado"),
    COMPETENCY: ("competency", "competencia"),
    LINE: ("line", "item", "", "linea", "frase"),
    OPEN: ("open question", "open", "pregunta abierta", "abierta"),
    HINT: ("hint", "aviso"),
}
_LANGUAGES = {
    "english": "en", "ingles": "en", "spanish": "es", "espanol": "es", "german": "de", "aleman": "de",
    "french": "fr", "frances": "fr", "portuguese": "pt", "portugues": "pt", "italian": "it", "italiano": "it",
}  # fmt: skip
_CODE = re.compile(r"([a-z]{2})(-[a-z]{2})?")
# ISO 639-1. Other words of two letters, such as a name in a list of people, are no languages.
_ISO = (
    " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee"
    " el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is"
    " it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms"
    " mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk"
    " sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi"
    " za zh zu "
)
_OTHER_THINGS = frozenset({"no", "id", "nr", "nb"})  # as the only word of a column these are numbers and notes


@dataclass
class Header:
    """Where each column stands: by its name, and for texts by name and language."""

    row: int
    plain: dict[str, int] = field(default_factory=dict)
    texts: dict[tuple[str, str], int] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)

    @property
    def languages(self) -> list[str]:
        """The languages of the texts, in the order of the columns."""
        return list(dict.fromkeys(code for (name, code) in self.texts if name == TEXT))


def header_in(row: int, cells: list[str], language: str) -> Header | None:
    """The header in `cells`, or None if no column of them holds texts. A text without a language is in `language`."""
    header = Header(row)
    for at, cell in enumerate(cells):
        found = _column(cell)
        if found is None:
            if cell.strip():
                header.unused.append(cell)
            continue
        name, code = found
        if name in (KIND, KEY) and not code and name not in header.plain:
            header.plain[name] = at
        elif name not in (KIND, KEY) and (name, code or language) not in header.texts:
            header.texts[name, code or language] = at
        else:
            header.unused.append(cell)
    return header if header.languages else None


def kind_in(cell: str) -> str | None:
    """The kind of row that a cell names; an empty one is a line; None if there is no such kind."""
    word = folded(cell)
    return next((kind for kind, words in _KINDS.items() if word in words), None)


def folded(words: str) -> str:
    """Small letters without accents; other signs but hyphens are spaces."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w-]|_", " ", plain).split())


def _column(cell: str) -> tuple[str, str] | None:
    """The column's name and its language (perhaps empty)."""
    words = folded(cell)
    if words in _OTHER_THINGS:
        return None
    first, _space, last = words.rpartition(" ")
    if (code := _language(last)) and (not first or (name := _named(first))):
        return (TEXT if not first else name), code
    known = _named(words)
    return (known, "") if known else None


def _named(words: str) -> str:
    return next((name for name, spellings in _COLUMNS.items() if words in spellings), "")


def _language(word: str) -> str:
    """The code that a word names as perflead writes it; empty if it is none."""
    if word in _LANGUAGES:
        return _LANGUAGES[word]
    found = _CODE.fullmatch(word)
    return word[:2] + word[2:].upper() if found and f" {found[1]} " in _ISO else ""
