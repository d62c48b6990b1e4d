"""The documents that perflead writes and reads as JSON, each as a JSON Schema (draft 2020-12)."""

import importlib
from dataclasses import dataclass
from typing import Any, Literal

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.text import clean_line

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ITS_SCHEMA = ("schema", "schema_")  # the field in a file, and in a model that has no other name for it


@dataclass(frozen=True)
class Described:
    """A document: what it calls itself, the model that it must fit, and what it is in a sentence.

    `mode` is "serialization" where the schema is what perflead writes with all its fields, and "validation" where it is
    what perflead takes in, with what may be left out.
    """

    schema: str
    module: str
    model: str
    about: str
    mode: Literal["validation", "serialization"] = "validation"
    named: bool = True
    """Whether the document must say its schema."""


def documents() -> dict[str, Described]:
    """Every document that has a schema, by the name it is asked for."""
    return {
        "report": Described(
            "perflead.report/1",
            "perflead_tui.results.report",
            "Report",
            _("A closed review's report, as perflead report writes it."),
            "serialization",
        ),
        "plan": Described(
            "perflead.plan/1",
            "perflead_tui.results.plan",
            "Plan",
            _("A leader's plan, as perflead plan writes it and takes it in."),
        ),
        "questionnaire": Described(
            "perflead.questionnaire/1",
            "perflead_tui.questionnaire.model",
            "Questionnaire",
            _("What is asked. The YAML of a questionnaire has this form."),
            named=False,
        ),
        "debrief": Described(
            "perflead.debrief/1",
            "perflead_tui.flows.debriefing",
            "Said",
            _("What was said in a walk-through, as perflead debrief has it."),
        ),
        "share": Described(
            "perflead.shared/1",
            "perflead_tui.exchange.share",
            "_Document",
            _("What perflead share hands on, inside an age file."),
        ),
        "terms": Described(
            "perflead.terms/1",
            "perflead_tui.review.terms",
            "Terms",
            _("What a review promises, as every invitation holds it."),
        ),
        "board": Described(
            "perflead.board/1",
            "perflead_tui.exchange.board_model",
            "Board",
            _("The signed list of envelopes that a review closes with."),
        ),
        "receipt": Described(
            "perflead.receipt/1",
            "perflead_tui.exchange.receipt",
            "Receipt",
            _("A rater's proof of being on the board."),
        ),
    }


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of the document called `name`. Raises PerfleadError if there is none of that name."""
    found = documents().get(name)
    if found is None:
        raise PerfleadError(
            _("There is no schema called {name}.").format(name=clean_line(name, 40)),
            _("There are: {names}.").format(names=", ".join(documents())),
        )
    model = getattr(importlib.import_module(found.module), found.model)
    schema: dict[str, Any] = model.model_json_schema(by_alias=True, mode=found.mode)
    head = {
        "$schema": _DIALECT,
        "$id": "urn:" + found.schema.replace(".", ":").replace("/", ":"),
        "title": found.schema,
        "description": found.about,
    }
    needed = [each for each in schema.get("required", []) if each not in _ITS_SCHEMA]
    if found.named:  # even where the model would fill it in: a reader knows a document by it
        needed.insert(0, "schema")
    fields = {"schema" if each in _ITS_SCHEMA else each: kind for each, kind in schema["properties"].items()}
    return {**head, **schema, **head, "properties": fields, "required": needed}
