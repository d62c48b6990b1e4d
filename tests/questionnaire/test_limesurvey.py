"""LimeSurvey's files become questionnaires, what is lost is said, and no file can do harm."""

import random
import time
import unicodedata
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.questionnaire.importing.complete import complete
from perflead_tui.questionnaire.importing.draft import language_codes
from perflead_tui.questionnaire.importing.files import import_file
from perflead_tui.questionnaire.importing.limesurvey import limesurvey_draft
from perflead_tui.questionnaire.importing.plain import plain
from perflead_tui.questionnaire.importing.result import Imported
from perflead_tui.questionnaire.importing.scales import means_not_observed, scale_of
from perflead_tui.questionnaire.loading import parse
from perflead_tui.questionnaire.model import Questionnaire

FILES = Path(__file__).parent / "lss"
LEADERS = (FILES / "leaders.lss").read_text(encoding="utf-8")


def imported(data: str | bytes) -> Imported:
    """What a file with this content gives."""
    raw = data.encode() if isinstance(data, str) else data
    return complete(limesurvey_draft(raw, "test.lss"), "test", "test.lss")


def loaded(found: Imported) -> Questionnaire:
    """The questionnaire that the new file holds."""
    assert found.problems == []
    return parse(found.yaml.encode(), "test.yaml")


def lost(found: Imported) -> str:
    return "\n".join(map(str, found.lost))


def test_groups_become_competencies_and_subquestions_lines() -> None:
    found = loaded(import_file(FILES / "leaders.lss"))
    assert [(c.name["en"], c.name["es"]) for c in found.competencies] == [
        ("Sets direction", "Marca el rumbo"),
        ("Listens & learns", "Escucha y aprende"),
    ]
    assert [item.key for item in found.items] == [
        "DIR_1", "DIR_2", "DIR_3", "LIS_1", "LIS_2", "LEARN",
    ]  # fmt: skip
    assert [competency.key for competency in found.competencies] == ["SETS", "LIST"]
    assert found.items[1].text.other["es"] == "Explica por qué se eligió una meta."
    assert found.title == {"en": "Leading our team", "es": "Dirigir nuestro equipo"}
    assert found.instructions.other["en"] == "Thank you for your time. Rate what you saw."
    assert found.stem.other["en"] == "In the last six months, how often did this person do this?"
    assert [question.key for question in found.open_questions] == ["KEEP"]


def test_the_scale_has_the_lowest_answer_first_and_n_apart() -> None:
    found = import_file(FILES / "leaders.lss")
    scale = loaded(found).scale
    assert [point["en"] for point in scale.points] == ["Never", "Rarely", "Sometimes", "Often", "Always"]
    assert scale.not_observed == {"en": "Not applicable", "es": "No aplica"}
    assert scale.kind == "frequency"
    assert any("turned around" in note.what for note in found.changed)
    assert "1 Never, 2 Rarely" in "\n".join(found.summary())


def test_numbers_with_a_total_become_the_time_question() -> None:
    question = loaded(import_file(FILES / "leaders.lss")).time
    assert question is not None
    assert question.points == 10
    assert [share.name["es"] for share in question.shares] == ["Liderar", "Administrar", "Hacer"]


def test_numbers_without_a_total_are_reported() -> None:
    found = imported(LEADERS.replace("equals_num_value", "max_num_value"))
    assert "time" not in found.document
    assert "TIME (several numbers, type K)" in lost(found)


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("AREAS (multiple choice, type M)", "open questions and the time question"),
        ("SEX (gender, type G)", "could tell who answered"),
        ("FAIR (drop-down list, type !)", "(Disagree, Neither, Agree)"),
        ("DIR_SQ003", "{TOKEN:FIRSTNAME}"),
        ("LIS (array, type F)", "condition"),
        ("group Last words", "condition"),
        ("end text", "last question"),
        ("", "help texts of questions: 1"),
        ("", "must be answered: 1"),
        ("", "“other”: 1"),
        ("", "random order: 1"),
        ("", "quotas: 1"),
    ],
)
def test_what_is_not_carried_over_is_said_with_its_code_and_why(where: str, why: str) -> None:
    notes = import_file(FILES / "leaders.lss").lost
    assert any(note.where == where and why in note.what for note in notes)
    assert len(notes) == 12


