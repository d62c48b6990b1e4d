"""Questionnaires by name or from a file: loading and checking them.

The YAML library is loaded when a file is read: a review carries its questionnaire as JSON.
"""

import difflib
from functools import cache
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, shown
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import LIMIT, Questionnaire
from perflead_tui.questionnaire.problems import Problem, as_error, in_file
from perflead_tui.text import clean_line

__all__ = ["BUILTIN", "LIMIT", "Problem", "builtin_names", "check", "check_file", "load", "parse"]

BUILTIN = Path(__file__).parent / "builtin"


def builtin_names() -> list[str]:
    """The names of the questionnaires that come with perflead, the leader's first."""
    return sorted((path.stem for path in BUILTIN.glob("*.yaml")), reverse=True)


def load(name_or_path: str) -> Questionnaire:
    """The built-in questionnaire of that name, else the one in that file. Raises PerfleadError."""
    if name_or_path in builtin_names():
        return _builtin(name_or_path)
    path = Path(name_or_path)
    if len(path.parts) == 1 and path.suffix not in (".yaml", ".yml") and not path.exists():
        raise _unknown(name_or_path)
    return parse(read_limited(path, LIMIT, _("a questionnaire")), shown(path))


def parse(data: bytes, shown_name: str) -> Questionnaire:
    """The questionnaire in the YAML `data`. Raises PerfleadError with the first few problems and their lines."""
    questionnaire, problems = _checked(data)
    if questionnaire is None:
        raise as_error([problem for problem in problems if not problem.usable], shown_name)
    return questionnaire


def check(data: bytes) -> list[Problem]:
    """Everything that is wrong with the YAML `data`, in the order of its lines; it can be used if all that says so."""
    return _checked(data)[1]


def check_file(path: Path) -> list[Problem]:
    """`check` for a file; each problem names it. Raises PerfleadError if it cannot be read at all."""
    return in_file(check(read_limited(path, LIMIT, _("a questionnaire"))), shown(path))


def _checked(data: bytes) -> tuple[Questionnaire | None, list[Problem]]:
    from perflead_tui.questionnaire.checks import checked
    from perflead_tui.questionnaire.reading import read_tree

    return checked(read_tree(data))


@cache
def _builtin(name: str) -> Questionnaire:
    path = BUILTIN / f"{name}.yaml"
    return parse(path.read_bytes(), path.name)


def _unknown(name: str) -> PerfleadError:
    close = difflib.get_close_matches(name, builtin_names(), n=1)
    message = _("There is no questionnaire {name}.").format(name=clean_line(name, 80))
    if close:
        return PerfleadError(message, _("Did you mean {name}?").format(name=close[0]))
    names = ", ".join(builtin_names())
    return PerfleadError(message, _("Give the name of a file, or one of: {names}.").format(names=names))
