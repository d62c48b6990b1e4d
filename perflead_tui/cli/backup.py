"""Backing the vault up, and making one from a backup."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from perflead_tui.cli.share import (
    BY_WORDS,
    FORCE,
    IDENTITY,
    TO,
    WORDS_FILE,
    named_keys,
    require_new,
    tell_words,
    words_of_file,
)
from perflead_tui.cli.vault_access import (
    from_environment,
    home,
    open_vault,
    passphrase,
    progress,
    vault_options,
)
from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, shown
from perflead_tui.flows.telling_files import backup_damage_lines, backup_lines, restored_damage_lines, restored_lines
from perflead_tui.i18n import _

if TYPE_CHECKING:
    from perflead_tui.flows.backup import Restored

_SOME_DAMAGED = 3


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The new file, such as vault.age.")
@TO
@BY_WORDS
@FORCE
@vault_options
def backup(out: Path, to: tuple[str, ...], by_words: bool, force: bool) -> int:
    """Keep all of the vault in one encrypted file, read back and compared.

    The recovery key opens it, on any computer: the line of letters and digits that was printed once, when the vault
    was made (perflead init). Who has lost it makes a new one with perflead passphrase --recovery, and then a new
    backup. --to lets other people's keys open the file too; with --passphrase six words open it, and the recovery key
    does not. Either way the vault in it still needs its passphrase or its recovery key before anything can be read.
    """
    from perflead_tui.flows.backup import backup as keep
    from perflead_tui.flows.backup import own_recipients
    from perflead_tui.sealing.agefile import new_passphrase
    from perflead_tui.sealing.agekeys import recipients

    if to and by_words:
        raise click.UsageError(_("A file opens with keys or with words: leave --to or --passphrase out."))
    others = recipients(to)
    require_new(out, force=force)
    words = new_passphrase() if by_words else ""
    with open_vault() as vault, progress() as show:
        readers = [] if by_words else [*own_recipients(vault), *others]
        kept = keep(vault, out, readers, words or None, overwrite=force, on_step=show)
    where, what = backup_lines(kept, out)
    click.echo(where)
    click.echo(what, err=True)
    tell_words(words)
    return _tell_damaged(backup_damage_lines(kept))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@IDENTITY
@WORDS_FILE
@vault_options
def restore(file: Path, identity: tuple[Path, ...], words_file: Path | None) -> int:
    """Make a vault from the backup FILE, in the empty or new folder --home.

    You are asked for the recovery key: the line of letters and digits that was printed once, when the vault was made.
    Nothing else is needed, unless the backup was made with --passphrase: then its six words are asked for first. In a
    script, --passphrase-file names a file with the recovery key. Every file is checked before the folder gets its name.
    """
    from perflead_tui.flows.backup import LIMIT, require_empty
    from perflead_tui.flows.backup import restore as put_back
    from perflead_tui.sealing.agefile import lock_of

    require_empty(home())  # before anything is asked for
    data, name = read_limited(file, LIMIT, _("a backup")), shown(file)
    if lock_of(data, name) == "passphrase":
        words = words_of_file(words_file)
        done = put_back(data, name, home(), _secret(), [], words)
    elif identity:
        keys = named_keys(identity)
        done = put_back(data, name, home(), _secret(), keys, None)
    else:
        done = _by_recovery_key(data, name)
    where, what = restored_lines(done)
    click.echo(where)
    click.echo(what, err=True)
    return _tell_damaged(restored_damage_lines(done))


def _by_recovery_key(data: bytes, name: str) -> "Restored":
    from perflead_tui.flows.backup import restore as put_back
    from perflead_tui.vault.keys import recovery_identity

    secret = passphrase(_("Recovery key"), given=not from_environment())
    own = recovery_identity(secret)
    if own is None:
        raise PerfleadError(
            _("This is not a recovery key, and the backup opens with one."),
            _("Type the key that was printed when the vault was made, or name a private key with --identity FILE."),
        )
    return put_back(data, name, home(), secret, [own], None)


def _secret() -> str:
    return passphrase(_("Passphrase or recovery key of the vault"))


def _tell_damaged(lines: list[str]) -> int:
    if not lines:
        return 0
    click.echo("\n".join(lines), err=True)
    return _SOME_DAMAGED