def test_the_one_wording_of_limesurvey_is_told() -> None:
    assert any("one wording" in note.what for note in import_file(FILES / "leaders.lss").changed)


def test_the_old_layout_is_read_too() -> None:
    found = import_file(FILES / "old.lss")
    questionnaire = loaded(found)
    assert questionnaire.languages == ["en", "es-MX"]
    assert [item.text.other["es-MX"] for item in questionnaire.items] == [
        "tiene un plan",
        "lo cumple",
        "decide a tiempo",
    ]
    assert [point["en"] for point in questionnaire.scale.points] == ["1", "2", "3", "4", "5"]
    assert "Q3 (array, 10 points, type B): it has 10 answers" in lost(found)
    assert "Q4 (list, type L): it has 2 answers" in lost(found)
    assert "Q5 (short text, type S): the condition" in lost(found)
    assert any("numbers without words" in note.what for note in found.changed)


def test_a_single_question_in_three_languages_is_read() -> None:
    found = import_file(FILES / "trust.lsq")
    questionnaire = loaded(found)
    assert questionnaire.languages == ["en", "de", "zh-TW"]
    assert questionnaire.items[0].text.other == {
        "en": "Keeps promises.",
        "de": "Hält Zusagen.",
        "zh-TW": "信守承諾。",
    }
    assert questionnaire.scale.points[0]["de"] == "Stimme gar nicht zu"
    assert any("In de, zh-TW" in note.what for note in found.changed)


def test_a_file_in_utf_16_is_read_too() -> None:
    assert imported(LEADERS.encode("utf-16")).document == imported(LEADERS).document


@pytest.mark.parametrize("name", ["leaders.lss", "old.lss", "trust.lsq"])
def test_what_is_written_is_what_is_read_again(name: str) -> None:
    found = import_file(FILES / name)
    read = loaded(found).model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)
    assert read == found.document


def test_the_file_says_at_its_head_what_was_lost() -> None:
    text = import_file(FILES / "leaders.lss").yaml
    head, _blank, body = text.partition("\n\n")
    assert all(line.startswith("#") for line in head.splitlines())
    assert "quotas: 1" in head
    assert body.startswith("schema: perflead.questionnaire/1\n")
    assert "\n# The words above every page of lines.\nstem:\n" in body


def test_a_missing_translation_is_left_to_be_completed_and_told() -> None:
    found = imported(LEADERS.replace("<question><![CDATA[Reconoce un error.]]></question>", "<question/>"))
    assert [problem.field for problem in found.problems] == ["competencies[1].items[2].text.other"]
    assert any(note.what.startswith("1 text has no words in es") for note in found.changed)


def test_a_language_with_hardly_any_words_is_left_out() -> None:
    found = imported(LEADERS.replace("<language>es</language>", "<language>es</language><language>fr</language>"))
    assert loaded(found).languages == ["en", "es"]
    assert "language fr: most lines have no words in it." in lost(found)


def test_arrays_become_competencies_where_one_group_has_everything() -> None:
    text = LEADERS.replace("<gid><![CDATA[12]]></gid>", "<gid><![CDATA[11]]></gid>")
    text = text.replace("<p>In the last six months, how often did <b>this person</b> do this?</p>", "Direction", 1)
    found = loaded(imported(text))
    assert found.competencies[0].name["en"] == "Direction"
    assert len(found.competencies) == 3


