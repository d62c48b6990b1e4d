"""Gentle warnings, made on the rater's own machine, about words that may give their writer away."""

import re
from collections.abc import Iterable

from perflead_tui.i18n import _

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_PHONE = re.compile(r"(?<![\w.])\+?\(?\d{2,4}\)?[ .\-/]?\d{2,4}[ .\-/]?\d{2,5}(?![\w.])")
_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre"
    r"|noviembre|diciembre"
)
_DATE = re.compile(
    rf"\b\d{{1,2}}[./-]\d{{1,2}}(?:[./-]\d{{2,4}})?\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b"
    rf"|\b(?:{_MONTHS})\.? \d{{1,2}}\b|\b\d{{1,2}}\.? (?:de )?(?:{_MONTHS}|may)\b|\bmay \d{{1,2}}\b"
    r"|\b(?:last|this|on) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\bel (?:pasado )?(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b"
    r"|\b(?:yesterday|last (?:week|month|night)|ayer|anoche|la semana pasada|el mes pasado)\b",
    re.IGNORECASE,
)
_TRACES = (
    # English
    r"when (?:we|you and i|i) (?:met|talked|spoke|worked|were|was|sat|asked|told|came|had|went)",
    r"(?:told|asked|said to|promised|yelled at|shouted at|wrote) (?:to )?me",
    r"(?:my|our) (?:last )?(?:meeting|talk|review|shift|complaint|request|accident|leave|crew|office|evaluation)",
    r"as i (?:said|told|wrote)",
    r"i (?:told|asked|reported|complained)",
    r"as the only|i am the (?:only|one)",
    # Spanish
    r"cuando (?:yo |nos |me |le )?(?:vimos|reunimos|hablamos|hablé|dijo|pedí|trabajamos|estaba|estábamos)",
    r"me (?:dijo|pidió|prometió|gritó|contó)",
    r"como (?:le|ya) dije|soy (?:el|la) únic[oa]",
    r"mi (?:reunión|turno|queja|solicitud|accidente|licencia|evaluación|cuadrilla)",
)
_TRACE = re.compile("|".join(rf"\b(?:{trace})\b" for trace in _TRACES), re.IGNORECASE)
_NAME_PART = 3  # letters: shorter parts of names ("de", "Li") are words as well


def warnings_for(text: str, names: Iterable[str]) -> list[str]:
    """What in `text` may give its writer or someone else away; `names` are the names in the terms."""
    found = []
    name = _name_in(text, names)
    if name:
        found.append(_("It holds a name ({name}). It will be shown as written.").format(name=name))
    if _EMAIL.search(text):
        found.append(_("It holds an e-mail address."))
    if _DATE.search(text):
        found.append(_("It holds a date or a day. Someone may remember who was there."))
    elif _phone_in(text):
        found.append(_("It holds a phone number, or something like one."))
    if _TRACE.search(text):
        found.append(_("It tells of something that only you and few others saw."))
    return found


def _name_in(text: str, names: Iterable[str]) -> str | None:
    """The first part of one of `names` that stands as a word in `text`, with a capital letter."""
    parts = [part for name in names for part in re.findall(r"\w+", name) if len(part) >= _NAME_PART]
    return next((part for part in parts if part[0].isupper() and re.search(rf"\b{re.escape(part)}\b", text)), None)


def _phone_in(text: str) -> bool:
    return any(sum(c.isdigit() for c in found.group()) >= 7 for found in _PHONE.finditer(text))
