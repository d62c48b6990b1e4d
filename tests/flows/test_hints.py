"""What may give a writer away: phrases in files, a language each, and nothing about languages in the code."""

import tomllib
from pathlib import Path

import pytest

from perflead_tui import i18n
from perflead_tui.flows import hints
from perflead_tui.flows.hints import pattern, warnings_for

WORDS = Path(hints.__file__).parent.parent / "words"
DATE = "It holds a date or a day. Someone may remember who was there."
TRACE = "It tells of something that only you and few others saw."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("On May 3 we waited.", [DATE]),
        ("It was 12. Jan. or so", [DATE]),
        ("mar. 3", [DATE]),
        ("Last Friday nobody came", [DATE]),
        ("on 2026-05-03", [DATE]),
        ("3/12", [DATE]),
        ("El pasado lunes no hubo nadie; el lunes tampoco", [DATE]),
        ("el 3 de marzo", [DATE]),
        ("ayer", [DATE]),
        ("When we talked it was fine", [TRACE]),
        ("She yelled at me", [TRACE]),
        ("in my last meeting", [TRACE]),
        ("cuando nos reunimos", [TRACE]),
        ("Soy la única", [TRACE]),
        ("Mi jefa marcha bien, and may decide more in the march of time", []),
        ("Explains why. Listens to us.", []),
    ],
)
def test_dates_and_traces_are_found_in_every_language_at_once(text: str, told: list[str]) -> None:
    assert warnings_for(text, []) == told


def test_every_catalogue_has_its_file_and_every_phrase_is_one() -> None:
    assert {path.stem for path in WORDS.glob("*.toml")} == set(i18n.catalogues())
    for path in WORDS.glob("*.toml"):
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        assert set(found) == {"months", "dates", "traces"} and all(found.values())


def test_another_language_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fr.toml").write_text(
        'months = ["janv[ier]", "mars"]\ndates = ["# MONTH", "hier"]\n'
        'traces = ["quand (nous|on) [s\'est ]parl(é|ait)"]\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(hints, "_WORDS", tmp_path)
    hints._patterns.cache_clear()
    try:
        assert warnings_for("Le 3 janvier", []) == [DATE] == warnings_for("hier", [])
        assert warnings_for("quand on s'est parlé", []) == [TRACE]
        assert warnings_for("yesterday", []) == []
    finally:
        hints._patterns.cache_clear()


def test_what_is_no_sign_is_itself() -> None:
    assert pattern("a.b*c?") == r"a\.b\*c\?"