def test_a_file_without_lines_is_refused_with_the_reasons() -> None:
    text = LEADERS
    for kind, other in (("F", ";"), ("L", "M"), ("!", "R")):
        text = text.replace(f"<type><![CDATA[{kind}]]>", f"<type><![CDATA[{other}]]>")
    with pytest.raises(PerfleadError, match=r"(?s)no line that perflead can ask.*array of texts"):
        imported(text)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("a&nbsp;&amp;&nbsp;b &lt;i&gt;", "a & b <i>"),
        ("x<br/>y", "x y"),
        ("<b>bo</b>ld", "bold"),
        ("3 < 4 and 5 > 2", "3 < 4 and 5 > 2"),
        ("<script>alert('x')</script>Safe<style>p{}</style>", "Safe"),
        ("<!--[if gte mso 9]><xml>word</xml><![endif]-->Text", "Text"),
        ("<![endif]>Text", "Text"),
        ("<a href='x' title='y'>link</a>", "link"),
        ("open <b without end", "open <b without end"),
        ("\x1b[31mred\u202e", "[31mred"),
        ("Dear {TOKEN:FIRSTNAME}, hello", "Dear …, hello"),
        ("{if(is_empty(x), '{y}', 'z')}", ""),
        ("{ not an expression }", "{ not an expression }"),
        ("", ""),
    ],
)
def test_html_becomes_plain_words(html: str, words: str) -> None:
    assert plain(html).words == words


def test_pictures_and_long_texts_are_told() -> None:
    assert plain("<img src='x'>A").media
    assert plain("x" * 3000).cut
    assert len(plain("x" * 3000).words) == 2000


@pytest.mark.parametrize("piece", ["<a ", "<!--", "<", "<a b='", "<![", "</", "&#", "{", "<script>", "{{}", "a\u0301"])
def test_no_text_takes_long(piece: str) -> None:
    started = time.process_time()
    plain(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    ("answers", "lowest"),
    [
        (["Never", "Sometimes", "Always"], "Never"),
        (["Always", "Sometimes", "Never"], "Never"),
        (["Strongly agree", "Agree", "Disagree", "Strongly disagree"], "Strongly disagree"),
        (["Totalmente de acuerdo", "De acuerdo", "Totalmente en desacuerdo"], "Totalmente en desacuerdo"),
        (["Totalmente en desacuerdo", "De acuerdo", "Totalmente de acuerdo"], "Totalmente en desacuerdo"),
        (["Siempre", "A veces", "Nunca"], "Nunca"),
        (["5 - top", "4", "3", "2", "1 - bottom"], "1 - bottom"),
        (["1 = always", "2 = sometimes", "3 = never"], "3 = never"),
        (["good", "fair", "bad"], "good"),
    ],
)
def test_the_direction_of_a_scale_is_told_from_its_words_or_numbers(answers: list[str], lowest: str) -> None:
    assert scale_of([{"en": words} for words in answers]).points[0]["en"] == lowest


def test_scores_tell_the_direction_where_words_do_not() -> None:
    answers = [{"en": words} for words in ("green", "yellow", "red")]
    assert scale_of(answers, [3, 2, 1]).points[0]["en"] == "red"
    assert not scale_of(answers, [0, 0, 0]).known


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("N/A", True), ("Not applicable", True), ("I don’t know", True), ("No sé", True), ("NS/NC", True),
        ("Weiß nicht", True), ("(Cannot say)", True), ("No opportunity to observe", True), ("No", False),
        ("Never", False), ("Not at all", False), ("Nada", False), ("Neither agree nor disagree", False),
    ],
)  # fmt: skip
def test_an_answer_that_says_i_cannot_tell_is_n(words: str, expected: bool) -> None:
    assert means_not_observed(words) is expected


def test_codes_of_languages_are_perfleads() -> None:
    assert language_codes(["en", "de-informal", "de", "pt-BR", "zh-Hans", "hil", "", "x"]) == {
        "en": "en", "de-informal": "de", "pt-BR": "pt-BR", "zh-Hans": "zh",
    }  # fmt: skip


