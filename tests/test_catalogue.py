"""Every text is in the catalogue of every language, and fits."""

import ast
import re
from collections.abc import Iterator

import pytest

from perflead_tui.i18n import catalogues, format_date, ngettext, speaking
from tests.catalogue import PACKAGE, compiled, languages, path_of, problems, read, template


@pytest.fixture(scope="module")
def ids() -> set[str | tuple[str, ...]]:
    """Every text of the code, with its plural."""
    return {message.id for message in template() if message.id}


def test_there_is_a_spanish_catalogue_and_english_needs_none() -> None:
    assert "es" in languages() and "en" not in languages()
    assert catalogues() == ["en", *languages()]


@pytest.mark.parametrize("language", languages())
def test_nothing_is_missing_doubtful_or_ill_fitting(language: str) -> None:
    assert list(problems(read(language))) == []


@pytest.mark.parametrize("language", languages())
def test_the_catalogue_has_the_texts_of_the_code_and_no_others(language: str, ids: set[str]) -> None:
    """`python -m tests.catalogue` brings it up to date."""
    there = {message.id for message in read(language) if message.id}
    assert (sorted(map(str, ids - there)), sorted(map(str, there - ids))) == ([], [])


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("domain", ["perflead", "click"])
def test_what_is_shown_is_what_was_translated(language: str, domain: str) -> None:
    """`python -m tests.catalogue` compiles it."""
    assert path_of(language, domain).with_suffix(".mo").read_bytes() == compiled(read(language, domain))


@pytest.mark.parametrize("language", languages())
def test_no_sentence_was_left_in_english(language: str) -> None:
    same = [message.id for message in read(language) if message.id and message.string in (message.id, *message.id)]
    assert [text for text in same if isinstance(text, str) and len(re.findall("[a-z]{2,}", text)) > 3] == []


def texts_in_code() -> Iterator[tuple[str, str]]:
    """What the code hands to `_` and `ngettext`, as Python itself reads it."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext")
            if named and isinstance(node, ast.Call) and isinstance(node.args[0], ast.Constant):
                yield f"{path.name}:{node.lineno}", node.args[0].value


def test_every_text_in_the_code_is_collected(ids: set[str | tuple[str, ...]]) -> None:
    """Babel does not see a text inside an f-string."""
    first = {message if isinstance(message, str) else message[0] for message in ids}
    assert [place for place, text in texts_in_code() if text not in first] == []


def test_plural_forms_and_dates_follow_the_language() -> None:
    import datetime

    with speaking("es"):
        assert [ngettext("{n} review", "{n} reviews", n).format(n=n) for n in (0, 1, 2)] == [
            "0 evaluaciones",
            "1 evaluación",
            "2 evaluaciones",
        ]
        assert format_date(datetime.date(2026, 12, 15)) == "15 de diciembre de 2026"


def test_a_language_without_a_catalogue_is_english() -> None:
    with speaking("zz"):
        assert ngettext("{n} review", "{n} reviews", 2) == "{n} reviews"
