"""The language of what a person sees: gettext for words, Babel for dates and numbers.

English is the source. Call `_` where the text is shown, never at import: the language may change in between.
"""

import datetime
import gettext as _gettext
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_LOCALE = Path(__file__).parent / "locale"
_active = "en"
_NAMES = {
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "de": "Deutsch",
    "it": "Italiano",
    "pt": "Português",
    "pl": "Polski",
    "nl": "Nederlands",
    "vi": "Tiếng Việt",
    "so": "Soomaali",
    "zh": "中文",
}
_IN_FIGURES = re.compile(r"[0-9]{1,4}([-/.]) ?[0-9]{1,2}\1 ?[0-9]{1,4}")


def use_for_libraries() -> None:
    """Have click, which asks `gettext` itself, find its words beside perflead's."""
    _gettext.bindtextdomain("click", str(_LOCALE))
    _gettext.textdomain("click")


def set_language(code: str) -> None:
    """Show text in language `code` (such as `es`); words without a translation stay English."""
    global _active
    _active = code


def language() -> str:
    """The code of the language that is shown now."""
    return _active


@cache
def catalogues() -> list[str]:
    """The languages that perflead's own texts are in: English, then those that have a catalogue."""
    return ["en", *sorted(path.parent.parent.name for path in _LOCALE.glob("*/LC_MESSAGES/perflead.mo"))]


def language_name(code: str) -> str:
    """A language's own name for itself."""
    return _NAMES.get(code.partition("-")[0], code)


def language_called(code: str) -> str:
    """What a language is called in the active one: `Spanish`, `español`."""
    return str(_locale(code).get_display_name(_active)) if code else ""


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Text in language `code` for as long as this lasts."""
    before = _active
    set_language(code)
    try:
        yield
    finally:
        set_language(before)


def language_from_environment() -> str:
    """The two-letter language of LC_ALL, LC_MESSAGES or LANG; English if none says."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")[:2].lower()
        if code.isalpha() and len(code) == 2:
            return code
    return "en"


@cache
def _locale(code: str) -> Any:
    """Babel's locale for a language, English for one that it does not know."""
    import babel  # here: it costs 50 ms that a first screen need not pay

    try:
        return babel.Locale.parse(code, sep="-")
    except (babel.UnknownLocaleError, ValueError):
        return babel.Locale("en")


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    return _gettext.translation("perflead", str(_LOCALE), languages=[code], fallback=True)


def _(message: str) -> str:
    """`message` in the active language."""
    return _catalogue(_active).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The form of a message that fits the number `n`, in the active language."""
    return _catalogue(_active).ngettext(one, many, n)


def format_date(day: datetime.date) -> str:
    """A date as people write it: `December 15, 2026`, `15 de diciembre de 2026`."""
    import babel.dates

    return babel.dates.format_date(day, format="long", locale=_locale(_active))


def format_month(day: datetime.date) -> str:
    """The month of a date as people write it: `November 2025`, `noviembre de 2025`."""
    import babel.dates

    return babel.dates.format_skeleton("yMMMM", day, locale=_locale(_active))


def format_short_date(day: datetime.date) -> str:
    """A date in figures, in the order of its language: `12/15/26`, `15/12/26`."""
    import babel.dates

    return babel.dates.format_date(day, format="short", locale=_locale(_active))


def parse_date(text: str) -> datetime.date | None:
    """The date that `text` writes as 2026-12-15 or in figures in the order of its language; None if it is none."""
    import babel.dates

    if not _IN_FIGURES.fullmatch(text.strip()):
        return None  # Babel would find a date in any three numbers
    try:
        return babel.dates.parse_date(text.strip(), format="short", locale=_locale(_active))
    except (ValueError, LookupError):
        return None


def format_list(parts: Sequence[str]) -> str:
    """Several things as people say them: `Ana, Ben and Cleo`, `Ana, Ben y Cleo`."""
    import babel.lists

    return str(babel.lists.format_list(list(parts), locale=_locale(_active)))


def format_number(value: int | float, digits: int = 0) -> str:
    """A number with its language's separators and exactly `digits` decimals."""
    return _number(value, digits, _active)


@lru_cache(maxsize=1024)  # a report has few different numbers, and a picture has many of them
def _number(value: int | float, digits: int, code: str) -> str:
    import babel.numbers

    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(babel.numbers.format_decimal(value, format=pattern, locale=_locale(code)))
