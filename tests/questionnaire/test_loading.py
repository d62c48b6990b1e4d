"""Questionnaires of one's own: what is read, and what is said about a file that does not fit."""

import json
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.questionnaire import reading
from perflead_tui.questionnaire.loading import check, check_file, load, parse
from perflead_tui.questionnaire.model import Questionnaire, in_language
from perflead_tui.questionnaire.translated import untranslated
from perflead_tui.questionnaire.writing import export_text, to_yaml

SMALL = """\
schema: perflead.questionnaire/1
name: small
version: 1.0
title:
  en: On
  no: Ja
minimum: 3
languages: [en, no]
scale:
  kind: agreement
  points:
    - {en: 1, no: 1}
    - {en: 2020-01-01, no: 2}
    - {en: yes, no: nei}
instructions:
  other: {en: Rate., no: Vurder.}
stem:
  other: {en: "Do you agree?", no: "Enig?"}
competencies:
  - key: A
    name: {en: One, no: En}
    items:
      - key: a1
        text:
          other: {en: They plan., no: De planlegger.}
groups:
  - key: self
    label: {en: Self, no: Selv}
    anonymous: no
    at_most: 1
  - key: team
    label: {en: Team, no: Lag}
"""


def said(text: str) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.field, problem.message) for problem in check(text.encode())]


