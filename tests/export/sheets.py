"""Reports for the tests of CSV and XLSX: the sample review's, and the same with hostile text in every field."""

import json
from typing import Any

from perflead_tui.flows.demo import RESULTS, SAMPLE
from perflead_tui.paths import sample_dir
from perflead_tui.questionnaire.loading import load
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.reading import read_report
from perflead_tui.results.report import Report


def sample() -> Report:
    """The report of the sample review."""
    return read_report((sample_dir() / SAMPLE / RESULTS / "review" / "report.json").read_bytes(), "the sample")


def asked() -> Questionnaire:
    """The questionnaire of the sample review."""
    return load("performance-leadership")


def hostile(text: str) -> tuple[Report, Questionnaire]:
    """The sample with `text` in every field that a report's file may fill, and in every name of its questionnaire."""
    value: dict[str, Any] = json.loads(sample().to_json())
    value["review"].update(leader=text, questionnaire=text, id=text, terms_digest=text, closed_on=text)
    value["cells"] = [{**cell, "label": text, "groups": [text]} for cell in value["cells"]]
    value["cells"][3]["key"] = text
    for row in value["competencies"] + value["items"]:
        row["cells"][text] = row["cells"].pop("frontline")
        row["key" if "label" in row else "competency"] += text
        row["label" if "label" in row else "text"] = text
        row["key"] = row["key"] if "label" in row else row["key"] + text
    value["withheld"] = [{"group": text, "reason": "too_few"}]
    said = [{"question": key, "texts": [text]} for key in ("O1", text)]
    value["comments"] = {"anonymous": said, "manager": said, "self": said}
    value["comments"]["hidden"] = [{"question": text, "reason": text}]
    questionnaire = asked()
    time = questionnaire.time
    assert time is not None
    shares = [share.model_copy(update={"name": {"en": text}, "text": {"en": text}}) for share in time.shares]
    questions = [each.model_copy(update={"key": text}) for each in questionnaire.open_questions]
    changed = {
        "title": {"en": text},
        "groups": [each.model_copy(update={"label": {"en": text}}) for each in questionnaire.groups],
        "time": time.model_copy(update={"shares": shares}),
        "open_questions": questions,
    }
    return Report.model_validate(value), questionnaire.model_copy(update=changed)


def changed(**changes: Any) -> Report:
    """The sample's report with some of its parts replaced."""
    return Report.model_validate({**json.loads(sample().to_json()), **changes})
