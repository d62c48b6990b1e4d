"""The plan on one page, to print or to hand over: what will be done and what others will see of it, and no score."""

import datetime
from collections.abc import Sequence

from perflead_tui.export.columns import display_width, padded
from perflead_tui.export.page import Page
from perflead_tui.i18n import _, format_date, speaking
from perflead_tui.results.plan import Focus, Part, Plan
from perflead_tui.text import clean_line

NARROWEST, WIDEST, USUAL = 30, 78, 76
LINES = 66
"""Lines of a printed page; a plan with a few lines to each part fits it."""
_BESIDE = 60  # columns; below, the name of a part stands above its words
_INDENT = "   "


def part_name(part: Part) -> str:
    """What a part of a plan is called."""
    return {
        "behaviour": _("What I will do"),
        "when": _("When"),
        "support": _("Support I need"),
        "agency": _("The agency changes"),
        "measure": _("Others will see"),
    }[part]


def day_words(day: datetime.date | None) -> str:
    """A day of the plan as people write it; nothing if it is not said."""
    return format_date(day) if day else ""


def asked_again() -> str:
    """What happens on the day on which the same people are asked again."""
    return _("The same people are asked whether they see it.")


def plan_text(plan: Plan, language: str = "en", width: int = USUAL) -> str:
    """The plan as a page in `language`, ending in a newline; `width` is brought between 30 and 78 columns.

    What is not said yet is a line to write on.
    """
    with speaking(language):
        return str(_PlanPage(plan, min(max(width, NARROWEST), WIDEST)).page)


class _PlanPage:
    """Builds the page from top to bottom."""

    def __init__(self, plan: Plan, width: int) -> None:
        self.page = Page(width)
        self._names = max(display_width(name) for name in self._all_names()) + 3
        self._head(plan)
        for at, focus in enumerate(plan.focus, start=1):
            self._focus(at, focus)
        self._pulse(plan.pulse_on)
        self._message(plan.message)
        self._signed()

    @staticmethod
    def _all_names() -> list[str]:
        parts: Sequence[Part] = ("behaviour", "when", "support", "agency", "measure")
        return [*map(part_name, parts), _("By"), _("Ask again on")]

    def _head(self, plan: Plan) -> None:
        self.page.paragraph(_("The plan of {leader}").format(leader=clean_line(plan.leader)))
        self.page.rule()
        if not plan.focus:
            self.page.gap()
            self.page.paragraph(_("No focus area is chosen yet."))

    def _focus(self, at: int, focus: Focus) -> None:
        self.page.gap()
        self.page.paragraph(clean_line(focus.label), padded(str(at), len(_INDENT)))
        self.page.gap()
        for part in ("behaviour", "when", "support", "agency", "measure"):
            self._part(part_name(part), getattr(focus, part))
        self._day(_("By"), focus.by)

    def _day(self, name: str, day: datetime.date | None) -> None:
        self._part(name, day_words(day))

    def _part(self, name: str, words: str) -> None:
        self.page.field(name, words, _INDENT, self._names if self.page.width >= _BESIDE else 0)

    def _pulse(self, day: datetime.date | None) -> None:
        self.page.gap()
        self.page.paragraph(_("After about ninety days"))
        self.page.gap()
        self._day(_("Ask again on"), day)
        self.page.lines(asked_again(), _INDENT if self.page.width < _BESIDE else _INDENT + " " * self._names)

    def _message(self, words: str) -> None:
        if not words:
            return
        self.page.gap()
        self.page.paragraph(_("What I will tell those who answered"))
        self.page.gap()
        self.page.lines(words, _INDENT)

    def _signed(self) -> None:
        self.page.gap()
        self.page.line()
        room = (self.page.width - len(_INDENT)) // 2
        cells = []
        for name in (_("Signed"), _("Date")):
            cells.append(f"{name} " + "_" * max(room - display_width(name) - 1, 4))
        self.page.line(_INDENT.join(cells))
