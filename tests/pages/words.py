"""Words for the pages in two languages, and lines that are no wider than a terminal."""

import textwrap
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LANGUAGES = ("en", "es")
WIDTH = 80


class MissingWords(Exception):
    """A text of the tests has no Spanish yet; it names the text and the file where it belongs."""


@cache
def texts() -> dict[str, Any]:
    """What the pages say around their figures."""
    return tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))


def in_language(english: str, language: str) -> str:
    """A short text of a benchmark or of a long run. Raises MissingWords."""
    if language == "en" or not english:
        return english
    known: dict[str, str] = texts()["spanish"]
    if english not in known:
        raise MissingWords(f"tests/pages/texts.toml, [spanish]: {english!r}")
    return known[english]


def paragraph(text: str, *, first: str = "", rest: str = "") -> str:
    """A paragraph of at most 80 columns; a name is never broken."""
    return textwrap.fill(
        " ".join(text.split()),
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
