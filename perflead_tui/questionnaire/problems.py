"""What can be wrong with a questionnaire file, said to a person: the line, the field and a plain sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.text import clean_line

Path = tuple[str | int, ...]
"""The way to a value: `("competencies", 2, "name", "en")`."""

_SHOWN = 5  # problems in one message; `check` gives all


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong. `line` counts from 1; `field` reads `competencies[2].name.en`, empty for the file.

    A `usable` questionnaire can be used all the same: a translation is missing, and other words are shown.
    """

    line: int
    field: str
    message: str
    file: str = ""
    usable: bool = False

    def __str__(self) -> str:
        where = [self.file] if self.file else []
        where.append(_("line {line}").format(line=self.line))
        if self.field:
            where.append(_("field {field}").format(field=self.field))
        return f"{', '.join(where)}: {self.message}"


def field_name(path: Path) -> str:
    """A path as people read it; keys come from the file and are cleaned and cut."""
    name = ""
    for part in path:
        if isinstance(part, int):
            name += f"[{part}]"
        else:
            name += ("." if name else "") + clean_line(part, 40)
    return name


def in_file(problems: Sequence[Problem], shown_name: str) -> list[Problem]:
    """The same problems with the name of their file."""
    return [replace(problem, file=shown_name) for problem in problems]


def as_error(problems: Sequence[Problem], shown_name: str) -> PerfleadError:
    """The first few problems as one error."""
    said = [str(problem) for problem in in_file(problems[:_SHOWN], shown_name)]
    if len(problems) > _SHOWN:
        said.append(_("There are {n} more.").format(n=len(problems) - _SHOWN))
    return PerfleadError("\n".join(said), _("Correct the file and try again."))
