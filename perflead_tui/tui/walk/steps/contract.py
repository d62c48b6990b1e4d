"""Step 1: what this is for, who sees what, what is hidden and why, and how to read it."""

from collections.abc import Callable
from typing import ClassVar

from textual.content import Content

from perflead_tui.export.profile import Profile
from perflead_tui.i18n import _
from perflead_tui.tui.content import EMPTY, hanging, line, wrapped
from perflead_tui.tui.results.columns import MEASURE
from perflead_tui.tui.results.reading import answered_rows, closed_on, numbers_rows
from perflead_tui.tui.results.sheet import Block, Page
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.step import Step

Told = Callable[[Profile], list[tuple[str, str]]]
"""Sentences, each with its sign."""


class Contract(Step):
    """No number of the report stands here: constants of the terms and counts of answers alone."""

    number: ClassVar[int] = 1

    def title(self) -> str:
        """Its name."""
        return _("Contract")

    def prompts(self) -> tuple[str, ...]:
        """What a coach may say before anything is shown."""
        return (
            _("What would make this conversation worth your time?"),
            _("You decide what leaves this room. I keep my notes to myself."),
            _("We cannot know who said what, and we will not guess."),
        )

    def prompts_for(self, walk: Walk, look: Look) -> tuple[str, ...]:
        """Those of the step, or what helps to read."""
        if look.part:
            return (
                _("What is not clear yet about how to read this?"),
                _("Look for patterns, not for single numbers: they are rough with so few answers."),
            )
        return self.prompts()

    def parts(self, walk: Walk) -> int:
        """What is agreed; how to read the report."""
        return 2

    def part_title(self, part: int) -> str:
        """The names of both."""
        return _("How to read it") if part else _("What this is for")

    def page(self, walk: Walk, look: Look) -> Page:
        """One of the two."""
        profile = walk.profile
        if look.part:
            head = _("How to read it")
            blocks = [
                Block(lambda width: answered_rows(profile, width)),
                Block(lambda width: numbers_rows(profile, width, look.ink)),
            ]
        else:
            head = _("Before the first number")
            parts: tuple[tuple[str, Told], ...] = (
                (_("What this is for"), _purpose),
                (_("Who sees what"), _readers),
                (_("What is hidden, and why"), _hidden),
            )
            blocks = [_section(profile, title, told) for title, told in parts]
        return Page(f"contract {look.part}", lambda width: _head(profile, head, width), blocks)


def _head(profile: Profile, words: str, width: int) -> list[Content]:
    facts = _("{questionnaire} · closed on {date}").format(questionnaire=profile.title, date=closed_on(profile))
    room = min(width, MEASURE)
    note = wrapped(profile.untranslated, room, "$warn") if profile.untranslated else []
    return [*wrapped(words, room, "bold $accent"), *wrapped(facts, room, "$muted"), *note, EMPTY]


def _section(profile: Profile, title: str, told: Told) -> Block:
    def rows(width: int) -> list[Content]:
        found = [line(title, "bold")]
        for sign, words in told(profile):
            found += hanging(line(sign, "$good" if sign == "✓" else "$muted") + " ", words, min(width, MEASURE))
        return [*found, EMPTY]

    return Block(rows, size=400)


def _purpose(profile: Profile) -> list[tuple[str, str]]:
    told = _("To see how others experience how {leader} leads, and to choose one thing to work on.")
    return [
        ("✓", told.format(leader=profile.leader)),
        ("✓", _("It is for development. Nobody is ranked or compared with anyone.")),
        ("✓", _("It is never a ground for pay, promotion or discipline.")),
    ]


def _readers(profile: Profile) -> list[tuple[str, str]]:
    return [
        ("·", _("{leader} and the coach see this report.").format(leader=profile.leader)),
        ("·", _("Those who answered do not get it. At the end you choose what to tell them.")),
        ("·", _("The plan that you leave with has no scores in it.")),
    ]


def _hidden(profile: Profile) -> list[tuple[str, str]]:
    """What is not shown, and why: groups, ends of the scale, who wrote what."""
    together = _("A group is shown from {minimum} answers on, so that nobody's answer can be worked out.")
    found = [("·", together.format(minimum=profile.minimum))]
    for series in profile.series:
        if series.merged:
            told = _("{groups} are one group here: not all of them had enough answers.")
            found.append((series.glyph, told.format(groups=series.label)))
    if profile.withheld:
        told = _("{groups}: withheld, with fewer than {minimum} answers. They are in no number.")
        found.append(("·", told.format(groups=", ".join(profile.withheld), minimum=profile.minimum)))
    named = [series for series in profile.answered if not series.anonymous and series.role != "self"]
    told = _("{name} answers by name and was told so.")
    found += [(series.glyph, told.format(name=series.label)) for series in named]
    ends = _("The ends are not exact: “{low} or less”, “{high} or more”. So nobody can tell that all agreed.")
    found.append(("·", ends.format(low=profile.at_most, high=profile.at_least)))
    return [*found, ("·", _("Comments are mixed over all groups and shuffled; nobody's name stands with them."))]
