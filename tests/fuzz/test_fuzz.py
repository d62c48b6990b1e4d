"""No input breaks a parser: what is kept is tried again, and the fuzzer looks for more."""

import importlib.util
import json
import subprocess
import sys

import pytest

from .kept import HERE, corpus
from .targets import TARGETS

TOP = HERE.parents[1]
SECONDS, PARTS = 1, 2
"""Of the fuzzer for each target, the least that it takes: with its overhead about two minutes in all."""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], cwd=TOP, capture_output=True, text=True, check=False)


def test_every_target_has_a_seed_and_every_kept_input_a_target() -> None:
    assert all(any(corpus(name)) for name in TARGETS)
    kept = {each.name for kind in ("seeds", "found") for each in (HERE / kind).iterdir()}
    assert kept <= TARGETS.keys()
    assert sum(each.stat().st_size for each in HERE.rglob("*") if each.is_file()) < 2 * 1024 * 1024


def test_seeds_and_what_was_found_break_nothing() -> None:
    tried = run("tests.fuzz.replay")
    results = [json.loads(line) for line in tried.stdout.splitlines()]
    assert [each for each in results if not each["passed"]] == [], tried.stderr
    assert len(results) == sum(1 for name in TARGETS for _path in corpus(name)), tried.stderr
    read = {each["target"] for each in results if each["outcome"] == "read"}
    assert TARGETS.keys() - read <= {"approval", "approval_file", "pasted"}, "a seed that is refused reaches little"


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="needs atheris (Linux): pip install '.[fuzz]'")
@pytest.mark.parametrize("part", range(PARTS))
def test_minutes_of_the_fuzzer_break_nothing(part: int) -> None:
    names = list(TARGETS)[part::PARTS]
    tried = run("tests.fuzz.fuzz", "--short", str(SECONDS), *names)
    lines = [line.split() for line in tried.stdout.splitlines()]
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert [line[0] for line in lines] == names
    assert all(int(line[1]) > 0 for line in lines)
