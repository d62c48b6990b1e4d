"""The order in which a report is walked through."""

import enum
from dataclasses import dataclass

from perflead_tui.i18n import _
from perflead_tui.tui.results.profile import Profile


class View(enum.Enum):
    """What a page shows."""

    READING = enum.auto()
    COMPETENCIES = enum.auto()
    ITEMS = enum.auto()
    TIME = enum.auto()
    COMMENTS = enum.auto()


@dataclass(frozen=True)
class Step:
    """One page. `index` is the question, for comments."""

    view: View
    index: int = 0


def steps_of(profile: Profile) -> tuple[Step, ...]:
    """All pages of a report; time and comments only if they were asked."""
    steps = [Step(View.READING), Step(View.COMPETENCIES), Step(View.ITEMS)]
    if profile.time:
        steps.append(Step(View.TIME))
    return (*steps, *(Step(View.COMMENTS, at) for at in range(len(profile.questions))))


def views_of(steps: tuple[Step, ...]) -> list[View]:
    """The views of these pages, each once: view n has the key n."""
    return list(dict.fromkeys(step.view for step in steps))


def view_name(view: View) -> str:
    """What a view is called."""
    return {
        View.READING: _("How to read"),
        View.COMPETENCIES: _("Competencies"),
        View.ITEMS: _("Items"),
        View.TIME: _("Time"),
        View.COMMENTS: _("Comments"),
    }[view]


def step_name(step: Step) -> str:
    """What a page is called as the next or the last one."""
    return _("Next question") if step.index else view_name(step.view)
