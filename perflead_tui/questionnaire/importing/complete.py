"""From a draft to the document of a questionnaire: keys, limits, and the words that the other tool does not have."""

import re
import unicodedata
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _, ngettext
from perflead_tui.questionnaire.importing import supplied
from perflead_tui.questionnaire.importing.draft import Chapter, Draft, Line, Note, Texts
from perflead_tui.questionnaire.importing.result import Imported
from perflead_tui.questionnaire.importing.scales import kind_of
from perflead_tui.questionnaire.loading import builtin_names
from perflead_tui.questionnaire.model import SCHEMA
from perflead_tui.text import clean_line

_LANGUAGES, _CHAPTERS, _LINES, _QUESTIONS = 12, 40, 60, 20  # the limits of the model
_KEY = 32
_SHORT = 4  # characters of a key that is made from the name of a competency
_SHOWN = 5  # reasons in the refusal of a file without lines


def complete(draft: Draft, name: str, shown_name: str) -> Imported:
    """The questionnaire in `draft`. `name` is what it shall be called, `shown_name` the file it came from.

    Texts that lack a language stay as they are: `questionnaire check` names each. Raises PerfleadError if there is
    not one line to rate.
    """
    _drop_empty(draft)
    if not draft.lines:
        raise _nothing(draft, shown_name)
    _drop_languages(draft)
    _keep_within_limits(draft)
    _supply(draft, name)
    keys = _Keys()
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "name": _short_name(name),
        "version": "1",
        "title": draft.title,
        "languages": draft.languages,
        "scale": _scale(draft),
        "instructions": _wording(draft.instructions),
        "stem": _wording(draft.stem),
        "groups": supplied.groups(draft.languages),
        "competencies": [_chapter(chapter, keys) for chapter in draft.chapters],
    }
    if draft.time:
        document["time"] = _time(draft, keys)
    if draft.open_questions:
        document["open_questions"] = [
            {"key": keys.take(line.key, f"open{n}"), "text": _wording(line)}
            for n, line in enumerate(draft.open_questions, 1)
        ]
    if draft.hint:
        document["hint"] = draft.hint
    return Imported(document, draft.source, shown_name, tuple(draft.lost), tuple(draft.changed))


def _nothing(draft: Draft, shown_name: str) -> PerfleadError:
    reasons = [str(note) for note in draft.lost[:_SHOWN]]
    if len(draft.lost) > _SHOWN:
        reasons.append(_("There are {n} more.").format(n=len(draft.lost) - _SHOWN))
    message = _("{path} has no line that perflead can ask.").format(path=shown_name)
    hint = _("A line has 3 to 7 answers in order, such as never, sometimes, always.")
    return PerfleadError("\n".join([message, *reasons]), hint)


def _drop_empty(draft: Draft) -> None:
    """Lines without any words are not lines."""
    for chapter in draft.chapters:
        chapter.lines = [line for line in chapter.lines if line.other]
    draft.chapters = [chapter for chapter in draft.chapters if chapter.lines]
    draft.open_questions = [line for line in draft.open_questions if line.other]


def _drop_languages(draft: Draft) -> None:
    """A language in which most lines have no words is left out: nobody could answer in it."""
    lines = draft.lines
    having = {code: sum(code in line.other for line in lines) for code in draft.languages}
    kept = [code for code in draft.languages if 2 * having[code] > len(lines)] or [max(having, key=lambda c: having[c])]
    for code in draft.languages:
        if code not in kept:
            draft.lost.append(Note(_("language {code}").format(code=code), _("most lines have no words in it.")))
    for code in kept[_LANGUAGES:]:
        draft.lost.append(Note(_("language {code}").format(code=code), _("a questionnaire has at most 12.")))
    draft.languages = kept[:_LANGUAGES]
    for text in _texts(draft):
        ordered = {code: text[code] for code in draft.languages if code in text}
        text.clear()
        text.update(ordered)
    _drop_empty(draft)
    _tell_missing(draft)


def _texts(draft: Draft, *, own: bool = True) -> list[Texts]:
    """Every text of the draft, to be changed in place; those for the leader too if `own`."""
    wordings = [draft.instructions, draft.stem, *draft.open_questions, *draft.lines]
    if draft.time:
        wordings += [draft.time.prompt, *draft.time.shares]
    found = [draft.title, draft.not_observed, draft.hint, *draft.points]
    found += [chapter.name for chapter in draft.chapters]
    return found + [text for line in wordings for text in ((line.other, line.own) if own else (line.other,))]


def _tell_missing(draft: Draft) -> None:
    for code in draft.languages:
        n = sum(bool(text) and code not in text for text in _texts(draft, own=False))
        if n:
            message = ngettext(
                "{n} text has no words in {code}. Write them in the new file.",
                "{n} texts have no words in {code}. Write them in the new file.",
                n,
            )
            draft.changed.append(Note("", message.format(n=n, code=code)))


