"""`perflead schema`: the documents as JSON Schema, and what perflead writes fits them."""

import json
from typing import Any

import pytest

from perflead_tui.flows.demo import RESULTS, SAMPLE
from perflead_tui.flows.schemas import documents, json_schema
from perflead_tui.guide import read_topic, topics
from perflead_tui.paths import sample_dir
from perflead_tui.questionnaire.loading import load
from perflead_tui.results.plan import Plan
from tests.cli.conftest import Run

ROOT = sample_dir() / SAMPLE / RESULTS / "review"


def written(name: str) -> dict[str, Any]:
    """A document of this kind as perflead writes it."""
    found: dict[str, Any]
    if name == "plan":
        focus = [{"competency": "PPL", "label": "People", "by": "2027-01-31"}]
        found = json.loads(Plan.model_validate({"leader": "Jo", "focus": focus}).to_json())
    elif name == "questionnaire":
        found = load("agency").model_dump(mode="json", by_alias=True, exclude_none=True)
    else:
        found = json.loads((ROOT / f"{name}.json").read_bytes())
    return found["terms"] if name == "terms" else found


def rules() -> Any:
    """The library's class, loaded late: it takes seconds, in every process that collects tests."""
    import jsonschema

    return jsonschema.Draft202012Validator


def fits(document: object, name: str) -> bool:
    return bool(rules()(json_schema(name)).is_valid(document))


def test_without_a_name_it_lists_the_documents(perflead: Run) -> None:
    said = perflead("schema")
    assert said.code == 0
    assert [line.split()[0] for line in said.out.splitlines()] == list(documents())
    assert all(len(line) <= 80 for line in said.out.splitlines())


@pytest.mark.parametrize("name", sorted(documents()))
def test_it_prints_a_sound_schema_that_says_what_it_is(perflead: Run, name: str) -> None:
    said = perflead("schema", name)
    assert said.code == 0 and not said.err
    schema = json.loads(said.out)
    rules().check_schema(schema)
    found = documents()[name]
    assert schema["title"] == found.schema == schema["properties"]["schema"]["const"]
    assert schema["$id"] == "urn:" + found.schema.replace(".", ":").replace("/", ":")
    assert schema["description"] == found.about
    assert ("schema" in schema["required"]) is (name != "questionnaire") and not schema["additionalProperties"]


@pytest.mark.parametrize("name", ["report", "plan", "questionnaire", "terms", "board"])
def test_what_perflead_writes_fits_its_schema(name: str) -> None:
    assert fits(written(name), name)
    assert not fits({**written(name), "more": 1}, name)
    nameless = {key: value for key, value in written(name).items() if key != "schema"}
    assert fits(nameless, name) is (name == "questionnaire")


def test_the_fields_are_those_of_the_file_and_not_of_the_program() -> None:
    words = json.dumps(json_schema("report"))
    assert '"self"' in words and '"own"' not in words and "schema_" not in words


def test_a_report_of_another_version_does_not_fit() -> None:
    assert not fits({**written("report"), "schema": "perflead.report/2"}, "report")


def test_an_unknown_name_is_told_with_those_that_exist(perflead: Run) -> None:
    said = perflead("schema", "nope\x1b[2J")
    assert said.code == 1 and "report, plan, questionnaire" in said.err
    assert "\x1b" not in said.err


def test_every_document_that_is_described_is_in_the_guide() -> None:
    guide = " ".join(read_topic(name) for name, _title in topics())
    assert all(found.schema in guide for found in documents().values())
