"""What a user sets: theme, keys, idle minutes. One TOML file, `settings.toml` in the settings folder.

    theme = "perflead-dark"     # a name; empty: dark or light, as the terminal is
    lock_minutes = 15           # minutes without a key until the vault locks; 0: never
    prompts = true              # whether the walk-through opens with its prompts
    contrast = false            # whether pictures are drawn in high contrast in every theme

    [keys]                      # another key for a command; `perflead guide keys` lists the names
    "walk.next" = "right,full_stop"

    [mail]                      # the server that `perflead invite --smtp` hands its messages to
    host = "smtp.example.gov"
    port = 587                  # 0: the usual one
    tls = "starttls"            # or "tls"
    user = "reviews"            # empty: the server wants no name. A password never stands here
    from = "reviews@example.gov"
    ca = ""                     # the certificates of an authority of one's own, a file

A file or a line that cannot be used is told and left out; it never stops the program.
"""

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.files import private_dir, read_limited, shown, write_atomic
from perflead_tui.i18n import _
from perflead_tui.paths import settings_dir
from perflead_tui.text import clean_line
from perflead_tui.toml_lines import parsed

FILE = "settings.toml"
_LIMIT = 32 * 1024
_MOST_MINUTES = 240
_MOST_KEYS = 200
_LONGEST = 60  # characters of a theme's or a command's name, or of a list of keys
_LONGEST_MAIL = 300  # characters of a host, an address or a path
_TLS = ("starttls", "tls")
_LAST_PORT = 65535


@dataclass(frozen=True)
class MailSettings:
    """The mail server. Empty, or 0, is what was not set."""

    host: str = ""
    port: int = 0
    tls: str = "starttls"
    user: str = ""
    sender: str = ""
    """The address that messages come from; `from` in the file."""
    ca: str = ""


@dataclass(frozen=True)
class Settings:
    """The settings, with what holds if nothing is set. Not a pydantic model: that would double the time to start."""

    theme: str = ""
    lock_minutes: int = 15
    prompts: bool = True
    contrast: bool = False
    keys: dict[str, str] = field(default_factory=dict)
    mail: MailSettings = field(default_factory=MailSettings)


@dataclass(frozen=True)
class Read:
    """Settings as they were read, and what was wrong with them."""

    settings: Settings
    problems: tuple[str, ...] = ()


def settings_path() -> Path:
    """Where the settings are."""
    return settings_dir() / FILE


def read_settings() -> Read:
    """The user's settings. What cannot be used is left out and told; without a file everything is as it comes."""
    path = settings_path()
    if not path.exists():
        return Read(Settings())
    try:
        document = parsed(read_limited(path, _LIMIT, _("the settings")).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, PerfleadError) as error:
        return Read(Settings(), (_bad(path, clean_line(str(error), 200)),))
    return _checked(path, document)


def _checked(path: Path, document: dict[str, Any]) -> Read:
    used: dict[str, Any] = {}
    bad: list[str] = []
    for name, value in document.items():
        if name == "keys" and isinstance(value, dict):
            used[name] = {key: keys for key, keys in list(value.items())[:_MOST_KEYS] if _is_word(keys)}
            bad += [f"keys.{key}" for key in value if key not in used[name]]
        elif name == "mail" and isinstance(value, dict):
            fitting = {key: each for key, each in value.items() if _fits_mail(key, each)}
            used[name] = MailSettings(**{_MAIL_FIELDS[key]: each for key, each in fitting.items()})
            bad += [f"mail.{key}" for key in value if key not in fitting]
        elif _fits(name, value):
            used[name] = value
        else:
            bad.append(name)
    problems = (_bad(path, _("{key} cannot be used").format(key=clean_line(key, _LONGEST))) for key in bad)
    return Read(Settings(**used), tuple(problems))


def _fits(name: str, value: object) -> bool:
    """Whether `value` can be the setting `name`; its type is that of the default, and no other."""
    known = {each.name for each in fields(Settings)} - {"keys", "mail"}
    if name not in known or type(value) is not type(getattr(Settings(), name)):
        return False
    return 0 <= value <= _MOST_MINUTES if isinstance(value, int) else _is_word(value)


_MAIL_FIELDS = {"from" if each.name == "sender" else each.name: each.name for each in fields(MailSettings)}
MAIL_NAMES = tuple(_MAIL_FIELDS)
"""What can be set about the mail server, as it is called in the file."""


def _fits_mail(name: str, value: object) -> bool:
    """Whether `value` can be the setting `mail.name`."""
    if name == "port":
        return type(value) is int and 0 <= value <= _LAST_PORT
    if name not in _MAIL_FIELDS or not isinstance(value, str) or len(value) > _LONGEST_MAIL:
        return False
    if name == "tls":
        return value in _TLS
    return value == clean_line(value) and (name == "ca" or " " not in value)


def mail_document(mail: MailSettings) -> dict[str, str | int]:
    """What is set about the mail server, as it stands in the file."""
    unset = MailSettings()
    held = {name: getattr(mail, attribute) for name, attribute in _MAIL_FIELDS.items()}
    return {name: value for name, value in held.items() if value != getattr(unset, _MAIL_FIELDS[name])}


def _is_word(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST


def change_settings(**changed: Any) -> Settings:
    """Write changed settings; comments and everything else in the file stay. Raises PerfleadError if it cannot be."""
    import tomlkit  # here: only writing needs it
    from tomlkit.exceptions import TOMLKitError

    path = settings_path()
    found = _checked(path, changed)
    if found.problems:
        raise PerfleadError(found.problems[0])
    try:
        text = read_limited(path, _LIMIT, _("the settings")).decode() if path.exists() else ""
        parsed(text)  # it refuses what tomlkit would be slow to read, or read in another way
        document = tomlkit.parse(text)
    except (tomllib.TOMLDecodeError, TOMLKitError, UnicodeDecodeError):
        raise PerfleadError(_bad(path, _("it is not TOML")), _("Mend or remove the file, then set it again.")) from None
    for key, value in changed.items():
        document[key] = value
    private_dir(path.parent)
    write_atomic(path, tomlkit.dumps(document).encode())
    return _checked(path, document.unwrap()).settings


def _bad(path: Path, what: str) -> str:
    return _("The settings {path} are not all used: {what}.").format(path=shown(path), what=what)