def _keep_within_limits(draft: Draft) -> None:
    for chapter in draft.chapters:
        if len(chapter.lines) > _LINES:
            what = _("a competency has at most {n} lines; those after them were left out.").format(n=_LINES)
            draft.lost.append(Note(next(iter(chapter.name.values()), chapter.key), what))
            chapter.lines = chapter.lines[:_LINES]
    for chapter in draft.chapters[_CHAPTERS:]:
        what = _("a questionnaire has at most {n} competencies.").format(n=_CHAPTERS)
        draft.lost.append(Note(next(iter(chapter.name.values()), chapter.key), what))
    for line in draft.open_questions[_QUESTIONS:]:
        what = _("a questionnaire has at most {n} open questions.").format(n=_QUESTIONS)
        draft.lost.append(Note(line.key, what))
    draft.chapters = draft.chapters[:_CHAPTERS]
    draft.open_questions = draft.open_questions[:_QUESTIONS]


def _supply(draft: Draft, name: str) -> None:
    """Put perflead's own words where the file has none, and say so."""
    given: list[str] = []
    if not draft.title:
        draft.title = supplied.in_languages(supplied.title(clean_line(name, 100)), draft.languages)
        given.append("title")
    if not draft.points:
        draft.points, draft.not_observed = supplied.scale(draft.languages)
        given.append("scale")
    for field, ready in (("instructions", supplied.instructions()), ("stem", supplied.stem(kind_of(draft.points)))):
        if not getattr(draft, field).other:
            own = supplied.in_languages(ready.own, draft.languages) if ready.own else {}
            setattr(draft, field, Line(other=supplied.in_languages(ready.other, draft.languages), own=own))
            given.append(field)
    for n, chapter in enumerate(draft.chapters, 1):
        if not chapter.name:
            chapter.name = supplied.in_languages(supplied.chapter(n), draft.languages)
            given.append(_("the name of competency {n}").format(n=n))
    given.append("groups")
    fields = ", ".join(given)
    draft.changed.append(Note("", _("The file does not say these; perflead's own words are there: {fields}.").format(
        fields=fields
    )))  # fmt: skip
    foreign = ", ".join(supplied.is_foreign(draft.languages))
    if foreign:
        what = _("In {languages} these words are in English. Translate them in the new file.")
        draft.changed.append(Note("", what.format(languages=foreign)))


def _scale(draft: Draft) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": kind_of(draft.points), "points": draft.points}
    return found | ({"not_observed": draft.not_observed} if draft.not_observed else {})


def _wording(line: Line) -> dict[str, Any]:
    own = {code: line.own.get(code) or words for code, words in line.other.items()} if line.own else {}
    own = own if own != line.other else {}
    return {"other": line.other} | ({"self": own} if own else {})


def _chapter(chapter: Chapter, keys: "_Keys") -> dict[str, Any]:
    short = _ascii(next(iter(chapter.name.values()), "")).replace("-", "")[:_SHORT].upper()
    key = keys.take(chapter.key, short or "C1")
    items = [
        {"key": keys.take(line.key, f"{key[: _KEY - 4]}{n}"), "text": _wording(line)}
        for n, line in enumerate(chapter.lines, 1)
    ]
    return {"key": key, "name": chapter.name, "items": items}


def _time(draft: Draft, keys: "_Keys") -> dict[str, Any]:
    time = draft.time
    assert time is not None  # noqa: S101 - the caller asked
    shares = []
    for share in time.shares:
        key = keys.take(share.key, "T1")
        shares.append({"key": key, "desired": keys.take(f"D_{key}", "D1"), "name": share.other, "text": share.other})
    words = supplied.time_words(draft.languages)
    return {"prompt": _wording(time.prompt), **words, "points": time.points, "shares": shares}


class _Keys:
    """Gives out keys that differ: letters, digits, - and _, a letter first, at most 32 characters."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str, otherwise: str) -> str:
        """A key like `wanted`, or `otherwise` if that has no letter and no digit of ASCII."""
        stem = _ascii(wanted) or otherwise
        if not stem[0].isalpha():
            stem = f"K{stem}"
        stem = stem[:_KEY].rstrip("-_")
        key, n = stem, 1
        while key in self._taken:
            n += 1
            tail = f"-{n}"
            key = stem[: _KEY - len(tail)] + tail
        self._taken.add(key)
        return key


def _ascii(words: str) -> str:
    """The letters and digits of `words` without accents, joined by hyphens."""
    apart = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_]+", "-", apart).strip("-_")


def _short_name(name: str) -> str:
    """A name as questionnaires have them, and not one of the built-in ones."""
    short = re.sub(r"[^a-z0-9]+", "-", _ascii(name).lower()).strip("-")[:50].strip("-") or "imported"
    return f"{short}-imported" if short in builtin_names() else short
