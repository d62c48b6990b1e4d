"""The page *reliability*: every promise with the tests that hold it, and the figures of the last long runs."""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.pages.promises import Promise, sections
from tests.pages.words import in_language, paragraph, texts

FIGURES = Path(__file__).parents[1] / "figures"
PERFORMANCE = "performance.json"


def runs() -> list[dict[str, Any]]:
    """The figures of all long runs, by the names of their files."""
    paths = sorted(path for path in FIGURES.glob("*.json") if path.name != PERFORMANCE)
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def reliability(language: str) -> str:
    """The page in a language."""
    said = {name: text[language] for name, text in texts()["reliability"].items()}
    count = sum(len(section.promises) for section in sections())
    held = len({test for section in sections() for promise in section.promises for test in promise.tests})
    parts = [f"# {said['title']}", paragraph(said["intro"].format(promises=count, tests=held)), paragraph(said["run"])]
    parts += [f"## {said['long']}", paragraph(said["runs"])]
    parts.append("\n".join(_run(found, said, language) for found in runs()) or paragraph(said["none"]))
    for section in sections():
        parts += [f"## {section.words[language]}", "\n".join(_promise(each, language) for each in section.promises)]
    return "\n\n".join(parts) + "\n"


def _run(found: dict[str, Any], said: dict[str, str], language: str) -> str:
    counts = ", ".join(f"{_counted(name, language)}: {_number(value)}" for name, value in found["counts"].items())
    title = in_language(found["title"], language)
    command = found["command"].partition(" --")[0]  # options are those of a test's command, and none of perflead's
    end = said["ended"].format(failures=found["failures"], seconds=f"{found['seconds']:,.0f}")
    return paragraph(f"{title}. {counts}. {end} `{command}`", first="* ", rest="  ")


def _counted(name: str, language: str) -> str:
    """What was counted: `fault: kill` is made of two parts, each with its own words."""
    return ": ".join(in_language(part, language) for part in name.split(": "))


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _promise(promise: Promise, language: str) -> str:
    lines = [paragraph(promise.words[language], first="* ", rest="  ")]
    for path, tests in groupby(promise.tests, key=lambda test: test.partition("::")[0]):
        names = ", ".join(f"`{test.partition('::test_')[2].replace('_', ' ')}`" for test in tests)
        lines.append(paragraph(f"`{path}`: {names}", first="  ", rest="  "))
    return "\n".join(lines)