def test_keys_are_valid_and_differ() -> None:
    text = LEADERS.replace("<title><![CDATA[LEARN]]>", "<title><![CDATA[DIR_1]]>")
    text = text.replace("<title><![CDATA[KEEP]]>", "<title><![CDATA[9 ключ \u202e" + "x" * 50 + "]]>")
    found = loaded(imported(text))
    assert [item.key for item in found.items][-1] == "DIR_1-2"
    assert found.open_questions[0].key.startswith("K9-x")


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    + "".join(f'<!ENTITY c{n} "' + (f"&c{n - 1};" if n else "&b;") * 10 + '">' for n in range(12))
    + "]><document><LimeSurveyDocType>&c11;</LimeSurveyDocType></document>"
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (BOMB, "declares a document type or entities"),
        ('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><document>&x;</document>', "declares"),
        ('<!DOCTYPE d SYSTEM "http://127.0.0.1/x.dtd"><document/>', "declares"),
        ("<!DOCTYPE document><document/>", "declares"),
        ("<document>&x;</document>", "not sound XML"),
        ("<a>" * 100_000, "nested too deeply"),
        ("<document>" + "<questions><rows>" + "<row/>" * 70_000, "more than 60000 rows"),
        ("<document/>", "not a file of LimeSurvey"),
        ("<html><body>no</body></html>", "not a file of LimeSurvey"),
        ("not XML", "line 1: this is not sound XML"),
        ("", "not sound XML"),
        (LEADERS[:5000], "not sound XML"),
        (BOMB.encode("utf-16"), "declares a document type or entities"),
        (LEADERS.encode("latin-1", "replace"), "not sound XML"),
        (b"PK\x03\x04", "archive"),
        (b"\x00" * 1000, "not sound XML"),
        ("<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>", "no line that perflead can ask"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_hostile_or_damaged_file_is_refused_at_once(data: str | bytes, words: str) -> None:
    started = time.process_time()
    with pytest.raises(PerfleadError, match=words):
        imported(data)
    assert time.process_time() - started < 1


def test_a_file_of_too_many_questions_or_bytes_is_refused(tmp_path: Path) -> None:
    rows = "".join(f"<row><qid>{n}</qid><type>F</type></row>" for n in range(5001))
    text = (
        f"<document><LimeSurveyDocType>Survey</LimeSurveyDocType><questions><rows>{rows}</rows></questions></document>"
    )
    with pytest.raises(PerfleadError, match="more than 5000 questions"):
        imported(text)
    path = tmp_path / "big.lss"
    path.write_bytes(b" " * (4 * 1024 * 1024 + 1))
    with pytest.raises(PerfleadError, match="too large"):
        import_file(path)


def test_a_huge_field_costs_no_more_than_another() -> None:
    started = time.process_time()
    found = imported(LEADERS.replace("Admits a mistake.", "<b>é\u0301" * 500_000))
    assert time.process_time() - started < 1
    assert len(found.yaml) < 20_000


def test_no_control_characters_come_through() -> None:
    found = imported(
        LEADERS.replace("Admits a mistake.", "Admits\u202e \u009b31m it\u2028.").replace("KEEP", "K\u202eP")
    )
    said = found.yaml + "\n".join(found.summary())
    assert not [char for char in said if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") and char != "\n"]
    assert found.problems == []


def mutilated(text: str, rng: random.Random) -> str:
    """`text` with a few accidents: pieces lost, doubled, swapped for others, letters changed."""
    for _accident in range(rng.randint(1, 4)):
        at, length = rng.randrange(len(text)), rng.randrange(1, 400)
        piece = text[at : at + length]
        other = rng.randrange(len(text))
        text = rng.choice(
            [
                text[:at] + text[at + length :],
                text[:at] + piece + text[at:],
                text[:at] + text[other : other + length] + text[at + length :],
                text[:at] + rng.choice("<>&{}]\"'\x00\u202e0-") + text[at + 1 :],
            ]
        )
    return text


def shuffled_rows(text: str, rng: random.Random) -> str:
    """`text` with fields of some rows changed, so that it stays sound XML and means nonsense."""
    lines = text.splitlines()
    fields = [n for n, line in enumerate(lines) if line.startswith("    <")]
    for n in rng.sample(fields, 25):
        lines[n] = rng.choice([lines[rng.choice(fields)], "", lines[n].replace("[CDATA[", "[CDATA[-1 {x} ")])
    return "\n".join(lines)


@pytest.mark.parametrize("name", ["leaders.lss", "old.lss", "trust.lsq"])
def test_a_mutilated_file_gives_a_questionnaire_or_a_refusal(name: str) -> None:
    text = (FILES / name).read_text(encoding="utf-8")
    rng = random.Random(name)
    for n in range(50):
        data = (mutilated if n % 4 == 0 else shuffled_rows)(text, rng)
        try:
            found = imported(data)
        except PerfleadError as error:
            assert error.hint
        else:
            assert all(problem.message for problem in found.problems)
            assert found.summary()
