"""The commands of an opener: one of several people whose shares together open a review."""

import datetime
from pathlib import Path
from typing import Any

import click

from perflead_tui.cli.vault_access import passphrase, passphrase_options
from perflead_tui.files import shown
from perflead_tui.i18n import _, format_date
from perflead_tui.text import clean_line

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

    public = lock_share(share, passphrase(_("New passphrase (at least 8 characters)"), new=True))
    _tell(public)
    click.echo(_("{path} is locked. Keep it and its passphrase until the review is closed.").format(path=shown(share)))
    click.echo(_("Delete every other copy of it, and the mail it came with."))


@opener.command()
@SHARE
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The new file for your approval.")
@click.option("--armour", is_flag=True, help="Write it as text, to paste into an e-mail.")
@passphrase_options
def approve(share: Path, out: Path, armour: bool) -> None:
    """Agree that the review of SHARE is opened: writes an approval that only the coach's vault can read."""
    from perflead_tui.flows.openers import approve as seal_share

    _tell(seal_share(share, out, lambda _name: passphrase(_("Passphrase of your share")), armoured=armour))
    click.echo(_("Your approval is in {path}. Give it to the coach.").format(path=shown(out)))


def _tell(public: dict[str, Any]) -> None:
    """Say which review a share is for."""
    click.echo(
        _("The review of {leader}, share of {name}: {needed} of {total} are needed.").format(
            leader=clean_line(str(public["leader"]), 200),
            name=clean_line(str(public["opener"]), 200),
            needed=clean_line(str(public.get("needed")), 4),
            total=clean_line(str(public.get("total")), 4),
        ),
        err=True,
    )
    click.echo(_("Its six words: {words}").format(words=clean_line(str(public["fingerprint"]), 100)), err=True)
    day = _day(public.get("closes_on"))
    if day is not None and datetime.datetime.now().astimezone().date() <= day:
        click.echo(
            _("It takes answers until {date}. Do not approve before that day has passed.").format(
                date=format_date(day)
            ),
            err=True,
        )


def _day(text: object) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(text))
    except ValueError:
        return None
