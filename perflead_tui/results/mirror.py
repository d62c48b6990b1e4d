"""A report on the agency beside a report on a leader: each of its lines by the competency that it mirrors."""

from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import ItemResult, Report


def mirrored(agency: Report, questionnaire: Questionnaire) -> dict[str, list[ItemResult]]:
    """The lines of the agency's report by the key of the leader's competency that they mirror.

    `questionnaire` is the agency's: it says what mirrors what, and its order is kept. A line without `mirrors`, or
    that the report does not have, is left out; one that too few answered is there, without a mean.
    """
    results = {item.key: item for item in agency.items}
    found: dict[str, list[ItemResult]] = {}
    for item in questionnaire.items:
        if item.mirrors is not None and item.key in results:
            found.setdefault(item.mirrors, []).append(results[item.key])
    return found
