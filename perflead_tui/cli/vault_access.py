"""How a command gets at the vault: its folder, its passphrase, and progress for a person who waits."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click
from click.core import ParameterSource

from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited
from perflead_tui.i18n import _
from perflead_tui.paths import vault_home
from perflead_tui.text import clean_line

if TYPE_CHECKING:
    from perflead_tui.vault.vault import Vault

_LIMIT = 4096  # bytes of a passphrase file
_BAR = 20  # cells of the progress bar

P = ParamSpec("P")
R = TypeVar("R")


def vault_options(command: Callable[P, R]) -> Callable[P, R]:
    """Give a command the vault's options; said after the command they win over those said before it."""
    where = click.option(
        "--home",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_keep,
        help="The vault's folder (or PERFLEAD_HOME).",
    )
    return where(passphrase_options(command))


def passphrase_options(command: Callable[P, R]) -> Callable[P, R]:
    """Give a command the options that say where a passphrase is, whether of a vault or of a file of its own."""
    for option in (
        click.option(
            "--passphrase-fd", type=int, expose_value=False, callback=_keep, help="Its passphrase's descriptor."
        ),
        click.option(
            "--passphrase-file",
            type=click.Path(path_type=Path),
            expose_value=False,
            callback=_keep,
            help="Its passphrase's file (or PERFLEAD_PASSPHRASE_FILE).",
        ),
    ):
        command = option(command)
    return command


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value is not None and param.name is not None:
        ctx.ensure_object(dict)[param.name] = value


def _said() -> dict[str, Any]:
    return click.get_current_context().ensure_object(dict)


def home() -> Path:
    """The vault's folder."""
    named: Path | None = _said().get("home")
    return named if named is not None else vault_home()


@contextmanager
def open_vault() -> "Iterator[Vault]":
    """The vault, unlocked; closed again on leaving."""
    from perflead_tui.vault.vault import Vault, require_vault

    where = home()
    require_vault(where)  # before a passphrase is asked for
    with Vault.open(where, passphrase(_("Passphrase"))) as vault:
        yield vault


def passphrase(prompt: str, *, new: bool = False, given: bool = True, hint: str = "") -> str:
    """The passphrase from a file, a descriptor or a prompt without echo; `new` asks twice, `given` False ignores files.

    Without a terminal `prompt` is named as what is missing, and `hint` says how else to give it.

    It is never an argument: arguments are seen by everyone on the machine.
    """
    said = _said() if given else {}
    if said.get("passphrase_fd") is not None:
        return _from_descriptor(said["passphrase_fd"])
    if said.get("passphrase_file") is not None:
        return first_line(read_limited(said["passphrase_file"], _LIMIT, _("a passphrase file")))
    if not sys.stdin.isatty():
        raise PerfleadError(
            _("{what}: it is needed, and there is no terminal to ask on.").format(what=prompt),
            hint or _("Give it with --passphrase-file FILE or --passphrase-fd N."),
        )
    answer: str = click.prompt(prompt, hide_input=True, confirmation_prompt=new, err=True)
    return answer


def file_passphrase(words_file: Path | None, prompt: str) -> str:
    """The passphrase of an encrypted file: from `words_file`, from what this call names for passphrases, or asked for.

    What the environment names is the vault's passphrase, and is left alone.
    """
    if words_file is not None:
        return first_line(read_limited(words_file, _LIMIT, _("a passphrase file")))
    return passphrase(prompt, given=not from_environment(), hint=words_hint())


def words_hint() -> str:
    """How the words of a file are given without a terminal."""
    return _("Give them with --words-file FILE.")


def from_environment() -> bool:
    """Whether the passphrase file is named by the environment alone, so that nobody meant this call with it."""
    root = click.get_current_context().find_root()
    by_environment = root.get_parameter_source("passphrase_file") is ParameterSource.ENVIRONMENT
    said = _said()
    named_now = said.get("passphrase_fd") is not None or said.get("passphrase_file") != root.params["passphrase_file"]
    return by_environment and not named_now


def _from_descriptor(number: int) -> str:
    try:
        with os.fdopen(number, "rb", closefd=False) as file:
            return first_line(file.read(_LIMIT))
    except OSError:
        raise PerfleadError(_("The descriptor {number} cannot be read.").format(number=number)) from None


def first_line(data: bytes) -> str:
    """The first line of a passphrase file. Raises PerfleadError if it is empty or not text."""
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise PerfleadError(_("The passphrase is not text in UTF-8.")) from None
    if not lines or not lines[0]:
        raise PerfleadError(_("The passphrase is empty."))
    return lines[0]


@contextmanager
def progress() -> Iterator[Callable[[tuple[str, int, int]], None]]:
    """A line on stderr that says what is being done and how far it is; silent if nobody watches a terminal."""
    watched = sys.stderr.isatty()

    def show(step: tuple[str, int, int]) -> None:
        words, done, total = step
        if watched and total:
            full = _BAR * done // total
            bar = "▰" * full + "▱" * (_BAR - full)
            click.echo(f"\r\x1b[K{clean_line(words)}  {bar}  {done}/{total}", nl=False, err=True)

    try:
        yield show
    finally:
        if watched:
            click.echo("\r\x1b[K", nl=False, err=True)
