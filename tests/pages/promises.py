"""The promises in `tests/promises.toml`, and the tests that they name."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "promises.toml"
ROOT = FILE.parents[1]


@dataclass(frozen=True)
class Promise:
    """What is promised, in each language, and the ids of the tests that hold it (`tests/x.py::test_y`)."""

    words: dict[str, str]
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """Promises of one kind, under a heading."""

    words: dict[str, str]
    promises: tuple[Promise, ...]


@cache
def sections() -> tuple[Section, ...]:
    """All promises in their order."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["section"]
    return tuple(
        Section(_words(each), tuple(Promise(_words(one), tuple(one["tests"])) for one in each["promise"]))
        for each in found
    )


def promises() -> Iterator[Promise]:
    """All promises, without their headings."""
    for section in sections():
        yield from section.promises


def exists(test: str) -> bool:
    """Whether there is a test of this id. Its file is read and not run."""
    path, _colons, name = test.partition("::")
    return (ROOT / path).is_file() and name in _tests_in(ROOT / path)


@cache
def _tests_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree.body if isinstance(node, kinds) and node.name.startswith("test_"))


def _words(entry: dict[str, str]) -> dict[str, str]:
    return {language: entry[language] for language in ("en", "es")}
