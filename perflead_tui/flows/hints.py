"""Gentle warnings, made on the rater's own machine, about words that may give their writer away."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from perflead_tui.i18n import _

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_PHONE = re.compile(r"(?<![\w.])\+?\(?\d{2,4}\)?[ .\-/]?\d{2,4}[ .\-/]?\d{2,5}(?![\w.])")
_FIGURES = r"\b\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?\b|\b\d{4}-\d{2}-\d{2}\b"
_WORDS = Path(__file__).parent.parent / "words"
"""A file a language, with its phrases. All of them are looked for, whatever the language of the form."""
_SIGNS = {"(": "(?:", ")": ")", "|": "|", "[": "(?:", "]": ")?", "#": r"\d{1,2}"}
_PARTS = re.compile(r"MONTH|.", re.DOTALL)
_NAME_PART = 3  # letters: shorter parts of names ("de", "Li") are words as well


def warnings_for(text: str, names: Iterable[str]) -> list[str]:
    """What in `text` may give its writer or someone else away; `names` are the names in the terms."""
    found = []
    name = _name_in(text, names)
    if name:
        found.append(_("It holds a name ({name}). It will be shown as written.").format(name=name))
    if _EMAIL.search(text):
        found.append(_("It holds an e-mail address."))
    dates, traces = _patterns()
    if dates.search(text):
        found.append(_("It holds a date or a day. Someone may remember who was there."))
    elif _phone_in(text):
        found.append(_("It holds a phone number, or something like one."))
    if traces.search(text):
        found.append(_("It tells of something that only you and few others saw."))
    return found


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds dates, and what finds traces, in all languages."""
    dates, traces = [_FIGURES], []
    for path in sorted(_WORDS.glob("*.toml")):
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        month = f"(?:{'|'.join(pattern(each) for each in found['months'])})"
        dates += [rf"\b{pattern(each, month)}\b" for each in found["dates"]]
        traces += [rf"\b{pattern(each, month)}\b" for each in found["traces"]]
    return re.compile("|".join(dates), re.IGNORECASE), re.compile("|".join(traces), re.IGNORECASE)


def pattern(phrase: str, month: str = "") -> str:
    """A phrase of those files as a regular expression."""
    return "".join(month if part == "MONTH" else _SIGNS.get(part, re.escape(part)) for part in _PARTS.findall(phrase))


def _name_in(text: str, names: Iterable[str]) -> str | None:
    """The first part of one of `names` that stands as a word in `text`, with a capital letter."""
    parts = [part for name in names for part in re.findall(r"\w+", name) if len(part) >= _NAME_PART]
    return next((part for part in parts if part[0].isupper() and re.search(rf"\b{re.escape(part)}\b", text)), None)


def _phone_in(text: str) -> bool:
    return any(sum(c.isdigit() for c in found.group()) >= 7 for found in _PHONE.finditer(text))
