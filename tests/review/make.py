"""Terms to test with: real questionnaires, keys that only look like keys."""

import base64
from typing import Any

from perflead_tui.questionnaire.loading import load
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.review.terms import Terms

KEY = base64.b64encode(b"\x01" * 32).decode()


def terms_for(questionnaire: Questionnaire | None = None, short: tuple[str, ...] = (), **changes: Any) -> Terms:
    """Terms of a review; `short` names the groups with a short form, `changes` replace fields."""
    questionnaire = questionnaire or load("performance-leadership")
    groups = [
        {
            "key": group.key,
            "label": group.label,
            "anonymous": group.anonymous,
            "invited": 1 if group.at_most == 1 else 5,
            "short_form": group.key in short,
            "sees_as": group.sees_as or group.key,
            "credential_key": KEY,
        }
        for group in questionnaire.groups
    ]
    document: dict[str, Any] = {
        "review": "abcdefghijklmnop",
        "leader": "Jordan Rivera",
        "created_on": "2026-11-02",
        "minimum": questionnaire.minimum,
        "groups": groups,
        "questionnaire": questionnaire.model_dump(by_alias=True),
        "keys": {"seal": KEY, "sign": KEY, "desk": KEY},
    }
    return Terms.model_validate(document | changes)
