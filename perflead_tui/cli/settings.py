"""The settings from the command line: look at them, change them."""

from collections.abc import Iterator
from typing import Any

import click

from perflead_tui.errors import PerfleadError
from perflead_tui.files import shown
from perflead_tui.i18n import _
from perflead_tui.settings import (
    MAIL_NAMES,
    Settings,
    change_settings,
    mail_document,
    read_settings,
    settings_path,
)
from perflead_tui.text import clean_line

_LABEL = 26  # cells


@click.command()
@click.option("--theme", help="Use this theme; empty for dark or light, as the terminal is.")
@click.option("--lock", type=click.IntRange(0, 240), help="Minutes without a key until the vault locks; 0 for never.")
@click.option(
    "--prompts/--no-prompts", default=None, help="Open the walk-through with the coach's prompts, or without."
)
@click.option("--contrast/--no-contrast", default=None, help="Draw pictures in high contrast in every theme, or not.")
@click.option("--key", "keys", multiple=True, help="Other keys for a command, as COMMAND=KEYS; without KEYS its own.")
@click.option("--mail", multiple=True, help="About your mail server, as NAME=VALUE; without VALUE it is unset.")
def settings(
    theme: str | None,
    lock: int | None,
    prompts: bool | None,
    contrast: bool | None,
    keys: tuple[str, ...],
    mail: tuple[str, ...],
) -> None:
    """Print the settings and the themes there are, or change settings."""
    from perflead_tui.tui.keys import key_problems

    read = read_settings()
    changed: dict[str, Any] = {"theme": _known(theme), "lock_minutes": lock, "prompts": prompts, "contrast": contrast}
    changed = {name: value for name, value in changed.items() if value is not None}
    if keys:
        changed["keys"] = _with_keys(read.settings.keys, keys)
    if mail:
        changed["mail"] = _with_mail(read.settings, mail)
    found = change_settings(**changed) if changed else read.settings
    for problem in (*(() if changed else read.problems), *key_problems(found.keys)):
        click.echo(problem, err=True)
    for row in _rows(found):
        click.echo(row)


def _known(theme: str | None) -> str | None:
    """The theme that was asked for. Raises PerfleadError if there is none of that name."""
    from perflead_tui.themes import in_order, load_themes

    themes, _problems = load_themes() if theme else ({}, [])
    if theme and theme not in themes:
        raise PerfleadError(
            _("There is no theme {name}.").format(name=clean_line(theme, 60)),
            _("Themes are: {names}.").format(names=", ".join(each.name for each in in_order(themes))),
        )
    return theme


def _with_keys(now: dict[str, str], given: tuple[str, ...]) -> dict[str, str]:
    """The keys with those that were given. Raises PerfleadError for a command or a key that is not there."""
    from perflead_tui.tui.keys import with_keys

    keys = dict(now)
    for each in given:
        name, equals, wanted = each.partition("=")
        if not equals:
            raise click.UsageError(_("Say --key COMMAND=KEYS, for instance --key walk.next=right,space."))
        keys = with_keys(keys, name, wanted)
    return keys


def _with_mail(now: Settings, given: tuple[str, ...]) -> dict[str, str | int]:
    """What is said about the mail server with what was given. Raises PerfleadError for what cannot be set."""
    said = mail_document(now.mail)
    for each in given:
        name, equals, value = each.partition("=")
        if name == "password":
            raise PerfleadError(
                _("A password is never kept in the settings."),
                _("It is asked for, or read with --smtp-password-file FILE."),
            )
        if not equals or name not in MAIL_NAMES:
            raise click.UsageError(_("Say --mail NAME=VALUE. Names are: {names}.").format(names=", ".join(MAIL_NAMES)))
        said.pop(name, None)
        if value:
            said[name] = int(value) if name == "port" and value.isdecimal() else value
    return said


def _rows(found: Settings) -> Iterator[str]:
    from perflead_tui.themes import in_order, load_themes, user_themes_dir

    themes, problems = load_themes()
    yield _row(_("Settings"), shown(settings_path()))
    yield _row(_("Theme"), found.theme or _("dark or light, as the terminal is"))
    yield _row(_("Lock after"), _("{n} min").format(n=found.lock_minutes) if found.lock_minutes else _("never"))
    yield _row(_("Prompts"), _("shown") if found.prompts else _("hidden"))
    yield _row(_("Pictures"), _("high contrast") if found.contrast else _("as the theme has them"))
    for name, value in mail_document(found.mail).items():
        yield _row(_("Mail: {name}").format(name=name), clean_line(str(value), 60))
    for name, keys in sorted(found.keys.items()):
        yield _row(_("Keys of {name}").format(name=clean_line(name, 40)), clean_line(keys, 60))
    yield ""
    yield _row(_("Your own themes"), shown(user_themes_dir()))
    for theme in in_order(themes):
        yield _row(("* " if theme.name == found.theme else "  ") + theme.name, theme.title)
    for problem in problems:
        click.echo(problem, err=True)


def _row(label: str, words: str) -> str:
    return f"{label:{_LABEL}}{words}"
