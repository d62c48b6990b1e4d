"""What LimeSurvey calls its types of questions, and why perflead does not have some of them."""

from perflead_tui.i18n import _
from perflead_tui.text import clean_line


def kind_name(kind: str) -> str:
    """The name of the type with the one-character code `kind`, and the code."""
    names = {
        "F": _("array"),
        "H": _("array by column"),
        "A": _("array, 5 points"),
        "B": _("array, 10 points"),
        "1": _("array, two scales"),
        "C": _("array yes/no/uncertain"),
        "E": _("array increase/same/decrease"),
        ":": _("array of numbers"),
        ";": _("array of texts"),
        "L": _("list"),
        "!": _("drop-down list"),
        "O": _("list with comment"),
        "5": _("5 points"),
        "S": _("short text"),
        "T": _("long text"),
        "U": _("huge text"),
        "Q": _("several short texts"),
        "K": _("several numbers"),
        "N": _("number"),
        "D": _("date"),
        "G": _("gender"),
        "Y": _("yes or no"),
        "M": _("multiple choice"),
        "P": _("multiple choice with comments"),
        "R": _("ranking"),
        "X": _("text display"),
        "I": _("language switch"),
        "|": _("file upload"),
        "*": _("equation"),
    }
    code = clean_line(kind, 1)
    name = names.get(kind)
    return _("{name}, type {code}").format(name=name, code=code) if name else _("type {code}").format(code=code or "?")


def why_not(kind: str) -> str:
    """Why a question of that type cannot be carried over."""
    if kind in ("C", "E", "Y"):
        return _("its answers are not the points of a scale.")
    if kind in ("G", "D", "N", "I", "|"):
        return _("it asks about the rater, which could tell who answered.")
    if kind == "X":
        return _("words between questions have no place. Put them into the instructions.")
    if kind == "*":
        return _("perflead computes nothing from single answers.")
    if kind == "Q":
        return _("write each of its boxes as an open question.")
    return _("perflead has lines with one scale, open questions and the time question.")
