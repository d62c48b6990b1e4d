"""Letters for people without e-mail: one page a rater, with the code in big type and as a QR code.

The QR code (ISO/IEC 18004) of the code holds the code and nothing else: no address, so that no server learns it from a
scanner. The address of the page, if there is one, is the same for everyone, and has a QR code of its own.
"""

import datetime
import io
import re
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.export.colours import printed
from perflead_tui.export.typeset import PAPERS, Paper, inks_of, language_of, typeset
from perflead_tui.extras import require
from perflead_tui.i18n import _, format_date, ngettext, speaking
from perflead_tui.text import clean_line

_NAME, _LINE = 80, 120  # characters
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|[0-9a-f:]+")


@dataclass(frozen=True)
class Letter:
    """What one page says. All words are in `language`, the rater's."""

    leader: str
    asked_by: str
    """Who asks; may be empty."""
    answer_by: datetime.date | None
    group: str
    """The label of the rater's group."""
    language: str
    code: str = field(repr=False)
    """What the rater types, such as 7ZQ4-0M2D-K9RT-VC3X. It is set in groups of four."""
    fingerprint: str
    """The six words of the terms, joined with hyphens."""
    minutes: int
    promises: tuple[str, ...]
    """What happens to the answers of this rater's group, a sentence or two each."""
    name: str = ""
    """Whom it is handed to, on a strip at the top that is cut or folded away; without a name there is no strip."""
    address: str = ""
    """The address of the page on which people answer in a browser, as `web_address` gives it; may be empty."""
    place: str = ""
    """Where the machine stands at which people answer; may be empty."""
    file: str = ""
    """The name of the file for those who answer on a machine of their own; may be empty."""
    own: bool = False
    """Whether the rater is the leader."""
    reviews: int = 1
    """How many reviews the code opens, one after the other. With several, names, groups and words are all of them."""


def letters(pages: Sequence[Letter], *, paper: Paper = "a4") -> bytes:
    """A PDF with one page for each letter, in the order given; the same bytes for the same letters.

    Raises PerfleadError if a part of the extra `coach` is missing.
    """
    first = pages[0].language if pages else "en"
    with speaking(first):
        title = _("Letters")
    data = {
        "title": title,
        **language_of(first),
        "paper": PAPERS[paper],
        "inks": inks_of(printed()),
        "letters": [_page(each) for each in pages],
    }
    return typeset("letter.typ", data)


def _page(letter: Letter) -> dict[str, Any]:
    """One page as the template reads it."""
    code = "".join(letter.code.replace("-", " ").split()).upper()
    groups = [code[at : at + 4] for at in range(0, len(code), 4)]
    with speaking(letter.language):
        return {
            **language_of(letter.language),
            "name": clean_line(letter.name, _NAME),
            "strip": _("For handing over. Cut or fold this strip away: the letter below it has no name."),
            "headline": _headline(letter),
            "facts": _facts(letter),
            "told": _("What happens to your answers"),
            "promises": [clean_line(each, 3 * _LINE) for each in letter.promises],
            "yours": _("Your code"),
            "groups": groups,
            "square": _square("-".join(groups)),
            "alt": _("A QR code that holds the same code and nothing else."),
            "alt_page": _("A QR code that holds the address of the page and nothing else."),
            "typing": _("Capitals, spaces and hyphens do not matter. The square is the same code, for a scanner."),
            "how": _("How to answer"),
            "ways": _ways(letter),
            "keep": _kept(letter.reviews),
            "check": _("Compare these words with a colleague. The same words are the same promise."),
            "fingerprint": clean_line(letter.fingerprint, _LINE * letter.reviews),
        }


def _headline(letter: Letter) -> str:
    if letter.own:
        return _("You are asked about yourself")
    return _("You are asked about {leader}").format(leader=clean_line(letter.leader, _NAME * letter.reviews))


def _kept(reviews: int) -> str:
    if reviews == 1:
        return _("The code is for you alone: whoever has it can answer in your place. It is for one answer.")
    words = _("The code is for you alone: whoever has it can answer in your place. It opens {n} forms in a row.")
    return words.format(n=reviews)


def _facts(letter: Letter) -> str:
    """Who asks, until when, in which group, how long it takes."""
    parts = [clean_line(letter.leader, _NAME)] if letter.own else []
    if letter.asked_by:
        parts.append(_("asked by {asker}").format(asker=clean_line(letter.asked_by, _NAME)))
    if letter.answer_by:
        parts.append(_unbroken(_("answer by {date}").format(date=format_date(letter.answer_by))))
    parts.append(clean_line(letter.group, _NAME))
    minutes = ngettext("about {n} minute", "about {n} minutes", letter.minutes).format(n=letter.minutes)
    parts.append(_unbroken(minutes))
    told = " · ".join(filter(None, parts))
    return told[:1].upper() + told[1:]


def _unbroken(words: str) -> str:
    return words.replace(" ", "\u00a0")


def _ways(letter: Letter) -> list[dict[str, str]]:
    """How to answer: words, what is typed beside them, and a QR code of that."""
    ways = []
    if letter.address:
        page = _(
            "In a browser, on a phone too: open this page with the small square, or type its address. "
            "Then type the code."
        )
        ways.append({"words": page, "typed": letter.address, "square": _square(letter.address), "large": "yes"})
    place = clean_line(letter.place, _LINE)
    there = (
        _("At the shared machine ({place}): type the code, or scan the square.").format(place=place)
        if place
        else _("At a machine that is set up for it: type the code, or scan the square.")
    )
    file = clean_line(letter.file, _LINE) or _("FILE")
    here = _("On a machine of your own, with the file that you were given: type this, then the code.")
    if place or not ways:
        ways.append({"words": there, "typed": "", "square": "", "large": ""})
    return [*ways, {"words": here, "typed": f"perflead answer {file}", "square": "", "large": ""}]


def web_address(text: str) -> str:
    """The address of a page, as a letter shows it. Raises PerfleadError if it is none, or could hold a code."""
    found = clean_line(text, _LINE)
    parts = urllib.parse.urlsplit(found)
    try:
        good = parts.scheme in ("https", "http") and _HOST.fullmatch(parts.hostname or "") and (parts.port or 1)
    except ValueError:
        good = None
    if not good or parts.username is not None or parts.query or parts.fragment or parts.path not in ("", "/"):
        raise PerfleadError(
            _("{address} is not the address of a page for everyone.").format(address=found),
            _("Give it as people type it, such as https://rate.example.gov. Nothing stands behind the host: no code."),
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _square(code: str) -> str:
    """The QR code of a code or an address, as SVG with the quiet zone of four modules that a scanner needs."""
    drawn = io.BytesIO()
    require("segno", "coach").make_qr(code, error="m").save(
        drawn, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None
    )
    return drawn.getvalue().decode()
