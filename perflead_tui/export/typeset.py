"""Typesetting with typst: a template of this package and data in, a PDF out.

What comes from outside reaches a template as strings in one JSON value and is never markup. The compiler reads the
folder of the templates and fonts, and nothing else: typst confines it to its root, and no template names a package.
The fonts are those that come with typst and with matplotlib, so a page looks alike on every machine.
"""

import importlib.util
import json
import re
import threading
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from perflead_tui.errors import PerfleadError
from perflead_tui.export.charts.library import part
from perflead_tui.export.colours import Ink, Palette
from perflead_tui.extras import require
from perflead_tui.i18n import _

Paper = Literal["a4", "letter"]

PAPERS: Mapping[Paper, str] = {"a4": "a4", "letter": "us-letter"}
"""What typst calls a paper."""

_TEMPLATES = Path(__file__).with_name("templates")
_USUAL = re.compile("[\u0000-\u052f\u1e00-\u206f\u20a0-\u20b5\u2190-\u2311\u2500-\u27bf]")
"""Characters that are never missing: Latin, Greek, Cyrillic, punctuation, arrows, shapes."""
_one_at_a_time = threading.Lock()  # a compiler is for one thread at a time
_TAG = re.compile(r"([a-z]{2,3})(?:-([A-Z]{2}))?")


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF that `template` makes of `data`: tagged, by PDF/UA-1, the same bytes for the same data.

    Raises PerfleadError if a part of the extra `coach` is missing or typst cannot set the data.
    """
    typst = require("typst", "coach")
    compiler = _compiler(template)
    inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
    try:
        with _one_at_a_time:
            return bytes(compiler.compile(sys_inputs=inputs, format="pdf", pdf_standards=["ua-1"]))
    except typst.TypstError:
        raise PerfleadError(
            _("The PDF could not be set."), _("The other formats have the same words: choose html.")
        ) from None


def language_of(tag: str) -> dict[str, str | None]:
    """The language and the region of a tag such as `es` or `pt-BR`, for `data`; English for anything else."""
    found = _TAG.fullmatch(tag)
    return {"lang": found[1], "region": found[2]} if found else {"lang": "en", "region": None}


def inks_of(palette: Palette) -> dict[str, str]:
    """The colours of words and lines, for `data`."""
    names: tuple[Ink, ...] = ("text", "muted", "rule", "accent")
    return {name: palette[name] for name in names}


def note_on(words: str) -> str:
    """What is said on a page with characters that no font of it has; nothing if there are none.

    They are shown as a box with a sign of their script, and what is copied or read aloud is the character itself.
    """
    rare = {char for char in set(words) if not _USUAL.fullmatch(char) and unicodedata.category(char)[0] not in "MC"}
    if not rare or not rare - _characters():
        return ""
    return _("A sign in a box stands for a character that the fonts of this file do not have.")


@cache
def _characters() -> frozenset[str]:
    """What DejaVu Sans has; every other font of the pages has less of the scripts that are not `_USUAL`."""
    font = part("ft2font").FT2Font(str(_fonts() / "DejaVuSans.ttf"))
    return frozenset(map(chr, font.get_charmap()))


@cache
def _compiler(template: str) -> Any:
    """A compiler keeps what it has read, so that a second page costs a fraction of the first."""
    typst = require("typst", "coach")
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_fonts()])
    return typst.Compiler(
        _TEMPLATES / template, root=_TEMPLATES, font_paths=fonts, ignore_system_fonts=True, package_path=_TEMPLATES
    )


def _fonts() -> Path:
    """The folder of the DejaVu fonts in matplotlib, found without importing it: that would cost half a second."""
    found = importlib.util.find_spec("matplotlib")
    origin = found.origin if found else require("matplotlib", "coach").__file__
    return Path(str(origin)).parent / "mpl-data" / "fonts" / "ttf"
