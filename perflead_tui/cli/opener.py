"""The commands of an opener: one of several people whose shares together open a review."""

from pathlib import Path
from typing import Any

import click

from perflead_tui.cli.vault_access import passphrase, passphrase_options
from perflead_tui.i18n import _

SHARE = click.argument("share", type=click.Path(path_type=Path))


@click.group()
def opener() -> None:
    """For those who keep a share of a review's key. Only several of you together let it be opened."""


@opener.command()
@SHARE
@passphrase_options
def accept(share: Path) -> None:
    """Put SHARE, the file that you were given, under a passphrase of your own."""
    from perflead_tui.flows.openers import accept as lock_share
    from perflead_tui.flows.telling import accepted_lines

    public = lock_share(share, passphrase(_("New passphrase (at least 8 characters)"), new=True))
    _tell(public)
    click.echo("\n".join(accepted_lines(share)))


@opener.command()
@SHARE
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The new file for your approval.")
@click.option("--armour", is_flag=True, help="Write it as text, to paste into an e-mail.")
@passphrase_options
def approve(share: Path, out: Path, armour: bool) -> None:
    """Agree that the review of SHARE is opened: writes an approval that only the coach's vault can read."""
    from perflead_tui.flows.openers import approve as seal_share
    from perflead_tui.flows.telling import approved_words

    _tell(seal_share(share, out, lambda _name: passphrase(_("Passphrase of your share")), armoured=armour))
    click.echo(approved_words(out))


def _tell(public: dict[str, Any]) -> None:
    """Say which review a share is for."""
    from perflead_tui.flows.telling import share_lines

    click.echo("\n".join(share_lines(public)), err=True)
