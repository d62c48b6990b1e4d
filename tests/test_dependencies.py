"""The dependencies that CI installs: all of them pinned, each file with its hash, and audited without guessing."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from tests.audit import LOCK, SKIPPED, WEAK, judged
from tests.sbom import bill

TOP = Path(__file__).parents[1]
ENTRY = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=;~! ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_everything_that_the_test_command_installs_is_pinned() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    inner = re.search(r"perflead-tui\[(.+)\]", extras["dev"][0])
    assert inner is not None
    named = [*project["dependencies"], *extras["dev"], *(each for key in inner[1].split(",") for each in extras[key])]
    pinned = {name for name, _version in ENTRY.findall(LOCK.read_text())}
    assert {name_of(each) for each in named} - pinned == {"perflead-tui"}
    assert len(named) > 40


def test_every_pinned_package_has_hashes_and_no_address() -> None:
    text = LOCK.read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) > 100
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_an_audit_that_could_not_look_everything_up_says_so() -> None:
    sound, weak = {"name": "a", "version": "1", "vulns": []}, {"name": "b", "version": "2", "vulns": [{"id": "X-1"}]}
    unknown = {"name": "c", "skip_reason": "not found"}
    assert judged([sound])[0] == 0
    assert judged([sound, unknown])[0] == SKIPPED
    code, lines = judged([weak, unknown])
    assert code == WEAK
    assert lines[0] == "b 2: X-1"


def test_the_bill_of_materials_is_the_same_each_time() -> None:
    one = bill()
    assert one == bill()
    assert {"perflead-tui", "cryptography", "textual"} <= {part["name"] for part in parts(json.loads(one))}


def parts(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [told["metadata"]["component"], *told["components"]]
