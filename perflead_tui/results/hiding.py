"""Comments that a coach hides, for instance one that names its author: out of the report, with a reason that stays."""

from collections.abc import Mapping
from typing import Literal

from perflead_tui.results.report import HiddenComment, QuestionComments, Report

Side = Literal["anonymous", "manager", "own"]
SIDES: tuple[Side, ...] = ("anonymous", "manager", "own")


def comment_id(side: Side, question: str, at: int) -> str:
    """The name of a comment in a frozen report: `anonymous.O1.3`. Its place there says nothing: it was drawn."""
    return f"{side}.{question}.{at}"


def comment_ids(report: Report) -> list[str]:
    """The names of all comments of a frozen report, in its order."""
    return [
        comment_id(side, each.question, at)
        for side in SIDES
        for each in getattr(report.comments, side)
        for at in range(len(each.texts))
    ]


def hide(report: Report, reasons: Mapping[str, str]) -> Report:
    """A `report` without the comments named in `reasons`; each leaves its reason. Wording is never edited.

    Reasons that the report has already stay first: a report that was handed on lacks those comments.
    """
    hidden: list[HiddenComment] = list(report.comments.hidden)

    def left(side: Side) -> list[QuestionComments]:
        found = []
        for each in getattr(report.comments, side):
            names = [comment_id(side, each.question, at) for at in range(len(each.texts))]
            hidden.extend(HiddenComment(question=each.question, reason=reasons[n]) for n in names if n in reasons)
            texts = [text for name, text in zip(names, each.texts, strict=True) if name not in reasons]
            found.append(QuestionComments(question=each.question, texts=texts))
        return found

    sides: dict[str, object] = {side: left(side) for side in SIDES}
    return report.model_copy(update={"comments": report.comments.model_copy(update={**sides, "hidden": hidden})})
