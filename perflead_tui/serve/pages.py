"""The page with the terminal, and pages that only say something. Their words are in the reader's language."""

import html
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template

from perflead_tui.i18n import _, catalogues, language, speaking
from perflead_tui.serve import session

_FOLDER = Path(__file__).parent / "page"


def language_of(accepted: str) -> str:
    """The first of our languages that an Accept-Language header (RFC 9110, 12.5.4) prefers; else the server's."""
    found: list[tuple[float, int, str]] = []
    for at, part in enumerate(accepted[:200].split(",")):
        tag, _semicolon, weight = part.strip().partition(";q=")
        try:
            found.append((-float(weight or 1), at, tag[:2].lower()))
        except ValueError:
            continue
    return next((code for _weight, _at, code in sorted(found) if code in catalogues()), language())


def terminal_page(nonce: str, token: str, language: str) -> str:
    """The page that opens a session with `token`."""
    with speaking(language):
        ends = "".join(f'<p data-code="{code}" hidden>{html.escape(words)}</p>' for code, words in _ends().items())
        return _template("page.html").substitute(
            _escaped({**_page_words(), "nonce": nonce, "token": token, "language": language}), ends=ends
        )


def words_page(title: str, words: str, language: str, *, again: bool = False, refresh: int = 0) -> str:
    """A page with a title and a sentence or two, in a language that both are already in.

    `again` adds a way to the first page; after `refresh` seconds the page tries again by itself, if that is not 0.
    """
    with speaking(language):
        onward = html.escape(_("Open the form"))
        link = f'<p><a class="way" href="/">{onward}</a></p>' if again else ""
    meta = f'<meta http-equiv="refresh" content="{refresh}; url=/">' if refresh else ""
    told = _escaped({"title": title, "words": words, "language": language})
    return _template("words.html").substitute(told, link=link, meta=meta)


def _page_words() -> dict[str, str]:
    """The words of the page itself."""
    return {
        "title": _("perflead: your answer"),
        "opening": _("The form opens."),
        "script": _("The form is drawn with JavaScript, which is off in this browser. Turn it on, or use another one."),
        "again": _("Go on"),
        "anchor": _("What stood after # in the address was not read. A code is typed into the form and nowhere else."),
        "terminal": _("The form"),
        "keys": _("Keys"),
        "keyboard": _("Keyboard"),
        "up": _("Up"),
        "down": _("Down"),
        "next": _("To the next field"),
        "enter": _("Enter"),
        "escape": _("Back"),
        "help": _("Help"),
        "language_key": _("Language"),
    }


def _ends() -> dict[str, str]:
    """What is said at the end of a session, by the code that its socket was closed with."""
    kept = _("What you entered is kept. Go on, and type the same code again.")
    return {
        str(session.DONE): _("The form was closed. You can close this window."),
        str(session.RESTART): _("The server is about to stop.") + " " + kept,
        str(session.IDLE): _("The form was closed because nothing was typed for a while.") + " " + kept,
        str(session.OVER): _("The form was closed because it was open for so long.") + " " + kept,
        str(session.FAULT): _("The form stopped because of a mistake of its own.") + " " + kept,
        "lost": _("The connection was lost.") + " " + kept,
        "never": _(
            "The form could not be opened: the network does not let this page connect to its server. "
            "Tell whoever gave you the address."
        ),
    }


def _escaped(words: Mapping[str, str]) -> dict[str, str]:
    return {name: html.escape(each) for name, each in words.items()}


@cache
def _template(name: str) -> Template:
    return Template((_FOLDER / name).read_text(encoding="utf-8"))