@pytest.fixture(params=["fast", "slow"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both of PyYAML's parsers: the one of libyaml, and the one that is there without it."""
    import yaml

    if request.param == "slow":
        monkeypatch.setattr(reading, "_PARSER", yaml.SafeLoader)
    return str(request.param)


def test_words_that_yaml_would_turn_into_something_else_stay_words() -> None:
    found = parse(SMALL.encode(), "small.yaml")
    assert found.languages == ["en", "no"]
    assert found.version == "1.0"
    assert found.title == {"en": "On", "no": "Ja"}
    assert [point["en"] for point in found.scale.points] == ["1", "2020-01-01", "yes"]
    assert (found.minimum, found.groups[0].anonymous, found.groups[0].at_most) == (3, False, 1)


@pytest.mark.parametrize(
    "data",
    [b"\xef\xbb\xbf" + SMALL.encode(), SMALL.replace("\n", "\r\n").encode(), b"---\n" + SMALL.encode()],
    ids=["BOM", "CRLF", "document start"],
)
def test_a_byte_order_mark_windows_line_ends_and_a_document_start_are_fine(data: bytes) -> None:
    assert parse(data, "small.yaml").name == "small"


@pytest.mark.parametrize("name", ["performance-leadership", "agency"])
def test_what_is_written_reads_back_as_the_same(name: str) -> None:
    mine = load(name).model_copy(update={"name": "mine"})
    assert parse(to_yaml(mine).encode(), "mine.yaml") == mine
    assert parse(to_yaml(load(name)).encode(), "same.yaml") == load(name)


def test_words_that_look_like_nothing_are_quoted_when_written() -> None:
    odd = parse(SMALL.replace("nei}", '"null"}').replace("en: 1,", 'en: "~",').encode(), "odd.yaml")
    assert parse(to_yaml(odd).encode(), "odd.yaml") == odd


def test_a_file_of_ones_own_works_where_a_name_does(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert load(str(path)).name == "small"
    assert parse(export_text(str(path)).encode(), "again") == load(str(path))
    assert check_file(path) == []


def test_an_unknown_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(PerfleadError, match="There is no questionnaire performance-leaders") as refused:
        load("performance-leaders")
    assert refused.value.hint == "Did you mean performance-leadership?"
    with pytest.raises(PerfleadError) as refused:
        load("xyz\x1b[31m")
    assert "performance-leadership, agency" in refused.value.hint
    assert "\x1b" not in str(refused.value)


def test_a_missing_file_a_folder_and_an_empty_file_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_bytes(b"")
    for name, words in (("none.yaml", "There is no file"), ("", "is a folder"), ("empty.yaml", "is empty")):
        with pytest.raises(PerfleadError, match=words):
            load(str(tmp_path / name))


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(PerfleadError, match="too large to be a questionnaire"):
        load(str(path))
    with pytest.raises(PerfleadError, match="too large"):
        parse(b" " * (reading.LIMIT + 1), "huge.yaml")


def test_the_error_names_file_line_and_field() -> None:
    with pytest.raises(PerfleadError) as refused:
        parse(SMALL.replace("no: De planlegger.", "no: ''").encode(), "small.yaml")
    assert refused.value.message == (
        "small.yaml, line 25, field competencies[0].items[0].text.other.no: this is empty."
    )


def test_many_problems_are_one_short_message_and_a_long_list() -> None:
    text = SMALL.replace("no:", "da:").replace("[en, no]", "[en, sv]")
    assert len(check(text.encode())) > 15
    with pytest.raises(PerfleadError, match=r"There are \d+ more") as refused:
        parse(text.encode(), "small.yaml")
    assert len(refused.value.message.splitlines()) == 6


def test_a_missing_translation_is_reported_with_its_languages() -> None:
    assert said(SMALL.replace("{en: One, no: En}", "{en: One}")) == [
        (21, "competencies[0].name", "the words in no are missing.")
    ]
    assert said(SMALL.replace("{en: One, no: En}", "{en: One, no: En, fr: Un}")) == [
        (21, "competencies[0].name.fr", "this language is not one of those that languages: lists.")
    ]


def test_a_missing_translation_falls_back_to_the_first_language_and_the_file_can_be_used() -> None:
    text = SMALL.replace("[en, no]", "[no, en]").replace("{en: One, no: En}", "{no: En}")
    found = parse(text.encode(), "small.yaml")
    assert [problem.usable for problem in check(text.encode())] == [True]
    assert in_language(found.competencies[0].name, "en") == "En"
    assert untranslated("en", found.competencies[0].name) == "Not translated, so it is shown in Norwegian."
    assert untranslated("en", found.competencies[0].items) == untranslated("no", found) == ""


def test_words_that_the_first_language_lacks_are_refused() -> None:
    text = SMALL.replace("{en: One, no: En}", "{no: En}")
    with pytest.raises(PerfleadError, match="the words in en are missing"):
        parse(text.encode(), "small.yaml")


def test_the_first_language_is_first_however_the_terms_were_sorted() -> None:
    found = parse(SMALL.replace("[en, no]", "[no, en]").encode(), "small.yaml")
    again = Questionnaire.model_validate_json(json.dumps(found.model_dump(by_alias=True), sort_keys=True))
    assert in_language(again.title, "fr") == in_language(found.title, "fr") == "Ja"


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "words"),
    [
        ("key: a1", "key: A", 23, "competencies[0].items[0].key", "used twice; it is first on line 20"),
        ("key: team", "key: self", 31, "groups[1].key", "the key self is used twice"),
        ("name: small", "name: small\nname: other", 3, "name", "name is here twice; it is first on line 2"),
        ("[en, no]", "[en, no, en]", 8, "languages[2]", "here twice"),
        ("[en, no]", "[en, no, English]", 8, "languages[2]", "the code of a language"),
        ("minimum: 3", "minimum: 2", 7, "minimum", "3 or more"),
        ("minimum: 3", "minimum: 101", 7, "minimum", "100 or less"),
        ("minimum: 3", 'minimum: "3"', 7, "minimum", "a whole number"),
        ("minimum: 3", "minimum: 3.5", 7, "minimum", "a whole number"),
        ("anonymous: no", "anonymous: maybe", 29, "groups[0].anonymous", "true or false"),
        ("anonymous: no", "anonymous: yes", 29, "groups[0].anonymous", "cannot be anonymous"),
        ("key: team", "key: team\n    anonymous: false", 26, "groups", "at least one group must be anonymous"),
        ("key: team", "key: team\n    sees_as: selv", 32, "groups[1].sees_as", "no group selv; did you mean self?"),
        ("key: a1", "key: a1\n        seen_by: [x]", 24, "competencies[0].items[0].seen_by[0]", "no group x."),
        ("kind: agreement", "kind: stars", 10, "scale.kind", "one of frequency, agreement"),
        ("    - {en: yes, no: nei}\n", "", 11, "scale.points", "at least 3"),
        ("    - {en: yes, no: nei}\n", "    - {en: x, no: y}\n" * 6, 11, "scale.points", "at most 7"),
        ("title:\n  en: On\n  no: Ja", "title: On", 4, "title", "one line for each language"),
        ("title:", "titel:", 4, "titel", "did you mean title?"),
        ("other: {en: Rate., no: Vurder.}", "en: Rate.", 16, "instructions.en", "needs the field other:"),
        ("other: {en: Rate., no: Vurder.}", "", 15, "instructions", "fields of its own"),
        ("name: small", "name: Small One", 2, "name", "small letters, digits and hyphens"),
        ("key: a1", "key: a 1", 23, "competencies[0].items[0].key", "begins with a letter"),
        ("en: They plan.", "en: [They]", 25, "competencies[0].items[0].text.other.en", "words belong"),
        ("en: They plan.", f"en: {'x' * 2001}", 25, "competencies[0].items[0].text.other.en", "2000 characters"),
        ("questionnaire/1", "questionnaire/2", 1, "schema", "reads perflead.questionnaire/1 only"),
    ],
)
def test_each_problem_has_its_line_field_and_plain_words(old: str, new: str, line: int, field: str, words: str) -> None:
    found = said(SMALL.replace(old, new, 1))
    assert [at for at, name, message in found if name == field and words in message] == [line], found
    assert not any("pydantic" in message or "Input should" in message for _line, _field, message in found)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"\xff\xfea\x00", "UTF-16"),
        (b"name: caf\xe9\n", "not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8"),
        (b"PK\x03\x04\x00", "control character"),
        (b"name: a\x1b[2J", "control character"),
        (b"hello", "begins with fields"),
        (b"- a\n- b", "begins with fields"),
        (b"a: b: c", "second colon"),
        (b"a:\n\tb: c", "a tab"),
        (b'a: "x', "not closed"),
        (b"a: [1, 2", "bracket"),
        (b"a: &x [1]\nb: *x", "aliases"),
        (b"a: *x", "aliases"),
        (b"a: !!python/object/apply:os.system [ls]", "tags"),
        (b"%TAG ! tag:x,2000:\n---\na: !x 1", "tags"),
        (b"a: 1\n---\nb: 2", "second document"),
        (b"? [a]\n: b", "cannot be the name"),
        (b'a: "\\UFFFFFFFF"', "line 1"),
        (b"a: @x", "a sign such as @"),
        (b"[" * 200_000, "nested too deeply"),
        (b"{a: " * 100_000, "nested too deeply"),
        (b"- " * 100_000, "nested too deeply"),
        (b"[" + b"1," * 150_000, "100000 entries"),
    ],
    ids=range(25),
)
def test_a_file_that_cannot_be_read_gets_one_clear_sentence(data: bytes, words: str, parser: str) -> None:
    if parser == "slow" and len(data) > 250_000:
        pytest.skip("takes seconds without libyaml, and is refused in the same place")
    with pytest.raises(PerfleadError, match=r"^bad\.yaml, line \d+: ") as refused:
        parse(data, "bad.yaml")
    assert words in refused.value.message
    assert "\n" not in refused.value.message


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    assert [(line, "aliases" in message) for line, _field, message in said(bomb)] == [(1, True)]


def test_of_a_field_that_is_there_twice_the_first_stays_with_its_lines() -> None:
    text = SMALL + "title:\n  en: X\n  xx: Y\n"
    assert said(text) == [(33, "title", "title is here twice; it is first on line 4.")]


def test_nothing_that_a_terminal_obeys_gets_from_a_file_into_a_message() -> None:
    text = SMALL + '"\\e]52;c;x\\a\\u202eevil[/b]": 1\n'
    problems = check(text.encode())
    assert problems
    for problem in problems:
        assert not set("\x1b\x07\u202e") & set(str(problem))


def test_words_from_a_file_are_cleaned() -> None:
    found: Questionnaire = parse(SMALL.replace("They plan.", '"They\\e[31m \\u202eplan."').encode(), "small.yaml")
    assert found.items[0].text.other["en"] == "They[31m plan."
