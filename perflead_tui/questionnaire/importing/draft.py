"""A questionnaire on its way in: what a file of another tool holds, in perflead's parts, before it is completed."""

from dataclasses import dataclass, field

from perflead_tui.questionnaire.importing.plain import plain

Texts = dict[str, str]
"""One text: language code to words on one line. Languages may be missing."""


@dataclass(frozen=True)
class Note:
    """Something that a person should know: `what`, and `where` in the file it came from (empty: all of it)."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


@dataclass
class Line:
    """A wording with a key: an item, an open question, a box of the time question, or the stem (without a key)."""

    key: str = ""
    other: Texts = field(default_factory=dict)
    own: Texts = field(default_factory=dict)


@dataclass
class Chapter:
    """A competency and its lines."""

    key: str = ""
    name: Texts = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


@dataclass
class Time:
    """A question that shares out points."""

    prompt: Line
    points: int
    shares: list[Line]


@dataclass
class Draft:
    """What was found. `languages` are codes of perflead's form, the main one first; `points` the scale, lowest first.

    `lost` says what could not be carried over, `changed` what was and should be looked at.
    """

    source: str
    languages: list[str]
    title: Texts = field(default_factory=dict)
    instructions: Line = field(default_factory=Line)
    stem: Line = field(default_factory=Line)
    points: list[Texts] = field(default_factory=list)
    not_observed: Texts = field(default_factory=dict)
    chapters: list[Chapter] = field(default_factory=list)
    open_questions: list[Line] = field(default_factory=list)
    hint: Texts = field(default_factory=dict)
    time: Time | None = None
    lost: list[Note] = field(default_factory=list)
    changed: list[Note] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """All lines to rate, in order."""
        return [line for chapter in self.chapters for line in chapter.lines]


def language_codes(given: list[str]) -> dict[str, str]:
    """The codes of another tool as perflead writes them (`de-informal` is `de`, `zh-Hant-TW` is `zh-TW`), each once.

    A language that has no such code, or whose code another one took, is left out.
    """
    codes: dict[str, str] = {}
    for raw in given:
        parts = plain(raw, placeholders=False).words.replace("_", "-").split("-")
        if not (len(parts[0]) == 2 and parts[0].isascii() and parts[0].isalpha()):
            continue
        code = parts[0].lower()
        region = parts[-1]
        if len(parts) > 1 and len(region) == 2 and region.isascii() and region.isalpha():
            code += f"-{region.upper()}"
        if code not in codes.values():
            codes.setdefault(raw, code)
    return codes
