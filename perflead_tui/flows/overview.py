"""What a desk shows of one review: its terms in a few words and totals. Never a group's number while it is open."""

from collections.abc import Mapping
from dataclasses import dataclass

from perflead_tui.flows.inviting import waiting
from perflead_tui.flows.records import Status, open_review
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.review.state import CLOSED
from perflead_tui.review.terms import Terms
from perflead_tui.sealing.fingerprint import words
from perflead_tui.vault.vault import Vault


@dataclass(frozen=True)
class Overview:
    """A review at its desk. `fingerprint` is that of the terms: the words that raters see."""

    status: Status
    terms: Terms
    fingerprint: str
    groups: Mapping[str, dict[str, str]]
    """The groups' labels in every language, by key."""
    uninvited: int = 0
    """How many people of the roster have no invitation yet."""

    @property
    def questionnaire(self) -> Questionnaire:
        """What is asked."""
        return self.terms.questionnaire


def overview(vault: Vault, wanted: str) -> Overview:
    """The review called `wanted`. Raises PerfleadError if there is none, or its file is damaged."""
    with open_review(vault, wanted) as file:
        labels = {group.key: dict(group.label) for group in file.terms.groups}
        left = 0 if file.state == CLOSED or file.handed_on else len(waiting(file))
        return Overview(file.status(), file.terms, words(file.terms_digest), labels, left)
