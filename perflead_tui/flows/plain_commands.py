"""The commands that are typed where there is no screen: a word of the reader's language, or its letter.

The English words are understood in every language, so that what is written for pipes works everywhere; a letter means
what it means in the reader's language. No letter is N: that is an answer.
"""

import enum
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from perflead_tui.i18n import _

_MARK = "."
"""What stands before a command where words are written."""
_MARKED = re.compile(r"\.([^\W\d_]+|\?)(?: +(\S+))?")
_PLAIN = re.compile(r"([^\W\d_]+|\?)(?: +(\S+))?")


class Command(enum.Enum):
    """What may be typed. The value is the English word."""

    AGAIN = "again"
    BACK = "back"
    CHANGE = "change"
    EMPTY = "empty"
    HELP = "help"
    LANGUAGE = "language"
    LIST = "list"
    PLAN = "plan"
    RECEIPT = "receipt"
    REVIEW = "review"
    SEND = "send"
    STOP = "stop"
    UNDO = "undo"


@dataclass(frozen=True)
class Typed:
    """A command, and the word after it."""

    command: Command
    argument: str = ""


def spelled(command: Command) -> tuple[str, str]:
    """The word and the letter of a command in the reader's language."""
    # Each is the word that is typed and, after a space, one letter for it. No letter may be n, nor stand twice.
    word, _space, letter = {
        Command.AGAIN: _("again a"),
        Command.BACK: _("back b"),
        Command.CHANGE: _("change c"),
        Command.EMPTY: _("empty e"),
        Command.HELP: _("help h"),
        Command.LANGUAGE: _("language l"),
        Command.LIST: _("list i"),
        Command.PLAN: _("plan p"),
        Command.RECEIPT: _("receipt k"),
        Command.REVIEW: _("review r"),
        Command.SEND: _("send s"),
        Command.STOP: _("stop q"),
        Command.UNDO: _("undo u"),
    }[command].partition(" ")
    return word, letter


def word(command: Command, *, marked: bool = False) -> str:
    """The word of a command, as it is typed; `marked` where words are written."""
    return (_MARK if marked else "") + spelled(command)[0]


def letter(command: Command) -> str:
    """The letter of a command."""
    return spelled(command)[1]


def typed_command(text: str, allowed: Collection[Command], *, marked: bool = False) -> Typed | None:
    """The command that `text` is, if it is one of those `allowed`; `marked` ones begin with a dot."""
    found = (_MARKED if marked else _PLAIN).fullmatch(text.strip())
    if found is None:
        return None
    said, argument = _folded(found[1]), found[2] or ""
    if said == "?":
        return Typed(Command.HELP) if Command.HELP in allowed else None
    command = _named(said)
    return Typed(command, argument) if command in allowed and command is not None else None


def looks_marked(text: str) -> bool:
    """Whether `text` has the form of a command where words are written, known or not."""
    return _MARKED.fullmatch(text.strip()) is not None


def _named(said: str) -> Command | None:
    own = {_folded(name): command for command in Command for name in reversed(spelled(command))}
    english = {command.value: command for command in Command}
    return own.get(said) or english.get(said)


def _folded(text: str) -> str:
    """Without capitals and accents: who types `atras` means `atrás`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))
