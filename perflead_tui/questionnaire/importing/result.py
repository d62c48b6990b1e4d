"""What an import gives: a questionnaire as YAML, and what its author should know about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _, ngettext
from perflead_tui.questionnaire.importing.draft import Note
from perflead_tui.questionnaire.loading import LIMIT, check
from perflead_tui.questionnaire.problems import Problem
from perflead_tui.questionnaire.writing import document_yaml
from perflead_tui.text import clean_line

_COMMENT = 110  # characters of a line in the file's head


@dataclass(frozen=True)
class Imported:
    """`document` is the questionnaire as fields; `lost` was not carried over, `changed` was and should be looked at."""

    document: dict[str, Any]
    source: str
    shown_name: str
    lost: tuple[Note, ...]
    changed: tuple[Note, ...]

    @property
    def name(self) -> str:
        """The questionnaire's short name."""
        return str(self.document["name"])

    @cached_property
    def yaml(self) -> str:
        """The questionnaire as a file that people can edit, with the notes at its head. Raises PerfleadError if it
        is larger than perflead's files may be.
        """
        body = "".join(_with_comments(document_yaml(self.document)))
        text = "".join(f"{line}\n" for line in self._head()) + "\n" + body
        if len(text.encode()) > LIMIT:
            raise PerfleadError(
                _("{path} is too large to be a questionnaire.").format(path=self.shown_name),
                _("The limit is {size} KiB.").format(size=LIMIT // 1024),
            )
        return text

    @cached_property
    def problems(self) -> list[Problem]:
        """What has to be completed before it can be used; nothing if it is sound."""
        return check(self.yaml.encode())

    def summary(self) -> list[str]:
        """For a person: how much there is, the scale, and all notes."""
        lines = [self._counted(), self._scale()]
        for heading, notes in self._notes():
            lines += ["", heading, *(f"  {note}" for note in notes)]
        return lines

    def _notes(self) -> Iterator[tuple[str, tuple[Note, ...]]]:
        if self.changed:
            yield _("Look at this:"), self.changed
        if self.lost:
            yield _("Not carried over:"), self.lost

    def _head(self) -> Iterator[str]:
        """The comment at the top of the file."""
        yield from _comment(_("Imported from {file} ({source}).").format(file=self.shown_name, source=self.source))
        for heading, notes in self._notes():
            yield "#"
            yield from _comment(heading)
            for note in notes:
                yield from _comment(str(note), first="- ")
        yield "#"
        yield from _comment(_("The guide's page questionnaire explains every field."))

    def _counted(self) -> str:
        chapters = self.document["competencies"]
        items = sum(len(chapter["items"]) for chapter in chapters)
        questions = len(self.document.get("open_questions", ()))
        parts = [
            ngettext("{n} competency", "{n} competencies", len(chapters)).format(n=len(chapters)),
            ngettext("{n} line", "{n} lines", items).format(n=items),
            ngettext("{n} open question", "{n} open questions", questions).format(n=questions),
        ]
        if "time" in self.document:
            parts.append(_("the time question"))
        languages = ", ".join(self.document["languages"])
        return _("{parts}. Languages: {languages}.").format(parts=", ".join(parts), languages=languages)

    def _scale(self) -> str:
        scale = self.document["scale"]
        first = self.document["languages"][0]
        points = [f"{n} {point.get(first, '…')}" for n, point in enumerate(scale["points"], 1)]
        if "not_observed" in scale:
            points.append(f"N {scale['not_observed'].get(first, '…')}")
        return _("The scale, lowest first: {points}.").format(points=", ".join(points))


def _comment(words: str, first: str = "") -> Iterator[str]:
    """`words` as lines of a comment; they come from outside, and a line break would end the comment."""
    import textwrap

    yield from textwrap.wrap(
        clean_line(words),
        _COMMENT,
        initial_indent=f"# {first}",
        subsequent_indent="#" + " " * (len(first) + 1),
        break_on_hyphens=False,
    )


def _with_comments(body: str) -> Iterator[str]:
    """The lines of the YAML, with a comment above the parts. Only names of top fields stand at the edge."""
    comments = {
        "scale:": _("The answers to every line, lowest first, and N."),
        "instructions:": _("What raters read first. With self: the leader reads other words."),
        "stem:": _("The words above every page of lines."),
        "groups:": _("Who answers. These are perflead's groups: change them to yours."),
        "competencies:": _("The lines. With self: under a text, the leader reads other words."),
        "time:": _("The question on time."),
        "open_questions:": _("Questions that are answered in words."),
        "hint:": _("Shown under each open question."),
    }
    for line in body.splitlines(keepends=True):
        if comment := comments.get(line.strip()) if not line.startswith((" ", "-")) else None:
            yield f"\n# {comment}\n"
        yield line
