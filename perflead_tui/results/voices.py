"""The comments of a report one by one, in the order in which they are read, with those that were withheld."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from perflead_tui.results.hiding import SIDES, Side, comment_id
from perflead_tui.results.report import Report


@dataclass(frozen=True)
class Voice:
    """One comment. `reason` says why it is withheld; where the report itself lacks it there is no name and no text."""

    name: str
    question: str
    side: Side
    text: str
    reason: str | None = None

    @property
    def withheld(self) -> bool:
        """Whether its words are not to be shown."""
        return self.reason is not None


def voices(report: Report, reasons: Mapping[str, str], questions: Sequence[str] = ()) -> dict[str, list[Voice]]:
    """The comments by question: the groups', those by name, the leader's own, then what the report lacks.

    `reasons` are those of `Debrief.hidden`, by the names that comments have in `report`. `questions` come first and in
    this order, without comments too; others follow as the report has them.
    """
    found: dict[str, list[Voice]] = {key: [] for key in questions}
    for voice in (*_present(report, reasons), *_lacking(report)):
        found.setdefault(voice.question, []).append(voice)
    return found


def _present(report: Report, reasons: Mapping[str, str]) -> Iterator[Voice]:
    for side in SIDES:
        for each in getattr(report.comments, side):
            for at, text in enumerate(each.texts):
                name = comment_id(side, each.question, at)
                yield Voice(name, each.question, side, text, reasons.get(name))


def _lacking(report: Report) -> Iterator[Voice]:
    for each in report.comments.hidden:
        yield Voice("", each.question, "anonymous", "", each.reason)
