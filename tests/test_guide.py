"""The manual says what is true: commands, options, settings, formats and numbers are held against the program."""

import ast
import json
import re
import shlex
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from pydantic import BaseModel

from perflead_tui.cli.main import cli
from perflead_tui.guide import read_topic, topics
from perflead_tui.i18n import speaking
from perflead_tui.questionnaire import model
from perflead_tui.questionnaire.loading import builtin_names, load, parse
from perflead_tui.results.agreement import critical_rwg, critical_variance
from perflead_tui.results.insight import is_clear
from perflead_tui.results.plan import Plan
from perflead_tui.results.scores import Scale
from perflead_tui.review.answers import checked_answers
from perflead_tui.review.form import Form, Page

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "perflead_tui"
PAGES = {name: read_topic(name) for name, _title in topics()}
DOCUMENTS = {**PAGES, "README": (ROOT / "README.md").read_text(encoding="utf-8")}
GUIDE = " ".join(" ".join(PAGES.values()).split())

SCREEN = 24  # rows
WIDTH = 80  # columns
VARIABLE = re.compile(r"_?PERFLEAD_[A-Z_]+")
ANY_VARIABLE = re.compile(r"_?PERFLEAD_[A-Z_]+|LC_[A-Z]+|LANG|NO_COLOR|COLORFGBG|TERM")
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(command: click.Command = cli, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands(inner, *path, name)


def options(command: click.Command) -> Iterator[str]:
    """All spellings of a command's options."""
    for param in command.get_params(click.Context(command)):
        if isinstance(param, click.Option):
            yield from (*param.opts, *param.secondary_opts)


def block(page: str, kind: str) -> str:
    """The fenced example of `kind` on a page."""
    (found,) = [text for info, text in FENCE.findall(PAGES[page]) if info == kind]
    assert isinstance(found, str)
    return found


def code_lines(text: str) -> Iterator[str]:
    """The lines of fenced and of indented code."""
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip()


def typed_examples() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every command line of the README and the guide that a reader may type: its page and its words."""
    for page, text in DOCUMENTS.items():
        for line in code_lines(text):
            for part in line.split("&&"):
                if not re.match(r"(\S*/)?perflead( |$)", part.strip()):
                    continue
                yield page, tuple(shlex.split(part, comments=True)[1:])


def named_in_words() -> Iterator[tuple[str, str]]:
    """Every `perflead ...` inside a sentence, with its page."""
    for page, text in DOCUMENTS.items():
        prose = FENCE.sub("", text)
        for found in re.findall(r"`perflead ([^`]+)`", " ".join(prose.split())):
            yield page, found


def rows(page: str, cells: int) -> Iterator[list[str]]:
    """The rows of numbers in the tables of a page that have so many cells."""
    for line in PAGES[page].splitlines():
        found = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(found) == cells and found[-1][-1:].isdigit():
            yield found


def words_of(command: click.Command, args: list[str]) -> tuple[click.Context, list[str]]:
    """The context of a group whose own options are parsed, and what is left: the command and its words."""
    context = click.Context(command, info_name="perflead")
    _given, rest, _order = command.make_parser(context).parse_args(list(args))
    return context, rest


# Commands and options


def test_every_command_is_in_the_guide() -> None:
    missing = [" ".join(path) for path, _command in commands() if f"perflead {' '.join(path)}".strip() not in GUIDE]
    assert not missing


def test_every_option_is_in_the_guide() -> None:
    wanted = {(" ".join(path), option) for path, command in commands() for option in options(command)}
    missing = {found for found in wanted if not re.search(rf"(?<![\w-]){re.escape(found[1])}(?![\w-])", GUIDE)}
    assert not missing


def test_the_guide_knows_no_option_that_does_not_exist() -> None:
    known = {option for _path, command in commands() for option in options(command)}
    for page, text in PAGES.items():
        own = re.sub(r"`python -m [^`]*`", "", text)  # commands of the source, not of perflead
        assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", own)) <= known, page


@pytest.mark.parametrize(("page", "args"), sorted(set(typed_examples())))
def test_every_example_can_be_typed(page: str, args: tuple[str, ...]) -> None:
    context, rest = words_of(cli, list(args))
    command: click.Command = cli
    while isinstance(command, click.Group):
        if not rest:  # `perflead --version` and the like; `perflead` alone opens the app
            assert args or command.invoke_without_command, page
            return
        inner = command.get_command(context, rest[0])
        assert inner is not None, f"{page}: there is no command {rest[0]}"
        command, rest = inner, rest[1:]
        if isinstance(command, click.Group):
            context, rest = words_of(command, rest)
    command.make_context(command.name, list(rest), parent=click.Context(cli, obj={}))  # raises a UsageError


@pytest.mark.parametrize(("page", "typed"), sorted(set(named_in_words())))
def test_every_command_named_in_a_sentence_exists(page: str, typed: str) -> None:
    command: click.Command = cli
    known = set(options(cli))
    for word in shlex.split(typed):
        if word.startswith("-"):
            assert word in known, f"{page}: {typed}"
        elif isinstance(command, click.Group):
            inner = command.get_command(click.Context(command), word)
            assert inner is not None, f"{page}: {typed}"
            command = inner
            known |= set(options(command))


def test_every_topic_that_is_referred_to_exists() -> None:
    sources = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*") if path.suffix in (".py", ".yaml")]
    for text in (*DOCUMENTS.values(), *sources):
        named = re.findall(r"(?:perflead |`)guide ([a-z]+)\b", " ".join(text.split()))
        assert set(named) <= set(PAGES)


# Settings


def in_source() -> set[str]:
    """The environment variables that the source names."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        pattern = ANY_VARIABLE if "environ" in text else VARIABLE
        constants = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
        found |= {value for value in constants if isinstance(value, str) and pattern.fullmatch(value)}
    return found


def test_every_environment_variable_is_documented_and_every_documented_one_exists() -> None:
    section = PAGES["files"].split("## Environment variables")[1].split("\n## ")[0]
    listed = {name for line in section.splitlines() if line.startswith("* ") for name in re.findall(r"`(\w+)`", line)}
    assert listed == in_source()
    for page, text in DOCUMENTS.items():
        assert set(VARIABLE.findall(text)) <= listed, page


# Examples


def test_the_questionnaire_example_is_sound() -> None:
    found = parse(block("questionnaire", "yaml questionnaire").encode(), "the guide")
    assert found.name not in builtin_names()
    assert found.languages == ["en", "es"]


def test_every_field_of_a_questionnaire_is_documented() -> None:
    classes = [each for each in vars(model).values() if isinstance(each, type) and issubclass(each, BaseModel)]
    fields = {field.alias or name for each in classes for name, field in each.model_fields.items()}
    prose = set(re.findall(r"`(\w+):?`", FENCE.sub("", PAGES["questionnaire"])))
    assert not fields - prose


def test_the_answers_example_fits_the_built_in_questionnaire() -> None:
    asked = load("performance-leadership")
    pages = tuple(Page(competency, tuple(competency.items)) for competency in asked.competencies)
    form = Form(pages, asked.time, tuple(asked.open_questions), own=False)
    answers = checked_answers(json.loads(block("answer", "json answers")), form, asked.scale)
    assert answers.ratings and answers.time and answers.comments
    assert None in answers.ratings.values()


def test_the_plan_example_is_sound_and_its_fields_are_all_there_are() -> None:
    text = block("formats", "json plan")
    assert json.loads(Plan.model_validate_json(text).to_json()) == json.loads(text)


def test_the_table_of_competencies_is_that_of_the_questionnaire() -> None:
    asked = load("performance-leadership")
    found = [(key, name, int(lines)) for key, name, lines in rows("questionnaire", 3)]
    assert found == [(each.key, each.name["en"], len(each.items)) for each in asked.competencies]


# Numbers


def test_the_bounds_in_the_table_are_those_of_the_program() -> None:
    found = list(rows("disclosure", 4))
    assert found
    for ends, minimum, low, high in found:
        scale = Scale(1, int(ends.removeprefix("1-")), int(minimum))
        assert (scale.at_most / 10, scale.at_least / 10) == (float(low), float(high))


def test_the_clear_gaps_in_the_table_are_those_of_the_program() -> None:
    scale = Scale(1, 5, 4)
    found = list(rows("disclosure", 2))
    assert found
    for answers, gap in found:
        n = int(answers.split()[0])
        assert float(gap) == next(tenths for tenths in range(1, 41) if is_clear(tenths, n, scale)) / 10


def test_the_critical_values_in_the_table_are_those_of_the_program() -> None:
    found = list(rows("statistics", 3))
    assert found
    for raters, rwg, variance in found:
        exact = critical_variance(int(raters), 5)
        assert exact is not None
        assert float(rwg) == round(critical_rwg(int(raters), 5), 3)
        assert float(variance) == round(float(exact), 2)


# Form


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_has_a_title_and_ends_with_one_line_break(page: str) -> None:
    assert re.match(r"# \S", PAGES[page])
    assert PAGES[page].endswith("\n") and not PAGES[page].endswith("\n\n")


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_fits_a_terminal_and_holds_nothing_that_it_obeys(page: str) -> None:
    for line in PAGES[page].splitlines():
        assert len(line) <= WIDTH, line
    assert not {char for char in PAGES[page] if char != "\n" and unicodedata.category(char).startswith("C")}


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_does_not_shout(page: str) -> None:
    assert "!" not in re.sub(r"`[^`]*`", "", FENCE.sub("", PAGES[page]))


def test_titles_tell_the_pages_apart() -> None:
    titles = [title for _name, title in topics()]
    assert len(set(titles)) == len(titles) > 1


def test_a_rater_learns_the_essentials_about_anonymity_on_one_screen() -> None:
    first, rest = PAGES["anonymity"].split("The rest of this page", 1)
    assert rest
    assert len(first.splitlines()) <= SCREEN


TRANSLATED = sorted(page for page in (PACKAGE / "guide").glob("*/*.md"))
SAID = {
    "answer": re.compile(r"\.?[a-záéíóú]+( \d)?"),
    "languages": re.compile("language|idioma"),
    "frontline": re.compile("host|anfitrion"),
}
"""What is typed on the plain path has its own words in each language."""


def shape(text: str) -> dict[str, object]:
    """What a page and its translation have in common."""
    rows = text.splitlines()
    return {
        "headings": [len(row.split()[0]) for row in rows if row.startswith("#")],
        # What is typed; an entry of a list within a list begins with four blanks, too, and goes on with six.
        "typed": [row for row in rows if row.startswith("    ") and not row.startswith(("    *", "      "))],
        "tables": sum(row.startswith("|") for row in rows),
        "fences": sum(row.startswith("```") for row in rows),
    }


@pytest.mark.parametrize("page", TRANSLATED, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_a_translated_page_has_all_that_the_english_one_has(page: Path) -> None:
    english, there = PAGES[page.stem], page.read_text(encoding="utf-8")
    assert shape(there) == shape(english)
    plain = SAID.get(page.stem, re.compile("(?!)"))
    prose = [FENCE.sub("", text) for text in (english, there)]
    said = [{" ".join(word.split()) for word in re.findall(r"`([^`]+)`", text)} for text in prose]
    assert {word for word in said[0] ^ said[1] if not plain.fullmatch(word)} == set()
    assert [row for row in there.splitlines() if len(row) > WIDTH and not row.startswith("|")] == []


def test_all_pages_but_those_for_programmers_are_in_spanish() -> None:
    assert set(PAGES) - {page.stem for page in TRANSLATED} == {"formats"}


def test_the_guide_is_read_in_the_active_language() -> None:
    with speaking("es"):
        assert read_topic("answer").startswith("# ") and read_topic("answer") != PAGES["answer"]
        assert read_topic("formats") == PAGES["formats"]
        assert dict(topics())["languages"] == "Idiomas"
